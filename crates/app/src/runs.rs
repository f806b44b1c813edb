//! Recorded runs: which there are, and running one again.

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_catalog::fleet::Fleet;
use rackworth_model::money::Currency;
use rackworth_model::snapshot::KnownBy;
use rackworth_store::{RecordedRun, Store, StoreError};

use crate::fleets::kept;
use crate::value::{By, ValueAnswer, fingerprint, value};
use crate::world::{AskError, World, WorldRequest};

/// One recorded run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLine {
    pub id: String,
    pub recorded_at: Timestamp,
    /// `None` for files that were valued without being imported.
    pub fleet: Option<String>,
    /// What a line of its answer stands for.
    pub line_by: String,
    pub n_assets: i64,
    pub as_of: Date,
    pub currency: Currency,
    /// The fleet in the best way, as it was printed.
    pub total: String,
}

/// The answer to "which runs are there?".
#[derive(Debug, Clone, PartialEq)]
pub struct RunsAnswer {
    pub store: String,
    pub runs: Vec<RunLine>,
}

/// Every run recorded by a moment, the newest first.
pub fn runs(store: &mut Store, known_by: KnownBy) -> Result<RunsAnswer, StoreError> {
    let mut lines = Vec::new();
    for run in store.runs(known_by)?.into_iter().rev() {
        let collection = store.collection_by_seq(run.collection)?;
        lines.push(RunLine {
            id: run.run.id.to_string(),
            recorded_at: run.recorded_at,
            fleet: (!run.fleet.is_empty()).then_some(run.fleet),
            line_by: run.run.inputs.line_by,
            n_assets: collection.n_assets,
            as_of: run.as_of.0,
            currency: run.run.inputs.currency,
            total: run.total,
        });
    }
    Ok(RunsAnswer { store: store.place().to_string(), runs: lines })
}

/// What a run was asked, to be asked again.
pub fn request(store: &mut Store, run: &RecordedRun, n_threads: usize) -> Result<WorldRequest, StoreError> {
    let books = store.run_books(&run.run)?;
    let books = books.iter().map(|(name, bytes)| rackworth_collect::prices::read_bytes(name, bytes)).collect();
    Ok(WorldRequest {
        as_of: run.as_of.0,
        known_by: run.known_by.0,
        currency: run.run.inputs.currency,
        seed: Some(run.run.inputs.seed),
        n_draws: Some(run.run.inputs.n_draws),
        n_threads,
        policy: run.policy.clone(),
        recorded: store.observations_seen(run.known_by, run.seen)?,
        rates: store.rates(run.known_by, run.seen)?,
        books,
    })
}

/// The fleet a run valued, as it was read.
pub fn fleet(store: &mut Store, run: &RecordedRun, world: &World) -> Result<Fleet, StoreError> {
    kept(store, run.collection, &world.catalog)
}

/// Values again what a run valued; refuses when this world is not the run's.
pub fn rerun(world: &World, fleet: &Fleet, run: &RecordedRun, by: By) -> Result<ValueAnswer, AskError> {
    same_world(world, fleet, run)?;
    value(world, fleet, by)
}

/// Whether this binary and store still hold what the run rested on; what differs, in words.
pub(crate) fn same_world(world: &World, fleet: &Fleet, run: &RecordedRun) -> Result<(), AskError> {
    let (now, then) = (world.run(&fingerprint(fleet), By::Likeness).inputs, &run.run.inputs);
    let differs = [
        ("the engine", now.engine != then.engine),
        ("the built-in catalog or price book", now.catalog != then.catalog),
        ("the policy", now.policy != then.policy),
        ("the fleet", now.fleet != then.fleet),
        ("the observations", now.snapshot != then.snapshot),
    ];
    let what: Vec<&'static str> = differs.iter().filter(|(_, differs)| *differs).map(|(what, _)| *what).collect();
    if what.is_empty() {
        return Ok(());
    }
    Err(AskError::OtherWorld { run: run.run.id.short(), engine: then.engine.clone(), what })
}
