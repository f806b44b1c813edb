//! What is told about a file beside its assets: what was left unread, and what is wrong.

use std::sync::Arc;

use rackworth_model::Locator;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Problem, Unread, UnreadKind};

/// How much of a cell is shown in a report.
const MAX_SHOWN: usize = 120;

/// Gathers unread things and problems of one file.
pub(crate) struct Findings {
    file: Arc<str>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) problems: Vec<Problem>,
}

/// A sheet by name; `None` for a file that is one sheet.
pub(crate) type SheetName = Option<String>;

impl Findings {
    pub(crate) fn new(file: &str) -> Findings {
        Findings { file: Arc::from(file), unread: Vec::new(), problems: Vec::new() }
    }

    pub(crate) fn place(&self, locator: Locator) -> Place {
        Place { file: Arc::clone(&self.file), locator }
    }

    pub(crate) fn row(&self, sheet: &SheetName, row: u32) -> Place {
        self.place(Locator::Row { sheet: sheet.clone(), row })
    }

    pub(crate) fn cell(&self, sheet: &SheetName, row: u32, column: u32) -> Place {
        self.place(Locator::Cell { sheet: sheet.clone(), row, column })
    }

    pub(crate) fn leave(&mut self, place: Place, kind: UnreadKind, text: impl Into<String>, why: impl Into<String>) {
        self.unread.push(Unread { place, kind, text: text.into(), why: why.into() });
    }

    pub(crate) fn leave_row(&mut self, sheet: &SheetName, row: &super::grid::Row, why: impl Into<String>) {
        let place = self.row(sheet, row.number);
        self.leave(place, UnreadKind::Row, row.line(), why);
    }

    pub(crate) fn problem(
        &mut self,
        place: Place,
        found: impl Into<String>,
        expected: impl Into<String>,
        hint: Option<&str>,
    ) {
        let (found, expected) = (found.into(), expected.into());
        self.problems.push(Problem { place, found, expected, hint: hint.map(str::to_string) });
    }
}

/// Text between back quotes, cut where it is long.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}
