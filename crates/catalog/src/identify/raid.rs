//! RAID controllers, host bus adapters and boot-drive controllers.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::{PartId, RuleId};

use super::{dell, drive, scan, several, unknown_words};
use crate::part::{Identification, Part};
use crate::spec::{RaidSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{Keys, Word, key, words};

const COLUMNS: &[&str] =
    &["maker", "model", "aliases", "part_numbers", "pci_ids", "cache_mib", "port_gbps", "launch_year", "source"];

/// The catalogued controllers.
#[derive(Debug)]
pub struct RaidTable {
    parts: Vec<Arc<Part>>,
    names: Keys,
    numbers: BTreeMap<String, usize>,
}

impl RaidTable {
    pub fn read(text: &str) -> Result<RaidTable, TableError> {
        let mut table = RaidTable { parts: Vec::new(), names: Keys::default(), numbers: BTreeMap::new() };
        for (part, names, numbers) in read_table("raids.csv", text, COLUMNS, read_row)? {
            let at = table.parts.len();
            names.iter().for_each(|name| table.names.insert(name, at));
            table.numbers.extend(numbers.iter().map(|number| (key(number), at)));
            table.parts.push(Arc::new(part));
        }
        Ok(table)
    }

    pub fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    pub(crate) fn names(&self) -> &Keys {
        &self.names
    }
}

fn read_row(row: &mut Row<'_>) -> Option<(Part, Vec<String>, Vec<String>)> {
    let (maker, model) = (row.required("maker")?, row.required("model")?);
    let id = PartId::from_words(["raid", &maker, &model])?;
    let spec = RaidSpec {
        cache_mib: row.number("cache_mib"),
        port_gbps: row.number("port_gbps"),
        launch_year: row.number("launch_year"),
    };
    let mut names = row.list("aliases");
    names.push(model.clone());
    names.push(format!("{maker} {model}"));
    super::read_pci_ids(row);
    let source = row.required("source")?;
    let part = Part { id, name: model, segment: Segment::General, spec: Spec::Raid(spec), source };
    Some((part, names, row.list("part_numbers")))
}

/// What a controller is. Ports of the chipset and RAID in software are not parts.
pub fn identify(table: &RaidTable, component: &RawComponent) -> Identification {
    let fields = [&component.id.part_number, &component.id.model, &component.text];
    let said: Vec<&str> = fields.iter().filter_map(|field| scan::said(field.as_deref())).collect();
    by_number(table, &said)
        .or_else(|| by_name(table, &said))
        .or_else(|| refuse(&said, component.slot.as_deref()))
        .unwrap_or_else(|| Identification::Unidentified { reason: unknown_words("controller", &said) })
}

fn by_number(table: &RaidTable, said: &[&str]) -> Option<Identification> {
    let tokens = said.iter().flat_map(|text| text.split_whitespace()).map(key);
    let dell = said.iter().flat_map(|text| dell::short_numbers(text));
    let row = tokens.chain(dell).find_map(|token| table.numbers.get(&token))?;
    let part = table.parts.get(*row).map(Arc::clone)?;
    Some(several(vec![part], 0.99, RuleId("raid/part-number"), ""))
}

fn by_name(table: &RaidTable, said: &[&str]) -> Option<Identification> {
    let all: Vec<Vec<Word>> = said.iter().map(|text| words(text)).collect();
    let hit = all.iter().find_map(|words| table.names.longest(words))?;
    let parts = hit.rows.iter().filter_map(|row| table.parts.get(*row)).map(Arc::clone).collect();
    Some(several(parts, 0.985, RuleId("raid/name"), "its words fit several controllers"))
}

/// Sources list NVMe drives among their controllers, under the model of the drive.
fn names_drive(text: &str) -> bool {
    drive::decode(text).is_some_and(|found| found.spec.capacity.is_some())
}

/// What is listed as a controller and is none that could be sold.
fn refuse(said: &[&str], slot: Option<&str>) -> Option<Identification> {
    let texts: Vec<String> = said.iter().map(|text| text.to_uppercase()).collect();
    let has = |word: &str| texts.iter().any(|text| text.contains(word));
    let word = |word: &str| said.iter().any(|text| words(text).iter().any(|w| w.text == word));
    let embedded = slot.is_some_and(|slot| slot.to_uppercase().contains("AHCI.EMBEDDED"));
    let why = if has("AHCI") || embedded || has("SSATA") || has("SATA CONTROLLER") || has("SATA RAID CONTROLLER") {
        "SATA ports of the chipset, soldered to the board"
    } else if word("VMD") || word("VROC") || word("RSTE") || has("VIRTUAL RAID ON CPU") {
        "RAID in software on the CPU"
    } else if ["S110", "S130", "S140", "S150", "S160", "S100I", "B120I", "B140I", "B320I"].iter().any(|w| word(w)) {
        "RAID in software on chipset ports"
    } else if has("NVME STORAGE CONTROLLER") || has("NVME CONTROLLER") || said.iter().any(|text| names_drive(text)) {
        "the controller inside a drive"
    } else if has("PCIE EXTENDER") || has("PCIE SSD BACKPLANE") {
        "an extender that belongs to its machine"
    } else if has("USB") || has("VIRTUAL MEDIA") {
        "no storage controller a buyer counts"
    } else {
        return None;
    };
    Some(Identification::not_a_part(why, "raid/not-a-card"))
}
