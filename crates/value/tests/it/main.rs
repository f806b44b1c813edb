//! The engines over the embedded tables: laws, and the wall between the markets.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test whose preparation fails has failed")]

mod golden;
mod laws;
mod machines;
mod market;
mod wall;
