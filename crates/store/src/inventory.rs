//! What one reading found, as it is stored: JSON that gives back the same inventory, word for
//! word and bit for bit.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::{Facts, HardwareId, PciId, Place, RawComponent, Reading, ReadingOption};
use rackworth_model::ids::EvidenceId;
use rackworth_model::inventory::{Inventory, Problem, RawAsset, RawText, Unread};
use rackworth_model::measure::{Bytes, Watts};
use rackworth_model::reconcile::Contradiction;
use serde::{Deserialize, Serialize};

use crate::codec::{LocatorRow, read_hex, word};
use crate::error::StoreError;
use crate::kinds::{AmountsRow, AssetKindRow, TextUnitRow, UnreadKindRow};

/// Borrowed from the inventory when it is written. What is only looked at is borrowed from the JSON
/// when it is read, too, and spelled out: serde knows `Cow` by its name alone.
type Words<'a> = Cow<'a, str>;

#[derive(Serialize, Deserialize)]
struct PlaceRow<'a> {
    #[serde(borrow)]
    file: Cow<'a, str>,
    at: LocatorRow,
}

/// Manufacturer, model, part number, serial.
type IdRow<'a> = (Option<Words<'a>>, Option<Words<'a>>, Option<Words<'a>>, Option<Words<'a>>);

#[derive(Serialize, Deserialize, Default, PartialEq)]
#[serde(default)]
struct FactsRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    capacity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory_type: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module_type: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speed_mts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form_factor: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rpm: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cores: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    watts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ports: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_gbps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pci: Option<(u16, u16)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    life_left_percent: Option<u8>,
}

#[derive(Serialize, Deserialize)]
struct ComponentRow<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: IdRow<'a>,
    text: Option<Words<'a>>,
    slot: Option<Words<'a>>,
    count: u32,
    #[serde(borrow)]
    facts: FactsRow<'a>,
    quirks: Vec<Words<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    contradictions: Vec<ContradictionRow<'a>>,
    #[serde(borrow)]
    place: PlaceRow<'a>,
}

#[derive(Serialize, Deserialize)]
struct ContradictionRow<'a> {
    #[serde(borrow)]
    property: Cow<'a, str>,
    kept: Words<'a>,
    other: Words<'a>,
    #[serde(borrow)]
    place: PlaceRow<'a>,
}

#[derive(Serialize, Deserialize)]
struct ReadingRow<'a> {
    text: Words<'a>,
    /// Weights as the bits of an `f64`.
    #[serde(borrow)]
    options: Vec<(u64, Vec<ComponentRow<'a>>)>,
}

#[derive(Serialize, Deserialize)]
struct TextRow<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    text: Words<'a>,
    count: Option<u32>,
    amounts: AmountsRow,
    unit: Option<TextUnitRow>,
    id: IdRow<'a>,
    #[serde(borrow)]
    place: PlaceRow<'a>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AssetRow<'a> {
    kind: AssetKindRow,
    id: IdRow<'a>,
    service_tag: Option<Words<'a>>,
    asset_tag: Option<Words<'a>>,
    hostname: Option<Words<'a>>,
    site: Option<Words<'a>>,
    condition: Option<Words<'a>>,
    count: u32,
    #[serde(borrow)]
    readings: Vec<ReadingRow<'a>>,
    #[serde(borrow)]
    texts: Vec<TextRow<'a>>,
    extras: Vec<(Words<'a>, Words<'a>)>,
    #[serde(borrow)]
    place: PlaceRow<'a>,
}

#[derive(Serialize, Deserialize)]
struct UnreadRow<'a> {
    #[serde(borrow)]
    place: PlaceRow<'a>,
    kind: UnreadKindRow,
    text: Words<'a>,
    why: Words<'a>,
}

#[derive(Serialize, Deserialize)]
struct ProblemRow<'a> {
    #[serde(borrow)]
    place: PlaceRow<'a>,
    found: Words<'a>,
    expected: Words<'a>,
    hint: Option<Words<'a>>,
}

#[derive(Serialize, Deserialize)]
struct EvidenceRow<'a> {
    id: String,
    name: Words<'a>,
    n_bytes: u64,
}

/// Everything of an inventory but its assets.
#[derive(Serialize, Deserialize)]
pub(crate) struct HeadRow<'a> {
    #[serde(borrow)]
    unread: Vec<UnreadRow<'a>>,
    #[serde(borrow)]
    problems: Vec<ProblemRow<'a>>,
    #[serde(borrow)]
    evidence: Vec<EvidenceRow<'a>>,
}

impl<'a> HeadRow<'a> {
    pub(crate) fn of(unread: &'a [Unread], problems: &'a [Problem], evidence: &'a [Evidence]) -> HeadRow<'a> {
        let unread_row = |u: &'a Unread| UnreadRow {
            place: (&u.place).into(),
            kind: u.kind.into(),
            text: (&u.text).into(),
            why: (&u.why).into(),
        };
        let problem_row = |p: &'a Problem| ProblemRow {
            place: (&p.place).into(),
            found: (&p.found).into(),
            expected: (&p.expected).into(),
            hint: words(&p.hint),
        };
        let evidence_row =
            |e: &'a Evidence| EvidenceRow { id: e.id.to_string(), name: (&e.name).into(), n_bytes: e.n_bytes };
        HeadRow {
            unread: unread.iter().map(unread_row).collect(),
            problems: problems.iter().map(problem_row).collect(),
            evidence: evidence.iter().map(evidence_row).collect(),
        }
    }

    /// What a reading says beside its assets.
    pub(crate) fn read(self) -> Result<Inventory, StoreError> {
        let none = Arc::from("");
        let unread = |u: UnreadRow<'_>| Unread {
            place: u.place.read(&none),
            kind: u.kind.into(),
            text: u.text.into_owned(),
            why: u.why.into_owned(),
        };
        let problem = |p: ProblemRow<'_>| Problem {
            place: p.place.read(&none),
            found: p.found.into_owned(),
            expected: p.expected.into_owned(),
            hint: owned(p.hint),
        };
        let evidence = |e: EvidenceRow<'_>| {
            let id = read_hex(&e.id).ok_or_else(|| StoreError::damaged("an evidence id", &e.id))?;
            Ok(Evidence { id: EvidenceId::from_bytes(id), name: e.name.into_owned(), n_bytes: e.n_bytes })
        };
        Ok(Inventory {
            assets: Vec::new(),
            unread: self.unread.into_iter().map(unread).collect(),
            problems: self.problems.into_iter().map(problem).collect(),
            evidence: self.evidence.into_iter().map(evidence).collect::<Result<_, StoreError>>()?,
        })
    }
}

fn words(text: &Option<String>) -> Option<Words<'_>> {
    text.as_deref().map(Cow::Borrowed)
}

/// In a vector of its own, just large enough: a mere `collect` leaves what was read in the room of
/// its rows, which are wider, and more than there are.
fn read_all<R, T>(rows: Vec<R>, read: impl FnMut(R) -> Result<T, StoreError>) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::with_capacity(rows.len());
    for one in rows.into_iter().map(read) {
        found.push(one?);
    }
    Ok(found)
}

fn owned(text: Option<Words<'_>>) -> Option<String> {
    text.map(Cow::into_owned)
}

impl<'a> From<&'a Place> for PlaceRow<'a> {
    fn from(place: &'a Place) -> PlaceRow<'a> {
        PlaceRow { file: Cow::Borrowed(&place.file), at: (&place.locator).into() }
    }
}

impl PlaceRow<'_> {
    /// `usual` is shared by whatever came from the same file.
    fn read(self, usual: &Arc<str>) -> Place {
        let file = if *self.file == **usual { Arc::clone(usual) } else { Arc::from(self.file) };
        Place { file, locator: self.at.into() }
    }
}

fn id_row(id: &HardwareId) -> IdRow<'_> {
    let HardwareId { manufacturer, model, part_number, serial } = id;
    (words(manufacturer), words(model), words(part_number), words(serial))
}

fn read_id((manufacturer, model, part_number, serial): IdRow<'_>) -> HardwareId {
    HardwareId {
        manufacturer: owned(manufacturer),
        model: owned(model),
        part_number: owned(part_number),
        serial: owned(serial),
    }
}

impl<'a> From<&'a Facts> for FactsRow<'a> {
    fn from(facts: &'a Facts) -> FactsRow<'a> {
        FactsRow {
            capacity: facts.capacity.map(|bytes| bytes.0),
            memory_type: words(&facts.memory_type),
            module_type: words(&facts.module_type),
            speed_mts: facts.speed_mts,
            media: words(&facts.media),
            protocol: words(&facts.protocol),
            form_factor: words(&facts.form_factor),
            rpm: facts.rpm,
            cores: facts.cores,
            watts: facts.watts.map(|watts| watts.0),
            ports: facts.ports,
            link_gbps: facts.link_gbps,
            pci: facts.pci.map(|pci| (pci.vendor, pci.device)),
            life_left_percent: facts.life_left_percent,
        }
    }
}

impl From<FactsRow<'_>> for Facts {
    fn from(row: FactsRow<'_>) -> Facts {
        Facts {
            capacity: row.capacity.map(Bytes),
            memory_type: owned(row.memory_type),
            module_type: owned(row.module_type),
            speed_mts: row.speed_mts,
            media: owned(row.media),
            protocol: owned(row.protocol),
            form_factor: owned(row.form_factor),
            rpm: row.rpm,
            cores: row.cores,
            watts: row.watts.map(Watts),
            ports: row.ports,
            link_gbps: row.link_gbps,
            pci: row.pci.map(|(vendor, device)| PciId { vendor, device }),
            life_left_percent: row.life_left_percent,
        }
    }
}

/// Names of quirks and properties live as long as the program; those of a store are joined to them. There are
/// as many as readers have names for.
fn name_of(name: &str) -> &'static str {
    static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(name) {
        return known;
    }
    let kept: &'static str = String::leak(name.to_string());
    known.insert(kept);
    kept
}

impl<'a> From<&'a Contradiction> for ContradictionRow<'a> {
    fn from(c: &'a Contradiction) -> ContradictionRow<'a> {
        ContradictionRow {
            property: c.property.into(),
            kept: (&c.kept).into(),
            other: (&c.other).into(),
            place: (&c.place).into(),
        }
    }
}

impl ContradictionRow<'_> {
    fn read(self, file: &Arc<str>) -> Contradiction {
        Contradiction {
            property: name_of(&self.property),
            kept: self.kept.into_owned(),
            other: self.other.into_owned(),
            place: self.place.read(file),
        }
    }
}

impl<'a> From<&'a RawComponent> for ComponentRow<'a> {
    fn from(c: &'a RawComponent) -> ComponentRow<'a> {
        ComponentRow {
            kind: c.kind.word().into(),
            id: id_row(&c.id),
            text: words(&c.text),
            slot: words(&c.slot),
            count: c.count,
            facts: (&c.facts).into(),
            quirks: c.quirks.iter().map(|name| Cow::Borrowed(*name)).collect(),
            contradictions: c.contradictions.iter().map(Into::into).collect(),
            place: (&c.place).into(),
        }
    }
}

impl ComponentRow<'_> {
    fn read(self, file: &Arc<str>) -> Result<RawComponent, StoreError> {
        Ok(RawComponent {
            kind: word("a kind of component", &self.kind)?,
            id: read_id(self.id),
            text: owned(self.text),
            slot: owned(self.slot),
            count: self.count,
            facts: self.facts.into(),
            quirks: self.quirks.iter().map(|name| name_of(name)).collect(),
            contradictions: self.contradictions.into_iter().map(|row| row.read(file)).collect(),
            place: self.place.read(file),
        })
    }
}

impl<'a> From<&'a Reading> for ReadingRow<'a> {
    fn from(reading: &'a Reading) -> ReadingRow<'a> {
        let option = |o: &'a ReadingOption| (o.weight.to_bits(), o.components.iter().map(Into::into).collect());
        ReadingRow { text: (&reading.text).into(), options: reading.options().iter().map(option).collect() }
    }
}

impl ReadingRow<'_> {
    fn read(self, file: &Arc<str>) -> Result<Reading, StoreError> {
        let option = |(weight, components): (u64, Vec<ComponentRow<'_>>)| {
            let components = read_all(components, |row| row.read(file))?;
            Ok(ReadingOption { weight: f64::from_bits(weight), components })
        };
        let options = read_all(self.options, option)?;
        let damaged = || StoreError::damaged("a reading", &self.text);
        Reading::weighted(self.text.to_string(), options).ok_or_else(damaged)
    }
}

impl<'a> From<&'a RawText> for TextRow<'a> {
    fn from(t: &'a RawText) -> TextRow<'a> {
        TextRow {
            kind: t.kind.word().into(),
            text: (&t.text).into(),
            count: t.count,
            amounts: t.amounts.into(),
            unit: t.unit.map(Into::into),
            id: id_row(&t.id),
            place: (&t.place).into(),
        }
    }
}

impl TextRow<'_> {
    fn read(self, file: &Arc<str>) -> Result<RawText, StoreError> {
        Ok(RawText {
            kind: word("a kind of component", &self.kind)?,
            text: self.text.into_owned(),
            count: self.count,
            amounts: self.amounts.into(),
            unit: self.unit.map(Into::into),
            id: read_id(self.id),
            place: self.place.read(file),
        })
    }
}

impl<'a> From<&'a RawAsset> for AssetRow<'a> {
    fn from(a: &'a RawAsset) -> AssetRow<'a> {
        AssetRow {
            kind: a.kind.into(),
            id: id_row(&a.id),
            service_tag: words(&a.service_tag),
            asset_tag: words(&a.asset_tag),
            hostname: words(&a.hostname),
            site: words(&a.site),
            condition: words(&a.condition),
            count: a.count,
            readings: a.readings.iter().map(Into::into).collect(),
            texts: a.texts.iter().map(Into::into).collect(),
            extras: a.extras.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            place: (&a.place).into(),
        }
    }
}

impl AssetRow<'_> {
    pub(crate) fn read(self) -> Result<RawAsset, StoreError> {
        let place = self.place.read(&Arc::from(""));
        let file = &place.file;
        Ok(RawAsset {
            kind: self.kind.into(),
            id: read_id(self.id),
            service_tag: owned(self.service_tag),
            asset_tag: owned(self.asset_tag),
            hostname: owned(self.hostname),
            site: owned(self.site),
            condition: owned(self.condition),
            count: self.count,
            readings: read_all(self.readings, |row| row.read(file))?,
            texts: read_all(self.texts, |row| row.read(file))?,
            extras: read_all(self.extras, |(name, value)| Ok((name.into_owned(), value.into_owned())))?,
            place,
        })
    }
}
