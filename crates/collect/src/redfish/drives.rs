//! Drives: one for each filled bay, however many lists name it.

use std::collections::BTreeSet;

use rackworth_model::hardware::ComponentKind;

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};
use super::uri;

/// Ties of lists that name drives by serial or link.
const TIES: [Tie; 3] = [Tie::Key, Tie::Serial, Tie::Alias];

/// Drives and what SimpleStorage lists beside them.
pub(super) struct Drives {
    pub(super) drives: Parts,
    pub(super) backplanes: Vec<Sighting>,
}

/// The drives of a machine by their own resources: under storage, under chassis, behind Smart Arrays.
pub(super) fn read_drives(scope: &Scope<'_>) -> Drives {
    let mut drives = Parts::default();
    let (mut in_storage, mut elsewhere) = (Vec::new(), Vec::new());
    for list in scope.lists(Kind::Drive) {
        let is_storage = list.first().is_some_and(|body| body.path().contains("/storage/"));
        if is_storage { in_storage.push(list) } else { elsewhere.push(list) }
    }
    for list in in_storage.into_iter().chain(elsewhere) {
        let list = list.iter().filter_map(|body| read_drive(scope, body)).collect();
        drives.join_or_add(list, &TIES);
    }
    for list in scope.lists(Kind::SmartDrive) {
        let list = list.iter().filter_map(|body| read_smart_drive(scope, body)).collect();
        drives.join_or_add(list, &TIES);
    }
    fill_protocols(scope, &mut drives);
    Drives { drives, backplanes: Vec::new() }
}

impl Drives {
    /// Drives that only a PCIe device tells of, joined to the others.
    pub(super) fn join_pcie(&mut self, list: Vec<Sighting>) -> Vec<Sighting> {
        self.drives.join(list, &TIES)
    }

    /// Drives that SimpleStorage names: no serials, so they are joined by model and size.
    pub(super) fn join_simple(&mut self, scope: &Scope<'_>) {
        for body in scope.bodies(Kind::SimpleStorage) {
            let mut list = Vec::new();
            for device in body.items("Devices").iter().filter(|device| !device.is_absent()) {
                match read_simple(scope, device) {
                    Some(found) if found.component.kind == ComponentKind::Backplane => self.backplanes.push(found),
                    found => list.extend(found),
                }
            }
            let mut fresh = self.drives.join(list, &[Tie::Words]);
            let n_fresh = fresh.len();
            for drive in fresh.iter_mut().filter(|_| n_dead_links(scope) >= n_fresh) {
                drive.quirks.add(quirks::DEAD_LINKS);
            }
            self.drives.join_or_add(fresh, &[]);
        }
    }
}

fn read_drive(scope: &Scope<'_>, body: &Body<'_>) -> Option<Sighting> {
    if body.is_absent() {
        return None;
    }
    let mut sighting = Sighting::of(ComponentKind::Drive, body);
    let told = body.whole(&["CapacityBytes"]).filter(|bytes| *bytes > 0);
    set_capacity(scope, body, told, &mut sighting);
    let facts = sighting.facts();
    facts.media = body.text(&["MediaType"]);
    facts.protocol = body.text(&["Protocol"]);
    facts.form_factor = form_factor(body);
    let rpm = body.whole(&["RotationSpeedRPM"]).filter(|rpm| *rpm > 0);
    facts.rpm = rpm.and_then(|rpm| u32::try_from(rpm).ok());
    facts.life_left_percent = life_left(body);
    if !is_there(scope, body, &sighting) {
        return None;
    }
    let ppid = sighting.component.id.part_number.as_deref().and_then(quirks::serial_of_ppid);
    sighting.serials.extend(ppid);
    // Dell's name of a bay tells its enclosure, others only count the bays of one.
    sighting.aliases.extend(Some(body.id().to_string()).filter(|id| id.contains(':')));
    Some(sighting)
}

/// A bay that says it is filled and names nothing is told as unread, not counted.
fn is_there(scope: &Scope<'_>, body: &Body<'_>, sighting: &Sighting) -> bool {
    let id = &sighting.component.id;
    let is_there = id.model.is_some() || id.part_number.is_some() || id.serial.is_some();
    if !is_there && sighting.component.facts.capacity.is_none() {
        let why = "a drive without model, part number, serial or capacity";
        scope.leave(body.place(), body.slot().unwrap_or_default(), why);
        return false;
    }
    true
}

fn set_capacity(scope: &Scope<'_>, body: &Body<'_>, told: Option<u64>, sighting: &mut Sighting) {
    let Some(told) = told else { return };
    sighting.facts().capacity = quirks::drive_capacity(told, &scope.maker, &mut sighting.quirks);
    if sighting.component.facts.capacity.is_none() {
        let hint = Some("tell the capacity in a sheet beside this tree".to_string());
        scope.tree.problem(
            body.place_at("/CapacityBytes"),
            format!("{told}"),
            "the capacity of a drive in bytes",
            hint,
        );
    }
}

fn form_factor(body: &Body<'_>) -> Option<String> {
    let own = body.text(&["DriveFormFactor"]);
    own.or_else(|| body.text(&["Oem", "Dell", "DellPhysicalDisk", "DriveFormFactor"]))
        .or_else(|| body.text(&["Oem", "Dell", "DellPCIeSSD", "DriveFormFactor"]))
}

/// Rated write life that is left. HDDs have none; some services tell how much is used instead.
fn life_left(body: &Body<'_>) -> Option<u8> {
    if body.text(&["MediaType"]).as_deref() == Some("HDD") {
        return None;
    }
    let used = body
        .whole(&["Oem", "Supermicro", "PercentageDriveLifeUsed"])
        .or_else(|| body.whole(&["SSDEnduranceUtilizationPercentage"]));
    let left = body
        .whole(&["PredictedMediaLifeLeftPercent"])
        .or_else(|| body.whole(&["Oem", "Cisco", "SmartData", "PercentLifeLeft"]))
        .or_else(|| used.and_then(|used| 100_u64.checked_sub(used)));
    left.filter(|percent| *percent <= 100).and_then(|percent| u8::try_from(percent).ok())
}

fn read_smart_drive(scope: &Scope<'_>, body: &Body<'_>) -> Option<Sighting> {
    if body.is_absent() {
        return None;
    }
    let mut sighting = Sighting::of(ComponentKind::Drive, body);
    let gb = body.whole(&["CapacityGB"]).and_then(|gb| gb.checked_mul(1_000_000_000));
    let blocks = body.whole(&["CapacityLogicalBlocks"]).zip(body.whole(&["BlockSizeBytes"]));
    let told = blocks.and_then(|(count, size)| count.checked_mul(size)).or(gb);
    set_capacity(scope, body, told.filter(|bytes| *bytes > 0), &mut sighting);
    let facts = sighting.facts();
    facts.media = body.text(&["MediaType"]);
    facts.protocol = body.text(&["InterfaceType"]);
    let rpm = body.whole(&["RotationalSpeedRpm"]).filter(|rpm| *rpm > 0);
    facts.rpm = rpm.and_then(|rpm| u32::try_from(rpm).ok());
    facts.life_left_percent = life_left(body);
    is_there(scope, body, &sighting).then_some(sighting)
}

/// A drive that does not say how it talks talks as its storage does, where that talks one way only.
fn fill_protocols(scope: &Scope<'_>, drives: &mut Parts) {
    for storage in scope.bodies(Kind::Storage) {
        let controllers = storage.items("StorageControllers");
        let mut protocols: Vec<String> = Vec::new();
        for controller in &controllers {
            let told = controller.value(&["SupportedDeviceProtocols"]).and_then(|value| value.as_array());
            let told = told.into_iter().flatten().filter_map(|value| value.as_str());
            protocols.extend(told.map(str::to_string));
        }
        protocols.dedup();
        let [only] = protocols.as_slice() else { continue };
        let linked: Vec<String> = storage.links(&["Drives"]).into_iter().map(uri::key).collect();
        for drive in drives.iter_mut().filter(|drive| linked.iter().any(|key| drive.keys.contains(key))) {
            drive.facts().protocol.get_or_insert_with(|| only.clone());
        }
    }
}

fn read_simple(scope: &Scope<'_>, device: &Body<'_>) -> Option<Sighting> {
    let words = [device.text(&["Model"]), device.text(&["Name"])].into_iter().flatten();
    let is_backplane =
        words.map(|word| comparable(&word)).any(|word| word.contains("BACKPLANE") || word.starts_with("BP1"));
    let kind = if is_backplane { ComponentKind::Backplane } else { ComponentKind::Drive };
    let mut sighting = Sighting::of(kind, device);
    if is_backplane {
        return Some(sighting);
    }
    let told = device.whole(&["CapacityBytes"]).filter(|bytes| *bytes > 0);
    set_capacity(scope, device, told, &mut sighting);
    is_there(scope, device, &sighting).then_some(sighting)
}

/// How many drives the storages of this machine link that are not in the tree.
fn n_dead_links(scope: &Scope<'_>) -> usize {
    let storages = scope.bodies(Kind::Storage);
    let links: BTreeSet<String> =
        storages.iter().flat_map(|storage| storage.links(&["Drives"])).map(uri::plain).collect();
    links.iter().filter(|link| !scope.tree.has(link)).count()
}
