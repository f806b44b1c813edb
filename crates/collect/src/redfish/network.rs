//! Network cards: one for each card, its ports folded in.

use std::collections::BTreeSet;

use rackworth_model::hardware::ComponentKind;

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::pcie;
use super::processors::device_key;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie};
use super::uri;

const TIES: [Tie; 5] = [Tie::Key, Tie::Serial, Tie::Alias, Tie::Hint, Tie::Words];

/// The cards of a machine by their own resources.
pub(super) fn read_adapters(scope: &Scope<'_>) -> Parts {
    // One list, though it stands under several chassis: two adapters on one board share its serial.
    let bodies = scope.bodies(Kind::NetworkAdapter);
    let list = bodies.iter().filter(|body| !body.is_absent()).map(|body| read_adapter(scope, body)).collect();
    let mut cards = Parts::default();
    cards.join_or_add(list, &TIES);
    cards
}

/// Joins a list of network cards from elsewhere. A card with two chips is two PCIe devices.
pub(super) fn join_others(cards: &mut Parts, list: Vec<Sighting>) {
    cards.join_pieces_or_add(list, &TIES);
}

fn read_adapter(scope: &Scope<'_>, body: &Body<'_>) -> Sighting {
    let mut sighting = Sighting::of(ComponentKind::Nic, body);
    let mut counted = None;
    let mut ports: BTreeSet<String> = BTreeSet::new();
    for controller in body.items("Controllers") {
        sighting.keys.extend(controller.links(&["Links", "PCIeDevices"]).into_iter().map(device_key));
        for name in ["NetworkPorts", "Ports"] {
            ports.extend(controller.links(&["Links", name]).into_iter().map(|link| uri::last(link).to_lowercase()));
        }
        let told = controller.number(&["ControllerCapabilities", "NetworkPortCount"]).filter(|count| *count >= 1.0);
        counted = counted.or(told.map(|count| count as usize));
        if let Some(slot) = controller.told_slot() {
            sighting.set_slot(slot);
        }
    }
    sighting.aliases.extend(aliases(body.id()));
    let listed = ports_of(scope, body);
    let n_ports = [ports.len(), listed.len(), counted.unwrap_or(0)].into_iter().find(|count| *count > 0);
    let link_gbps = listed.iter().filter_map(|port| speed(port, &mut sighting.quirks)).max();
    let facts = sighting.facts();
    facts.ports = n_ports.and_then(|count| u32::try_from(count).ok());
    facts.link_gbps = link_gbps;
    sighting
}

/// Names Dell gives a card in other lists: its FQDD, and its slot under any family of names
/// (`InfiniBand.Slot.7` is `NIC.Slot.7` in Assembly).
pub(super) fn aliases(name: &str) -> Vec<String> {
    let mut names = pcie::fqdd_and_above(name);
    names.extend(names.clone().iter().filter_map(|name| slot_alias(name)));
    names
}

fn slot_alias(name: &str) -> Option<String> {
    let (family, slot) = name.split_once('.')?;
    let is_card = ["nic", "infiniband", "fc"].contains(&family);
    (is_card && slot.starts_with("slot.")).then(|| format!("card.{slot}"))
}

/// The port resources under an adapter, each once though it may stand under Ports and NetworkPorts.
fn ports_of<'a>(scope: &Scope<'a>, adapter: &Body<'_>) -> Vec<Body<'a>> {
    let mut seen = BTreeSet::new();
    let mut ports = Vec::new();
    for list in ["ports", "networkports"] {
        let prefix = format!("{}/{list}/", adapter.path());
        let under = scope.bodies(Kind::Port);
        let direct = under
            .into_iter()
            .filter(|port| port.path().strip_prefix(prefix.as_str()).is_some_and(|rest| !rest.contains('/')));
        for port in direct.filter(|port| is_network(port)) {
            if seen.insert(port.id()) {
                ports.push(port);
            }
        }
    }
    ports
}

/// PCIe and NVLink ports stand beside network ports in some services.
fn is_network(port: &Body<'_>) -> bool {
    let protocol = port.text(&["PortProtocol"]);
    protocol.is_none_or(|p| ["Ethernet", "InfiniBand", "FC", "FCoE", "FibreChannel"].contains(&p.as_str()))
}

/// The fastest a port can go, Gbit/s. Speeds in Mbit/s beyond 1.6 Tbit/s hold something else
/// (quirk `port-speed-bits`).
fn speed(port: &Body<'_>, quirks: &mut quirks::Quirks) -> Option<u32> {
    const MOST_GBPS: f64 = 1600.0;
    let mut speeds: Vec<f64> = port.number(&["MaxSpeedGbps"]).into_iter().collect();
    for link in port.items("LinkConfiguration") {
        speeds.extend(numbers(&link, "CapableLinkSpeedGbps"));
    }
    for link in port.items("SupportedLinkCapabilities") {
        let told = numbers(&link, "CapableLinkSpeedMbps").into_iter().chain(link.number(&["LinkSpeedMbps"]));
        speeds.extend(told.map(|mbps| mbps / 1000.0));
    }
    if speeds.iter().any(|gbps| *gbps > MOST_GBPS) {
        quirks.add(quirks::PORT_SPEED);
    }
    let sane = speeds.into_iter().filter(|gbps| (1.0..=MOST_GBPS).contains(gbps));
    sane.fold(None, |most: Option<f64>, gbps| Some(most.map_or(gbps, |most| most.max(gbps)))).map(|gbps| gbps as u32)
}

fn numbers(body: &Body<'_>, property: &str) -> Vec<f64> {
    let values = body.value(&[property]).and_then(|value| value.as_array());
    values.into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
}
