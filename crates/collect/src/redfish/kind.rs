//! What sort of resource a body of JSON is.

use serde_json::{Map, Value};

use super::uri;

/// The resources that tell something about the parts of a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    System,
    Chassis,
    Processor,
    Memory,
    Drive,
    Storage,
    StorageController,
    SimpleStorage,
    /// HPE's own list of drives behind a Smart Array.
    SmartDrive,
    /// HPE's own list of Smart Arrays.
    SmartController,
    PcieDevice,
    PcieFunction,
    NetworkAdapter,
    /// HPE's own list of network cards.
    HpeNetworkAdapter,
    /// HPE's own list of what is plugged in.
    HpeDevice,
    /// HPE's own list of PCI functions.
    HpePciDevice,
    Graphics,
    Port,
    Power,
    PowerSupply,
    Fan,
    Assembly,
    Collection,
    Root,
    /// An answer that tells why there is nothing.
    Error,
    Other,
}

/// Schema names (the word after `#` in `@odata.type`) and what they are. DMTF names are those of the
/// Redfish schema bundle (DSP8010); `Hpe` names are HPE's extensions.
const SCHEMAS: &[(&str, Kind)] = &[
    ("ComputerSystem", Kind::System),
    ("Chassis", Kind::Chassis),
    ("Processor", Kind::Processor),
    ("Memory", Kind::Memory),
    ("Drive", Kind::Drive),
    ("Storage", Kind::Storage),
    ("StorageController", Kind::StorageController),
    ("SimpleStorage", Kind::SimpleStorage),
    ("HpeSmartStorageDiskDrive", Kind::SmartDrive),
    ("HpeSmartStorageArrayController", Kind::SmartController),
    ("PCIeDevice", Kind::PcieDevice),
    ("PCIeFunction", Kind::PcieFunction),
    ("NetworkAdapter", Kind::NetworkAdapter),
    ("HpeBaseNetworkAdapter", Kind::HpeNetworkAdapter),
    ("HpeServerDevice", Kind::HpeDevice),
    ("HpeServerPciDevice", Kind::HpePciDevice),
    ("GraphicsController", Kind::Graphics),
    ("Port", Kind::Port),
    ("NetworkPort", Kind::Port),
    ("Power", Kind::Power),
    ("PowerSupply", Kind::PowerSupply),
    ("Fan", Kind::Fan),
    ("Assembly", Kind::Assembly),
    ("ServiceRoot", Kind::Root),
    // iLO 4 (Gen8, Gen9).
    ("HpMemory", Kind::Memory),
    ("HpSmartStorageDiskDrive", Kind::SmartDrive),
    ("HpSmartStorageArrayController", Kind::SmartController),
    ("HpServerPciDevice", Kind::HpePciDevice),
    ("HpBaseNetworkAdapter", Kind::HpeNetworkAdapter),
];

/// Collections by the last segment of their URI, and what their members are. Used for bodies
/// without `@odata.type` and for what a missing page would have held.
const COLLECTIONS: &[(&str, Kind)] = &[
    ("systems", Kind::System),
    ("chassis", Kind::Chassis),
    ("processors", Kind::Processor),
    ("memory", Kind::Memory),
    ("drives", Kind::Drive),
    ("storage", Kind::Storage),
    ("controllers", Kind::StorageController),
    ("simplestorage", Kind::SimpleStorage),
    ("pciedevices", Kind::PcieDevice),
    ("pciefunctions", Kind::PcieFunction),
    ("networkadapters", Kind::NetworkAdapter),
    ("graphicscontrollers", Kind::Graphics),
    ("powersupplies", Kind::PowerSupply),
];

/// Last segments of resources that hold wishes for a later start, not what is there.
const NOT_THERE_YET: &[&str] = &["settings", "pending", "pendingsettings", "sd", "capabilities"];

/// What a body is: by its `@odata.type`, else by the URI it was found under.
pub(crate) fn kind_of(uri: &str, json: &Map<String, Value>) -> Kind {
    if json.contains_key("error") && !json.contains_key("@odata.type") {
        return Kind::Error;
    }
    let segments = uri::segments(uri);
    if segments.last().is_some_and(|last| NOT_THERE_YET.contains(&last.as_str())) {
        return Kind::Other;
    }
    match json.get("@odata.type").and_then(Value::as_str) {
        Some(schema) => kind_of_schema(schema),
        None if json.contains_key("Members") => Kind::Collection,
        None => kind_of_uri(&segments),
    }
}

/// What a collection of this URI holds.
pub(super) fn members_of(uri: &str) -> Option<Kind> {
    let segments = uri::segments(uri);
    let last = segments.last()?.split('?').next().unwrap_or_default();
    COLLECTIONS.iter().find(|(name, _)| *name == last).map(|(_, kind)| *kind)
}

/// `#Drive.v1_5_0.Drive` is a Drive; Redfish 1.0 wrote `#Drive.1.0.0.Drive`.
fn kind_of_schema(schema: &str) -> Kind {
    let name = schema.trim_start_matches('#').split('.').next().unwrap_or_default();
    if name.ends_with("Collection") {
        return Kind::Collection;
    }
    SCHEMAS.iter().find(|(known, _)| *known == name).map_or(Kind::Other, |(_, kind)| *kind)
}

fn kind_of_uri(segments: &[String]) -> Kind {
    match segments {
        [] => Kind::Root,
        [.., last] if last == "assembly" => Kind::Assembly,
        [.., last] if last == "power" => Kind::Power,
        [.., list, _] => COLLECTIONS.iter().find(|(name, _)| name == list).map_or(Kind::Other, |(_, kind)| *kind),
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(uri: &str, json: &str) -> Kind {
        kind_of(uri, serde_json::from_str::<Value>(json).unwrap().as_object().unwrap())
    }

    #[test]
    fn a_schema_name_says_more_than_a_uri() {
        assert_eq!(
            kind("/redfish/v1/Systems/1", r##"{"@odata.type":"#ComputerSystem.v1_7_0.ComputerSystem"}"##),
            Kind::System
        );
        assert_eq!(kind("/x", r##"{"@odata.type":"#MemoryCollection.MemoryCollection"}"##), Kind::Collection);
        assert_eq!(
            kind("/redfish/v1/Systems/1/Memory/2", r##"{"@odata.type":"#MemoryMetrics.v1.MemoryMetrics"}"##),
            Kind::Other
        );
    }

    #[test]
    fn a_body_without_a_type_is_told_by_its_uri() {
        assert_eq!(kind("/redfish/v1/Systems/System.Embedded.1", "{}"), Kind::System);
        assert_eq!(kind("/redfish/v1/Systems/1/Storage/2/Drives/3", "{}"), Kind::Drive);
        assert_eq!(kind("/redfish/v1/Systems/1/Drives", r#"{"Members":[]}"#), Kind::Collection);
        assert_eq!(
            kind("/redfish/v1/Systems/1/Processors/CPU_0/Settings", r##"{"@odata.type":"#Processor.v1.Processor"}"##),
            Kind::Other
        );
        assert_eq!(kind("/redfish/v1/Systems/1/Memory/2", r#"{"error":{}}"#), Kind::Error);
    }
}
