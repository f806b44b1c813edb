//! SK hynix: `HFS960G32FEH-BA10A`, `HFS256GD9TNG-L2A0A`, `HFM512GDJTNG`, `HFS001TD9TNG`.
//!
//! `HFS` or `HFM`, capacity, protocol (`3` is SATA, `D` and `E` PCIe), product. Source:
//! SK hynix SSD part numbering, <https://ssd.skhynix.com>, checked against
//! <https://github.com/linuxhw/EnterpriseDrive>.

use crate::identify::scan::Scan;
use crate::spec::{DriveForm, Interface};

use super::capacity;
use super::model::Model;

pub(super) fn read(token: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(token);
    let module = scan.one_of(&[("HFS", false), ("HFM", true)])?;
    let gb = capacity_code(&mut scan)?;
    let interface = match scan.next()? {
        b'3' => Interface::Sata,
        b'D' | b'E' => Interface::Nvme,
        _ => return None,
    };
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let form = module.then_some(DriveForm::M2);
    let model = Model { interface: Some(interface), form, ..Model::ssd("sk-hynix", "drive/sk-hynix", gb) };
    Some(model.stem(token, scan.rest()))
}

/// `960G`, `3T8G`, `001T`: the unit follows.
fn capacity_code(scan: &mut Scan<'_>) -> Option<u32> {
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let whole = crate::identify::scan::number(digits)?;
    if !scan.eat("T") {
        return scan.eat("G").then_some(whole).filter(|gb| *gb > 0);
    }
    let decimals = scan.take_while(|b| b.is_ascii_digit());
    let binary = decimals.is_empty();
    if !decimals.is_empty() && !scan.eat("G") {
        return None;
    }
    if binary {
        return whole.checked_mul(1024).filter(|gb| *gb > 0);
    }
    capacity::of_terabytes(whole, decimals, true)
}

/// Client series named in words: `PC601` and `BC501` are NVMe, `SC311` is SATA.
pub(super) fn read_series(word: &[u8]) -> Option<Model> {
    let mut scan = Scan::new(word);
    let interface = scan.one_of(&[("PC", Interface::Nvme), ("BC", Interface::Nvme), ("SC", Interface::Sata)])?;
    scan.digits(3)?;
    scan.letter();
    let model = Model { gb: None, interface: Some(interface), ..Model::ssd("sk-hynix", "drive/sk-hynix-series", 0) };
    scan.rest().is_empty().then_some(model)
}
