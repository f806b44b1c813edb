//! Prices of parts, values of machines and fleets, and why: pure functions of a snapshot,
//! a policy and a seed.
//!
//! **Invariant:** no I/O, no clock, no ambient randomness; results do not depend on the
//! number of threads, and never on anything the arguments do not hold.

pub mod backtest;
pub mod book;
pub mod engine;
pub mod fit;
pub mod machine;
pub mod normal;
mod parallel;
pub mod policy;
pub mod price;
pub mod random;
pub mod special;
pub mod spread;
pub mod stats;
