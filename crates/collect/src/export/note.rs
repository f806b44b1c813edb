//! Places in one export, and what was found wrong or left there.

use std::sync::Arc;

use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Problem, Unread, UnreadKind};
use rackworth_model::provenance::Locator;

/// What one export could not tell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Notes {
    file: Arc<str>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) problems: Vec<Problem>,
}

impl Notes {
    pub(crate) fn new(file: &str) -> Notes {
        Notes { file: file.into(), unread: Vec::new(), problems: Vec::new() }
    }

    pub(super) fn place(&self, locator: Locator) -> Place {
        Place { file: self.file.clone(), locator }
    }

    /// A line, counted from 1.
    pub(super) fn line(&self, line: usize) -> Place {
        self.place(Locator::Line(line as u64))
    }

    pub(super) fn pointer(&self, pointer: &str) -> Place {
        self.place(if pointer.is_empty() { Locator::File } else { Locator::Pointer(pointer.to_string()) })
    }

    pub(super) fn leave(&mut self, place: Place, kind: UnreadKind, text: impl Into<String>, why: impl Into<String>) {
        let (text, why) = (text.into().trim().to_string(), why.into());
        self.unread.push(Unread { place, kind, text, why });
    }

    pub(super) fn problem(&mut self, place: Place, found: impl Into<String>, expected: &str, hint: &str) {
        let (found, expected, hint) = (found.into(), expected.to_string(), Some(hint.to_string()));
        self.problems.push(Problem { place, found, expected, hint });
    }
}
