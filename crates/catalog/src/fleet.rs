//! A fleet: assets as read, with what each of them and each of its components turned
//! out to be.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::{ComponentKind, HardwareId, Place, RawComponent, Reading, ReadingOption};
use rackworth_model::ids::AssetId;
use rackworth_model::inventory::{Amounts, AssetKind, Inventory, Problem, RawAsset, RawText, Unread, UnreadKind};
use rackworth_model::observation::Condition;
use rackworth_model::provenance::Locator;

use crate::Catalog;
use crate::compatibility::{Finding, findings};
use crate::condition::read_condition;
use crate::identify::interned::Interned;
use crate::identify::quirks;
use crate::part::Identification;
use crate::rack::{self, Rack};
use crate::spec::{ServerSpec, Spec};
use crate::text::NamedMachine;

/// One way to understand a line: its components, each identified.
#[derive(Debug, Clone, PartialEq)]
pub struct LineOption {
    /// Belief in this way, of 1.
    pub weight: f64,
    pub components: Vec<(RawComponent, Identification)>,
}

/// One line of what an asset holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The words it was read from.
    pub text: String,
    pub place: Place,
    pub options: Vec<LineOption>,
}

/// Like assets of one entry of the source.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// One id for each physical thing the entry stands for.
    pub ids: Vec<AssetId>,
    /// As read, less its readings: they became `lines`.
    pub raw: RawAsset,
    /// The machine around the content; [`Identification::NotAPart`] for loose parts.
    pub platform: Identification,
    /// `None` when the source does not say.
    pub condition: Option<Condition>,
    pub lines: Vec<Line>,
    /// What of its content cannot be as it is told.
    pub findings: Vec<Finding>,
    /// The trays of a rack that was assembled from what they were read as.
    pub rack: Option<Rack>,
}

/// Identified assets, and everything that was not read or not understood.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fleet {
    pub assets: Vec<Asset>,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
    pub evidence: Vec<Evidence>,
}

/// The most assets one row of a list may stand for: more is taken for a mistyped quantity.
pub const MOST_ALIKE: u32 = 100_000;

impl Asset {
    /// The machine's spec, where its model is known.
    pub fn server(&self) -> Option<&ServerSpec> {
        match &self.platform {
            Identification::Identified { part, .. } => match &part.spec {
                Spec::Server(server) => Some(server),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Fleet {
    /// How many physical things the fleet holds.
    pub fn n_assets(&self) -> usize {
        self.assets.iter().map(|asset| asset.ids.len()).sum()
    }
}

impl Catalog {
    /// Identifies everything an inventory holds.
    pub fn identify_fleet(&self, mut inventory: Inventory) -> Fleet {
        let mut identifying = Identifying::new(self);
        std::mem::take(&mut inventory.assets).into_iter().for_each(|raw| identifying.add(raw));
        identifying.finish(inventory)
    }

    /// A list of parts may name whole machines among them: each becomes an asset of its own.
    fn with_machines_apart(&self, mut raw: RawAsset) -> Vec<RawAsset> {
        if raw.kind != AssetKind::LooseParts {
            return vec![raw];
        }
        let mut machines = Vec::new();
        let mut parts = Vec::new();
        for text in std::mem::take(&mut raw.texts) {
            match self.lists_machine(&text) {
                Some(named) => machines.push(machine_of(&raw, text, named)),
                None => parts.push(text),
            }
        }
        raw.texts = parts;
        let parts = (!raw.texts.is_empty() || machines.is_empty()).then_some(raw);
        parts.into_iter().chain(machines).collect()
    }

    /// A machine whose model stands only in the words about its content.
    fn take_name_from_texts(&self, raw: &mut RawAsset) {
        let unnamed = raw.id.model.is_none() && raw.id.part_number.is_none();
        for text in raw.texts.iter_mut().filter(|text| text.kind == ComponentKind::Unknown) {
            let Some(named) = self.machine_named_by(&text.text) else { continue };
            if unnamed && raw.id.model.is_none() {
                raw.id.model = named.id.model;
            }
            text.text = named.rest;
        }
        raw.texts.retain(|text| text.kind != ComponentKind::Unknown || !text.text.is_empty());
    }

    fn identify_platform(&self, raw: &RawAsset) -> Identification {
        match raw.kind {
            AssetKind::LooseParts | AssetKind::Card => {
                Identification::not_a_part("parts that are in no machine", "fleet/loose-parts")
            }
            AssetKind::Server | AssetKind::PowerShelf | AssetKind::Rack | AssetKind::Unknown => {
                self.identify_machine(raw)
            }
        }
    }

    /// By its own words; a machine whose words name none, by its board.
    fn identify_machine(&self, raw: &RawAsset) -> Identification {
        let own = self.identify_server(&raw.id);
        let unknown = |found: &Identification| matches!(found, Identification::Unidentified { .. });
        if !unknown(&own) {
            return own;
        }
        let components = raw.readings.iter().flat_map(Reading::options).flat_map(|option| &option.components);
        let boards = components.filter(|component| component.kind == ComponentKind::Board);
        let mut found = boards.map(|board| self.identify_server(&board.id));
        found.find(|found| !unknown(found)).unwrap_or(own)
    }

    fn findings_of(&self, asset: &Asset) -> Vec<Finding> {
        match (&asset.platform, asset.server()) {
            (Identification::Identified { part, .. }, Some(server)) => {
                findings(&part.name, server, &asset.lines, self.cpus.parts())
            }
            _ => Vec::new(),
        }
    }

    /// Listed components and those told in texts; what a text does not tell is left unread.
    fn take_readings(&self, asset: &mut Asset, unread: &mut Vec<Unread>) -> Vec<Reading> {
        let host = asset.server().cloned();
        let mut readings = std::mem::take(&mut asset.raw.readings);
        for text in &asset.raw.texts {
            let read = self.read_text(text, host.as_ref());
            // What is listed for itself is there, whatever it is.
            if asset.raw.kind == AssetKind::LooseParts && read.readings.is_empty() {
                readings.push(unknown_part(text));
            } else {
                readings.extend(read.readings);
                unread.extend(read.unread);
            }
        }
        if asset.raw.kind == AssetKind::Card {
            readings.push(the_card(&asset.raw));
        }
        readings
    }
}

/// A fleet whose assets come one by one, so that none is held both as read and as identified.
#[derive(Debug)]
pub struct Identifying<'c> {
    catalog: &'c Catalog,
    names: Names,
    interned: Interned<'c>,
    /// Assets so far, and what of them was not understood.
    fleet: Fleet,
}

impl<'c> Identifying<'c> {
    pub fn new(catalog: &'c Catalog) -> Identifying<'c> {
        let (names, interned) = (Names::default(), Interned::new(catalog));
        Identifying { catalog, names, interned, fleet: Fleet::default() }
    }

    pub fn add(&mut self, raw: RawAsset) {
        for raw in self.catalog.with_machines_apart(raw) {
            if raw.count > MOST_ALIKE {
                self.fleet.problems.push(too_many(&raw));
                continue;
            }
            let asset = self.identify_asset(raw);
            self.fleet.assets.push(asset);
        }
    }

    /// The fleet, with what was read beside its assets.
    pub fn finish(mut self, beside: Inventory) -> Fleet {
        let Fleet { assets, unread, problems, .. } = self.fleet;
        let mut fleet = Fleet { assets, unread: beside.unread, problems: beside.problems, evidence: beside.evidence };
        fleet.unread.extend(unread);
        fleet.problems.extend(problems);
        let Fleet { assets, problems, .. } = &mut fleet;
        *assets = rack::assemble(self.catalog, std::mem::take(assets), &mut |raw| self.names.name(raw), problems);
        fleet
    }

    fn identify_asset(&mut self, mut raw: RawAsset) -> Asset {
        if matches!(raw.kind, AssetKind::Server | AssetKind::Unknown) {
            self.catalog.take_name_from_texts(&mut raw);
        }
        let platform = self.catalog.identify_platform(&raw);
        let condition = raw.condition.as_deref().and_then(read_condition);
        if let (Some(text), None) = (&raw.condition, condition) {
            self.fleet.unread.push(Unread {
                place: raw.place.clone(),
                kind: UnreadKind::Fragment,
                text: text.clone(),
                why: "no word for a condition: priced as used and tested".to_string(),
            });
        }
        let mut asset = Asset {
            ids: self.names.name(&raw),
            raw,
            platform,
            condition,
            lines: Vec::new(),
            findings: Vec::new(),
            rack: None,
        };
        let readings = self.catalog.take_readings(&mut asset, &mut self.fleet.unread);
        asset.lines = readings.into_iter().map(|reading| self.identify_line(reading, &asset)).collect();
        asset.findings = self.catalog.findings_of(&asset);
        asset
    }

    fn identify_line(&mut self, mut reading: Reading, asset: &Asset) -> Line {
        let text = std::mem::take(&mut reading.text);
        let place = place_of(reading.options(), &asset.raw.place);
        let mut identified = |mut component: RawComponent| {
            let found = self.interned.identify(&in_machine(&component, asset));
            component.quirks.extend(quirks::of(&component));
            (component, found)
        };
        let option = |option: ReadingOption| LineOption {
            weight: option.weight,
            components: option.components.into_iter().map(&mut identified).collect(),
        };
        Line { text, place, options: reading.into_options().into_iter().map(option).collect() }
    }
}

/// A component with what its machine tells of it: supplies fit the machines of one maker,
/// whoever made them.
fn in_machine<'a>(component: &'a RawComponent, asset: &Asset) -> Cow<'a, RawComponent> {
    let unnamed = || crate::identify::scan::said(component.id.manufacturer.as_deref()).is_none();
    match (component.kind, asset.server()) {
        (ComponentKind::Psu, Some(server)) if unnamed() => {
            let mut component = component.clone();
            component.id.manufacturer = Some(server.maker.clone());
            Cow::Owned(component)
        }
        _ => Cow::Borrowed(component),
    }
}

fn machine_of(list: &RawAsset, text: RawText, named: NamedMachine) -> RawAsset {
    let mut machine = RawAsset::new(AssetKind::Unknown, text.place.clone());
    machine.id = HardwareId { manufacturer: text.id.manufacturer.clone(), serial: text.id.serial.clone(), ..named.id };
    (machine.site, machine.condition) = (list.site.clone(), list.condition.clone());
    machine.count = text.count.unwrap_or(1).max(1);
    if !named.rest.is_empty() {
        machine.texts = vec![RawText {
            text: named.rest,
            count: None,
            amounts: Amounts::Unsaid,
            id: HardwareId::default(),
            ..text
        }];
    }
    machine
}

fn unknown_part(text: &RawText) -> Reading {
    let mut part = RawComponent::new(text.kind, text.place.clone());
    (part.id, part.count) = (text.id.clone(), text.count.unwrap_or(1).max(1));
    part.text = Some(text.text.clone());
    Reading::certain(text.text.clone(), vec![part])
}

/// A card with a controller of its own is itself the part to be sold.
fn the_card(raw: &RawAsset) -> Reading {
    let mut card = RawComponent::new(ComponentKind::Nic, raw.place.clone());
    card.id = raw.id.clone();
    Reading::certain(raw.id.model.clone().unwrap_or_default(), vec![card])
}

fn place_of(options: &[ReadingOption], otherwise: &Place) -> Place {
    let first = options.first().and_then(|option| option.components.first());
    first.map_or_else(|| otherwise.clone(), |component| component.place.clone())
}

fn too_many(raw: &RawAsset) -> Problem {
    Problem {
        place: raw.place.clone(),
        found: format!("a quantity of {}", raw.count),
        expected: format!("at most {MOST_ALIKE} alike in one row"),
        hint: Some("split the row if the quantity is meant".to_string()),
    }
}

/// Gives every asset an id of its own: what its source calls it, else where it stands.
#[derive(Debug, Default)]
struct Names {
    taken: BTreeMap<String, u32>,
}

impl Names {
    fn name(&mut self, raw: &RawAsset) -> Vec<AssetId> {
        let told = [&raw.service_tag, &raw.id.serial, &raw.asset_tag, &raw.hostname];
        let told = told
            .into_iter()
            .flatten()
            .map(|word| word.trim())
            .find(|word| crate::identify::scan::said(Some(word)).is_some());
        let stem = told.map_or_else(|| from_place(&raw.place), str::to_string);
        let ids = (0..raw.count.max(1)).filter_map(|i| {
            let wanted = if raw.count > 1 { format!("{stem}.{}", i + 1) } else { stem.clone() };
            AssetId::from_key(&self.unique(wanted))
        });
        ids.collect()
    }

    fn unique(&mut self, wanted: String) -> String {
        let n = self.taken.entry(wanted.clone()).or_insert(0);
        *n += 1;
        if *n == 1 { wanted } else { format!("{wanted}~{n}") }
    }
}

/// `fleet-200:12` for row 12 of `examples/fleet-200.csv`; the name of a Redfish tree.
fn from_place(place: &Place) -> String {
    let file = place.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match &place.locator {
        Locator::Row { sheet, row } | Locator::Cell { sheet, row, .. } => match sheet {
            Some(sheet) => format!("{stem}:{sheet}:{row}"),
            None => format!("{stem}:{row}"),
        },
        Locator::Line(line) => format!("{stem}:{line}"),
        Locator::Pointer(pointer) => format!("{stem}:{pointer}"),
        Locator::File | Locator::Resource { .. } => file.to_string(),
    }
}
