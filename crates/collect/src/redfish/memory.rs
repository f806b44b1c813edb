//! Memory modules: one for each filled slot.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::measure::Bytes;

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie};

/// The modules of a machine. High-bandwidth and soldered memory is passed with its own words: it
/// is for the catalog to say that it is no part.
pub(super) fn read_memory(scope: &Scope<'_>) -> Vec<RawComponent> {
    let mut parts = Parts::default();
    for list in scope.lists(Kind::Memory) {
        let list = list.iter().filter_map(|body| read_module(scope, body)).collect();
        parts.join_or_add(list, &[Tie::Key, Tie::Serial]);
    }
    parts.into_components()
}

fn read_module(scope: &Scope<'_>, body: &Body<'_>) -> Option<Sighting> {
    let mut sighting = Sighting::of(ComponentKind::Dimm, body);
    let told = body.whole(&["CapacityMiB"]).or_else(|| body.whole(&["SizeMB"])).filter(|mib| *mib > 0);
    let Some(told) = told.filter(|_| !body.is_absent()) else {
        if !body.is_absent() && body.state() == Some("Enabled") {
            scope.leave(body.place(), body.slot().unwrap_or_default(), "memory without a capacity");
        }
        return None;
    };
    let mib = quirks::module_mib(told, &mut sighting.quirks);
    let facts = sighting.facts();
    facts.capacity = Bytes::from_mib(mib);
    facts.memory_type = memory_type(body);
    facts.module_type = body.text(&["BaseModuleType"]).or_else(|| body.text(&["DIMMTechnology"]));
    facts.speed_mts = rated_speed(body);
    refuse_soldered(body, &mut sighting);
    for path in [["Oem", "Hpe", "PartNumber"], ["Oem", "Lenovo", "FruPartNumber"], ["Oem", "Lenovo", "PN"]] {
        sighting.add_phrase(body.text(&path));
    }
    Some(sighting)
}

/// What it is made of: `MemoryDeviceType` for DRAM, `MemoryType` for what is not DRAM (Optane, NVDIMM).
fn memory_type(body: &Body<'_>) -> Option<String> {
    let kind = body.text(&["MemoryType"]).filter(|kind| kind != "DRAM");
    let device = body.text(&["MemoryDeviceType"]).or_else(|| body.text(&["DIMMType"]));
    kind.or(device).or_else(|| body.text(&["MemoryType"]))
}

/// The fastest speed the module says it can do; the speed it runs at where it says nothing else.
fn rated_speed(body: &Body<'_>) -> Option<u32> {
    let allowed = body.value(&["AllowedSpeedsMHz"]).and_then(|value| value.as_array());
    let fastest = allowed.into_iter().flatten().filter_map(serde_json::Value::as_u64).max();
    let told = fastest
        .or_else(|| body.whole(&["Oem", "Hpe", "MaxOperatingSpeedMTs"]))
        .or_else(|| body.whole(&["OperatingSpeedMhz"]))
        .or_else(|| body.whole(&["MaximumFrequencyMHz"]));
    told.filter(|speed| *speed > 0).and_then(|speed| u32::try_from(speed).ok())
}

/// Largest module of its kind that was ever sold: 512 GiB. More is soldered to a board.
const LARGEST_MODULE_MIB: u64 = 512 * 1024;

/// Memory that is embedded, or of a kind that is never on a module, is not believed to be an RDIMM.
fn refuse_soldered(body: &Body<'_>, sighting: &mut Sighting) {
    let device = sighting.component.facts.memory_type.clone().unwrap_or_default().to_uppercase();
    let location = body.text(&["Location", "PartLocation", "LocationType"]);
    let label = body.text(&["Location", "PartLocation", "ServiceLabel"]).unwrap_or_default();
    let is_soldered = device.starts_with("LPDDR")
        || device.starts_with("HBM")
        || location.as_deref() == Some("Embedded")
        || label.to_uppercase().starts_with("LP5")
        || body.whole(&["CapacityMiB"]).is_some_and(|mib| mib > LARGEST_MODULE_MIB);
    if !is_soldered {
        return;
    }
    let facts = sighting.facts();
    if !device.starts_with("LPDDR") && !device.starts_with("HBM") {
        facts.memory_type = Some("soldered".to_string());
    }
    if facts.module_type.take().is_some() {
        sighting.quirks.add(quirks::SOLDERED_MEMORY);
    }
}
