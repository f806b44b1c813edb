//! Hardware as it says it is: untouched words, plus the plain facts that came with them.

use crate::measure::{Bytes, Watts};
use crate::provenance::Locator;
use crate::reconcile::Contradiction;
use crate::words;
use std::fmt;
use std::sync::Arc;

/// What a thing says it is. Raw, as reported: padding and all. It is not an identity:
/// two different parts can share every word of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct HardwareId {
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub part_number: Option<String>,
    pub serial: Option<String>,
}

words! {
    /// What sort of component a reader found; the catalog decides what it is.
    ComponentKind {
        Cpu "cpu",
        Dimm "dimm",
        Drive "drive",
        Gpu "gpu",
        Nic "nic",
        /// RAID controllers and host bus adapters.
        Raid "raid",
        Psu "psu",
        Board "board",
        Backplane "backplane",
        Riser "riser",
        Fan "fan",
        /// A component of a kind the source does not say.
        Unknown "unknown",
    }
}

/// A PCI vendor and device number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PciId {
    pub vendor: u16,
    pub device: u16,
}

impl fmt::Display for PciId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04x}:{:04x}", self.vendor, self.device)
    }
}

/// Properties a source reports beside the words, in our units. Words stay words here:
/// what `"PCIe"` means for a drive is for the catalog to say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Facts {
    pub capacity: Option<Bytes>,
    pub memory_type: Option<String>,
    pub module_type: Option<String>,
    /// Million transfers a second.
    pub speed_mts: Option<u32>,
    pub media: Option<String>,
    pub protocol: Option<String>,
    pub form_factor: Option<String>,
    pub rpm: Option<u32>,
    pub cores: Option<u32>,
    pub watts: Option<Watts>,
    pub ports: Option<u32>,
    pub link_gbps: Option<u32>,
    pub pci: Option<PciId>,
    /// Rated write life that is left, percent.
    pub life_left_percent: Option<u8>,
}

/// Where in which piece of evidence something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's name as the user gave it.
    pub file: Arc<str>,
    pub locator: Locator,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.locator {
            Locator::File => f.write_str(&self.file),
            locator => write!(f, "{}, {locator}", self.file),
        }
    }
}

/// A part as found inside an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawComponent {
    pub kind: ComponentKind,
    pub id: HardwareId,
    /// Free words about it: a description, or the fragment of text it was read from.
    pub text: Option<String>,
    pub slot: Option<String>,
    /// How many alike; at least 1.
    pub count: u32,
    pub facts: Facts,
    /// Quirks of the source that were repaired on the way, by name.
    pub quirks: Vec<&'static str>,
    /// What another witness of it tells differently.
    pub contradictions: Vec<Contradiction>,
    pub place: Place,
}

impl RawComponent {
    pub fn new(kind: ComponentKind, place: Place) -> RawComponent {
        RawComponent {
            kind,
            id: HardwareId::default(),
            text: None,
            slot: None,
            count: 1,
            facts: Facts::default(),
            quirks: Vec::new(),
            contradictions: Vec::new(),
            place,
        }
    }
}

/// One way to understand something that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingOption {
    /// Belief in this way, of 1.
    pub weight: f64,
    pub components: Vec<RawComponent>,
}

/// Something that was read, with every way to understand it. Ambiguous text keeps its
/// alternatives; there is at least one, and their weights sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The words that were read.
    pub text: String,
    options: Vec<ReadingOption>,
}

impl Reading {
    /// The only way to understand it.
    pub fn certain(text: impl Into<String>, components: Vec<RawComponent>) -> Reading {
        Reading { text: text.into(), options: vec![ReadingOption { weight: 1.0, components }] }
    }

    /// Several ways; weights are scaled to sum to 1. `None` without a positive weight.
    pub fn ambiguous(text: impl Into<String>, mut options: Vec<ReadingOption>) -> Option<Reading> {
        options.retain(|o| o.weight > 0.0 && o.weight.is_finite());
        let total: f64 = options.iter().map(|o| o.weight).sum();
        for option in &mut options {
            option.weight /= total;
        }
        (!options.is_empty()).then(|| Reading { text: text.into(), options })
    }

    /// Ways whose weights sum to 1 already, such as those another reading had: they stay as they
    /// are, to the last bit. `None` when they do not sum to 1.
    pub fn weighted(text: impl Into<String>, options: Vec<ReadingOption>) -> Option<Reading> {
        let total: f64 = options.iter().map(|o| o.weight).sum();
        ((total - 1.0).abs() < 1e-9).then(|| Reading { text: text.into(), options })
    }

    pub fn options(&self) -> &[ReadingOption] {
        &self.options
    }

    pub fn into_options(self) -> Vec<ReadingOption> {
        self.options
    }
}
