//! An asset as one export tells it, with what ties it to other exports about the same machine.

use std::collections::BTreeSet;

use rackworth_model::hardware::{ComponentKind, Place, RawComponent};
use rackworth_model::inventory::{AssetKind, RawAsset};

use super::quirks;

/// What one export says about one thing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) asset: RawAsset,
    pub(crate) parts: Vec<RawComponent>,
    /// The export is about a machine as a whole; else about pieces seen in one.
    pub(crate) is_machine: bool,
    /// Serials that only this machine has, comparable.
    pub(crate) serials: BTreeSet<String>,
}

impl Draft {
    pub(super) fn machine(place: Place) -> Draft {
        let asset = RawAsset::new(AssetKind::Server, place);
        Draft { asset, parts: Vec::new(), is_machine: true, serials: BTreeSet::new() }
    }

    /// Parts of a machine the export does not name.
    pub(super) fn pieces(place: Place) -> Draft {
        let asset = RawAsset::new(AssetKind::LooseParts, place);
        Draft { asset, parts: Vec::new(), is_machine: false, serials: BTreeSet::new() }
    }

    /// Remembers a serial of the machine, unless it says nothing or is too short to be one of its own.
    pub(super) fn add_serial(&mut self, serial: Option<&str>) {
        const SHORTEST: usize = 5;
        let serial = comparable(serial.unwrap_or_default());
        if serial.len() >= SHORTEST && !quirks::is_filler(&serial) {
            self.serials.insert(serial);
        }
    }

    /// Sets what the machine calls itself: Dell's system serial is the service tag.
    pub(super) fn set_serial(&mut self, serial: Option<String>) {
        self.add_serial(serial.as_deref());
        let maker = self.asset.id.manufacturer.as_deref().unwrap_or_default();
        if comparable(maker).starts_with("DELL") {
            self.asset.service_tag = serial;
        } else {
            self.asset.id.serial = serial;
        }
    }

    pub(super) fn extra(&mut self, header: &str, text: Option<String>) {
        self.asset.extras.extend(text.map(|text| (header.to_string(), text)));
    }
}

/// Letters and digits in upper case: what two spellings of a word share.
pub(super) fn comparable(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// A word that says something, without the blanks and control characters around it.
pub(super) fn said(word: Option<&str>) -> Option<String> {
    let word = word?.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    (!quirks::is_filler(word)).then(|| word.to_string())
}

/// A component with nothing said of it yet.
pub(super) fn part(kind: ComponentKind, place: &Place) -> RawComponent {
    RawComponent::new(kind, place.clone())
}

/// Whether any word or PCI number tells what a component is.
pub(super) fn is_named(part: &RawComponent) -> bool {
    let id = &part.id;
    id.model.is_some() || id.part_number.is_some() || part.text.is_some() || part.facts.pci.is_some()
}
