//! The observations of a world in the layout of the built-in book, to be read, edited and imported again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_model::class::Class;
use rackworth_model::observation::{Observation, Subject};
use rackworth_model::priced::PriceField;
use rackworth_value::book::export::{PARTS_COLUMNS, parts_row};

use crate::world::World;

/// Which observations are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportRequest {
    /// Of this class only.
    pub class: Option<Class>,
    /// Only what the user added to the built-in book.
    pub own_only: bool,
}

/// Observations as rows.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportAnswer {
    pub as_of: Date,
    pub columns: Vec<PriceField>,
    pub rows: Vec<BTreeMap<PriceField, String>>,
    /// Machines, whose content an observation no longer holds in words.
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
    let rows: Vec<_> = chosen.iter().filter_map(|o| parts_row(o, &world.book.parts)).collect();
    ExportAnswer { as_of: world.as_of(), columns: PARTS_COLUMNS.to_vec(), n_left_out: chosen.len() - rows.len(), rows }
}
