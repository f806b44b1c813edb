//! What the tests of identification share.

use std::sync::{Arc, OnceLock};

use rackworth_catalog::{Catalog, Identification};
use rackworth_model::hardware::{ComponentKind, HardwareId, Place, RawComponent};
use rackworth_model::provenance::Locator;

pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::embedded().unwrap())
}

pub(crate) fn component(kind: ComponentKind, model: &str, part_number: &str) -> RawComponent {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let place = Place { file: Arc::from("test"), locator: Locator::File };
    let id = HardwareId { model: some(model), part_number: some(part_number), ..HardwareId::default() };
    RawComponent { id, ..RawComponent::new(kind, place) }
}

/// An identification in one line: its id, `id | id` when ambiguous, `not: why`, `?`.
pub(crate) fn told(found: &Identification) -> String {
    match found {
        Identification::Identified { part, .. } => part.id.to_string(),
        Identification::Ambiguous { candidates, .. } => {
            let ids: Vec<String> = candidates.iter().map(|(part, _)| part.id.to_string()).collect();
            ids.join(" | ")
        }
        Identification::NotAPart { why, .. } => format!("not: {why}"),
        Identification::Unidentified { .. } => "?".to_string(),
    }
}

pub(crate) fn identify(kind: ComponentKind, model: &str, part_number: &str) -> String {
    told(&catalog().identify(&component(kind, model, part_number)))
}
