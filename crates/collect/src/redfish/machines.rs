//! Which physical machines a tree tells of, and which resource belongs to which.

use std::collections::{BTreeMap, BTreeSet};

use super::body::Body;
use super::kind::Kind;
use super::quirks;
use super::tree::Tree;
use super::uri;

/// One physical machine: its systems, the first of which speaks for it, and its chassis.
#[derive(Debug, Clone, Default)]
pub(super) struct Machine {
    /// Keys of ComputerSystem resources; empty for what has no processor of its own.
    pub(super) systems: Vec<String>,
    /// Keys of Chassis resources that belong to it alone.
    pub(super) chassis: Vec<String>,
    /// It is what several machines are plugged into.
    pub(super) is_shared: bool,
}

/// All machines of a tree, and the owner of every URI.
#[derive(Debug)]
pub(super) struct Machines {
    pub(super) list: Vec<Machine>,
    /// Plain URI of a system or chassis → number of its machine.
    owners: BTreeMap<String, usize>,
    fallback: usize,
}

/// The owner of what belongs to no machine.
const NOBODY: usize = usize::MAX;

/// System types that are no physical machine (values of `SystemType`, DSP8010).
const NOT_PHYSICAL: &[&str] = &["Virtual", "OS", "VirtuallyPartitioned"];

impl Machines {
    pub(super) fn of(tree: &Tree) -> Machines {
        let groups = systems_by_machine(tree);
        let mut list: Vec<Machine> =
            groups.into_iter().map(|systems| Machine { systems, ..Machine::default() }).collect();
        if list.is_empty() {
            list = machines_without_system(tree);
        }
        let mut machines = Machines { list, owners: BTreeMap::new(), fallback: 0 };
        machines.own_systems(tree);
        machines.own_outer_chassis(tree);
        machines.own_chassis(tree);
        machines
    }

    /// The number of the machine a resource belongs to.
    pub(super) fn owner(&self, body: &Body<'_>) -> usize {
        self.owner_of(body.path())
    }

    fn owner_of(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(owner) = self.owners.get(path) {
                return *owner;
            }
            match path.rsplit_once('/') {
                Some((above, _)) if !above.is_empty() => path = above,
                _ => return self.fallback,
            }
        }
    }

    /// What stands under a system that is no machine belongs to nobody.
    fn own_systems(&mut self, tree: &Tree) {
        for system in tree.bodies(Kind::System) {
            let is_its = |machine: &Machine| machine.systems.iter().any(|key| key == system.key);
            let number = self.list.iter().position(is_its).unwrap_or(NOBODY);
            self.owners.insert(system.path().to_string(), number);
        }
    }

    /// Where no system tells, each outer chassis with power is a machine.
    fn own_outer_chassis(&mut self, tree: &Tree) {
        if self.list.iter().all(|machine| machine.systems.is_empty()) {
            for (number, chassis) in outer_chassis(tree).into_iter().enumerate() {
                self.give(&chassis, number);
            }
        }
    }

    /// Gives each chassis to the one machine it serves; what serves several goes to a machine of
    /// its own, the enclosure.
    fn own_chassis(&mut self, tree: &Tree) {
        let linked = chassis_of_systems(tree);
        let mut shared = Vec::new();
        let mut unserved = Vec::new();
        for chassis in tree.bodies(Kind::Chassis) {
            if self.owners.contains_key(chassis.path()) {
                continue;
            }
            let served = self.served_by(tree, &chassis, &linked);
            match (served.len(), served.first()) {
                (1, Some(&number)) => self.give(&chassis, number),
                (0, _) => unserved.push(chassis),
                _ => shared.push(chassis),
            }
        }
        if !shared.is_empty() || (self.list.len() > 1 && !unserved.is_empty()) {
            self.fallback = self.list.len();
            self.list.push(Machine { is_shared: true, ..Machine::default() });
        }
        for chassis in shared.iter().chain(&unserved) {
            self.give(chassis, self.fallback);
        }
    }

    fn give(&mut self, chassis: &Body<'_>, number: usize) {
        self.owners.insert(chassis.path().to_string(), number);
        if let Some(machine) = self.list.get_mut(number) {
            machine.chassis.push(chassis.key.to_string());
        }
    }

    /// The machines whose systems a chassis serves: by its own links, by the systems' links, else
    /// by what contains it or stores in it.
    fn served_by(&self, tree: &Tree, chassis: &Body<'_>, linked: &BTreeMap<String, BTreeSet<String>>) -> Vec<usize> {
        let mut seen = BTreeSet::new();
        let mut at = Some(chassis.clone());
        while let Some(chassis) = at.filter(|chassis| seen.insert(chassis.path())) {
            if let Some(owner) = self.owners.get(chassis.path()) {
                return vec![*owner];
            }
            let mut systems: Vec<String> =
                chassis.links(&["Links", "ComputerSystems"]).into_iter().map(uri::plain).collect();
            systems.extend(linked.get(chassis.path()).into_iter().flatten().cloned());
            systems.extend(chassis.links(&["Links", "Storage"]).into_iter().map(uri::plain));
            let known = |path: &String| self.owners.keys().any(|own| path.starts_with(own.as_str()));
            let owners = systems.iter().filter(|path| known(path)).map(|path| self.owner_of(path));
            let owners: BTreeSet<usize> = owners.filter(|owner| *owner != NOBODY).collect();
            if !owners.is_empty() {
                return owners.into_iter().collect();
            }
            at = chassis.links(&["Links", "ContainedBy"]).first().and_then(|link| tree.body(link));
        }
        Vec::new()
    }
}

/// Plain URIs of chassis → plain URIs of the systems that link to them.
fn chassis_of_systems(tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let mut linked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for system in tree.bodies(Kind::System) {
        for chassis in system.links(&["Links", "Chassis"]) {
            linked.entry(uri::plain(chassis)).or_default().insert(system.path().to_string());
        }
    }
    linked
}

/// Keys of the systems of each machine; the baseboard of the GPUs joins its host
/// (quirk `twin-systems`).
fn systems_by_machine(tree: &Tree) -> Vec<Vec<String>> {
    let systems: Vec<Body<'_>> = tree.bodies(Kind::System).filter(|system| is_machine(tree, system)).collect();
    let is_host = |system: &&Body<'_>| !system.id().starts_with("hgx_");
    let hosts: Vec<&Body<'_>> = systems.iter().filter(is_host).collect();
    if hosts.is_empty() {
        return systems.iter().map(|system| vec![system.key.to_string()]).collect();
    }
    let mut groups: Vec<Vec<String>> = hosts.iter().map(|host| vec![host.key.to_string()]).collect();
    for twin in systems.iter().filter(|system| !is_host(system)) {
        if let Some(host) = groups.first_mut() {
            host.push(twin.key.to_string());
            let why = format!("the GPU baseboard of another system, read as one machine ({})", quirks::TWIN_SYSTEMS);
            tree.unread(twin.place(), "a ComputerSystem of its own", why);
        }
    }
    groups
}

/// Whether a ComputerSystem is a machine one can touch. A DPU beside a host is a card in it.
fn is_machine(tree: &Tree, system: &Body<'_>) -> bool {
    let kind = system.value(&["SystemType"]).and_then(|kind| kind.as_str()).unwrap_or("Physical");
    let inside = uri::segments(system.path());
    let is_deep = inside.first().is_some_and(|first| first == "systems") && inside.len() > 2;
    if NOT_PHYSICAL.contains(&kind) || system.is_absent() {
        tree.unread(system.place(), kind, "no physical machine");
        return false;
    }
    let alone = tree.bodies(Kind::System).count() == 1;
    !is_deep && (alone || kind != "DPU")
}

/// Machines told by chassis alone: each outer one with power; else one machine for all there is.
fn machines_without_system(tree: &Tree) -> Vec<Machine> {
    vec![Machine::default(); outer_chassis(tree).len().max(1)]
}

/// Chassis with a power subsystem that nothing in the tree contains.
fn outer_chassis(tree: &Tree) -> Vec<Body<'_>> {
    let is_outer = |chassis: &Body<'_>| {
        let contained = chassis.links(&["Links", "ContainedBy"]).into_iter().any(|link| tree.has(link));
        (chassis.has("PowerSubsystem") || chassis.has("Power")) && !contained
    };
    tree.bodies(Kind::Chassis).filter(is_outer).collect()
}
