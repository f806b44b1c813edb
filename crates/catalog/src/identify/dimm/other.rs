//! Makers with few modules: Nanya `NT4GC72B4NA1NL-CG`, Elpida `EBJ17RH4E6NA-GN-F`,
//! Qimonda `HYS72T64001HR-5-A`, SMART Modular `SF4724G4CK8H8HLSBI`, Intel Optane persistent memory `NMA1XXD128GPS`,
//! and Dell's kit numbers `SNP75X1VC/32G`.
//!
//! Sources: Nanya module numbering <https://www.nanya.com>; SMBIOS reports in
//! <https://github.com/linuxhw/DMI>; Intel Optane persistent memory product briefs
//! <https://www.intel.com/content/www/us/en/products/details/memory-storage/optane-memory.html>;
//! Dell lists its kits as `SNP`, part number, `C`, `/`, capacity.

use rackworth_model::measure::Bytes;

use crate::identify::scan::{Scan, number};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

fn plain(generation: Option<MemoryGeneration>, gib: u32) -> Option<DimmSpec> {
    let capacity = Bytes::from_gib(u64::from(gib)).filter(|capacity| capacity.0 > 0 && gib <= 1024)?;
    Some(DimmSpec { generation, module: None, capacity, speed_mts: None, ranks: None, chip_width: None })
}

pub(super) fn read_nanya(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("NT") {
        return None;
    }
    let gib = scan.number()?;
    if !scan.eat("G") {
        return None;
    }
    let generation =
        scan.one_of(&[("T", MemoryGeneration::Ddr2), ("C", MemoryGeneration::Ddr3), ("A", MemoryGeneration::Ddr4)])?;
    scan.one_of(&[("72", ()), ("64", ())])?;
    scan.letter()?;
    let chip_width = scan.one_of(&[("4", 4), ("8", 8)]);
    scan.take_while(|b| b.is_ascii_alphanumeric());
    scan.eat("-");
    let speeds = [("BE", 1066), ("CG", 1333), ("DI", 1600), ("EK", 1866), ("HR", 2666), ("JR", 3200), ("3C", 667)];
    Some(DimmSpec { chip_width, speed_mts: scan.one_of(&speeds), ..plain(Some(generation), gib)? })
}

/// `EBJ` DDR3, `EBE` DDR2.
pub(super) fn read_elpida(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if scan.eat("EBE") {
        return read_elpida_ddr2(scan);
    }
    if !scan.eat("EBJ") {
        return None;
    }
    let gib = scan.one_of(&[("11", 1), ("21", 2), ("41", 4), ("81", 8), ("17", 16)])?;
    let module = scan.one_of(&[("R", ModuleType::Rdimm), ("E", ModuleType::EccUdimm), ("U", ModuleType::Udimm)])?;
    scan.letter()?;
    let chip_width = scan.one_of(&[("4", 4), ("8", 8)]);
    scan.take_while(|b| b.is_ascii_alphanumeric());
    scan.eat("-");
    let speed_mts = scan.one_of(&[("AE", 1066), ("DJ", 1333), ("GN", 1600), ("JS", 1866)]);
    Some(DimmSpec { module: Some(module), chip_width, speed_mts, ..plain(Some(MemoryGeneration::Ddr3), gib)? })
}

/// Behind `EBE`: `51RD8ABFA-4A-E`, the capacity in tenths of 10 GB and hundreds of MB.
fn read_elpida_ddr2(mut scan: Scan<'_>) -> Option<DimmSpec> {
    let mib =
        scan.one_of(&[("25", 256), ("51", 512), ("10", 1024), ("11", 1024), ("20", 2048), ("21", 2048), ("41", 4096)])?;
    let module = scan.one_of(&[
        ("R", Some(ModuleType::Rdimm)),
        ("E", Some(ModuleType::EccUdimm)),
        ("U", Some(ModuleType::Udimm)),
        ("F", None),
    ])?;
    scan.letter()?;
    let chip_width = scan.one_of(&[("4", 4), ("8", 8)]);
    scan.take_while(|b| b.is_ascii_alphanumeric());
    scan.eat("-");
    let speed_mts = scan.one_of(&[("4A", 400), ("5C", 533), ("6E", 667), ("8E", 800), ("8G", 800)]);
    let capacity = Bytes::from_mib(mib)?;
    Some(DimmSpec { module, capacity, chip_width, speed_mts, ..plain(Some(MemoryGeneration::Ddr2), 1)? })
}

/// Qimonda, Infineon before: `HYS72T64001HR-5-A`, in SMBIOS `72T64001HR5A`. Width, `T` for
/// DDR2, depth in Mi, three digits of the product, `H` (lead free), module letters.
pub(super) fn read_qimonda(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    scan.eat("HYS");
    let ecc = scan.one_of(&[("72T", true), ("64T", false)])?;
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let depth = number(digits.get(..digits.len().checked_sub(3)?)?)?;
    if !depth.is_power_of_two() || !scan.eat("H") {
        return None;
    }
    let module = match (scan.letter()?, ecc) {
        (b'R' | b'P', true) => Some(ModuleType::Rdimm),
        (b'F', true) => None,
        (b'U', true) => Some(ModuleType::EccUdimm),
        (b'U', false) => Some(ModuleType::Udimm),
        (b'D', false) => Some(ModuleType::Sodimm),
        _ => return None,
    };
    let capacity = grammar::capacity_of_depth(depth)?;
    Some(DimmSpec { module, capacity, ..plain(Some(MemoryGeneration::Ddr2), 1)? })
}

pub(super) fn read_smart(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("SF4") {
        return None;
    }
    scan.one_of(&[("72", ()), ("64", ())])?;
    let depth = scan.one_of(&[("51", 512), ("1G", 1024), ("2G", 2048), ("4G", 4096), ("8G", 8192)])?;
    let chip_width = Some(scan.one_of(&[("4", 4), ("8", 8)])?);
    scan.letter()?;
    let capacity = grammar::capacity_of_depth(depth)?;
    Some(DimmSpec { capacity, chip_width, ..plain(Some(MemoryGeneration::Ddr4), 1)? })
}

/// The three series of Optane persistent memory and the speed of their bus.
pub(super) fn read_optane(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    let (generation, speed) = scan.one_of(&[
        ("NMA", (MemoryGeneration::Ddr4, 2666)),
        ("NMB", (MemoryGeneration::Ddr4, 3200)),
        ("NMC", (MemoryGeneration::Ddr5, 4400)),
    ])?;
    scan.digits(1)?;
    if !scan.eat("X") {
        return None;
    }
    scan.letter()?;
    if !scan.eat("D") {
        return None;
    }
    let gib = scan.digits(3)?;
    let spec = plain(Some(generation), gib)?;
    scan.eat("G").then_some(DimmSpec { module: Some(ModuleType::Pmem), speed_mts: Some(speed), ..spec })
}

/// Says the capacity only; the five letters in the middle are looked up elsewhere.
pub(super) fn read_dell_kit(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("SNP") {
        return None;
    }
    let code = scan.take_while(|b| b.is_ascii_alphanumeric());
    if !(5..=6).contains(&code.len()) || !scan.eat("/") {
        return None;
    }
    let gib = scan.number()?;
    scan.eat("G").then(|| plain(None, gib)).flatten()
}
