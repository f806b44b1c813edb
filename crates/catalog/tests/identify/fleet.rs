//! Assets as read, identified: machines named in free words, parts listed for themselves.

use std::sync::Arc;

use rackworth_catalog::fleet::Fleet;
use rackworth_model::hardware::{ComponentKind, HardwareId, Place};
use rackworth_model::inventory::{Amounts, AssetKind, Inventory, RawAsset, RawText};
use rackworth_model::provenance::Locator;

use crate::common::{catalog, told};

fn place(row: u32) -> Place {
    Place { file: Arc::from("list.csv"), locator: Locator::Row { sheet: None, row } }
}

fn listed(row: u32, text: &str, count: u32) -> RawText {
    RawText {
        kind: ComponentKind::Unknown,
        text: text.to_string(),
        count: Some(count),
        amounts: Amounts::Each,
        unit: None,
        id: HardwareId::default(),
        place: place(row),
    }
}

fn list(texts: &[(&str, u32)]) -> Fleet {
    let mut asset = RawAsset::new(AssetKind::LooseParts, place(2));
    asset.texts = (2..).zip(texts).map(|(row, (text, count))| listed(row, text, *count)).collect();
    catalog().identify_fleet(Inventory { assets: vec![asset], ..Inventory::default() })
}

/// Assets as `number × machine: lines`.
fn shown(fleet: &Fleet) -> Vec<String> {
    let line = |line: &rackworth_catalog::fleet::Line| {
        let components = &line.options[0].components;
        components.iter().map(|(raw, found)| format!("{} {}", raw.count, told(found))).collect::<String>()
    };
    fleet
        .assets
        .iter()
        .map(|asset| {
            let lines: Vec<String> = asset.lines.iter().map(line).collect();
            format!("{} × {}: {}", asset.ids.len(), told(&asset.platform), lines.join(", "))
        })
        .collect()
}

#[test]
fn machines_in_a_list_of_parts_are_machines() {
    let fleet = list(&[
        ("Dell PowerEdge R640 2x Gold 6138 384GB 2x480GB SATA SSD", 4),
        ("Dell R740 750W PSU", 10),
        ("32GB DDR4 2666 RDIMM for Dell R740", 5),
        ("Dell R740xd", 2),
        ("R640 server, no drives", 3),
        ("R640 rack rails", 6),
    ]);
    let shown = shown(&fleet);
    assert_eq!(shown.len(), 4, "{shown:#?}");
    assert_eq!(shown[0], "1 × not: parts that are in no machine: 10 psu/dell/750w, 5 dimm/ddr4/rdimm/32g/2666, 6 ?");
    assert!(shown[1].starts_with("4 × chassis/dell/poweredge-r640: 2 cpu/intel/xeon-gold-6138, 24 "), "{}", shown[1]);
    assert_eq!(shown[2], "2 × chassis/dell/poweredge-r740xd: ");
    assert_eq!(shown[3], "3 × chassis/dell/poweredge-r640: ");
    assert_eq!(fleet.unread, []);
}

#[test]
fn a_machine_may_be_named_by_its_description_only() {
    let mut asset = RawAsset::new(AssetKind::Unknown, place(2));
    asset.service_tag = Some("ABC1234".to_string());
    asset.texts = vec![RawText { count: None, amounts: Amounts::Unsaid, ..listed(2, "R740xd, 2x Silver 4210", 1) }];
    let fleet = catalog().identify_fleet(Inventory { assets: vec![asset], ..Inventory::default() });
    assert_eq!(shown(&fleet), ["1 × chassis/dell/poweredge-r740xd: 2 cpu/intel/xeon-silver-4210"]);
}

#[test]
fn a_part_nobody_knows_is_still_there() {
    let fleet = list(&[("flux capacitor", 3)]);
    assert_eq!(shown(&fleet), ["1 × not: parts that are in no machine: 3 ?"]);
    assert_eq!(fleet.unread, []);
}
