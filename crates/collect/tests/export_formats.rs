//! One machine in every format (`fixtures/exports/formats`): each tells the same, and all of them
//! together tell of one machine.
#![expect(clippy::disallowed_methods, reason = "the test reads fixtures")]

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{Cursor, Write};
    use std::path::{Path, PathBuf};

    use rackworth_collect::export::read_bytes;
    use rackworth_collect::read::read_paths;
    use rackworth_model::hardware::{ComponentKind, RawComponent, Reading};
    use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};

    fn formats() -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/exports/formats")).to_path_buf()
    }

    fn bytes(name: &str) -> Vec<u8> {
        std::fs::read(formats().join(name)).unwrap()
    }

    fn read(name: &str) -> Inventory {
        read_paths(&[formats().join(name)], &mut |_| {})
    }

    fn only(inventory: &Inventory) -> &RawAsset {
        let [only] = inventory.assets.as_slice() else { panic!("{} assets", inventory.assets.len()) };
        only
    }

    fn parts(asset: &RawAsset) -> impl Iterator<Item = &RawComponent> {
        asset.readings.iter().flat_map(Reading::options).flat_map(|option| &option.components)
    }

    fn counts(asset: &RawAsset) -> BTreeMap<&'static str, u32> {
        let mut counts = BTreeMap::new();
        for part in parts(asset) {
            *counts.entry(part.kind.word()).or_default() += part.count;
        }
        counts
    }

    /// A support archive as a BMC packs it: the views in a ZIP in a ZIP.
    fn archive() -> Vec<u8> {
        let pack = |name: &str, content: &[u8]| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
            zip.finish().unwrap().into_inner()
        };
        let inner = pack("tsr/hardware/sysinfo/inventory/sysinfo_DCIM_View.xml", &bytes("sysinfo_DCIM_View.xml"));
        pack("TSR20260105100000_RWK0002.pl.zip", &inner)
    }

    #[test]
    fn every_format_tells_the_same() {
        let all = [("cpu", 2), ("dimm", 2), ("drive", 2), ("nic", 1), ("psu", 1), ("raid", 1)];
        let full = ["hwinventory.xml", "sysinfo_DCIM_View.xml", "wsman.xml", "omsdk.json", "ome.json"];
        let system = ["lshw.json", "lshw.xml", "lshw.txt", "glpi.json", "glpi.xml", "ereuse.json"];
        for name in full.into_iter().chain(system) {
            let inventory = read(name);
            let asset = only(&inventory);
            assert_eq!(counts(asset), BTreeMap::from(all), "{name}");
            assert_eq!(asset.service_tag.as_deref(), Some("RWK0002"), "{name}");
            assert_eq!(asset.id.model.as_deref(), Some("PowerEdge R640"), "{name}");
            assert_eq!(asset.kind, AssetKind::Server, "{name}");
            let card = parts(asset).find(|part| part.kind == ComponentKind::Nic).unwrap();
            assert_eq!(card.facts.ports, Some(2), "{name}");
        }
    }

    #[test]
    fn formats_that_know_less_say_what_they_know() {
        for (name, known) in [
            ("fru.txt", vec![("psu", 1), ("raid", 1)]),
            ("scp.xml", vec![("cpu", 2)]),
            ("scp.json", vec![("cpu", 2)]),
            ("iserver.md", vec![("cpu", 2)]),
            ("netbox-devices.json", vec![]),
            ("netbox-inventory-items.json", vec![("dimm", 2), ("psu", 1)]),
            ("nvme-list.json", vec![("drive", 1)]),
            ("nvme-list-2.json", vec![("drive", 1)]),
            ("nvme-id-ctrl.json", vec![("drive", 1)]),
        ] {
            let inventory = read(name);
            assert_eq!(counts(only(&inventory)), known.into_iter().collect(), "{name}");
        }
        let profile = read("scp.xml");
        assert_eq!(only(&profile).texts[0].text, "64 GB", "a sum of memory, whose modules are not told");
        let drives = read("nvme-list.json");
        let drive = parts(only(&drives)).next().unwrap();
        assert_eq!(drive.facts.capacity.map(|size| size.0), Some(1_920_383_410_176), "two namespaces are one drive");
    }

    #[test]
    fn all_formats_together_are_one_machine() {
        let inventory = read("");
        let asset = only(&inventory);
        let all = [("cpu", 2), ("dimm", 2), ("drive", 2), ("nic", 1), ("psu", 1), ("raid", 1)];
        assert_eq!(counts(asset), BTreeMap::from(all));
        assert!(asset.texts.is_empty(), "the sum of the memory is no memory beside its modules");
        assert_eq!(asset.hostname.as_deref(), Some("rwk-02"));
        assert_eq!(asset.site.as_deref(), Some("lab"));
    }

    #[test]
    fn exports_and_the_tree_of_a_machine_are_one_machine() {
        let scratch = tempfile::tempdir().unwrap();
        let system = scratch.path().join("bmc/redfish/v1/Systems/1");
        std::fs::create_dir_all(&system).unwrap();
        let body = r##"{"@odata.id": "/redfish/v1/Systems/1", "@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem",
            "Manufacturer": "Dell Inc.", "Model": "PowerEdge R640", "SKU": "RWK0002", "SerialNumber": "CNRWK0000002B1"}"##;
        std::fs::write(system.join("index.json"), body).unwrap();
        std::fs::copy(formats().join("hwinventory.xml"), scratch.path().join("inventory.xml")).unwrap();
        let inventory = read_paths(&[scratch.path().to_path_buf()], &mut |_| {});
        assert_eq!(counts(only(&inventory)).get("cpu"), Some(&2), "the tree tells of no processor");
    }

    #[test]
    fn a_support_archive_holds_the_views() {
        let inventory = read_bytes("TSR.zip", &archive()).unwrap();
        let views = read("sysinfo_DCIM_View.xml");
        assert_eq!(counts(only(&inventory)), counts(only(&views)));
        assert!(inventory.unread.iter().any(|note| note.text.contains("rest of the archive")));
        // A copy that was cut off is no archive any more, and is told from a sheet by its name only.
        let cut = archive();
        assert!(read_bytes("TSR.zip", &cut[..cut.len() / 2]).is_none());
    }

    #[test]
    fn a_mark_before_the_text_is_no_text() {
        for name in ["fru.txt", "lshw.txt", "lshw.json", "hwinventory.xml"] {
            let marked = [b"\xEF\xBB\xBF".to_vec(), bytes(name)].concat();
            let (plain, marked) = (read_bytes(name, &bytes(name)).unwrap(), read_bytes(name, &marked).unwrap());
            assert_eq!(plain.assets, marked.assets, "{name}");
        }
    }

    #[test]
    fn a_cut_inventory_gives_what_was_told_before_the_cut() {
        let whole = bytes("hwinventory.xml");
        let cut = &whole[..whole.len() / 2];
        let inventory = read_bytes("hwinventory.xml", cut).unwrap();
        assert_eq!(counts(only(&inventory)).get("cpu"), Some(&2));
        assert!(inventory.problems.iter().any(|problem| problem.found.contains("cut-off")));
    }
}
