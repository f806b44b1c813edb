//! Accelerators by the names of their data sheets, and Dell part numbers in their written
//! forms.

use std::path::Path;

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_catalog::spec::Spec;
use rackworth_model::class::Class;
use rackworth_model::hardware::{ComponentKind, Facts};
use rackworth_model::measure::Bytes;

use super::score::{Goal, Tally};
use super::{Row, cell, component, read_rows};

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let wrong_never = Some(Goal { right: 0.9, wrong: 0.0 });
    let mut gpus = Tally::new("accelerators: names of data sheets", wrong_never);
    for row in read_rows(&data.join("catalog/gpu.csv"))? {
        let Some(model) = cell(&row, "model") else { continue };
        if LISTED_WRONG.contains(&model) {
            continue;
        }
        let asked = component(ComponentKind::Gpu, model, Facts::default());
        gpus.ask(catalog, &asked, |part| gpu_faults(part, &row));
    }
    let mut numbers = Tally::new("Dell part numbers in three written forms", wrong_never);
    for row in read_rows(&data.join("catalog/dell_pn_pairs.csv"))? {
        let (Some(dpn), Some(class)) = (cell(&row, "dpn5"), cell(&row, "component_class")) else { continue };
        for text in [format!("0{dpn}"), format!("0{dpn}A01"), format!("CN-0{dpn}-12345-67A-0001-A00")] {
            let mut asked = component(kind(class), &text, Facts::default());
            (asked.id.model, asked.id.part_number) = (None, Some(text));
            numbers.ask(catalog, &asked, |part| number_faults(part, &row, class));
        }
    }
    Ok(vec![gpus, numbers])
}

/// Rows of the list that contradict the maker's data sheets: V100 with the powers of PCIe
/// and SXM2 exchanged, an A800 with that of its 40 GB card, an MI300A with memory and power
/// of the MI300X, a B300 with 288 GB of which HGX B300 makes 270 usable.
const LISTED_WRONG: [&str; 7] = [
    "Tesla V100 PCIe 16 GB",
    "Tesla V100 SXM2 16 GB",
    "Tesla V100 SXM2 32 GB",
    "Tesla V100 SXM3 32 GB",
    "A800 PCIe 80 GB",
    "Radeon Instinct MI300A",
    "B300",
];

/// Memory is listed by chip: a card of several has a multiple of it.
fn gpu_faults(part: &Part, row: &Row) -> Vec<String> {
    let Spec::Gpu(spec) = &part.spec else { return vec!["no accelerator".to_string()] };
    let mut found = Vec::new();
    let memory = cell(row, "memory_gb").and_then(|gb| gb.parse::<f64>().ok());
    let own = spec.memory.map(Bytes::gib);
    let fits = |stated: f64, own: f64| [1.0, 2.0, 4.0].iter().any(|n| (stated * n - own).abs() <= 0.03 * own);
    if memory.zip(own).is_some_and(|(stated, own)| !fits(stated, own)) {
        found.push(format!("{own:?} GB for {memory:?}"));
    }
    let watts = cell(row, "tdp_w").and_then(|watts| watts.parse::<u32>().ok());
    if watts.zip(spec.tdp).is_some_and(|(stated, own)| stated.abs_diff(own.0) * 10 > stated) {
        found.push(format!("{:?} for {watts:?} W", spec.tdp));
    }
    found
}

fn kind(class: &str) -> ComponentKind {
    match class {
        "backplane" => ComponentKind::Backplane,
        "boss" | "raid_controller" => ComponentKind::Raid,
        "dimm" => ComponentKind::Dimm,
        "drive" => ComponentKind::Drive,
        "nic" => ComponentKind::Nic,
        "psu" => ComponentKind::Psu,
        "riser_adapter" => ComponentKind::Riser,
        "system_board" => ComponentKind::Board,
        _ => ComponentKind::Unknown,
    }
}

/// The class, and the power of a supply and the size of a module or drive where listed.
fn number_faults(part: &Part, row: &Row, class: &str) -> Vec<String> {
    let own = match class {
        "dimm" => Class::Dimm,
        "drive" => part.class(),
        "nic" => Class::Nic,
        "psu" => Class::Psu,
        "boss" | "raid_controller" => Class::Raid,
        "other" => part.class(),
        _ => Class::Other,
    };
    let mut found = Vec::new();
    if part.class() != own {
        found.push(format!("{} for {class}", part.class()));
    }
    let watts = cell(row, "watts").and_then(|watts| watts.parse::<u32>().ok());
    if let (Spec::Psu(psu), Some(watts)) = (&part.spec, watts)
        && psu.watts.is_some_and(|own| own.0 != watts)
    {
        found.push(format!("{:?} for {watts} W", psu.watts));
    }
    let gigabytes = cell(row, "capacity").and_then(|text| text.strip_suffix("GB")?.parse::<f64>().ok());
    if let (Spec::Dimm(dimm), Some(gigabytes)) = (&part.spec, gigabytes)
        && (dimm.capacity.gib() - gigabytes).abs() > 0.1
    {
        found.push(format!("{} GiB for {gigabytes}", dimm.capacity.gib()));
    }
    found
}
