//! Answers as screens, machine-readable objects, tables and pages.
//!
//! **Invariant:** nothing here computes a figure or reads a store; it rounds and arranges
//! what an answer holds.

pub mod csv;
pub mod figure;
pub mod html;
pub mod json;
pub mod markdown;
mod rows;
mod spark;
pub mod style;
pub mod table;
pub mod text;
pub mod words;
