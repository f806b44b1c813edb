//! Kingston modules: `KVR16LR11D4/16`, `KVR1333D3D4R9S/8G`, `KSM56R46BD4-64`.
//!
//! Speed (two digits, or in full before `D` and the generation), `L` for low voltage,
//! module type, latency, ranks, chip width, and the capacity behind `/` or `-`; `K4`
//! before it marks a kit of four. The generation follows from the speed: the `D4` of
//! `KVR16R11D4` is two ranks of x4. Internal numbers (`9965…`) carry no capacity.
//! Source: Kingston ValueRAM and Server Premier part-number decoders,
//! <https://www.kingston.com/en/memory/valueram> and
//! <https://www.kingston.com/en/memory/server-premier>.

use rackworth_model::measure::Bytes;

use crate::identify::scan::{Scan, number};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

const KINDS: [(&str, ModuleType); 8] = [
    ("SE", ModuleType::EccSodimm),
    ("S", ModuleType::Sodimm),
    ("R", ModuleType::Rdimm),
    ("P", ModuleType::Rdimm),
    ("L", ModuleType::Lrdimm),
    ("E", ModuleType::EccUdimm),
    ("N", ModuleType::Udimm),
    ("U", ModuleType::Udimm),
];

pub(super) fn read(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if [b'D', b'H', b'L', b'C'].iter().any(|maker| bytes.starts_with(&[b'K', b'T', *maker, b'-'])) {
        return read_for_maker(bytes);
    }
    if !scan.eat("KVR") && !scan.eat("KSM") {
        return None;
    }
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let code = number(digits)?;
    if digits.len() == 2 { read_new(scan, grammar::speed_of_two_digits(code)?) } else { read_old(scan, code) }
}

/// Modules for servers of one maker: `KTD-PE424/32G` (Dell), `KTH-PL316LV/16G` (HP),
/// `KTL-TS426D8/32G` (Lenovo). Two letters of the line, generation, speed, `LV` for low
/// voltage, then `E` for unbuffered, `LQ` for load reduced, or ranks and chip width.
fn read_for_maker(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes.get(4..)?);
    scan.one_of(&[("PE", ()), ("PL", ()), ("TS", ()), ("UCS", ()), ("UC", ())])?;
    let generation = match scan.digits(1)? {
        3 => MemoryGeneration::Ddr3,
        4 => MemoryGeneration::Ddr4,
        5 => MemoryGeneration::Ddr5,
        _ => return None,
    };
    let speed = grammar::speed_of_two_digits(scan.digits(2)?)?;
    scan.eat("LV");
    let (ranks, chip_width) = organization(&mut scan);
    let module = match scan.peek()? {
        b'E' => ModuleType::EccUdimm,
        b'L' if scan.ahead(1) == Some(b'Q') => ModuleType::Lrdimm,
        _ => ModuleType::Rdimm,
    };
    let (generation, module) = (Some(generation), Some(module));
    Some(DimmSpec { generation, module, capacity: capacity(scan)?, speed_mts: Some(speed), ranks, chip_width })
}

/// Behind `KVR24`: `R17D4/16`.
fn read_new(mut scan: Scan<'_>, speed: u32) -> Option<DimmSpec> {
    // The `L` of low voltage stands before the module's letter, that of load-reduced is it.
    if scan.peek() == Some(b'L') && scan.ahead(1).is_some_and(|b| b"RENSL".contains(&b)) {
        scan.next();
    }
    let module = scan.one_of(&KINDS)?;
    scan.number();
    scan.eat("B");
    let (ranks, chip_width) = organization(&mut scan);
    let generation = match speed {
        1066..=1866 => MemoryGeneration::Ddr3,
        2133..=3200 => MemoryGeneration::Ddr4,
        4800.. => MemoryGeneration::Ddr5,
        _ => return None,
    };
    let capacity = capacity(scan)?;
    let (generation, module) = (Some(generation), Some(module));
    Some(DimmSpec { generation, module, capacity, speed_mts: Some(speed), ranks, chip_width })
}

/// Behind `KVR1333`: `D3D4R9S/8G`.
fn read_old(mut scan: Scan<'_>, speed: u32) -> Option<DimmSpec> {
    let generation =
        scan.one_of(&[("D2", MemoryGeneration::Ddr2), ("D3", MemoryGeneration::Ddr3), ("D4", MemoryGeneration::Ddr4)])?;
    if scan.peek() == Some(b'L') && scan.ahead(1).is_some_and(|b| b.is_ascii_uppercase()) {
        scan.next();
    }
    let (ranks, chip_width) = organization(&mut scan);
    // Fully buffered modules (`F`) have no word of their own.
    let module = if scan.eat("F") { None } else { Some(scan.one_of(&KINDS)?) };
    let speed_mts = super::witness::standard_speed(Some(generation), speed);
    Some(DimmSpec { generation: Some(generation), module, capacity: capacity(scan)?, speed_mts, ranks, chip_width })
}

/// `D4` and a letter, a slash or a dash behind it: two ranks of x4.
fn organization(scan: &mut Scan<'_>) -> (Option<u8>, Option<u8>) {
    let mut look = *scan;
    let ranks = look.one_of(&[("S", 1), ("D", 2), ("Q", 4), ("O", 8)]);
    let width = look.one_of(&[("4", 4), ("8", 8)]);
    let ends = look.peek().is_none_or(|b| !b.is_ascii_digit());
    match (ranks, width) {
        (Some(_), Some(_)) if ends => {
            *scan = look;
            (ranks, width)
        }
        _ => (None, None),
    }
}

/// The capacity of one module: what stands behind `/` or `-`, shared out over a kit.
fn capacity(mut scan: Scan<'_>) -> Option<Bytes> {
    let mut modules = 1;
    while let Some(byte) = scan.next() {
        match byte {
            b'/' | b'-' => {
                let gib = scan.number()?;
                let each = (gib % modules == 0).then(|| gib / modules)?;
                return (1..=512).contains(&each).then(|| Bytes::from_gib(u64::from(each))).flatten();
            }
            b'K' => modules = scan.number().filter(|n| (2..=8).contains(n)).unwrap_or(1),
            byte if byte.is_ascii_alphanumeric() => {}
            _ => return None,
        }
    }
    None
}

/// The generation an internal number belongs to: `99`, a digit, the number of the board,
/// `-`. Boards are numbered in the order of their design; the limits lie in the gaps
/// between the numbers machines of <https://github.com/linuxhw/DMI> report.
pub(super) fn generation_of_board(bytes: &[u8]) -> Option<MemoryGeneration> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("99") {
        return None;
    }
    scan.digits(1)?;
    let board = scan.digits(4)?;
    if !scan.eat("-") {
        return None;
    }
    match board {
        5300..=5399 => Some(MemoryGeneration::Ddr2),
        5400..=5560 => Some(MemoryGeneration::Ddr3),
        5585..=5770 => Some(MemoryGeneration::Ddr4),
        5785..=5899 => Some(MemoryGeneration::Ddr5),
        _ => None,
    }
}
