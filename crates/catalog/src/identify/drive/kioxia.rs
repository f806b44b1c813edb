//! Kioxia and Toshiba SSDs: `KCM6DRUL3T84`, `KPM5XRUG960G`, `KXG60ZNV1T02`,
//! `PX05SMB040`, `THNSNJ480PCSZ`.
//!
//! `K`, family, generation, endurance letter, `U` for 2.5 inch, capacity last. PX drives
//! end in tens of gigabytes. Source: Kioxia enterprise SSD product pages,
//! <https://americas.kioxia.com/en-us/business/ssd.html>.

use crate::identify::scan::{Scan, number};
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::Model;

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let client = [("KXG", DriveForm::M2), ("KBG", DriveForm::M2)];
    let (interface, form) = if let Some(form) = scan.one_of(&client) {
        (Interface::Nvme, Some(form))
    } else {
        let families = [
            ("KCD", Interface::Nvme),
            ("KCM", Interface::Nvme),
            ("KFL", Interface::Nvme),
            ("KXD", Interface::Nvme),
            ("KPM", Interface::Sas),
            ("KRM", Interface::Sas),
            ("KHK", Interface::Sata),
        ];
        (scan.one_of(&families)?, None)
    };
    let middle = scan.take(5)?;
    let gb = tail_code(&mut scan, form.is_some())?;
    let small = middle.get(3).is_some_and(|b| matches!(b, b'U' | b'S'));
    let form = form.or_else(|| small.then_some(DriveForm::Inch25));
    let endurance =
        if token.starts_with(b"KXG") || token.starts_with(b"KBG") { None } else { endurance(middle.get(2)) };
    let model = Model { interface: Some(interface), form, endurance, ..Model::ssd("kioxia", "drive/kioxia", gb) };
    Some(model.stem(token, scan.rest()))
}

/// Capacity behind the letters that are left: `1T92`, `960G`, `15T3`, `2T04`.
fn tail_code(scan: &mut Scan<'_>, binary: bool) -> Option<u32> {
    scan.take_while(|b| b.is_ascii_uppercase());
    let gb = capacity::code(scan, binary)?;
    scan.eat("G");
    Some(gb)
}

fn endurance(letter: Option<&u8>) -> Option<Endurance> {
    match letter? {
        b'L' | b'R' => Some(Endurance::ReadIntensive),
        b'V' => Some(Endurance::MixedUse),
        b'M' => Some(Endurance::WriteIntensive),
        _ => None,
    }
}

/// `PX05SMB040`: generation, protocol, endurance, a letter, tens of gigabytes.
pub(super) fn read_px(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("PX0") {
        return None;
    }
    scan.digits(1)?;
    let interface = scan.one_of(&[("S", Interface::Sas), ("P", Interface::Nvme)])?;
    let endurance = scan.peek();
    scan.letter()?;
    scan.letter()?;
    let gb = scan.digits(3)? * 10;
    let endurance = self::endurance(endurance.as_ref());
    let form = (interface == Interface::Sas).then_some(DriveForm::Inch25);
    let model = Model { interface: Some(interface), form, endurance, ..Model::ssd("kioxia", "drive/toshiba-px", gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}

/// `THNSNJ480PCSZ`, `THNSN81Q92CSE`, `THNSF8400CCSE`: three digits, or a letter for the
/// point; `5` as the second letter is NVMe.
pub(super) fn read_thns(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("THNS") {
        return None;
    }
    scan.letter()?;
    let line = scan.next_if(|b| b.is_ascii_uppercase() || b == b'8' || b == b'5')?;
    let mut look = scan;
    let gb = match (look.digits(1), look.letter()) {
        (Some(whole), Some(b'Q' | b'D')) => {
            scan = look;
            capacity::of_terabytes(whole, scan.take_while(|b| b.is_ascii_digit()), false)?
        }
        _ => number(scan.take(3)?)?,
    };
    scan.take_while(|b| b.is_ascii_uppercase());
    let interface = if line == b'5' { Interface::Nvme } else { Interface::Sata };
    let model = Model { interface: Some(interface), ..Model::ssd("toshiba", "drive/toshiba-thns", gb) };
    (gb > 0).then(|| model.stem(token, scan.rest()))
}
