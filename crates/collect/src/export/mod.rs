//! Exports: what the tools people already run say about their machines.
//!
//! Each format has a reader of its own, which tells assets and parts with their places. Several
//! exports about one machine are joined by [`join`] on what they share: a serial, a name, a folder.
//!
//! **Invariant:** every record is read, or listed among the unread or the problems with its place.

mod dmidecode;
mod draft;
pub(crate) mod join;
mod json;
mod merge;
mod note;
pub mod quirks;
mod sections;
mod smartctl;
mod units;

use rackworth_model::evidence::Evidence;
use rackworth_model::inventory::Inventory;

use crate::sheet::encoding;
pub(crate) use draft::Draft;
use note::Notes;

/// The formats that are told by their content. The order is the order of trust: where two of them
/// speak of one part, the words of the first are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    SmartctlJson,
    SmartctlText,
    Dmidecode,
}

/// What one export told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) format: Format,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) notes: Notes,
    pub(crate) evidence: Evidence,
}

/// The format of a text, told by its beginning.
pub(crate) fn recognize_text(head: &str) -> Option<Format> {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['{', '[', '"']) {
        return smartctl::is_json(head).then_some(Format::SmartctlJson);
    }
    if smartctl::is_text(head) {
        return Some(Format::SmartctlText);
    }
    dmidecode::is_it(head).then_some(Format::Dmidecode)
}

/// Reads an export whose format is known; `name` is what places in it are called by.
pub(crate) fn read(format: Format, name: &str, bytes: &[u8]) -> Told {
    let mut notes = Notes::new(name);
    let decoded = encoding::decode(bytes);
    let text = decoded.text.as_str();
    let drafts = match format {
        Format::SmartctlJson => smartctl::read_json(text, &mut notes),
        Format::SmartctlText => smartctl::read_text(text, &mut notes),
        Format::Dmidecode => dmidecode::read(text, &mut notes),
    };
    if drafts.is_empty() && notes.unread.is_empty() && notes.problems.is_empty() {
        let hint = "run the tool again as root, and keep all of its output";
        notes.problem(notes.line(1), "no machine and no part", "an export that tells of parts", hint);
    }
    Told { format, drafts, notes, evidence: Evidence::of(name, bytes) }
}

/// Reads the bytes of one export, if it is one; `name` is what places in it are called by.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Option<Inventory> {
    let format = recognize_text(&encoding::decode(bytes).text)?;
    Some(join::join(vec![read(format, name, bytes)]))
}
