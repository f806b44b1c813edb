//! Kingston SSDs: `SEDC500M3840G`, `SA400S37240G`, `SKC2500M82000G`, `SKC400S371T`.
//!
//! `S`, series, form (`S3`, `S37`, `S2` 2.5 inch, `M8` M.2), capacity. Digits of series
//! and form run into those of the capacity, so that the longest ending that is a size on
//! sale is taken, the form's digits first set aside. Source: Kingston SSD part-number
//! decoder, <https://www.kingston.com/en/ssd>.

use crate::identify::scan::{Scan, number};
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::Model;

/// Series by the beginning of the number, the longer ones first.
const SERIES: [(&str, Interface); 25] = [
    ("SA1000", Interface::Nvme),
    ("SA2000", Interface::Nvme),
    ("SEDC1000", Interface::Nvme),
    ("SEDC1500", Interface::Nvme),
    ("SEDC2000", Interface::Nvme),
    ("SEDC3000", Interface::Nvme),
    ("SKC1000", Interface::Nvme),
    ("SKC2000", Interface::Nvme),
    ("SKC2500", Interface::Nvme),
    ("SKC3000", Interface::Nvme),
    ("SNV", Interface::Nvme),
    ("SFY", Interface::Nvme),
    ("SEDC4", Interface::Sata),
    ("SEDC5", Interface::Sata),
    ("SEDC6", Interface::Sata),
    ("SKC", Interface::Sata),
    ("SA400", Interface::Sata),
    ("SUV", Interface::Sata),
    ("SV300", Interface::Sata),
    ("SVP", Interface::Sata),
    ("SH103", Interface::Sata),
    ("SHFS", Interface::Sata),
    ("SHSS", Interface::Sata),
    ("SMS", Interface::Sata),
    ("SQ500", Interface::Sata),
];

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let enterprise = token.starts_with(b"SEDC");
    let interface = scan.one_of(&SERIES).or_else(|| scan.eat("SE50").then_some(Interface::Sata))?;
    let (gb, form, end) = last_capacity(token)?;
    let endurance = enterprise.then(|| endurance(scan.rest())).flatten();
    let form = form.or_else(|| (interface == Interface::Nvme && !enterprise).then_some(DriveForm::M2));
    let model = Model { interface: Some(interface), form, endurance, ..Model::ssd("kingston", "drive/kingston", gb) };
    Some(Model { stem: end, ..model })
}

/// `R` behind the series is for reading, `M` for mixed use: `SEDC500R480G`.
fn endurance(behind: &[u8]) -> Option<Endurance> {
    match behind.iter().find(|b| b.is_ascii_uppercase())? {
        b'R' => Some(Endurance::ReadIntensive),
        b'M' => Some(Endurance::MixedUse),
        _ => None,
    }
}

/// The capacity at the end of a number, the form before it, and where the capacity ends.
fn last_capacity(token: &[u8]) -> Option<(u32, Option<DriveForm>, usize)> {
    let end = token.iter().rposition(|b| matches!(b, b'G' | b'T'))?;
    let start = token.get(..end)?.iter().rposition(|b| !b.is_ascii_digit())? + 1;
    let (before, digits) = (token.get(start - 1).copied()?, token.get(start..end)?);
    let unit = if token.get(end) == Some(&b'T') { 1000 } else { 1 };
    let size = |digits: &[u8]| {
        let plain = digits.first().is_some_and(|b| *b != b'0');
        number(digits).filter(|_| plain).map(|n| n * unit).filter(|gb| capacity::is_size(*gb))
    };
    let forms: [(u8, &[u8], DriveForm); 4] = [
        (b'S', b"37", DriveForm::Inch25),
        (b'S', b"3", DriveForm::Inch25),
        (b'S', b"2", DriveForm::Inch25),
        (b'M', b"8", DriveForm::M2),
    ];
    let formed = forms.iter().filter(|(letter, _, _)| *letter == before).find_map(|(_, code, form)| {
        let gb = size(digits.strip_prefix(*code)?)?;
        Some((gb, Some(*form), end + 1))
    });
    formed.or_else(|| (0..digits.len()).find_map(|at| Some((size(digits.get(at..)?)?, None, end + 1))))
}
