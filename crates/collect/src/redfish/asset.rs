//! The identity of a machine: what it, its chassis and its labels say it is.

use rackworth_model::hardware::{HardwareId, Place};
use rackworth_model::inventory::{AssetKind, RawAsset};
use rackworth_model::provenance::Locator;

use super::body::Body;
use super::kind::Kind;
use super::quirks::{self, Quirks};
use super::scope::Scope;
use super::sighting::comparable;
use super::uri;

/// Chassis types (values of `ChassisType`, DSP8010) that stand for the whole machine.
const WHOLE: &[&str] =
    &["RackMount", "Rack", "StandAlone", "Shelf", "Sled", "Blade", "Drawer", "Row", "Pod", "IPBasedDrive", "Other"];

/// The asset a machine is, without its components.
pub(super) fn read_asset(scope: &Scope<'_>) -> RawAsset {
    let place = scope.systems().first().or(scope.chassis().first()).map(Body::place);
    let place = place.unwrap_or(Place { file: scope.tree.name.clone(), locator: Locator::File });
    let mut asset = RawAsset::new(kind_of(scope), place);
    asset.id = read_id(scope);
    let mut quirks = Quirks::default();
    let mut first = |property: &str| {
        let bodies = scope.systems().into_iter().chain(whole_chassis(scope));
        bodies.filter_map(|body| body.word(&[property], &mut quirks)).next()
    };
    let sku = first("SKU");
    asset.asset_tag = first("AssetTag");
    asset.hostname = first("HostName");
    asset.extras.extend(first("BiosVersion").map(|version| ("BIOS version".to_string(), version)));
    if comparable(&scope.maker).starts_with("DELL") {
        asset.service_tag = sku;
    } else {
        asset.extras.extend(sku.map(|sku| ("SKU".to_string(), sku)));
    }
    asset.extras.extend(enclosures(scope));
    let racks = whole_chassis(scope).into_iter().filter_map(|body| body.text(&["Location", "Placement", "Rack"]));
    asset.extras.extend(racks.take(1).map(|rack| ("Rack".to_string(), rack)));
    asset
}

fn kind_of(scope: &Scope<'_>) -> AssetKind {
    let systems = scope.systems();
    let [system] = systems.as_slice() else {
        return if systems.is_empty() { AssetKind::Unknown } else { AssetKind::Server };
    };
    let kind = system.text(&["SystemType"]).unwrap_or_default();
    let words = [system.text(&["Model"]), system.text(&["Name"])].into_iter().flatten();
    let is_dpu = kind == "DPU" || words.map(|word| comparable(&word)).any(|word| word.starts_with("BLUEFIELD"));
    if is_dpu { AssetKind::Card } else { AssetKind::Server }
}

/// The first block of words that names a model or a serial, filled up by the others.
fn read_id(scope: &Scope<'_>) -> HardwareId {
    let mut quirks = Quirks::default();
    let (mut systems, chassis) = (scope.systems(), whole_chassis(scope));
    let twins = systems.split_off(systems.len().min(1));
    let bodies: Vec<Body<'_>> = systems.into_iter().chain(chassis).chain(twins).collect();
    let mut ids: Vec<HardwareId> = bodies.iter().map(|body| body.hardware_id(&mut quirks)).collect();
    if let Some(speaker) = ids.iter().position(|id| id.model.is_some() || id.serial.is_some()) {
        ids.swap(0, speaker);
    }
    let mut ids = ids.into_iter();
    let mut id = ids.next().unwrap_or_default();
    for other in ids {
        fill_from_same(&mut id, other);
    }
    fill_from_parts(scope, &mut id, &mut quirks);
    strip_simulated(scope, &mut id);
    id
}

/// Another body may fill gaps of the identity, unless it is of a thing with another serial.
fn fill_from_same(id: &mut HardwareId, other: HardwareId) {
    let words = |word: &Option<String>| word.as_deref().map(comparable);
    let is_same = words(&id.serial) == words(&other.serial) || id.serial.is_none() || other.serial.is_none();
    id.manufacturer = id.manufacturer.take().or(other.manufacturer);
    id.model = id.model.take().or(other.model);
    if is_same {
        id.part_number = id.part_number.take().or(other.part_number);
        id.serial = id.serial.take().or(other.serial);
    }
}

/// Chassis pieces and assemblies with the same serial tell the part number and model a machine lacks.
fn fill_from_parts(scope: &Scope<'_>, id: &mut HardwareId, quirks: &mut Quirks) {
    let Some(serial) = id.serial.as_deref().map(comparable) else { return };
    let assemblies = scope.bodies(Kind::Assembly);
    let pieces = assemblies.iter().flat_map(|body| body.items("Assemblies"));
    for body in scope.chassis().into_iter().chain(pieces) {
        let other = body.hardware_id(quirks);
        if other.serial.as_deref().map(comparable) == Some(serial.clone()) {
            fill_from_same(id, other);
        }
    }
}

fn strip_simulated(scope: &Scope<'_>, id: &mut HardwareId) {
    let Some(model) = id.model.as_deref() else { return };
    let Some(kept) = quirks::without_simulated(model).map(str::to_string) else { return };
    if let Some(system) = scope.systems().first() {
        let why = format!("read as `{kept}` ({})", quirks::SIMULATED);
        scope.tree.unread(system.place_at("/Model"), model, why);
    }
    id.model = Some(kept);
}

/// The chassis that stand for the machine itself, in order.
pub(super) fn whole_chassis<'a>(scope: &Scope<'a>) -> Vec<Body<'a>> {
    let is_whole = |body: &Body<'_>| body.text(&["ChassisType"]).is_none_or(|kind| WHOLE.contains(&kind.as_str()));
    scope.chassis().into_iter().filter(is_whole).collect()
}

/// What the machine is plugged into, where that tells its name.
fn enclosures(scope: &Scope<'_>) -> Vec<(String, String)> {
    let outer = scope.chassis().into_iter().filter(|chassis| is_enclosure(scope, chassis));
    let words = outer.filter_map(|body| {
        let mut quirks = Quirks::default();
        let id = body.hardware_id(&mut quirks);
        let name = id.model.or(body.word(&["Name"], &mut quirks))?;
        let maker = id.manufacturer.filter(|maker| !comparable(&name).starts_with(&comparable(maker)));
        let words = [maker, Some(name), id.part_number].into_iter().flatten();
        Some(("Enclosure".to_string(), words.collect::<Vec<_>>().join(" ")))
    });
    words.collect()
}

/// An `Enclosure` chassis that a whole machine is contained in.
pub(super) fn is_enclosure(scope: &Scope<'_>, chassis: &Body<'_>) -> bool {
    let holds = |whole: &Body<'_>| {
        let outer = whole.links(&["Links", "ContainedBy"]);
        outer.into_iter().any(|link| uri::plain(link) == chassis.path())
    };
    chassis.text(&["ChassisType"]).as_deref() == Some("Enclosure") && whole_chassis(scope).iter().any(holds)
}
