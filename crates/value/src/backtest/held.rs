//! A held-out price, what was estimated for it, and what simpler methods would have said.

use jiff::civil::Date;
use rackworth_catalog::part::Part;
use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::ObservationId;
use rackworth_model::observation::{Observation, Subject};

use crate::price::{Parts, Usable};
use crate::stats::accuracy::Outcome;
use crate::stats::order::median;

/// What is left out besides the price itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Nothing.
    One,
    /// Everything its publisher said.
    Source,
}

/// Estimates anyone could make without a model, as log USD.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Baseline {
    /// Median price of the same item in the same condition and currency over the last
    /// days, itself left out.
    pub item: Option<f64>,
    /// Median price of the class in its segment over the last year.
    pub class: Option<f64>,
    /// Prices behind the first.
    pub n_comparables: usize,
    /// Whether one of them is the very same price from the same publisher: mostly one
    /// seller's several listings, which tell nothing of how well prices are estimated.
    pub has_twin: bool,
}

/// A held-out price.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub observation: ObservationId,
    pub segment: Segment,
    pub class: Class,
    pub item: String,
    pub publisher: String,
    pub observed_on: Date,
    /// The log estimate and its ranges against the log price; `None` when there was no
    /// estimate.
    pub outcome: Option<Outcome>,
    /// The log price, USD.
    pub actual: f64,
    pub baseline: Baseline,
}

/// The days over which prices of one item count as comparable: a month.
const COMPARABLE_DAYS: i32 = 31;
/// And over which a class has a median: a year.
const CLASS_DAYS: i32 = 366;

pub(super) fn baseline(held: &Observation, part: &Part, rest: &[Usable<'_>]) -> Baseline {
    let age = |row: &Usable<'_>| (held.observed_on - row.observation.observed_on).get_days();
    let same = |row: &&Usable<'_>| {
        let o = row.observation;
        o.subject == held.subject
            && o.condition == held.condition
            && o.price.currency == held.price.currency
            && age(row) <= COMPARABLE_DAYS
    };
    let twin = |row: &Usable<'_>| {
        row.observation.price == held.price && row.observation.source.publisher == held.source.publisher
    };
    let priced = |row: &Usable<'_>| libm::exp(row.log_usd);
    let item: Vec<f64> = rest.iter().filter(same).map(priced).collect();
    let of_class = |row: &&Usable<'_>| {
        let alike = row.part.as_ref().is_some_and(|p| p.segment == part.segment && p.class() == part.class());
        alike && age(row) <= CLASS_DAYS
    };
    let class: Vec<f64> = rest.iter().filter(of_class).map(priced).collect();
    Baseline {
        item: median(&item).map(libm::log),
        class: median(&class).map(libm::log),
        n_comparables: item.len(),
        has_twin: rest.iter().filter(same).any(twin),
    }
}

/// The part a plain statement is of.
pub(super) fn part_of<'a>(observation: &Observation, parts: &'a Parts) -> Option<&'a std::sync::Arc<Part>> {
    match &observation.subject {
        Subject::Part(id) => parts.get(id),
        Subject::Series(_) | Subject::Machine(_) => None,
    }
}
