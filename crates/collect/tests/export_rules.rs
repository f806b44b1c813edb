//! What every export reader promises, on exports of our own writing (`fixtures/exports`).
#![expect(clippy::disallowed_methods, reason = "the test reads fixtures")]

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use rackworth_collect::export::quirks::QUIRKS;
    use rackworth_collect::read::read_paths;
    use rackworth_model::hardware::{ComponentKind, RawComponent};
    use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};
    use rackworth_model::measure::{Bytes, Watts};

    fn fixture(name: &str) -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/exports")).join(name)
    }

    fn read(names: &[&str]) -> Inventory {
        let paths: Vec<PathBuf> = names.iter().map(|name| fixture(name)).collect();
        read_paths(&paths, &mut |_| {})
    }

    fn parts(asset: &RawAsset, kind: ComponentKind) -> Vec<&RawComponent> {
        let all = asset
            .readings
            .iter()
            .flat_map(rackworth_model::hardware::Reading::options)
            .flat_map(|option| &option.components);
        all.filter(|part| part.kind == kind).collect()
    }

    fn only(inventory: &Inventory) -> &RawAsset {
        let [only] = inventory.assets.as_slice() else { panic!("{} assets", inventory.assets.len()) };
        only
    }

    /// All that was told of what was not read or is wrong.
    fn told(inventory: &Inventory) -> String {
        let unread = inventory.unread.iter().map(|note| format!("{}: {} ({})\n", note.place, note.text, note.why));
        let problems = inventory.problems.iter().map(|problem| format!("{problem}\n"));
        unread.chain(problems).collect()
    }

    #[test]
    fn exports_in_one_folder_are_one_machine() {
        let inventory = read(&["one-machine"]);
        let asset = only(&inventory);
        assert_eq!(asset.kind, AssetKind::Server);
        assert_eq!(asset.service_tag.as_deref(), Some("RWK0001"));
        assert_eq!(asset.id.model.as_deref(), Some("PowerEdge R740xd"));
        assert_eq!(parts(asset, ComponentKind::Cpu).len(), 2);
        assert_eq!(parts(asset, ComponentKind::Raid).len(), 1, "only the FRU tells of it");
        let modules = parts(asset, ComponentKind::Dimm);
        assert_eq!(modules.len(), 2, "an empty slot is no module");
        assert_eq!(modules[0].facts.capacity, Bytes::from_gib(32));
        assert_eq!(modules[0].facts.speed_mts, Some(2933));
        let [supply] = parts(asset, ComponentKind::Psu)[..] else { panic!("an absent supply is none") };
        assert_eq!(supply.facts.watts, Some(Watts(750)));
        let drives = parts(asset, ComponentKind::Drive);
        let life: Vec<_> =
            drives.iter().map(|drive| (drive.id.serial.as_deref(), drive.facts.life_left_percent)).collect();
        assert_eq!(life, [(Some("RWKNVME00001"), Some(96)), (Some("RWKSSD000001"), Some(97))]);
        assert!(inventory.problems.is_empty());
    }

    #[test]
    fn what_names_no_machine_stays_loose() {
        let inventory = read(&["one-machine/smartctl-sda.txt", "one-machine/smartctl-nvme0.json"]);
        assert_eq!(only(&inventory).kind, AssetKind::LooseParts);
        assert_eq!(parts(only(&inventory), ComponentKind::Drive).len(), 2);
        assert!(told(&inventory).contains("loose parts"));
    }

    #[test]
    fn every_quirk_has_a_fixture() {
        let folder = std::fs::read_dir(fixture("quirks")).unwrap();
        let names: Vec<String> =
            folder.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        for quirk in QUIRKS {
            let shown = names.iter().any(|name| name.split('.').next() == Some(quirk.name));
            assert!(shown, "no fixture shows {}", quirk.name);
        }
    }

    #[test]
    fn a_card_is_counted_once_for_all_its_ports() {
        let inventory = read(&["quirks/view-per-port.xml"]);
        let [card] = parts(only(&inventory), ComponentKind::Nic)[..] else { panic!("one card") };
        assert_eq!((card.facts.ports, card.quirks.as_slice()), (Some(4), &["view-per-port"][..]));
        let inventory = read(&["quirks/mac-in-name.xml"]);
        let [card] = parts(only(&inventory), ComponentKind::Nic)[..] else { panic!("one card") };
        assert_eq!((card.id.model.as_deref(), card.quirks.as_slice()), (Some("RWK card - 1"), &["mac-in-name"][..]));
    }

    #[test]
    fn megabytes_are_binary_where_only_that_is_a_drive() {
        let inventory = read(&["quirks/binary-disk-megabytes.json"]);
        let drives = parts(only(&inventory), ComponentKind::Drive);
        let told: Vec<_> =
            drives.iter().map(|drive| (drive.facts.capacity.unwrap().to_string(), drive.quirks.len())).collect();
        assert_eq!(told, [("250 GB".to_string(), 1), ("480 GB".to_string(), 0)]);
    }

    #[test]
    fn a_virtual_machine_is_nothing_to_sell() {
        let inventory = read(&["quirks/virtual-machine.txt"]);
        assert!(inventory.assets.is_empty());
        assert!(told(&inventory).contains("virtual-machine"));
    }

    #[test]
    fn fields_nobody_filled_in_say_nothing() {
        let inventory = read(&["quirks/filled-field.txt"]);
        let asset = only(&inventory);
        assert_eq!((asset.id.model.as_deref(), &asset.id.serial), (Some("X10DRi"), &None));
        let [module] = parts(asset, ComponentKind::Dimm)[..] else { panic!("one module") };
        assert_eq!((&module.id.manufacturer, &module.id.part_number, &module.id.serial), (&None, &None, &None));
        assert_eq!(module.quirks, ["filled-field"]);
    }

    #[test]
    fn the_firmware_s_flash_is_no_module() {
        let inventory = read(&["quirks/firmware-flash.txt"]);
        assert_eq!(parts(only(&inventory), ComponentKind::Dimm).len(), 1);
        assert!(told(&inventory).contains("firmware-flash"));
    }

    #[test]
    fn a_volume_is_no_drive() {
        let inventory = read(&["quirks/virtual-disk.txt"]);
        assert!(inventory.assets.is_empty());
        assert!(told(&inventory).contains("line 1: DELL PERC H740P Mini"), "{}", told(&inventory));
    }

    #[test]
    fn json_that_is_none_is_repaired_and_told() {
        for (file, quirk) in
            [("quirks/no-outer-brace.json", "no-outer-brace"), ("quirks/masked-number.json", "masked-number")]
        {
            let inventory = read(&[file]);
            assert_eq!(parts(only(&inventory), ComponentKind::Drive).len(), 1, "{file}");
            assert!(told(&inventory).contains(quirk), "{}", told(&inventory));
        }
    }

    #[test]
    fn a_cut_export_gives_what_is_complete() {
        let inventory = read(&["quirks/cut-off.json"]);
        let [drive] = parts(only(&inventory), ComponentKind::Drive)[..] else { panic!("one drive") };
        assert_eq!(drive.facts.capacity, Some(Bytes(4_000_787_030_016)));
        assert!(told(&inventory).contains("cut-off"), "{}", told(&inventory));
    }
}
