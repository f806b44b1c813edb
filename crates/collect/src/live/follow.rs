//! Which links of a resource lead to what the readers need. Logs, certificates, accounts, sensors,
//! registries and schemas are never asked for.

use serde_json::{Map, Value};

use crate::redfish::kind::Kind;

/// Names of links by the kind of resource that has them. The names are those of the schema bundle
/// (DSP8010) and, after them, HPE's own; which of them lead to parts was counted over all captures.
const FOLLOWED: &[(Kind, &[&str])] = &[
    (Kind::Root, &["Systems", "Chassis"]),
    (
        Kind::System,
        &[
            "Processors",
            "Memory",
            "Storage",
            "SimpleStorage",
            "PCIeDevices",
            "PCIeFunctions",
            "GraphicsControllers",
            "Chassis",
            "NetworkAdapters",
            "PCIDevices",
            "SmartStorage",
        ],
    ),
    (
        Kind::Chassis,
        &[
            "Assembly",
            "Drives",
            "Memory",
            "Storage",
            "ComputerSystems",
            "Contains",
            "ContainedBy",
            "PCIeDevices",
            "NetworkAdapters",
            "Power",
            "PowerSubsystem",
            "ThermalSubsystem",
            "Devices",
        ],
    ),
    (Kind::Processor, &["Assembly"]),
    (Kind::Memory, &["Assembly"]),
    (Kind::Drive, &["Assembly"]),
    (Kind::Storage, &["Drives", "Controllers", "Enclosures", "Assembly"]),
    (Kind::NetworkAdapter, &["Assembly", "Ports", "NetworkPorts"]),
    (Kind::PcieDevice, &["Assembly", "PCIeFunctions"]),
    (Kind::SmartController, &["PhysicalDrives", "UnconfiguredDrives"]),
    // PowerSubsystem, ThermalSubsystem, HpeSmartStorage.
    (Kind::Other, &["PowerSupplies", "Fans", "ArrayControllers"]),
];

/// Links that lead to a collection where they are no list.
const TO_COLLECTIONS: &[&str] = &[
    "Systems",
    "Chassis",
    "Processors",
    "Memory",
    "Storage",
    "SimpleStorage",
    "PCIeDevices",
    "PCIeFunctions",
    "GraphicsControllers",
    "NetworkAdapters",
    "PCIDevices",
    "Drives",
    "Controllers",
    "Devices",
    "Ports",
    "NetworkPorts",
    "PowerSupplies",
    "Fans",
    "ArrayControllers",
    "PhysicalDrives",
    "UnconfiguredDrives",
];

/// How a link is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    /// A collection, whose members may come with it.
    Collection,
    /// A resource of which one property is needed.
    Part(&'static str),
}

/// One link worth following.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// As spelled, without a host and without a fragment.
    pub(super) path: String,
    pub(super) shape: Shape,
}

/// The links of a resource that lead to what the readers need, in the order they stand.
pub(super) fn links(kind: Kind, json: &Map<String, Value>) -> Vec<Link> {
    let names = FOLLOWED.iter().find(|(from, _)| *from == kind).map_or(&[][..], |(_, names)| names);
    let mut found = Vec::new();
    if !names.is_empty() {
        gather(json, names, DEEPEST, &mut found);
    }
    found
}

/// `Oem` parts hold links a few levels down.
const DEEPEST: u32 = 6;

fn gather(json: &Map<String, Value>, names: &[&str], depth: u32, found: &mut Vec<Link>) {
    for (name, value) in json {
        // Links of an action, a setting or a capability lead to no part.
        if name.starts_with('@') || name == "Actions" {
            continue;
        }
        if names.contains(&name.as_str()) {
            add(name, value, found);
        }
        let Some(depth) = depth.checked_sub(1) else { continue };
        match value {
            Value::Object(inner) => gather(inner, names, depth, found),
            Value::Array(values) => {
                values.iter().filter_map(Value::as_object).for_each(|inner| gather(inner, names, depth, found));
            }
            _ => {}
        }
    }
}

fn add(name: &str, value: &Value, found: &mut Vec<Link>) {
    let is_collection = TO_COLLECTIONS.contains(&name);
    let shape = match name {
        "Power" => Shape::Part("PowerSupplies"),
        _ if is_collection => Shape::Collection,
        _ => Shape::One,
    };
    match value {
        Value::Array(values) => {
            found.extend(values.iter().filter_map(target).map(|path| Link { path, shape: Shape::One }));
        }
        value => found.extend(target(value).map(|path| Link { path, shape })),
    }
}

/// Where an object links to.
pub(super) fn target(value: &Value) -> Option<String> {
    let link = match value {
        Value::Object(object) => object.get("@odata.id").or_else(|| object.get("href"))?.as_str()?,
        Value::String(text) => text,
        _ => return None,
    };
    path(link)
}

/// The path of a link on the same host: a host before it and a fragment after it are cut off.
pub(super) fn path(link: &str) -> Option<String> {
    let link = link.trim();
    let link = match link.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => link,
    };
    let link = link.split('#').next().unwrap_or_default();
    let is_path = link.starts_with('/') && !link.starts_with("//") && link.len() <= LONGEST;
    is_path.then(|| link.to_string())
}

/// No service links to a longer path; a longer one is garbage.
const LONGEST: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, json: &str) -> Vec<(String, Shape)> {
        let json: Value = serde_json::from_str(json).unwrap();
        links(kind, json.as_object().unwrap()).into_iter().map(|link| (link.path, link.shape)).collect()
    }

    #[test]
    fn links_to_parts_are_followed_and_others_are_not() {
        let found = of(
            Kind::System,
            r#"{"Memory":{"@odata.id":"/redfish/v1/Systems/1/Memory"},
                "LogServices":{"@odata.id":"/redfish/v1/Systems/1/LogServices"},
                "PCIeDevices":[{"@odata.id":"/redfish/v1/P/1"}],
                "Oem":{"Hpe":{"Links":{"SmartStorage":{"@odata.id":"/redfish/v1/Systems/1/SmartStorage/"}}}},
                "Actions":{"Memory":{"@odata.id":"/a"}}}"#,
        );
        let path = |text: &str| text.to_string();
        assert_eq!(
            found,
            [
                (path("/redfish/v1/Systems/1/Memory"), Shape::Collection),
                (path("/redfish/v1/Systems/1/SmartStorage/"), Shape::One),
                (path("/redfish/v1/P/1"), Shape::One),
            ]
        );
    }

    #[test]
    fn a_link_stays_on_its_host() {
        assert_eq!(path("https://elsewhere.example/redfish/v1/A#/B/0").as_deref(), Some("/redfish/v1/A"));
        assert_eq!(path("//elsewhere.example/redfish"), None);
        assert_eq!(path("relative"), None);
        assert_eq!(path("https://elsewhere.example"), None);
    }
}
