//! Statistics: a pooled regression with heavy-tailed noise, and honest ranges around it.

pub mod conformal;
pub mod dense;
mod em;
mod posterior;
mod problem;
mod rows;
mod sparse;
mod sums;

pub use posterior::{Fit, Prediction};
pub use problem::{FitError, Group, Node, PRICE_TAILS, Penalty, Problem, Tails, Variances};
pub use rows::{Row, Rows};
pub use sparse::{Sparse, dot};
pub use sums::{BLOCK, Sums};

#[cfg(test)]
mod tests;
