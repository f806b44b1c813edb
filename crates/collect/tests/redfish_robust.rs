//! Trees that are wrong: types that vary, broken JSON, circles. Nothing panics, and what is wrong
//! is told with its URI.
#![expect(clippy::disallowed_methods, reason = "the test reads its fixtures")]

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use proptest::prelude::*;
    use rackworth_collect::redfish::{Error, read_folder, read_resources};
    use rackworth_model::hardware::{ComponentKind, RawComponent};
    use rackworth_model::inventory::{AssetKind, Inventory};
    use rackworth_model::measure::Watts;
    use serde_json::{Value, json};

    type Files = BTreeMap<String, Vec<u8>>;

    fn files(resources: &[(&str, Value)]) -> Files {
        resources.iter().map(|(uri, body)| (format!("/redfish/v1/{uri}"), body.to_string().into_bytes())).collect()
    }

    fn read(resources: &[(&str, Value)]) -> Inventory {
        read_resources("test", &files(resources))
    }

    fn components(inventory: &Inventory, asset: usize) -> Vec<RawComponent> {
        let readings = inventory.assets[asset].readings.iter();
        readings.flat_map(|reading| reading.options()[0].components.clone()).collect()
    }

    fn system() -> Value {
        json!({"@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem", "Model": "Example", "SerialNumber": 12345})
    }

    #[test]
    fn values_of_other_types_are_read_where_their_meaning_is_plain() {
        let inventory = read(&[
            ("Systems/1", system()),
            (
                "Chassis/1/PowerSubsystem/PowerSupplies/1",
                json!({"@odata.type": "#PowerSupply.v1_6_0.PowerSupply",
                "Model": "EXP", "CapacityWatts": "5500", "PowerState": true, "SerialNumber": 77, "Status": "Enabled"}),
            ),
            (
                "Systems/1/Storage/1/Drives/1",
                json!({"@odata.type": "#Drive.v1_5_0.Drive", "Model": "EXD",
                "CapacityBytes": "960197124096", "Location": [{"Info": "Slot 3"}], "PredictedMediaLifeLeftPercent": 99.0,
                "Status": true, "MediaType": "SSD"}),
            ),
            (
                "Systems/1/Storage/1/Drives/2",
                json!({"@odata.type": "#Drive.v1_5_0.Drive", "Model": "EXD",
                "CapacityBytes": 960_197_124_096_u64, "Location": "Bay 4", "FirmwareVersion": {"Current": {"VersionString": "1"}}}),
            ),
            (
                "Systems/1/Memory/1",
                json!({"@odata.type": "#Memory.v1_5_0.Memory", "PartNumber": "EXM",
                "CapacityMiB": 16384.0, "Location": {"Slot": 7}, "DeviceLocator": "A1"}),
            ),
        ]);
        assert_eq!(inventory.problems, []);
        assert_eq!(inventory.assets[0].id.serial.as_deref(), Some("12345"));
        let found = components(&inventory, 0);
        let psu = found.iter().find(|c| c.kind == ComponentKind::Psu).unwrap();
        assert_eq!((psu.facts.watts, psu.id.serial.as_deref()), (Some(Watts(5500)), Some("77")));
        let slots: Vec<_> =
            found.iter().filter(|c| c.kind == ComponentKind::Drive).map(|c| c.slot.as_deref().unwrap()).collect();
        assert_eq!(slots, ["Slot 3", "Bay 4"]);
    }

    #[test]
    fn values_without_a_plain_meaning_are_problems_with_their_pointer() {
        let inventory = read(&[
            ("Systems/1", system()),
            (
                "Systems/1/Memory/1",
                json!({"@odata.type": "#Memory.v1_5_0.Memory", "PartNumber": ["EXM"],
                "CapacityMiB": {"Value": 16384}}),
            ),
            (
                "Systems/1/Storage/1/Drives/1",
                json!({"@odata.type": "#Drive.v1_5_0.Drive", "Model": "EXD", "CapacityBytes": 960}),
            ),
        ]);
        let told: Vec<String> = inventory.problems.iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|p| p.contains("/Memory/1 /CapacityMiB: expected a number, found an object")),
            "{told:?}"
        );
        assert!(told.iter().any(|p| p.contains("/Memory/1 /PartNumber: expected text, found a list of 1")), "{told:?}");
        assert!(told.iter().any(|p| p.contains("/Drives/1 /CapacityBytes")), "{told:?}");
    }

    #[test]
    fn broken_files_are_problems_and_the_rest_is_read() {
        let mut broken = files(&[("Systems/1", system())]);
        broken.insert("/redfish/v1/Systems/1/Memory/1".into(), b"{\"CapacityMiB\": 16".to_vec());
        broken.insert("/redfish/v1/Systems/1/Memory/2".into(), vec![0xFF, 0xFE, 0x00]);
        let deep = format!("{}{}", "{\"a\":".repeat(5000), "}".repeat(5000));
        broken.insert("/redfish/v1/Systems/1/Memory/3".into(), deep.into_bytes());
        let inventory = read_resources("test", &broken);
        assert_eq!(inventory.assets.len(), 1);
        assert_eq!(inventory.problems.len(), 3);
        assert!(inventory.problems.iter().all(|p| p.to_string().contains("/redfish/v1/Systems/1/Memory/")));
    }

    #[test]
    fn circles_end() {
        let chassis = |by: &str| {
            json!({"@odata.type": "#Chassis.v1_5_0.Chassis", "ChassisType": "Enclosure",
            "PartNumber": by, "Links": {"ContainedBy": {"@odata.id": format!("/redfish/v1/Chassis/{by}")}}})
        };
        let next = json!({"@odata.type": "#MemoryCollection.MemoryCollection", "Members@odata.count": 9,
            "Members": [{"@odata.id": "/redfish/v1/Systems/1/Memory"}],
            "Members@odata.nextLink": "/redfish/v1/Systems/1/Memory"});
        let inventory = read(&[
            ("Systems/1", system()),
            ("Systems/2", system()),
            ("Chassis/A", chassis("B")),
            ("Chassis/B", chassis("A")),
            ("Systems/1/Memory", next),
        ]);
        assert_eq!(inventory.assets.iter().filter(|asset| asset.kind == AssetKind::Server).count(), 2);
    }

    #[test]
    fn nodes_of_one_enclosure_are_assets_and_share_its_supplies() {
        let node = |number: u32| {
            json!({"@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem", "Model": "Node",
            "SerialNumber": format!("N{number}"), "Links": {"Chassis": [{"@odata.id": "/redfish/v1/Chassis/E"}]}})
        };
        let cpu = json!({"@odata.type": "#Processor.v1_5_0.Processor", "ProcessorType": "CPU", "Model": "EXCPU"});
        let inventory = read(&[
            ("Systems/1", node(1)),
            ("Systems/2", node(2)),
            ("Systems/1/Processors/1", cpu.clone()),
            ("Systems/2/Processors/1", cpu),
            (
                "Chassis/E",
                json!({"@odata.type": "#Chassis.v1_5_0.Chassis", "ChassisType": "RackMount", "Model": "Box"}),
            ),
            (
                "Chassis/E/Power",
                json!({"@odata.type": "#Power.v1_5_0.Power", "PowerSupplies": [
                {"MemberId": "0", "Model": "EXP", "PowerCapacityWatts": 2000}, {"MemberId": "1", "Model": "EXP", "PowerCapacityWatts": 2000}]}),
            ),
        ]);
        let kinds: Vec<_> = inventory.assets.iter().map(|asset| (asset.kind, asset.readings.len())).collect();
        assert_eq!(kinds, [(AssetKind::Server, 1), (AssetKind::Server, 1), (AssetKind::Unknown, 2)]);
        assert_eq!(inventory.assets[2].id.model.as_deref(), Some("Box"));
    }

    #[test]
    fn virtual_machines_and_the_inside_of_cards_are_no_assets() {
        let of_type = |kind: &str| json!({"@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem", "Model": kind, "SystemType": kind});
        let cpu = json!({"@odata.type": "#Processor.v1_5_0.Processor", "ProcessorType": "CPU", "Model": "ARM"});
        let inventory = read(&[
            ("Systems/1", system()),
            ("Systems/VM", of_type("Virtual")),
            ("Systems/DPU1", of_type("DPU")),
            ("Systems/DPU1/Processors/1", cpu),
        ]);
        assert_eq!(inventory.assets.len(), 1);
        assert_eq!(components(&inventory, 0), []);
    }

    /// A PCIe device with one function of a class, under the chassis of the machine.
    fn device(id: &str, name: &str, class: &str, fqdd: Option<&str>) -> [(String, Value); 2] {
        let uri = format!("Chassis/1/PCIeDevices/{id}");
        let function = json!({"@odata.type": "#PCIeFunction.v1_5_0.PCIeFunction", "ClassCode": class,
            "VendorId": "0x8086", "DeviceId": "0x1572", "Oem": {"Dell": {"DellPCIeFunction": {"Id": fqdd}}}});
        let device = json!({"@odata.type": "#PCIeDevice.v1_5_0.PCIeDevice", "Id": id, "Name": name});
        [(format!("{uri}/PCIeFunctions/0"), function), (uri, device)]
    }

    fn read_with_devices(resources: &[(&str, Value)], devices: Vec<[(String, Value); 2]>) -> Vec<RawComponent> {
        let chassis = json!({"@odata.type": "#Chassis.v1_5_0.Chassis", "ChassisType": "RackMount"});
        let mut all = files(&[("Systems/1", system()), ("Chassis/1", chassis)]);
        all.extend(files(resources));
        for (uri, body) in devices.into_iter().flatten() {
            all.extend(files(&[(uri.as_str(), body)]));
        }
        components(&read_resources("test", &all), 0)
    }

    #[test]
    fn a_card_with_two_chips_is_one_card() {
        let adapter = json!({"@odata.type": "#NetworkAdapter.v1_5_0.NetworkAdapter", "Id": "NIC.Integrated.1", "Model": "EX 2P 10G/2P 1G rNDC"});
        let devices = vec![
            device("1-0", "EX 10G Controller", "0x020000", Some("NIC.Integrated.1-1-1")),
            device("24-0", "EX 1G Controller", "0x020000", Some("NIC.Integrated.1-3-1")),
            device("59-0", "EX FC Card", "0x0c0400", Some("FC.Slot.3-1")),
        ];
        let found = read_with_devices(&[("Chassis/1/NetworkAdapters/NIC.Integrated.1", adapter)], devices);
        let words: Vec<_> =
            found.iter().map(|card| card.id.model.as_deref().or(card.text.as_deref()).unwrap()).collect();
        assert_eq!(words, ["EX 2P 10G/2P 1G rNDC", "EX FC Card"]);
        assert!(found.iter().all(|card| card.kind == ComponentKind::Nic));
    }

    #[test]
    fn a_device_s_class_tells_what_it_is() {
        let devices = vec![
            device("1", "EX Accelerator", "0x120000", None),
            device("2", "EX Vector Card", "0x030200", None),
            device("3", "Matrox G200 Graphics", "0x030000", None),
            device("4", "EX NVMe 1.92TB", "0x010802", None),
            device("5", "EX NVMe RAID Kit", "0x010802", None),
            device("6", "EX SAS HBA", "0x010700", None),
            device("7", "EX Root Port", "0x060400", None),
            device("8", "EX Infiniband Card", "0x020700", None),
        ];
        let found = read_with_devices(&[], devices);
        let kinds: Vec<_> = found.iter().map(|c| (c.kind.word(), c.text.as_deref().unwrap())).collect();
        let expected = [
            ("drive", "EX NVMe 1.92TB"),
            ("gpu", "EX Accelerator"),
            ("gpu", "EX Vector Card"),
            ("raid", "EX NVMe RAID Kit"),
            ("raid", "EX SAS HBA"),
            ("nic", "EX Infiniband Card"),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn a_gpu_that_its_device_does_not_name_is_one() {
        let gpu = |number: u32| {
            json!({"@odata.type": "#Processor.v1_5_0.Processor", "ProcessorType": "GPU",
            "Model": "EXGPU", "SerialNumber": format!("G{number}")})
        };
        let devices = vec![
            device("23-0", "EXVENDOR Corporation", "0x030200", None),
            device("24-0", "EXVENDOR Corporation", "0x030200", None),
        ];
        let found =
            read_with_devices(&[("Systems/1/Processors/G1", gpu(1)), ("Systems/1/Processors/G2", gpu(2))], devices);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|gpu| gpu.facts.pci.is_some()));
    }

    #[test]
    fn loose_parts_and_nothing_at_all() {
        let drive = json!({"@odata.type": "#Drive.v1_5_0.Drive", "Model": "EXD", "CapacityBytes": 960_197_124_096_u64});
        let inventory = read(&[("Drives/1", drive)]);
        assert_eq!(inventory.assets[0].kind, AssetKind::LooseParts);
        let nothing = read(&[("", json!({"@odata.type": "#ServiceRoot.v1_5_0.ServiceRoot"}))]);
        assert_eq!((nothing.assets.len(), nothing.problems.len()), (0, 1));
    }

    #[test]
    fn a_folder_without_trees_is_an_error_that_names_it() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
        let error = read_folder(folder, &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::NoTree(_)));
        assert!(error.to_string().starts_with("find Redfish resources"));
        let error = read_folder(&folder.join("nowhere"), &mut |_| {}).unwrap_err();
        assert!(std::error::Error::source(&error).is_some());
    }

    fn fixtures() -> Vec<Files> {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/redfish"));
        let mut trees: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        trees.retain(|path| path.is_dir());
        trees.sort();
        trees.iter().map(|tree| load(tree)).collect()
    }

    fn load(folder: &Path) -> Files {
        let mut files = Files::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(load(&path));
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let body: Value = serde_json::from_slice(&bytes).unwrap();
            files.insert(body["@odata.id"].as_str().unwrap().to_string(), bytes);
        }
        files
    }

    /// One change to a tree, told by numbers so that it can be replayed.
    fn mutate(files: &mut Files, (which, how, at): (usize, u8, usize)) {
        let uri = files.keys().nth(which % files.len()).unwrap().clone();
        let bytes = files.get_mut(&uri).unwrap();
        if how == 0 {
            bytes.truncate(at % (bytes.len() + 1));
            return;
        }
        let Ok(mut body) = serde_json::from_slice::<Value>(bytes) else { return };
        let mut spots = Vec::new();
        pointers(&body, "", &mut spots);
        let spot = spots[at % spots.len()].clone();
        let target = body.pointer_mut(&spot).unwrap();
        *target = match how {
            1 => Value::Null,
            2 => json!(-1),
            3 => json!(1e300),
            4 => json!("É"),
            5 => json!([target.clone(), target.clone()]),
            6 => json!({"@odata.id": uri, "State": target.clone()}),
            7 => json!("0xfffffffffffffffff"),
            8 => json!(uri),
            _ => json!(false),
        };
        *bytes = body.to_string().into_bytes();
    }

    fn pointers(value: &Value, at: &str, spots: &mut Vec<String>) {
        spots.push(at.to_string());
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| {
                pointers(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), spots);
            }),
            Value::Array(values) => {
                values.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), spots));
            }
            _ => {}
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_change_to_a_tree_panics(tree in any::<usize>(), changes in proptest::collection::vec((any::<usize>(), 0_u8..10, any::<usize>()), 1..6)) {
            let trees = fixtures();
            let mut files = trees[tree % trees.len()].clone();
            for change in changes {
                mutate(&mut files, change);
            }
            let inventory = read_resources("changed", &files);
            // Whatever was found is located in the tree and counts at least one.
            for asset in &inventory.assets {
                for component in asset.readings.iter().flat_map(|reading| &reading.options()[0].components) {
                    prop_assert!(component.count >= 1);
                    prop_assert_eq!(&*component.place.file, "changed");
                }
            }
        }

        #[test]
        fn any_bytes_are_read_or_told(bytes in proptest::collection::vec(any::<u8>(), 0..300), uri in "/redfish/v1/[A-Za-z/]{0,20}") {
            let inventory = read_resources("bytes", &Files::from([(uri, bytes)]));
            prop_assert!(!inventory.problems.is_empty() || !inventory.assets.is_empty());
        }
    }
}
