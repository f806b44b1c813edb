//! CPUs: every listed model in each form in which machines and people write it.

use std::path::Path;

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_catalog::spec::Spec;
use rackworth_model::hardware::{ComponentKind, Facts};

use super::score::{GOAL, Goal, Tally};
use super::{Row, cell, component, read_rows};

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let mut brands = Tally::new("CPUs: brand strings", Some(GOAL));
    let mut short = Tally::new("CPUs: as people write them", Some(GOAL));
    let mut samples = Tally::new("CPUs: engineering samples, which are refused", Some(Goal { right: 0.0, wrong: 0.0 }));
    for row in read_rows(&data.join("catalog/cpu.csv"))? {
        let Some(sku) = cell(&row, "sku") else { continue };
        let judge = |part: &Part| faults(part, &row, sku);
        for text in brand_strings(&row, sku) {
            brands.ask(catalog, &component(ComponentKind::Cpu, &text, Facts::default()), judge);
        }
        for text in short_forms(sku) {
            short.ask(catalog, &component(ComponentKind::Cpu, &text, Facts::default()), judge);
        }
    }
    for text in SAMPLES {
        samples.ask(catalog, &component(ComponentKind::Cpu, text, Facts::default()), |_| vec!["a sample".to_string()]);
    }
    Ok(vec![brands, short, samples])
}

/// Strings of samples, as machines report them.
const SAMPLES: [&str; 8] = [
    "AMD Eng Sample: 100-000000248-08_35/21_N",
    "AMD Eng Sample: 2S1405A5VIHE4_28/14_N",
    "AMD Eng Sample, ZS268145TCG54_32/25/20_2/16",
    "Genuine Intel(R) CPU 0000%@",
    "Genuine Intel(R) CPU $0000%@",
    "Genuine Intel(R) CPU @ 2.00GHz",
    "Intel(R) Xeon(R) Gold 6248 ES",
    "Intel Xeon Platinum 8260 QS",
];

/// What the processor says of itself (CPUID leaves 8000_0002h to 8000_0004h, 48 bytes).
fn brand_strings(row: &Row, sku: &str) -> Vec<String> {
    if let Some(number) = sku.strip_prefix("AMD EPYC ") {
        let cores = cell(row, "cores").unwrap_or("8");
        let brand = format!("AMD EPYC {number} {cores}-Core Processor");
        return vec![format!("{brand:<47}"), brand];
    }
    let name = sku.trim_start_matches("Intel Xeon ").trim_start_matches("CPU ");
    let ghz = cell(row, "base_ghz").and_then(|ghz| ghz.parse::<f64>().ok()).unwrap_or(2.0);
    let metal = ["Platinum", "Gold", "Silver", "Bronze", "Max", "W", "E-"].iter().any(|word| name.starts_with(word));
    if metal {
        return vec![format!("Intel(R) Xeon(R) {name} CPU @ {ghz:.2}GHz"), format!("Intel(R) Xeon(R) {name}")];
    }
    vec![
        format!("Intel(R) Xeon(R) CPU {name} @ {ghz:.2}GHz"),
        format!("      Intel(R) Xeon(R) CPU {name} @ {ghz:.2}GHz"),
    ]
}

/// With the maker, without, in small letters.
fn short_forms(sku: &str) -> Vec<String> {
    let bare = sku.trim_start_matches("Intel ").trim_start_matches("AMD ");
    let number = bare.trim_start_matches("Xeon ").trim_start_matches("CPU ");
    vec![
        sku.to_string(),
        bare.to_string(),
        number.to_string(),
        number.to_lowercase(),
        format!("2x {bare}"),
        format!("2x{number}"),
    ]
}

/// Where an answer disagrees with a row: another model, or other cores or power.
fn faults(part: &Part, row: &Row, sku: &str) -> Vec<String> {
    let Spec::Cpu(spec) = &part.spec else { return vec!["no CPU".to_string()] };
    let mut found = Vec::new();
    let told = sku.trim_start_matches("Intel ").trim_start_matches("AMD ");
    let plain = |text: &str| text.replace("CPU ", "").replace(['-', ' '], "").to_lowercase();
    if plain(told) != plain(&part.name) {
        found.push(format!("not {told}"));
    }
    let cores = cell(row, "cores").and_then(|cores| cores.parse::<u32>().ok());
    if cores.is_some() && spec.cores.is_some() && cores != spec.cores {
        found.push(format!("{:?} cores for {cores:?}", spec.cores));
    }
    let watts = cell(row, "tdp_w").and_then(|watts| watts.parse::<u32>().ok());
    let own = spec.tdp.map(|tdp| tdp.0);
    if watts.is_some() && own.is_some() && watts != own {
        found.push(format!("{own:?} W for {watts:?}"));
    }
    found
}
