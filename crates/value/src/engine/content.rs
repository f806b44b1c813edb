//! What is to be valued: like assets, and what each of them holds.

use std::sync::Arc;

use rackworth_catalog::part::Part;
use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::explain::FactRef;
use rackworth_model::ids::{AssetId, PartId};
use rackworth_model::observation::{Condition, MachineShape};

/// What one line may be: parts with counts, by weight (summing to 1).
pub type LineParts = Vec<(f64, Vec<(Arc<Part>, u32)>)>;

/// One line of an asset's content: so many of something, with every way to understand it.
#[derive(Debug, Clone)]
pub struct ContentLine {
    /// In words, such as `16 × 32 GB DDR4-3200 RDIMM`.
    pub label: String,
    pub class: Class,
    /// Units of it in one asset.
    pub units: u32,
    /// What it is, or why that is not known.
    pub parts: Result<LineParts, GapKind>,
    /// Names the uncertainty between its options; lines with the same name share it.
    pub reading: String,
    /// Rated write life left, percent, for drives that tell.
    pub life_left_percent: Option<u8>,
    pub facts: Vec<FactRef>,
}

/// What one asset holds.
pub type Content = Vec<ContentLine>;

/// Like assets: same platform, same content, same condition.
#[derive(Debug, Clone)]
pub struct Holding {
    /// In words, such as `PowerEdge R740`.
    pub label: String,
    pub assets: Vec<AssetId>,
    /// The machine around the content; `None` for loose parts.
    pub machine: Option<HeldMachine>,
    pub condition: Condition,
    pub content: Content,
}

/// The machine around a content.
#[derive(Debug, Clone)]
pub struct HeldMachine {
    pub platform: Option<PartId>,
    pub segment: Segment,
    /// What its base depends on, or why that is not known.
    pub shape: Result<MachineShape, GapKind>,
}
