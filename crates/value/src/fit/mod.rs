//! Statistics: a pooled regression with heavy-tailed noise, and honest ranges around it.

pub mod conformal;
pub mod dense;
pub mod mixed;

pub use mixed::{Fit, FitError, Group, Penalty, Prediction, Problem, Row, Sparse, Tails};

#[cfg(test)]
mod tests;
