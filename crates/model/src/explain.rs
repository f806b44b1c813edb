//! Why a figure is what it is: a typed tree that can be folded again.
//!
//! Inner steps say how a figure follows from the steps below it, draw by draw; leaves
//! are drawn quantities, fixed facts or listed assumptions. Under a drawn price stand
//! its comparables, whose weighted logs (with the prior's share) give its location.
//! Whoever holds the seed can fold the tree from its leaves and must get every figure
//! in it; the lines of a sum are told as means, because means add and medians do not.

use crate::hardware::Place;
use crate::ids::{ObservationId, PartId};
use crate::money::Currency;
use crate::quantiles::Quantiles;

/// Names a source of randomness that figures can share, such as `class/dimm` or
/// `sale/F54P1G3/dimm`. Equal names give equal draws.
pub type FactorKey = String;

/// A number as it is shown, with its unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// An estimated sum over the draws.
    Drawn { currency: Currency, mean: f64, quantiles: Quantiles },
    /// An estimated share over the draws.
    Share { mean: f64, quantiles: Quantiles },
    /// A fixed sum.
    Fixed { currency: Currency, value: f64 },
}

/// A share of a drawn quantity's spread that comes from one factor: in logs (or
/// logits), a standard deviation.
#[derive(Debug, Clone, PartialEq)]
pub struct Loading {
    pub factor: FactorKey,
    pub sd: f64,
}

/// How a normal draw becomes a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// e^x: prices.
    Exp,
    /// 1 / (1 + e^−x): shares.
    Logistic,
}

/// A quantity drawn as transform(location + Σ sd·Z(factor)). With `each`, the mean of
/// that over several units that each have noise of their own on top.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnQuantity {
    pub transform: Transform,
    pub location: f64,
    pub loadings: Vec<Loading>,
    pub each: Option<UnitNoise>,
}

/// Noise that every unit has for itself: sd and the factor of each unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNoise {
    pub sd: f64,
    pub factors: Vec<FactorKey>,
}

/// How a figure follows from the steps below it.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// The sum of the steps below.
    Sum,
    /// So many times the step below.
    Count { n: u32 },
    /// A fixed factor times the step below.
    Scale { by: f64 },
    /// The product of the two steps below: a sum and a share.
    Product,
    /// One of the steps below was taken.
    Choose { chosen: usize },
    /// In each draw, one of the steps below, by these weights.
    Mix { factor: FactorKey, weights: Vec<f64> },
    /// A drawn quantity. The steps below are its evidence.
    Drawn(DrawnQuantity),
    /// The same in every draw.
    Fixed { value: f64 },
    /// Evidence: an observation that moves the location above by weight × log price.
    /// `says` is what it alone would make of the figure above, where that means something.
    Comparable { observation: ObservationId, log_price: f64, weight: f64, says: Option<f64> },
    /// Evidence: what the location above would be without observations, as a share of it.
    Prior { contribution: f64 },
}

/// What a step rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactRef {
    Observation(ObservationId),
    /// A key of the policy.
    Policy(String),
    /// A place in the user's own files.
    Place(Place),
    Part(PartId),
}

/// One step of an explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub what: StepKind,
    /// What the figure is of, in words.
    pub label: String,
    pub figure: Figure,
    pub facts: Vec<FactRef>,
    pub from: Vec<Step>,
}

/// The whole of an explanation.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub root: Step,
}

impl Explanation {
    /// Every step, from the root down, parents before children.
    pub fn steps(&self) -> Vec<&Step> {
        let mut found = vec![&self.root];
        let mut next = 0;
        while let Some(step) = found.get(next).copied() {
            found.extend(step.from.iter());
            next += 1;
        }
        found
    }
}
