//! NetBox's REST answers: devices, inventory items, modules. Its CSV exports are read as sheets.

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::UnreadKind;
use serde_json::Value;

use super::draft::{Draft, part};
use super::json;
use super::note::Notes;

pub(super) fn is_it(head: &str) -> bool {
    let is_device = ["\"device_type\"", "\"serial\"", "\"site\""].iter().all(|key| head.contains(key));
    let is_part = head.contains("\"device\"") && (head.contains("\"part_id\"") || head.contains("\"module_type\""));
    is_device || is_part
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    let mut machines: BTreeMap<String, Draft> = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let base = if documents.len() > 1 { format!("/{number}") } else { String::new() };
        let (records, base) = match document {
            Value::Array(records) => (records.as_slice(), base),
            object if object.get("results").is_some() => (json::items(object, "results"), format!("{base}/results")),
            object => (std::slice::from_ref(object), base),
        };
        for (i, record) in records.iter().enumerate() {
            read_record(record, &format!("{base}/{i}"), &mut machines, notes);
        }
        if document.get("next").is_some_and(|next| !next.is_null()) {
            let hint = "ask for all pages (`limit=0`), or export the rest too";
            notes.problem(notes.line(1), "one page of several", "all records", hint);
        }
    }
    machines.into_values().collect()
}

fn read_record(record: &Value, pointer: &str, machines: &mut BTreeMap<String, Draft>, notes: &mut Notes) {
    let of = record.get("device").filter(|device| !device.is_null());
    let Some(host) = of else { return read_device(record, pointer, machines, notes) };
    let name =
        json::text(host, "name").or_else(|| json::text(host, "display")).or_else(|| json::text(record, "device"));
    let Some(part) = read_part(record, pointer, notes) else {
        notes.leave(notes.pointer(pointer), UnreadKind::Row, name.unwrap_or_default(), "it names no part");
        return;
    };
    let key = name.clone().unwrap_or_else(|| pointer.to_string());
    let machine = machines.entry(key).or_insert_with(|| {
        let mut machine = Draft::machine(notes.pointer(pointer));
        machine.asset.hostname = name;
        machine
    });
    machine.parts.push(part);
}

fn read_device(record: &Value, pointer: &str, machines: &mut BTreeMap<String, Draft>, notes: &mut Notes) {
    let kind = record.get("device_type").unwrap_or(&Value::Null);
    let model = json::text(kind, "model").or_else(|| json::text(kind, "display"));
    let name = json::text(record, "name");
    if model.is_none() && name.is_none() {
        notes.leave(notes.pointer(pointer), UnreadKind::Row, "a record", "it names no device");
        return;
    }
    let mut draft = Draft::machine(notes.pointer(pointer));
    let asset = &mut draft.asset;
    asset.id.manufacturer = kind.get("manufacturer").and_then(|maker| json::text(maker, "name"));
    asset.id.model = model;
    asset.asset_tag = json::text(record, "asset_tag");
    asset.hostname.clone_from(&name);
    asset.site = record.get("site").and_then(|site| json::text(site, "name"));
    draft.set_serial(json::text(record, "serial"));
    draft.extra("Rack", record.get("rack").and_then(|rack| json::text(rack, "name")));
    draft.extra("Status", record.get("status").and_then(|status| json::text(status, "value")));
    match machines.entry(name.unwrap_or_else(|| pointer.to_string())) {
        std::collections::btree_map::Entry::Occupied(mut known) => super::merge::merge(known.get_mut(), draft),
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert(draft);
        }
    }
}

/// An inventory item, or a module in a bay.
fn read_part(record: &Value, pointer: &str, notes: &Notes) -> Option<RawComponent> {
    let module = record.get("module_type").filter(|kind| !kind.is_null());
    let maker = |of: &Value| of.get("manufacturer").and_then(|maker| json::text(maker, "name"));
    let role = record.get("role").and_then(|role| json::text(role, "name")).unwrap_or_default();
    let words = [json::text(record, "name"), json::text(record, "description"), Some(role)];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut part = part(kind_of(&words), &notes.pointer(pointer));
    part.id.manufacturer = module.and_then(maker).or_else(|| maker(record));
    part.id.model = module.and_then(|kind| json::text(kind, "model"));
    part.id.part_number =
        json::text(record, "part_id").or_else(|| module.and_then(|kind| json::text(kind, "part_number")));
    part.id.serial = json::text(record, "serial");
    part.slot = json::text(record, "name");
    part.text = json::text(record, "description");
    let is_told = part.id.model.is_some() || part.id.part_number.is_some() || part.text.is_some();
    is_told.then_some(part)
}

/// What people call a part in a name, a role or a description.
fn kind_of(words: &str) -> ComponentKind {
    let words = words.to_lowercase();
    let has = |names: &[&str]| names.iter().any(|name| words.contains(name));
    let kinds = [
        (has(&["dimm", "memory", "ram"]), ComponentKind::Dimm),
        (has(&["psu", "power supply", "power-supply"]), ComponentKind::Psu),
        (has(&["ssd", "hdd", "disk", "drive", "nvme"]), ComponentKind::Drive),
        (has(&["gpu"]), ComponentKind::Gpu),
        (has(&["raid", "hba", "perc"]), ComponentKind::Raid),
        (has(&["nic", "network", "ethernet"]), ComponentKind::Nic),
        (has(&["cpu", "processor"]), ComponentKind::Cpu),
    ];
    kinds.into_iter().find(|(is_kind, _)| *is_kind).map_or(ComponentKind::Unknown, |(_, kind)| kind)
}
