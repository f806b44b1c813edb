//! What a part *is*: curated tables and the rules that recognize parts in raw words.
//!
//! **Invariant:** this crate does no I/O (its tables are embedded text; more text may
//! be passed in) and has never heard of a price.

pub mod part;
pub mod spec;

pub use part::{Confidence, Identification, Part};
