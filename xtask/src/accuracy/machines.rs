//! Whole machines: is every part a buyer would count counted, and known for what it is?
//!
//! The truth was written by hand from the captures (`fixtures/identification`): machines,
//! CPUs and cards by their id; memory by generation and GiB; drives by medium, gigabytes
//! and, where the capture tells, protocol.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::fleet::Fleet;
use rackworth_catalog::part::{Identification, Part};
use rackworth_catalog::spec::Spec;
use rackworth_model::class::Class;
use rackworth_model::hardware::Place;

use super::score::{Goal, Tally};
use super::{cell, read_rows};
use crate::generated::root;

/// Class and words → how many.
type Counts = BTreeMap<(String, String), u64>;

const SMARTCTL: [&str; 4] =
    ["smartctl-json-exporter", "smartctl-json-pysmart", "smartctl-json-scrutiny", "smartctl-text-linuxhw"];

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let exports = |folders: &[&str]| folders.iter().map(|folder| data.join("exports").join(folder)).collect();
    let sets: [(&str, Vec<PathBuf>, &str); 3] = [
        ("machines of Redfish trees, whole", vec![data.join("redfish")], "redfish.csv"),
        ("machines of dmidecode dumps, whole", exports(&["dmidecode-linuxhw"]), "dmidecode.csv"),
        ("drives of smartctl dumps, each", exports(&SMARTCTL), "smartctl.csv"),
    ];
    let mut tallies = Vec::new();
    for (what, folders, truth) in sets {
        let truth = truth_of(&root().join("fixtures/identification").join(truth))?;
        let inventory = rackworth_collect::read::read_paths(&folders, &mut |_| {});
        let read = counts(&catalog.identify_fleet(inventory));
        tallies.push(compared(what, &truth, &read));
    }
    Ok(tallies)
}

fn truth_of(path: &Path) -> Result<BTreeMap<String, Counts>> {
    let mut truth: BTreeMap<String, Counts> = BTreeMap::new();
    for row in read_rows(path)? {
        let told = |column| cell(&row, column).unwrap_or_default().to_string();
        let count: u64 = told("count").parse().unwrap_or_default();
        *truth.entry(told("source")).or_default().entry((told("class"), told("what"))).or_default() += count;
    }
    Ok(truth)
}

/// A source whose counts are all equal is right; the others are told with what differs.
fn compared(what: &str, truth: &BTreeMap<String, Counts>, read: &BTreeMap<String, Counts>) -> Tally {
    let mut tally = Tally::new(what, Some(Goal { right: 1.0, wrong: 0.0 }));
    let none = Counts::new();
    for (source, counts) in truth {
        let read = read.get(source).unwrap_or(&none);
        let keys: BTreeSet<_> = counts.keys().chain(read.keys()).collect();
        let differs = |key: &&&(String, String)| counts.get(*key) != read.get(*key);
        let n = |counts: &Counts, key| counts.get(key).copied().unwrap_or_default();
        let faults: Vec<String> = keys
            .iter()
            .filter(differs)
            .map(|key| format!("{} {}: read {}, true {}", key.0, key.1, n(read, key), n(counts, key)))
            .collect();
        let unknown = read.keys().any(|(_, words)| words.starts_with('?'));
        match (faults.is_empty(), unknown) {
            (true, _) => tally.right += 1,
            // What is told not to be known is no error.
            (false, true) => tally.refused.push(format!("`{source}`: {}", faults.join("; "))),
            (false, false) => tally.wrong.push(format!("`{source}`: {}", faults.join("; "))),
        }
    }
    tally
}

/// What was read, by the file that says it.
fn counts(fleet: &Fleet) -> BTreeMap<String, Counts> {
    let mut all: BTreeMap<String, Counts> = BTreeMap::new();
    let mut add = |place: &Place, found: Option<(String, String, u64)>| {
        let file = place.file.rsplit('/').next().unwrap_or_default().to_string();
        if let Some((class, words, n)) = found {
            *all.entry(file).or_default().entry((class, words)).or_default() += n;
        }
    };
    for asset in &fleet.assets {
        add(&asset.raw.place, shown(&asset.platform, Class::Chassis.word(), 1));
        for line in &asset.lines {
            match line.options.as_slice() {
                [only] => only.components.iter().for_each(|(component, identification)| {
                    let found = shown(identification, component.kind.word(), u64::from(component.count));
                    add(&component.place, found);
                }),
                // Total memory, whose split into modules nothing tells.
                _ => add(&line.place, Some(("dimm".to_string(), format!("? {}", line.text), 1))),
            }
        }
    }
    all
}

fn shown(identification: &Identification, kind: &str, n: u64) -> Option<(String, String, u64)> {
    match identification {
        Identification::Identified { part, .. } | Identification::NotAPart { of: Some(part), .. } => {
            words(part).map(|(class, words)| (class, words, n))
        }
        Identification::NotAPart { .. } => None,
        Identification::Ambiguous { candidates, .. } => {
            let all: BTreeSet<_> = candidates.iter().filter_map(|(part, _)| words(part)).collect();
            let class = all.first()?.0.clone();
            let words: Vec<String> = all.into_iter().map(|(_, words)| words).collect();
            Some((class, words.join(" or "), n))
        }
        Identification::Unidentified { .. } => Some((kind.to_string(), "?".to_string(), n)),
    }
}

/// `None` for what is not priced by class.
fn words(part: &Part) -> Option<(String, String)> {
    let words = match &part.spec {
        Spec::Dimm(spec) => {
            let generation = spec.generation.map_or("any", |generation| generation.word());
            format!("{generation} {}", spec.capacity.gib())
        }
        Spec::Drive(spec) => {
            let gigabytes = spec.capacity.map_or(0.0, |capacity| capacity.gb());
            let interface = spec.interface.map_or("any", |interface| interface.word());
            format!("{} {gigabytes} {interface}", spec.media)
        }
        Spec::Other => return None,
        _ => part.id.as_str().split_once('/').map_or(part.id.as_str(), |(_, rest)| rest).to_string(),
    };
    let class = match part.class() {
        Class::Ssd | Class::Hdd => "drive",
        class => class.word(),
    };
    Some((class.to_string(), words))
}
