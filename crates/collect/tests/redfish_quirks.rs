//! One small tree of our own for each quirk: what shows it is read as it should be.
#![expect(clippy::disallowed_methods, reason = "the test reads its fixtures")]

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::path::{Path, PathBuf};

    use rackworth_collect::redfish::quirks::QUIRKS;
    use rackworth_collect::redfish::read_folder;
    use rackworth_model::hardware::{ComponentKind, RawComponent};
    use rackworth_model::inventory::{Inventory, RawAsset};
    use rackworth_model::measure::Bytes;

    fn folder() -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/redfish")).to_path_buf()
    }

    fn read(quirk: &str) -> Inventory {
        let mut names = Vec::new();
        let inventory = read_folder(&folder().join(quirk), &mut |progress| names.push(progress.name)).unwrap();
        assert_eq!(names, [quirk], "one tree, named after its folder");
        assert!(inventory.problems.is_empty(), "{:?}", inventory.problems);
        inventory
    }

    fn only(inventory: &Inventory) -> &RawAsset {
        let [asset] = inventory.assets.as_slice() else { panic!("{} assets", inventory.assets.len()) };
        asset
    }

    fn components(inventory: &Inventory) -> Vec<RawComponent> {
        let readings = only(inventory).readings.iter();
        readings.flat_map(|reading| reading.options()[0].components.clone()).collect()
    }

    /// Counts by kind, as `2 cpu, 1 dimm`, kinds in the order of their words.
    fn counted(inventory: &Inventory) -> String {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for component in components(inventory) {
            *counts.entry(component.kind.word()).or_default() += component.count;
        }
        counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
    }

    fn told(inventory: &Inventory, words: &str) -> bool {
        inventory.unread.iter().any(|note| format!("{} {} {}", note.place, note.text, note.why).contains(words))
    }

    fn capacities(inventory: &Inventory) -> Vec<Bytes> {
        components(inventory).iter().filter_map(|component| component.facts.capacity).collect()
    }

    /// What each fixture holds. A quirk that is met on a component is named there.
    const COUNTS: &[(&str, &str, bool)] = &[
        ("bay-holds-fan", "1 fan, 1 psu", true),
        ("cisco-capacity-mib", "2 drive", true),
        ("controller-is-drive", "2 drive, 1 raid", true),
        ("dead-links", "1 backplane, 3 drive", true),
        ("decimal-memory", "2 dimm", true),
        ("decimal-pci-ids", "1 nic", true),
        ("dell-ppid", "1 drive", true),
        ("encoded-links", "1 drive, 1 raid", false),
        ("from-summary", "2 cpu", true),
        ("gigabyte-capacity-binary", "1 drive", true),
        ("inspur-capacity-kb", "1 drive", true),
        ("lower-case-links", "2 cpu, 1 dimm", false),
        ("missing-page", "2 dimm", false),
        ("model-is-part-number", "1 gpu", true),
        ("module-words", "1 board, 2 gpu", true),
        ("placeholder", "1 dimm, 1 psu", true),
        ("port-speed-bits", "1 nic", true),
        ("rank-count", "2 dimm", false),
        ("simulated-model", "1 dimm", false),
        ("soldered-memory", "2 dimm", true),
        ("switch-as-controller", "1 riser", true),
        ("total-memory-decimal", "", false),
        ("twin-systems", "1 cpu, 4 gpu, 4 nic", false),
        ("two-dies-a-module", "1 cpu, 4 gpu", true),
    ];

    #[test]
    fn every_quirk_has_a_fixture_and_every_fixture_a_quirk() {
        let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap());
        let folders = entries.filter(|entry| entry.path().is_dir());
        let folders: BTreeSet<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
        let quirks: BTreeSet<String> = QUIRKS.iter().map(|quirk| quirk.name.to_string()).collect();
        let counted: BTreeSet<String> = COUNTS.iter().map(|(name, _, _)| (*name).to_string()).collect();
        assert_eq!(folders, quirks);
        assert_eq!(counted, quirks);
    }

    #[test]
    fn each_fixture_is_counted_and_names_its_quirk() {
        for (quirk, expected, is_named) in COUNTS {
            let inventory = read(quirk);
            assert_eq!(counted(&inventory), *expected, "{quirk}");
            let named = components(&inventory).iter().any(|component| component.quirks.contains(quirk));
            assert_eq!(named, *is_named, "{quirk}");
        }
    }

    #[test]
    fn capacities_are_repaired() {
        assert_eq!(capacities(&read("cisco-capacity-mib")), [Bytes(4_000_786_153_472), Bytes(120_033_640_448)]);
        assert_eq!(capacities(&read("inspur-capacity-kb")), [Bytes(800_165_888_000)]);
        assert_eq!(capacities(&read("gigabyte-capacity-binary")), [Bytes(1_920_383_000_000)]);
        assert_eq!(capacities(&read("decimal-memory")), [Bytes::from_gib(16).unwrap(); 2]);
    }

    #[test]
    fn sums_stand_for_what_was_not_collected() {
        let texts = |quirk: &str| only(&read(quirk)).texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts("from-summary"), ["384 GB"]);
        assert_eq!(texts("total-memory-decimal"), ["512 GB"]);
        assert_eq!(texts("missing-page"), ["64 GB"], "128 GB in sum, 64 GB in hand");
        assert!(texts("lower-case-links").is_empty(), "the links meet their resources");
        assert!(told(&read("total-memory-decimal"), "476.837376"));
        assert!(told(&read("missing-page"), "4 members"));
        assert!(told(&read("from-summary"), "/redfish/v1/Systems/System.Embedded.1/Processors"));
    }

    #[test]
    fn words_are_kept_and_fillers_are_not() {
        let filler = read("placeholder");
        let asset = only(&filler);
        assert_eq!((&asset.asset_tag, asset.extras.len()), (&None, 0));
        let psu = components(&filler).into_iter().find(|c| c.kind == ComponentKind::Psu).unwrap();
        assert_eq!((psu.id.model, psu.text), (None, None));
        let gpu = components(&read("model-is-part-number")).remove(0);
        assert_eq!(gpu.id.model.as_deref(), Some("EXVENDOR A1 NVL"));
        let gpu = components(&read("module-words")).remove(0);
        assert_eq!(gpu.text.as_deref(), Some("EX200 1CPU:2GPU Board; PX001; EX200 NVL"));
        assert_eq!(only(&read("simulated-model")).id.model.as_deref(), Some("ProLiant EX360"));
        let drive = components(&read("dell-ppid")).remove(0);
        assert_eq!(drive.id.serial.as_deref(), Some("REALSERIAL01"));
    }

    #[test]
    fn memory_that_is_no_module_says_so() {
        let dimms = components(&read("soldered-memory"));
        let kinds: Vec<_> = dimms.iter().map(|dimm| dimm.facts.memory_type.as_deref().unwrap()).collect();
        assert_eq!(kinds, ["HBM", "soldered"]);
        assert!(dimms.iter().all(|dimm| dimm.facts.module_type.is_none()));
        let dimms = components(&read("rank-count"));
        assert!(dimms.iter().all(|dimm| dimm.facts.speed_mts == Some(4800)), "rated, not running");
    }

    #[test]
    fn ports_and_functions_are_read_in_their_units() {
        let card = components(&read("port-speed-bits")).remove(0);
        assert_eq!((card.facts.ports, card.facts.link_gbps), (Some(3), Some(10)));
        assert_eq!(card.slot.as_deref(), Some("PCIe 27"));
        let card = components(&read("decimal-pci-ids")).remove(0);
        assert_eq!(card.facts.pci.unwrap().to_string(), "15b3:101b");
    }

    #[test]
    fn a_folder_of_trees_gives_each_by_name() {
        let all = read_folder(&folder(), &mut |_| {}).unwrap();
        let names: Vec<String> = all.evidence.iter().map(|evidence| evidence.name.clone()).collect();
        assert_eq!(names, COUNTS.iter().map(|(name, _, _)| *name).collect::<Vec<_>>());
        assert_eq!(all.assets.len(), COUNTS.len());
    }
}
