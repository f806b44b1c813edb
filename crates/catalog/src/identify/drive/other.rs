//! Makers with few drives: Fujitsu `MBA3147RC`, Maxtor `6V160E0`, SanDisk
//! `SDLF1DAR-480G-1HA1`, Transcend `TS120GSSD220S`, Huawei `HWE52P431T6M002N`, Apple
//! `SM0256F`, Goodram `SSDPR-CX400-512`, and Sun's names `HUA7210SASUN1.0T`.
//!
//! Checked against <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::{Scan, find, number};
use crate::spec::{DriveForm, Interface, Media};

use super::capacity;
use super::model::Model;

/// `M`, family, form, gigabytes (the first families: tenths), protocol: `RC` SAS, `BH`
/// and `BJ` SATA; `NC`, `NP` SCSI, `AT`, `AH` parallel ATA. Source: Fujitsu model number key,
/// <https://www.fujitsu.com/global/support/products/computing/storage/hdd/>.
pub(super) fn read_fujitsu(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("M") {
        return None;
    }
    let family = scan.take(2).filter(|family| family.iter().all(u8::is_ascii_uppercase))?;
    let form = scan.one_of(&[("3", DriveForm::Inch35), ("2", DriveForm::Inch25)])?;
    let digits = scan.digits(3)?;
    let interface = scan.one_of(&[
        ("RC", Some(Interface::Sas)),
        ("BH", Some(Interface::Sata)),
        ("BJ", Some(Interface::Sata)),
        ("NC", None),
        ("NP", None),
        ("AT", None),
        ("AH", None),
    ])?;
    let tenths = matches!(family, b"AN" | b"AP" | b"AS" | b"AJ" | b"AM");
    let gb = if tenths { digits / 10 } else { digits };
    let gb = if gb == 147 { 146 } else { gb };
    let rpm = match family {
        b"AX" | b"BA" | b"AU" | b"AS" => Some(15_000),
        b"AW" | b"AT" | b"BB" | b"BC" | b"BD" | b"BF" | b"AP" => Some(10_000),
        _ => None,
    };
    let model = Model { interface, form: Some(form), rpm, ..Model::hdd("fujitsu", "drive/fujitsu", gb) };
    (gb > 0 && scan.rest().is_empty()).then(|| model.stem(token, scan.rest()))
}

/// `6V160E0`: a digit, a letter, gigabytes, protocol and cache. `E` and `M` are SATA.
pub(super) fn read_maxtor(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    scan.next_if(|b| matches!(b, b'6' | b'7'))?;
    scan.letter()?;
    let gb = scan.digits(3).filter(|gb| capacity::is_size(*gb))?;
    let interface =
        scan.one_of(&[("E", Some(Interface::Sata)), ("M", Some(Interface::Sata)), ("P", None), ("L", None)])?;
    scan.digits(1)?;
    let model = Model { interface, form: Some(DriveForm::Inch35), ..Model::hdd("maxtor", "drive/maxtor", gb) };
    scan.rest().is_empty().then(|| model.stem(token, scan.rest()))
}

/// SanDisk's own codes end in capacity and customer: `SDLF1CRM-017T-1HST`,
/// `SD8SN8U-128G-1006`, `SD7SB7S512G1122`, `SDSSDHII960G`.
pub(super) fn read_sandisk(token: &[u8]) -> Option<Model> {
    let lightning = token.starts_with(b"SDLL") || token.starts_with(b"SDLT") || token.starts_with(b"SDLK");
    let mut scan = Scan::new(token);
    let series = [("SDLF", ()), ("SDLL", ()), ("SDLT", ()), ("SDLK", ()), ("SDSSD", ()), ("SDSA", ())];
    if scan.one_of(&series).is_none() {
        scan.one_of(&[("SD6S", ()), ("SD7S", ()), ("SD8S", ()), ("SD9S", ()), ("SD7U", ())])?;
    }
    let at = token.iter().rposition(|b| *b == b'G').or_else(|| token.iter().rposition(|b| *b == b'T'))?;
    let start = token.get(..at)?.iter().rposition(|b| !b.is_ascii_digit())? + 1;
    let digits = token.get(start..at)?;
    let gb = if token.get(at) == Some(&b'T') { tenths(digits)? } else { size_ending(digits)? };
    let interface = Some(if lightning { Interface::Sas } else { Interface::Sata });
    Some(Model { stem: at + 1, interface, ..Model::ssd("sandisk", "drive/sandisk", gb) })
}

/// `017` is 1.7 TB, `019` is 1.92 TB.
fn tenths(digits: &[u8]) -> Option<u32> {
    let value = number(digits).filter(|_| digits.len() == 3)?;
    capacity::of_terabytes(value / 10, digits.get(2..)?, false)
}

/// The longest ending of some digits that is a size on sale: 240 of `H3240`.
pub(super) fn size_ending(digits: &[u8]) -> Option<u32> {
    let plain = |digits: &[u8]| digits.first().is_some_and(|b| *b != b'0');
    let endings = (0..digits.len()).filter_map(|at| digits.get(at..)).filter(|ending| plain(ending));
    endings.filter_map(number).find(|gb| *gb <= 16_000 && capacity::is_size(*gb))
}

/// `TS`, capacity with its unit, `MTE` NVMe, `SSD`, `MTS`, `MSA` SATA.
pub(super) fn read_transcend(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("TS") {
        return None;
    }
    let n = scan.number()?;
    let gb = scan.one_of(&[("G", n), ("T", n.checked_mul(1024)?)])?;
    let (interface, form) = scan.one_of(&[
        ("MTE", (Interface::Nvme, Some(DriveForm::M2))),
        ("MTS", (Interface::Sata, Some(DriveForm::M2))),
        ("MSA", (Interface::Sata, None)),
        ("SSD", (Interface::Sata, Some(DriveForm::Inch25))),
    ])?;
    let model = Model { interface: Some(interface), form, ..Model::ssd("transcend", "drive/transcend", gb) };
    (gb > 0).then_some(Model { stem: token.len(), ..model })
}

/// `HWE52P43`, capacity, product: P is PCIe, S SAS.
pub(super) fn read_huawei(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("HWE") {
        return None;
    }
    scan.digits(2)?;
    let interface = scan.one_of(&[("P", Interface::Nvme), ("S", Interface::Sas)])?;
    scan.digits(2)?;
    // `016` are tenths of terabytes, `800` gigabytes.
    let gb = if scan.peek() == Some(b'0') { tenths(scan.take(3)?)? } else { capacity::code(&mut scan, false)? };
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let endurance = super::model::endurance_of_size(gb);
    let interface = Some(interface);
    Some(Model { interface, endurance, ..Model::ssd("huawei", "drive/huawei", gb) }.stem(token, scan.rest()))
}

/// Apple: `SM0256F`, `SD0128F`, `AP0512`; SM256E before.
pub(super) fn read_apple(word: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(word);
    let interface =
        scan.one_of(&[("SM", Some(Interface::Sata)), ("SD", Some(Interface::Sata)), ("AP", Some(Interface::Nvme))])?;
    let gb = scan.number().filter(|gb| capacity::is_size(*gb))?;
    scan.letter();
    let model = Model { interface, ..Model::ssd("apple", "drive/apple", gb) };
    scan.rest().is_empty().then(|| model.stem(word, scan.rest()))
}

/// `SSDPR-`, series (P is NVMe), capacity: three digits of gigabytes or `01T`.
pub(super) fn read_goodram(token: &[u8]) -> Option<Model> {
    let at = find(token, "SSDPR-")?;
    let mut pieces = token.get(at..)?.split(|b| *b == b'-').skip(1);
    let (series, code) = (pieces.next()?, pieces.next()?);
    let mut scan = Scan::new(code);
    let n = scan.number()?;
    let gb = if scan.eat("T") { n.checked_mul(1000)? } else { n };
    let interface = if series.starts_with(b"P") { Interface::Nvme } else { Interface::Sata };
    let model = Model { interface: Some(interface), ..Model::ssd("goodram", "drive/goodram", gb) };
    (capacity::is_size(gb) && scan.rest().is_empty()).then_some(Model { stem: token.len(), ..model })
}

/// Sun puts its name and the capacity behind the maker's number, cut: `ST32500NSSUN250G`,
/// `H109060SESUN600G`.
pub(super) fn read_sun(token: &[u8]) -> Option<Model> {
    let at = find(token, "SUN").filter(|at| *at >= 4)?;
    let mut scan = Scan::new(token.get(at + 3..)?);
    let whole = scan.number()?;
    let decimals = if scan.eat(".") { scan.take_while(|b| b.is_ascii_digit()) } else { &[] };
    let gb = if scan.eat("T") { capacity::of_terabytes(whole, decimals, false)? } else { whole };
    let disk =
        token.starts_with(b"ST") || token.starts_with(b"HU") || token.starts_with(b"H1") || token.starts_with(b"H7");
    let model = Model { media: Media::Hdd, ..Model::hdd("sun", "drive/sun", gb) };
    (disk && gb > 0 && (scan.rest().is_empty() || scan.rest() == b"G")).then_some(Model { stem: token.len(), ..model })
}
