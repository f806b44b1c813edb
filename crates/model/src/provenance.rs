//! Where a fact comes from: four cases and no fifth.

use std::fmt;

use jiff::civil::Date;

use crate::ids::EvidenceId;

/// A place inside a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locator {
    /// The whole file.
    File,
    /// A line of text, counted from 1.
    Line(u64),
    /// A row of a sheet, counted from 1.
    Row { sheet: Option<String>, row: u32 },
    /// One cell; row counted from 1, column from 0 (shown as A, B, …).
    Cell { sheet: Option<String>, row: u32, column: u32 },
    /// A JSON pointer (RFC 6901) within the file.
    Pointer(String),
    /// A Redfish resource and a JSON pointer (RFC 6901) within it.
    Resource { uri: String, pointer: String },
}

/// A spreadsheet's letters for a column counted from 0: A … Z, AA, AB …
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push((b'A' + (rest % 26) as u8) as char);
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |sheet: &Option<String>| sheet.as_ref().map(|s| format!("sheet `{s}`, ")).unwrap_or_default();
        match self {
            Locator::File => f.write_str("the file"),
            Locator::Line(line) => write!(f, "line {line}"),
            Locator::Row { sheet, row } => write!(f, "{}row {row}", named(sheet)),
            Locator::Cell { sheet, row, column } => {
                write!(f, "{}cell {}{row}", named(sheet), column_letters(*column))
            }
            Locator::Pointer(pointer) => f.write_str(pointer),
            Locator::Resource { uri, pointer } if pointer.is_empty() => f.write_str(uri),
            Locator::Resource { uri, pointer } => write!(f, "{uri} {pointer}"),
        }
    }
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provenance {
    /// It stands in a piece of evidence.
    Read { evidence: EvidenceId, locator: Locator },
    /// A person said so.
    Declared { by: String, on: Date, why: String },
    /// It was computed from other facts by a named rule.
    Derived { rule: String, inputs: Vec<Provenance> },
    /// It is an entry of a reviewed list of assumptions.
    Assumed { assumption: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let shown: Vec<String> = [0, 25, 26, 51, 701, 702].map(column_letters).to_vec();
        assert_eq!(shown, ["A", "Z", "AA", "AZ", "ZZ", "AAA"]);
        assert!(!column_letters(u32::MAX).is_empty());
    }
}
