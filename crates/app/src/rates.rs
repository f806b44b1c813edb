//! Exchange rates of one's own: what a file holds, and what of it is new.

use jiff::civil::Date;
use rackworth_model::inventory::Problem;
use rackworth_model::money::Currency;
use rackworth_model::snapshot::FxRate;
pub use rackworth_value::book::rates::{RateFile, read_rates};

/// One pair of currencies of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatePair {
    pub from: Currency,
    pub to: Currency,
    pub n: usize,
    pub first: Date,
    pub last: Date,
}

/// The answer to "what rates does this file hold?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatesAnswer {
    pub file: String,
    pub pairs: Vec<RatePair>,
    pub n_rates: usize,
    /// Currencies of the file that are not known here.
    pub unknown: Vec<String>,
    pub problems: Vec<Problem>,
    /// Rates that were not known, once they are recorded.
    pub n_new: Option<u64>,
    pub recorded_in: Option<String>,
}

/// What a file of rates holds.
pub fn rates(file: &str, found: &RateFile) -> RatesAnswer {
    let mut pairs: Vec<RatePair> = Vec::new();
    for rate in &found.rates {
        match pairs.iter_mut().find(|pair| (pair.from, pair.to) == (rate.from, rate.to)) {
            Some(pair) => add(pair, rate),
            None => pairs.push(RatePair { from: rate.from, to: rate.to, n: 1, first: rate.on, last: rate.on }),
        }
    }
    RatesAnswer {
        file: file.to_string(),
        pairs,
        n_rates: found.rates.len(),
        unknown: found.unknown.clone(),
        problems: found.problems.clone(),
        n_new: None,
        recorded_in: None,
    }
}

fn add(pair: &mut RatePair, rate: &FxRate) {
    pair.n += 1;
    pair.first = pair.first.min(rate.on);
    pair.last = pair.last.max(rate.on);
}
