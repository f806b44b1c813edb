//! Micron modules: `MTA36ASF4G72PZ-2G9E2`, `36KSF2G72PZ-1G6` (DDR4 and older, with or
//! without the prefix) and `MTC40F2046S1RC48BA1` (DDR5).
//!
//! Dies, voltage letter (H DDR2, J K M DDR3, A DDR4), package family, depth, data
//! width, options (P registered, L load-reduced, A unbuffered, H small outline; D two
//! ranks of x8; S stacks), `Z`, then `-` and speed. Source: Micron part numbering,
//! <https://www.micron.com/numbering>, as in
//! <https://github.com/user-attachments/files/16826066/RAM-Module.Part.Numbering.Systems.pdf>.

use rackworth_model::measure::Bytes;

use crate::identify::scan::{Scan, number};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

/// Speed codes behind the dash; `S` in the middle marks stacks.
const SPEEDS: [(&str, u32); 24] = [
    ("40E", 400),
    ("53E", 533),
    ("667", 667),
    ("80E", 800),
    ("800", 800),
    ("80B", 800),
    ("80C", 800),
    ("1G0", 1066),
    ("1G1", 1066),
    ("1G2", 1066),
    ("1G3", 1333),
    ("1G4", 1333),
    ("1G5", 1333),
    ("1G6", 1600),
    ("1G9", 1866),
    ("2G1", 2133),
    ("2S1", 2133),
    ("2G3", 2400),
    ("2G4", 2400),
    ("2S3", 2400),
    ("2G6", 2666),
    ("2S6", 2666),
    ("2G9", 2933),
    ("2S9", 2933),
];
const FAST_SPEEDS: [(&str, u32); 2] = [("3G2", 3200), ("3S2", 3200)];

pub(super) fn read(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if scan.eat("MTC") {
        return read_ddr5(scan);
    }
    if !scan.eat("MTA") {
        scan.eat("MT");
    }
    read_classic(scan)
}

fn read_classic(mut scan: Scan<'_>) -> Option<DimmSpec> {
    let dies = scan.number().filter(|dies| (2..=144).contains(dies))?;
    let generation = match scan.letter()? {
        b'H' => MemoryGeneration::Ddr2,
        b'J' | b'K' | b'M' => MemoryGeneration::Ddr3,
        b'A' => MemoryGeneration::Ddr4,
        _ => return None,
    };
    let family = scan.take_while(|b| b.is_ascii_uppercase());
    if !(2..=3).contains(&family.len()) {
        return None;
    }
    let (depth, width) = depth_and_width(&mut scan)?;
    let options = scan.take_while(|b| b.is_ascii_uppercase());
    let module = module(options.first().copied(), width)?;
    let capacity = grammar::capacity_of_depth(depth)?;
    let chip_width = chip_width(dies, module, options, width);
    let ranks = chip_width.and_then(|chip| ranks(dies, chip, width));
    scan.eat("-");
    let speed_mts = scan.one_of(&SPEEDS).or_else(|| scan.one_of(&FAST_SPEEDS));
    Some(DimmSpec { generation: Some(generation), module: Some(module), capacity, speed_mts, ranks, chip_width })
}

/// `4G72` is 4 Gi deep; `51272` is 512 Mi deep. Both are 72 wide.
fn depth_and_width(scan: &mut Scan<'_>) -> Option<(u32, u32)> {
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let (depth, width) = if scan.eat("G") {
        (number(digits).filter(|depth| *depth <= 64)? * 1024, scan.digits(2)?)
    } else {
        let (depth, width) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
        (number(depth).filter(|depth| *depth <= 4096)?, number(width)?)
    };
    matches!(width, 64 | 72).then_some((depth, width))
}

fn module(option: Option<u8>, width: u32) -> Option<ModuleType> {
    match (option?, width) {
        (b'P', _) => Some(ModuleType::Rdimm),
        (b'L', _) => Some(ModuleType::Lrdimm),
        (b'A', 72) => Some(ModuleType::EccUdimm),
        (b'A', _) => Some(ModuleType::Udimm),
        (b'H', 72) => Some(ModuleType::EccSodimm),
        (b'H', _) => Some(ModuleType::Sodimm),
        _ => None,
    }
}

/// Registered modules are x4, except nine dies or two ranks of x8 (`PDZ`); unbuffered
/// ones are x8, but four or five dies are x16.
fn chip_width(dies: u32, module: ModuleType, options: &[u8], width: u32) -> Option<u8> {
    let registered = matches!(module, ModuleType::Rdimm | ModuleType::Lrdimm);
    match dies {
        9 => Some(8),
        _ if registered && !options.contains(&b'D') => Some(4),
        _ if dies.is_multiple_of(width / 8) => Some(8),
        _ => None,
    }
}

fn ranks(dies: u32, chip: u8, width: u32) -> Option<u8> {
    let per_rank = width / u32::from(chip);
    let ranks = dies.checked_div(per_rank)?;
    (dies.is_multiple_of(per_rank) && (1..=8).contains(&ranks)).then(|| u8::try_from(ranks).ok()).flatten()
}

/// Behind `MTC`: dies, family, ranks, `0`, organization, capacity, `S1`, module, `C`, speed.
fn read_ddr5(mut scan: Scan<'_>) -> Option<DimmSpec> {
    scan.number()?;
    scan.letter()?;
    let ranks = scan.digits(1).and_then(|ranks| u8::try_from(ranks).ok());
    if !scan.eat("0") {
        return None;
    }
    let chip_width = scan.one_of(&[("16", None), ("4", Some(4)), ("8", Some(8))])?;
    let gib =
        scan.one_of(&[("3", 8), ("4", 16), ("5", 32), ("6", 64), ("7", 128), ("8", 256), ("X", 48), ("W", 96)])?;
    scan.eat("S");
    scan.number();
    let module = scan.one_of(&[
        ("R", ModuleType::Rdimm),
        ("E", ModuleType::EccUdimm),
        ("U", ModuleType::Udimm),
        ("S", ModuleType::Sodimm),
        ("T", ModuleType::EccSodimm),
        ("H", ModuleType::Mrdimm),
    ]);
    let speed_mts = if scan.eat("C") { scan.digits(2).and_then(grammar::speed_of_two_digits) } else { None };
    let (generation, capacity) = (Some(MemoryGeneration::Ddr5), Bytes::from_gib(gib)?);
    Some(DimmSpec { generation, module, capacity, speed_mts, ranks, chip_width })
}
