//! What a part *is*: curated tables and the rules that recognize parts in raw words.
//!
//! **Invariant:** this crate does no I/O (its tables are embedded text; more text may
//! be passed in) and has never heard of a price.

pub mod catalog;
pub mod compatibility;
pub mod condition;
pub mod fleet;
pub mod generic;
pub mod identify;
pub mod part;
pub mod rack;
pub mod spec;
pub mod table;
pub mod text;
mod words;

pub use catalog::{Catalog, TableTexts};
pub use part::{Confidence, Identification, Part};
pub use table::{TableError, TableProblem};
pub use text::TextReading;
