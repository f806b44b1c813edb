//! Boards, risers, backplanes, fans and what else Dell gives a number: inventoried, not
//! priced by class.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::ids::{PartId, RuleId};
use rackworth_model::measure::Watts;

use super::dell;
use crate::part::{Confidence, Identification, Part};
use crate::spec::Spec;
use crate::table::{Row, TableError, read_table};
use crate::words::words;

const COLUMNS: &[&str] = &["dpn", "kind", "name", "watts", "source"];

/// What Dell part numbers stand for, by their five characters.
#[derive(Debug)]
pub struct DellParts {
    parts: BTreeMap<String, Arc<Part>>,
    watts: BTreeMap<String, Watts>,
}

struct DellRow {
    dpn: String,
    kind: String,
    part: Part,
    watts: Option<Watts>,
}

impl DellParts {
    pub fn read(text: &str) -> Result<DellParts, TableError> {
        let mut table = DellParts { parts: BTreeMap::new(), watts: BTreeMap::new() };
        for row in read_table("dell_parts.csv", text, COLUMNS, read_row)? {
            match row.kind.as_str() {
                "psu" => table.watts.extend(row.watts.map(|watts| (row.dpn, watts))),
                // Cards have rows in the tables of their classes, under the same number.
                "nic" | "raid" => {}
                _ => {
                    table.parts.insert(row.dpn, Arc::new(row.part));
                }
            }
        }
        Ok(table)
    }

    pub fn parts(&self) -> impl Iterator<Item = &Arc<Part>> {
        self.parts.values()
    }

    /// The power of the supply with this number.
    pub(crate) fn watts(&self, dpn: &str) -> Option<Watts> {
        self.watts.get(dpn).copied()
    }
}

fn read_row(row: &mut Row<'_>) -> Option<DellRow> {
    let (dpn, kind, name) = (row.required("dpn")?, row.required("kind")?, row.required("name")?);
    if dpn.len() != 5 {
        row.problem("dpn", &dpn, "the five characters behind the zero");
        return None;
    }
    let id = PartId::from_words(["other", "dell", &dpn])?;
    let name = format!("{name} ({dpn})");
    let part = Part { id, name, segment: Segment::General, spec: Spec::Other, source: row.required("source")? };
    Some(DellRow { dpn, kind, part, watts: row.number("watts").map(Watts) })
}

/// What a board, riser, backplane or fan is: a catalogued Dell part, or nothing that is
/// sold apart from its machine.
pub fn identify(table: &DellParts, component: &RawComponent) -> Identification {
    let fields = [&component.id.part_number, &component.id.model, &component.text];
    let numbers = fields.into_iter().flatten().flat_map(|text| dell::short_numbers(text));
    if let Some(part) = numbers.filter_map(|dpn| table.parts.get(&dpn)).next() {
        let (confidence, rule) = (Confidence::new(0.97), RuleId("other/dell-part-number"));
        return Identification::Identified { part: Arc::clone(part), confidence, rule };
    }
    let said = |word: &str| {
        let fields = [&component.id.model, &component.text, &component.id.part_number];
        fields.into_iter().flatten().any(|text| words(text).iter().any(|found| found.text == word))
    };
    let why = match component.kind {
        ComponentKind::Unknown if said("AROC") => "a board for cables that belongs to its machine",
        ComponentKind::Board => "a board that belongs to its machine",
        ComponentKind::Backplane => "a backplane that belongs to its machine",
        ComponentKind::Riser => "a riser that belongs to its machine",
        ComponentKind::Fan => "a fan that belongs to its machine",
        _ => return Identification::Unidentified { reason: "its words fit no catalogued part".to_string() },
    };
    Identification::not_a_part(why, "other/belongs-to-machine")
}
