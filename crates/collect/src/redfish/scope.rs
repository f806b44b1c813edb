//! The resources of one machine.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rackworth_model::hardware::Place;

use super::body::Body;
use super::kind::Kind;
use super::machines::{Machine, Machines};
use super::tree::Tree;
use super::uri;

/// A tree seen from one of its machines.
pub(super) struct Scope<'a> {
    pub(super) tree: &'a Tree,
    pub(super) machine: &'a Machine,
    /// Who made the machine, as far as it says: quirks go by maker.
    pub(super) maker: String,
    machines: &'a Machines,
    number: usize,
    left: RefCell<BTreeMap<&'static str, BTreeSet<(Place, String)>>>,
}

impl<'a> Scope<'a> {
    pub(super) fn of(tree: &'a Tree, machines: &'a Machines, number: usize, machine: &'a Machine) -> Scope<'a> {
        let mut scope = Scope { tree, machine, maker: String::new(), machines, number, left: RefCell::default() };
        let bodies = scope.systems().into_iter().chain(scope.chassis());
        scope.maker = bodies.filter_map(|body| body.text(&["Manufacturer"])).next().unwrap_or_default();
        scope
    }

    /// Its systems, the one that speaks for it first.
    pub(super) fn systems(&self) -> Vec<Body<'a>> {
        self.machine.systems.iter().filter_map(|key| self.tree.body(uri::path(key))).collect()
    }

    /// The chassis that are its own.
    pub(super) fn chassis(&self) -> Vec<Body<'a>> {
        self.machine.chassis.iter().filter_map(|key| self.tree.body(uri::path(key))).collect()
    }

    /// Its resources of a kind, in the order of their URIs.
    pub(super) fn bodies(&self, kind: Kind) -> Vec<Body<'a>> {
        self.tree.bodies(kind).filter(|body| self.machines.owner(body) == self.number).collect()
    }

    /// Remembers something that was seen and is not counted.
    pub(super) fn leave(&self, place: Place, name: String, why: &'static str) {
        self.left.borrow_mut().entry(why).or_default().insert((place, name));
    }

    /// Tells of everything left: what was left for one reason is one note, at the first place.
    pub(super) fn tell_left(&self) {
        for (why, left) in self.left.take() {
            let Some((place, _)) = left.first().cloned() else { continue };
            let names: Vec<String> = left.into_iter().map(|(_, name)| name).collect();
            self.tree.unread(place, listed(&names), why);
        }
    }

    /// Its resources of a kind by the collection they are in.
    pub(super) fn lists(&self, kind: Kind) -> Vec<Vec<Body<'a>>> {
        let mut lists: BTreeMap<String, Vec<Body<'a>>> = BTreeMap::new();
        for body in self.bodies(kind) {
            lists.entry(uri::parent(body.path())).or_default().push(body);
        }
        lists.into_values().collect()
    }
}

/// The first names of a list and how many more there are.
pub(super) fn listed(names: &[String]) -> String {
    const MOST: usize = 4;
    let shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
    match names.len().checked_sub(MOST) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
