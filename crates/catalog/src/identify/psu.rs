//! Power supplies: what counts is their power, which their name, a table or the source
//! tells.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::{PartId, RuleId};
use rackworth_model::measure::Watts;

use super::other::DellParts;
use super::{dell, scan};
use crate::part::{Confidence, Identification, Part};
use crate::spec::{PsuSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{key, words};

const COLUMNS: &[&str] = &["maker", "part_number", "watts", "source"];

/// Makers of servers whose supplies are a market of their own.
const MAKERS: [(&str, &str); 8] = [
    ("DELL", "dell"),
    ("PWR SPLY", "dell"),
    ("HPE", "hpe"),
    ("HEWLETT", "hpe"),
    ("LENOVO", "lenovo"),
    ("CISCO", "cisco"),
    ("SUPERMICRO", "supermicro"),
    ("PWS-", "supermicro"),
];

/// No supply of a server has more.
const MOST_WATTS: u32 = 40_000;

/// The power of supplies by the key of their part number.
#[derive(Debug)]
pub struct PsuTable {
    rows: BTreeMap<String, (String, Watts)>,
}

impl PsuTable {
    pub fn read(text: &str) -> Result<PsuTable, TableError> {
        let rows = read_table("psus.csv", text, COLUMNS, read_row)?;
        Ok(PsuTable { rows: rows.into_iter().collect() })
    }
}

fn read_row(row: &mut Row<'_>) -> Option<(String, (String, Watts))> {
    let (maker, number) = (row.required("maker")?, row.required("part_number")?);
    let watts = row.number("watts");
    if watts.is_none() {
        row.problem("watts", "", "its power in watts");
    }
    Some((key(&number), (maker.to_lowercase(), Watts(watts?))))
}

/// The supply of a maker (`any` when unknown) and power.
pub fn generic_part(maker: &str, watts: Watts) -> Option<Part> {
    let id = PartId::from_words(["psu", maker, &format!("{}w", watts.0)])?;
    let spec = Spec::Psu(PsuSpec { watts: Some(watts) });
    let name = format!("{} W power supply", watts.0);
    Some(Part { id, name, segment: Segment::General, spec, source: "its power alone".to_string() })
}

/// What a power supply is.
pub fn identify(table: &PsuTable, dell_parts: &DellParts, component: &RawComponent) -> Identification {
    let fields = [&component.id.model, &component.id.part_number, &component.text];
    let said: Vec<&str> = fields.iter().filter_map(|field| scan::said(field.as_deref())).collect();
    if let Some(refusal) = refuse(&said, component) {
        return refusal;
    }
    let maker = maker(&said, component);
    let listed = || said.iter().find_map(|text| table.rows.get(&key(text)));
    let dell_number =
        || said.iter().find_map(|text| dell::short_numbers(text).iter().find_map(|n| dell_parts.watts(n)));
    if let Some(watts) = said.iter().find_map(|text| named_watts(text)) {
        return identified(maker, watts, 0.99, RuleId("psu/name"));
    }
    if let Some((maker, watts)) = listed() {
        return identified(maker, *watts, 0.99, RuleId("psu/part-number"));
    }
    if let Some(watts) = dell_number() {
        return identified("dell", watts, 0.98, RuleId("psu/dell-part-number"));
    }
    match component.facts.watts {
        Some(watts) if watts.0 <= MOST_WATTS => identified(maker, watts, 0.95, RuleId("psu/reported-power")),
        _ => Identification::Unidentified { reason: "neither its words nor its source tell its power".to_string() },
    }
}

fn refuse(said: &[&str], component: &RawComponent) -> Option<Identification> {
    let empty = [&component.id.model, &component.text].iter().any(|field| scan::says_empty(field.as_deref()));
    let powerless = component.facts.watts == Some(Watts(0)) && said.iter().all(|text| named_watts(text).is_none());
    // Supermicro puts fans into unused bays and lists them as supplies.
    let fan = said.iter().any(|text| text.to_uppercase().starts_with("PWS-DF"));
    let why = match (fan, empty || powerless) {
        (true, _) => "a fan in the bay of a power supply",
        (_, true) => "an empty bay",
        _ => return None,
    };
    Some(Identification::not_a_part(why, "psu/no-supply"))
}

fn maker(said: &[&str], component: &RawComponent) -> &'static str {
    let all = said.iter().copied().chain(component.id.manufacturer.as_deref());
    let texts: Vec<String> = all.map(str::to_uppercase).collect();
    let found = MAKERS.iter().find(|(word, _)| texts.iter().any(|text| text.contains(word)));
    // Two letters stand in many words: they count only alone.
    let hp = || component.id.manufacturer.as_deref().is_some_and(|maker| maker.trim().eq_ignore_ascii_case("hp"));
    found.map_or_else(|| if hp() { "hpe" } else { "any" }, |(_, maker)| maker)
}

/// The power a text names: `PWR SPLY,750W,RDNT`, `750 Watt`, `750WP`.
pub(crate) fn named_watts(text: &str) -> Option<Watts> {
    let all = words(text);
    let joined = all.iter().find_map(|word| {
        let digits: String = word.text.chars().take_while(char::is_ascii_digit).collect();
        let unit = word.text.get(digits.len()..)?;
        matches!(unit, "W" | "WP" | "WATT" | "WATTS").then(|| digits.parse().ok()).flatten()
    });
    let apart = || {
        let unit = |word: &str| matches!(word, "W" | "WATT" | "WATTS");
        all.windows(2).find_map(|pair| unit(&pair.last()?.text).then(|| pair.first()?.text.parse().ok()).flatten())
    };
    joined.or_else(apart).filter(|watts| (50..=MOST_WATTS).contains(watts)).map(Watts)
}

fn identified(maker: &str, watts: Watts, belief: f64, rule: RuleId) -> Identification {
    match generic_part(maker, watts) {
        Some(part) => Identification::Identified { part: Arc::new(part), confidence: Confidence::new(belief), rule },
        None => Identification::Unidentified { reason: "its power makes no part".to_string() },
    }
}
