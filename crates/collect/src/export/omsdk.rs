//! omsdk's SystemInventory: DCIM views as JSON, with sizes in words.

use serde_json::Value;

use super::draft::Draft;
use super::note::Notes;
use super::views::{self, View};
use super::{dcim, json};

/// Lists of views as omsdk names them, and their classes.
const CLASSES: &[(&str, &str)] = &[
    ("System", "SystemView"),
    ("CPU", "CPUView"),
    ("Memory", "MemoryView"),
    ("PhysicalDisk", "PhysicalDiskView"),
    ("PCIeSSD", "PCIeSSDView"),
    ("PowerSupply", "PowerSupplyView"),
    ("Enclosure", "EnclosureView"),
    ("NIC", "NICView"),
    ("FC", "FCView"),
    ("Controller", "ControllerView"),
    ("Video", "VideoView"),
    ("PCIDevice", "PCIDeviceView"),
];

/// Documents deeper than this are not looked into.
const DEEPEST: usize = 6;

pub(super) fn is_it(head: &str) -> bool {
    let has = |words: &[&str]| words.iter().all(|word| head.contains(word));
    head.contains("\"SystemInventory\"") || has(&["\"CPU\": [", "\"FQDD\""]) || has(&["\"Controller\": [", "\"FQDD\""])
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    let mut drafts = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let pointer = if documents.len() > 1 { format!("/{number}") } else { String::new() };
        let mut views = Vec::new();
        collect(document, &pointer, notes, &mut views, 0);
        drafts.extend(dcim::read_views(&views, notes));
    }
    drafts
}

/// Views from every list whose name is known, wherever a wrapper put it; other lists are views of
/// classes that are told, not read.
fn collect(value: &Value, pointer: &str, notes: &Notes, views: &mut Vec<View>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for (key, item) in value.as_object().into_iter().flatten() {
        let pointer = format!("{pointer}/{key}");
        let class = CLASSES.iter().find(|(name, _)| name == key).map_or(key.as_str(), |(_, class)| class);
        match item {
            Value::Array(items) => {
                let objects = items.iter().enumerate().filter(|(_, item)| item.is_object());
                views.extend(objects.map(|(i, item)| {
                    views::of_json(class, item, &[("Key", "FQDD")], notes.pointer(&format!("{pointer}/{i}")))
                }));
            }
            Value::Object(_) => collect(item, &pointer, notes, views, depth + 1),
            _ => {}
        }
    }
}
