//! Drives named in words: `Samsung SSD 860 EVO 250GB`, `Dell Ent NVMe CM6 RI 1.92TB`,
//! `PC601 NVMe SK hynix 256GB`; and what plain words say of a drive nobody has a
//! grammar for.

use crate::identify::scan::{Scan, has, has_word, number};
use crate::spec::{DriveForm, Endurance, Interface, Media};

use super::capacity;
use super::grammar::{Found, tokens};
use super::model::{Model, endurance_of_size};
use super::other::{self, size_ending};
use super::{consumer, hynix, samsung, wd};

/// A series named in words. Its capacity is the one written with a unit, if any.
pub(super) fn find_series(bytes: &[u8]) -> Option<Found> {
    if let Some(found) = dell(bytes) {
        return Some(found);
    }
    let (start, model) = series(bytes).or_else(|| consumer::read_series(bytes))?;
    let written = written_capacity(bytes, Units::All);
    let end = written.map_or(bytes.len(), |(_, end)| end).max(start);
    let gb = model.gb.or(written.map(|(gb, _)| gb));
    Some(Found { model: Model { gb, ..model }, start, end })
}

/// The first word that names a series, and where the name begins. Samsung's and Apple's
/// series follow the word `SSD`. Part ids write dashes for blanks.
fn series(bytes: &[u8]) -> Option<(usize, Model)> {
    let mut ssd_at = None;
    let apple = bytes.starts_with(b"APPLE");
    for (start, word) in tokens(bytes, |b| b.is_ascii_whitespace() || matches!(b, b'_' | b'-')) {
        let found = match ssd_at {
            Some(_) if apple => other::read_apple(word).map(|model| (start, model)),
            Some(ssd_at) => samsung::read_series(word).map(|model| (ssd_at, model)),
            None => wd::read_series(word).or_else(|| hynix::read_series(word)).map(|model| (start, model)),
        };
        if found.is_some() {
            return found;
        }
        ssd_at = (word == b"SSD").then_some(start);
    }
    None
}

/// Dell's names: `Dell Ent NVMe AGN MU AIC 1.6TB`, `Dell Express Flash CD5 960G SFF`. The
/// maker may be left out.
fn dell(bytes: &[u8]) -> Option<Found> {
    let mut scan = Scan::new(bytes);
    let named = scan.eat("DELL ") || scan.eat("DELL-");
    let start = bytes.len() - scan.rest().len();
    let series = ["ENT NVME", "ENT-NVME", "EXPRESS FLASH", "EXPRESS-FLASH"];
    let told = series.into_iter().any(|series| scan.eat(series)) || (named && has_word(scan.rest(), "NVME"));
    if !told {
        return None;
    }
    let gb = written_capacity(bytes, Units::All)?.0;
    let endurance = endurance(bytes).or_else(|| endurance_of_size(gb));
    let (interface, form) = (Some(Interface::Nvme), form(bytes));
    let model = Model { interface, form, endurance, ..Model::ssd("dell", "drive/dell-name", gb) };
    Some(Found { model, start, end: bytes.len() })
}

/// Medium, told by words.
pub(super) fn media(bytes: &[u8]) -> Option<Media> {
    let solid = ["SSD", "NVME", "SOLID STATE", "M.2", "MSATA"];
    if solid.iter().any(|word| has(bytes, word)) || has_word(bytes, "FLASH") {
        return Some(Media::Ssd);
    }
    (has(bytes, "HDD") || has(bytes, "HARD DISK") || has(bytes, "HARD DRIVE") || has(bytes, "ROTATIONAL"))
        .then_some(Media::Hdd)
}

/// Protocol, told by words. PCIe is the bus NVMe drives speak over.
pub(super) fn interface(bytes: &[u8]) -> Option<Interface> {
    if has(bytes, "NVME") || has(bytes, "PCIE") || has_word(bytes, "U.2") {
        return Some(Interface::Nvme);
    }
    if has_word(bytes, "SAS") {
        return Some(Interface::Sas);
    }
    (has(bytes, "SATA") || has_word(bytes, "ATA")).then_some(Interface::Sata)
}

/// Body, told by words of names and of the forms that sources report.
pub(super) fn form(bytes: &[u8]) -> Option<DriveForm> {
    let words = [
        ("2.5", DriveForm::Inch25),
        ("2_5", DriveForm::Inch25),
        ("U.2", DriveForm::Inch25),
        ("3.5", DriveForm::Inch35),
        ("3_5", DriveForm::Inch35),
        ("M.2", DriveForm::M2),
        ("M2_", DriveForm::M2),
        ("E1.S", DriveForm::E1S),
        ("EDSFF_1U_SHORT", DriveForm::E1S),
        ("E1.L", DriveForm::E1L),
        ("EDSFF_1U_LONG", DriveForm::E1L),
        ("E3.S", DriveForm::E3),
        ("EDSFF_E3", DriveForm::E3),
        ("HHHL", DriveForm::Card),
        ("PCIESLOT", DriveForm::Card),
    ];
    let found = words.into_iter().find(|(word, _)| has(bytes, word)).map(|(_, form)| form);
    let whole =
        [("SFF", DriveForm::Inch25), ("LFF", DriveForm::Inch35), ("AIC", DriveForm::Card), ("U2", DriveForm::Inch25)];
    found.or_else(|| whole.into_iter().find(|(word, _)| has_word(bytes, word)).map(|(_, form)| form))
}

/// Endurance class, told by words.
pub(super) fn endurance(bytes: &[u8]) -> Option<Endurance> {
    let words = [
        ("RI", Endurance::ReadIntensive),
        ("READ INTENSIVE", Endurance::ReadIntensive),
        ("MU", Endurance::MixedUse),
        ("MIXED USE", Endurance::MixedUse),
        ("WI", Endurance::WriteIntensive),
        ("WRITE INTENSIVE", Endurance::WriteIntensive),
    ];
    words.into_iter().find(|(word, _)| has_word(bytes, word)).map(|(_, endurance)| endurance)
}

/// Which units of capacity count. Descriptions speak of link speeds as `6G` and `64G`.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Units {
    /// `GB` and `TB` only.
    Full,
    /// `G` and `T` as well.
    All,
}

/// A capacity written with its unit, and where it ends: `250GB`, `1.92 TB`, `960G`.
pub(super) fn written_capacity(bytes: &[u8], units: Units) -> Option<(u32, usize)> {
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..)?;
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let glued = at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric);
        if let Some((gb, len)) = capacity_here(rest, digits, glued, units) {
            return Some((gb, at + len));
        }
        at += digits;
    }
    None
}

/// Reads digits, decimals, a blank, and a unit; gives gigabytes and the bytes read.
fn capacity_here(rest: &[u8], n_digits: usize, glued: bool, units: Units) -> Option<(u32, usize)> {
    let mut scan = Scan::new(rest);
    let digits = scan.take(n_digits)?;
    let decimals = if scan.eat(".") { scan.take_while(|b| b.is_ascii_digit()) } else { &[] };
    if !glued {
        scan.eat(" ");
    }
    let (terabytes, full) =
        scan.one_of(&[("TB", (true, true)), ("GB", (false, true)), ("T", (true, false)), ("G", (false, false))])?;
    let ends = scan.peek().is_none_or(|b| !b.is_ascii_uppercase());
    if !full && (units == Units::Full || !ends) {
        return None;
    }
    let gb = gigabytes(digits, decimals, terabytes, glued)?;
    // A bare `6G`, `12G` or `24G` is the speed of a link.
    (full || terabytes || gb >= 30).then_some((gb, rest.len() - scan.rest().len()))
}

fn gigabytes(digits: &[u8], decimals: &[u8], terabytes: bool, glued: bool) -> Option<u32> {
    match (terabytes, glued) {
        (true, true) => number(digits.last().map(std::slice::from_ref)?).map(|tb| tb * 1000).filter(|gb| *gb > 0),
        (true, false) => capacity::of_terabytes(number(digits).filter(|tb| *tb < 200)?, decimals, false),
        (false, true) => size_ending(digits),
        (false, false) => number(digits).filter(|gb| (8..=200_000).contains(gb)),
    }
}
