//! `cargo xtask accuracy`: how often identification is right, wrong, or says that it does
//! not know, on numbers and machines whose truth is known.
//!
//! The lists and captures lie beside the repository and belong to others; without them
//! nothing is measured and the committed page stays as it is.

mod captured;
mod cpu;
mod dimm;
mod drive;
mod machines;
mod other;
mod page;
mod score;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rackworth_catalog::Catalog;
use rackworth_model::hardware::{ComponentKind, Facts, Place, RawComponent};
use rackworth_model::provenance::Locator;

use crate::generated::root;
use crate::section;
use score::Tally;

const PAGE: &str = "docs/reference/accuracy.md";

/// Measures, prints, and writes the part `identification` of the page.
pub fn run() -> Result<()> {
    let Some(data) = data() else {
        println!(
            "nothing measured: the lists and captures are not beside the repository (../shared/data); {PAGE} stays"
        );
        return Ok(());
    };
    let tallies = measure(&data)?;
    for tally in &tallies {
        println!("{tally}");
    }
    let body = page::body(&tallies);
    let path = root().join(PAGE);
    let before = fs::read_to_string(&path).unwrap_or_else(|_| page::TITLE.to_string());
    fs::write(&path, section::replaced(&before, "identification", &body)?)
        .with_context(|| format!("failed to write {PAGE}"))?;
    println!("{PAGE}");
    Ok(())
}

/// The folder of lists and captures, where there is one.
fn data() -> Option<PathBuf> {
    let folder = root().join("../shared/data");
    folder.join("catalog").is_dir().then_some(folder)
}

fn measure(data: &Path) -> Result<Vec<Tally>> {
    let catalog = Catalog::embedded()?;
    let mut tallies = dimm::measure(&catalog, data)?;
    tallies.extend(drive::measure(&catalog, data)?);
    tallies.extend(cpu::measure(&catalog, data)?);
    tallies.extend(other::measure(&catalog, data)?);
    tallies.extend(captured::measure(&catalog, data)?);
    tallies.extend(machines::measure(&catalog, data)?);
    Ok(tallies)
}

/// A row of a list by its headings.
type Row = BTreeMap<String, String>;

fn read_rows(path: &Path) -> Result<Vec<Row>> {
    let text = fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.with_context(|| format!("failed to read {}", path.display()))).collect()
}

/// The trimmed cell; `None` when it is empty.
fn cell<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    row.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
}

/// A component that says its model and these facts, and nothing else.
fn component(kind: ComponentKind, model: &str, facts: Facts) -> RawComponent {
    let place = Place { file: "list".into(), locator: Locator::File };
    let mut component = RawComponent::new(kind, place);
    component.id.model = Some(model.to_string());
    component.facts = facts;
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_reached() {
        let Some(data) = data() else {
            eprintln!("skipped: no lists at ../shared/data");
            return;
        };
        for tally in measure(&data).unwrap() {
            assert!(tally.reaches_its_goal(), "{tally}");
        }
    }
}
