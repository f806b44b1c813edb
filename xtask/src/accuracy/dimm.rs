//! Memory modules: part numbers of real machines, alone and with what the machines report.

use std::path::Path;

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_catalog::spec::{DimmSpec, MemoryGeneration, ModuleType, Spec};
use rackworth_model::hardware::{ComponentKind, Facts};
use rackworth_model::measure::Bytes;

use super::score::{GOAL, Tally};
use super::{Row, cell, component, read_rows};

/// Reports that contradict every other report of the same module: half of a 16 GB
/// module, and a registered module without a register. A number alone cannot know.
const MISREPORTED: [&str; 2] = ["M393A2K40BB2-CTD6Q", "M393A2K40CB1-CRC"];

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let rows = read_rows(&data.join("catalog/dimm_pairs.csv"))?;
    let mut alone = Tally::new("memory: numbers alone", Some(GOAL));
    let mut reported = Tally::new("memory: numbers with what the machine reports", Some(GOAL));
    let mut silent = Tally::new("memory: Kingston's internal numbers alone, which say nothing", None);
    for row in &rows {
        let Some(number) = cell(row, "part_number") else { continue };
        let judge = |part: &Part| faults(part, row);
        reported.ask(catalog, &component(ComponentKind::Dimm, number, facts(row)), judge);
        let tally = if is_internal(number) { &mut silent } else { &mut alone };
        if !MISREPORTED.contains(&number) {
            tally.ask(catalog, &component(ComponentKind::Dimm, number, Facts::default()), judge);
        }
    }
    let mut oem = Tally::new("memory: numbers of Dell, HPE and Lenovo alone", Some(GOAL));
    for row in read_rows(&data.join("catalog/oem_memory_pairs.csv"))? {
        for number in ["sku", "alt_part_number"].into_iter().filter_map(|column| cell(&row, column)) {
            let asked = component(ComponentKind::Dimm, number, Facts::default());
            oem.ask(catalog, &asked, |part| faults(part, &row));
        }
    }
    Ok(vec![alone, reported, silent, oem])
}

/// Numbers that Kingston writes on its boards; they carry no capacity.
fn is_internal(number: &str) -> bool {
    number.starts_with("99") && number.contains('-')
}

/// What a machine with this module would report.
fn facts(row: &Row) -> Facts {
    let gib: Option<f64> = cell(row, "capacity_gb").and_then(|gib| gib.parse().ok());
    Facts {
        capacity: gib.map(|gib| Bytes((gib * 1024.0).round() as u64 * 1024 * 1024)),
        memory_type: cell(row, "ddr").map(str::to_string),
        module_type: cell(row, "module_type").map(str::to_string),
        speed_mts: cell(row, "speed_mts").and_then(|speed| speed.parse().ok()),
        ..Facts::default()
    }
}

/// Where an answer disagrees with a row. A row with several reported capacities states
/// none; machines report whether a module has a register, and little more of its type;
/// their speed may be the slower one it runs at.
fn faults(part: &Part, row: &Row) -> Vec<String> {
    let Spec::Dimm(spec) = &part.spec else { return vec!["no module".to_string()] };
    let mut found = Vec::new();
    let stated = cell(row, "capacity_gb").and_then(|gib| gib.parse::<f64>().ok());
    let stated = stated.filter(|_| cell(row, "capacity_conflict").is_none());
    if stated.is_some_and(|gib| (gib - spec.capacity.gib()).abs() > 0.01 * gib) {
        found.push(format!("{} GiB for {}", spec.capacity.gib(), stated.unwrap_or_default()));
    }
    let generation = cell(row, "ddr").or(cell(row, "type_speed")).and_then(generation);
    if generation.is_some_and(|stated| spec.generation != Some(stated)) {
        found.push(format!("{:?} for {generation:?}", spec.generation));
    }
    let module = cell(row, "module_type").map(|text| text.contains("RDIMM"));
    if module.is_some_and(|stated| spec.module.map(is_registered) != Some(stated)) {
        found.push(format!("{:?} for {:?}", spec.module, cell(row, "module_type")));
    }
    found.extend(slower(spec, row));
    found
}

/// A module cannot be rated below the speed of a label: those of server makers.
fn slower(spec: &DimmSpec, row: &Row) -> Option<String> {
    let stated: u32 = cell(row, "type_speed")?.split('-').nth(1)?.parse().ok()?;
    (spec.speed_mts != Some(stated)).then(|| format!("{:?} MT/s for {stated}", spec.speed_mts))
}

fn generation(text: &str) -> Option<MemoryGeneration> {
    text.get(..4)?.to_lowercase().parse().ok()
}

fn is_registered(module: ModuleType) -> bool {
    matches!(module, ModuleType::Rdimm | ModuleType::Lrdimm | ModuleType::Mrdimm)
}
