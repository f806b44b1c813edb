//! All components of one machine, each part once.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::{AssetKind, RawAsset};

use super::asset;
use super::boards;
use super::controllers;
use super::dell::{self, Units};
use super::drives::{self, Drives};
use super::hpe::{self, HpeDevices};
use super::kind::Kind;
use super::memory;
use super::missing;
use super::network;
use super::parts::Parts;
use super::pcie::{self, Devices, Sort};
use super::power;
use super::processors;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, reading};
use super::summary;

/// Reads a machine: its identity, its components, and what it says in sum.
pub(super) fn read_machine(scope: &Scope<'_>) -> RawAsset {
    let mut asset = asset::read_asset(scope);
    let mut components = if asset.kind == AssetKind::Card { Vec::new() } else { read_all(scope, &asset) };
    if asset.kind != AssetKind::Card {
        missing::tell_missing_collections(scope);
        let cpus: Vec<RawComponent> = of_kind(&components, ComponentKind::Cpu);
        let at = cpus.len();
        components.splice(at..at, summary::missing_cpus(scope, &cpus));
        let dimms = of_kind(&components, ComponentKind::Dimm);
        asset.texts.extend(summary::missing_memory(scope, &dimms));
    }
    scope.tell_left();
    asset.kind = kind_by_components(scope, asset.kind, &components);
    asset.readings = components.into_iter().map(reading).collect();
    asset
}

fn of_kind(components: &[RawComponent], kind: ComponentKind) -> Vec<RawComponent> {
    components.iter().filter(|component| component.kind == kind).cloned().collect()
}

/// What has no system is what its components make it: nothing but supplies is a power shelf, parts
/// without any chassis are loose.
fn kind_by_components(scope: &Scope<'_>, kind: AssetKind, components: &[RawComponent]) -> AssetKind {
    if kind != AssetKind::Unknown || scope.machine.is_shared {
        return kind;
    }
    let of_shelf = [ComponentKind::Psu, ComponentKind::Fan, ComponentKind::Board];
    let has_supply = components.iter().any(|component| component.kind == ComponentKind::Psu);
    if scope.machine.chassis.is_empty() {
        return if components.is_empty() { kind } else { AssetKind::LooseParts };
    }
    let holds_machines =
        scope.chassis().iter().any(|chassis| chassis.text(&["ChassisType"]).as_deref() == Some("Enclosure"));
    let is_shelf = has_supply && !holds_machines && components.iter().all(|c| of_shelf.contains(&c.kind));
    if is_shelf { AssetKind::PowerShelf } else { kind }
}

/// The lists that name parts of every kind; each kind takes its own.
struct Lists {
    devices: Devices,
    hpe: HpeDevices,
    pci_facts: Vec<Sighting>,
    units: Units,
}

impl Lists {
    fn read(scope: &Scope<'_>) -> Lists {
        let mut devices = pcie::read_devices(scope);
        let pci_facts = hpe::read_pci_facts(scope);
        if devices.is_empty() && scope.bodies(Kind::HpeDevice).is_empty() {
            hpe::devices_of_functions(&pci_facts, &mut devices);
        }
        Lists { devices, hpe: hpe::read_devices(scope), pci_facts, units: dell::read_units(scope) }
    }

    /// Adds what PCI functions and field-replaceable units tell about parts that other lists name.
    fn add_words(&mut self, parts: &mut Parts) {
        // What is left names something else.
        let _ = parts.join(self.pci_facts.clone(), &[Tie::Hint]);
        self.units.add_words(parts);
    }
}

fn read_all(scope: &Scope<'_>, asset: &RawAsset) -> Vec<RawComponent> {
    let mut lists = Lists::read(scope);
    let processors = processors::read_processors(scope);
    let gpus = read_gpus(scope, processors.gpus, &mut lists, asset);
    let (drives, raids) = read_storage(scope, &mut lists);
    let cards = read_cards(scope, &mut lists);
    let mut components = processors.cpus;
    components.extend(memory::read_memory(scope));
    components.extend(drives.drives.into_components());
    components.extend(gpus);
    components.extend(drop_unnamed(scope, raids).into_components());
    components.extend(drop_unnamed(scope, cards).into_components());
    components.extend(power::read_supplies(scope));
    let pieces = read_pieces(scope, &mut lists, drives.backplanes, asset, &components);
    components.extend(pieces);
    components.extend(boards::read_fans(scope));
    components.extend(processors.others);
    let mut others = Parts::default();
    others.join_or_add(lists.devices.take(Sort::Unknown), &[]);
    others.join_or_add(lists.hpe.others, &[Tie::Serial, Tie::Hint]);
    components.extend(drop_unnamed(scope, others).into_components());
    components
}

fn read_storage(scope: &Scope<'_>, lists: &mut Lists) -> (Drives, Parts) {
    let mut drives = drives::read_drives(scope);
    let fresh = drives.join_pcie(lists.devices.take(Sort::Drive));
    drives.drives.join_or_add(fresh, &[]);
    let of_pcie = drives.join_pcie(lists.devices.take(Sort::Controller));
    drives.join_simple(scope);
    let mut raids = controllers::read_controllers(scope, &mut drives);
    controllers::join_others(&mut raids, of_pcie);
    controllers::join_others(&mut raids, std::mem::take(&mut lists.hpe.controllers));
    lists.units.add_words(&mut drives.drives);
    lists.add_words(&mut raids);
    (drives, raids)
}

fn read_cards(scope: &Scope<'_>, lists: &mut Lists) -> Parts {
    let mut cards = network::read_adapters(scope);
    network::join_others(&mut cards, lists.devices.take(Sort::Network));
    network::join_others(&mut cards, std::mem::take(&mut lists.hpe.cards));
    network::join_others(&mut cards, hpe::read_adapters(scope));
    lists.add_words(&mut cards);
    cards
}

/// Backplanes, boards and risers that no other kind counts.
fn read_pieces(
    scope: &Scope<'_>,
    lists: &mut Lists,
    backplanes: Vec<Sighting>,
    asset: &RawAsset,
    counted: &[RawComponent],
) -> Vec<RawComponent> {
    let backplanes = [backplanes, std::mem::take(&mut lists.hpe.backplanes)].concat();
    let boards = [std::mem::take(&mut lists.hpe.boards), lists.devices.take(Sort::Riser)].concat();
    let mut pieces = boards::read_boards(scope, &asset.id, backplanes, boards);
    lists.units.add_words(&mut pieces);
    pieces.join_or_add(lists.units.take_boards(), &[]);
    boards::drop_counted(&mut pieces, counted);
    pieces.into_components()
}

fn read_gpus(scope: &Scope<'_>, mut gpus: Parts, lists: &mut Lists, asset: &RawAsset) -> Vec<RawComponent> {
    let ties = [Tie::Key, Tie::Serial, Tie::Alias, Tie::Words, Tie::Sort];
    gpus.join_or_add(lists.devices.take(Sort::Gpu), &ties);
    gpus.join_or_add(std::mem::take(&mut lists.hpe.gpus), &[Tie::Serial, Tie::Hint, Tie::Words]);
    for list in scope.lists(Kind::Graphics) {
        let cards = list.iter().filter(|body| !body.is_absent()).map(|body| Sighting::of(ComponentKind::Gpu, body));
        let cards = cards.filter(|card| !pcie::is_management_video(&pcie::words_of(card)));
        gpus.join_or_add(cards.collect(), &[Tie::Key, Tie::Serial, Tie::Words]);
    }
    lists.add_words(&mut gpus);
    processors::add_module_words(scope, &mut gpus, asset.id.model.as_deref());
    let mut gpus = drop_unnamed(scope, gpus).into_components();
    processors::pair_dies(&mut gpus);
    gpus
}

/// Parts that no list gives a word for are told, not counted.
fn drop_unnamed(scope: &Scope<'_>, mut parts: Parts) -> Parts {
    for unnamed in parts.remove_unless(|part| part.is_named() || part.component.facts.pci.is_some()) {
        let words = unnamed.component.slot.unwrap_or_default();
        scope.leave(unnamed.component.place, words, "it has no model, part number or serial");
    }
    parts
}
