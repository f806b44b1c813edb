//! The catalog entry of a memory module: what it is, whoever made it.

use rackworth_model::class::Segment;
use rackworth_model::ids::PartId;
use rackworth_model::measure::Bytes;

use crate::part::Part;
use crate::spec::{DimmSpec, ModuleType, Spec};

/// The part of a module that is known by its properties: id
/// `dimm/ddr4/rdimm/32g/3200` (`dimm/ddr4/any/32g` when type and speed are not known),
/// name `32 GB DDR4-3200 RDIMM`. Ranks and chip width are in the spec, not in the id.
/// `None` for a capacity that is no whole number of MiB.
pub fn generic_part(spec: &DimmSpec) -> Option<Part> {
    part(spec, "its properties")
}

/// The part with a source of its own.
pub(super) fn part(spec: &DimmSpec, source: &str) -> Option<Part> {
    let generation = spec.generation.map_or("any", |generation| generation.word());
    let module = spec.module.map_or("any", |module| module.word());
    let speed = spec.speed_mts.map(|speed| speed.to_string()).unwrap_or_default();
    let id = PartId::from_words(["dimm", generation, module, &capacity_word(spec.capacity)?, &speed])?;
    let (name, source) = (name(spec), source.to_string());
    Some(Part { id, name, segment: Segment::General, spec: Spec::Dimm(spec.clone()), source })
}

/// `32g`, or `512m` for what is no whole number of GiB.
fn capacity_word(capacity: Bytes) -> Option<String> {
    let mib = capacity.0 >> 20;
    let whole = mib > 0 && capacity.0 == mib << 20;
    whole.then(|| if mib.is_multiple_of(1024) { format!("{}g", mib / 1024) } else { format!("{mib}m") })
}

/// `32 GB`: modules are sold in binary gigabytes under the decimal unit.
pub(super) fn capacity_shown(capacity: Bytes) -> String {
    let mib = capacity.0 >> 20;
    if mib.is_multiple_of(1024) { format!("{} GB", mib / 1024) } else { format!("{mib} MB") }
}

fn name(spec: &DimmSpec) -> String {
    let mut name = capacity_shown(spec.capacity);
    let generation = spec.generation.map(|generation| generation.word().to_uppercase());
    match (generation, spec.speed_mts) {
        (Some(generation), Some(speed)) => name += &format!(" {generation}-{speed}"),
        (Some(generation), None) => name += &format!(" {generation}"),
        (None, Some(speed)) => name += &format!(" {speed} MT/s"),
        (None, None) => {}
    }
    name += spec.module.map_or(" module", module_shown);
    name
}

pub(super) fn module_shown(module: ModuleType) -> &'static str {
    match module {
        ModuleType::Rdimm => " RDIMM",
        ModuleType::Lrdimm => " LRDIMM",
        ModuleType::EccUdimm => " ECC UDIMM",
        ModuleType::Udimm => " UDIMM",
        ModuleType::Sodimm => " SODIMM",
        ModuleType::EccSodimm => " ECC SODIMM",
        ModuleType::Mrdimm => " MRDIMM",
        ModuleType::Pmem => " Optane PMem",
    }
}
