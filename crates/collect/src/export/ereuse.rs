//! eReuse Workbench snapshots: lshw, dmidecode and smartctl of one machine in one file.

use serde_json::Value;

use rackworth_model::inventory::UnreadKind;
use rackworth_model::provenance::Locator;

use super::draft::Draft;
use super::note::Notes;
use super::{dmidecode, json, lshw, merge, smartctl};

pub(super) fn is_it(head: &str) -> bool {
    let has = |words: &[&str]| words.iter().all(|word| head.contains(&format!("\"{word}\"")));
    has(&["Snapshot", "software", "data"]) || has(&["data", "dmidecode"])
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    documents.iter().filter_map(|document| read_snapshot(document, notes)).collect()
}

fn read_snapshot(document: &Value, notes: &mut Notes) -> Option<Draft> {
    let data = document.get("data")?.as_object()?;
    let mut witnesses = Vec::new();
    let tree = data.get("lshw").and_then(unpacked);
    witnesses.extend(tree.and_then(|tree| lshw::read_value(&tree, "/data/lshw", notes)));
    if let Some(table) = data.get("dmidecode").and_then(Value::as_str) {
        witnesses.extend(read_table(table, notes));
    }
    if let Some(Value::Array(drives)) = data.get("smart").and_then(unpacked) {
        witnesses.extend(smartctl::read_values(&drives, "/data/smart", notes));
    }
    for name in data.keys().filter(|name| !["lshw", "dmidecode", "smart"].contains(&name.as_str())) {
        let place = notes.pointer(&format!("/data/{name}"));
        notes.leave(place, UnreadKind::Section, name, "the other tools of the snapshot tell the same");
    }
    let mut witnesses = witnesses.into_iter();
    let mut machine = witnesses.next()?;
    for witness in witnesses {
        merge::merge(&mut machine, witness);
    }
    Some(machine)
}

/// The answer of a tool: JSON, or a string that holds JSON.
fn unpacked(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        value => Some(value.clone()),
    }
}

/// Lines inside of a string have no line of their own in the file: all of it stands at its pointer.
fn read_table(table: &str, notes: &mut Notes) -> Option<Draft> {
    let place = notes.pointer("/data/dmidecode");
    let Locator::Pointer(_) = &place.locator else { return None };
    let mut inner = Notes::new(&place.file);
    let mut draft = dmidecode::read(table, &mut inner).pop()?;
    for note in &mut inner.unread {
        note.place = place.clone();
    }
    notes.unread.extend(inner.unread);
    draft.asset.place = place.clone();
    for part in &mut draft.parts {
        part.place = place.clone();
    }
    Some(draft)
}
