//! AI racks: compute trays, NVLink switch trays and power shelves that are one thing to plan and sell.
//!
//! Trays are one rack where their source says so: a rack label they share, or a folder that holds
//! nothing but rack equipment. Where that would make more than a rack, or mixes generations, they
//! stay apart and a problem says so.

use std::collections::{BTreeMap, BTreeSet};

use rackworth_model::hardware::Place;
use rackworth_model::ids::AssetId;
use rackworth_model::inventory::{AssetKind, Problem, RawAsset};
use rackworth_model::provenance::Locator;

use crate::Catalog;
use crate::fleet::Asset;
use crate::part::Identification;

/// What an NVL72 rack holds: 18 compute trays and 9 NVLink switch trays
/// (docs.nvidia.com, DGX GB200 user guide, Hardware).
pub const COMPUTE_TRAYS: usize = 18;
pub const SWITCH_TRAYS: usize = 9;
/// Power shelves of an NVL72 rack: 8, or 6 to 8 (lenovopress.lenovo.com/lp2357).
pub const LEAST_SHELVES: usize = 6;
/// Height of the rack, U (Dell PowerEdge XE AI spec sheet, IR9048).
pub const RACK_UNITS: u32 = 48;

/// What a tray does in its rack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Compute,
    Switch,
    PowerShelf,
}

/// One tray of a rack.
#[derive(Debug, Clone, PartialEq)]
pub struct Tray {
    pub role: Role,
    /// What it is, in the catalog's words, else in its own.
    pub model: String,
    pub id: AssetId,
    pub place: Place,
}

/// A rack, whole or in part.
#[derive(Debug, Clone, PartialEq)]
pub struct Rack {
    /// `GB200 NVL72`.
    pub name: String,
    /// Compute trays first, each role in the order of the source.
    pub trays: Vec<Tray>,
    /// What a whole rack has and this one lacks, in words.
    pub missing: Vec<String>,
    /// Why these trays are one rack.
    pub grouped_by: String,
    pub launch_year: Option<i16>,
    /// CPU sockets, all trays together.
    pub sockets: u32,
}

impl Rack {
    pub fn count(&self, role: Role) -> usize {
        self.trays.iter().filter(|tray| tray.role == role).count()
    }

    /// Every compute tray and every switch tray is there.
    pub fn is_whole(&self) -> bool {
        self.count(Role::Compute) == COMPUTE_TRAYS && self.count(Role::Switch) == SWITCH_TRAYS
    }
}

/// What an asset is in a rack, and of which generation, where its model tells.
fn role_of(asset: &Asset) -> Option<(Role, Option<&'static str>)> {
    if asset.raw.kind == AssetKind::PowerShelf {
        return Some((Role::PowerShelf, None));
    }
    let Identification::Identified { part, .. } = &asset.platform else { return None };
    let generation = ["GB200", "GB300"].into_iter().find(|generation| part.name.contains(generation));
    match () {
        () if part.name.contains("NVLink switch tray") => Some((Role::Switch, None)),
        () if part.name.contains("NVL compute tray") => Some((Role::Compute, generation)),
        // A service speaks for one tray; a row of a list may mean the rack.
        () if part.name.contains("XE9712") && matches!(asset.raw.place.locator, Locator::Resource { .. }) => {
            Some((Role::Compute, None))
        }
        () => None,
    }
}

/// Why assets may be one rack: the words for it, ordered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    Label(String),
    Folder(String),
}

impl Evidence {
    fn of(raw: &RawAsset) -> Option<Evidence> {
        let label = raw.extras.iter().find(|(header, _)| header.eq_ignore_ascii_case("rack"));
        if let Some((_, label)) = label.filter(|(_, label)| !label.trim().is_empty()) {
            return Some(Evidence::Label(label.trim().to_string()));
        }
        let folder = raw.place.file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        matches!(raw.place.locator, Locator::Resource { .. }).then(|| Evidence::Folder(folder.to_string()))
    }

    fn words(&self) -> String {
        match self {
            Evidence::Label(label) => format!("rack `{label}`"),
            Evidence::Folder(folder) if folder.is_empty() => "read together".to_string(),
            Evidence::Folder(folder) => format!("folder `{folder}`"),
        }
    }

    /// What the rack is called by.
    fn name(&self) -> &str {
        match self {
            Evidence::Label(label) => label,
            Evidence::Folder(folder) => match folder.rsplit(['/', '\\']).next() {
                Some(name) if !name.is_empty() => name,
                _ => "rack",
            },
        }
    }
}

/// Trays that are one rack become one asset, in the place of the first of them.
pub(crate) fn assemble(
    catalog: &Catalog,
    assets: Vec<Asset>,
    name: &mut dyn FnMut(&RawAsset) -> Vec<AssetId>,
    problems: &mut Vec<Problem>,
) -> Vec<Asset> {
    let mut groups: BTreeMap<Evidence, Vec<usize>> = BTreeMap::new();
    let mut others: BTreeSet<Evidence> = BTreeSet::new();
    for (number, asset) in assets.iter().enumerate() {
        let Some(evidence) = Evidence::of(&asset.raw) else { continue };
        if role_of(asset).is_some() {
            groups.entry(evidence).or_default().push(number);
        } else if asset.raw.kind == AssetKind::Server {
            others.insert(evidence);
        }
    }
    // A folder with servers of other sorts in it is no rack; a label is one whatever else bears it.
    groups.retain(|evidence, _| matches!(evidence, Evidence::Label(_)) || !others.contains(evidence));
    let mut assets: Vec<Option<Asset>> = assets.into_iter().map(Some).collect();
    for (evidence, members) in groups {
        let trays: Vec<&Asset> = members.iter().filter_map(|number| assets[*number].as_ref()).collect();
        match rack_of(&trays, &evidence) {
            Ok(None) => {}
            Err(found) => problems.push(too_much(&trays, found)),
            Ok(Some(rack)) => {
                let asset = asset_of(catalog, rack, &trays, &evidence, name);
                for number in &members {
                    assets[*number] = None;
                }
                assets[members[0]] = Some(asset);
            }
        }
    }
    assets.into_iter().flatten().collect()
}

/// The rack some trays make: none for a tray alone, an error for more than one rack.
fn rack_of(trays: &[&Asset], evidence: &Evidence) -> Result<Option<Rack>, String> {
    let roles: Vec<(Role, Option<&str>)> = trays.iter().filter_map(|tray| role_of(tray)).collect();
    let generations: BTreeSet<&str> = roles.iter().filter_map(|(_, generation)| *generation).collect();
    let count = |role: Role| -> usize {
        let of_role = trays.iter().zip(&roles).filter(|(_, (own, _))| *own == role);
        of_role.map(|(tray, _)| tray.ids.len()).sum()
    };
    let (compute, switch) = (count(Role::Compute), count(Role::Switch));
    let all = compute + switch + count(Role::PowerShelf);
    if compute + switch == 0 || all < 2 {
        return Ok(None);
    }
    if compute > COMPUTE_TRAYS || switch > SWITCH_TRAYS {
        return Err(format!("{compute} compute trays and {switch} switch trays, more than one rack holds"));
    }
    if generations.len() > 1 {
        return Err("compute trays of two generations".to_string());
    }
    let generation = generations.into_iter().next();
    let mut named: Vec<Tray> = trays.iter().zip(&roles).flat_map(|(tray, (role, _))| trays_of(tray, *role)).collect();
    named.sort_by_key(|tray| tray.role);
    let sockets = |tray: &&Asset| {
        let each = tray.server().and_then(|server| server.sockets).unwrap_or(0);
        each.saturating_mul(u32::try_from(tray.ids.len()).unwrap_or(u32::MAX))
    };
    let of_compute = trays.iter().zip(&roles).filter(|(_, (role, _))| *role == Role::Compute);
    Ok(Some(Rack {
        name: generation.map_or("NVL72".to_string(), |generation| format!("{generation} NVL72")),
        missing: missing(compute, switch, count(Role::PowerShelf)),
        trays: named,
        grouped_by: evidence.words(),
        launch_year: trays.iter().filter_map(|tray| tray.server()?.launch_year).min(),
        sockets: of_compute.map(|(tray, _)| sockets(tray)).fold(0, u32::saturating_add),
    }))
}

fn trays_of(asset: &Asset, role: Role) -> Vec<Tray> {
    let model = match (&asset.platform, role) {
        (Identification::Identified { part, .. }, _) => part.name.clone(),
        (_, Role::PowerShelf) => {
            let words = [Some("power shelf".to_string()), asset.raw.id.model.clone()];
            words.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        _ => asset.raw.id.model.clone().unwrap_or_default(),
    };
    let one = |id: &AssetId| Tray { role, model: model.clone(), id: id.clone(), place: asset.raw.place.clone() };
    asset.ids.iter().map(one).collect()
}

/// `17 of 18 compute trays`, and so on.
fn missing(compute: usize, switch: usize, shelves: usize) -> Vec<String> {
    let lacks =
        |has: usize, whole: usize, what: &str| (has < whole).then(|| format!("{} of {whole} {what}", whole - has));
    let shelf = (shelves < LEAST_SHELVES)
        .then(|| format!("{} of at least {LEAST_SHELVES} power shelves", LEAST_SHELVES - shelves));
    [lacks(compute, COMPUTE_TRAYS, "compute trays"), lacks(switch, SWITCH_TRAYS, "NVLink switch trays"), shelf]
        .into_iter()
        .flatten()
        .collect()
}

fn too_much(trays: &[&Asset], found: String) -> Problem {
    let place = trays.first().map(|tray| tray.raw.place.clone());
    Problem {
        place: place.unwrap_or(Place { file: "".into(), locator: Locator::File }),
        found,
        expected: format!("at most {COMPUTE_TRAYS} compute trays and {SWITCH_TRAYS} NVLink switch trays of one rack"),
        hint: Some("put what was collected from each rack into a folder of its own".to_string()),
    }
}

fn asset_of(
    catalog: &Catalog,
    rack: Rack,
    trays: &[&Asset],
    evidence: &Evidence,
    name: &mut dyn FnMut(&RawAsset) -> Vec<AssetId>,
) -> Asset {
    let place = trays.first().map(|tray| tray.raw.place.clone());
    let mut raw = RawAsset::new(AssetKind::Rack, place.unwrap_or(Place { file: "".into(), locator: Locator::File }));
    raw.hostname = Some(evidence.name().to_string());
    let ids = name(&raw);
    raw.hostname = None;
    raw.id.model = Some(format!("{} rack", rack.name));
    let shared = |word: fn(&Asset) -> Option<&String>| {
        let words: BTreeSet<Option<&String>> = trays.iter().map(|tray| word(tray)).collect();
        words.into_iter().next().filter(|_| trays.windows(2).all(|two| word(two[0]) == word(two[1]))).flatten().cloned()
    };
    raw.site = shared(|tray| tray.raw.site.as_ref());
    raw.condition = shared(|tray| tray.raw.condition.as_ref());
    let condition = trays.first().and_then(|tray| tray.condition);
    let condition = condition.filter(|condition| trays.iter().all(|tray| tray.condition == Some(*condition)));
    let platform = if rack.is_whole() {
        let mut id = raw.id.clone();
        id.model = Some(rack.name.clone());
        catalog.identify_server(&id)
    } else {
        Identification::Unidentified { reason: format!("a part of a rack; missing: {}", rack.missing.join(", ")) }
    };
    let findings = trays.iter().flat_map(|tray| tray.findings.clone()).collect();
    let lines = trays.iter().flat_map(|tray| tray.ids.iter().flat_map(|_| tray.lines.clone())).collect();
    Asset { ids, raw, platform, condition, lines, findings, rack: Some(rack) }
}
