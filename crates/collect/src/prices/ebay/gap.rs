//! What a search lacks, and why.

use std::fmt;

/// What is missing of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub lack: Lack,
    pub why: String,
}

/// Which items are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// A page of so many items from a place on, counted from 0.
    Page { offset: u64, limit: u64 },
    /// Everything from a place on.
    From(u64),
    /// Fewer items than eBay counts.
    Short { total: u64, listed: u64 },
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lack {
            Lack::Page { offset, limit } => write!(f, "items {} to {}", offset + 1, offset + limit)?,
            Lack::From(0) => f.write_str("everything")?,
            Lack::From(offset) => write!(f, "items from {} on", offset + 1)?,
            Lack::Short { total, listed } => write!(f, "{} of {total} items", total - listed)?,
        }
        write!(f, ": {}", self.why)
    }
}
