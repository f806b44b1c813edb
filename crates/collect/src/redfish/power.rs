//! Power supplies: one for each filled bay, though two lists name it.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::measure::Watts;

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie};
use super::uri;

/// The power supplies of a machine, and the fans that sit in their bays.
pub(super) fn read_supplies(scope: &Scope<'_>) -> Vec<RawComponent> {
    let mut supplies = Parts::default();
    for list in scope.lists(Kind::PowerSupply) {
        let chassis = list.first().map(|body| chassis_of(body.path())).unwrap_or_default();
        let list = read_list(scope, &chassis, &list);
        supplies.join_or_add(list, &[Tie::Key, Tie::Serial]);
    }
    for power in scope.bodies(Kind::Power) {
        let list = read_list(scope, &chassis_of(power.path()), &power.items("PowerSupplies"));
        tell_contradictions(scope, &supplies, &list);
        supplies.join_or_add(list, &[Tie::Serial, Tie::Alias]);
    }
    supplies.into_components()
}

/// The chassis a power resource stands under.
fn chassis_of(path: &str) -> String {
    let above = path.split("/powersubsystem").next().unwrap_or_default();
    if above.len() < path.len() { above.to_string() } else { uri::parent(path) }
}

/// One list of a chassis: its bays are numbered, the empty ones too, because the other list of the
/// same chassis has them in the same order.
fn read_list(scope: &Scope<'_>, chassis: &str, bodies: &[Body<'_>]) -> Vec<Sighting> {
    let mut list = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        let Some(mut sighting) = read_supply(scope, body) else { continue };
        sighting.aliases.insert(format!("{chassis} bay {number}"));
        list.push(sighting);
    }
    list
}

fn read_supply(scope: &Scope<'_>, body: &Body<'_>) -> Option<Sighting> {
    if body.is_absent() {
        return None;
    }
    let mut sighting = Sighting::of(ComponentKind::Psu, body);
    let watts = watts(body);
    let facts = sighting.facts();
    facts.watts = watts;
    let model = sighting.component.id.model.clone().unwrap_or_default();
    if watts.is_none() && quirks::is_fan_module(&model) {
        sighting.component.kind = ComponentKind::Fan;
        sighting.quirks.add(quirks::BAY_HOLDS_FAN);
    }
    let spare = body.word(&["SparePartNumber"], &mut sighting.quirks);
    sighting.add_phrase(spare);
    if !sighting.is_named() && watts.is_none() {
        let why = "a power supply bay that names nothing";
        scope.leave(body.place(), body.text(&["Name"]).unwrap_or_default(), why);
        return None;
    }
    Some(sighting)
}

/// What it can give: its capacity, else the most it gives at any input.
fn watts(body: &Body<'_>) -> Option<Watts> {
    let ranges = body.items("InputRanges");
    let most = ranges.iter().filter_map(|r| r.whole(&["OutputWattage"]).or_else(|| r.whole(&["CapacityWatts"]))).max();
    let told = body.whole(&["PowerCapacityWatts"]).or_else(|| body.whole(&["CapacityWatts"])).filter(|w| *w > 0);
    told.or(most).filter(|watts| *watts > 0).and_then(|watts| u32::try_from(watts).ok()).map(Watts)
}

/// Two lists of one bay that tell different serials: the newer list is believed, the other is told.
fn tell_contradictions(scope: &Scope<'_>, known: &Parts, list: &[Sighting]) {
    for one in list {
        let same_bay = known.iter().find(|part| !part.aliases.is_disjoint(&one.aliases));
        let is_known = known.iter().any(|part| !part.serials.is_disjoint(&one.serials));
        let Some(part) = same_bay.filter(|part| !is_known && !part.serials.is_empty() && !one.serials.is_empty())
        else {
            continue;
        };
        let (mine, theirs) = (&part.component.id.serial, &one.component.id.serial);
        let text = format!("serial {}", theirs.as_deref().unwrap_or_default());
        let why = format!("{} tells serial {} for this bay", part.component.place, mine.as_deref().unwrap_or_default());
        scope.tree.unread(one.component.place.clone(), text, why);
    }
}
