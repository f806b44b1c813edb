//! Intel and Solidigm: `SSDSC2KB960G8`, `SSDPE2KE016T8`, `SSDPED1K375GA`, `MDTPED1K750GA`.
//!
//! `SSD`, protocol and form, product, three digits of capacity, their unit (`T` and `X`
//! are tenths of terabytes, anything else gigabytes), generation, then the customer's letter
//! (R Dell, K Cisco, L Lenovo, H HP). Source: product briefs of the series,
//! <https://www.intel.com/content/www/us/en/products/details/memory-storage.html>, checked
//! against <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::{Scan, find};
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::Model;

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if scan.eat("SB") {
        return read_solidigm(token, scan);
    }
    if !scan.eat("SSD") && !scan.eat("MDT") {
        return None;
    }
    let (interface, form) = body(scan.rest())?;
    // The capacity is the first run of three digits behind the product's letter.
    let at = (3..scan.rest().len()).find(|at| capacity_stands(scan.rest(), *at))?;
    let product = scan.take(at)?;
    let digits = scan.digits(3)?;
    let unit = scan.letter()?;
    let gb = if matches!(unit, b'T' | b'X') { tenths(digits)? } else { digits };
    scan.next_if(|b| b.is_ascii_alphanumeric())?;
    let endurance = endurance(product);
    let model = Model { interface, form, endurance, ..Model::ssd("intel", "drive/intel", gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

/// Solidigm's own numbers: `SBFPF2BU153T`, `SBFPFWBV614T`, `SB5PH27X076T`. `SB`, flash,
/// protocol and generation, form, product, capacity; `0P12` is 0.12 petabytes.
fn read_solidigm(token: &[u8], mut scan: Scan<'_>) -> Option<Model> {
    scan.one_of(&[("FPF", ()), ("5PH", ())])?;
    let form =
        scan.one_of(&[("2", DriveForm::Inch25), ("A", DriveForm::E3), ("U", DriveForm::E1S), ("W", DriveForm::E1L)])?;
    let product = scan.take(2)?;
    let gb = if scan.eat("0P12") { 122_880 } else { tenths(scan.digits(3)?)? };
    scan.eat("T");
    // D7-PS1030 (Y) is for mixed use; D7-PS1010 and the QLC drives are for reading.
    let endurance = if product == b"7Y" { Endurance::MixedUse } else { Endurance::ReadIntensive };
    let (interface, form, endurance) = (Some(Interface::Nvme), Some(form), Some(endurance));
    let model = Model { interface, form, endurance, ..Model::ssd("solidigm", "drive/solidigm", gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

fn capacity_stands(rest: &[u8], at: usize) -> bool {
    let digit = |at: usize| rest.get(at).is_some_and(u8::is_ascii_digit);
    let letter = |at: usize| rest.get(at).is_some_and(u8::is_ascii_uppercase);
    digit(at) && digit(at + 1) && digit(at + 2) && letter(at + 3) && !digit(at.wrapping_sub(1))
}

/// `019` is 1.92 TB, `010` is 1 TB, `153` is 15.36 TB.
fn tenths(digits: u32) -> Option<u32> {
    let last = u8::try_from(digits % 10).ok()?;
    capacity::of_terabytes(digits / 10, &[b'0' + last], false)
}

/// Protocol and form behind `SSD`: `SC2`, `SA1`, `SCK`, `MCEAC`, `PE2`, `PED`, `PF2`.
fn body(rest: &[u8]) -> Option<(Option<Interface>, Option<DriveForm>)> {
    let mut scan = Scan::new(rest);
    if scan.eat("MCE") {
        return Some((Some(Interface::Sata), None));
    }
    if scan.eat("SC") || scan.eat("SA") {
        let form = scan.one_of(&[("2", Some(DriveForm::Inch25)), ("K", Some(DriveForm::M2)), ("1", None)]);
        return Some((Some(Interface::Sata), form.flatten()));
    }
    if scan.eat("PE") || scan.eat("PF") {
        let forms = [
            ("2", Some(DriveForm::Inch25)),
            ("D", Some(DriveForm::Card)),
            ("K", Some(DriveForm::M2)),
            ("L", Some(DriveForm::M2)),
        ];
        return Some((Some(Interface::Nvme), scan.one_of(&forms).flatten()));
    }
    None
}

/// Endurance by product letters, from the product briefs of the series: DC S3700 (BA),
/// S3610 (BX), S4600/S4610 (KG), P3700 (MD), P3600 (ME), P4600/P4610 (KE), Optane.
fn endurance(product: &[u8]) -> Option<Endurance> {
    let last = product.len().checked_sub(2).and_then(|at| product.get(at..))?;
    let sata = product.starts_with(b"SC2") || product.starts_with(b"SC1");
    match last {
        b"BA" | b"BG" if sata => Some(Endurance::WriteIntensive),
        b"BX" | b"KG" if sata => Some(Endurance::MixedUse),
        b"MD" => Some(Endurance::WriteIntensive),
        b"ME" | b"KE" => Some(Endurance::MixedUse),
        b"BB" | b"KB" | b"MX" | b"KX" | b"NU" | b"NV" => Some(Endurance::ReadIntensive),
        b"1K" | b"1D" | b"1Q" if find(product, "PE").is_some() => Some(Endurance::WriteIntensive),
        _ => None,
    }
}
