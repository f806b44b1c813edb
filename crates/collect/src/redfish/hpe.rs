//! HPE's own lists: what is plugged in (`Devices`), network cards, PCI functions.

use std::collections::BTreeMap;

use rackworth_model::hardware::ComponentKind;

use super::body::Body;
use super::kind::Kind;
use super::pcie::{self, Devices, Sort};
use super::scope::Scope;
use super::sighting::{Sighting, comparable};

/// What HPE's `Devices` name, by kind of component.
#[derive(Default)]
pub(super) struct HpeDevices {
    pub(super) cards: Vec<Sighting>,
    pub(super) gpus: Vec<Sighting>,
    pub(super) controllers: Vec<Sighting>,
    pub(super) backplanes: Vec<Sighting>,
    pub(super) boards: Vec<Sighting>,
    pub(super) others: Vec<Sighting>,
}

pub(super) fn read_devices(scope: &Scope<'_>) -> HpeDevices {
    let mut devices = HpeDevices::default();
    let mut backplanes: BTreeMap<String, Sighting> = BTreeMap::new();
    for body in scope.bodies(Kind::HpeDevice).iter().filter(|body| !body.is_absent()) {
        let kind = body.text(&["DeviceType"]).unwrap_or_default();
        let location = body.text(&["Location"]).unwrap_or_default();
        let words = comparable(&name(body));
        let one = |kind| read_device(body, kind);
        match kind.as_str() {
            "LOM/NIC" => devices.cards.push(one(ComponentKind::Nic)),
            "GPU" if words.contains("NV SWITCH") => leave(scope, body, PART_OF_BOARD),
            "GPU" if comparable(&location).contains("BASEBOARD") => devices.boards.push(one(ComponentKind::Board)),
            "GPU" => devices.gpus.push(one(ComponentKind::Gpu)),
            "Backplane PIC" => {
                backplanes.entry(whole_backplane(&location)).or_insert_with(|| one(ComponentKind::Backplane));
            }
            "Smart Storage Battery" => leave(scope, body, "the battery of a controller's cache is not counted"),
            kind if kind.contains("Storage") => devices.controllers.push(one(ComponentKind::Raid)),
            _ if pcie::is_management_video(&words) => leave(scope, body, PART_OF_BOARD),
            _ => devices.others.push(one(ComponentKind::Unknown)),
        }
    }
    devices.backplanes = backplanes.into_values().collect();
    devices
}

/// A backplane reports each of its ports: `Slot=12:Port=2I:Box=1` is port 2I of `Slot=12:Box=1`.
fn whole_backplane(location: &str) -> String {
    location.split(':').filter(|piece| !piece.starts_with("Port=")).collect::<Vec<_>>().join(":")
}

const PART_OF_BOARD: &str = "a device that is part of a board";

fn leave(scope: &Scope<'_>, body: &Body<'_>, why: &'static str) {
    scope.leave(body.place(), name(body), why);
}

fn name(body: &Body<'_>) -> String {
    body.text(&["Name"]).unwrap_or_default()
}

fn read_device(body: &Body<'_>, kind: ComponentKind) -> Sighting {
    let mut sighting = Sighting::of(kind, body);
    let product = body.word(&["ProductPartNumber"], &mut sighting.quirks);
    let id = &mut sighting.component.id;
    if id.part_number.is_none() {
        id.part_number = product;
    } else {
        sighting.add_phrase(product);
    }
    add_slot_hint(body, "Location", &mut sighting);
    sighting
}

/// A name at a slot: what HPE's lists share where they share no serial.
fn add_slot_hint(body: &Body<'_>, property: &str, sighting: &mut Sighting) {
    let Some(location) = body.text(&[property]) else { return };
    let number: String = location.chars().rev().take_while(char::is_ascii_digit).collect();
    let name = comparable(&name(body));
    // A backplane has a name of its own in the other list, and no slot.
    if sighting.component.kind != ComponentKind::Backplane {
        sighting.hints.clear();
    }
    if !number.is_empty() {
        let number: String = number.chars().rev().collect();
        sighting.hints.insert(format!("slot {number}: {name}"));
    }
    sighting.set_slot(location);
}

/// Network cards as HPE's BaseNetworkAdapters name them.
pub(super) fn read_adapters(scope: &Scope<'_>) -> Vec<Sighting> {
    let bodies = scope.bodies(Kind::HpeNetworkAdapter);
    // The list itself has the schema of its members.
    let cards = bodies.iter().filter(|body| body.has("PhysicalPorts") && !body.is_absent());
    let read = |body: &Body<'_>| {
        let mut sighting = Sighting::of(ComponentKind::Nic, body);
        let n_ports = body.items("PhysicalPorts").len();
        sighting.facts().ports = u32::try_from(n_ports).ok().filter(|count| *count > 0);
        add_slot_hint(body, "Location", &mut sighting);
        sighting
    };
    cards.map(read).collect()
}

/// Numbers of PCI functions, to be added to what other lists name at the same slot.
pub(super) fn read_pci_facts(scope: &Scope<'_>) -> Vec<Sighting> {
    let read = |body: &Body<'_>| {
        let mut sighting = Sighting::of(ComponentKind::Unknown, body);
        sighting.facts().pci = pcie::pci_id(body, "VendorID", "DeviceID");
        add_slot_hint(body, "DeviceLocation", &mut sighting);
        sighting
    };
    scope.bodies(Kind::HpePciDevice).iter().map(read).collect()
}

/// Where nothing but PCI functions was collected, they name the cards; what is no card is left out.
pub(super) fn devices_of_functions(facts: &[Sighting], devices: &mut Devices) {
    for sighting in facts {
        let words: Vec<String> = sighting.phrases.iter().map(|word| comparable(word)).collect();
        let sort = pcie::sort_of_words(&words.join(" "));
        if matches!(sort, Sort::Network | Sort::Gpu | Sort::Controller) {
            devices.add(sort, sighting.clone());
        }
    }
}
