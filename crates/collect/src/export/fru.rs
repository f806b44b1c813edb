//! `ipmitool fru`: what the management controller's field replaceable units say of themselves.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::UnreadKind;

use super::draft::{Draft, is_named, part, said};
use super::note::Notes;
use super::units;

const HEAD: &str = "FRU Device Description :";

pub(super) fn is_it(head: &str) -> bool {
    head.lines().any(|line| line.starts_with(HEAD))
}

/// One unit with its fields.
struct Unit<'a> {
    name: &'a str,
    line: usize,
    fields: Vec<(&'a str, &'a str)>,
    is_absent: bool,
}

impl Unit<'_> {
    fn word(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let found = self.fields.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            found.into_iter().find_map(|(_, value)| said(Some(value)))
        })
    }
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let units = units_of(text);
    let main = units.iter().position(is_main);
    let line = units.first().map_or(1, |unit| unit.line);
    let mut draft = Draft::pieces(notes.line(line));
    if let Some(unit) = main.map(|at| &units[at]) {
        draft = read_machine(unit, notes);
        if !draft.is_machine {
            notes.leave(draft.asset.place.clone(), UnreadKind::Section, unit.name, "it names no machine");
        }
    }
    for (_, unit) in units.iter().enumerate().filter(|(at, unit)| Some(*at) != main && !unit.is_absent) {
        match read_part(unit, notes) {
            Some(part) => draft.parts.push(part),
            None => notes.leave(notes.line(unit.line), UnreadKind::Section, unit.name, why_left(unit)),
        }
    }
    if draft.is_machine || !draft.parts.is_empty() { vec![draft] } else { Vec::new() }
}

fn units_of(text: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix(HEAD) {
            let name = name.split(" (ID").next().unwrap_or_default().trim();
            units.push(Unit { name, line: number + 1, fields: Vec::new(), is_absent: false });
        } else if let Some(unit) = units.last_mut() {
            unit.is_absent |= line.trim_start().starts_with("Device not present");
            unit.fields.extend(line.split_once(':').map(|(key, value)| (key.trim(), value.trim())));
        }
    }
    units
}

/// The unit of the machine itself: it has a chassis or a product, and is not named for a part.
fn is_main(unit: &Unit<'_>) -> bool {
    let name = unit.name.to_lowercase();
    let is_named = ["builtin fru", "mainboard", "baseboard", "system board", "motherboard", "chassis"];
    !unit.is_absent && is_named.iter().any(|main| name.contains(main)) && !unit.fields.is_empty()
}

fn read_machine(unit: &Unit<'_>, notes: &Notes) -> Draft {
    let mut draft = Draft::machine(notes.line(unit.line));
    let id = &mut draft.asset.id;
    id.manufacturer = unit.word(&["Product Manufacturer", "Board Mfg"]);
    id.model = unit.word(&["Product Name", "Board Product"]);
    id.part_number = unit.word(&["Product Part Number"]);
    let serial = unit.word(&["Product Serial"]).or_else(|| unit.word(&["Chassis Serial"]));
    draft.set_serial(serial);
    let board = unit.word(&["Board Serial"]);
    draft.add_serial(board.as_deref());
    draft.asset.id.serial = draft.asset.id.serial.take().or(board);
    draft.asset.asset_tag = unit.word(&["Product Asset Tag"]);
    // Without a name it speaks of a board somewhere.
    draft.is_machine = draft.asset.id.model.is_some();
    draft
}

fn read_part(unit: &Unit<'_>, notes: &Notes) -> Option<RawComponent> {
    let mut part = part(kind_of(unit)?, &notes.line(unit.line));
    part.id.manufacturer = unit.word(&["Manufacturer", "Product Manufacturer", "Board Mfg"]);
    part.id.model = unit.word(&["Board Product", "Product Name"]);
    part.id.part_number = unit.word(&["Part Number", "Board Part Number", "Product Part Number"]);
    part.id.serial = unit.word(&["Serial Number", "Board Serial", "Product Serial"]);
    part.slot = Some(unit.name.to_string());
    if part.kind == ComponentKind::Dimm {
        part.facts.memory_type = unit.word(&["Memory Type"]);
        part.facts.capacity = unit.word(&["Memory Size"]).as_deref().and_then(units::binary_size);
        if part.facts.capacity.is_none() && part.id.part_number.is_none() {
            return None;
        }
        return Some(part);
    }
    is_named(&part).then_some(part)
}

/// What a unit is, by what its maker calls it.
fn kind_of(unit: &Unit<'_>) -> Option<ComponentKind> {
    let product = unit.word(&["Board Product", "Product Name"]).unwrap_or_default().to_uppercase();
    let name = unit.name.to_uppercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word) || product.contains(word));
    if unit.word(&["Memory Type", "SDRAM Capacity", "Memory Size"]).is_some() {
        return Some(ComponentKind::Dimm);
    }
    if product.starts_with("SYSTEM BIOS") || has(&["BMC", "BIOS", "ILO", "IDRAC", "FAN"]) {
        return None;
    }
    let is_supply = has(&["PWR SPLY", "POWER SUPPLY", "PWS-", "PSU"])
        || name.strip_prefix("PS").is_some_and(|rest| rest.trim().starts_with(|c: char| c.is_ascii_digit()));
    let kinds = [
        (is_supply, ComponentKind::Psu),
        (name.starts_with("CPU") || name.starts_with("PROC "), ComponentKind::Cpu),
        (has(&["BACKPLANE", "SAS BP", "HDD BP"]), ComponentKind::Backplane),
        (has(&["PERC", "RAID", "SMART ARRAY", "HBA", "STORAGE CNTLR"]), ComponentKind::Raid),
        (has(&["RISER"]), ComponentKind::Riser),
        (has(&["NDC", "NIC", "ETHERNET", "FLEXLOM", "LOM", "GBE", "CONNECTX"]), ComponentKind::Nic),
        (has(&["GPU", "TESLA", "NVIDIA A", "NVIDIA H"]), ComponentKind::Gpu),
    ];
    kinds.into_iter().find(|(is_kind, _)| *is_kind).map(|(_, kind)| kind)
}

fn why_left(unit: &Unit<'_>) -> &'static str {
    if unit.fields.is_empty() { "it says nothing" } else { "it is no part that is sold" }
}
