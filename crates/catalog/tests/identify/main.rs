//! Identification from raw words, class by class, over the embedded tables.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test whose preparation fails has failed")]

mod cards;
mod common;
mod cpus;
mod field;
mod fleet;
mod generic;
mod gpus;
mod racks;
mod servers;
mod supplies;
mod tables;
mod text;
