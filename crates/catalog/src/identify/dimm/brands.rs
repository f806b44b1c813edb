//! Makers that sell to people, whose modules turn up in workstations and small servers:
//! Corsair `CMK32GX4M2A2666C16`, G.Skill `F4-3200C16D-32GVK`. Both write the capacity of
//! the whole kit.
//!
//! Sources: part numbering on the product pages, <https://www.corsair.com> and
//! <https://www.gskill.com>.

use rackworth_model::measure::Bytes;

use crate::identify::scan::Scan;
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

use super::witness::standard_speed;

fn generation_of(digit: u32) -> Option<MemoryGeneration> {
    match digit {
        3 => Some(MemoryGeneration::Ddr3),
        4 => Some(MemoryGeneration::Ddr4),
        5 => Some(MemoryGeneration::Ddr5),
        _ => None,
    }
}

fn kit(gib: u32, modules: u32, generation: MemoryGeneration, module: ModuleType, speed: u32) -> Option<DimmSpec> {
    let each = gib.is_multiple_of(modules).then(|| gib.checked_div(modules)).flatten()?;
    let capacity = (1..=64).contains(&each).then(|| Bytes::from_gib(u64::from(each))).flatten()?;
    Some(DimmSpec {
        generation: Some(generation),
        module: Some(module),
        capacity,
        // Overclocked modules are sold with speeds that no server runs.
        speed_mts: standard_speed(Some(generation), speed),
        ranks: None,
        chip_width: None,
    })
}

/// `CM`, family (`S` in notebooks), gigabytes, `GX` and generation, `M` and how many,
/// a letter, speed, `C` and latency.
pub(super) fn read_corsair(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("CM") {
        return None;
    }
    let module = if scan.peek() == Some(b'S') { ModuleType::Sodimm } else { ModuleType::Udimm };
    scan.take_while(|b| b.is_ascii_uppercase());
    let gib = scan.number()?;
    if !scan.eat("GX") {
        return None;
    }
    let generation = generation_of(scan.digits(1)?)?;
    if !scan.eat("M") {
        return None;
    }
    let modules = scan.digits(1)?;
    scan.letter()?;
    kit(gib, modules, generation, module, scan.number()?)
}

/// `F` and generation, `-`, speed, latency, `S`, `D` or `Q` for one, two or four, `-`,
/// gigabytes.
pub(super) fn read_gskill(bytes: &[u8]) -> Option<DimmSpec> {
    let mut scan = Scan::new(bytes);
    if !scan.eat("F") {
        return None;
    }
    let generation = generation_of(scan.digits(1)?)?;
    if !scan.eat("-") {
        return None;
    }
    let speed = scan.digits(4)?;
    let latency = scan.take_while(|b| b.is_ascii_alphanumeric());
    if !scan.eat("-") {
        return None;
    }
    let modules = match latency.last() {
        Some(b'D') => 2,
        Some(b'T') => 3,
        Some(b'Q') => 4,
        _ => 1,
    };
    let gib = scan.number()?;
    if !scan.eat("G") {
        return None;
    }
    let small = scan.take_while(|b| b.is_ascii_uppercase()).ends_with(b"RS");
    kit(gib, modules, generation, if small { ModuleType::Sodimm } else { ModuleType::Udimm }, speed)
}
