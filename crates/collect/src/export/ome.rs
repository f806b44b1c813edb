//! OpenManage Enterprise: device lists and inventory details, as its REST answers or as Ansible
//! prints them.

use std::collections::BTreeMap;

use rackworth_model::inventory::{AssetKind, UnreadKind};
use serde_json::Value;

use super::draft::Draft;
use super::note::Notes;
use super::views::{self, View};
use super::{dcim, json};

pub(super) fn is_it(head: &str) -> bool {
    head.contains("DeviceService") || (head.contains("\"InventoryType\"") && head.contains("\"InventoryInfo\""))
}

/// Answers deeper than this are not looked into.
const DEEPEST: usize = 16;

/// What is said of one device: its record, and the views its inventory becomes.
#[derive(Default)]
struct Device {
    record: Option<Draft>,
    views: Vec<View>,
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let mut devices: BTreeMap<String, Device> = BTreeMap::new();
    let documents = json::read(text, notes);
    let mut others = BTreeMap::new();
    for (number, document) in documents.iter().enumerate() {
        let pointer = if documents.len() > 1 { format!("/{number}") } else { String::new() };
        let mut search = Search { devices: &mut devices, others: &mut others, notes, owner: String::new() };
        search.look(document, &pointer, 0);
    }
    let titles: Vec<String> = others.iter().map(|(name, count)| format!("{count} × {name}")).collect();
    if !titles.is_empty() {
        notes.leave(
            notes.line(1),
            UnreadKind::Section,
            titles.join(", "),
            "inventory that tells of no part that is sold",
        );
    }
    devices.into_iter().filter_map(|(id, device)| finish(&id, device, notes)).collect()
}

/// Inventory of a device without a record stays loose parts: which machine it is was not told.
fn finish(id: &str, device: Device, notes: &mut Notes) -> Option<Draft> {
    let parts = dcim::read_views(&device.views, notes).map(|draft| draft.parts).unwrap_or_default();
    let place = device.views.first().map(|view| view.place.clone());
    let mut draft = match device.record {
        Some(record) => record,
        None if id.chars().all(|c| c.is_ascii_digit()) => Draft::pieces(place?),
        None => {
            let mut machine = Draft::machine(place?);
            machine.asset.id.manufacturer = Some("Dell Inc.".to_string());
            machine.set_serial(Some(id.to_string()));
            machine
        }
    };
    draft.parts.extend(parts);
    (draft.is_machine || !draft.parts.is_empty()).then_some(draft)
}

struct Search<'a> {
    devices: &'a mut BTreeMap<String, Device>,
    others: &'a mut BTreeMap<String, u32>,
    notes: &'a mut Notes,
    /// The device whose answer this is, by the key it stands under.
    owner: String,
}

impl Search<'_> {
    fn look(&mut self, value: &Value, pointer: &str, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.look(item, &format!("{pointer}/{i}"), depth + 1);
                }
            }
            Value::Object(object) if object.contains_key("InventoryType") => self.inventory(value, pointer),
            Value::Object(object) if object.contains_key("DeviceServiceTag") => self.record(value, pointer),
            Value::Object(object) => {
                for (key, item) in object {
                    let is_owner = pointer.ends_with("device_id") || pointer.ends_with("device_service_tag");
                    if is_owner {
                        self.owner.clone_from(key);
                    }
                    self.look(item, &format!("{pointer}/{key}"), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn record(&mut self, value: &Value, pointer: &str) {
        let Some(id) = json::text(value, "Id").or_else(|| json::text(value, "DeviceServiceTag")) else { return };
        let mut draft = Draft::machine(self.notes.pointer(pointer));
        // Device types of OpenManage Enterprise: 1000 is a server; chassis and modules are no servers.
        if json::text(value, "Type").is_some_and(|kind| kind != "1000") {
            draft.asset.kind = AssetKind::Unknown;
        }
        let asset = &mut draft.asset;
        asset.id.manufacturer = Some("Dell Inc.".to_string());
        asset.id.model = json::text(value, "Model");
        asset.asset_tag = json::text(value, "AssetTag");
        asset.hostname = json::text(value, "DeviceName");
        let tag = json::text(value, "DeviceServiceTag").or_else(|| json::text(value, "Identifier"));
        draft.set_serial(tag);
        draft.extra("Chassis service tag", json::text(value, "ChassisServiceTag"));
        self.devices.entry(id).or_default().record.get_or_insert(draft);
    }

    fn inventory(&mut self, value: &Value, pointer: &str) {
        let uri = value.get("@odata.id").and_then(Value::as_str).unwrap_or_default();
        let of_uri = uri.split("Devices(").nth(1).and_then(|rest| rest.split(')').next());
        let id = of_uri.filter(|_| self.owner.is_empty() || self.owner.chars().all(|c| c.is_ascii_digit()));
        let id = id.unwrap_or(&self.owner).to_string();
        let kind = json::text(value, "InventoryType").unwrap_or_default();
        let Some((class, names)) = class_of(&kind) else {
            *self.others.entry(kind).or_default() += 1;
            return;
        };
        for (i, item) in json::items(value, "InventoryInfo").iter().enumerate() {
            if ["StateStr", "EnableState"].iter().any(|key| json::text(item, key).as_deref() == Some("Absent")) {
                continue;
            }
            let pointer = format!("{pointer}/InventoryInfo/{i}");
            let views = self.views(class, item, names, &pointer);
            self.devices.entry(id.clone()).or_default().views.extend(views);
        }
    }

    /// A card is listed with its ports, each with a name.
    fn views(&self, class: &str, item: &Value, names: &[(&str, &str)], pointer: &str) -> Vec<View> {
        let ports = json::items(item, "Ports");
        if ports.is_empty() {
            return vec![views::of_json(class, item, names, self.notes.pointer(pointer))];
        }
        let named = |(i, port): (usize, &Value)| {
            let mut port = port.clone();
            if let (Some(object), Some(vendor)) = (port.as_object_mut(), item.get("VendorName")) {
                object.insert("VendorName".to_string(), vendor.clone());
            }
            views::of_json(class, &port, names, self.notes.pointer(&format!("{pointer}/Ports/{i}")))
        };
        ports.iter().enumerate().map(named).collect()
    }
}

/// The DCIM class an inventory type stands for, and its names for their properties.
fn class_of(kind: &str) -> Option<(&'static str, &'static [(&'static str, &'static str)])> {
    const SUPPLY: &[(&str, &str)] =
        &[("Name", "FQDD"), ("CapacityWatts", "TotalOutputPower"), ("OutputWatts", "TotalOutputPower")];
    Some(match kind {
        "serverProcessors" => (
            "CPUView",
            &[
                ("ModelName", "Model"),
                ("BrandName", "Manufacturer"),
                ("NumberOfCores", "NumberOfProcessorCores"),
                ("SlotNumber", "FQDD"),
            ],
        ),
        "serverMemoryDevices" => ("MemoryView", &[("TypeDetails", "MemoryType"), ("InstanceId", "FQDD")]),
        "serverArrayDisks" => (
            "PhysicalDiskView",
            &[
                ("ModelNumber", "Model"),
                ("VendorName", "Manufacturer"),
                ("BusType", "BusProtocol"),
                ("RemainingReadWriteEndurance", "RemainingRatedWriteEndurance"),
                ("DiskNumber", "FQDD"),
            ],
        ),
        "serverPowerSupplies" | "chassisPowerSupplies" => ("PowerSupplyView", SUPPLY),
        "serverNetworkInterfaces" | "serverFcCards" => ("NICView", &[("PortId", "FQDD"), ("NicId", "FQDD")]),
        "serverRaidControllers" => ("ControllerView", &[("Name", "ProductName"), ("Fqdd", "FQDD")]),
        "serverDeviceCards" => ("PCIDeviceView", &[("SlotNumber", "FQDD")]),
        _ => return None,
    })
}
