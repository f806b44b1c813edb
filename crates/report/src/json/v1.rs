//! Version 1 of the machine-readable answers.

mod book;
mod collect;
mod explain;
mod fetch;
mod identify;
mod import;
mod policy;
mod store;
mod trend;
mod unknown;
mod value;

pub use book::{Book, Comparable, Observation};
pub use collect::Collect;
pub use explain::{Explain, Step};
pub use fetch::Fetch;
pub use identify::{Asset, Identify, Known, Line};
pub use import::{Export, Import};
pub use policy::{Policy, PolicyEntry};
pub use store::{Diff, FleetGaps, Fleets, Placements, Rates, RecordedReading, Runs, StoreState};
pub use trend::{Doctor, Trend};
pub use unknown::{Open, Unknown};
pub use value::{Group, Total, Value};

pub(crate) use unknown::doubt_word;

use rackworth_model::coverage as model;
use rackworth_model::inventory;
use rackworth_model::quantiles::Quantiles;
use schemars::JsonSchema;
use serde::Serialize;

/// Every answer: what it is, the answer itself, and what it does not cover.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Document<A> {
    pub rackworth: About,
    pub answer: A,
    pub coverage: Coverage,
    pub gaps: Vec<Gap>,
}

/// What a document is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct About {
    /// Name and version of the schema, such as `value/1`.
    pub schema: &'static str,
    /// The run that made it, where it rests on one: equal inputs, equal run.
    pub run: Option<String>,
}

/// Units with a figure, and units in all.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coverage {
    pub priced: u64,
    pub total: u64,
}

/// Something without a figure, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Gap {
    pub of: String,
    pub units: u64,
    /// `unidentified`, `no_observation`, `not_enough`, `stale`, `no_rate` or `excluded`.
    pub kind: &'static str,
    pub why: String,
}

/// An estimate: quantiles of what is believed, and the mean, in major units of the
/// currency of the answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Estimate {
    pub p05: f64,
    pub p10: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p90: f64,
    pub p95: f64,
    pub mean: f64,
}

/// Something wrong with the input.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Problem {
    pub place: String,
    pub found: String,
    pub expected: String,
    pub hint: Option<String>,
}

/// Something seen and not used.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unread {
    pub place: String,
    pub kind: String,
    pub text: String,
    pub why: String,
}

/// A share of the variance by where it comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SpreadShare {
    pub source: String,
    pub share: f64,
}

impl Estimate {
    fn new(quantiles: &Quantiles, mean: f64) -> Estimate {
        let [p05, p10, p25, p50, p75, p90, p95] = quantiles.values();
        Estimate { p05, p10, p25, p50, p75, p90, p95, mean }
    }
}

impl From<&rackworth_app::value::Range> for Estimate {
    fn from(range: &rackworth_app::value::Range) -> Estimate {
        Estimate::new(&range.quantiles, range.mean)
    }
}

impl From<model::Coverage> for Coverage {
    fn from(coverage: model::Coverage) -> Coverage {
        Coverage { priced: coverage.priced, total: coverage.total }
    }
}

impl From<&model::Gap> for Gap {
    fn from(gap: &model::Gap) -> Gap {
        Gap { of: gap.of.clone(), units: gap.units, kind: gap_word(&gap.kind), why: gap.kind.to_string() }
    }
}

pub(crate) fn gap_word(kind: &model::GapKind) -> &'static str {
    match kind {
        model::GapKind::Unidentified { .. } => "unidentified",
        model::GapKind::NoObservation { .. } => "no_observation",
        model::GapKind::NotEnough { .. } => "not_enough",
        model::GapKind::Stale { .. } => "stale",
        model::GapKind::NoRate { .. } => "no_rate",
        _ => "excluded",
    }
}

impl From<&inventory::Problem> for Problem {
    fn from(problem: &inventory::Problem) -> Problem {
        Problem {
            place: problem.place.to_string(),
            found: problem.found.clone(),
            expected: problem.expected.clone(),
            hint: problem.hint.clone(),
        }
    }
}

impl From<&inventory::Unread> for Unread {
    fn from(unread: &inventory::Unread) -> Unread {
        Unread {
            place: unread.place.to_string(),
            kind: unread.kind.to_string(),
            text: unread.text.clone(),
            why: unread.why.clone(),
        }
    }
}

impl From<&rackworth_value::spread::SpreadShare> for SpreadShare {
    fn from(share: &rackworth_value::spread::SpreadShare) -> SpreadShare {
        SpreadShare { source: crate::words::source_word(&share.source), share: share.share }
    }
}

/// The figures of an answer that has no coverage of its own: all of it is there.
fn covered(units: usize) -> Coverage {
    Coverage { priced: units as u64, total: units as u64 }
}
