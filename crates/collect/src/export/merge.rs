//! Two exports about one machine, part by part: no part is counted twice.
//!
//! Parts with one serial are one part. Beyond that an export may not see every part, but sees none
//! twice: what two of them tell of one kind is paired by words, then by size, then in order.
//! Only parts that both have serials, and different ones, are certainly two.

use std::collections::BTreeSet;

use rackworth_model::hardware::{ComponentKind, HardwareId, RawComponent};
use rackworth_model::inventory::{AssetKind, RawAsset};

use super::draft::{Draft, comparable};

/// Adds what another export says about the same machine, or about parts in it.
pub(super) fn merge(machine: &mut Draft, other: Draft) {
    fill_asset(&mut machine.asset, other.asset, other.is_machine);
    machine.serials.extend(other.serials);
    let known = machine.parts.len();
    let mut taken = vec![false; known];
    let mut left: Vec<RawComponent> = other.parts;
    type Likeness = fn(&RawComponent, &RawComponent) -> bool;
    let steps: [Likeness; 4] = [same_serial, same_words, same_size, |_, _| true];
    for (step, is_like) in steps.into_iter().enumerate() {
        // Drives are told by whoever can see them: only words and sizes pair those without serials.
        let may_pair = |a: &RawComponent, b: &RawComponent| {
            a.kind == b.kind && is_like(a, b) && (step == 0 || may_be_one(a, b)) && (step < 3 || !is_drive(a))
        };
        let mut rest = Vec::new();
        for part in left {
            let found = (0..known).find(|i| !taken[*i] && may_pair(&machine.parts[*i], &part));
            match found {
                Some(i) => {
                    taken[i] = true;
                    fill_part(&mut machine.parts[i], part);
                }
                None => rest.push(part),
            }
        }
        left = rest;
    }
    machine.parts.extend(left);
}

/// Parts of several files of one format within one machine: drives of one serial are one drive, and
/// what two files tell of one slot in the same words is one part.
pub(super) fn drop_repeated(parts: &mut Vec<RawComponent>) {
    let mut kept: Vec<RawComponent> = Vec::new();
    let is_again = |known: &RawComponent, part: &RawComponent| {
        let one_drive = is_drive(part) && same_serial(known, part);
        let one_slot = known.place.file != part.place.file && part.slot.is_some() && known.slot == part.slot;
        known.kind == part.kind && (one_drive || (one_slot && same_words(known, part) && may_be_one(known, part)))
    };
    for part in std::mem::take(parts) {
        let known = kept.iter().position(|known| is_again(known, &part));
        match known {
            Some(i) => fill_part(&mut kept[i], part),
            None => kept.push(part),
        }
    }
    *parts = kept;
}

/// Whether two exports cannot be about one machine: of modules or power supplies, which every export
/// that sees one sees all of, they tell serials, and none in common.
pub(super) fn contradict(one: &Draft, other: &Draft) -> bool {
    [ComponentKind::Dimm, ComponentKind::Psu].into_iter().any(|kind| {
        let serials = |draft: &Draft| -> BTreeSet<String> {
            draft.parts.iter().filter(|part| part.kind == kind).filter_map(serial).collect()
        };
        let (one, other) = (serials(one), serials(other));
        !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
    })
}

fn is_drive(part: &RawComponent) -> bool {
    part.kind == ComponentKind::Drive
}

fn same_serial(a: &RawComponent, b: &RawComponent) -> bool {
    serial(a).is_some() && serial(a) == serial(b)
}

fn serial(part: &RawComponent) -> Option<String> {
    part.id.serial.as_deref().map(comparable).filter(|serial| !serial.is_empty())
}

/// Two serials that differ are two parts.
fn may_be_one(a: &RawComponent, b: &RawComponent) -> bool {
    serial(a).is_none() || serial(b).is_none()
}

fn same_words(a: &RawComponent, b: &RawComponent) -> bool {
    let words = |part: &RawComponent| -> Vec<String> {
        [&part.id.model, &part.id.part_number].into_iter().flatten().map(|word| comparable(word)).collect()
    };
    let (a, b) = (words(a), words(b));
    a.iter().any(|word| b.contains(word))
}

/// Sizes within 2 %: one counts what is sold, the other what is usable.
fn same_size(a: &RawComponent, b: &RawComponent) -> bool {
    let (Some(a), Some(b)) = (a.facts.capacity, b.facts.capacity) else { return false };
    a.0.abs_diff(b.0) <= a.0.max(b.0) / 50
}

fn fill_part(part: &mut RawComponent, other: RawComponent) {
    fill_id(&mut part.id, other.id);
    part.slot = part.slot.take().or(other.slot);
    part.text = part.text.take().or(other.text);
    part.contradictions.extend(part.facts.fill_from(other.facts, &other.place));
    part.contradictions.extend(other.contradictions);
    for quirk in other.quirks {
        if !part.quirks.contains(&quirk) {
            part.quirks.push(quirk);
        }
    }
}

fn fill_id(id: &mut HardwareId, other: HardwareId) {
    id.manufacturer = id.manufacturer.take().or(other.manufacturer);
    id.model = id.model.take().or(other.model);
    id.part_number = id.part_number.take().or(other.part_number);
    id.serial = id.serial.take().or(other.serial);
}

fn fill_asset(asset: &mut RawAsset, other: RawAsset, is_machine: bool) {
    fill_id(&mut asset.id, other.id);
    asset.service_tag = asset.service_tag.take().or(other.service_tag);
    asset.asset_tag = asset.asset_tag.take().or(other.asset_tag);
    asset.hostname = asset.hostname.take().or(other.hostname);
    asset.site = asset.site.take().or(other.site);
    asset.condition = asset.condition.take().or(other.condition);
    if is_machine && asset.kind == AssetKind::LooseParts {
        (asset.kind, asset.place) = (other.kind, other.place);
    }
    for extra in other.extras {
        let is_known = |(name, text): &(String, String)| *name == extra.0 && text.eq_ignore_ascii_case(&extra.1);
        if !asset.extras.iter().any(is_known) {
            asset.extras.push(extra);
        }
    }
    asset.texts.extend(other.texts);
}
