//! Toshiba disks: `MG08ACA16TE`, `AL14SEB120N`, `MK1401GRRB`, `HDWD120`, `DT01ACA200`,
//! `MQ01ABD050`.
//!
//! Family and generation, protocol (A SATA, S SAS, P and U others), two letters,
//! capacity, suffix. Source: model number keys in the data sheets of the families,
//! <https://toshiba.semicon-storage.com/eu/storage/product/data-center-enterprise.html>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Interface};

use super::capacity;
use super::model::Model;

const RULE: &str = "drive/toshiba-hdd";

pub(super) fn read(token: &[u8]) -> Option<Model> {
    match token.get(..2)? {
        b"AL" => read_performance(token),
        b"MK" => read_classic(token),
        b"HD" => read_retail(token),
        b"MG" | b"MD" | b"DT" | b"MQ" => read_family(token),
        _ => None,
    }
}

/// `MG08ACA16TE`, `MQ01ABD050`: three digits are tens of gigabytes, two and `T` terabytes.
fn read_family(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let (form, rpm) = scan.one_of(&[
        ("MG", (DriveForm::Inch35, Some(7200))),
        ("MD", (DriveForm::Inch35, Some(7200))),
        ("DT", (DriveForm::Inch35, None)),
        ("MQ", (DriveForm::Inch25, None)),
    ])?;
    scan.digits(2)?;
    let interface =
        scan.one_of(&[("A", Some(Interface::Sata)), ("S", Some(Interface::Sas)), ("U", None), ("P", None)])?;
    let letters = scan.take(2)?;
    let digits = scan.digits(2)?;
    let gb = if scan.eat("T") { digits * 1000 } else { digits * 100 + scan.digits(1).unwrap_or(0) * 10 };
    scan.take_while(|b| b.is_ascii_uppercase());
    let rpm = rpm.or_else(|| speed(letters));
    let model = Model { interface, form: Some(form), rpm, ..Model::hdd("toshiba", RULE, gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

/// `DT01ACA` and `MQ01ACF` turn at 7200, `DT01ABA`, `MQ01ABD` and `MQ04ABF` at 5400.
fn speed(letters: &[u8]) -> Option<u32> {
    match letters.first()? {
        b'C' => Some(7200),
        b'B' => Some(5400),
        _ => None,
    }
}

/// `AL13SEB600` (gigabytes), `AL14SEB120N` (tens), `AL15SEB24EQ` (hundreds): SAS, SE at
/// 10,500 and SX at 15,000 turns.
fn read_performance(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    scan.eat("AL");
    let generation = scan.digits(2)?;
    let rpm = scan.one_of(&[("SE", 10_000), ("SX", 15_000)])?;
    scan.letter()?;
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let value = crate::identify::scan::number(digits)?;
    let gb = match (digits.len(), generation) {
        (2, _) => value * 100,
        (3, 13) => value,
        (3, _) => value * 10,
        _ => return None,
    };
    scan.take_while(|b| b.is_ascii_uppercase());
    let (interface, form) = (Some(Interface::Sas), Some(DriveForm::Inch25));
    let model = Model { interface, form, rpm: Some(rpm), ..Model::hdd("toshiba", RULE, gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

/// `MK1401GRRB`: two digits of capacity, two of the family, `G` (tens of gigabytes) or
/// `T` (hundreds), protocol (R SAS, S SATA, A parallel). The 14 of `MK1401` is 146 GB.
fn read_classic(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    scan.eat("MK");
    let own = scan.digits(2)?;
    scan.digits(2)?;
    let unit = scan.one_of(&[("G", 10), ("T", 100)])?;
    let protocol = scan.letter()?;
    let kind = scan.letter()?;
    scan.take_while(|b| b.is_ascii_uppercase());
    let interface = match protocol {
        b'R' => Some(Interface::Sas),
        b'S' => Some(Interface::Sata),
        b'A' => None,
        _ => return None,
    };
    let gb = if protocol == b'R' && own == 14 { 146 } else { own * unit };
    let form = if unit == 100 { DriveForm::Inch35 } else { DriveForm::Inch25 };
    let rpm = match (protocol, kind) {
        (b'R', b'R') => Some(15_000),
        (_, b'K') => Some(7200),
        _ => None,
    };
    let model = Model { interface, form: Some(form), rpm, ..Model::hdd("toshiba", RULE, gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

/// `HDWD120`: a letter for the series, a digit, two for hundreds of gigabytes; `1A` to
/// `1J` and `2…` count terabytes above nine: A 10, C 12, E 14, G 16, J 18.
fn read_retail(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("HDW") {
        return None;
    }
    let series = scan.letter()?;
    scan.digits(1)?;
    let gb = match scan.digits(2) {
        Some(hundreds) => hundreds * 100,
        None => {
            scan.digits(1)?;
            let letters = [("A", 10_000), ("C", 12_000), ("E", 14_000), ("G", 16_000), ("J", 18_000)];
            scan.one_of(&letters)?
        }
    };
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let form = if matches!(series, b'L' | b'K' | b'J') { DriveForm::Inch25 } else { DriveForm::Inch35 };
    let (interface, form) = (Some(Interface::Sata), Some(form));
    let model = Model { interface, form, ..Model::hdd("toshiba", RULE, gb) };
    capacity::is_size(gb).then(|| model.stem(token, scan.rest()))
}
