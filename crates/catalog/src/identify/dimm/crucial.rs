//! Crucial modules (a brand of Micron): `CT16G4RFD8266`, `CT2K32G4RFD4293`,
//! `CT32G48C40U5` and the older `CT102472BD160B`.
//!
//! Capacity of one module and `G`, generation, module letter, `F`, ranks, chip width,
//! speed. DDR5 writes the speed behind the capacity and the generation last. The older
//! form is depth in Mi, data width, `A` (DDR2) or `B` (DDR3), module letter, speed.
//! Source: Crucial part-number pages, <https://www.crucial.com/support/articles-faq-memory>.

use rackworth_model::measure::Bytes;

use crate::identify::scan::{Scan, number};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

const KINDS: [(&str, ModuleType); 7] = [
    ("D", ModuleType::Udimm),
    ("S", ModuleType::Sodimm),
    ("R", ModuleType::Rdimm),
    ("V", ModuleType::Rdimm),
    ("L", ModuleType::Lrdimm),
    ("W", ModuleType::EccUdimm),
    ("T", ModuleType::EccSodimm),
];
const DDR4_SPEEDS: [(&str, u32); 5] = [("213", 2133), ("24", 2400), ("266", 2666), ("29", 2933), ("32", 3200)];

pub(super) fn read(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if scan.eat("CB") {
        return read_basics(scan);
    }
    if !scan.eat("CT") {
        return None;
    }
    let mut kit = scan;
    if kit.digits(1).is_some() && kit.eat("K") {
        scan = kit;
    }
    let digits = scan.take_while(|b| b.is_ascii_digit());
    if !scan.eat("G") {
        return read_old(digits, scan);
    }
    let capacity = Bytes::from_gib(u64::from(number(digits).filter(|gib| (1..=512).contains(gib))?))?;
    let mut look = scan;
    if let Some(speed) = look.digits(2).and_then(grammar::speed_of_two_digits).filter(|speed| *speed >= 4800) {
        return read_ddr5(look, capacity, speed);
    }
    match scan.digits(1)? {
        3 => Some(DimmSpec { module: ddr3_module(scan), ..plain(MemoryGeneration::Ddr3, capacity) }),
        4 => read_ddr4(scan, capacity),
        _ => None,
    }
}

/// Crucial Basics: `CB16GU2400`, `CB8GS2666`; gigabytes, `U` or `S`, speed.
fn read_basics(mut scan: Scan<'_>) -> Option<DimmSpec> {
    let gib = scan.number().filter(|gib| (1..=64).contains(gib))?;
    if !scan.eat("G") {
        return None;
    }
    let module = scan.one_of(&[("U", ModuleType::Udimm), ("S", ModuleType::Sodimm)])?;
    let speed = scan.digits(4)?;
    let generation = [MemoryGeneration::Ddr4, MemoryGeneration::Ddr5];
    let fits = |g: &MemoryGeneration| super::witness::standard_speed(Some(*g), speed).is_some() && speed >= 2133;
    let generation = generation.into_iter().find(fits)?;
    let capacity = Bytes::from_gib(u64::from(gib))?;
    Some(DimmSpec { module: Some(module), speed_mts: Some(speed), ..plain(generation, capacity) })
}

fn plain(generation: MemoryGeneration, capacity: Bytes) -> DimmSpec {
    DimmSpec { generation: Some(generation), module: None, capacity, speed_mts: None, ranks: None, chip_width: None }
}

/// Behind `CT16G4`: `RFD8266`.
fn read_ddr4(mut scan: Scan<'_>, capacity: Bytes) -> Option<DimmSpec> {
    let module = scan.one_of(&KINDS);
    if module.is_none() {
        scan.letter()?;
    }
    scan.eat("F");
    let ranks = scan.one_of(&[("S", 1), ("D", 2), ("Q", 4)]);
    let chip_width = scan.one_of(&[("4", Some(4)), ("8", Some(8)), ("6", None)]).flatten();
    let speed_mts = scan.one_of(&DDR4_SPEEDS);
    Some(DimmSpec { module, ranks, chip_width, speed_mts, ..plain(MemoryGeneration::Ddr4, capacity) })
}

/// Behind `CT32G48`: `C40U5`.
fn read_ddr5(mut scan: Scan<'_>, capacity: Bytes, speed: u32) -> Option<DimmSpec> {
    if !scan.eat("C") {
        return None;
    }
    scan.number()?;
    let module = scan.one_of(&[("U", ModuleType::Udimm), ("S", ModuleType::Sodimm), ("R", ModuleType::Rdimm)]);
    Some(DimmSpec { module, speed_mts: Some(speed), ..plain(MemoryGeneration::Ddr5, capacity) })
}

/// Behind `CT16G3`: `ERSLD4160B` is registered with ECC, `ELSLQ41339` load-reduced.
fn ddr3_module(mut scan: Scan<'_>) -> Option<ModuleType> {
    scan.one_of(&[("ER", ModuleType::Rdimm), ("EL", ModuleType::Lrdimm)])
}

/// `102472`, then `BD160B`.
fn read_old(digits: &[u8], mut scan: Scan<'_>) -> Option<DimmSpec> {
    let (depth, width) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
    let depth = number(depth).filter(|depth| depth.is_power_of_two() && (32..=4096).contains(depth))?;
    let ecc = match number(width)? {
        72 => true,
        64 => false,
        _ => return None,
    };
    let generation = scan.one_of(&[("A", MemoryGeneration::Ddr2), ("B", MemoryGeneration::Ddr3)])?;
    let module = match (scan.letter()?, ecc) {
        (b'A' | b'D', true) => Some(ModuleType::EccUdimm),
        (b'A' | b'D', false) => Some(ModuleType::Udimm),
        (b'C' | b'F', false) => Some(ModuleType::Sodimm),
        (b'B', true) => Some(ModuleType::Rdimm),
        _ => None,
    };
    let speeds = [("667", 667), ("800", 800), ("1067", 1066), ("1339", 1333), ("160", 1600), ("186", 1866)];
    let capacity = grammar::capacity_of_depth(depth)?;
    Some(DimmSpec { module, speed_mts: scan.one_of(&speeds), ..plain(generation, capacity) })
}
