//! Seagate: disks `ST4000NM0033-9ZM170`, `ST1200MM0088`, `ST3250310AS`, `ST9600204SS`;
//! SSDs `XS960SE70084`, `XA1920LE10063`, `ZP500GM30002`, `ST480FP0021`.
//!
//! Since 2011: `ST`, gigabytes, two letters for the segment, three or four for the
//! product. Before: `ST`, form (3 or 9), gigabytes, three digits of attributes, protocol
//! letters. SATA disks append `-` and six to their identity, SAS disks do not. Source:
//! Seagate product manuals, <https://www.seagate.com/support/>, checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::{Scan, number};
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::Model;

const RULE: &str = "drive/seagate-hdd";

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    // Maxtor's last drives are Seagate's old ones under another name.
    if !scan.eat("STM") && !scan.eat("ST") {
        return None;
    }
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let letters = scan.take_while(|b| b.is_ascii_uppercase());
    let product = scan.take_while(|b| b.is_ascii_alphanumeric());
    let model = if letters.len() >= 2 && product.len() >= 2 && !letters.ends_with(b"SUN") {
        read_new(digits, letters.get(..2)?, scan.rest())?
    } else {
        read_old(digits, letters)?
    };
    Some(model.stem(token, scan.rest()))
}

fn read_new(digits: &[u8], segment: &[u8], rest: &[u8]) -> Option<Model> {
    let gb = number(digits).filter(|gb| capacity::is_size(*gb))?;
    if segment.starts_with(b"F") {
        let interface = match segment {
            b"FM" => Some(Interface::Sas),
            b"FN" | b"FP" => Some(Interface::Sata),
            _ => None,
        };
        return Some(Model { interface, ..Model::ssd("seagate", "drive/seagate-ssd", gb) });
    }
    let (form, rpm, interface) = segment_of(segment)?;
    let labelled = rest.strip_prefix(b"-").is_some_and(|label| label.len() >= 2);
    let interface = interface.or_else(|| labelled.then_some(Interface::Sata));
    Some(Model { interface, form: Some(form), rpm, ..Model::hdd("seagate", RULE, gb) })
}

/// Form, speed and protocol of a segment, where all its drives share them.
fn segment_of(segment: &[u8]) -> Option<(DriveForm, Option<u32>, Option<Interface>)> {
    let (sata, sas) = (Some(Interface::Sata), Some(Interface::Sas));
    Some(match segment {
        b"MM" => (DriveForm::Inch25, Some(10_000), sas),
        b"MP" | b"MX" => (DriveForm::Inch25, Some(15_000), sas),
        b"NM" => (DriveForm::Inch35, Some(7200), None),
        b"NX" => (DriveForm::Inch25, Some(7200), None),
        b"LM" | b"LT" | b"LX" => (DriveForm::Inch25, None, sata),
        b"NE" | b"NT" => (DriveForm::Inch35, Some(7200), sata),
        b"AS" | b"AX" | b"DL" | b"DM" | b"DX" | b"NC" | b"VE" | b"VM" | b"VN" | b"VX" => {
            (DriveForm::Inch35, None, sata)
        }
        _ => return None,
    })
}

fn read_old(digits: &[u8], letters: &[u8]) -> Option<Model> {
    let (form, digits) = digits.split_first()?;
    let form = match form {
        b'3' => DriveForm::Inch35,
        b'9' => DriveForm::Inch25,
        _ => return None,
    };
    let gb = number(digits.get(..digits.len().checked_sub(3)?)?).filter(|gb| *gb >= 9)?;
    let (interface, rpm) = match letters {
        b"NS" => (Some(Interface::Sata), Some(7200)),
        b"SS" => (Some(Interface::Sas), None),
        b"AS" | b"ASG" | b"GAS" | b"CS" | b"SV" | b"SCE" | b"GSG" => (Some(Interface::Sata), None),
        // Parallel ATA, SCSI and Fibre Channel have no word.
        b"A" | b"LC" | b"LW" | b"LCV" | b"FC" | b"FCV" => (None, None),
        _ => return None,
    };
    Some(Model { interface, form: Some(form), rpm, ..Model::hdd("seagate", RULE, gb) })
}

/// Nytro `XS` SAS, `XA` SATA, `XP` NVMe; BarraCuda and FireCuda `ZA`, `ZP`: gigabytes,
/// two letters (LE and SE for reading, ME for mixed use in SATA), product.
pub(super) fn read_ssd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if scan.eat("XF1230-1A") {
        let gb = scan.digits(4)?;
        let interface = Some(Interface::Sata);
        return Some(Model { interface, ..Model::ssd("seagate", "drive/seagate-ssd", gb) }.stem(token, scan.rest()));
    }
    let interface = scan.one_of(&[
        ("XS", Interface::Sas),
        ("XA", Interface::Sata),
        ("ZA", Interface::Sata),
        ("XP", Interface::Nvme),
        ("ZP", Interface::Nvme),
    ])?;
    let gb = scan.number().filter(|gb| capacity::is_size(*gb))?;
    let kind = scan.take(2).filter(|kind| kind.iter().all(u8::is_ascii_uppercase))?;
    scan.number()?;
    let endurance = match (interface, kind) {
        (Interface::Sata, b"LE") | (Interface::Sas, b"SE") => Some(Endurance::ReadIntensive),
        (Interface::Sata, b"ME") => Some(Endurance::MixedUse),
        _ => None,
    };
    let model = Model { interface: Some(interface), endurance, ..Model::ssd("seagate", "drive/seagate-ssd", gb) };
    Some(model.stem(token, scan.rest()))
}
