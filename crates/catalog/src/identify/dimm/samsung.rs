//! Samsung modules: `M393A4K40CB2-CVF`, `M321R8GA0BB0-CQKZJ`, `M3 93T5750GZA-CE6`.
//!
//! `M`, form (3 DIMM, 4 SODIMM), module type, generation, depth, banks, organization,
//! die, package, board, then `-`, power and speed. Source: Samsung module label
//! information, <http://www.samsung.com/global/business/semiconductor/support/labelcodeinfo/support_MemoryModule.html>;
//! depth codes of DDR4 and DDR5 were checked against SMBIOS reports in
//! <https://github.com/linuxhw/DMI>.

use crate::identify::scan::Scan;
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::grammar;

/// Depth codes in units of 2²⁰ addresses of 64 data bits.
const DEPTHS: [(&str, u32); 24] = [
    ("32", 32),
    ("33", 32),
    ("64", 64),
    ("65", 64),
    ("28", 128),
    ("29", 128),
    ("56", 256),
    ("57", 256),
    ("51", 512),
    ("52", 512),
    ("1G", 1024),
    ("1K", 1024),
    ("2G", 2048),
    ("2K", 2048),
    ("3G", 3072),
    ("4G", 4096),
    ("4K", 4096),
    ("6G", 6144),
    ("8G", 8192),
    ("8K", 8192),
    ("YG", 12_288),
    ("AG", 16_384),
    ("AK", 16_384),
    ("AJ", 16_384),
];
const BIG_DEPTH: (&str, u32) = ("BG", 32_768);

/// Speed codes, by generation; three-dimensional stacks have codes of their own.
const DDR2_SPEEDS: [(&str, u32); 5] = [("CC", 400), ("D5", 533), ("E6", 667), ("E7", 800), ("F7", 800)];
const DDR3_SPEEDS: [(&str, u32); 6] =
    [("F7", 800), ("F8", 1066), ("H9", 1333), ("K0", 1600), ("MA", 1866), ("NB", 2133)];
const DDR4_SPEEDS: [(&str, u32); 10] = [
    ("PB", 2133),
    ("RB", 2133),
    ("RC", 2400),
    ("TC", 2400),
    ("TD", 2666),
    ("WD", 2666),
    ("VF", 2933),
    ("YF", 2933),
    ("WE", 3200),
    ("AE", 3200),
];
const DDR5_SPEEDS: [(&str, u32); 4] = [("QK", 4800), ("WK", 4800), ("WM", 5600), ("CP", 6400)];

pub(super) fn read(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("M") {
        return None;
    }
    let small = scan.one_of(&[("3", false), ("4", true)])?;
    scan.eat(" ");
    let kind = scan.take(2)?;
    let generation = scan.one_of(&[
        ("T", MemoryGeneration::Ddr2),
        ("B", MemoryGeneration::Ddr3),
        ("A", MemoryGeneration::Ddr4),
        ("R", MemoryGeneration::Ddr5),
    ])?;
    let module = module(generation, small, kind)?;
    let code = scan.rest().get(..2)?;
    let depth = scan.one_of(&DEPTHS).or_else(|| scan.one_of(&[BIG_DEPTH]))?;
    scan.next_if(|b| b.is_ascii_alphanumeric())?;
    let width = scan.one_of(&[("0", Some(4)), ("3", Some(8)), ("4", None)])?;
    let capacity = grammar::capacity_of_depth(depth)?;
    let ranks = die_gigabits(generation, code).and_then(|die| grammar::ranks(capacity, die, width?));
    let speed_mts = speed(generation, scan);
    Some(DimmSpec { generation: Some(generation), module, capacity, speed_mts, ranks, chip_width: width })
}

/// `None` for a type that is not known at all; fully buffered modules (95) have no word.
fn module(generation: MemoryGeneration, small: bool, kind: &[u8]) -> Option<Option<ModuleType>> {
    let ddr5 = generation == MemoryGeneration::Ddr5;
    let found = match (kind, small, ddr5) {
        (b"93" | b"92", false, false) | (b"21" | b"29", false, true) => ModuleType::Rdimm,
        (b"86", false, false) => ModuleType::Lrdimm,
        (b"91" | b"90", false, false) | (b"24", false, true) => ModuleType::EccUdimm,
        (b"78", false, false) | (b"23", false, true) => ModuleType::Udimm,
        (b"70" | b"71", true, false) | (b"25", true, true) => ModuleType::Sodimm,
        (b"74", true, false) | (b"26", true, true) => ModuleType::EccSodimm,
        (b"95", false, false) => return Some(None),
        _ => return None,
    };
    Some(Some(found))
}

/// Gigabits of one die, where the depth code tells: some codes stand for several dies.
fn die_gigabits(generation: MemoryGeneration, depth: &[u8]) -> Option<u32> {
    match (generation, depth) {
        (MemoryGeneration::Ddr3, b"28" | b"56") => Some(1),
        (MemoryGeneration::Ddr3, b"52" | b"57" | b"1K" | b"2K" | b"4K") => Some(2),
        (MemoryGeneration::Ddr3, b"1G" | b"2G" | b"4G" | b"8G") => Some(4),
        (MemoryGeneration::Ddr4, b"1K" | b"2K" | b"4K" | b"8K") => Some(8),
        (MemoryGeneration::Ddr5, b"2G" | b"4G" | b"8G") => Some(16),
        (MemoryGeneration::Ddr5, b"3G" | b"6G" | b"YG") => Some(24),
        (MemoryGeneration::Ddr5, b"AJ") => Some(32),
        _ => None,
    }
}

/// Behind the dash: a letter for the voltage, then the speed. Cut numbers have none.
fn speed(generation: MemoryGeneration, mut scan: Scan<'_>) -> Option<u32> {
    scan.take_while(|b| b.is_ascii_alphanumeric());
    if !scan.eat("-") {
        return None;
    }
    scan.letter()?;
    match generation {
        MemoryGeneration::Ddr2 => scan.one_of(&DDR2_SPEEDS),
        MemoryGeneration::Ddr3 => scan.one_of(&DDR3_SPEEDS),
        MemoryGeneration::Ddr4 => scan.one_of(&DDR4_SPEEDS),
        MemoryGeneration::Ddr5 => scan.one_of(&DDR5_SPEEDS),
    }
}
