//! From identified assets to holdings: like assets together, their content in lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::fleet::{Asset, Fleet, Line};
use rackworth_catalog::part::{Identification, Part};
use rackworth_catalog::rack::{RACK_UNITS, Rack, Role};
use rackworth_catalog::spec::{ServerSpec, Spec};
use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::explain::FactRef;
use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::AssetKind;
use rackworth_model::observation::{Condition, MachineShape, Offer};
use rackworth_value::engine::{ContentLine, HeldMachine, Holding, LineParts};

/// How assets are told apart beyond what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// Like machines together.
    ByLikeness,
    /// Like machines of one site together.
    BySite,
    /// Each asset for itself.
    ByAsset,
}

/// A holding with what a screen says of it.
#[derive(Debug, Clone)]
pub struct Held {
    pub holding: Holding,
    /// The model alone, such as `PowerEdge R740`.
    pub model: String,
    pub site: Option<String>,
    /// Assets whose source says nothing of their condition.
    pub n_condition_assumed: usize,
    /// The machine's size and age were told from its CPUs, its model not being known.
    pub shape_from_cpus: bool,
}

/// The fleet's assets as holdings, in order of first appearance.
pub fn hold(fleet: &Fleet, apart: Apart) -> Vec<Held> {
    let mut order: Vec<Held> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for asset in &fleet.assets {
        for held in held_from(asset, apart) {
            let key = key_of(&held, apart);
            match known.get(&key) {
                Some(&i) => {
                    order[i].holding.assets.extend(held.holding.assets);
                    order[i].n_condition_assumed += held.n_condition_assumed;
                }
                None => {
                    known.insert(key, order.len());
                    order.push(held);
                }
            }
        }
    }
    order
}

fn held_from(asset: &Asset, apart: Apart) -> Vec<Held> {
    let content = content(asset);
    let (machine, shape_from_cpus) = machine(asset, &content);
    let model = model_of(asset);
    let holding = Holding {
        label: label(&model, &content, asset.condition),
        assets: asset.ids.clone(),
        machine,
        condition: asset.condition.unwrap_or(Condition::UsedTested),
        content,
    };
    let assumed = |n: usize| if asset.condition.is_none() { n } else { 0 };
    let held = |holding: Holding| Held {
        n_condition_assumed: assumed(holding.assets.len()),
        holding,
        model: model.clone(),
        site: asset.raw.site.clone(),
        shape_from_cpus,
    };
    if apart != Apart::ByAsset {
        return vec![held(holding)];
    }
    let alone = |id: &rackworth_model::AssetId| held(Holding { assets: vec![id.clone()], ..holding.clone() });
    holding.assets.iter().map(alone).collect()
}

fn key_of(held: &Held, apart: Apart) -> String {
    let holding = &held.holding;
    let machine = holding.machine.as_ref().map(|m| format!("{:?} {:?}", m.platform, m.shape));
    let lines: Vec<String> = holding.content.iter().map(signature).collect();
    let mut key = format!("{machine:?} {} {} {}", held.model, holding.condition, lines.join("; "));
    match apart {
        Apart::ByLikeness => {}
        Apart::BySite => key.push_str(&format!(" @{:?}", held.site)),
        Apart::ByAsset => key.push_str(&format!(" #{:?}", holding.assets)),
    }
    key
}

/// What makes two lines alike: what they may be, how many, how worn.
fn signature(line: &ContentLine) -> String {
    let parts = match &line.parts {
        Ok(options) => {
            let one = |(weight, parts): &(f64, Vec<(Arc<Part>, u32)>)| {
                let ids: Vec<String> = parts.iter().map(|(part, n)| format!("{n}×{}", part.id)).collect();
                format!("{weight:.6}:{}", ids.join("+"))
            };
            options.iter().map(one).collect::<Vec<_>>().join("|")
        }
        Err(gap) => format!("{gap:?} {}", line.label),
    };
    format!("{} {} {:?} {parts}", line.units, line.class, line.life_left_percent)
}

/// The content of an asset: components that are parts, equal ones in one line.
fn content(asset: &Asset) -> Vec<ContentLine> {
    let mut lines: Vec<ContentLine> = Vec::new();
    for line in &asset.lines {
        let Some(new) = content_line(line) else { continue };
        match lines.iter_mut().find(|old| unit_signature(old) == unit_signature(&new)) {
            Some(old) => merge(old, &new),
            None => lines.push(new),
        }
    }
    for line in &mut lines {
        line.label = line_label(line);
        line.reading = format!("reading/{}", signature(line));
    }
    lines.sort_by_key(|line| line.class);
    lines
}

/// The signature of one unit: lines that share it are one line.
fn unit_signature(line: &ContentLine) -> String {
    let single = |options: &LineParts| options.iter().all(|(_, parts)| parts.len() == 1 && parts[0].1 == line.units);
    match &line.parts {
        Ok(options) if single(options) => {
            let ids = options.iter().map(|(w, parts)| format!("{w:.6}:{}", parts[0].0.id)).collect::<Vec<_>>();
            format!("{} {:?} {}", line.class, line.life_left_percent, ids.join("|"))
        }
        // Readings with several parts stay apart: each is a story of its own.
        Ok(_) => format!("{} {}", line.label, line.reading),
        Err(gap) => format!("{} {gap:?} {}", line.class, line.label),
    }
}

fn merge(old: &mut ContentLine, new: &ContentLine) {
    old.units += new.units;
    old.facts.extend(new.facts.iter().cloned());
    if let Ok(options) = &mut old.parts {
        for (_, parts) in options {
            for (_, count) in parts {
                *count += new.units;
            }
        }
    }
}

/// A line of content, or `None` when it holds nothing a buyer counts.
fn content_line(line: &Line) -> Option<ContentLine> {
    let first = line.options.first()?;
    let counted: Vec<&(RawComponent, Identification)> = first
        .components
        .iter()
        .filter(|(_, identification)| !matches!(identification, Identification::NotAPart { .. }))
        .collect();
    let (component, _) = counted.first()?;
    let parts = options_of(line);
    let class = match &parts {
        Ok(options) => options.first().and_then(|(_, parts)| parts.first()).map(|(part, _)| part.class()),
        Err(_) => None,
    };
    Some(ContentLine {
        label: words_of(component, &line.text),
        class: class.unwrap_or_else(|| class_of(component)),
        units: counted.iter().map(|(component, _)| component.count).sum(),
        parts,
        reading: line.text.clone(),
        life_left_percent: component.facts.life_left_percent,
        facts: vec![FactRef::Place(line.place.clone())],
    })
}

/// Every way to understand a line, each component one of its candidates.
fn options_of(line: &Line) -> Result<LineParts, GapKind> {
    let mut all = Vec::new();
    for option in &line.options {
        let mut ways: LineParts = vec![(option.weight, Vec::new())];
        for (component, identification) in &option.components {
            let candidates = match identification {
                Identification::NotAPart { .. } => continue,
                Identification::Unidentified { reason } => {
                    return Err(GapKind::Unidentified { reason: reason.clone() });
                }
                known => known.candidates(),
            };
            ways = crossed(&ways, &candidates, component.count);
        }
        all.extend(ways);
    }
    // The likeliest first: it gives the line its words.
    all.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    Ok(all)
}

fn crossed(ways: &LineParts, candidates: &[(Arc<Part>, f64)], count: u32) -> LineParts {
    let with = |(weight, parts): &(f64, Vec<(Arc<Part>, u32)>), (part, share): &(Arc<Part>, f64)| {
        let mut parts = parts.clone();
        parts.push((Arc::clone(part), count));
        (weight * share, parts)
    };
    ways.iter().flat_map(|way| candidates.iter().map(move |candidate| with(way, candidate))).collect()
}

pub(crate) fn class_of(component: &RawComponent) -> Class {
    match component.kind {
        ComponentKind::Cpu => Class::Cpu,
        ComponentKind::Dimm => Class::Dimm,
        ComponentKind::Drive => {
            let spins = component.facts.rpm.is_some_and(|rpm| rpm > 0)
                || component.facts.media.as_deref().is_some_and(|m| m.eq_ignore_ascii_case("hdd"));
            if spins { Class::Hdd } else { Class::Ssd }
        }
        ComponentKind::Gpu => Class::Gpu,
        ComponentKind::Nic => Class::Nic,
        ComponentKind::Raid => Class::Raid,
        ComponentKind::Psu => Class::Psu,
        ComponentKind::Board
        | ComponentKind::Backplane
        | ComponentKind::Riser
        | ComponentKind::Fan
        | ComponentKind::Unknown => Class::Other,
    }
}

/// What the source calls a component.
pub(crate) fn words_of(component: &RawComponent, text: &str) -> String {
    let id = &component.id;
    let told = [&component.text, &id.model, &id.part_number].into_iter().flatten();
    let words = told.map(|word| word.trim()).find(|word| !word.is_empty()).unwrap_or(text);
    words.to_string()
}

fn line_label(line: &ContentLine) -> String {
    let name = match &line.parts {
        Ok(options) => match options.as_slice() {
            [(_, parts)] if parts.len() == 1 => parts[0].0.name.clone(),
            _ => line.label.clone(),
        },
        Err(_) => line.label.clone(),
    };
    format!("{} × {}", line.units, without_count(&name, line.units))
}

/// `2x Turbo 77`, of which there are two, is `Turbo 77`.
fn without_count(name: &str, units: u32) -> &str {
    let counted = name.strip_prefix(&units.to_string()).map(str::trim_start);
    let rest = counted.and_then(|rest| rest.strip_prefix(['x', 'X', '×'])).map(str::trim_start);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The machine around a content, and whether its shape was told from its CPUs.
fn machine(asset: &Asset, content: &[ContentLine]) -> (Option<HeldMachine>, bool) {
    if matches!(asset.raw.kind, AssetKind::LooseParts | AssetKind::Card) {
        return (None, false);
    }
    if let Some(rack) = &asset.rack {
        return (Some(rack_machine(asset, rack)), false);
    }
    let cpus = cpus(content);
    let Some(server) = asset.server() else {
        let reason = match &asset.platform {
            Identification::Unidentified { reason } => reason.clone(),
            Identification::Ambiguous { why, .. } => why.clone(),
            _ => "its model is not in the catalog".to_string(),
        };
        let told = match cpus {
            Some((count, Some(year))) => Ok(shape(None, count, year)),
            _ => Err(GapKind::Unidentified { reason }),
        };
        let from_cpus = told.is_ok();
        return (Some(HeldMachine { platform: None, segment: segment_of(asset, content), shape: told }), from_cpus);
    };
    let platform = match &asset.platform {
        Identification::Identified { part, .. } => Some(part.id.clone()),
        _ => None,
    };
    let year = server.launch_year.or(cpus.and_then(|(_, year)| year));
    let unknown = || GapKind::Unidentified { reason: "when its model came out is not known".to_string() };
    let count = cpus.map(|(count, _)| count).or(server.sockets).unwrap_or(2);
    let shape = year.map(|year| shape(Some(server), count, year)).ok_or_else(unknown);
    (Some(HeldMachine { platform, segment: server.segment, shape }), false)
}

/// The market of a machine whose model is not known: what holds a part of the accelerated one, or feeds an AI rack,
/// is on that side.
fn segment_of(asset: &Asset, content: &[ContentLine]) -> Segment {
    let options = content.iter().flat_map(|line| line.parts.iter().flatten());
    let is_accelerated = |(part, _): &(Arc<Part>, u32)| part.segment == Segment::Accelerated;
    let holds_accelerated = options.flat_map(|(_, parts)| parts).any(is_accelerated);
    match asset.raw.kind == AssetKind::PowerShelf || holds_accelerated {
        true => Segment::Accelerated,
        false => Segment::General,
    }
}

/// A rack is on its own side of the wall, whole or not.
fn rack_machine(asset: &Asset, rack: &Rack) -> HeldMachine {
    let platform = match &asset.platform {
        Identification::Identified { part, .. } => Some(part.id.clone()),
        _ => None,
    };
    let unknown = || GapKind::Unidentified { reason: "when its trays came out is not known".to_string() };
    let nodes = u32::try_from(rack.count(Role::Compute)).unwrap_or(u32::MAX).max(1);
    let shape = rack.launch_year.map(|launch_year| MachineShape {
        launch_year,
        nodes,
        rack_units: RACK_UNITS,
        sockets: rack.sockets.max(1),
        offer: Offer::Complete,
    });
    HeldMachine { platform, segment: Segment::Accelerated, shape: shape.ok_or_else(unknown) }
}

fn shape(server: Option<&ServerSpec>, cpus: u32, launch_year: i16) -> MachineShape {
    let sockets = server.and_then(|s| s.sockets).unwrap_or(cpus).max(1);
    let rack_units = server.and_then(|s| s.rack_units).unwrap_or(2);
    MachineShape { launch_year, nodes: 1, rack_units, sockets, offer: Offer::Complete }
}

/// How many CPUs, and the year theirs came out.
fn cpus(content: &[ContentLine]) -> Option<(u32, Option<i16>)> {
    let line = content.iter().find(|line| line.class == Class::Cpu)?;
    let part = line.parts.as_ref().ok()?.first()?.1.first()?;
    let year = match &part.0.spec {
        Spec::Cpu(cpu) => cpu.launch_year,
        _ => None,
    };
    Some((line.units, year))
}

/// The model in the catalog's words, else in the source's.
pub fn model_of(asset: &Asset) -> String {
    if let Identification::Identified { part, .. } = &asset.platform {
        return part.name.clone();
    }
    let told = [&asset.raw.id.model, &asset.raw.id.part_number].into_iter().flatten();
    let words = told.map(|word| word.trim()).find(|word| !word.is_empty());
    match (words, asset.raw.kind) {
        (Some(words), _) => words.to_string(),
        (None, AssetKind::LooseParts) => "loose parts".to_string(),
        (None, _) => "model not stated".to_string(),
    }
}

/// `PowerEdge R740, 2 × Gold 6248R, 768 GB, 8 × 1.92 TB SSD, untested`.
fn label(model: &str, content: &[ContentLine], condition: Option<Condition>) -> String {
    let mut words = vec![model.to_string()];
    for line in content {
        match line.class {
            Class::Cpu => words.push(short_cpu(line)),
            Class::Gpu => words.push(line.label.clone()),
            _ => {}
        }
    }
    if let Some(memory) = memory_gib(content) {
        words.push(format!("{memory:.0} GB"));
    }
    words.extend(content.iter().filter(|l| matches!(l.class, Class::Ssd | Class::Hdd)).map(short_drive));
    words.extend(condition.and_then(unusual).map(str::to_string));
    words.join(", ")
}

/// A condition that sets a machine apart from the usual used and tested one.
fn unusual(condition: Condition) -> Option<&'static str> {
    match condition {
        Condition::New => Some("new"),
        Condition::Refurbished => Some("refurbished"),
        Condition::UsedTested | Condition::Unknown => None,
        Condition::UsedUntested => Some("untested"),
        Condition::ForParts => Some("for parts"),
    }
}

fn short_cpu(line: &ContentLine) -> String {
    let long = &line.label;
    if line.parts.is_err() {
        return long.clone();
    }
    ["Intel ", "AMD ", "Xeon "].iter().fold(long.clone(), |label, word| label.replacen(word, "", 1))
}

fn short_drive(line: &ContentLine) -> String {
    let part = line.parts.as_ref().ok().and_then(|options| options.first()).and_then(|(_, parts)| parts.first());
    match part.map(|(part, _)| &part.spec) {
        Some(Spec::Drive(drive)) => match drive.capacity {
            Some(capacity) => format!("{} × {capacity} {}", line.units, drive.media.word().to_uppercase()),
            None => format!("{} × {}", line.units, drive.media.word().to_uppercase()),
        },
        _ => line.label.clone(),
    }
}

/// Memory of one asset, GiB, where every module's size is known.
fn memory_gib(content: &[ContentLine]) -> Option<f64> {
    let mut total = None;
    for line in content.iter().filter(|line| line.class == Class::Dimm) {
        let (_, parts) = line.parts.as_ref().ok()?.first()?;
        for (part, count) in parts {
            if let Spec::Dimm(dimm) = &part.spec {
                *total.get_or_insert(0.0) += dimm.capacity.gib() * f64::from(*count);
            }
        }
    }
    total
}
