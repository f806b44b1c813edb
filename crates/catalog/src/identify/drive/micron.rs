//! Micron `MTFDDAK1T9TDC` and its Crucial brand `CT1000MX500SSD1`.
//!
//! `MTFD`, protocol (D SATA, J SAS, H K L NVMe), form, capacity, three letters for
//! flash and product, then the customer. Source: Micron SSD part numbering,
//! <https://www.micron.com/numbering>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::{Model, endurance_of_size};

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("MTFD") {
        return None;
    }
    let interface = scan.one_of(&[
        ("D", Interface::Sata),
        ("J", Interface::Sas),
        ("H", Interface::Nvme),
        ("K", Interface::Nvme),
        ("L", Interface::Nvme),
    ])?;
    let form = form(interface, scan.take(2)?);
    let gb = capacity::code(&mut scan, true)?;
    let suffix = scan.take_while(|b| b.is_ascii_uppercase());
    // A number cut before its product letters may be cut inside its capacity.
    let product = suffix.get(..3)?;
    let extra = suffix.len() - product.len();
    let endurance = endurance(interface, product, gb);
    let model = Model { interface: Some(interface), form, endurance, ..Model::ssd("micron", "drive/micron", gb) };
    let stem = token.len() - scan.rest().len() - extra;
    Some(Model { stem, ..model })
}

fn form(interface: Interface, letters: &[u8]) -> Option<DriveForm> {
    match (interface, letters) {
        (Interface::Sata, b"AV") | (Interface::Nvme, b"BA" | b"BG" | b"BK") => Some(DriveForm::M2),
        (Interface::Sata | Interface::Sas, b"AK" | b"AC") | (Interface::Nvme, b"AL" | b"BE" | b"CB" | b"CC") => {
            Some(DriveForm::Inch25)
        }
        (Interface::Nvme, b"AX") => Some(DriveForm::Card),
        (Interface::Nvme, b"BZ" | b"BQ") => Some(DriveForm::E1S),
        _ => None,
    }
}

/// SATA series say it by product letters (5100 to 5400 MAX are for mixed use, ECO and
/// PRO for reading); NVMe series by capacity.
fn endurance(interface: Interface, product: &[u8], gb: u32) -> Option<Endurance> {
    match (interface, product) {
        (Interface::Sata, b"TCC" | b"TDN" | b"TDT" | b"TGB") => Some(Endurance::MixedUse),
        (Interface::Sata, b"TBY" | b"TCB" | b"TDC" | b"TDD" | b"TDS" | b"TGA" | b"QDE") => {
            Some(Endurance::ReadIntensive)
        }
        (Interface::Nvme | Interface::Sas, _) => endurance_of_size(gb),
        _ => None,
    }
}

/// Crucial: `CT`, gigabytes, series, `SSD`, a digit for the form.
pub(super) fn read_crucial(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("CT") {
        return None;
    }
    let gb = scan.number().filter(|gb| (32..=8000).contains(gb))?;
    let series = scan.rest().iter().position(u8::is_ascii_digit).and_then(|at| scan.take(at))?;
    let nvme = matches!(series, b"P" | b"T" | b"E");
    scan.number()?;
    scan.take_while(|b| b == b'P' || b == b'E');
    if !scan.eat("SSD") {
        return None;
    }
    let form = match scan.digits(1)? {
        1 | 2 if !nvme => Some(DriveForm::Inch25),
        4 | 5 | 6 | 8 => Some(DriveForm::M2),
        _ => None,
    };
    let interface = Some(if nvme { Interface::Nvme } else { Interface::Sata });
    Some(Model { interface, form, ..Model::ssd("crucial", "drive/crucial", gb) }.stem(token, scan.rest()))
}
