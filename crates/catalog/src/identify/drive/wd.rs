//! Western Digital: disks `WD4000FYYZ-01UL1B1`, `WD102KRYZ`, `WD10EZEX`; SSDs
//! `WDS100T2B0A` and the client series `SN530`, named in words.
//!
//! Disks: `WD`, digits, a letter for their unit and the form, two for brand and speed,
//! one for the protocol. Source: WD model number format,
//! document 2579-001028,
//! <https://www.wdc.com/wdproducts/library/other/2579-001028.pdf>.

use crate::identify::scan::{Scan, number};
use crate::spec::{DriveForm, Interface};

use super::capacity;
use super::model::Model;

pub(super) fn read_hdd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("WD") {
        return None;
    }
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let letters = scan.take_while(|b| b.is_ascii_alphanumeric());
    let gb = gigabytes(digits, *letters.first()?)?;
    let modern = letters.len() == 4;
    if !modern && letters.len() != 2 {
        return None;
    }
    let interface = interface(*letters.last()?, modern);
    let rpm = if modern { letters.get(2).copied().and_then(rpm) } else { None };
    let form = form(digits.len(), *letters.first()?, modern);
    let model = Model { interface, rpm, form, ..Model::hdd("wd", "drive/wd-hdd", gb) };
    Some(model.stem(token, scan.rest()))
}

/// Four digits are tenths of gigabytes, but gigabytes before `C` `D` `F` and `9`…; three
/// are tenths of gigabytes before the letters of old families, else tenths of terabytes;
/// two are tenths of terabytes. The last digit tells variants apart: 4003 is 4 TB.
fn gigabytes(digits: &[u8], unit: u8) -> Option<u32> {
    let value = number(digits)?;
    let gb = match (digits.len(), unit) {
        (4, b'C' | b'D' | b'F') => value / 10 * 10,
        (4, _) | (3, b'A' | b'B' | b'J' | b'L' | b'V') => value / 10,
        (2, _) if value % 10 == 5 => value * 100,
        (2 | 3, _) => value / 10 * 1000,
        _ => return None,
    };
    (gb > 0).then_some(gb)
}

fn interface(letter: u8, modern: bool) -> Option<Interface> {
    match letter {
        b'D' | b'S' => Some(Interface::Sata),
        b'T' | b'X' | b'Z' if modern => Some(Interface::Sata),
        b'G' if modern => Some(Interface::Sas),
        // B and E are parallel ATA, W is USB.
        _ => None,
    }
}

/// The letter for speed and cache, where it means one speed in every family.
fn rpm(letter: u8) -> Option<u32> {
    match letter {
        b'E' | b'J' | b'K' | b'L' | b'S' | b'Y' => Some(7200),
        b'C' | b'D' | b'R' | b'V' => Some(5400),
        b'H' => Some(10_000),
        _ => None,
    }
}

fn form(n_digits: usize, unit: u8, modern: bool) -> Option<DriveForm> {
    match (unit, n_digits) {
        (b'A' | b'F' | b'E' | b'K' | b'P', _) if modern => Some(DriveForm::Inch35),
        (b'B' | b'J' | b'L' | b'N' | b'S', _) if modern => Some(DriveForm::Inch25),
        _ => None,
    }
}

/// `WDS`, capacity, family; the last letter is the body: A SATA, B SATA on M.2, C and E
/// NVMe on M.2, D NVMe in 2.5 inches.
pub(super) fn read_ssd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("WDS") {
        return None;
    }
    let digits = scan.digits(3)?;
    let gb = scan.one_of(&[("T", digits.checked_mul(10)?), ("G", digits)])?;
    let family = scan.take_while(|b| b.is_ascii_alphanumeric());
    let (interface, form) = match family.last()? {
        b'A' => (Interface::Sata, DriveForm::Inch25),
        b'B' => (Interface::Sata, DriveForm::M2),
        b'C' | b'E' => (Interface::Nvme, DriveForm::M2),
        b'D' => (Interface::Nvme, DriveForm::Inch25),
        _ => return None,
    };
    let (interface, form) = (Some(interface), Some(form));
    (gb > 0).then(|| Model { interface, form, ..Model::ssd("wd", "drive/wd-ssd", gb) }.stem(token, scan.rest()))
}

/// Series named in words: `SN530` is NVMe, `SA510` SATA; and the codes of the SN series,
/// `SDBPNPZ-256G-1002`, which end in the capacity.
pub(super) fn read_series(word: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(word);
    let interface = scan.one_of(&[("SN", Interface::Nvme), ("SA", Interface::Sata)])?;
    scan.digits(3)?;
    scan.letter();
    let model = Model { gb: None, interface: Some(interface), ..Model::ssd("wd", "drive/wd-series", 0) };
    scan.rest().is_empty().then_some(model)
}

pub(super) fn read_code(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("SDA") && !scan.eat("SDB") {
        return None;
    }
    scan.take_while(|b| b.is_ascii_uppercase());
    if !scan.eat("-") {
        return None;
    }
    let gb = capacity::code(&mut scan, true)?;
    scan.eat("G");
    let model =
        Model { interface: Some(Interface::Nvme), form: Some(DriveForm::M2), ..Model::ssd("wd", "drive/wd-ssd", gb) };
    Some(model.stem(token, scan.rest()))
}
