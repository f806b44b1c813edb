//! Every published tree beside this repository, compared part by part with what a buyer would
//! count (`fixtures/redfish/truth.csv`). Skipped where the trees are absent.

#[cfg(test)]
mod truth_support;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rackworth_collect::redfish::read_folder;
    use rackworth_model::hardware::{ComponentKind, RawComponent};
    use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};
    use rackworth_model::measure::{Bytes, Watts};

    use super::truth_support::{Counts, published, truth};

    fn read_all() -> Option<Inventory> {
        published("redfish").map(|folder| read_folder(&folder, &mut |_| {}).unwrap())
    }

    fn components(asset: &RawAsset) -> impl Iterator<Item = &RawComponent> {
        asset.readings.iter().flat_map(|reading| {
            let [only] = reading.options() else { panic!("Redfish is never ambiguous") };
            &only.components
        })
    }

    fn words(component: &RawComponent) -> String {
        let id = &component.id;
        let words = [&id.model, &id.part_number, &component.text].into_iter().flatten().next();
        words.map(|words| words.trim().to_string()).unwrap_or_default()
    }

    fn counts(inventory: &Inventory) -> Counts {
        let mut counts = Counts::new();
        for asset in &inventory.assets {
            let kind = match asset.kind {
                AssetKind::Server => "server",
                AssetKind::Card => "card",
                AssetKind::PowerShelf => "power-shelf",
                AssetKind::LooseParts | AssetKind::Rack | AssetKind::Unknown => "unknown",
            };
            let serial = asset.id.serial.clone().unwrap_or_default();
            let mut add = |kind: &str, words: String, count: u64| {
                let key = [asset.place.file.to_string(), serial.clone(), kind.to_string(), words];
                *counts.entry(key).or_default() += count;
            };
            add(kind, asset.id.model.clone().unwrap_or_default(), u64::from(asset.count));
            for component in components(asset) {
                add(component.kind.word(), words(component), u64::from(component.count));
            }
            for text in &asset.texts {
                add("text", text.text.clone(), 1);
            }
        }
        counts
    }

    #[test]
    fn every_part_of_every_tree_is_counted_once() {
        let Some(read) = read_all() else { return };
        let (read, truth) = (counts(&read), truth("redfish"));
        let keys: BTreeSet<_> = read.keys().chain(truth.keys()).collect();
        let wrong = keys.into_iter().filter(|key| read.get(*key) != truth.get(*key));
        let wrong: Vec<String> =
            wrong.map(|key| format!("{key:?}: read {:?}, true {:?}", read.get(key), truth.get(key))).collect();
        assert!(wrong.is_empty(), "{} of {} rows differ:\n{}", wrong.len(), truth.len(), wrong.join("\n"));
    }

    #[test]
    fn reading_twice_gives_the_same() {
        let (Some(first), Some(second)) = (read_all(), read_all()) else { return };
        assert_eq!(first, second);
        let ids: BTreeSet<String> = first.evidence.iter().map(|evidence| evidence.id.to_string()).collect();
        assert_eq!(ids.len(), first.evidence.len(), "each tree is a piece of evidence of its own");
        assert!(first.problems.is_empty(), "{:?}", first.problems);
    }

    fn asset<'a>(inventory: &'a Inventory, tree: &str) -> &'a RawAsset {
        inventory.assets.iter().find(|asset| &*asset.place.file == tree).unwrap()
    }

    fn of_kind(asset: &RawAsset, kind: ComponentKind) -> Vec<&RawComponent> {
        components(asset).filter(|component| component.kind == kind).collect()
    }

    #[test]
    fn facts_of_the_r750() {
        let Some(read) = read_all() else { return };
        let r750 = asset(&read, "dell-r750-15g-idrac9-6.00");
        assert_eq!(r750.service_tag.as_deref(), Some("F54P1G3"));
        let dimm = of_kind(r750, ComponentKind::Dimm)[0];
        assert_eq!(dimm.facts.capacity, Bytes::from_gib(32));
        assert_eq!(dimm.facts.speed_mts, Some(3200));
        let drive = of_kind(r750, ComponentKind::Drive)[0];
        assert_eq!(drive.facts.protocol.as_deref(), Some("PCIe"));
        assert_eq!(drive.facts.life_left_percent, Some(100));
        let gpu = of_kind(r750, ComponentKind::Gpu)[0];
        assert_eq!(gpu.facts.pci.map(|pci| pci.to_string()).as_deref(), Some("10de:2331"));
        assert_eq!(gpu.id.serial.as_deref(), Some("1654422007043"));
        let infiniband = of_kind(r750, ComponentKind::Nic)
            .into_iter()
            .find(|card| card.id.part_number.as_deref() == Some("MCX653"))
            .unwrap();
        assert_eq!(infiniband.facts.ports, Some(2));
        assert!(of_kind(r750, ComponentKind::Psu).iter().all(|psu| psu.facts.watts == Some(Watts(2400))));
    }

    #[test]
    fn facts_that_only_other_lists_tell() {
        let Some(read) = read_all() else { return };
        let xl675d = asset(&read, "hpe-xl675d-a100-ilo5");
        let gpus = of_kind(xl675d, ComponentKind::Gpu);
        assert!(gpus.iter().all(|gpu| gpu.facts.pci.is_some_and(|pci| pci.device == 0x20b0)), "{gpus:?}");
        assert!(gpus.iter().all(|gpu| gpu.text.as_deref().unwrap().contains("A100-SXM4-40GB")));
        let dl385 = asset(&read, "hpe-dl385-gen10plusv2-ilo5");
        let vendors: BTreeSet<u16> =
            of_kind(dl385, ComponentKind::Nic).iter().filter_map(|card| Some(card.facts.pci?.vendor)).collect();
        assert_eq!(vendors, BTreeSet::from([0x15b3, 0x8086]));
        let sys821 = asset(&read, "supermicro-sys821ge-hgxh100");
        assert!(of_kind(sys821, ComponentKind::Drive).iter().all(|d| d.facts.protocol.as_deref() == Some("NVMe")));
        let sr670 = asset(&read, "lenovo-sr670v2-xcc-2.83");
        assert!(of_kind(sr670, ComponentKind::Gpu).iter().all(|gpu| gpu.text.as_deref() == Some("NVIDIA L40")));
    }

    #[test]
    fn what_a_partial_tree_lacks_is_told() {
        let Some(read) = read_all() else { return };
        let told = |tree: &str, text: &str| {
            let mut notes = read.unread.iter().filter(|note| &*note.place.file == tree);
            notes.any(|note| format!("{} {}", note.place, note.text).contains(text))
        };
        assert!(told("dell-r630-13g-idrac8-partial", "/Memory"));
        assert!(told("dell-r6515-15g-idrac9-partial", "/Storage"));
        assert!(told("dell-r820-12g-idrac7-partial", "476.837376"));
        assert!(told("lenovo-sr850-fragments", "/redfish/v1/Systems/1/Memory/2"));
        assert!(told("intel-s2600bpb", "/Drives/HDD0"));
        assert!(told("hpe-xl675d-a100-ilo5", "/PCIeDevices/231"));
    }
}
