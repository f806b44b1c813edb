//! Drives: what a number or a name says, what its source reports, and whether the two
//! agree.
//!
//! A drive whose model is known is that model, the customer's suffix dropped; any other
//! is known by its properties: medium, interface, capacity, endurance or speed.

mod capacity;
mod cisco;
mod consumer;
mod grammar;
mod hitachi;
mod hpe;
mod hynix;
mod intel;
mod kingston;
mod kioxia;
mod micron;
mod model;
mod other;
mod part;
mod samsung;
mod seagate;
mod table;
mod toshiba;
mod wd;
mod weigh;
mod witness;
mod words;

use std::sync::Arc;

use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::RuleId;
use rackworth_model::measure::Bytes;

use super::scan::{Upper, has, has_word, said, says_empty};
use crate::part::{Identification, Part};
use crate::spec::{DriveForm, DriveSpec, Media};

pub(crate) use capacity::quirk_of;
pub use part::generic_part;
pub use table::DriveTables;

use witness::Witness;

/// What a bare number or name says, and by which rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DriveDecoded<'t> {
    /// Its capacity is `None` for a series named without one.
    pub spec: DriveSpec,
    pub rule: RuleId,
    maker: &'static str,
    stem: &'t str,
}

impl DriveDecoded<'_> {
    /// The part of the model; `None` when the name does not say the capacity.
    pub(crate) fn part(&self) -> Option<Part> {
        self.spec.capacity?;
        part::named(&self.spec, self.maker, self.stem, &format!("part number, rule {}", self.rule))
    }
}

/// Decodes a bare part number or model name; no other facts. A maker's name may stand
/// before it: `SAMSUNG MZ7LH1T9HMLT-00005`, `TOSHIBA MK1401GRRB`.
pub(crate) fn decode(part_number: &str) -> Option<DriveDecoded<'_>> {
    decode_by(part_number, |bytes| {
        grammar::find_number(bytes).or_else(|| consumer::find_number(bytes)).or_else(|| words::find_series(bytes))
    })
}

fn decode_by(text: &str, find: impl Fn(&[u8]) -> Option<grammar::Found>) -> Option<DriveDecoded<'_>> {
    let text = said(Some(text))?;
    let found = find(Upper::of(text).bytes())?;
    let (maker, rule) = (found.model.maker, RuleId(found.model.rule));
    let stem = text.get(found.start..found.end).unwrap_or(text).trim_end();
    Some(DriveDecoded { spec: found.model.spec(), rule, maker, stem })
}

/// What a drive is.
pub(crate) fn identify(tables: &DriveTables, component: &RawComponent) -> Identification {
    if let Some((why, rule)) = not_a_drive(component) {
        return Identification::not_a_part(why, rule);
    }
    let witness = Witness::of(component);
    if is_card(component) {
        return weigh::card(witness);
    }
    let id = &component.id;
    let fields = [said(id.model.as_deref()), said(id.part_number.as_deref())];
    let mut series = None;
    for field in fields.into_iter().flatten() {
        if let Some(row) = tables.look_up(field) {
            return weigh::known(weigh::of_row(row), component, witness);
        }
        match decode(field) {
            Some(decoded) if decoded.spec.capacity.is_some() => {
                return weigh::known(weigh::of_decoded(&decoded), component, witness);
            }
            decoded => series = series.or(decoded.map(|decoded| decoded.spec)),
        }
    }
    // Free words hold numbers, but what looks like a series in them may be anything.
    if let Some(decoded) = component.text.as_deref().and_then(|text| decode_by(text, grammar::find_number)) {
        return weigh::known(weigh::of_decoded(&decoded), component, witness);
    }
    weigh::facts(series.as_ref(), witness, fields.into_iter().flatten().next())
}

/// Things that sources list among drives.
fn not_a_drive(component: &RawComponent) -> Option<(&'static str, &'static str)> {
    let id = &component.id;
    for field in [&id.model, &component.text, &id.part_number] {
        let Some(text) = field.as_deref() else { continue };
        let upper = Upper::of(text);
        let bytes = upper.bytes();
        if has(bytes, "BACKPLANE") || has_word(bytes, "ENCLOSURE") {
            return Some(("a backplane listed as a drive", "drive/backplane"));
        }
        if has(bytes, "LOGICAL VOLUME") || has(bytes, "VIRTUAL DISK") || bytes.starts_with(b"DELLBOSS") {
            return Some(("a volume that a controller makes of other drives", "drive/volume"));
        }
        if has_word(bytes, "DVD") || has(bytes, "DVD-") || has(bytes, "CD-ROM") {
            return Some(("an optical drive", "drive/optical"));
        }
    }
    let fields = [&id.model, &id.part_number, &component.text, &component.facts.media];
    let unnamed = said(id.model.as_deref()).or(said(id.part_number.as_deref())).is_none();
    let empty = component.facts.capacity == Some(Bytes(0)) || fields.iter().any(|field| says_empty(field.as_deref()));
    (unnamed && empty).then_some(("the bay is empty", "drive/empty-bay"))
}

/// SD cards: FlexFlash and internal dual SD modules.
fn is_card(component: &RawComponent) -> bool {
    let id = &component.id;
    let form = witness::of_facts(component).form == Some(DriveForm::Sd);
    let maker = said(id.manufacturer.as_deref()).is_some_and(|maker| maker.eq_ignore_ascii_case("sd"));
    let named = [&id.model, &component.text].into_iter().filter_map(|field| said(field.as_deref())).any(|text| {
        let upper = Upper::of(text);
        ["SD CARD", "FLEXFLASH", "MICROSD", "SDHC", "SDXC"].iter().any(|word| has(upper.bytes(), word))
    });
    form || maker || named
}

#[cfg(test)]
mod tests;
