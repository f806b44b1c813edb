//! Trays that were read together come out as one rack, or stay apart and say why.

use rackworth_catalog::fleet::Fleet;
use rackworth_catalog::part::Identification;
use rackworth_catalog::rack::Role;
use rackworth_model::hardware::{ComponentKind, Place, RawComponent, Reading};
use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};
use rackworth_model::provenance::Locator;

use crate::common::catalog;

fn asset(kind: AssetKind, tree: &str, model: &str) -> RawAsset {
    let locator = Locator::Resource { uri: "/redfish/v1/Systems/1".to_string(), pointer: String::new() };
    let mut asset = RawAsset::new(kind, Place { file: tree.into(), locator });
    asset.id.manufacturer = Some("NVIDIA".to_string());
    asset.id.model = Some(model.to_string());
    asset.id.serial = Some(format!("RWK-{tree}").replace('/', "-"));
    asset
}

fn tray(tree: &str, model: &str) -> RawAsset {
    let mut tray = asset(AssetKind::Server, tree, model);
    for _ in 0..4 {
        let mut gpu = RawComponent::new(ComponentKind::Gpu, tray.place.clone());
        gpu.id.model = Some("GB200".to_string());
        tray.readings.push(Reading::certain("GB200", vec![gpu]));
    }
    tray
}

fn rack(folder: &str, compute: usize, switch: usize, shelves: usize) -> Vec<RawAsset> {
    let compute = (0..compute).map(|i| tray(&format!("{folder}/ct{i}"), "GB200 NVL"));
    let switch = (0..switch).map(|i| asset(AssetKind::Server, &format!("{folder}/sw{i}"), "N5110_LD"));
    let shelves = (0..shelves).map(|i| asset(AssetKind::PowerShelf, &format!("{folder}/ps{i}"), "RWK-33KW"));
    compute.chain(switch).chain(shelves).collect()
}

fn identify(assets: Vec<RawAsset>) -> Fleet {
    catalog().identify_fleet(Inventory { assets, ..Inventory::default() })
}

#[test]
fn eighteen_and_nine_trays_are_a_whole_rack() {
    let fleet = identify(rack("hall/r1", 18, 9, 8));
    let [whole] = fleet.assets.as_slice() else { panic!("{} assets", fleet.assets.len()) };
    let rack = whole.rack.as_ref().unwrap();
    assert!(rack.is_whole() && rack.missing.is_empty());
    assert_eq!((rack.name.as_str(), rack.grouped_by.as_str()), ("GB200 NVL72", "folder `hall/r1`"));
    let counts = [Role::Compute, Role::Switch, Role::PowerShelf].map(|role| rack.count(role));
    assert_eq!((counts, whole.lines.len(), whole.ids.len()), ([18, 9, 8], 72, 1));
    assert_eq!((whole.raw.kind, rack.sockets, whole.ids[0].to_string().as_str()), (AssetKind::Rack, 36, "r1"));
    let Identification::Identified { part, .. } = &whole.platform else { panic!("{:?}", whole.platform) };
    assert!(part.name.contains("XE9712"), "{}", part.name);
}

#[test]
fn a_part_of_a_rack_says_what_is_missing() {
    let fleet = identify(rack("r2", 17, 9, 2));
    let [partial] = fleet.assets.as_slice() else { panic!("{} assets", fleet.assets.len()) };
    let rack = partial.rack.as_ref().unwrap();
    assert_eq!(rack.missing, ["1 of 18 compute trays", "4 of at least 6 power shelves"]);
    assert!(!rack.is_whole() && matches!(partial.platform, Identification::Unidentified { .. }));
}

#[test]
fn racks_are_told_apart_by_their_folders_and_labels() {
    let fleet = identify([rack("r1", 2, 1, 0), rack("r2", 3, 1, 0)].concat());
    assert_eq!(fleet.assets.iter().map(|asset| asset.rack.as_ref().unwrap().trays.len()).collect::<Vec<_>>(), [3, 4]);
    let mut labelled = rack("flat", 4, 0, 0);
    for (number, tray) in labelled.iter_mut().enumerate() {
        tray.extras.push(("Rack".to_string(), format!("R{}", number % 2)));
    }
    let fleet = identify(labelled);
    let names: Vec<&str> = fleet.assets.iter().map(|asset| asset.rack.as_ref().unwrap().grouped_by.as_str()).collect();
    assert_eq!(names, ["rack `R0`", "rack `R1`"]);
}

#[test]
fn nothing_is_invented() {
    let alone = identify(vec![tray("r1/ct0", "GB200 NVL")]);
    assert!(alone.assets[0].rack.is_none(), "a tray alone is a tray");
    let shelves = identify(rack("r1", 0, 0, 2));
    assert!(shelves.assets.iter().all(|asset| asset.rack.is_none()), "shelves alone feed anything");
    let mut mixed = rack("lab", 2, 0, 0);
    mixed.push(asset(AssetKind::Server, "lab/r740", "PowerEdge R740"));
    let mixed = identify(mixed);
    assert!(mixed.assets.iter().all(|asset| asset.rack.is_none()), "a folder with other servers is no rack");
    let two = identify(rack("flat", 19, 9, 0));
    assert_eq!((two.assets.len(), two.problems.len()), (28, 1), "more than one rack holds");
    let generations = [rack("r1", 1, 0, 0), vec![tray("r1/other", "GB300 NVL")]].concat();
    assert_eq!(identify(generations).problems.len(), 1);
}
