//! Several exports about one machine become one asset.
//!
//! Two exports are about one machine when they share a serial or a host name. Parts seen in a
//! machine their export does not name (smartctl, nvme-cli) belong to the machine their path names,
//! or to the only machine in their folder. What cannot be joined stays loose, with a note.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rackworth_model::hardware::Reading;
use rackworth_model::inventory::{Inventory, RawAsset, RawText, Unread, UnreadKind};
use rackworth_model::provenance::Locator;

use super::draft::{Draft, comparable};
use super::{Format, Told, merge};

/// Joins what exports told; assets come in the order of their places. What they tell of machines that
/// are known from trees goes to those.
pub(crate) fn join(mut told: Vec<Told>, known: &mut [RawAsset]) -> Inventory {
    let mut inventory = Inventory::default();
    told.sort_by_key(|one| one.format);
    let (mut machines, mut pieces) = (Vec::new(), Vec::new());
    for one in told {
        inventory.unread.extend(one.notes.unread);
        inventory.problems.extend(one.notes.problems);
        inventory.evidence.push(one.evidence);
        let (whole, parts): (Vec<Draft>, Vec<Draft>) = one.drafts.into_iter().partition(|draft| draft.is_machine);
        machines.extend(whole);
        pieces.extend(parts.into_iter().map(|draft| (one.format, draft)));
    }
    let mut machines = join_machines(machines);
    let loose = place_pieces(&mut machines, pieces);
    join_known(known, &mut machines, &mut inventory.unread);
    for mut machine in machines {
        drop_sums(&mut machine, &mut inventory.unread);
        inventory.assets.push(finish(machine));
    }
    for draft in loose {
        inventory.unread.extend(not_joined(&draft));
        inventory.assets.push(finish(draft));
    }
    inventory.assets.sort_by(|a, b| a.place.cmp(&b.place));
    inventory
}

/// Takes the machines that trees tell of out of those that exports tell of.
fn join_known(known: &mut [RawAsset], machines: &mut Vec<Draft>, unread: &mut Vec<Unread>) {
    let is_of_tree =
        |asset: &&mut RawAsset| matches!(asset.place.locator, Locator::Resource { .. }) && asset.count == 1;
    for asset in known.iter_mut().filter(is_of_tree) {
        let mut draft = Draft::machine(asset.place.clone());
        draft.add_serial(asset.service_tag.as_deref());
        draft.add_serial(asset.id.serial.as_deref());
        let same = machines.iter().position(|machine| !machine.serials.is_disjoint(&draft.serials));
        let Some(exported) = same.map(|at| machines.remove(at)) else { continue };
        std::mem::swap(&mut draft.asset, asset);
        for reading in std::mem::take(&mut draft.asset.readings) {
            match reading.options() {
                // What a tree tells is certain: one way to understand it.
                [only] => draft.parts.extend(only.components.iter().cloned()),
                _ => draft.asset.readings.push(reading),
            }
        }
        merge::merge(&mut draft, exported);
        drop_sums(&mut draft, unread);
        *asset = finish(draft);
    }
}

/// Machines that share a serial, or a name while no serial speaks against it.
fn join_machines(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut machines: Vec<Draft> = Vec::new();
    for draft in drafts {
        let same: Vec<usize> = (0..machines.len()).filter(|i| is_same(&machines[*i], &draft)).collect();
        let Some((first, others)) = same.split_first() else {
            machines.push(draft);
            continue;
        };
        for other in others.iter().rev() {
            let other = machines.remove(*other);
            merge::merge(&mut machines[*first], other);
        }
        merge::merge(&mut machines[*first], draft);
    }
    machines
}

fn is_same(one: &Draft, other: &Draft) -> bool {
    if !one.serials.is_disjoint(&other.serials) {
        return true;
    }
    let names = (one.asset.hostname.as_deref().map(comparable), other.asset.hostname.as_deref().map(comparable));
    let speaks_against = !one.serials.is_empty() && !other.serials.is_empty();
    matches!(names, (Some(a), Some(b)) if a == b && !a.is_empty()) && !speaks_against
}

/// Puts pieces into their machines; gives back those of none, together by folder.
///
/// The files of one format are about different parts, unless a serial says otherwise; two formats
/// may be about the same ones.
fn place_pieces(machines: &mut [Draft], pieces: Vec<(Format, Draft)>) -> Vec<Draft> {
    let homes = Homes::of(machines);
    let mut gathered: BTreeMap<(Option<usize>, PathBuf, Format), Draft> = BTreeMap::new();
    for (format, piece) in pieces {
        let home = homes.find(machines, &piece);
        let folder = if home.is_some() { PathBuf::new() } else { folder_of(&piece.asset) };
        match gathered.entry((home, folder, format)) {
            Entry::Occupied(mut known) => known.get_mut().parts.extend(piece.parts),
            Entry::Vacant(free) => {
                free.insert(piece);
            }
        }
    }
    let mut loose: BTreeMap<PathBuf, Draft> = BTreeMap::new();
    for ((home, folder, _), mut piece) in gathered {
        merge::drop_repeated(&mut piece.parts);
        let known = home.and_then(|home| machines.get_mut(home)).or_else(|| loose.get_mut(&folder));
        match known {
            Some(known) => merge::merge(known, piece),
            None => {
                loose.insert(folder, piece);
            }
        }
    }
    loose.into_values().collect()
}

fn folder_of(asset: &RawAsset) -> PathBuf {
    Path::new(&*asset.place.file).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where machines were told of.
struct Homes {
    by_folder: BTreeMap<PathBuf, BTreeSet<usize>>,
}

impl Homes {
    fn of(machines: &[Draft]) -> Homes {
        let mut by_folder: BTreeMap<PathBuf, BTreeSet<usize>> = BTreeMap::new();
        for (number, machine) in machines.iter().enumerate() {
            by_folder.entry(folder_of(&machine.asset)).or_default().insert(number);
        }
        Homes { by_folder }
    }

    fn find(&self, machines: &[Draft], piece: &Draft) -> Option<usize> {
        let same: Vec<usize> = (0..machines.len()).filter(|i| is_same(&machines[*i], piece)).collect();
        if let [only] = same.as_slice() {
            return Some(*only);
        }
        let neighbor = || self.only_neighbor(&piece.asset).filter(|home| !merge::contradict(&machines[*home], piece));
        named_in_path(machines, &piece.asset).or_else(neighbor)
    }

    /// The only machine told of in the same folder, or beside a folder that is named for a tool.
    fn only_neighbor(&self, asset: &RawAsset) -> Option<usize> {
        let folder = folder_of(asset);
        let is_tool = folder.file_name().is_some_and(|name| is_tool(&name.to_string_lossy()));
        let beside = folder.parent().filter(|_| is_tool && !self.by_folder.contains_key(&folder));
        let numbers = self.by_folder.get(beside.unwrap_or(&folder))?;
        let mut numbers = numbers.iter();
        numbers.next().copied().filter(|_| numbers.next().is_none())
    }
}

/// Folders that hold the outputs of one tool, not a machine.
fn is_tool(name: &str) -> bool {
    const TOOLS: &[&str] =
        &["smartctl", "smart", "dmidecode", "nvme", "nvme-cli", "ipmitool", "fru", "lshw", "drives", "disks"];
    TOOLS.contains(&name.to_lowercase().as_str())
}

/// The only machine whose serial or host name is a word of the path's last two names.
fn named_in_path(machines: &[Draft], asset: &RawAsset) -> Option<usize> {
    const SHORTEST: usize = 5;
    let path = Path::new(&*asset.place.file);
    let names = path.iter().rev().take(2).map(|name| name.to_string_lossy().into_owned());
    let words: BTreeSet<String> = names
        .flat_map(|name| name.split(['-', '_', '.', ' ', '@']).map(comparable).collect::<Vec<_>>())
        .filter(|word| word.len() >= SHORTEST)
        .collect();
    let is_named = |machine: &Draft| {
        let host = machine.asset.hostname.as_deref().and_then(|host| host.split('.').next()).map(comparable);
        machine.serials.iter().chain(host.as_ref()).any(|word| words.contains(word))
    };
    let mut named = (0..machines.len()).filter(|i| is_named(&machines[*i]));
    named.next().filter(|_| named.next().is_none())
}

fn not_joined(draft: &Draft) -> Option<Unread> {
    let why = "no export beside it names their machine: they are counted as loose parts";
    let text = if draft.parts.len() == 1 { "1 part".to_string() } else { format!("{} parts", draft.parts.len()) };
    (!draft.parts.is_empty()).then(|| Unread {
        place: draft.asset.place.clone(),
        kind: UnreadKind::Fragment,
        text,
        why: why.to_string(),
    })
}

/// A sum is no second part where the parts themselves are told, nor where it is told twice.
fn drop_sums(machine: &mut Draft, unread: &mut Vec<Unread>) {
    let mut kept: Vec<RawText> = Vec::new();
    for text in std::mem::take(&mut machine.asset.texts) {
        let is_listed = machine.parts.iter().any(|part| part.kind == text.kind);
        if is_listed || kept.iter().any(|known| known.kind == text.kind) {
            let why = "another export of the machine tells of the same parts".to_string();
            unread.push(Unread { place: text.place, kind: UnreadKind::Fragment, text: text.text, why });
        } else {
            kept.push(text);
        }
    }
    machine.asset.texts = kept;
}

fn finish(draft: Draft) -> RawAsset {
    let mut asset = draft.asset;
    asset.readings.extend(draft.parts.into_iter().map(|part| {
        let words = [&part.id.model, &part.id.part_number, &part.text].into_iter().flatten().next();
        Reading::certain(words.cloned().unwrap_or_default(), vec![part])
    }));
    asset
}
