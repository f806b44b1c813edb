//! What the field says of itself: brand strings and product names out of dumps of real
//! machines, where the shared data is at hand.
#![expect(clippy::disallowed_methods, clippy::print_stderr, reason = "it reads files, and tells what it skipped")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rackworth_model::hardware::{ComponentKind, HardwareId};

use crate::common::{catalog, identify, told};

const DUMPS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/exports/dmidecode-linuxhw");

/// The files of a folder; `None`, told, when it is absent.
fn files(folder: &str) -> Option<Vec<PathBuf>> {
    if !Path::new(folder).is_dir() {
        eprintln!("skipped: {folder} is absent");
        return None;
    }
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from(folder)];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Some(found)
}

/// The values of a dmidecode field, with how often each occurs.
fn values(field: &str) -> Option<BTreeMap<String, u32>> {
    let mut all = BTreeMap::new();
    for path in files(DUMPS)? {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        for line in text.lines() {
            if let Some(value) = line.trim().strip_prefix(field) {
                *all.entry(value.trim().to_string()).or_insert(0) += 1;
            }
        }
    }
    Some(all)
}

/// The share of values that pass, and those that do not.
fn share(values: &BTreeMap<String, u32>, passes: impl Fn(&str) -> bool) -> (f64, Vec<&str>) {
    let failed: Vec<&str> = values.keys().map(String::as_str).filter(|value| !passes(value)).collect();
    let count = |value: &str| f64::from(values.get(value).copied().unwrap_or(0));
    let all: f64 = values.values().copied().map(f64::from).sum();
    (1.0 - failed.iter().map(|value| count(value)).sum::<f64>() / all.max(1.0), failed)
}

#[test]
fn server_cpus_of_the_field_are_read() {
    let Some(mut cpus) = values("Version:") else { return };
    cpus.retain(|value, _| ["Xeon", "EPYC", "Opteron"].iter().any(|brand| value.contains(brand)));
    let (known, failed) = share(&cpus, |value| {
        let found = identify(ComponentKind::Cpu, value, "");
        found.starts_with("cpu/") && !found.contains('|') || found.starts_with("not: ")
    });
    eprintln!("{} brand strings, {known:.3} read; not {failed:?}", cpus.len());
    assert!(cpus.len() > 100 && known > 0.95, "{known} {failed:?}");
}

#[test]
fn machines_of_the_field_are_read() {
    let Some(mut machines) = values("Product Name:") else { return };
    machines.retain(|value, _| value.starts_with("PowerEdge") || value.starts_with("ProLiant"));
    let (known, failed) = share(&machines, |value| {
        let id = HardwareId { model: Some(value.to_string()), ..HardwareId::default() };
        told(&catalog().identify_server(&id)).starts_with("chassis/")
    });
    eprintln!("{} product names, {known:.3} read; not {failed:?}", machines.len());
    assert!(machines.len() > 80 && known > 0.97, "{known} {failed:?}");
}

#[test]
fn supplies_of_the_field_are_read() {
    let Some(mut supplies) = values("Name:") else { return };
    supplies.retain(|value, _| value.contains("SPLY"));
    let (known, failed) = share(&supplies, |value| identify(ComponentKind::Psu, value, "").starts_with("psu/dell/"));
    eprintln!("{} supplies, {known:.3} read; not {failed:?}", supplies.len());
    assert!(supplies.len() > 10 && known > 0.99, "{known} {failed:?}");
}
