//! Files that are generated, committed and compared by a test.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::examples;

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every generated file with its content.
pub fn all() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for (name, schema) in rackworth_report::json::schemas() {
        let text = serde_json::to_string_pretty(&schema)? + "\n";
        files.push((PathBuf::from("docs/reference/schema").join(name), text.into_bytes()));
    }
    files.push((PathBuf::from("examples/fleet-200.csv"), examples::fleet_csv()?));
    files.push((PathBuf::from("examples/broker-list.xlsx"), examples::broker_xlsx()?));
    Ok(files)
}

pub fn write_all() -> Result<()> {
    for (name, content) in all()? {
        let path = root().join(&name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, content).with_context(|| format!("failed to write {}", path.display()))?;
        println!("{}", name.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_files_are_fresh() {
        for (name, content) in all().unwrap() {
            let there = fs::read(root().join(&name)).unwrap_or_default();
            assert!(there == content, "{} is stale: run `cargo xtask gen`", name.display());
        }
    }
}
