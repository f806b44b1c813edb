//! Observations in the columns of our own layout, so that importing them gives the same observations.

use std::collections::BTreeMap;

use rackworth_catalog::part::Part;
use rackworth_catalog::spec::Spec;
use rackworth_model::measure::Bytes;
use rackworth_model::observation::{Observation, Subject};
use rackworth_model::priced::PriceField as F;

use crate::price::Parts;

/// The columns of `parts.csv`, in order (pricebook/README.md).
pub const PARTS_COLUMNS: [F; 29] = [
    F::ObservedOn,
    F::Precision,
    F::Kind,
    F::Class,
    F::Part,
    F::PartNumber,
    F::CapacityGb,
    F::Generation,
    F::Module,
    F::Speed,
    F::Interface,
    F::Endurance,
    F::Form,
    F::Rpm,
    F::Condition,
    F::Channel,
    F::Price,
    F::Currency,
    F::Quantity,
    F::Per,
    F::Statistic,
    F::N,
    F::Low,
    F::High,
    F::Series,
    F::Publisher,
    F::RecordedOn,
    F::Note,
    F::Source,
];

/// The columns of `machines.csv`, in order (pricebook/README.md).
pub const MACHINES_COLUMNS: [F; 36] = [
    F::ObservedOn,
    F::Precision,
    F::Kind,
    F::Maker,
    F::Model,
    F::Title,
    F::Condition,
    F::Channel,
    F::Price,
    F::Currency,
    F::Quantity,
    F::Statistic,
    F::N,
    F::Nodes,
    F::RackUnits,
    F::Sockets,
    F::LaunchYear,
    F::Barebone,
    F::Configured,
    F::Cpu,
    F::CoresTotal,
    F::MemoryGb,
    F::MemoryGeneration,
    F::MemoryModules,
    F::Drives,
    F::Gpus,
    F::Raid,
    F::Nic,
    F::Psu,
    F::UnitsSold,
    F::Shipping,
    F::Segment,
    F::Publisher,
    F::RecordedOn,
    F::Note,
    F::Source,
];

/// An observation of a part or series as a row of `parts.csv`; `None` for a machine, whose content is told in words
/// that an observation no longer holds.
pub fn parts_row(observation: &Observation, parts: &Parts) -> Option<BTreeMap<F, String>> {
    let mut row = BTreeMap::new();
    match &observation.subject {
        Subject::Part(id) => {
            row.insert(F::Class, parts.get(id).map_or(id.class_word(), |part| part.class().word()).to_string());
            row.insert(F::Part, id.to_string());
            if let Some(part) = parts.get(id) {
                properties(part, &mut row);
            }
        }
        Subject::Series(series) => {
            row.insert(F::Class, series.class.word().to_string());
            row.insert(F::Part, series.name.clone());
            row.insert(F::Series, series.name.clone());
            if let Some(family) = &series.family {
                let field = if series.class.word() == "dimm" { F::Generation } else { F::Interface };
                row.insert(field, family.clone());
            }
        }
        Subject::Machine(_) => return None,
    }
    statement(observation, &mut row);
    Some(row)
}

/// What a reader wants to see beside an id; the id alone is read back.
fn properties(part: &Part, row: &mut BTreeMap<F, String>) {
    let mut put = |field: F, text: Option<String>| {
        if let Some(text) = text {
            row.insert(field, text);
        }
    };
    match &part.spec {
        Spec::Dimm(dimm) => {
            put(F::CapacityGb, Some(dimm.capacity.gib()).filter(|gib| gib.fract() == 0.0).map(|gib| gib.to_string()));
            put(F::Generation, dimm.generation.map(|generation| generation.word().to_string()));
            put(F::Module, dimm.module.map(|module| module.word().to_string()));
            put(F::Speed, dimm.speed_mts.map(|speed| speed.to_string()));
        }
        Spec::Drive(drive) => {
            let whole = drive.capacity.map(Bytes::gb).filter(|gb| gb.fract() == 0.0);
            put(F::CapacityGb, whole.map(|gb| gb.to_string()));
            put(F::Interface, drive.interface.map(|interface| interface.word().to_string()));
            put(F::Rpm, drive.rpm.map(|rpm| rpm.to_string()));
        }
        Spec::Gpu(gpu) => {
            let whole = gpu.memory.map(Bytes::gib).filter(|gib| gib.fract() == 0.0);
            put(F::CapacityGb, whole.map(|gib| gib.to_string()));
            put(F::Form, gpu.form.map(|form| form.word().to_string()));
        }
        _ => {}
    }
    row.insert(F::Note, part.name.clone());
}

fn statement(o: &Observation, row: &mut BTreeMap<F, String>) {
    let price = o.price.times(o.lot).ok().map(super::import::plain);
    let day = o.recorded_at.to_string();
    let cells = [
        (F::ObservedOn, o.observed_on.to_string()),
        (F::Precision, o.date_precision.word().to_string()),
        (F::Kind, o.kind.word().to_string()),
        (F::Condition, o.condition.word().to_string()),
        (F::Channel, o.channel.word().to_string()),
        (F::Price, price.unwrap_or_default()),
        (F::Currency, o.price.currency.code().to_string()),
        (F::Quantity, o.lot.count.to_string()),
        (F::Per, o.lot.per.word().to_string()),
        (F::Statistic, o.statistic.word().to_string()),
        (F::N, o.n_behind.to_string()),
        (F::Publisher, o.source.publisher.clone()),
        (F::RecordedOn, day.get(..10).unwrap_or_default().to_string()),
        (F::Source, o.source.citation.clone()),
    ];
    row.extend(cells);
}
