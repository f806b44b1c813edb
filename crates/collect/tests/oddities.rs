//! What real services and tools do and no reader expects, in trees and exports of our own (`fixtures/oddities`): each gives
//! what a buyer would count.
#![expect(clippy::disallowed_methods, reason = "the test reads its fixtures")]

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};

    use rackworth_collect::read::read_paths;
    use rackworth_collect::redfish::read_resources;
    use rackworth_model::hardware::{ComponentKind, RawComponent, Reading};
    use rackworth_model::inventory::Inventory;
    use rackworth_model::measure::Bytes;
    use serde_json::{Map, Value};

    fn folder() -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/oddities")).to_path_buf()
    }

    /// A tree as its file has it: bodies by URI. An export by its own reader.
    fn read(name: &str) -> Inventory {
        let path = folder().join(name);
        if !name.ends_with(".json") {
            return read_paths(&[path], &mut |_| {});
        }
        let bodies: Map<String, Value> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let resources = bodies.into_iter().map(|(uri, body)| (uri, body.to_string().into_bytes())).collect();
        read_resources(name, &resources)
    }

    fn parts(inventory: &Inventory) -> Vec<&RawComponent> {
        let readings = inventory.assets.iter().flat_map(|asset| &asset.readings);
        readings.flat_map(Reading::options).flat_map(|option| &option.components).collect()
    }

    fn counted(inventory: &Inventory) -> String {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for part in parts(inventory) {
            *counts.entry(part.kind.word()).or_default() += part.count;
        }
        counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
    }

    fn told(inventory: &Inventory, words: &str) -> bool {
        let unread = inventory.unread.iter().map(|note| format!("{} {} {}", note.place, note.text, note.why));
        unread.chain(inventory.problems.iter().map(ToString::to_string)).any(|line| line.contains(words))
    }

    const COUNTS: &[(&str, &str)] = &[
        ("board-serial.json", ""),
        ("dead-bays.json", "2 drive"),
        ("dmidecode.txt", "1 cpu, 2 dimm"),
        ("drive-without-words.json", "1 drive"),
        ("empty-slots.json", "1 cpu, 1 dimm, 1 drive"),
        ("fru.txt", "1 psu, 1 raid"),
        ("links-by-name.json", "2 psu"),
        ("listed-twice.json", "2 drive, 1 gpu, 1 nic, 2 psu, 1 raid"),
        ("members-inlined.json", "3 psu"),
        ("not-parts.json", "2 cpu, 1 dimm, 1 gpu"),
        ("old-service.json", "1 cpu, 1 dimm"),
        ("padded-words.json", "1 cpu, 1 dimm"),
        ("serials-shared.json", "2 cpu, 4 gpu, 2 nic"),
        ("switch-typed-gpu.json", "2 gpu"),
        ("two-lists-of-drives.json", "2 drive, 1 raid"),
        ("whole-list-with-next-page.json", "3 dimm"),
    ];

    #[test]
    fn each_gives_what_a_buyer_would_count() {
        let wrong: Vec<String> = COUNTS
            .iter()
            .map(|(name, expected)| (name, expected, counted(&read(name)), read(name).assets.len()))
            .filter(|(_, expected, found, n_assets)| found != **expected || *n_assets != 1)
            .map(|(name, expected, found, n)| format!("{name}: {found} in {n} assets, expected {expected} in one"))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_fixture_is_counted() {
        let entries =
            std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<String> = entries.filter(|name| name != "README.md").collect();
        assert_eq!(files, COUNTS.iter().map(|(name, _)| (*name).to_string()).collect());
    }

    #[test]
    fn a_machine_is_called_by_its_tag_and_not_by_its_board() {
        let read = read("board-serial.json");
        assert_eq!(read.assets[0].service_tag.as_deref(), Some("RWKOD01"));
        assert_ne!(read.assets[0].id.serial.as_deref(), Some("RWKOD01"));
    }

    #[test]
    fn what_is_missing_is_told() {
        assert!(told(&read("dead-bays.json"), "/Drives/2"));
        assert!(told(&read("old-service.json"), "/redfish/v1/Systems/1/Storage"));
        assert!(!told(&read("whole-list-with-next-page.json"), "members"), "the list is whole");
    }

    #[test]
    fn a_module_has_its_facts_however_they_are_spelled() {
        let modules = read("dmidecode.txt");
        let modules: Vec<_> =
            parts(&modules).into_iter().filter(|part| part.kind == ComponentKind::Dimm).cloned().collect();
        assert!(modules.iter().all(|module| module.facts.capacity == Bytes::from_gib(8)));
        assert!(modules.iter().all(|module| module.facts.speed_mts == Some(1333)), "rated, not running");
        assert!(modules.iter().all(|module| module.id.serial.is_none()), "{modules:?}");
        assert_eq!(modules[1].id.part_number, None);
    }
}
