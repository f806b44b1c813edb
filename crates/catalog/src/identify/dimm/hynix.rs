//! SK hynix modules: `HMA84GR7CJR4N-XN` (DDR4), `HMT31GR7CFR4A-H9` (DDR3),
//! `HMCG94AEBRA123N` and `HMCT04MEERA131N` (DDR5), `HYMP525P72CP4-Y5` (DDR2).
//!
//! Die density, depth, module type, data width, die generation, package, lead,
//! organization, then `-` and speed. DDR5 writes one digit for the capacity and one for
//! the organization. Source: SK hynix module part-number decoders
//! (<https://www.skhynix.com>), checked against <https://github.com/linuxhw/DMI>.

use rackworth_model::measure::Bytes;

use crate::identify::scan::Scan;
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

/// Depth codes in units of 2²⁰ addresses of 64 data bits.
const DEPTHS: [(&str, u32); 10] = [
    ("64", 64),
    ("12", 128),
    ("25", 256),
    ("51", 512),
    ("1G", 1024),
    ("2G", 2048),
    ("4G", 4096),
    ("8G", 8192),
    ("AG", 16_384),
    ("BG", 32_768),
];

/// Speed codes behind the dash, all generations.
const SPEEDS: [(&str, u32); 18] = [
    ("E3", 400),
    ("C4", 533),
    ("Y4", 667),
    ("Y5", 667),
    ("S5", 800),
    ("S6", 800),
    ("G7", 1066),
    ("H9", 1333),
    ("PB", 1600),
    ("RD", 1866),
    ("TE", 2133),
    ("TF", 2133),
    ("UH", 2400),
    ("UL", 2400),
    ("VK", 2666),
    ("WM", 2933),
    ("XN", 3200),
    ("XS", 3200),
];

pub(super) fn read(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if scan.eat("HYMP") || scan.eat("HMP") {
        return read_classic(scan, MemoryGeneration::Ddr2);
    }
    if scan.eat("HMA") {
        return read_classic(scan, MemoryGeneration::Ddr4);
    }
    if scan.eat("HMCG") || scan.eat("HMCT") {
        return read_ddr5(scan);
    }
    scan.eat("HMT").then(|| read_classic(scan, MemoryGeneration::Ddr3)).flatten()
}

fn read_classic(mut scan: Scan<'_>, generation: MemoryGeneration) -> Option<DimmSpec> {
    let die = scan.next_if(|b| b.is_ascii_alphanumeric())?;
    let depth = scan.one_of(&DEPTHS)?;
    let kind = scan.letter()?;
    let width = scan.one_of(&[("72", 72), ("64", 64), ("7", 72), ("8", 72), ("6", 64)])?;
    let module = classic_module(kind, width, generation)?;
    let capacity = grammar::capacity_of_depth(depth)?;
    let (ranks, chip_width) = organization(&mut scan, generation, die, capacity);
    scan.take_while(|b| b.is_ascii_alphanumeric());
    let speed_mts = if scan.eat("-") { scan.one_of(&SPEEDS) } else { None };
    Some(DimmSpec { generation: Some(generation), module, capacity, speed_mts, ranks, chip_width })
}

/// `None` for a letter that is not known; fully buffered DDR2 (F) has no word.
fn classic_module(kind: u8, width: u32, generation: MemoryGeneration) -> Option<Option<ModuleType>> {
    let ecc = width == 72;
    let found = match kind {
        b'R' | b'V' => ModuleType::Rdimm,
        b'P' if generation == MemoryGeneration::Ddr2 => ModuleType::Rdimm,
        b'L' => ModuleType::Lrdimm,
        b'U' | b'E' if ecc => ModuleType::EccUdimm,
        b'U' => ModuleType::Udimm,
        b'S' | b'A' if ecc => ModuleType::EccSodimm,
        b'S' => ModuleType::Sodimm,
        b'F' if generation == MemoryGeneration::Ddr2 => return Some(None),
        _ => return None,
    };
    Some(Some(found))
}

/// Reads die generation, package, lead and organization: `CJR4`. Package `M` holds two
/// dies, so that a rank takes half of its nominal density.
fn organization(
    scan: &mut Scan<'_>,
    generation: MemoryGeneration,
    die: u8,
    capacity: Bytes,
) -> (Option<u8>, Option<u8>) {
    let mut look = *scan;
    let (Some(_), Some(package), Some(_)) = (look.letter(), look.letter(), look.letter()) else {
        return (None, None);
    };
    let Some(width) = look.one_of(&[("4", 4), ("8", 8)]) else {
        return (None, None);
    };
    *scan = look;
    let gigabits = match (generation, die) {
        (MemoryGeneration::Ddr3, b'1') => 1,
        (MemoryGeneration::Ddr3, b'3') => 2,
        (MemoryGeneration::Ddr3 | MemoryGeneration::Ddr4, b'4') => 4,
        (MemoryGeneration::Ddr3 | MemoryGeneration::Ddr4, b'8') => 8,
        (MemoryGeneration::Ddr4, b'A' | b'B') => 16,
        _ => return (None, Some(width)),
    };
    let single = grammar::ranks(capacity, gigabits, width);
    let ranks = match package {
        b'F' | b'J' | b'B' => single,
        b'M' => single.and_then(|ranks| ranks.checked_mul(2)),
        _ => None,
    };
    (ranks, Some(width))
}

/// Behind `HMCG` (single dies) or `HMCT` (stacks): capacity, organization, die, speed,
/// two letters for the module.
fn read_ddr5(mut scan: Scan<'_>) -> Option<DimmSpec> {
    // Letters stand for modules of 24-gigabit dies.
    let (gib, die) = scan.one_of(&[
        ("6", (8, 16)),
        ("7", (16, 16)),
        ("8", (32, 16)),
        ("9", (64, 16)),
        ("0", (128, 16)),
        ("1", (256, 16)),
        ("M", (96, 24)),
    ])?;
    let chip_width = scan.one_of(&[("4", Some(4)), ("8", Some(8)), ("6", None)])?;
    scan.letter()?;
    let speed_mts = scan.one_of(&[("E", 4800), ("G", 5600), ("H", 6400)]);
    if speed_mts.is_none() {
        scan.letter()?;
    }
    scan.letter()?;
    let module = scan.one_of(&[
        ("R", ModuleType::Rdimm),
        ("U", ModuleType::Udimm),
        ("E", ModuleType::EccUdimm),
        ("S", ModuleType::Sodimm),
        ("A", ModuleType::EccSodimm),
    ]);
    let capacity = Bytes::from_gib(gib)?;
    let ranks = chip_width.and_then(|width| grammar::ranks(capacity, die, width));
    Some(DimmSpec { generation: Some(MemoryGeneration::Ddr5), module, capacity, speed_mts, ranks, chip_width })
}
