//! What every question is asked of: catalog, price book, policy, a day and a seed.

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_catalog::{Catalog, TableError};
use rackworth_model::ids::PartId;
use rackworth_model::inventory::Problem;
use rackworth_model::money::Currency;
use rackworth_model::observation::{Observation, Subject};
use rackworth_model::priced::PriceFile;
use rackworth_model::quantiles::Quantiles;
use rackworth_model::run::{Run, RunInputs};
use rackworth_model::snapshot::{AsOf, Conversion, FxRate, KnownBy, Snapshot};
use rackworth_value::book::import::{ImportRules, import};
use rackworth_value::book::{EMBEDDED, PriceBook, fingerprint};
use rackworth_value::engine::Market;
use rackworth_value::policy::{self, Policy, PolicyProblem};
use rackworth_value::random::{DEFAULT_SEED, Generator};

use crate::value::{By, Range};

/// How many joint draws a run makes where nobody says otherwise (valuation.md §5).
pub const DEFAULT_DRAWS: usize = 2_000;

/// Changes whenever the same inputs give other figures.
pub const ENGINE: &str = concat!("rackworth ", env!("CARGO_PKG_VERSION"));

/// What a question may say about its world.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldRequest {
    pub as_of: Date,
    pub known_by: Timestamp,
    pub currency: Currency,
    pub seed: Option<u64>,
    pub n_draws: Option<usize>,
    /// How many threads may work; results do not depend on it.
    pub n_threads: usize,
    /// The user's policy file: its name and text.
    pub policy: Option<(String, String)>,
    /// Observations of the store that count beside the built-in book.
    pub recorded: Vec<Observation>,
    /// Exchange rates of the store; they go before the built-in ones of the same day.
    pub rates: Vec<FxRate>,
    /// Price files that count beside the built-in book.
    pub books: Vec<PriceFile>,
}

/// Why a question could not be answered at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    #[error("read policy `{file}`")]
    Policy { file: String, problems: Vec<PolicyProblem> },
    #[error("read the built-in tables")]
    Catalog(#[source] TableError),
    #[error("read the built-in policy")]
    BuiltInPolicy { problems: Vec<PolicyProblem> },
    #[error("report in {currency}: the price book holds no rate from USD within the allowed days of {on}")]
    NoRate { currency: Currency, on: Date },
    #[error("find any asset in what was given")]
    EmptyFleet { problems: Vec<rackworth_model::inventory::Problem> },
    #[error("run {run} again: {} is not what it was", .what.join(", "))]
    OtherWorld { run: String, engine: String, what: Vec<&'static str> },
    #[error("read any price from `{file}`")]
    EmptyBook { file: String, problems: Vec<Problem> },
    #[error("find `{id}`")]
    UnknownId { id: String, like: Vec<String> },
    #[error("price `{id}`: nothing of it has a figure")]
    NoFigure { id: String, gaps: Vec<rackworth_model::Gap> },
    #[error("find a class or family `{words}` of which something is known")]
    UnknownTrend { words: String, like: Vec<String> },
    #[error("find a part that reads `{words}`")]
    UnknownPart { words: String, why: String },
}

/// Everything a question is asked of.
#[derive(Debug)]
pub struct World {
    pub catalog: Catalog,
    pub book: PriceBook,
    pub policy: Policy,
    pub snapshot: Snapshot,
    pub market: Market,
    pub currency: Currency,
    /// From USD, in which prices are estimated, to the currency of the report.
    pub conversion: Conversion,
    pub generator: Generator,
    pub n_threads: usize,
    /// What of the price files could not be used.
    pub book_problems: Vec<Problem>,
    book_fingerprint: String,
}

/// The built-in policy with the user's file on top.
pub fn read_policy(file: Option<&(String, String)>) -> Result<Policy, AskError> {
    let built_in = Policy::built_in().map_err(|problems| AskError::BuiltInPolicy { problems })?;
    let Some((name, text)) = file else { return Ok(built_in) };
    let entries = policy::read(text, Some(name));
    let told = |problems| AskError::Policy { file: name.clone(), problems };
    Ok(built_in.with(entries.map_err(told)?))
}

/// Adds the user's price files to the book. A file that says nothing of kind, condition or currency is not filled up
/// here: `book import` takes what its user knows of it.
fn add_files(book: &mut PriceBook, request: &WorldRequest, catalog: &Catalog) -> Result<Vec<Problem>, AskError> {
    let learnt = jiff::tz::Offset::UTC.to_datetime(request.known_by).date();
    add_recorded(book, &request.recorded, catalog);
    let mut told = Vec::new();
    for file in &request.books {
        let imported = import(file, &ImportRules::none(learnt), catalog);
        let problems = file.problems.iter().cloned().chain(imported.refused);
        if imported.observations.is_empty() {
            return Err(AskError::EmptyBook { file: file.name.clone(), problems: problems.collect() });
        }
        book.add(imported.observations.into_iter().map(|(observation, _)| observation), &imported.parts);
        book.machine_rows.extend(imported.machine_rows);
        told.extend(problems);
    }
    Ok(told)
}

/// Adds what the store knows; what the catalog does not know is left to the fit, which says so.
fn add_recorded(book: &mut PriceBook, recorded: &[Observation], catalog: &Catalog) {
    for observation in recorded {
        let parts: Vec<&PartId> = match &observation.subject {
            Subject::Part(part) => vec![part],
            Subject::Series(_) => Vec::new(),
            Subject::Machine(machine) => {
                let options = machine.content.iter().flat_map(|line| &line.options);
                options.flat_map(|(_, parts)| parts.iter().map(|(part, _)| part)).collect()
            }
        };
        for part in parts.into_iter().filter_map(|id| catalog.part(id)) {
            book.parts.entry(part.id.clone()).or_insert(part);
        }
    }
    book.observations.extend_from_slice(recorded);
}

impl World {
    /// Reads the tables, takes the snapshot and fits the market.
    pub fn new(request: &WorldRequest) -> Result<World, AskError> {
        let policy = read_policy(request.policy.as_ref())?;
        let catalog = Catalog::embedded().map_err(AskError::Catalog)?;
        let mut book = PriceBook::read(EMBEDDED, &catalog);
        book.rates.splice(0..0, request.rates.iter().cloned());
        let book_problems = add_files(&mut book, request, &catalog)?;
        let snapshot = book.snapshot(AsOf(request.as_of), KnownBy(request.known_by), &policy);
        let market = Market::fit(&snapshot, &book.parts, policy.clone(), request.n_threads);
        let (currency, on) = (request.currency, request.as_of);
        let conversion = snapshot.rates.convert(Currency::Usd, currency, on);
        Ok(World {
            catalog,
            book,
            policy,
            market,
            currency,
            conversion: conversion.ok_or(AskError::NoRate { currency, on })?,
            generator: Generator {
                seed: request.seed.unwrap_or(DEFAULT_SEED),
                n_draws: request.n_draws.unwrap_or(DEFAULT_DRAWS),
            },
            n_threads: request.n_threads.max(1),
            book_problems,
            book_fingerprint: fingerprint(EMBEDDED),
            snapshot,
        })
    }

    /// Whether an observation is not of the built-in book.
    pub fn is_own(&self, observation: &rackworth_model::Observation) -> bool {
        let built_in = |text: &str| rackworth_model::EvidenceId::of(text.as_bytes());
        match &observation.provenance {
            rackworth_model::Provenance::Read { evidence, .. } => {
                *evidence != built_in(EMBEDDED.parts) && *evidence != built_in(EMBEDDED.machines)
            }
            _ => true,
        }
    }

    pub fn as_of(&self) -> Date {
        self.snapshot.as_of.0
    }

    /// Draws in USD as a range in the currency of the report.
    pub fn range(&self, usd: &[f64]) -> Option<Range> {
        let draws: Vec<f64> = usd.iter().map(|draw| draw * self.conversion.factor).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        Some(Range { mean, quantiles: Quantiles::of_sample(&draws).ok()? })
    }

    /// The run that values this fleet in this world, told in such lines.
    pub fn run(&self, fleet: &str, by: By) -> Run {
        Run::of(RunInputs {
            snapshot: self.snapshot.id,
            fleet: fleet.to_string(),
            policy: self.policy.fingerprint(),
            catalog: format!("{} {}", self.catalog.fingerprint(), self.book_fingerprint),
            engine: ENGINE.to_string(),
            seed: self.generator.seed,
            n_draws: self.generator.n_draws,
            currency: self.currency,
            line_by: by.word().to_string(),
        })
    }
}
