//! Which grammar reads a number, and where in a text a number stands.

use super::model::Model;
use super::{cisco, hitachi, hpe, hynix, intel, kingston, kioxia, micron, other, samsung, seagate, toshiba, wd};

/// A model and the bytes of the text that determine it.
pub(super) struct Found {
    pub model: Model,
    pub start: usize,
    pub end: usize,
}

/// Words of a text with the place of their first byte.
pub(super) fn tokens(bytes: &[u8], ends: impl Fn(u8) -> bool) -> impl Iterator<Item = (usize, &[u8])> {
    let mut next = 0;
    bytes.split(move |b| ends(*b)).filter_map(move |token| {
        let start = next;
        next += token.len() + 1;
        (!token.is_empty()).then_some((start, token))
    })
}

/// The first number in a text that a grammar reads. A series may stand before a number:
/// `C400-MTFDDAC512MAM`.
pub(super) fn find_number(bytes: &[u8]) -> Option<Found> {
    tokens(bytes, |b| b.is_ascii_whitespace() || b == b'_').find_map(|(start, token)| {
        let inner = token.iter().position(|b| *b == b'-').map_or(0, |at| at + 1);
        [0, inner].into_iter().find_map(|skip| {
            let model = read(token.get(skip..)?)?;
            let start = start + skip;
            Some(Found { model, start, end: start + model.stem })
        })
    })
}

/// What the grammar of its maker reads from a number.
fn read(token: &[u8]) -> Option<Model> {
    match token.first()? {
        b'A' => toshiba::read(token),
        b'C' => micron::read_crucial(token),
        b'D' => toshiba::read(token).or_else(|| hpe::read(token)),
        b'E' | b'G' | b'L' | b'V' => hpe::read(token),
        b'H' => read_h(token),
        b'I' => other::read_goodram(token),
        b'K' => kioxia::read(token),
        b'M' => read_m(token),
        b'P' => kioxia::read_px(token),
        b'S' => read_s(token),
        b'T' => kioxia::read_thns(token).or_else(|| other::read_transcend(token)),
        b'U' => cisco::read(token),
        b'W' => wd::read_ssd(token).or_else(|| wd::read_hdd(token)).or_else(|| read_ultrastar(token)),
        b'X' | b'Z' => seagate::read_ssd(token),
        b'6' | b'7' => other::read_maxtor(token),
        _ => None,
    }
}

fn read_ultrastar(token: &[u8]) -> Option<Model> {
    hitachi::read_ssd(token).or_else(|| hitachi::read_hdd(token))
}

fn read_h(token: &[u8]) -> Option<Model> {
    match token.get(1)? {
        b'F' => hynix::read(token),
        b'W' => other::read_huawei(token),
        b'D' if token.starts_with(b"HDW") => toshiba::read(token),
        _ => {
            let disk = || samsung::read_hdd(token).or_else(|| other::read_sun(token));
            read_ultrastar(token).or_else(disk)
        }
    }
}

fn read_m(token: &[u8]) -> Option<Model> {
    match token.get(..2)? {
        b"MZ" => samsung::read_ssd(token),
        b"MT" if token.starts_with(b"MTFD") => micron::read(token),
        b"MD" if token.starts_with(b"MDT") => intel::read(token),
        // HP's `MK1200GEYKF` has one letter more than Toshiba's `MK1401GRRB`.
        _ => hpe::read(token).or_else(|| toshiba::read(token)).or_else(|| other::read_fujitsu(token)),
    }
}

fn read_s(token: &[u8]) -> Option<Model> {
    match token.get(..2)? {
        b"ST" => seagate::read(token).or_else(|| other::read_sun(token)),
        b"SS" if token.starts_with(b"SSDPR") => other::read_goodram(token),
        b"SS" | b"SB" => intel::read(token),
        b"SP" => samsung::read_hdd(token),
        b"SD" => wd::read_code(token).or_else(|| other::read_sandisk(token)),
        _ => kingston::read(token),
    }
}
