//! What a tree should hold and does not: collections, members, pages. All of it is told.

use std::collections::BTreeMap;

use super::body::{Body, shortened};
use super::kind::{Kind, members_of};
use super::quirks;
use super::scope::{Scope, listed};
use super::tree::Tree;
use super::uri;

/// Collections whose members are parts, or hold parts.
const TELLING: &[Kind] = &[
    Kind::System,
    Kind::Chassis,
    Kind::Processor,
    Kind::Memory,
    Kind::Drive,
    Kind::Storage,
    Kind::SimpleStorage,
    Kind::PcieDevice,
    Kind::NetworkAdapter,
    Kind::PowerSupply,
];

/// Tells of linked members that are not there and of pages that were never asked for.
pub(super) fn tell_missing_members(tree: &Tree) {
    for collection in tree.bodies(Kind::Collection) {
        if !members_of(collection.path()).is_some_and(|kind| TELLING.contains(&kind)) {
            continue;
        }
        let members = by_key(collection.links(&["Members"]));
        tell_dead(&collection, "/Members", &members);
        tell_missing_page(tree, &collection, members.len());
    }
    for storage in tree.bodies(Kind::Storage) {
        tell_dead(&storage, "/Drives", &by_key(storage.links(&["Drives"])));
    }
}

/// Links by what they lead to: the same one twice is one.
fn by_key(links: Vec<&str>) -> BTreeMap<String, &str> {
    links.into_iter().map(|link| (uri::key(link), link)).collect()
}

/// Tells of links that lead to nothing; those that lead to an error are told with the errors.
fn tell_dead(body: &Body<'_>, pointer: &str, links: &BTreeMap<String, &str>) {
    let is_dead = |link: &&str| !body.tree.has(link) && !body.tree.is_error(link);
    let dead: Vec<String> = links.values().copied().filter(is_dead).map(shortened_end).collect();
    if !dead.is_empty() {
        let why = format!("{} of {} links lead to nothing in the tree", dead.len(), links.len());
        body.tree.unread(body.place_at(pointer), listed(&dead), why);
    }
}

fn tell_missing_page(tree: &Tree, collection: &Body<'_>, n_members: usize) {
    let told = collection.whole(&["Members@odata.count"]).unwrap_or(0);
    let next = collection.links(&["Members@odata.nextLink"]);
    if told > n_members as u64 && !next.iter().any(|link| tree.has(link)) {
        let why = format!("{n_members} members are in hand: a page was not collected ({})", quirks::MISSING_PAGE);
        tree.unread(collection.place_at("/Members@odata.count"), format!("{told} members"), why);
    }
}

/// Tells of collections a machine links and nobody collected.
pub(super) fn tell_missing_collections(scope: &Scope<'_>) {
    for system in scope.systems() {
        for property in ["Processors", "Memory", "Storage", "SimpleStorage", "GraphicsControllers"] {
            tell_collection(&system, property);
        }
        tell_dead(&system, "/PCIeDevices", &by_key(system.links(&["PCIeDevices"])));
        tell_dead(&system, "/Links/Chassis", &by_key(system.links(&["Links", "Chassis"])));
    }
    for chassis in scope.chassis() {
        for property in ["NetworkAdapters", "PCIeDevices", "Drives"] {
            tell_collection(&chassis, property);
        }
        let power = [chassis.links(&["PowerSubsystem"]), chassis.links(&["Power"])].concat();
        if !power.iter().any(|link| scope.tree.has(link)) {
            tell_first(&chassis, &power, "Power");
        }
    }
}

fn tell_collection(body: &Body<'_>, property: &str) {
    let links = body.links(&[property]);
    let dead: Vec<&str> = links.into_iter().filter(|link| !body.tree.has(link)).collect();
    tell_first(body, &dead, property);
}

fn tell_first(body: &Body<'_>, links: &[&str], property: &str) {
    if let Some(first) = links.first() {
        let why = "linked, but not in the tree: what it holds is not counted";
        body.tree.unread(body.place_at(&format!("/{property}")), shortened(first), why);
    }
}

/// The end of a URI tells more than its head.
fn shortened_end(uri: &str) -> String {
    const MOST: usize = 100;
    let length = uri.chars().count();
    if length <= MOST { uri.to_string() } else { format!("…{}", uri.chars().skip(length - MOST).collect::<String>()) }
}

/// Tells of answers that are errors, where parts were asked for: one note a collection.
pub(super) fn tell_errors(tree: &Tree) {
    let mut by_list: BTreeMap<String, Vec<Body<'_>>> = BTreeMap::new();
    for error in tree.errors() {
        let list = uri::parent(error.path());
        let own = members_of(error.path());
        if own.or(members_of(&list)).is_some_and(|kind| TELLING.contains(&kind)) {
            by_list.entry(list).or_default().push(error);
        }
    }
    for errors in by_list.into_values() {
        let Some(first) = errors.first() else { continue };
        let names: Vec<String> = errors.iter().map(|error| shortened_end(error.uri())).collect();
        let why = format!("the service answered with an error: {}", message(first));
        tree.unread(first.place(), listed(&names), why);
    }
}

/// The first words of an error body (`ExtendedInfo` of DSP0266).
fn message(error: &Body<'_>) -> String {
    let info = error.value(&["error", "@Message.ExtendedInfo"]).and_then(|value| value.as_array());
    let first = info.and_then(|list| list.first());
    let told = first.and_then(|info| info.get("Message").or_else(|| info.get("MessageId")));
    let told = told.or_else(|| error.value(&["error", "message"])).and_then(|text| text.as_str());
    shortened_end(told.unwrap_or("no reason given"))
}
