//! Machines of our own: resources of a server with so many drives and modules.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

/// Resources by path.
pub(crate) type Resources = BTreeMap<String, Vec<u8>>;

/// What a server holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Content {
    pub(crate) cpus: usize,
    pub(crate) dimms: usize,
    pub(crate) drives: usize,
    pub(crate) supplies: usize,
}

/// A common server.
pub(crate) const CONTENT: Content = Content { cpus: 2, dimms: 24, drives: 10, supplies: 2 };

const SYSTEM: &str = "/redfish/v1/Systems/1";
const CHASSIS: &str = "/redfish/v1/Chassis/1";

/// A server; `number` goes into its serials.
pub(crate) fn server(number: usize, content: Content) -> Resources {
    let mut all = Resources::new();
    let link = |path: &str| json!({ "@odata.id": path });
    put(
        &mut all,
        "/redfish/v1",
        "ServiceRoot",
        json!({
            "Id": "RootService", "Name": "Root", "RedfishVersion": "1.6.0",
            "Systems": link("/redfish/v1/Systems"), "Chassis": link("/redfish/v1/Chassis"),
            "AccountService": link("/redfish/v1/AccountService"),
            "Links": { "Sessions": link("/redfish/v1/SessionService/Sessions") },
            "ProtocolFeaturesSupported": { "ExpandQuery": { "NoLinks": true, "Levels": true }, "SelectQuery": false },
        }),
    );
    list(&mut all, "/redfish/v1/Systems", "ComputerSystem", &[SYSTEM.to_string()]);
    list(&mut all, "/redfish/v1/Chassis", "Chassis", &[CHASSIS.to_string()]);
    put(
        &mut all,
        SYSTEM,
        "ComputerSystem",
        json!({
            "Id": "1", "Manufacturer": "Example", "Model": "Server 1", "SerialNumber": format!("EXS{number:06}"),
            "SystemType": "Physical", "Processors": link(&format!("{SYSTEM}/Processors")),
            "Memory": link(&format!("{SYSTEM}/Memory")), "Storage": link(&format!("{SYSTEM}/Storage")),
            "LogServices": link(&format!("{SYSTEM}/LogServices")), "Links": { "Chassis": [link(CHASSIS)] },
        }),
    );
    put(
        &mut all,
        CHASSIS,
        "Chassis",
        json!({
            "Id": "1", "ChassisType": "RackMount", "PowerSubsystem": link(&format!("{CHASSIS}/PowerSubsystem")),
            "Links": { "ComputerSystems": [link(SYSTEM)] },
        }),
    );
    put(
        &mut all,
        &format!("{CHASSIS}/PowerSubsystem"),
        "PowerSubsystem",
        json!({
            "PowerSupplies": link(&format!("{CHASSIS}/PowerSubsystem/PowerSupplies")),
        }),
    );
    members(&mut all, &format!("{SYSTEM}/Processors"), "Processor", content.cpus, |at| {
        json!({
            "Socket": format!("CPU {at}"), "ProcessorType": "CPU", "Manufacturer": "Example",
            "Model": "Example CPU 16 cores", "TotalCores": 16, "Status": { "State": "Enabled" },
        })
    });
    members(&mut all, &format!("{SYSTEM}/Memory"), "Memory", content.dimms, |at| {
        json!({
            "DeviceLocator": format!("DIMM {at}"), "CapacityMiB": 32768, "MemoryDeviceType": "DDR4",
            "PartNumber": "EX-DIMM-32G", "SerialNumber": format!("EXM{number:06}{at:03}"),
            "Status": { "State": "Enabled" },
        })
    });
    put_storage(&mut all, number, content.drives);
    members(&mut all, &format!("{CHASSIS}/PowerSubsystem/PowerSupplies"), "PowerSupply", content.supplies, |at| {
        json!({
            "Model": "EX-PSU", "PowerCapacityWatts": 800, "SerialNumber": format!("EXP{number:06}{at:03}"),
            "Status": { "State": "Enabled" },
        })
    });
    all
}

/// Storage with so many drives.
fn put_storage(all: &mut Resources, number: usize, n_drives: usize) {
    let link = |path: &str| json!({ "@odata.id": path });
    list(all, &format!("{SYSTEM}/Storage"), "Storage", &[format!("{SYSTEM}/Storage/1")]);
    put(
        all,
        &format!("{SYSTEM}/Storage/1"),
        "Storage",
        json!({
            "Id": "1", "Drives": (0..n_drives).map(|at| link(&drive(at))).collect::<Vec<_>>(),
        }),
    );
    for at in 0..n_drives {
        put(
            all,
            &drive(at),
            "Drive",
            json!({
                "Id": format!("{at}"), "Model": "EXAMPLE DRIVE 960G", "SerialNumber": format!("EXD{number:06}{at:03}"),
                "CapacityBytes": 960_197_124_096_u64, "MediaType": "SSD", "Protocol": "SATA",
                "Status": { "State": "Enabled" },
            }),
        );
    }
}

fn drive(at: usize) -> String {
    format!("{SYSTEM}/Storage/1/Drives/{at}")
}

fn members(all: &mut Resources, path: &str, schema: &str, n: usize, body: impl Fn(usize) -> Value) {
    let paths: Vec<String> = (0..n).map(|at| format!("{path}/{at}")).collect();
    for (at, path) in paths.iter().enumerate() {
        put(all, path, schema, body(at));
    }
    list(all, path, schema, &paths);
}

fn list(all: &mut Resources, path: &str, schema: &str, members: &[String]) {
    let links: Vec<Value> = members.iter().map(|path| json!({ "@odata.id": path })).collect();
    put(all, path, &format!("{schema}Collection"), json!({ "Members@odata.count": links.len(), "Members": links }));
}

fn put(all: &mut Resources, path: &str, schema: &str, mut body: Value) {
    body["@odata.id"] = path.into();
    body["@odata.type"] = format!("#{schema}.v1_0_0.{schema}").into();
    if schema.ends_with("Collection") {
        body["@odata.type"] = format!("#{schema}.{schema}").into();
    }
    all.insert(path.to_string(), body.to_string().into_bytes());
}

/// The resources of a capture on disk.
#[expect(clippy::disallowed_methods, reason = "captures are files")]
pub(crate) fn capture(folder: &Path) -> Resources {
    let mut all = Resources::new();
    let mut folders = vec![(folder.join("redfish"), "/redfish".to_string())];
    while let Some((folder, path)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{path}/{name}")));
            } else if name == "index.json" {
                all.insert(path.clone(), std::fs::read(entry.path()).unwrap_or_default());
            }
        }
    }
    all
}

/// A fixture of loose resources as a service: what it lacks on the way from the root is added.
#[expect(clippy::disallowed_methods, reason = "fixtures are files")]
pub(crate) fn linked_fixture(folder: &Path) -> Resources {
    let mut all = Resources::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if let Some(path) = json["@odata.id"].as_str() {
            all.insert(path.to_string(), bytes);
        }
    }
    let below = |all: &Resources, list: &str| -> Vec<String> {
        let under = all.keys().filter(|path| path.rsplit_once('/').is_some_and(|(above, _)| above == list));
        under.cloned().collect()
    };
    let lists: std::collections::BTreeSet<String> = all
        .keys()
        .filter_map(|path| path.rsplit_once('/').map(|(above, _)| above.to_string()))
        .filter(|list| !all.contains_key(list) && list != "/redfish/v1")
        .collect();
    for path in lists {
        let members = below(&all, &path);
        list(&mut all, &path, "", &members);
        let (above, name) = path.rsplit_once('/').unwrap_or_default();
        let Some(bytes) = all.get(above) else { continue };
        let mut json: Value = serde_json::from_slice(bytes).unwrap_or_default();
        json[name] = json!({ "@odata.id": path });
        all.insert(above.to_string(), json.to_string().into_bytes());
    }
    let link = |path: &str| json!({ "@odata.id": path });
    let root = json!({ "Systems": link("/redfish/v1/Systems"), "Chassis": link("/redfish/v1/Chassis") });
    put(&mut all, "/redfish/v1", "ServiceRoot", root);
    all
}
