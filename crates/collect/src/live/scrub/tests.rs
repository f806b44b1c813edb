//! Scrubbing: consistent, of the same shape, complete; models and part numbers stay.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rackworth_model::hardware::Reading;
use serde_json::json;

use super::shape::{alike, is_network_name, is_uuid, ppid_alike};
use super::*;
use crate::redfish::{folder, quirks, read_resources};

const KEY: [u8; 32] = [7; 32];

fn scrubber() -> Scrubber {
    Scrubber { key: KEY }
}

fn scrubbed(host: &str, bodies: &[Value]) -> Vec<Value> {
    let rewriter = scrubber().of_host(host, &bodies.iter().collect::<Vec<_>>());
    bodies.iter().map(|body| rewriter.body(body)).collect()
}

#[test]
fn a_serial_is_replaced_wherever_it_stands_and_a_model_stays() {
    let bodies = [
        json!({
            "@odata.id": "/redfish/v1/Systems/ABC1234", "@odata.type": "#ComputerSystem.v1_1_0.ComputerSystem",
            "Manufacturer": "Dell Inc.", "Model": "PowerEdge R750", "SKU": "ABC1234", "SerialNumber": "CNIVC0014M0388  ",
            "HostName": "db-07.example.net", "PartNumber": "0N0VK0A01", "AssetTag": "N/A",
        }),
        json!({ "Name": "idrac-abc1234", "Links": [{ "@odata.id": "/redfish/v1/Systems/ABC1234/Memory" }],
                "Text": "board CNIVC0014M0388 of DB-07.example.net", "SKU": "ABC1234" }),
    ];
    let fresh = scrubbed("10.0.0.7", &bodies);
    let tag = fresh[0]["SKU"].as_str().unwrap().to_string();
    assert_ne!(tag, "ABC1234");
    assert_eq!(fresh[0]["@odata.id"], format!("/redfish/v1/Systems/{tag}"));
    assert_eq!(fresh[1]["Name"], format!("idrac-{}", tag.to_lowercase()));
    assert_eq!(fresh[1]["SKU"], tag);
    let serial = fresh[0]["SerialNumber"].as_str().unwrap();
    assert!(serial.ends_with("  ") && serial.trim().len() == 14, "{serial}");
    assert!(fresh[1]["Text"].as_str().unwrap().contains(serial.trim()));
    for (stays, text) in [("Model", "PowerEdge R750"), ("PartNumber", "0N0VK0A01"), ("AssetTag", "N/A")] {
        assert_eq!(fresh[0][stays], text);
    }
    assert!(!fresh.iter().any(|body| body.to_string().to_lowercase().contains("example.net")));
}

#[test]
fn addresses_are_replaced_in_every_spelling_and_versions_stay() {
    let bodies = [json!({
        "MACAddress": "d0:94:66:12:34:56", "Other": "MAC D0-94-66-12-34-56", "@odata.id": "/x/D09466123456/d0%3A94%3A66%3A12%3A34%3A56",
        "IPv4Addresses": [{ "Address": "10.20.30.40", "Gateway": "10.20.30.1" }], "Note": "at 10.20.30.40 now",
        "FirmwareVersion": "7.10.30.20", "UUID": "4c4c4544-0042-5310-8047-c2c04f4b5032", "WWN": "50:01:43:80:12:34:56:78",
    })];
    let fresh = &scrubbed("h", &bodies)[0];
    let mac = fresh["MACAddress"].as_str().unwrap();
    assert!(mac.starts_with("d0:94:66:") && mac != "d0:94:66:12:34:56" && is_network_name(mac));
    let bare = mac.replace(':', "");
    assert_eq!(fresh["Other"].as_str().unwrap().to_lowercase(), format!("mac {}", mac.replace(':', "-")));
    assert_eq!(fresh["@odata.id"].as_str().unwrap().to_lowercase(), format!("/x/{bare}/{}", mac.replace(':', "%3a")));
    let address = fresh["IPv4Addresses"][0]["Address"].as_str().unwrap();
    assert!(address.starts_with("198.1"), "{address}");
    assert_eq!(fresh["Note"], format!("at {address} now"));
    assert_eq!(fresh["FirmwareVersion"], "7.10.30.20");
    assert!(is_uuid(fresh["UUID"].as_str().unwrap()));
    assert!(!fresh.to_string().contains("12:34:56"));
}

#[test]
fn the_serial_in_a_ppid_becomes_what_the_serial_becomes() {
    let ppid = "PH-0N0VK0-TBPKK-16O-02F3-A01";
    let fresh = ppid_alike(&KEY, ppid).unwrap();
    assert!(fresh.contains("-0N0VK0-") && fresh.ends_with("-A01") && fresh != ppid, "{fresh}");
    assert_eq!(ppid_alike(&KEY, "PercentageDriveLifeUsed"), None);
    let serial = quirks::serial_of_ppid(ppid).unwrap();
    assert_eq!(quirks::serial_of_ppid(&fresh).unwrap(), alike(&KEY, &serial));
}

#[test]
fn words_that_name_by_accident_stay() {
    let body = json!({ "HostName": "server", "AssetTag": "1", "Name": "server Memory 1", "SerialNumber": "R750X",
        "Model": "R750X", "Id": "1" });
    let fresh = &scrubbed("h", std::slice::from_ref(&body))[0];
    assert_eq!((&fresh["Name"], &fresh["Model"], &fresh["Id"]), (&body["Name"], &body["Model"], &body["Id"]));
    assert_ne!(fresh["HostName"], "server");
    assert_eq!(fresh["SerialNumber"], "R750X");
}

/// Models, part numbers and facts of every part, in order.
fn content(name: &str, resources: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut lines = Vec::new();
    for asset in &read_resources(name, resources).assets {
        lines.push(format!("{:?} {:?} {:?}", asset.kind, asset.id.model, asset.id.part_number));
        let options = asset.readings.iter().flat_map(Reading::options);
        for part in options.flat_map(|option| &option.components) {
            // A PPID stands as a part number and holds a serial.
            let part_number = part.id.part_number.as_deref().filter(|text| quirks::serial_of_ppid(text).is_none());
            let has_serial = part.id.serial.is_some();
            lines.push(format!(
                "{:?} {} {:?} {part_number:?} {has_serial} {:?}",
                part.kind, part.count, part.id.model, part.facts
            ));
        }
    }
    lines.sort();
    lines
}

/// Over every capture: nothing that was learned is left, and the parts are the same.
#[test]
fn captures_lose_their_names_and_keep_their_parts() {
    let trees = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/redfish"));
    let Ok(search) = folder::search(trees) else {
        eprintln!("skipped: no captures at {}", trees.display());
        return;
    };
    for tree in search.trees {
        let (resources, _) = folder::load_tree(&tree);
        let parse = |bytes: &Vec<u8>| serde_json::from_slice::<Value>(bytes).ok();
        let bodies: Vec<Value> = resources.values().filter_map(parse).collect();
        let rewriter = scrubber().of_host("bmc-17.example.net", &bodies.iter().collect::<Vec<_>>());
        let mut learned = Learned::default();
        bodies.iter().for_each(|body| learned.add_body(body));
        let fresh: BTreeMap<String, Vec<u8>> = resources
            .iter()
            .filter_map(|(uri, bytes)| {
                Some((rewriter.text(uri), rewriter.body(&parse(bytes)?).to_string().into_bytes()))
            })
            .collect();
        let all: String =
            fresh.iter().map(|(uri, bytes)| format!("{uri} {}", String::from_utf8_lossy(bytes))).collect();
        let all = all.to_uppercase();
        for name in learned.embedded().keys().filter(|name| name.len() >= 8 && name.chars().any(char::is_alphabetic)) {
            assert!(!all.contains(name.as_str()), "{}: {name} is left", tree.name);
        }
        let (now, before) = (content(&tree.name, &fresh), content(&tree.name, &resources));
        let differing = now.iter().zip(&before).find(|(now, before)| now != before);
        assert_eq!(differing, None, "{}", tree.name);
        assert_eq!(now.len(), before.len(), "{}", tree.name);
    }
}

proptest! {
    #[test]
    fn a_replacement_has_the_shape_and_ignores_case(text in "[A-Za-z0-9 :./-]{0,40}") {
        let fresh = alike(&KEY, &text);
        prop_assert_eq!(fresh.len(), text.len());
        for (old, new) in text.chars().zip(fresh.chars()) {
            prop_assert_eq!(old.is_ascii_digit(), new.is_ascii_digit());
            prop_assert_eq!(old.is_ascii_uppercase(), new.is_ascii_uppercase());
            prop_assert_eq!(old.is_alphanumeric(), new.is_alphanumeric());
        }
        prop_assert_eq!(alike(&KEY, &text.to_lowercase()), fresh.to_lowercase());
    }

    #[test]
    fn any_body_is_rewritten(host in "\\PC{0,20}", name in "SerialNumber|SKU|x|MACAddress|\\PC{0,8}", text in "\\PC{0,30}") {
        let bodies = [json!({ "Manufacturer": "Dell", name.clone(): text.clone(), "y": [text, 123_456_789] })];
        let fresh = scrubbed(&host, &bodies);
        prop_assert_eq!(fresh.len(), 1);
    }
}
