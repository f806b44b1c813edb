//! The observations of a world in the layouts of the built-in book, to be read, edited and imported again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_model::class::Class;
use rackworth_model::ids::EvidenceId;
use rackworth_model::observation::{Observation, Subject};
use rackworth_model::priced::{PriceField, PriceFile};
use rackworth_model::provenance::Provenance;
use rackworth_value::book::export::{MACHINES_COLUMNS, PARTS_COLUMNS, parts_row};
use rackworth_value::book::import::{ImportRules, import};

use crate::world::World;

/// Which observations are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRequest {
    /// Of this class only; machines are of class chassis.
    pub class: Option<Class>,
    /// Only what the user added to the built-in book.
    pub own_only: bool,
}

/// Observations of one layout.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportTable {
    pub columns: Vec<PriceField>,
    /// Oldest first.
    pub rows: Vec<BTreeMap<PriceField, String>>,
}

/// Observations as rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportAnswer {
    pub as_of: Date,
    pub parts: ExportTable,
    pub machines: ExportTable,
    /// Machines whose own words are no longer at hand.
    pub n_left_out: usize,
}

/// What the world knows, oldest first.
pub fn export(world: &World, request: &ExportRequest) -> ExportAnswer {
    let class_of = |o: &Observation| match &o.subject {
        Subject::Part(id) => world.book.parts.get(id).map(|part| part.class()),
        Subject::Series(series) => Some(series.class),
        Subject::Machine(_) => Some(Class::Chassis),
    };
    let wanted = |o: &&Observation| {
        request.class.is_none_or(|class| class_of(o) == Some(class)) && (!request.own_only || world.is_own(o))
    };
    let mut chosen: Vec<&Observation> = world.snapshot.observations.iter().filter(wanted).collect();
    chosen.sort_by_key(|o| (o.observed_on, o.id));
    let parts: Vec<_> = chosen.iter().filter_map(|o| parts_row(o, &world.book.parts)).collect();
    let machines: Vec<_> = chosen.iter().filter_map(|o| world.book.machine_rows.get(&o.id).cloned()).collect();
    ExportAnswer {
        as_of: world.as_of(),
        n_left_out: chosen.len() - parts.len() - machines.len(),
        parts: ExportTable { columns: PARTS_COLUMNS.to_vec(), rows: parts },
        machines: ExportTable { columns: MACHINES_COLUMNS.to_vec(), rows: machines },
    }
}

/// The evidence that holds the words of machines which the book knows by their meaning alone.
pub fn unworded(world: &World) -> Vec<EvidenceId> {
    let unknown =
        |o: &&Observation| matches!(o.subject, Subject::Machine(_)) && !world.book.machine_rows.contains_key(&o.id);
    let evidence = |o: &Observation| match &o.provenance {
        Provenance::Read { evidence, .. } => Some(*evidence),
        _ => None,
    };
    let mut found: Vec<EvidenceId> = world.snapshot.observations.iter().filter(unknown).filter_map(evidence).collect();
    found.sort();
    found.dedup();
    found
}

/// Takes the words of machines from files that were imported before.
pub fn reword(world: &mut World, files: &[PriceFile]) {
    let rules = ImportRules::none(world.as_of());
    for file in files {
        world.book.machine_rows.extend(import(file, &rules, &world.catalog).machine_rows);
    }
}
