//! What an answer does not cover. Missing is never zero: it is a [`Gap`].

use std::fmt;

use jiff::civil::Date;

use crate::class::Class;

/// Why something has no figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum GapKind {
    /// What it is could not be told.
    Unidentified { reason: String },
    /// The book holds nothing about this class.
    NoObservation { class: Class },
    /// The book holds something, but a range would say nothing.
    NotEnough { class: Class, why: String },
    /// All the book holds is too old.
    Stale { newest: Date },
    /// A price stands in a currency without a rate for its day.
    NoRate { from: String, to: String, on: Date },
    /// A policy leaves it out.
    Excluded { by: String },
}

impl fmt::Display for GapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GapKind::Unidentified { reason } => write!(f, "not identified: {reason}"),
            GapKind::NoObservation { class } => write!(f, "the price book holds no {}", class.singular()),
            GapKind::NotEnough { class, why } => write!(f, "not enough evidence for this {}: {why}", class.singular()),
            GapKind::Stale { newest } => write!(f, "the newest price is of {newest}"),
            GapKind::NoRate { from, to, on } => write!(f, "no rate from {from} to {to} for {on}"),
            GapKind::Excluded { by } => write!(f, "left out by {by}"),
        }
    }
}

/// One named hole in an answer: how many units of what, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// What has no figure, in words the user can find in his own list.
    pub of: String,
    pub units: u64,
    pub kind: GapKind,
}

/// How much of an answer has a figure, by count of units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    pub priced: u64,
    pub total: u64,
}

impl Coverage {
    pub fn add(&mut self, other: Coverage) {
        self.priced += other.priced;
        self.total += other.total;
    }

    pub fn is_complete(self) -> bool {
        self.priced == self.total
    }

    /// Priced units over all units; `None` when there is nothing to cover.
    pub fn share(self) -> Option<f64> {
        (self.total > 0).then(|| self.priced as f64 / self.total as f64)
    }
}

/// A value and the holes in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Partial<T> {
    pub value: T,
    pub gaps: Vec<Gap>,
}
