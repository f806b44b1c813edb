//! HP and HPE names for the drives of others: `MO006400KYDND`, `VK000960GXAWL`,
//! `EG001200JWJNQ`, `MB4000GVYZK`.
//!
//! Two letters for class and form, four or six digits of gigabytes, a letter for the
//! protocol (A B F J P R SAS; C D E G SATA; K L NVMe), the drive's own letters. Classes of
//! disks: E and D enterprise (G 10,000 and H 15,000 turns), M midline, G and V entry; of
//! SSDs: E write-intensive, M mixed use, V and L read-intensive. Source: HPE drive
//! QuickSpecs, <https://www.hpe.com/psnow/doc/c04154378>, checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Endurance, Interface, Media};

use super::model::Model;

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let class = scan.take(2)?;
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let gb = crate::identify::scan::number(digits).filter(|gb| (9..=200_000).contains(gb))?;
    let interface = interface(scan.letter()?)?;
    let own = scan.take_while(|b| b.is_ascii_alphanumeric());
    let old = digits.len() == 3 && class.starts_with(b"D");
    if !scan.rest().is_empty() || !(4..=5).contains(&own.len()) || !(old || matches!(digits.len(), 4 | 6)) {
        return None;
    }
    let model = disk(class, gb).or_else(|| solid(class, gb))?;
    Some(Model { interface: Some(interface), ..model }.stem(token, scan.rest()))
}

fn interface(letter: u8) -> Option<Interface> {
    match letter {
        b'A' | b'B' | b'F' | b'J' | b'P' | b'R' => Some(Interface::Sas),
        b'C' | b'D' | b'E' | b'G' => Some(Interface::Sata),
        b'K' | b'L' => Some(Interface::Nvme),
        _ => None,
    }
}

fn disk(class: &[u8], gb: u32) -> Option<Model> {
    let (form, rpm) = match class {
        b"EG" | b"DG" => (DriveForm::Inch25, 10_000),
        b"EH" | b"DH" => (DriveForm::Inch25, 15_000),
        b"EF" | b"DF" => (DriveForm::Inch35, 15_000),
        b"MM" => (DriveForm::Inch25, 7200),
        b"MB" | b"GB" | b"VB" => (DriveForm::Inch35, 7200),
        b"GJ" => (DriveForm::Inch25, 5400),
        _ => return None,
    };
    Some(Model { form: Some(form), rpm: Some(rpm), media: Media::Hdd, ..Model::hdd("hpe", "drive/hpe", gb) })
}

/// The second letter is the form: O K 2.5 inch, R S on a riser or M.2, T a card.
fn solid(class: &[u8], gb: u32) -> Option<Model> {
    let endurance = match class.first()? {
        b'E' => Endurance::WriteIntensive,
        b'M' => Endurance::MixedUse,
        b'V' | b'L' => Endurance::ReadIntensive,
        _ => return None,
    };
    let form = match class.get(1)? {
        b'O' | b'K' => Some(DriveForm::Inch25),
        b'R' | b'S' => Some(DriveForm::M2),
        b'V' | b'T' => None,
        _ => return None,
    };
    Some(Model { form, endurance: Some(endurance), ..Model::ssd("hpe", "drive/hpe", gb) })
}
