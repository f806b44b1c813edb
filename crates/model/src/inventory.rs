//! What one reading of a source found, untouched, with everything it could not read.

use std::fmt;

use crate::evidence::Evidence;
use crate::hardware::{ComponentKind, HardwareId, Place, Reading};

/// What sort of thing an asset is, as far as its source tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssetKind {
    Server,
    /// Parts that are in no machine.
    LooseParts,
    /// A card with its own management controller, such as a DPU.
    Card,
    PowerShelf,
    /// Trays, switches and shelves that are one rack.
    Rack,
    /// The source does not say.
    Unknown,
}

/// What a number in a text stands for, as far as the table around it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amounts {
    /// All units together: a column `RAM (GB)` in a list of machines.
    Total,
    /// One unit: a column `Size` in a list of components.
    Each,
    /// The table does not say.
    Unsaid,
}

/// The unit a header gives to the bare numbers under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextUnit {
    Megabytes,
    Gigabytes,
    Terabytes,
    Watts,
}

/// Free text about components, as a person typed it: `2x Gold 6248R, 24x32GB 2933`.
/// A reader keeps it whole; what it means is for the catalog to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawText {
    /// What its column is about; `Unknown` for a column of free configuration text.
    pub kind: ComponentKind,
    pub text: String,
    /// How many alike, where a column of its own says so.
    pub count: Option<u32>,
    pub amounts: Amounts,
    pub unit: Option<TextUnit>,
    /// The part number and serial beside it, where columns of their own hold them.
    pub id: HardwareId,
    pub place: Place,
}

/// One physical thing as its source reports it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawAsset {
    pub kind: AssetKind,
    pub id: HardwareId,
    pub service_tag: Option<String>,
    pub asset_tag: Option<String>,
    pub hostname: Option<String>,
    pub site: Option<String>,
    /// The source's own word for its condition.
    pub condition: Option<String>,
    /// How many alike this entry stands for; at least 1.
    pub count: u32,
    /// Components the source lists one by one.
    pub readings: Vec<Reading>,
    /// Components told in free text, still to be understood.
    pub texts: Vec<RawText>,
    /// Columns that were understood but that no figure uses, as (header, text).
    pub extras: Vec<(String, String)>,
    pub place: Place,
}

impl RawAsset {
    pub fn new(kind: AssetKind, place: Place) -> RawAsset {
        RawAsset {
            kind,
            id: HardwareId::default(),
            service_tag: None,
            asset_tag: None,
            hostname: None,
            site: None,
            condition: None,
            count: 1,
            readings: Vec::new(),
            texts: Vec::new(),
            extras: Vec::new(),
            place,
        }
    }
}

/// What sort of thing was left unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnreadKind {
    File,
    Sheet,
    Column,
    Row,
    /// A piece of text inside a cell.
    Fragment,
    /// A section of a text, or a group of records of one kind.
    Section,
    /// A Redfish resource that should be there and is not, or holds nothing.
    Resource,
}

impl fmt::Display for UnreadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnreadKind::File => "file",
            UnreadKind::Sheet => "sheet",
            UnreadKind::Column => "column",
            UnreadKind::Row => "row",
            UnreadKind::Fragment => "fragment",
            UnreadKind::Section => "section",
            UnreadKind::Resource => "resource",
        })
    }
}

/// Something the reader saw and did not use. Nothing is dropped silently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    pub place: Place,
    pub kind: UnreadKind,
    /// The words left unread.
    pub text: String,
    /// Why they were left.
    pub why: String,
}

/// Something wrong with the input, with its position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    pub place: Place,
    pub found: String,
    pub expected: String,
    /// What the user can do about it, where there is something.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.place, self.expected, self.found)
    }
}

/// What one reading found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inventory {
    pub assets: Vec<RawAsset>,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
    pub evidence: Vec<Evidence>,
}

impl Inventory {
    /// Appends what another reading found.
    pub fn extend(&mut self, other: Inventory) {
        self.assets.extend(other.assets);
        self.unread.extend(other.unread);
        self.problems.extend(other.problems);
        self.evidence.extend(other.evidence);
    }
}
