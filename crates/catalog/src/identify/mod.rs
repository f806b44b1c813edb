//! From raw words to parts: one file for each kind of component.

use std::sync::Arc;

use rackworth_model::hardware::{ComponentKind, HardwareId, PciId, RawComponent};
use rackworth_model::ids::RuleId;

use crate::catalog::Catalog;
use crate::part::{Confidence, Identification, Part};
use crate::table::Row;

pub mod cpu;
mod cpu_refusal;
mod cpu_series;
pub mod dell;
pub mod dimm;
pub mod drive;
pub mod gpu;
pub mod interned;
pub mod maker;
pub mod nic;
mod nic_words;
pub mod other;
pub mod psu;
pub mod quirks;
pub mod raid;
pub(crate) mod scan;
pub mod server;

impl Catalog {
    /// What a component is. The words decide within the kind its source gives; a
    /// component of unknown kind is tried as each kind in a fixed order.
    pub fn identify(&self, component: &RawComponent) -> Identification {
        match component.kind {
            ComponentKind::Cpu => cpu::identify(&self.cpus, component),
            ComponentKind::Dimm => dimm::identify(&self.dimms, component),
            ComponentKind::Drive => drive::identify(&self.drives, component),
            ComponentKind::Gpu => gpu::identify(&self.gpus, component),
            ComponentKind::Nic => nic::identify(&self.nics, component),
            ComponentKind::Raid => raid::identify(&self.raids, component),
            ComponentKind::Psu => psu::identify(&self.psus, &self.dell_parts, component),
            ComponentKind::Board | ComponentKind::Backplane | ComponentKind::Riser | ComponentKind::Fan => {
                other::identify(&self.dell_parts, component)
            }
            ComponentKind::Unknown => self.identify_any(component),
        }
    }

    /// What machine an asset is, by what it says of itself.
    pub fn identify_server(&self, id: &HardwareId) -> Identification {
        server::identify(&self.servers, id)
    }

    /// The first kind that is sure of it; else the first that narrows it down; else the
    /// first that knows it to be no part.
    fn identify_any(&self, component: &RawComponent) -> Identification {
        let tries = [
            self.as_kind(component, ComponentKind::Psu),
            self.as_kind(component, ComponentKind::Gpu),
            self.as_kind(component, ComponentKind::Cpu),
            self.as_kind(component, ComponentKind::Raid),
            self.as_kind(component, ComponentKind::Nic),
            self.as_kind(component, ComponentKind::Drive),
            self.as_kind(component, ComponentKind::Dimm),
            other::identify(&self.dell_parts, component),
        ];
        let sure = |found: &&Identification| match found {
            Identification::Identified { confidence, .. } => confidence.get() >= 0.9,
            _ => false,
        };
        let narrowed = |found: &&Identification| !found.candidates().is_empty();
        let none = |found: &&Identification| matches!(found, Identification::NotAPart { .. });
        let best = tries.iter().find(sure).or_else(|| tries.iter().find(narrowed)).or_else(|| tries.iter().find(none));
        best.cloned().unwrap_or_else(|| Identification::Unidentified {
            reason: "its kind is not stated, and its words fit no catalogued part".to_string(),
        })
    }

    fn as_kind(&self, component: &RawComponent, kind: ComponentKind) -> Identification {
        self.identify(&RawComponent { kind, ..component.clone() })
    }
}

/// One part is identified, several are ambiguous with equal weights, none is unknown.
fn several(parts: Vec<Arc<Part>>, belief: f64, rule: RuleId, why: &str) -> Identification {
    match parts.as_slice() {
        [] => Identification::Unidentified { reason: why.to_string() },
        [part] => Identification::Identified { part: Arc::clone(part), confidence: Confidence::new(belief), rule },
        _ => {
            let weight = 1.0 / parts.len() as f64;
            let candidates = parts.into_iter().map(|part| (part, weight)).collect();
            Identification::Ambiguous { candidates, rule, why: why.to_string() }
        }
    }
}

/// Why nothing was found: which words are in no table.
fn unknown_words(what: &str, said: &[&str]) -> String {
    match said.first() {
        None => format!("the source says nothing that names the {what}"),
        Some(text) => format!("no catalogued {what} is written `{}`", text.trim()),
    }
}

/// The PCI numbers of a row, written `15b3:1017`.
fn read_pci_ids(row: &mut Row<'_>) -> Vec<PciId> {
    let mut ids = Vec::new();
    for text in row.list("pci_ids") {
        let parsed = text.split_once(':').and_then(|(vendor, device)| {
            let number = |text: &str| u16::from_str_radix(text, 16).ok();
            Some(PciId { vendor: number(vendor)?, device: number(device)? })
        });
        match parsed {
            Some(id) => ids.push(id),
            None => row.problem("pci_ids", &text, "a PCI number such as `15b3:1017`"),
        }
    }
    ids
}
