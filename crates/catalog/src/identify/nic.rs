//! Network cards, host channel adapters, Fibre Channel adapters and DPUs.
//!
//! A card is its chip, its ports, their speed and its mount: cards of different makers
//! with the same four are one part. Functions soldered to a board are no parts.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::{PciId, RawComponent};
use rackworth_model::ids::{PartId, RuleId};

use super::nic_words::{self, Wanted};
use super::{dell, scan, several, unknown_words};
use crate::part::{Identification, Part};
use crate::spec::{NicKind, NicSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{Keys, Word, key, words};

const COLUMNS: &[&str] =
    &["kind", "maker", "chip", "aliases", "pci_ids", "ports", "link_gbps", "mount", "part_numbers", "source"];

#[derive(Debug)]
struct NicRow {
    part: Arc<Part>,
    kind: NicKind,
    ports: Option<u32>,
    link_gbps: Option<u32>,
    /// Empty for a card in a PCIe slot.
    mount: String,
    numbers: Vec<String>,
}

/// The catalogued cards.
#[derive(Debug)]
pub struct NicTable {
    rows: Vec<NicRow>,
    chips: Keys,
    numbers: BTreeMap<String, usize>,
    pci: BTreeMap<PciId, Vec<usize>>,
}

impl NicTable {
    pub fn read(text: &str) -> Result<NicTable, TableError> {
        let (rows, chips) = (Vec::new(), Keys::default());
        let mut table = NicTable { rows, chips, numbers: BTreeMap::new(), pci: BTreeMap::new() };
        for (row, chips, pci) in read_table("nics.csv", text, COLUMNS, read_row)? {
            let at = table.rows.len();
            chips.iter().for_each(|chip| table.chips.insert(chip, at));
            pci.into_iter().for_each(|id| table.pci.entry(id).or_default().push(at));
            table.numbers.extend(row.numbers.iter().map(|number| (number.clone(), at)));
            table.rows.push(row);
        }
        Ok(table)
    }

    pub fn parts(&self) -> impl Iterator<Item = &Arc<Part>> {
        self.rows.iter().map(|row| &row.part)
    }

    pub(crate) fn chips(&self) -> &Keys {
        &self.chips
    }

    /// Whether a word is a catalogued part number.
    pub(crate) fn has_number(&self, word: &str) -> bool {
        self.numbers.contains_key(&key(word))
    }
}

fn read_row(row: &mut Row<'_>) -> Option<(NicRow, Vec<String>, Vec<PciId>)> {
    let (maker, chip) = (row.required("maker")?, row.required("chip")?);
    let kind: NicKind = row.parsed("kind", "`ethernet`, `infiniband`, `dpu` or `fc`")?;
    let (ports, link_gbps) = (row.number("ports"), row.number("link_gbps"));
    let mount = row.text("mount").unwrap_or_default();
    let shape = format!("{}x{}g", ports.unwrap_or(0), link_gbps.unwrap_or(0));
    let id = PartId::from_words(["nic", &maker, &chip, &format!("{shape} {mount}")])?;
    let shown_mount = if mount.is_empty() { String::new() } else { format!(" {}", mount.to_uppercase()) };
    let name = format!("{maker} {chip} {}×{} Gb/s{shown_mount}", ports.unwrap_or(0), link_gbps.unwrap_or(0));
    let spec = Spec::Nic(NicSpec { kind, ports, link_gbps });
    let part = Part { id, name, segment: Segment::General, spec, source: row.required("source")? };
    let numbers = row.list("part_numbers").iter().map(|number| key(number)).collect();
    let mut chips = row.list("aliases");
    chips.push(chip);
    let pci = super::read_pci_ids(row);
    Some((NicRow { part: Arc::new(part), kind, ports, link_gbps, mount, numbers }, chips, pci))
}

/// What a network card is.
pub fn identify(table: &NicTable, component: &RawComponent) -> Identification {
    let fields = [&component.id.part_number, &component.id.model, &component.text];
    let said: Vec<&str> = fields.iter().filter_map(|field| scan::said(field.as_deref())).collect();
    let all: Vec<Word> = said.iter().flat_map(|text| words(text)).collect();
    let wanted = Wanted::read(&all, component);
    if let Some(found) = by_number(table, &said, &wanted) {
        return found;
    }
    if let Some(why) = nic_words::refuse(&said, component.slot.as_deref()) {
        return Identification::not_a_part(why, "nic/soldered");
    }
    by_chip(table, &said, component.facts.pci, &wanted)
        .or_else(|| by_shape(table, &all, &wanted))
        .unwrap_or_else(|| Identification::Unidentified { reason: unknown_words("network card", &said) })
}

/// By a part number of the table, whole; or by what stands before its dash, and the ports
/// and speed that other words name.
fn by_number(table: &NicTable, said: &[&str], wanted: &Wanted) -> Option<Identification> {
    let tokens = said.iter().flat_map(|text| text.split_whitespace());
    let whole = tokens.clone().map(key).find_map(|token| table.numbers.get(&token));
    let dell = || said.iter().flat_map(|text| dell::short_numbers(text)).find_map(|n| table.numbers.get(&n));
    if let Some(row) = whole.or_else(dell).and_then(|row| table.rows.get(*row)) {
        return Some(several(vec![Arc::clone(&row.part)], 0.99, RuleId("nic/part-number"), ""));
    }
    let stems = tokens.filter_map(nic_words::stem);
    stems.map(|stem| parts_of_stem(table, &stem, wanted)).find(|parts| !parts.is_empty()).map(|parts| {
        several(parts, 0.95, RuleId("nic/part-number-stem"), "its part number is cut or of a variant not listed")
    })
}

fn parts_of_stem(table: &NicTable, stem: &str, wanted: &Wanted) -> Vec<Arc<Part>> {
    let fits = |row: &&NicRow| row.numbers.iter().any(|number| number.starts_with(stem));
    fitting(table.rows.iter().filter(fits).collect(), wanted)
}

fn by_chip(table: &NicTable, said: &[&str], pci: Option<PciId>, wanted: &Wanted) -> Option<Identification> {
    let all: Vec<Vec<Word>> = said.iter().map(|text| words(text)).collect();
    let named = all.iter().find_map(|words| table.chips.longest(words)).map(|hit| hit.rows);
    let rows = named.or_else(|| table.pci.get(&pci?).map(Vec::as_slice))?;
    let rows: Vec<&NicRow> = rows.iter().filter_map(|row| table.rows.get(*row)).collect();
    let soldered = |row: &&NicRow| row.mount == "lom";
    if rows.iter().all(soldered) {
        let why = "an adapter soldered to the board".to_string();
        return Some(Identification::not_a_part(why, "nic/soldered"));
    }
    let parts = fitting(rows, wanted);
    Some(several(parts, 0.97, RuleId("nic/chip"), "its chip is known, but not its ports, speed or mount"))
}

/// Cards of the ports and speed named, when nothing names a chip: `Dual 10GbE`.
fn by_shape(table: &NicTable, all: &[Word], wanted: &Wanted) -> Option<Identification> {
    let (ports, link) = (wanted.ports?, wanted.link_gbps?);
    let kind = nic_words::kind(all).unwrap_or(NicKind::Ethernet);
    let fits = |row: &&NicRow| {
        row.kind == kind && row.ports == Some(ports) && row.link_gbps == Some(link) && row.mount == wanted.mount
    };
    let parts: Vec<Arc<Part>> = table.rows.iter().filter(fits).map(|row| Arc::clone(&row.part)).collect();
    let why = "its chip is not named; cards of these ports and this speed are taken as equally likely";
    (!parts.is_empty()).then(|| several(parts, 0.8, RuleId("nic/ports-and-speed"), why))
}

/// The rows that agree with everything named, each word narrowing what the ones before left.
fn fitting(rows: Vec<&NicRow>, wanted: &Wanted) -> Vec<Arc<Part>> {
    let rows = narrow(rows, |row| wanted.ports.is_some() && row.ports == wanted.ports);
    let rows = narrow(rows, |row| wanted.link_gbps.is_some() && row.link_gbps == wanted.link_gbps);
    let rows = narrow(rows, |row| row.mount == wanted.mount);
    rows.into_iter().map(|row| Arc::clone(&row.part)).collect()
}

fn narrow(rows: Vec<&NicRow>, test: impl Fn(&NicRow) -> bool) -> Vec<&NicRow> {
    let kept: Vec<&NicRow> = rows.iter().copied().filter(|row| test(row)).collect();
    if kept.is_empty() { rows } else { kept }
}
