//! `runs/1`, `fleets/1`, `gaps/1`, `placements/1`, `recorded/1`, `diff/1`, `store/1` and `rates/1`

use rackworth_app::diff::{DiffAnswer, Movement, Side};
use rackworth_app::fleets::{FleetsAnswer, PlacementsAnswer, ReadingLine, RecordedAnswer};
use rackworth_app::keep::StoreAnswer;
use rackworth_app::rates::{RatePair, RatesAnswer};
use rackworth_app::runs::{RunLine, RunsAnswer};
use rackworth_app::value::ValueAnswer;
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Coverage, Document, Estimate, covered};

/// Recorded runs, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Runs {
    pub store: String,
    pub runs: Vec<RecordedRun>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordedRun {
    pub id: String,
    pub recorded_at: String,
    /// Null for files that were valued without being imported.
    pub fleet: Option<String>,
    /// What a line of its answer stands for: `like`, `model`, `site` or `asset`.
    pub line_by: String,
    pub assets: i64,
    pub as_of: String,
    pub currency: String,
    /// The total as it was printed.
    pub total: String,
}

/// What of a fleet has no price: the document's own `gaps`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FleetGaps {
    pub as_of: String,
    pub assets: usize,
}

/// Dated readings of fleets.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fleets {
    pub store: String,
    pub readings: Vec<Reading>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Reading {
    pub fleet: String,
    pub read_on: String,
    pub recorded_at: String,
    pub assets: i64,
    /// Lines of content as read: one may stand for several components.
    pub components: i64,
    pub unread: i64,
    pub problems: i64,
    /// Components with a serial, against the reading before it.
    pub came: usize,
    pub went: usize,
    pub moved: usize,
}

/// Where a component was seen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Placements {
    pub serial: String,
    pub placements: Vec<Placement>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Placement {
    pub read_on: String,
    pub fleet: String,
    pub asset: Option<String>,
    pub slot: Option<String>,
    pub kind: String,
    pub part_number: Option<String>,
    pub serial: Option<String>,
    /// Part number and serial in the form in which confused spellings are one.
    pub identity: String,
}

/// What was recorded.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordedReading {
    pub store: String,
    pub id: String,
    /// False when the store already said the same.
    pub is_new: bool,
    pub evidence: usize,
    pub reading: Reading,
}

/// One run beside another.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Diff {
    pub currency: String,
    pub from: DiffSide,
    pub to: DiffSide,
    pub movements: Vec<DiffMovement>,
    /// All movements, as a share of the first run's mean.
    pub share: Option<f64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffSide {
    pub run: String,
    pub as_of: String,
    pub assets: usize,
    pub best: Option<Estimate>,
    pub at_least: bool,
    pub coverage: Coverage,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DiffMovement {
    /// `fleet`, `market` or `method`.
    pub cause: String,
    /// Sum of means over assets whose gaps are the same before and after.
    pub moved: f64,
    pub assets: usize,
    pub added: usize,
    pub removed: usize,
    /// Assets of which more or less has a price than before: no movement.
    pub gaps_changed: usize,
    pub gaps_lost: usize,
    pub gaps_before: f64,
    pub gaps_after: f64,
}

/// What became of a store.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoreState {
    pub store: String,
    pub done: String,
    pub facts: Vec<(String, String)>,
    pub damage: Vec<String>,
}

/// What a file of exchange rates holds.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rates {
    pub file: String,
    pub pairs: Vec<Pair>,
    /// Currencies of the file that are not known here.
    pub unknown: Vec<String>,
    pub problems: Vec<super::Problem>,
    /// Rates recorded that were not known; null when nothing was recorded.
    pub new: Option<u64>,
    pub recorded_in: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Pair {
    pub from: String,
    pub to: String,
    pub rates: usize,
    pub first: String,
    pub last: String,
}

impl From<&RatesAnswer> for Document<Rates> {
    fn from(answer: &RatesAnswer) -> Document<Rates> {
        let pair = |pair: &RatePair| Pair {
            from: pair.from.to_string(),
            to: pair.to.to_string(),
            rates: pair.n,
            first: pair.first.to_string(),
            last: pair.last.to_string(),
        };
        let rates = Rates {
            file: answer.file.clone(),
            pairs: answer.pairs.iter().map(pair).collect(),
            unknown: answer.unknown.clone(),
            problems: answer.problems.iter().map(Into::into).collect(),
            new: answer.n_new,
            recorded_in: answer.recorded_in.clone(),
        };
        document("rates/1", answer.n_rates, rates)
    }
}

fn document<A>(schema: &'static str, n: usize, answer: A) -> Document<A> {
    Document { rackworth: About { schema, run: None }, answer, coverage: covered(n), gaps: Vec::new() }
}

impl From<&RunsAnswer> for Document<Runs> {
    fn from(answer: &RunsAnswer) -> Document<Runs> {
        let runs: Vec<RecordedRun> = answer.runs.iter().map(run).collect();
        document("runs/1", runs.len(), Runs { store: answer.store.clone(), runs })
    }
}

fn run(line: &RunLine) -> RecordedRun {
    RecordedRun {
        id: line.id.clone(),
        recorded_at: line.recorded_at.to_string(),
        fleet: line.fleet.clone(),
        line_by: line.line_by.clone(),
        assets: line.n_assets,
        as_of: line.as_of.to_string(),
        currency: line.currency.to_string(),
        total: line.total.clone(),
    }
}

impl FleetGaps {
    pub(crate) fn document(answer: &ValueAnswer) -> Document<FleetGaps> {
        Document {
            rackworth: About { schema: "gaps/1", run: Some(answer.run.id.to_string()) },
            answer: FleetGaps { as_of: answer.as_of.to_string(), assets: answer.n_assets },
            coverage: answer.coverage.into(),
            gaps: answer.gaps.iter().map(Into::into).collect(),
        }
    }
}

impl From<&FleetsAnswer> for Document<Fleets> {
    fn from(answer: &FleetsAnswer) -> Document<Fleets> {
        let readings: Vec<Reading> = answer.readings.iter().map(reading).collect();
        document("fleets/1", readings.len(), Fleets { store: answer.store.clone(), readings })
    }
}

fn reading(line: &ReadingLine) -> Reading {
    Reading {
        fleet: line.fleet.clone(),
        read_on: line.read_on.to_string(),
        recorded_at: line.recorded_at.to_string(),
        assets: line.n_assets,
        components: line.n_components,
        unread: line.n_unread,
        problems: line.n_problems,
        came: line.came,
        went: line.went,
        moved: line.moved,
    }
}

impl From<&PlacementsAnswer> for Document<Placements> {
    fn from(answer: &PlacementsAnswer) -> Document<Placements> {
        let placements: Vec<Placement> = answer.placements.iter().map(Placement::from).collect();
        document("placements/1", placements.len(), Placements { serial: answer.serial.clone(), placements })
    }
}

impl From<&rackworth_app::fleets::Placement> for Placement {
    fn from(p: &rackworth_app::fleets::Placement) -> Placement {
        let p = p.clone();
        Placement {
            read_on: p.read_on.to_string(),
            fleet: p.fleet,
            asset: p.asset,
            slot: p.slot,
            kind: p.kind,
            part_number: p.part_number,
            serial: p.serial,
            identity: p.identity,
        }
    }
}

impl From<&RecordedAnswer> for RecordedReading {
    fn from(answer: &RecordedAnswer) -> RecordedReading {
        RecordedReading {
            store: answer.store.clone(),
            id: answer.id.clone(),
            is_new: answer.is_new,
            evidence: answer.n_evidence,
            reading: reading(&answer.reading),
        }
    }
}

impl From<&RecordedAnswer> for Document<RecordedReading> {
    fn from(answer: &RecordedAnswer) -> Document<RecordedReading> {
        document("recorded/1", 1, answer.into())
    }
}

impl From<&DiffAnswer> for Document<Diff> {
    fn from(answer: &DiffAnswer) -> Document<Diff> {
        let diff = Diff {
            currency: answer.currency.to_string(),
            from: side(&answer.from),
            to: side(&answer.to),
            movements: answer.movements.iter().map(movement).collect(),
            share: answer.share(),
        };
        let mut document = document("diff/1", 0, diff);
        document.coverage = answer.to.coverage.into();
        document
    }
}

fn side(side: &Side) -> DiffSide {
    DiffSide {
        run: side.run.clone(),
        as_of: side.as_of.to_string(),
        assets: side.n_assets,
        best: side.best.as_ref().map(Estimate::from),
        at_least: side.at_least,
        coverage: side.coverage.into(),
    }
}

fn movement(movement: &Movement) -> DiffMovement {
    DiffMovement {
        cause: movement.cause.to_string(),
        moved: movement.moved,
        assets: movement.n_assets,
        added: movement.added,
        removed: movement.removed,
        gaps_changed: movement.gaps.n_assets,
        gaps_lost: movement.gaps.n_lost,
        gaps_before: movement.gaps.before,
        gaps_after: movement.gaps.after,
    }
}

impl From<&StoreAnswer> for Document<StoreState> {
    fn from(answer: &StoreAnswer) -> Document<StoreState> {
        let state = StoreState {
            store: answer.store.clone(),
            done: answer.done.clone(),
            facts: answer.facts.clone(),
            damage: answer.damage.clone(),
        };
        document("store/1", 1, state)
    }
}
