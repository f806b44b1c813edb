//! Dell's Assembly: field-replaceable units by FQDD, with the words other lists lack.

use std::collections::BTreeMap;

use rackworth_model::hardware::ComponentKind;

use super::kind::Kind;
use super::network;
use super::parts::Parts;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};

/// Units by FQDD; what stands in several Assembly resources is one unit.
pub(super) struct Units(BTreeMap<String, Sighting>);

pub(super) fn read_units(scope: &Scope<'_>) -> Units {
    let mut units = BTreeMap::new();
    for assembly in scope.bodies(Kind::Assembly) {
        for body in assembly.items("Assemblies") {
            let name = body.text(&["Name"]).unwrap_or_default();
            let Some(fqdd) = name.trim().strip_suffix("#FRU").map(str::to_lowercase) else { continue };
            let mut sighting = Sighting::of(ComponentKind::Unknown, &body);
            // The name is the FQDD, and the keys are those of the whole list.
            sighting.phrases.clear();
            sighting.hints.clear();
            sighting.keys.clear();
            sighting.component.slot = None;
            sighting.aliases.insert(fqdd.clone());
            sighting.aliases.extend(network::aliases(&fqdd));
            units.entry(fqdd).or_insert(sighting);
        }
    }
    Units(units)
}

impl Units {
    /// Gives its words to the parts of other lists that have the same FQDD.
    pub(super) fn add_words(&mut self, parts: &mut Parts) {
        let all = std::mem::take(&mut self.0).into_values().collect();
        for left in parts.join(all, &[Tie::Alias]) {
            if let Some(fqdd) = left.aliases.iter().max_by_key(|alias| alias.len()).cloned() {
                self.0.insert(fqdd, left);
            }
        }
    }

    /// The planar and the risers, which no other list names.
    pub(super) fn take_boards(&mut self) -> Vec<Sighting> {
        let mut boards = Vec::new();
        for (_, mut unit) in std::mem::take(&mut self.0) {
            let model = comparable(unit.component.id.model.as_deref().unwrap_or_default());
            unit.component.kind = match model.as_str() {
                model if model.contains("RISER") => ComponentKind::Riser,
                model if model.contains("PLANAR") || model.contains("BOARD") => ComponentKind::Board,
                _ => continue,
            };
            boards.push(unit);
        }
        boards
    }
}
