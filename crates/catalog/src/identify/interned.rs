//! Identification with a memory: fleets repeat the same words thousands of times.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use rackworth_model::hardware::{ComponentKind, Facts, HardwareId, RawComponent};

use crate::Catalog;
use crate::part::Identification;

/// What repeats in a fleet comes early and is far less than this; more is read anew, so that
/// a list of a million different words does not fill the memory.
const MOST_REMEMBERED: usize = 1 << 16;

/// Identifies components of one reading, each different one once. Gives what
/// [`Catalog::identify`] gives.
#[derive(Debug)]
pub struct Interned<'c> {
    catalog: &'c Catalog,
    hashes: RandomState,
    /// By hash of what was asked; those with one hash stand side by side.
    known: HashMap<u64, Vec<(Asked, Identification)>>,
}

/// All of a component that can tell what it is: not its serial, count or place.
#[derive(Debug)]
struct Asked {
    kind: ComponentKind,
    id: HardwareId,
    text: Option<String>,
    slot: Option<String>,
    facts: Facts,
}

impl Asked {
    fn of(component: &RawComponent) -> Asked {
        Asked {
            kind: component.kind,
            id: HardwareId { serial: None, ..component.id.clone() },
            text: component.text.clone(),
            slot: component.slot.clone(),
            facts: component.facts.clone(),
        }
    }

    fn is(&self, component: &RawComponent) -> bool {
        let id = &component.id;
        self.kind == component.kind
            && self.id.model == id.model
            && self.id.part_number == id.part_number
            && self.id.manufacturer == id.manufacturer
            && self.text == component.text
            && self.slot == component.slot
            && self.facts == component.facts
    }
}

impl<'c> Interned<'c> {
    pub fn new(catalog: &'c Catalog) -> Interned<'c> {
        Interned { catalog, hashes: RandomState::new(), known: HashMap::new() }
    }

    /// What a component is.
    pub fn identify(&mut self, component: &RawComponent) -> Identification {
        let hash = hash_of(&self.hashes, component);
        let alike = self.known.get(&hash).map(Vec::as_slice).unwrap_or_default();
        if let Some((_, found)) = alike.iter().find(|(asked, _)| asked.is(component)) {
            return found.clone();
        }
        let found = self.catalog.identify(component);
        if self.known.len() < MOST_REMEMBERED {
            self.known.entry(hash).or_default().push((Asked::of(component), found.clone()));
        }
        found
    }
}

fn hash_of(hashes: &RandomState, component: &RawComponent) -> u64 {
    let mut hasher = hashes.build_hasher();
    // What tells most apart; the rest is compared.
    (component.kind, component.facts.capacity).hash(&mut hasher);
    for words in [&component.id.model, &component.id.part_number, &component.text].into_iter().flatten() {
        words.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rackworth_model::hardware::Place;
    use rackworth_model::measure::Bytes;
    use rackworth_model::provenance::Locator;
    use std::sync::OnceLock;

    fn catalog() -> &'static Catalog {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        CATALOG.get_or_init(|| Catalog::embedded().unwrap())
    }

    proptest! {
        #[test]
        fn memory_changes_no_answer(
            asked in proptest::collection::vec(
                (
                    prop_oneof![Just(ComponentKind::Dimm), Just(ComponentKind::Drive), Just(ComponentKind::Cpu)],
                    "(M393A4K40CB2-CVF|ST1200MM0088|EPYC 7763|Gold 6248R|SSD|[A-Z0-9]{0,4})",
                    proptest::option::of(prop_oneof![Just(32_u64 << 30), Just(1_200_000_000_000)]),
                    "[0-9]{0,3}",
                ),
                0..12,
            ),
        ) {
            let mut interned = Interned::new(catalog());
            for (kind, model, capacity, serial) in asked.iter().chain(&asked) {
                let mut component = RawComponent::new(*kind, Place { file: "test".into(), locator: Locator::File });
                component.id.model = Some(model.clone());
                component.id.serial = Some(serial.clone());
                component.facts.capacity = capacity.map(Bytes);
                prop_assert_eq!(interned.identify(&component), catalog().identify(&component));
            }
        }
    }
}
