//! Tidiness as tests: what reviewers should not have to say twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::generated::root;

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != ".git" {
            files(&path, ending, found);
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    for folder in ["crates", "xtask", "fuzz"] {
        files(&root().join(folder), ".rs", &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(root()).unwrap().to_path_buf(), text)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn crates_know_only_what_architecture_allows() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut allowed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let names = |cell: &str| cell.split('`').skip(1).step_by(2).map(package).collect::<BTreeSet<String>>();
        allowed.insert(package(cells[0].trim_matches('`')), names(cells[cells.len() - 1]));
    }
    let metadata = cargo_metadata::MetadataCommand::new().no_deps().current_dir(root()).exec().unwrap();
    let members: BTreeSet<String> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    assert_eq!(members, allowed.keys().cloned().collect(), "ARCHITECTURE.md lists other crates than cargo");
    for package in &metadata.packages {
        let normal = |d: &&cargo_metadata::Dependency| d.kind == cargo_metadata::DependencyKind::Normal;
        let used: BTreeSet<String> = package
            .dependencies
            .iter()
            .filter(normal)
            .map(|d| d.name.clone())
            .filter(|n| members.contains(n))
            .collect();
        assert_eq!(used, allowed[package.name.as_str()], "{} knows other crates than the page allows", package.name);
    }
}

/// `model` is the package `rackworth-model`; the binary and xtask have short names.
fn package(name: &str) -> String {
    match name {
        "rackworth" | "xtask" => name.to_string(),
        name => format!("rackworth-{name}"),
    }
}

#[test]
fn every_file_says_what_it_is_and_can_be_held_in_a_head() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines: at most 600", path.display());
        assert!(text.starts_with("//!"), "{} does not begin with what it is", path.display());
    }
}

#[test]
fn functions_are_short() {
    for (path, text) in sources() {
        // A test may hold a long table of examples.
        let text = text.split("\nmod tests {").next().unwrap_or_default();
        let mut open: Option<(usize, usize, &str)> = None;
        for (n, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            match open {
                Some((start, depth, name)) if indent == depth && line.trim_start().starts_with('}') => {
                    assert!(
                        n - start <= 70,
                        "{}:{}: `{name}` has {} lines: at most 70",
                        path.display(),
                        start + 1,
                        n - start
                    );
                    open = None;
                }
                None if is_function(line) && line.trim_end().ends_with('{') => open = Some((n, indent, line.trim())),
                _ => {}
            }
        }
    }
}

fn is_function(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.iter().take(3).any(|word| *word == "fn")
}

#[test]
fn errors_do_not_print_their_source() {
    for (path, text) in sources() {
        for (n, line) in text.lines().enumerate() {
            let told =
                line.trim_start().starts_with("#[error(") && (line.contains("{source}") || line.contains("{source:"));
            assert!(!told, "{}:{}: an error prints its source", path.display(), n + 1);
        }
    }
}

#[test]
fn nothing_is_left_to_do_in_the_code_and_no_machine_shows() {
    let mut all = Vec::new();
    for ending in [".rs", ".md", ".toml", ".csv"] {
        files(root(), ending, &mut all);
    }
    // Spelled in pieces, so that this file passes.
    let forbidden =
        [["to", "do!("], ["unimple", "mented!("], ["db", "g!("], ["/wo", "rk/"], ["/fa", "rm/"], ["/tm", "p/"]];
    for path in all {
        // A fixture may be in another encoding; what is no text names no path either.
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for pieces in &forbidden {
            let word = pieces.concat();
            let stray = text.lines().any(|line| line.contains(&word) && !line.contains("http"));
            assert!(!stray, "{} holds `{word}`", path.display());
        }
    }
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let mut paths = Vec::new();
    files(&root().join("docs/adr"), ".md", &mut paths);
    let mut numbers: Vec<u32> =
        paths.iter().filter_map(|path| path.file_name()?.to_str()?.split_once('-')?.0.parse().ok()).collect();
    numbers.sort_unstable();
    let expected: Vec<u32> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
    assert_eq!(numbers, expected);
}
