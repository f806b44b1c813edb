//! Samsung: SSDs `MZ7LH1T9HMLT-00005`, `MZQL21T9HCJR-00A07`, and disks `HD103SJ`.
//!
//! `MZ`, form and interface, two letters for the product, capacity, five for flash and
//! board, then the customer. Source: Samsung SSD part-number decoder,
//! <https://semiconductor.samsung.com/ssd/>, checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Endurance, Interface, Media};

use super::capacity;
use super::model::{Model, endurance_of_size};

/// Letters of a number without the customer's: `MZ7LH1T9HMLT`.
const STEM: usize = 12;

pub(super) fn read_ssd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("MZ") {
        return None;
    }
    let retail = scan.eat("-");
    let body = scan.next_if(|b| b.is_ascii_alphanumeric())?;
    let product = scan.take(2)?;
    let mut code = Scan::new(scan.take(3)?);
    // Retail drives and the old MZ5 write decimal capacities, OEM client drives binary ones.
    let gb = capacity::code(&mut code, !retail)?;
    if !code.rest().is_empty() {
        return None;
    }
    let (interface, form) = body_of(body)?;
    let own = token.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let stem = if retail { token.iter().take_while(|b| **b != b'/').count() } else { own.min(STEM) };
    let endurance = endurance(body, product, gb);
    Some(Model { stem, interface, form, endurance, ..Model::ssd("samsung", "drive/samsung-mz", gb) })
}

/// What the letter behind `MZ` says. `H` is M.2 with either protocol over PCIe.
fn body_of(body: u8) -> Option<(Option<Interface>, Option<DriveForm>)> {
    let (sata, sas, nvme) = (Some(Interface::Sata), Some(Interface::Sas), Some(Interface::Nvme));
    Some(match body {
        b'5' | b'7' => (sata, Some(DriveForm::Inch25)),
        b'6' | b'I' => (sas, Some(DriveForm::Inch25)),
        b'Q' | b'W' | b'X' => (nvme, Some(DriveForm::Inch25)),
        b'1' | b'V' => (nvme, Some(DriveForm::M2)),
        b'N' => (sata, Some(DriveForm::M2)),
        b'H' => (None, Some(DriveForm::M2)),
        b'P' => (nvme, Some(DriveForm::Card)),
        b'T' => (nvme, Some(DriveForm::E1S)),
        b'3' => (nvme, Some(DriveForm::E3)),
        b'4' => (nvme, None),
        b'M' => (sata, None),
        _ => return None,
    })
}

fn endurance(body: u8, product: &[u8], gb: u32) -> Option<Endurance> {
    match (body, product) {
        (b'7', b"KM" | b"KH" | b"WD") => Some(Endurance::MixedUse),
        (b'7', b"LM" | b"LH" | b"L3") => Some(Endurance::ReadIntensive),
        (b'I' | b'Q' | b'W' | b'X' | b'P' | b'1' | b'T' | b'3' | b'4', _) => endurance_of_size(gb),
        _ => None,
    }
}

/// Disks: `HD`, `HM` or `SP`, two digits of capacity and their scale, two letters.
pub(super) fn read_hdd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let form = scan.one_of(&[("HD", DriveForm::Inch35), ("SP", DriveForm::Inch35), ("HM", DriveForm::Inch25)])?;
    let tens = scan.digits(2)?;
    let scale = scan.digits(1)?;
    let old = token.starts_with(b"SP");
    if old {
        scan.digits(1)?;
    }
    let gb = if !old && scale >= 3 && tens <= 20 { tens * 100 } else { tens * 10 };
    let interface = match (old, scan.letter()?, scan.letter()) {
        (true, b'C', None) | (false, _, Some(b'J' | b'I')) => Some(Interface::Sata),
        (true, b'N', None) => None,
        _ => return None,
    };
    let model = Model { interface, form: Some(form), ..Model::hdd("samsung", "drive/samsung-hdd", gb) };
    (scan.rest().is_empty() && capacity::is_size(gb)).then(|| model.stem(token, scan.rest()))
}

/// Retail names behind the word `SSD`: `860 EVO`, `970 PRO`, `983 DCT`, `T7`.
pub(super) fn read_series(word: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(word);
    let number = scan.digits(3)?;
    let datacenter = scan.eat("DC");
    let interface = match number {
        750 | 830..=899 => Interface::Sata,
        950..=999 => Interface::Nvme,
        _ => return None,
    };
    let form = (number >= 950 && number != 983).then_some(DriveForm::M2);
    let model = Model {
        gb: None,
        interface: Some(interface),
        form,
        media: Media::Ssd,
        ..Model::ssd("samsung", "drive/samsung-retail", 0)
    };
    (scan.rest().is_empty() || datacenter).then_some(model)
}
