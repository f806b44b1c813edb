//! A fleet: assets as read, with what each of them and each of its components turned
//! out to be.

use std::collections::BTreeMap;

use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::{ComponentKind, HardwareId, Place, RawComponent, Reading};
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
    pub fn identify_fleet(&self, inventory: Inventory) -> Fleet {
        let Inventory { assets, unread, problems, evidence } = inventory;
        let mut fleet = Fleet { assets: Vec::new(), unread, problems, evidence };
        let mut names = Names::default();
        let mut interned = Interned::new(self);
        for raw in assets.into_iter().flat_map(|raw| self.with_machines_apart(raw)) {
            if raw.count > MOST_ALIKE {
                fleet.problems.push(too_many(&raw));
                continue;
            }
            let asset = self.identify_asset(raw, &mut names, &mut interned, &mut fleet.unread);
            fleet.assets.push(asset);
        }
        let Fleet { assets, problems, .. } = &mut fleet;
        *assets = rack::assemble(self, std::mem::take(assets), &mut |raw| names.name(raw), problems);
        fleet
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

    fn identify_asset(
        &self,
        mut raw: RawAsset,
        names: &mut Names,
        interned: &mut Interned<'_>,
        unread: &mut Vec<Unread>,
    ) -> Asset {
        if matches!(raw.kind, AssetKind::Server | AssetKind::Unknown) {
            self.take_name_from_texts(&mut raw);
        }
        let platform = match raw.kind {
            AssetKind::LooseParts | AssetKind::Card => {
                Identification::not_a_part("parts that are in no machine", "fleet/loose-parts")
            }
            AssetKind::Server | AssetKind::PowerShelf | AssetKind::Rack | AssetKind::Unknown => {
                self.identify_machine(&raw)
            }
        };
        let condition = raw.condition.as_deref().and_then(read_condition);
        if let (Some(text), None) = (&raw.condition, condition) {
            unread.push(Unread {
                place: raw.place.clone(),
                kind: UnreadKind::Fragment,
                text: text.clone(),
                why: "no word for a condition: priced as used and tested".to_string(),
            });
        }
        let mut asset = Asset {
            ids: names.name(&raw),
            raw,
            platform,
            condition,
            lines: Vec::new(),
            findings: Vec::new(),
            rack: None,
        };
        asset.lines = self.identify_lines(&asset, interned, unread);
        asset.findings = self.findings_of(&asset);
        asset
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

    fn identify_lines(&self, asset: &Asset, interned: &mut Interned<'_>, unread: &mut Vec<Unread>) -> Vec<Line> {
        let host = asset.server().cloned();
        let mut readings = asset.raw.readings.clone();
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
        let mut identified = |component: &RawComponent| {
            let mut told = component.clone();
            told.quirks.extend(quirks::of(component));
            (told, interned.identify(&in_machine(component, asset)))
        };
        readings
            .iter()
            .map(|reading| Line {
                text: reading.text.clone(),
                place: place_of(reading.options(), &asset.raw.place),
                options: reading
                    .options()
                    .iter()
                    .map(|option| LineOption {
                        weight: option.weight,
                        components: option.components.iter().map(&mut identified).collect(),
                    })
                    .collect(),
            })
            .collect()
    }
}

/// A component with what its machine tells of it: supplies fit the machines of one maker,
/// whoever made them.
fn in_machine(component: &RawComponent, asset: &Asset) -> RawComponent {
    let mut component = component.clone();
    let unnamed = crate::identify::scan::said(component.id.manufacturer.as_deref()).is_none();
    if let (ComponentKind::Psu, true, Some(server)) = (component.kind, unnamed, asset.server()) {
        component.id.manufacturer = Some(server.maker.clone());
    }
    component
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

fn place_of(options: &[rackworth_model::hardware::ReadingOption], otherwise: &Place) -> Place {
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
