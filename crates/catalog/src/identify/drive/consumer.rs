//! Drives of makers that sell to people, named by their series: `ADATA SU800`, `PNY CS900
//! 240GB SSD`, `GIGABYTE GP-GSTFS31480GNTD`. They turn up in servers as boot drives. The
//! name tells the protocol, and seldom the capacity.
//!
//! Source: product pages of the makers named; checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::{Scan, find, has_word};
use crate::spec::{DriveForm, Interface};

use super::grammar::Found;
use super::model::Model;
use super::other::size_ending;

/// Words a name holds one after the other, the maker, and the protocol of the series. A
/// word may be the start of a longer one.
const SERIES: [(&str, &str, Interface); 52] = [
    ("SU630", "adata", Interface::Sata),
    ("SU635", "adata", Interface::Sata),
    ("SU650", "adata", Interface::Sata),
    ("SU655", "adata", Interface::Sata),
    ("SU720", "adata", Interface::Sata),
    ("SU750", "adata", Interface::Sata),
    ("SU800", "adata", Interface::Sata),
    ("SU900", "adata", Interface::Sata),
    ("SP550", "adata", Interface::Sata),
    ("SP580", "adata", Interface::Sata),
    ("SP600", "adata", Interface::Sata),
    ("SP900", "adata", Interface::Sata),
    ("SP920", "adata", Interface::Sata),
    ("SX900", "adata", Interface::Sata),
    ("SX950", "adata", Interface::Sata),
    ("SX6000", "adata", Interface::Nvme),
    ("SX8200", "adata", Interface::Nvme),
    ("LEGEND ", "adata", Interface::Nvme),
    ("GAMMIX ", "adata", Interface::Nvme),
    ("R3SL", "amd", Interface::Sata),
    ("R5SL", "amd", Interface::Sata),
    ("AS330", "apacer", Interface::Sata),
    ("AS340", "apacer", Interface::Sata),
    ("AS350", "apacer", Interface::Sata),
    ("FORCE LS", "corsair", Interface::Sata),
    ("FORCE GT", "corsair", Interface::Sata),
    ("NEUTRON ", "corsair", Interface::Sata),
    ("MP400", "corsair", Interface::Nvme),
    ("MP510", "corsair", Interface::Nvme),
    ("MP600", "corsair", Interface::Nvme),
    ("HS-SSD-C100", "hikvision", Interface::Sata),
    ("SSD S700", "hp", Interface::Sata),
    ("SSD S750", "hp", Interface::Sata),
    ("SSD EX900", "hp", Interface::Nvme),
    ("SSD EX920", "hp", Interface::Nvme),
    ("SSD EX950", "hp", Interface::Nvme),
    ("SSD FX900", "hp", Interface::Nvme),
    ("MKNSSD", "mushkin", Interface::Sata),
    ("OCZ-AGILITY", "ocz", Interface::Sata),
    ("OCZ-ARC", "ocz", Interface::Sata),
    ("OCZ-VERTEX", "ocz", Interface::Sata),
    ("PATRIOT BURST", "patriot", Interface::Sata),
    ("PATRIOT P210", "patriot", Interface::Sata),
    ("PATRIOT P300", "patriot", Interface::Nvme),
    ("CS900", "pny", Interface::Sata),
    ("CS2130", "pny", Interface::Nvme),
    ("CS3030", "pny", Interface::Nvme),
    ("SDSSDH3", "sandisk", Interface::Sata),
    ("SANDISK ULTRA II", "sandisk", Interface::Sata),
    ("SSD PLUS", "sandisk", Interface::Sata),
    ("SAT52", "synology", Interface::Sata),
    ("VX500", "toshiba", Interface::Sata),
];

/// A series and where its name begins.
pub(super) fn read_series(bytes: &[u8]) -> Option<(usize, Model)> {
    let starts = |at: usize| at == 0 || bytes.get(at - 1).is_none_or(|before| !before.is_ascii_alphanumeric());
    let (at, maker, interface) = SERIES.iter().find_map(|(word, maker, interface)| {
        find(bytes, word).filter(|at| starts(*at)).map(|at| (at, *maker, *interface))
    })?;
    let model = Model { gb: None, interface: Some(interface), ..Model::ssd(maker, "drive/series", 0) };
    Some((at, model))
}

/// Numbers of these makers that hold the capacity: `GP-GSTFS31480GNTD`, `PX-256M6S`,
/// `LCT-256M3S`, `CV8-8E128`.
pub(super) fn find_number(bytes: &[u8]) -> Option<Found> {
    gigabyte(bytes).or_else(|| lite_on(bytes))
}

/// `GSTFS31` SATA and `GSM2NE3` NVMe; three digits of capacity, `G` or hundredths of `T`.
fn gigabyte(bytes: &[u8]) -> Option<Found> {
    let start = find(bytes, "GP-GS")?;
    let mut scan = Scan::new(bytes.get(start + 5..)?);
    let (interface, form) = scan.one_of(&[
        ("TFS30", (Interface::Sata, DriveForm::Inch25)),
        ("TFS31", (Interface::Sata, DriveForm::Inch25)),
        ("M2NE3", (Interface::Nvme, DriveForm::M2)),
    ])?;
    let digits = scan.digits(3)?;
    let gb = scan.one_of(&[("G", digits), ("T", digits.checked_mul(10)?)]).filter(|gb| *gb > 0)?;
    let end = bytes.len() - scan.rest().len();
    let model = Model { interface: Some(interface), form: Some(form), ..Model::ssd("gigabyte", "drive/gigabyte", gb) };
    Some(Found { model, start, end })
}

/// Lite-On and its brand Plextor: the capacity stands behind the dash, or ends the word.
fn lite_on(bytes: &[u8]) -> Option<Found> {
    let plextor = find(bytes, "PX-");
    let named = find(bytes, "LITEON").is_some() || has_word(bytes, "PLEXTOR");
    let starts = ["LCT-", "LCS-", "LCM-", "LGT-", "LMT-", "EBT-", "CV1-", "CV3-", "CV8-"];
    let start = starts.iter().find_map(|start| find(bytes, start)).or(plextor).filter(|_| named)?;
    let rest = bytes.get(start..)?;
    let word = rest.split(u8::is_ascii_whitespace).next()?;
    let code = word.split(|b| *b == b'-').nth(1)?;
    let leading = code.iter().take_while(|b| b.is_ascii_digit()).count();
    let ending = code.iter().rposition(|b| !b.is_ascii_digit()).map_or(0, |at| at + 1);
    let gb = size_ending(code.get(..leading)?).filter(|gb| *gb >= 64).or_else(|| size_ending(code.get(ending..)?))?;
    let interface = Some(Interface::Sata);
    let model = Model { interface, ..Model::ssd("lite-on", "drive/lite-on", gb) };
    Some(Found { model, start, end: start + word.len() })
}
