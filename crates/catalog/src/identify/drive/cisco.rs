//! Cisco's numbers: `UCS-SD960G6I1X-EV`, `UCS-HD12TB10K12N`, `UCS-HD4T7KL12N`.
//!
//! `UCS-`, `SD` or `HD`, capacity, then speed (disks: 7K, 10K, 15K) and link (6 SATA,
//! 12 SAS). `12TB10K` is 1.2 TB: disks of 10,000 turns leave the point out; SSDs write
//! `19T` for 1.92 TB. Source: Cisco UCS C240 M5 spec sheet,
//! <https://www.cisco.com/c/dam/en/us/products/collateral/servers-unified-computing/ucs-c-series-rack-servers/c240m5-sff-specsheet.pdf>.

use crate::identify::scan::{Scan, has};
use crate::spec::{DriveForm, Endurance, Interface};

use super::capacity;
use super::model::Model;

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    if !scan.eat("UCS-") {
        return None;
    }
    if scan.eat("SD") { read_ssd(token, scan) } else { scan.eat("HD").then(|| read_hdd(token, scan)).flatten() }
}

fn read_ssd(token: &[u8], mut scan: Scan<'_>) -> Option<Model> {
    let digits = scan.number()?;
    let gb = if scan.eat("G") {
        digits
    } else if scan.eat("T") {
        tenths(digits)?
    } else {
        return None;
    };
    scan.eat("B");
    let interface = scan.one_of(&[("12", Interface::Sas), ("6", Interface::Sata)]);
    let rest = scan.rest();
    let endurance = if rest.ends_with(b"-EV") || has(rest, "1X") {
        Some(Endurance::ReadIntensive)
    } else {
        has(rest, "3X").then_some(Endurance::MixedUse)
    };
    let model = Model { interface, form: Some(DriveForm::Inch25), endurance, ..Model::ssd("cisco", "drive/cisco", gb) };
    capacity::is_size(gb).then_some(Model { stem: token.len(), ..model })
}

fn read_hdd(token: &[u8], mut scan: Scan<'_>) -> Option<Model> {
    let digits = scan.number()?;
    let terabytes = scan.one_of(&[("TB", true), ("T", true), ("GB", false), ("G", false)])?;
    let rpm = scan.one_of(&[("7K", 7200), ("10K", 10_000), ("15K", 15_000)])?;
    scan.eat("L");
    let interface = scan.one_of(&[("12", Interface::Sas), ("S4K", Interface::Sas), ("6", Interface::Sata)]);
    let gb = match (terabytes, rpm) {
        (false, _) => digits,
        (true, 7200) => digits.checked_mul(1000)?,
        (true, _) => digits.checked_mul(100)?,
    };
    let form = (rpm > 7200).then_some(DriveForm::Inch25);
    let model = Model { interface, form, rpm: Some(rpm), ..Model::hdd("cisco", "drive/cisco", gb) };
    capacity::is_size(gb).then_some(Model { stem: token.len(), ..model })
}

/// `19` is 1.92 TB, `16` is 1.6 TB, `76` is 7.68 TB.
fn tenths(digits: u32) -> Option<u32> {
    let last = u8::try_from(digits % 10).ok()?;
    capacity::of_terabytes(digits / 10, &[b'0' + last], false)
}
