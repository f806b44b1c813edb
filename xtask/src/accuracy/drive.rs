//! Drives: model names of real machines, alone and with what the machines report.

use std::path::Path;

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_catalog::spec::{Interface, Media, Spec};
use rackworth_model::hardware::{ComponentKind, Facts};
use rackworth_model::measure::Bytes;

use super::score::{GOAL, Goal, Tally};
use super::{Row, cell, component, read_rows};

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let mut reported = Tally::new("drives: names with what the machine reports", Some(GOAL));
    // Seven are Samsung series that are sold under one name in every size.
    let mut alone =
        Tally::new("drives: names of makers of server drives alone", Some(Goal { right: 0.99, wrong: GOAL.wrong }));
    let mut others = Tally::new("drives: names of other makers alone", Some(Goal { right: 0.0, wrong: GOAL.wrong }));
    for row in read_rows(&data.join("catalog/drive_pairs.csv"))? {
        let Some(model) = cell(&row, "reported_model") else { continue };
        let judge = |part: &Part| faults(part, &row);
        reported.ask(catalog, &component(ComponentKind::Drive, model, facts(&row)), judge);
        if !is_shrunk(&row, model) {
            let listed = cell(&row, "vendor").is_some_and(|vendor| MAKERS.contains(&vendor));
            let tally = if listed { &mut alone } else { &mut others };
            tally.ask(catalog, &component(ComponentKind::Drive, model, Facts::default()), judge);
        }
    }
    // Names there are cut and without their makers, sizes are rounded, and those of NVMe
    // drives are of the first namespace, which may be a part of the drive.
    let mut field = Tally::new("drives: a list of failure rates, names alone", Some(Goal { right: 0.8, wrong: 0.015 }));
    for mut row in read_rows(&data.join("catalog/drive_field_reliability.csv"))? {
        let Some(model) = cell(&row, "model").map(str::to_string) else { continue };
        let Some((value, unit)) = cell(&row, "size").and_then(|size| size.split_once(' ')) else { continue };
        let gb = value.parse::<f64>().unwrap_or_default() * if unit == "TB" { 1000.0 } else { 1.0 };
        row.insert("capacity_gb".to_string(), gb.to_string());
        field.ask(catalog, &component(ComponentKind::Drive, &model, Facts::default()), |part| faults(part, &row));
    }
    Ok(vec![alone, others, reported, field])
}

/// Makers of drives that servers are sold with.
const MAKERS: [&str; 13] = [
    "Samsung", "Intel", "Solidigm", "Micron", "Kioxia", "Toshiba", "Seagate", "WDC", "HGST", "Hitachi", "SK hynix",
    "Dell", "HPE",
];

fn gigabytes(row: &Row) -> Option<f64> {
    cell(row, "capacity_gb").and_then(|gb| gb.parse().ok())
}

/// What a machine with this drive would report.
fn facts(row: &Row) -> Facts {
    let bytes = cell(row, "capacity_bytes").and_then(|bytes| bytes.parse().ok());
    Facts {
        capacity: bytes.or_else(|| gigabytes(row).map(|gb| (gb * 1e9) as u64)).map(Bytes),
        media: cell(row, "media").map(str::to_string),
        protocol: cell(row, "interface").map(str::to_string),
        form_factor: cell(row, "form_factor").map(str::to_string),
        rpm: cell(row, "rpm").and_then(|rpm| rpm.parse().ok()),
        ..Facts::default()
    }
}

/// Drives that were set to less than they hold, or cut; a number alone cannot know.
fn is_shrunk(row: &Row, model: &str) -> bool {
    let models = ["Crucial_CT250MX200SSD1", "INTEL SSDSC2CW480A3", "SAMSUNG MZ7KM960HAHP-00005", "WUS3BA119C7P3E3"];
    let small = [220.05, 398.49, 800.0, 960.2];
    models.contains(&model) && gigabytes(row).is_some_and(|gb| small.contains(&gb))
}

/// Where an answer disagrees with a row. A number that says nothing of the interface
/// disagrees with none.
fn faults(part: &Part, row: &Row) -> Vec<String> {
    let Spec::Drive(spec) = &part.spec else { return vec!["no drive".to_string()] };
    let mut found = Vec::new();
    let (stated, own) = (gigabytes(row), spec.capacity.map_or(0.0, Bytes::gb));
    if stated.is_some_and(|stated| (stated - own).abs() > 0.03 * own) {
        found.push(format!("{own} GB for {}", stated.unwrap_or_default()));
    }
    let media = match cell(row, "media") {
        Some("SSD" | "NVMe") => Some(Media::Ssd),
        Some("HDD") => Some(Media::Hdd),
        _ => None,
    };
    if media.is_some_and(|media| media != spec.media) {
        found.push(format!("{} for {media:?}", spec.media));
    }
    let interface = cell(row, "interface").and_then(|text| match text.get(..3)? {
        "SAT" => Some(Interface::Sata),
        "SAS" => Some(Interface::Sas),
        "NVM" => Some(Interface::Nvme),
        _ => None,
    });
    if spec.interface.is_some() && interface.is_some_and(|stated| spec.interface != Some(stated)) {
        found.push(format!("{:?} for {interface:?}", spec.interface));
    }
    found
}
