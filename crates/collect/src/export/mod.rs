//! Exports: what the tools people already run say about their machines.
//!
//! Each format has a reader of its own, which tells assets and parts with their places. Several
//! exports about one machine are joined by [`join`] on what they share: a serial, a name, a folder.
//!
//! **Invariant:** every record is read, or listed among the unread or the problems with its place.

mod dcim;
mod dmidecode;
mod draft;
mod ereuse;
mod fru;
mod glpi;
mod iserver;
pub(crate) mod join;
mod json;
mod lshw;
mod merge;
mod netbox;
mod note;
mod nvme;
mod ome;
mod omsdk;
pub mod quirks;
mod scp;
mod sections;
mod smartctl;
mod tsr;
mod units;
mod views;
mod xml;

use std::io::{Cursor, Read, Seek};

use rackworth_model::evidence::Evidence;
use rackworth_model::inventory::{Inventory, UnreadKind};
use rackworth_model::provenance::Locator;

use crate::sheet::encoding;
pub(crate) use draft::Draft;
use note::Notes;

/// The formats that are told by their content. The order is the order of trust: where two of them
/// speak of one part, the words of the first are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    Tsr,
    Dcim,
    Omsdk,
    Ome,
    SmartctlJson,
    SmartctlText,
    Nvme,
    LshwJson,
    LshwXml,
    LshwText,
    Dmidecode,
    Fru,
    GlpiJson,
    GlpiXml,
    Ereuse,
    ScpXml,
    ScpJson,
    Netbox,
    Iserver,
}

/// What one export told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) format: Format,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) notes: Notes,
    pub(crate) evidence: Evidence,
}

/// A format and how it is told by the beginning of a text.
type Sign = (Format, fn(&str) -> bool);

/// Told by their words, first match first.
const JSON: &[Sign] = &[
    (Format::Ereuse, ereuse::is_it),
    (Format::SmartctlJson, smartctl::is_json),
    (Format::LshwJson, lshw::is_json),
    (Format::Nvme, |head| nvme::is_list(head) || nvme::is_controller(head)),
    (Format::GlpiJson, glpi::is_json),
    (Format::ScpJson, scp::is_json),
    (Format::Ome, ome::is_it),
    (Format::Omsdk, omsdk::is_it),
    (Format::Netbox, netbox::is_it),
];
const XML: &[Sign] = &[
    (Format::ScpXml, scp::is_xml),
    (Format::Dcim, dcim::is_it),
    (Format::LshwXml, lshw::is_xml),
    (Format::GlpiXml, glpi::is_xml),
];
const TEXT: &[Sign] = &[
    (Format::SmartctlText, smartctl::is_text),
    (Format::Fru, fru::is_it),
    (Format::Dmidecode, dmidecode::is_it),
    (Format::LshwText, lshw::is_text),
    (Format::Iserver, iserver::is_it),
    // JSON that stands in prose.
    (Format::Ome, ome::is_it),
];

/// The format of a text, told by its beginning.
pub(crate) fn recognize_text(head: &str) -> Option<Format> {
    let start = head.trim_start_matches('\u{feff}').trim_start().chars().next()?;
    let signs = match start {
        '{' | '[' | '"' => JSON,
        '<' => XML,
        _ => TEXT,
    };
    signs.iter().find(|(_, is_it)| is_it(head)).map(|(format, _)| *format)
}

/// The format of a ZIP, told by the names in it.
pub(crate) fn recognize_archive(archive: impl Read + Seek) -> Option<Format> {
    tsr::is_it(&tsr::names(archive)).then_some(Format::Tsr)
}

/// Reads an export whose format is known; `name` is what places in it are called by.
pub(crate) fn read(format: Format, name: &str, bytes: &[u8]) -> Told {
    let mut notes = Notes::new(name);
    let drafts = if format == Format::Tsr {
        tsr::read(bytes, &mut notes)
    } else {
        read_text(format, &encoding::decode(bytes).text, &mut notes)
    };
    let drafts = drafts.into_iter().filter(|draft| !is_virtual(draft, &mut notes)).collect::<Vec<_>>();
    if drafts.is_empty() && notes.unread.is_empty() && notes.problems.is_empty() {
        notes.leave(notes.place(Locator::File), UnreadKind::File, name, "it tells of no machine and no part");
    }
    Told { format, drafts, notes, evidence: Evidence::of(name, bytes) }
}

/// A virtual machine is nothing to sell, and its parts are the host's.
fn is_virtual(draft: &Draft, notes: &mut Notes) -> bool {
    let id = &draft.asset.id;
    let words = [&id.manufacturer, &id.model].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    let is_virtual = draft.is_machine && quirks::is_virtual_machine(&words);
    if is_virtual {
        let why = quirks::told("a virtual machine is nothing to sell", quirks::VIRTUAL_MACHINE);
        notes.leave(draft.asset.place.clone(), UnreadKind::File, words, why);
    }
    is_virtual
}

fn read_text(format: Format, text: &str, notes: &mut Notes) -> Vec<Draft> {
    match format {
        Format::Tsr => Vec::new(),
        Format::Dcim => dcim::read(text, notes),
        Format::Omsdk => omsdk::read(text, notes),
        Format::Ome => ome::read(text, notes),
        Format::SmartctlJson => smartctl::read_json(text, notes),
        Format::SmartctlText => smartctl::read_text(text, notes),
        Format::Nvme => nvme::read(text, notes),
        Format::LshwJson => lshw::read_json(text, notes),
        Format::LshwXml => lshw::read_xml(text, notes),
        Format::LshwText => lshw::read_text(text, notes),
        Format::Dmidecode => dmidecode::read(text, notes),
        Format::Fru => fru::read(text, notes),
        Format::GlpiJson => glpi::read_json(text, notes),
        Format::GlpiXml => glpi::read_xml(text, notes),
        Format::Ereuse => ereuse::read(text, notes),
        Format::ScpXml => scp::read_xml(text, notes),
        Format::ScpJson => scp::read_json(text, notes),
        Format::Netbox => netbox::read(text, notes),
        Format::Iserver => iserver::read(text, notes),
    }
}

/// Reads bytes as every format there is, whatever they are: what no reader may panic on.
pub fn read_as_every_format(name: &str, bytes: &[u8]) {
    let signs = JSON.iter().chain(XML).chain(TEXT).map(|(format, _)| *format);
    let told = signs.chain([Format::Tsr]).map(|format| read(format, name, bytes)).collect();
    let _ = join::join(told, &mut []);
}

/// Reads the bytes of one export, if it is one; `name` is what places in it are called by.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Option<Inventory> {
    let archive = recognize_archive(Cursor::new(bytes));
    let format = archive.or_else(|| recognize_text(&encoding::decode(bytes).text))?;
    Some(join::join(vec![read(format, name, bytes)], &mut []))
}
