//! Hitachi, HGST and the Ultrastar drives of Western Digital: disks `HUS724040ALE640`,
//! `HUC101212CSS600`, `WUH721414ALE6L4`, `HUS726T4TALE6L4`; SSDs `HUSMR7632BHP301`,
//! `WUS4BB019D7P3E1`, `HBS3A1996A7E6B1`.
//!
//! Disks: family, speed (72, 54, 10, 15, 5C), largest capacity of the family, this
//! capacity, generation, height, protocol (A E N SATA; S 5 4 SAS). Source: the "how to
//! read the model number" box of the Ultrastar data sheets,
//! <https://documents.westerndigital.com>, checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Endurance, Interface};

use super::model::{Model, endurance_of_size};

const RULE: &str = "drive/ultrastar-hdd";

pub(super) fn read_hdd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let family = scan.take(3)?;
    let known: [&[u8]; 16] = [
        b"HDE", b"HDN", b"HDP", b"HDS", b"HDT", b"HTE", b"HTS", b"HCC", b"HMS", b"HUA", b"HUC", b"HUH", b"HUS", b"WUH",
        b"WUS", b"HTC",
    ];
    if !known.contains(&family) {
        return None;
    }
    let rpm = scan.one_of(&[("72", 7200), ("54", 5400), ("5C", 5400), ("42", 4200), ("10", 10_000), ("15", 15_000)])?;
    let gb = new_capacity(&mut scan).or_else(|| classic_capacity(&mut scan, family, rpm))?;
    scan.letter()?;
    let height = scan.next()?;
    let interface = interface(&mut scan);
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let form = if matches!(height, b'L') { DriveForm::Inch35 } else { DriveForm::Inch25 };
    let maker = if family.starts_with(b"W") || new_number(token) { "wd" } else { "hgst" };
    let model = Model { interface, form: Some(form), rpm: Some(rpm), ..Model::hdd(maker, RULE, gb) };
    Some(model.stem(token, scan.rest()))
}

/// Helium and later drives are sold by Western Digital under either first letter.
fn new_number(token: &[u8]) -> bool {
    token.get(5..).is_some_and(|rest| rest.starts_with(b"6T") || rest.starts_with(b"8T") || rest.starts_with(b"2T"))
}

/// `6T4T`: family of 6 TB, this one 4 TB.
fn new_capacity(scan: &mut Scan<'_>) -> Option<u32> {
    let mut look = *scan;
    look.digits(1)?;
    if !look.eat("T") {
        return None;
    }
    let terabytes = look.digits(1)?;
    if !look.eat("T") {
        return None;
    }
    *scan = look;
    Some(terabytes * 1000).filter(|gb| *gb > 0)
}

/// `4040`: largest of the family, then this one. The unit is that of the largest; this
/// one takes the smaller unit when it would else be above it (`1050` is 500 GB of 1 TB).
fn classic_capacity(scan: &mut Scan<'_>, family: &[u8], rpm: u32) -> Option<u32> {
    let largest = scan.digits(2)?;
    let own = scan.digits(2)?;
    let old_notebook = scan.ahead(1) == Some(b'9') && matches!(scan.peek(), Some(b'F' | b'G' | b'H' | b'M'));
    let unit = match (family, largest) {
        _ if old_notebook => return notebook_capacity(largest, own),
        (_, 14) if rpm >= 10_000 => return small_capacity(own),
        // Since 2015 the family is in whole terabytes.
        (b"HUH" | b"WUH" | b"WUS" | b"HDN", 8..=30) => 1000,
        (_, 16 | 25 | 32 | 50 | 73 | 75) => 10,
        (_, 30 | 45 | 60 | 90) if rpm >= 10_000 => 10,
        (b"HDS", 40) if scan.rest().starts_with(b"KL") => 10,
        _ => 100,
    };
    if rpm >= 10_000 && matches!(own, 14 | 73 | 36) {
        return small_capacity(own);
    }
    let limit = largest * unit;
    let gb = if own * unit <= limit { own * unit } else { own * 10 };
    (gb > 0 && gb <= limit).then_some(gb)
}

/// 2.5 inch drives before 2007 write plain gigabytes: `HTS721060G9SA00` has 60 GB of at
/// most 100 GB, `HTS541612J9SA00` is written later and in tens.
fn notebook_capacity(largest: u32, own: u32) -> Option<u32> {
    let limit = if largest <= 10 { largest * 10 } else { largest };
    let gb = if own <= 10 { own * 10 } else { own };
    (gb > 0 && gb <= limit).then_some(gb)
}

/// The 146 GB families: 14 is 146 GB, 73 and 36 are themselves.
fn small_capacity(own: u32) -> Option<u32> {
    match own {
        14 => Some(146),
        36 | 73 => Some(own),
        _ => None,
    }
}

/// Behind generation and height. `SA` is SATA in old notebooks, `AT` is parallel ATA,
/// `S6`, `52`, `42` are SAS.
fn interface(scan: &mut Scan<'_>) -> Option<Interface> {
    match (scan.peek()?, scan.ahead(1)) {
        (b'A', Some(b'T')) => None,
        (b'S', Some(b'A')) | (b'A' | b'E' | b'N', _) => Some(Interface::Sata),
        (b'S' | b'5' | b'4', _) => Some(Interface::Sas),
        _ => None,
    }
}

/// SSDs: `HUSM`, endurance (R M H), two digits of generation, two of capacity, and `P`
/// for NVMe or `S` for SAS as the third letter behind.
pub(super) fn read_ssd(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if scan.eat("HBS3A19") {
        return read_boot(token, scan);
    }
    let endurance = if scan.eat("HUSM") {
        match scan.letter()? {
            b'R' => Some(Endurance::ReadIntensive),
            b'M' => Some(Endurance::MixedUse),
            b'H' => Some(Endurance::WriteIntensive),
            _ => return None,
        }
    } else if scan.eat("WUST") {
        scan.letter()?;
        None
    } else {
        return read_wus(token);
    };
    // Generation: two digits, or a letter and a digit.
    scan.take(2)?;
    let gb = size_code(scan.take(2)?)?;
    let interface = match scan.rest().get(2) {
        Some(b'P') => Interface::Nvme,
        Some(b'S') => Interface::Sas,
        _ => return None,
    };
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let model = Model { interface: Some(interface), endurance, ..Model::ssd("hgst", "drive/ultrastar-ssd", gb) };
    Some(model.stem(token, scan.rest()))
}

/// `WUS4BB019D7P3E1`: `WUS`, generation, two letters, three digits of capacity.
fn read_wus(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("WUS") {
        return None;
    }
    scan.digits(1)?;
    scan.letter()?;
    scan.letter()?;
    scan.digits(1)?;
    let gb = size_code(scan.take(2)?)?;
    if !crate::identify::scan::has(scan.rest(), "P") {
        return None;
    }
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let endurance = endurance_of_size(gb);
    let interface = Some(Interface::Nvme);
    let form = Some(DriveForm::Inch25);
    Some(Model { interface, form, endurance, ..Model::ssd("wd", "drive/ultrastar-ssd", gb) }.stem(token, scan.rest()))
}

/// Ultrastar SA210: `HBS3A19`, two digits of capacity.
fn read_boot(token: &[u8], mut scan: Scan<'_>) -> Option<Model> {
    let gb = scan.one_of(&[("12", 120), ("24", 240), ("48", 480), ("96", 960), ("19", 1920)])?;
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let interface = Some(Interface::Sata);
    Some(Model { interface, ..Model::ssd("wd", "drive/ultrastar-ssd", gb) }.stem(token, scan.rest()))
}

/// Two signs that stand for the first of a capacity; `10` can be 100 GB or 1 TB.
fn size_code(code: &[u8]) -> Option<u32> {
    let sizes: [(&[u8], u32); 14] = [
        (b"15", 15_360),
        (b"A1", 15_360),
        (b"A3", 30_720),
        (b"16", 1600),
        (b"19", 1920),
        (b"20", 200),
        (b"32", 3200),
        (b"38", 3840),
        (b"40", 400),
        (b"48", 480),
        (b"64", 6400),
        (b"76", 7680),
        (b"80", 800),
        (b"96", 960),
    ];
    sizes.into_iter().find(|(listed, _)| *listed == code).map(|(_, gb)| gb)
}
