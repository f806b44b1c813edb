//! Engines: from the content of an asset to its value, whole, parted out and scrapped.

mod content;
pub(crate) mod fold;
mod market;
mod parted;
mod value;
mod whole;

pub use content::{Content, ContentLine, HeldMachine, Holding, LineParts};
pub use market::Market;
pub use value::{HoldingValue, Way, WayValue, Ways};
