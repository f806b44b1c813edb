//! What a system says in sum, for what was not collected one by one.

use rackworth_model::hardware::{ComponentKind, HardwareId, RawComponent};
use rackworth_model::inventory::{Amounts, RawText, TextUnit};
use rackworth_model::measure::Bytes;

use super::body::Body;
use super::quirks::{self, Quirks};
use super::scope::Scope;

/// CPUs that the summary counts and no resource describes.
pub(super) fn missing_cpus(scope: &Scope<'_>, found: &[RawComponent]) -> Option<RawComponent> {
    let system = scope.systems().into_iter().find(|system| system.has("ProcessorSummary"))?;
    let told = system.whole(&["ProcessorSummary", "Count"])?;
    let n_found: u64 = found.iter().map(|cpu| u64::from(cpu.count)).sum();
    let n_missing = u32::try_from(told.checked_sub(n_found)?).ok().filter(|missing| *missing > 0)?;
    let place = system.place_at("/ProcessorSummary");
    if n_found > 0 && !lacks_members(scope, &system, "Processors") {
        let why = format!("{n_found} were found, and nothing is missing from the tree");
        scope.tree.unread(place, format!("Count {told}"), why);
        return None;
    }
    let mut quirks = Quirks::default();
    let model = system.word(&["ProcessorSummary", "Model"], &mut quirks);
    quirks.add(quirks::FROM_SUMMARY);
    let mut cpu = RawComponent::new(ComponentKind::Cpu, place);
    cpu.id = HardwareId { model: model.clone(), ..HardwareId::default() };
    cpu.text = model;
    cpu.count = n_missing;
    cpu.quirks = quirks.names();
    Some(cpu)
}

/// Memory that the summary counts and no resource describes, in gigabytes as modules are sold.
pub(super) fn missing_memory(scope: &Scope<'_>, found: &[RawComponent]) -> Option<RawText> {
    let system = scope.systems().into_iter().find(|system| system.has("MemorySummary"))?;
    let path = ["MemorySummary", "TotalSystemMemoryGiB"];
    let (total, quirk) = quirks::total_gib(system.number(&path)?)?;
    let place = system.place_at("/MemorySummary/TotalSystemMemoryGiB");
    if let Some(quirk) = quirk {
        let told = system.text(&path).unwrap_or_default();
        scope.tree.unread(place.clone(), told, format!("read as {total} GB ({quirk})"));
    }
    let known: f64 = found.iter().filter_map(|dimm| dimm.facts.capacity).map(Bytes::gib).sum();
    let missing = total as f64 - known;
    if !found.is_empty() && !lacks_members(scope, &system, "Memory") {
        let is_soldered = found.iter().any(|dimm| dimm.facts.module_type.is_none());
        if missing.abs() > total as f64 * 0.06 && !is_soldered {
            let why = format!("the modules found hold {known} GB");
            scope.tree.unread(place, format!("{total} GB in sum"), why);
        }
        return None;
    }
    if missing < 1.0 {
        return None;
    }
    Some(RawText {
        kind: ComponentKind::Dimm,
        text: format!("{} GB", missing.round()),
        count: None,
        amounts: Amounts::Total,
        unit: Some(TextUnit::Gigabytes),
        id: HardwareId::default(),
        place,
    })
}

/// Whether the collection a system links, or one of its members, is not in the tree.
fn lacks_members(scope: &Scope<'_>, system: &Body<'_>, property: &str) -> bool {
    let Some(collection) = system.links(&[property]).first().and_then(|link| scope.tree.body(link)) else {
        return true;
    };
    let members = collection.links(&["Members"]);
    let told = collection.whole(&["Members@odata.count"]).unwrap_or(0);
    told > members.len() as u64 || members.into_iter().any(|member| !scope.tree.has(member))
}
