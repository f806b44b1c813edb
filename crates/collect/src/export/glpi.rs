//! GLPI agent and FusionInventory: one host's inventory, as JSON or XML with the same records.

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, PciId, Place, RawComponent};
use rackworth_model::inventory::UnreadKind;
use rackworth_model::measure::{Bytes, Watts};
use serde_json::Value;

use super::draft::{Draft, is_named, part, said};
use super::note::Notes;
use super::{json, quirks, units, xml};

pub(super) fn is_json(head: &str) -> bool {
    head.contains("\"content\"") && ["\"deviceid\"", "\"versionclient\""].iter().any(|key| head.contains(key))
}

pub(super) fn is_xml(head: &str) -> bool {
    head.contains("<REQUEST>") && head.contains("<CONTENT>")
}

/// A record: names in lower case, and where it stands.
struct Record {
    words: BTreeMap<String, String>,
    place: Place,
}

impl Record {
    fn word(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| said(self.words.get(*name).map(String::as_str)))
    }

    fn number(&self, names: &[&str]) -> Option<u64> {
        self.word(names).and_then(|word| word.split(['.', ' ']).next()?.parse().ok())
    }
}

type Records = BTreeMap<String, Vec<Record>>;

pub(super) fn read_json(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    let mut drafts = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let base = if documents.len() > 1 { format!("/{number}/content") } else { "/content".to_string() };
        let mut records = Records::new();
        for (section, value) in document.get("content").and_then(Value::as_object).into_iter().flatten() {
            let items = if let Value::Array(items) = value { items.as_slice() } else { std::slice::from_ref(value) };
            for (i, item) in items.iter().enumerate().filter(|(_, item)| item.is_object()) {
                let place = notes.pointer(&format!("{base}/{section}/{i}"));
                let names = item.as_object().into_iter().flatten().map(|(name, _)| name);
                let words = names.filter_map(|name| Some((name.to_lowercase(), json::text(item, name)?))).collect();
                records.entry(section.to_lowercase()).or_default().push(Record { words, place });
            }
        }
        drafts.extend(read_records(&records, notes.pointer(&base), notes));
    }
    drafts
}

pub(super) fn read_xml(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let root = xml::read(text, notes);
    let mut records = Records::new();
    let content = root.child("REQUEST").and_then(|request| request.child("CONTENT"));
    for element in content.map(|content| content.children.as_slice()).unwrap_or_default() {
        let words = element.children.iter().map(|child| (child.name.to_lowercase(), child.text.trim().to_string()));
        let record = Record { words: words.collect(), place: notes.line(element.line) };
        records.entry(element.name.to_lowercase()).or_default().push(record);
    }
    let line = content.map_or(1, |content| content.line);
    read_records(&records, notes.line(line), notes).into_iter().collect()
}

fn of<'a>(records: &'a Records, section: &str) -> &'a [Record] {
    records.get(section).map(Vec::as_slice).unwrap_or_default()
}

fn read_records(records: &Records, place: Place, notes: &mut Notes) -> Option<Draft> {
    let mut draft = Draft::machine(place);
    for bios in of(records, "bios") {
        let id = &mut draft.asset.id;
        id.manufacturer = bios.word(&["smanufacturer", "mmanufacturer"]);
        id.model = bios.word(&["smodel", "mmodel"]);
        id.part_number = bios.word(&["skunumber"]).filter(|sku| !sku.contains('='));
        draft.asset.asset_tag = bios.word(&["assettag"]);
        draft.set_serial(bios.word(&["ssn"]));
        draft.add_serial(bios.word(&["msn"]).as_deref());
        draft.extra("BIOS version", bios.word(&["bversion"]));
    }
    draft.asset.hostname = of(records, "hardware").iter().find_map(|hardware| hardware.word(&["name"]));
    draft.parts.extend(of(records, "cpus").iter().filter_map(read_processor));
    draft.parts.extend(of(records, "memories").iter().filter_map(|record| read_module(record, notes)));
    draft.parts.extend(of(records, "storages").iter().filter_map(|record| read_drive(record, notes)));
    draft.parts.extend(of(records, "powersupplies").iter().filter_map(|record| read_supply(record, notes)));
    draft.parts.extend(read_cards(of(records, "controllers")));
    leave_others(records, notes);
    let is_told = !draft.parts.is_empty() || draft.asset.id.model.is_some();
    is_told.then_some(draft)
}

fn read_processor(record: &Record) -> Option<RawComponent> {
    let mut cpu = part(ComponentKind::Cpu, &record.place);
    cpu.id.manufacturer = record.word(&["manufacturer"]);
    cpu.id.model = record.word(&["name", "type"]);
    cpu.id.serial = record.word(&["serial"]);
    cpu.facts.cores = record.number(&["core"]).and_then(|cores| u32::try_from(cores).ok());
    is_named(&cpu).then_some(cpu)
}

fn read_module(record: &Record, notes: &mut Notes) -> Option<RawComponent> {
    let Some(mib) = record.number(&["capacity"]).filter(|mib| *mib > 0) else {
        let is_empty = record.word(&["capacity"]).is_none_or(|size| size.starts_with("No") || size == "0");
        if !is_empty {
            notes.leave(record.place.clone(), UnreadKind::Section, "a memory module", "its capacity is no number");
        }
        return None;
    };
    let mut module = part(ComponentKind::Dimm, &record.place);
    module.id.manufacturer = record.word(&["manufacturer"]);
    module.id.part_number = record.word(&["model", "partnumber"]);
    module.id.serial = record.word(&["serialnumber"]);
    module.slot = record.word(&["caption"]);
    module.text = record.word(&["description"]);
    module.facts.capacity = Bytes::from_mib(mib);
    module.facts.memory_type = record.word(&["type"]);
    module.facts.speed_mts = record.number(&["speed"]).and_then(|speed| u32::try_from(speed).ok());
    Some(module)
}

fn read_drive(record: &Record, notes: &mut Notes) -> Option<RawComponent> {
    let mut drive = part(ComponentKind::Drive, &record.place);
    drive.id.manufacturer = record.word(&["manufacturer"]);
    drive.id.model = record.word(&["model", "name"]);
    drive.id.serial = record.word(&["serial", "serialnumber"]);
    let words = ["type", "description", "model", "manufacturer", "interface"]
        .map(|name| record.word(&[name]).unwrap_or_default());
    let all = words.join(" ");
    let lower = all.to_lowercase();
    let is_other =
        ["cd-rom", "cdrom", "dvd", "optical", "tape", "floppy", "removable"].iter().any(|word| lower.contains(word));
    if is_other || units::is_virtual_drive(&all) {
        let why = if is_other { "no drive that is sold" } else { "a volume of a controller is no drive" };
        notes.leave(record.place.clone(), UnreadKind::Section, drive.id.model.unwrap_or_default(), why);
        return None;
    }
    if let Some((size, is_binary)) = record.number(&["disksize"]).and_then(units::drive_megabytes) {
        drive.facts.capacity = Some(size);
        drive.quirks.extend(is_binary.then_some(quirks::BINARY_DISK));
    }
    drive.facts.protocol =
        record.word(&["interface"]).filter(|word| ["SATA", "SAS", "NVMe", "NVME"].contains(&word.as_str()));
    is_named(&drive).then_some(drive)
}

fn read_supply(record: &Record, notes: &mut Notes) -> Option<RawComponent> {
    let mut supply = part(ComponentKind::Psu, &record.place);
    supply.id.manufacturer = record.word(&["manufacturer"]);
    supply.id.model = record.word(&["name", "model"]);
    supply.id.part_number = record.word(&["partnum"]);
    supply.id.serial = record.word(&["serialnumber"]);
    let watts = record.number(&["power_max", "power_watts"]).filter(|watts| *watts > 0);
    supply.facts.watts = watts.and_then(|watts| u32::try_from(watts).ok()).map(Watts);
    let is_absent = record.word(&["status"]).is_some_and(|status| status.starts_with("Not Present"));
    if is_absent {
        return None;
    }
    if is_named(&supply) || supply.facts.watts.is_some() {
        return Some(supply);
    }
    notes.leave(record.place.clone(), UnreadKind::Section, "a power supply", "every field of it is a filler");
    None
}

/// PCI classes: 01 mass storage (04 RAID, 07 SAS), 02 network, 03 display (PCI Code and ID
/// Assignment Specification). Functions of one slot are one card.
fn read_cards(records: &[Record]) -> Vec<RawComponent> {
    let mut cards: BTreeMap<(String, ComponentKind), RawComponent> = BTreeMap::new();
    for (number, record) in records.iter().enumerate() {
        let class = record.word(&["pciclass"]).unwrap_or_default();
        let kind = match class.as_str() {
            "0104" | "0107" => ComponentKind::Raid,
            class if class.starts_with("02") => ComponentKind::Nic,
            "0300" | "0302" => ComponentKind::Gpu,
            _ => continue,
        };
        let mut card = part(kind, &record.place);
        card.id.manufacturer = record.word(&["manufacturer"]);
        card.id.model = record.word(&["name", "caption"]);
        let is_management = ["Matrox", "ASPEED", "XGI", "ATI ES1000", "ES1000"];
        let words = format!(
            "{} {}",
            record.word(&["manufacturer"]).unwrap_or_default(),
            record.word(&["name"]).unwrap_or_default()
        );
        if kind == ComponentKind::Gpu && is_management.iter().any(|maker| words.contains(maker)) {
            continue;
        }
        card.facts.pci = pci(record);
        let slot = record.word(&["pcislot"]).unwrap_or_else(|| number.to_string());
        let device = slot.split('.').next().unwrap_or_default().to_string();
        card.slot = Some(device.clone());
        let known = cards.entry((device, kind)).or_insert(card);
        if kind == ComponentKind::Nic {
            known.facts.ports = Some(known.facts.ports.unwrap_or(0) + 1);
        }
    }
    cards.into_values().collect()
}

fn pci(record: &Record) -> Option<PciId> {
    let number = |name: &str| u16::from_str_radix(&record.word(&[name])?, 16).ok();
    Some(PciId { vendor: number("vendorid")?, device: number("productid")? })
}

fn leave_others(records: &Records, notes: &mut Notes) {
    const READ: &[&str] = &["bios", "hardware", "cpus", "memories", "storages", "powersupplies", "controllers"];
    let others = records.iter().filter(|(section, _)| !READ.contains(&section.as_str()));
    let mut place = None;
    let titles: Vec<String> = others
        .map(|(section, records)| {
            place = place.take().or_else(|| records.first().map(|record| record.place.clone()));
            format!("{} × {section}", records.len())
        })
        .collect();
    if let Some(place) = place {
        notes.leave(place, UnreadKind::Section, titles.join(", "), "records that tell of no part that is sold");
    }
}
