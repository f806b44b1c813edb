//! What holds for every sheet: no cell is lost without a word, and no bytes bring the reader down.
#![expect(clippy::disallowed_methods, reason = "the test reads its fixtures")]

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;
    use rackworth_collect::sheet::read_bytes;
    use rackworth_model::Locator;
    use rackworth_model::inventory::{Inventory, UnreadKind};

    /// Headers of every sort; the last ones have no meaning.
    const HEADERS: &[&str] = &[
        "Serial",
        "Serial Number",
        "Service Tag",
        "Asset Tag",
        "Hostname",
        "Server",
        "Parent Serial",
        "Manufacturer",
        "Model",
        "Part Number",
        "Type",
        "Description",
        "Qty",
        "Qty",
        "Condition",
        "Site",
        "Location",
        "#",
        "Notes",
        "Price",
        "CPU",
        "CPU Model",
        "CPU Count",
        "Cores",
        "Cores per CPU",
        "RAM (GB)",
        "Memory Size",
        "DIMM",
        "DIMM Size (GB)",
        "DIMM Count",
        "Memory Type",
        "Storage",
        "Storage (TB)",
        "Drive Size",
        "SSD",
        "HDD Size (TB)",
        "HDD Count",
        "Drive 1",
        "Drive 1 Model",
        "Drive 1 Size (MB)",
        "Drive 1 Serial",
        "Drive 2 Model",
        "GPU",
        "NIC",
        "RAID",
        "PSU",
        "PSU Watts",
        "Size",
        "Speed",
        "Capacity",
        "Slot",
        "Vendor",
        "Is Virtual",
        "",
        "Mystery",
        "Registered in",
    ];

    /// Words that change what a row is; they are shared by many cells.
    const KINDS: &[&str] = &["CPU", "Memory", "SSD", "Server", "Laptop", "Power Supply"];

    /// A table whose cells are all different, where it matters: seven digits, or letters and seven digits.
    fn table() -> impl Strategy<Value = (Vec<&'static str>, Vec<Vec<String>>)> {
        let headers = prop::collection::vec(prop::sample::select(HEADERS), 2..12);
        let shape = prop::collection::vec(prop::collection::vec(0_u8..6, 12), 1..8);
        let pools = (prop::sample::select(KINDS), 0_u32..4);
        (headers, shape, pools).prop_map(|(headers, shape, (kind, n_hosts))| {
            let mut next = 1_000_000_u32;
            let mut cell = |header: &str, row: usize, choice: u8| {
                next += 1;
                match (header, choice) {
                    (_, 0) => String::new(),
                    ("Type", 1..=4) => KINDS[(row + usize::from(choice)) % KINDS.len()].to_string(),
                    ("Type", _) => kind.to_string(),
                    // The machines of a list of components: the same again and again.
                    ("Server" | "Parent Serial" | "Hostname", _) if n_hosts > 0 => {
                        format!("h{}", 2_000_000 + row as u32 % n_hosts)
                    }
                    ("Qty" | "CPU Count" | "DIMM Count" | "HDD Count", 1..=3) => format!("{choice}"),
                    (_, 1) => format!("{next}"),
                    _ => format!("w{next}"),
                }
            };
            let rows = shape.iter().enumerate();
            let rows = rows
                .map(|(row, choices)| headers.iter().zip(choices).map(|(h, c)| cell(h, row, *c)).collect())
                .collect();
            (headers, rows)
        })
    }

    /// The columns that are told as unread, and whether a whole sheet is.
    fn unread_columns(read: &Inventory) -> (BTreeSet<u32>, bool) {
        let mut columns = BTreeSet::new();
        let mut sheet = false;
        for unread in &read.unread {
            match (unread.kind, &unread.place.locator) {
                (UnreadKind::Column, Locator::Cell { column, .. }) => _ = columns.insert(*column),
                (UnreadKind::Sheet, _) => sheet = true,
                _ => {}
            }
        }
        (columns, sheet)
    }

    fn fixtures() -> Vec<PathBuf> {
        let own = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sheets"));
        let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/exports"));
        let mut paths: Vec<PathBuf> = Vec::new();
        for folder in [own.to_path_buf(), shared.join("ereuse-devicehub"), shared.join("rvtools-workshop")] {
            match std::fs::read_dir(&folder) {
                Ok(entries) => paths.extend(entries.map(|entry| entry.unwrap().path())),
                Err(_) => eprintln!("skipped: {} is not here", folder.display()),
            }
        }
        paths.sort();
        assert!(paths.len() > 10);
        paths
    }

    /// Changes some bytes, takes some out, or cuts the end off.
    fn mutate(bytes: &mut Vec<u8>, edits: &[(u32, u8, u8)]) {
        for (at, how, byte) in edits {
            if bytes.is_empty() {
                return;
            }
            let at = *at as usize % bytes.len();
            match how % 4 {
                0 => bytes[at] = *byte,
                1 => bytes.insert(at, *byte),
                2 => _ = bytes.drain(at..bytes.len().min(at + usize::from(*byte))),
                _ => bytes.truncate(bytes.len().max(64) - usize::from(*byte).min(bytes.len())),
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_cell_is_lost_without_a_word((headers, rows) in table()) {
            let line = |cells: &[String]| cells.join(",");
            let header: Vec<String> = headers.iter().map(ToString::to_string).collect();
            let body: Vec<String> = rows.iter().map(|row| line(row)).collect();
            let file = format!("{}\n{}\n", line(&header), body.join("\n"));
            let read = read_bytes("list.csv", file.as_bytes());
            let (columns, sheet) = unread_columns(&read);
            let told = format!("{read:?}");
            for (column, cell) in rows.iter().flat_map(|row| (0_u32..).zip(row)) {
                let shared = cell.is_empty() || cell.len() < 7;
                let lost = !shared && !sheet && !columns.contains(&column) && !told.contains(cell.as_str());
                prop_assert!(!lost, "{cell} of column {column} is lost:\n{file}\n{read:#?}");
            }
        }

        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let read = read_bytes("file", &bytes);
            prop_assert!(!read.problems.is_empty() || !read.assets.is_empty());
        }

        #[test]
        fn any_cells_are_read(
            cells in prop::collection::vec(prop::sample::select(&[
                "Serial", "CPU", "Qty", "Type", "Server", "RAM (GB)", "Drive 1", "Total", "2", "-1", "#N/A", "\"", "\"a\nb\"", "é", "1.2E+9", "---",
            ][..]), 0..60),
            seams in prop::collection::vec(prop::sample::select(&[",", ",", ",", "\n", "\n\n", ";", "\t", "\r"][..]), 60),
        ) {
            let file: String = cells.iter().zip(&seams).flat_map(|(cell, seam)| [*cell, *seam]).collect();
            read_bytes("file", file.as_bytes());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn damaged_files_are_read(
            which in any::<prop::sample::Index>(),
            edits in prop::collection::vec((any::<u32>(), any::<u8>(), any::<u8>()), 1..6),
        ) {
            let paths = fixtures();
            let path = which.get(&paths);
            let mut bytes = std::fs::read(path).unwrap();
            mutate(&mut bytes, &edits);
            read_bytes("file", &bytes);
        }
    }
}
