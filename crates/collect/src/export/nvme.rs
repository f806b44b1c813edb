//! nvme-cli: `nvme list -o json` of both generations, and `nvme id-ctrl -o json`.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::UnreadKind;
use rackworth_model::measure::Bytes;
use serde_json::Value;

use super::draft::{Draft, part};
use super::json;
use super::note::Notes;

pub(super) fn is_list(head: &str) -> bool {
    head.contains("\"Devices\"")
        && ["\"DevicePath\"", "\"HostNQN\"", "\"Subsystems\""].iter().any(|key| head.contains(key))
}

pub(super) fn is_controller(head: &str) -> bool {
    ["\"mn\"", "\"cntlid\"", "\"mdts\""].iter().all(|key| head.contains(key))
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let mut draft = Draft::pieces(notes.line(1));
    let documents = json::read(text, notes);
    for (number, document) in documents.iter().enumerate() {
        let pointer = if documents.len() > 1 { format!("/{number}") } else { String::new() };
        if document.get("mn").is_some() || document.get("sn").is_some() {
            draft.parts.extend(read_controller(document, &pointer, notes));
        }
        for (i, device) in json::items(document, "Devices").iter().enumerate() {
            read_device(device, &format!("{pointer}/Devices/{i}"), &mut draft, notes);
        }
    }
    if draft.parts.is_empty() { Vec::new() } else { vec![draft] }
}

fn drive(notes: &Notes, pointer: &str) -> RawComponent {
    let mut drive = part(ComponentKind::Drive, &notes.pointer(pointer));
    drive.facts.protocol = Some("NVMe".to_string());
    drive.facts.media = Some("SSD".to_string());
    drive
}

fn read_controller(document: &Value, pointer: &str, notes: &Notes) -> Option<RawComponent> {
    let mut drive = drive(notes, pointer);
    drive.id.model = json::text(document, "mn");
    drive.id.serial = json::text(document, "sn");
    drive.facts.capacity = json::whole(document, "tnvmcap").filter(|bytes| *bytes > 0).map(Bytes);
    (drive.id.model.is_some() || drive.id.serial.is_some()).then_some(drive)
}

/// A namespace of the first generation; of the second, a host with subsystems of controllers.
fn read_device(device: &Value, pointer: &str, draft: &mut Draft, notes: &mut Notes) {
    if device.get("ModelNumber").is_some() || device.get("SerialNumber").is_some() {
        let size = json::whole(device, "PhysicalSize").unwrap_or(0);
        add(device, size, pointer, draft, notes);
        return;
    }
    for (i, subsystem) in json::items(device, "Subsystems").iter().enumerate() {
        for (j, controller) in json::items(subsystem, "Controllers").iter().enumerate() {
            let own = json::items(controller, "Namespaces").iter();
            let shared = json::items(subsystem, "Namespaces").iter();
            let sizes = |mut all: std::slice::Iter<'_, Value>| {
                all.try_fold(0_u64, |sum, one| sum.checked_add(json::whole(one, "PhysicalSize").unwrap_or(0)))
            };
            let size = sizes(own).filter(|size| *size > 0).or_else(|| sizes(shared)).unwrap_or(0);
            add(controller, size, &format!("{pointer}/Subsystems/{i}/Controllers/{j}"), draft, notes);
        }
    }
}

/// Namespaces of one controller are one drive.
fn add(device: &Value, size: u64, pointer: &str, draft: &mut Draft, notes: &mut Notes) {
    let mut drive = drive(notes, pointer);
    drive.id.model = json::text(device, "ModelNumber");
    drive.id.serial = json::text(device, "SerialNumber");
    drive.facts.capacity = Some(Bytes(size)).filter(|size| size.0 > 0);
    if drive.id.model.is_none() && drive.id.serial.is_none() {
        notes.leave(drive.place, UnreadKind::Section, "an NVMe device", "it has no model and no serial");
        return;
    }
    let is_same = |known: &&mut RawComponent| known.id.serial.is_some() && known.id.serial == drive.id.serial;
    match draft.parts.iter_mut().find(is_same) {
        Some(known) => {
            let sum = known.facts.capacity.map_or(0, |size| size.0).checked_add(size);
            known.facts.capacity = sum.filter(|sum| *sum > 0).map(Bytes);
        }
        None => draft.parts.push(drive),
    }
}
