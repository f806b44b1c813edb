//! What we believe a thing is worth.

use jiff::civil::Date;

use crate::explain::Explanation;
use crate::money::Currency;
use crate::quantiles::Quantiles;

/// Which value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// One unit of a part, sold by itself, before any cost of selling.
    Unit,
    /// An asset sold as it stands, net of the cost of selling.
    Whole,
    /// An asset taken apart, its parts and carcass sold, net of work and the cost of selling.
    PartedOut,
    /// An asset handed to a recycler, net of disposal.
    Scrap,
    /// The best way of those.
    Best,
}

/// What a figure rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// Observations of this very item.
    pub n_same: usize,
    /// Observations of its class that had a say.
    pub n_class: usize,
    /// Distinct sources among them.
    pub n_sources: usize,
    /// Date of the newest of them.
    pub newest: Option<Date>,
}

/// What we believe a thing is worth. Not a sum of money: it cannot be added, because
/// quantiles do not add. What adds up is [`crate::Draws`].
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    pub of: Measure,
    pub currency: Currency,
    pub quantiles: Quantiles,
    /// The mean over the draws: what the lines of a sum are told in.
    pub mean: f64,
    pub basis: Option<Basis>,
    pub explanation: Explanation,
}
