//! Words, days, moments and places as they are stored.
//!
//! Moments are written with all nine digits, so that text compares as time does.

use std::cell::RefCell;
use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_model::ids::EvidenceId;
use rackworth_model::provenance::{Locator, Provenance};
use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use crate::error::{ErrorKind, StoreError};

/// `2026-09-30T12:00:00.000000000Z`.
pub(crate) fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// A stored word, read as what it names.
pub(crate) fn word<T: FromStr>(what: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::damaged(what, text))
}

pub(crate) fn read_moment(text: &str) -> Result<Timestamp, StoreError> {
    word("a moment", text)
}

pub(crate) fn read_day(text: &str) -> Result<Date, StoreError> {
    word("a day", text)
}

/// A stored count, read as the narrower type it was.
pub(crate) fn narrow<T: TryFrom<i64>>(what: &str, stored: i64) -> Result<T, StoreError> {
    T::try_from(stored).map_err(|_| StoreError::damaged(what, stored))
}

/// A count, as the databases hold it.
pub(crate) fn wide(what: &str, count: impl TryInto<i64> + Display + Copy) -> Result<i64, StoreError> {
    count.try_into().map_err(|_| {
        StoreError::new(ErrorKind::Refused, format!("record {what}"), format!("found {count}, expected at most 2^63"))
    })
}

pub(crate) fn to_json(what: &str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::caused(ErrorKind::Database, format!("write {what}"), error))
}

pub(crate) fn from_json<'a, T: Deserialize<'a>>(
    what: &str,
    json: &'a (impl AsRef<[u8]> + ?Sized),
) -> Result<T, StoreError> {
    let damaged = |error| StoreError::caused(ErrorKind::Corrupt, format!("read {what}"), error);
    // All at once: `from_slice` looks at each word anew.
    let text = str::from_utf8(json.as_ref()).map_err(serde::de::Error::custom).map_err(damaged)?;
    serde_json::from_str(text).map_err(damaged)
}

/// Level 3: zstd's own default, some 5 times smaller than JSON at more than 100 MB/s.
const LEVEL: i32 = 3;

/// What comes out of one stored row: more is damage, not data.
const MOST_BYTES: u64 = 1 << 31;

thread_local! {
    // Making one takes longer than packing an asset.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    PACKER.with_borrow_mut(|packer| {
        let packed = kept(packer, || Compressor::new(LEVEL)).and_then(|packer| packer.compress(bytes));
        packed.map_err(|error| StoreError::caused(ErrorKind::Database, "pack bytes", error))
    })
}

/// The size of what was packed is told by itself, and checked.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    const DOING: &str = "unpack stored bytes";
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().filter(|size| *size <= MOST_BYTES);
    let size = size.and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or_else(|| StoreError::damaged("packed bytes", "no size that can be"))?;
    UNPACKER.with_borrow_mut(|unpacker| {
        let bytes = kept(unpacker, Decompressor::new).and_then(|unpacker| unpacker.decompress(packed, size));
        bytes.map_err(|error| StoreError::caused(ErrorKind::Corrupt, DOING, error))
    })
}

fn kept<T>(slot: &mut Option<T>, make: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<&mut T> {
    Ok(match slot {
        Some(made) => made,
        None => slot.insert(make()?),
    })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

pub(crate) fn read_hex_bytes(text: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| Some(value(*high)? * 16 + value(*low)?)).collect())?
}

pub(crate) fn read_hex(text: &str) -> Option<[u8; 32]> {
    read_hex_bytes(text)?.try_into().ok()
}

#[derive(Serialize, Deserialize)]
pub(crate) enum LocatorRow {
    File,
    Line(u64),
    Row { sheet: Option<String>, row: u32 },
    Cell { sheet: Option<String>, row: u32, column: u32 },
    Resource { uri: String, pointer: String },
    Pointer(String),
}

impl From<&Locator> for LocatorRow {
    fn from(locator: &Locator) -> LocatorRow {
        match locator.clone() {
            Locator::File => LocatorRow::File,
            Locator::Line(line) => LocatorRow::Line(line),
            Locator::Row { sheet, row } => LocatorRow::Row { sheet, row },
            Locator::Cell { sheet, row, column } => LocatorRow::Cell { sheet, row, column },
            Locator::Pointer(pointer) => LocatorRow::Pointer(pointer),
            Locator::Resource { uri, pointer } => LocatorRow::Resource { uri, pointer },
        }
    }
}

impl From<LocatorRow> for Locator {
    fn from(row: LocatorRow) -> Locator {
        match row {
            LocatorRow::File => Locator::File,
            LocatorRow::Line(line) => Locator::Line(line),
            LocatorRow::Row { sheet, row } => Locator::Row { sheet, row },
            LocatorRow::Cell { sheet, row, column } => Locator::Cell { sheet, row, column },
            LocatorRow::Pointer(pointer) => Locator::Pointer(pointer),
            LocatorRow::Resource { uri, pointer } => Locator::Resource { uri, pointer },
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) enum ProvenanceRow {
    Read { evidence: String, locator: LocatorRow },
    Declared { by: String, on: String, why: String },
    Derived { rule: String, inputs: Vec<ProvenanceRow> },
    Assumed { assumption: String },
}

impl From<&Provenance> for ProvenanceRow {
    fn from(provenance: &Provenance) -> ProvenanceRow {
        match provenance {
            Provenance::Read { evidence, locator } => {
                ProvenanceRow::Read { evidence: evidence.to_string(), locator: locator.into() }
            }
            Provenance::Declared { by, on, why } => {
                ProvenanceRow::Declared { by: by.clone(), on: on.to_string(), why: why.clone() }
            }
            Provenance::Derived { rule, inputs } => {
                ProvenanceRow::Derived { rule: rule.clone(), inputs: inputs.iter().map(Into::into).collect() }
            }
            Provenance::Assumed { assumption } => ProvenanceRow::Assumed { assumption: assumption.clone() },
        }
    }
}

impl TryFrom<ProvenanceRow> for Provenance {
    type Error = StoreError;

    fn try_from(row: ProvenanceRow) -> Result<Provenance, StoreError> {
        Ok(match row {
            ProvenanceRow::Read { evidence, locator } => {
                let id = read_hex(&evidence).ok_or_else(|| StoreError::damaged("an evidence id", &evidence))?;
                Provenance::Read { evidence: EvidenceId::from_bytes(id), locator: locator.into() }
            }
            ProvenanceRow::Declared { by, on, why } => Provenance::Declared { by, on: read_day(&on)?, why },
            ProvenanceRow::Derived { rule, inputs } => {
                let inputs = inputs.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
                Provenance::Derived { rule, inputs }
            }
            ProvenanceRow::Assumed { assumption } => Provenance::Assumed { assumption },
        })
    }
}
