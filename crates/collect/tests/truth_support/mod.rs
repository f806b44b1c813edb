//! What a buyer would count in captures, as it was written down by hand.
#![expect(clippy::disallowed_methods, reason = "a truth is a file")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// file or tree, asset, kind, words → count.
pub(crate) type Counts = BTreeMap<[String; 4], u64>;

/// The truth `fixtures/<of>/truth.csv`.
pub(crate) fn truth(of: &str) -> Counts {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures")).join(of).join("truth.csv");
    let text = std::fs::read_to_string(path).expect("the truth is in the repository");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let read = |row: Result<[String; 5], csv::Error>| {
        let [file, asset, kind, count, words] = row.expect("a truth has five columns");
        ([file, asset, kind, words], count.parse().expect("a count is a whole number"))
    };
    rows.deserialize().map(read).collect()
}

/// The folder of published captures beside the repository; where it is absent the test says that it skips.
pub(crate) fn published(what: &str) -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")).join(what);
    if !folder.is_dir() {
        eprintln!("skipped: nothing published at {}", folder.display());
        return None;
    }
    Some(folder)
}
