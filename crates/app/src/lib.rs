//! One file for each thing a person can ask. Questions and answers are plain structs in
//! the words of a screen; nothing here prints, colors or parses arguments.

pub mod book;
pub mod collect;
pub mod diff;
pub mod doctor;
pub mod evidence;
pub mod explain;
pub mod export;
pub mod fetch;
pub mod fleets;
pub mod holdings;
pub mod identify;
pub mod import;
pub mod keep;
mod keeper;
pub mod policy;
pub mod rates;
pub mod runs;
pub mod trend;
pub mod unknown;
pub mod value;
pub mod world;

pub use world::{AskError, World, WorldRequest};
