//! Exports that were cut, mistyped or never exports: no reader panics, and what is read twice is the same.
#![expect(clippy::disallowed_methods, reason = "the test reads fixtures")]

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use rackworth_collect::{export, redfish, sheet};

    /// Every fixture of ours: exports, sheets, single Redfish resources.
    fn fixtures() -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures")).to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }

    /// Reads bytes with every reader there is.
    fn read_all(name: &str, bytes: &[u8]) {
        let once = export::read_bytes(name, bytes);
        assert_eq!(once, export::read_bytes(name, bytes), "{name}");
        export::read_as_every_format(name, bytes);
        let _ = sheet::read_bytes(name, bytes);
        let resources = std::collections::BTreeMap::from([("/redfish/v1/Systems/1".to_string(), bytes.to_vec())]);
        let _ = redfish::read_resources(name, &resources);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            read_all("any", &bytes);
        }

        #[test]
        fn a_fixture_cut_anywhere_is_survived(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
            let all = fixtures();
            let (name, bytes) = &all[pick.index(all.len())];
            read_all(name, &bytes[..at.index(bytes.len() + 1)]);
        }

        #[test]
        fn a_fixture_with_wrong_bytes_is_survived(
            pick in any::<prop::sample::Index>(),
            wrong in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        ) {
            let all = fixtures();
            let (name, bytes) = &all[pick.index(all.len())];
            let mut bytes = bytes.clone();
            for (at, byte) in wrong {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
            }
            read_all(name, &bytes);
        }

        #[test]
        fn pieces_of_two_fixtures_are_survived(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
            let all = fixtures();
            let (one, other) = (&all[a.index(all.len())].1, &all[b.index(all.len())].1);
            let cut = |bytes: &[u8]| at.index(bytes.len() + 1);
            read_all("spliced", &[&one[..cut(one)], &other[cut(other)..]].concat());
        }
    }
}
