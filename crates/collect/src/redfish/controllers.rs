//! Storage controllers, each once; the controllers that are drives join their drive.

use std::collections::BTreeSet;

use rackworth_model::hardware::ComponentKind;

use super::body::Body;
use super::drives::Drives;
use super::kind::Kind;
use super::parts::Parts;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};

const TIES: [Tie; 3] = [Tie::Serial, Tie::Alias, Tie::Key];

/// The controllers of a machine by their own resources: inside Storage, under it, and Smart Arrays.
/// Chipset controllers are passed with their words: it is for the catalog to say they are no parts.
pub(super) fn read_controllers(scope: &Scope<'_>, drives: &mut Drives) -> Parts {
    let mut controllers = Parts::default();
    for storage in scope.bodies(Kind::Storage) {
        let inline = storage.items("StorageControllers");
        let list = inline.iter().filter_map(|body| read_controller(&storage, body)).collect();
        join(drives, &mut controllers, list);
    }
    for list in scope.lists(Kind::StorageController) {
        let read = |body: &Body<'_>| scope.tree.body(storage_of(body.path())).and_then(|s| read_controller(&s, body));
        let list = list.iter().filter_map(|body| read(body).or_else(|| read_alone(body))).collect();
        join(drives, &mut controllers, list);
    }
    for list in scope.lists(Kind::SmartController) {
        let list = list.iter().filter_map(read_smart_array).collect();
        join(drives, &mut controllers, list);
    }
    controllers
}

/// Joins a list first to the drives: what shares a drive's serial, or its model, is that drive
/// (quirk `controller-is-drive`).
fn join(drives: &mut Drives, controllers: &mut Parts, list: Vec<Sighting>) {
    let drives = &mut drives.drives;
    let models: BTreeSet<String> =
        drives.iter().filter_map(|drive| drive.component.id.model.as_deref().map(comparable)).collect();
    let serials: BTreeSet<String> = drives.iter().flat_map(|drive| drive.serials.iter().cloned()).collect();
    let is_drive = |one: &Sighting| {
        let model = one.component.id.model.as_deref().map(comparable);
        one.component.kind == ComponentKind::Drive
            || !one.serials.is_disjoint(&serials)
            || model.is_some_and(|model| models.contains(&model))
    };
    let (mut of_drives, others): (Vec<Sighting>, Vec<Sighting>) = list.into_iter().partition(is_drive);
    for one in &mut of_drives {
        one.component.kind = ComponentKind::Drive;
        one.quirks.add(quirks::CONTROLLER_IS_DRIVE);
    }
    let mut fresh = drives.join(of_drives, &[Tie::Serial, Tie::Words]);
    // A serial no drive has is a drive whose own resource was not collected.
    fresh.retain(|one| !one.serials.is_empty() && one.serials.is_disjoint(&serials));
    drives.join_or_add(fresh, &[]);
    controllers.join_or_add(others, &TIES);
}

/// An NVMe controller of a storage with one drive is that drive, even if the drive was not collected.
fn is_lone_nvme(storage: &Body<'_>, body: &Body<'_>) -> bool {
    let protocols = body.value(&["SupportedDeviceProtocols"]).and_then(|value| value.as_array());
    let mut protocols = protocols.into_iter().flatten();
    let only_nvme = protocols.next().and_then(|p| p.as_str()) == Some("NVMe") && protocols.next().is_none();
    only_nvme && storage.links(&["Drives"]).len() == 1 && body.has("Model") && body.has("SerialNumber")
}

fn read_controller(storage: &Body<'_>, body: &Body<'_>) -> Option<Sighting> {
    let mut sighting = read_alone(body)?;
    if is_lone_nvme(storage, body) {
        sighting.component.kind = ComponentKind::Drive;
        sighting.facts().protocol = Some("NVMe".to_string());
        return Some(sighting);
    }
    sighting.keys.insert(storage.key.to_string());
    let member = body.text(&["MemberId"]).or_else(|| body.text(&["Id"])).unwrap_or_default();
    sighting.aliases.insert(format!("{}#{}", storage.path(), comparable(&member)));
    // Dell names the storage as it names the card: RAID.Slot.7-1.
    sighting.aliases.insert(storage.id().to_string());
    Some(sighting)
}

fn read_alone(body: &Body<'_>) -> Option<Sighting> {
    if body.is_absent() {
        return None;
    }
    Some(Sighting::of(ComponentKind::Raid, body))
}

fn read_smart_array(body: &Body<'_>) -> Option<Sighting> {
    let mut sighting = read_alone(body)?;
    let part_number = body.word(&["ControllerPartNumber"], &mut sighting.quirks);
    let own = &mut sighting.component.id.part_number;
    *own = own.take().or(part_number);
    Some(sighting)
}

/// The URI of the storage a controller stands under.
fn storage_of(path: &str) -> &str {
    path.rsplit_once("/controllers/").map_or(path, |(storage, _)| storage)
}

/// Controllers that another list names without a storage around them.
pub(super) fn join_others(controllers: &mut Parts, list: Vec<Sighting>) {
    controllers.join_or_add(list, &[Tie::Serial, Tie::Alias, Tie::Key, Tie::Hint, Tie::Words]);
}
