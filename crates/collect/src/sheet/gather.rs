//! Rows of all tables put together into assets: components join their machines, rows that tell of one machine twice
//! are noticed.

use std::collections::BTreeMap;

use rackworth_model::hardware::ComponentKind;
use rackworth_model::inventory::{AssetKind, RawAsset};

use super::aliases::Field;
use super::component::{Component, Key};
use super::draft::{Context, Draft, DraftText};
use super::findings::{Findings, quoted};
use super::grid::Row;

/// Assets in the making, and the names by which rows refer to them.
#[derive(Default)]
pub(super) struct Gather {
    drafts: Vec<Draft>,
    /// By a name in lower case: serials and service tags share a space, people put one into the other's column.
    names: BTreeMap<(NameKind, String), usize>,
    /// By a host name without its domain, which lists often leave out; nothing where several hosts share it.
    short_names: BTreeMap<String, Option<usize>>,
    /// Loose parts by table, site and condition.
    loose: BTreeMap<(usize, Option<String>, Option<String>), usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NameKind {
    Serial,
    AssetTag,
    HostName,
}

fn name_of(kind: NameKind, text: &str) -> (NameKind, String) {
    (kind, text.trim().to_lowercase())
}

impl Gather {
    /// Adds a machine that has a row of its own; gives where it is now held, or nothing where its row only repeats
    /// another.
    pub(super) fn add_machine(
        &mut self,
        draft: Draft,
        row: &Row,
        context: &Context<'_>,
        findings: &mut Findings,
    ) -> Option<usize> {
        let Some(known) = names_of(&draft.asset).into_iter().find_map(|name| self.names.get(&name).copied()) else {
            return Some(self.push(draft));
        };
        let (same_table, seen_row) =
            (self.drafts[known].first_seen.0 == context.table, self.drafts[known].first_seen.1);
        if same_table && self.drafts[known].line == draft.line {
            findings.leave_row(context.sheet, row, format!("it says the same as row {seen_row}"));
            return None;
        }
        if !same_table && agree(&self.drafts[known], &draft) {
            merge(&mut self.drafts[known], draft);
            self.note_names(known);
            return Some(known);
        }
        self.report_twice(known, &draft, context, findings);
        Some(self.push(draft))
    }

    fn report_twice(&self, known: usize, draft: &Draft, context: &Context<'_>, findings: &mut Findings) {
        let told = [&draft.asset.id.serial, &draft.asset.service_tag, &draft.asset.asset_tag, &draft.asset.hostname];
        let known_names: Vec<String> =
            all_names_of(&self.drafts[known].asset).into_iter().map(|(_, name)| name).collect();
        let shared = told.into_iter().flatten().find(|text| known_names.contains(&text.trim().to_lowercase()));
        let name = shared.cloned().unwrap_or_default();
        let other = &self.drafts[known].asset.place.locator;
        let found = format!("{} a second time (first in {other}), with other words", quoted(&name));
        let hint = "delete one of the rows, or correct its name; both are counted until then";
        findings.problem(findings.row(context.sheet, draft.first_seen.1), found, "each machine once", Some(hint));
    }

    /// Adds a component to the machine it names, which may be told by this row only; gives the machine.
    pub(super) fn add_component(
        &mut self,
        component: Component,
        context: &Context<'_>,
        row: &Row,
        findings: &Findings,
    ) -> usize {
        let at = self.find(&component.keys).unwrap_or_else(|| {
            let kind = if context.of_servers { AssetKind::Server } else { AssetKind::Unknown };
            let asset = RawAsset::new(kind, findings.row(context.sheet, row.number));
            let first_seen = (context.table, row.number);
            self.push(Draft { asset, texts: Vec::new(), first_seen, line: String::new() })
        });
        let draft = &mut self.drafts[at];
        for key in &component.keys {
            take_key(&mut draft.asset, key, row);
        }
        draft.texts.extend(component.texts);
        let beside = [("site", component.site), ("condition", component.condition)];
        let beside = beside.into_iter().filter_map(|(word, text)| Some((word.to_string(), text?)));
        draft.asset.extras.extend(beside.chain(component.extras).map(|extra| of_row(extra, row)));
        self.note_names(at);
        at
    }

    /// Adds parts in no machine: one asset for each table, site and condition.
    pub(super) fn add_loose(&mut self, component: Component, context: &Context<'_>, row: &Row, findings: &Findings) {
        let Component { texts, extras, site, condition, .. } = component;
        let key = (context.table, site.clone(), condition.clone());
        let at = self.loose.get(&key).copied().unwrap_or_else(|| {
            let mut asset = RawAsset::new(AssetKind::LooseParts, findings.row(context.sheet, row.number));
            (asset.site, asset.condition) = (site, condition);
            self.drafts.push(Draft {
                asset,
                texts: Vec::new(),
                first_seen: (context.table, row.number),
                line: String::new(),
            });
            self.drafts.len() - 1
        });
        self.loose.insert(key, at);
        self.drafts[at].texts.extend(texts);
        self.drafts[at].asset.extras.extend(extras.into_iter().map(|extra| of_row(extra, row)));
    }

    /// Adds what a row under a machine's tells of the same machine.
    pub(super) fn add_lines(&mut self, at: usize, more: Draft) {
        self.drafts[at].texts.extend(more.texts);
        self.drafts[at].asset.extras.extend(more.asset.extras);
    }

    /// The machine that any of the keys names.
    pub(super) fn find(&self, keys: &[Key]) -> Option<usize> {
        use NameKind::{AssetTag, HostName, Serial};
        keys.iter().find_map(|key| {
            let kinds: &[NameKind] = match key.field {
                Field::Serial | Field::ServiceTag => &[Serial],
                Field::HostSerial => &[Serial, AssetTag],
                Field::AssetTag => &[AssetTag, Serial],
                Field::HostName => &[HostName],
                _ => &[HostName, Serial, AssetTag],
            };
            let exact = kinds.iter().find_map(|kind| self.names.get(&name_of(*kind, &key.text)).copied());
            exact.or_else(|| self.find_host(&key.text).filter(|_| kinds.contains(&HostName)))
        })
    }

    /// A host whose name and the given one differ by the domain only, which one of them leaves out.
    fn find_host(&self, name: &str) -> Option<usize> {
        let (_, short) = name_of(NameKind::HostName, short_name(name));
        if short.len() < name.trim().len() {
            return self.names.get(&(NameKind::HostName, short)).copied();
        }
        self.short_names.get(&short).copied().flatten()
    }

    fn push(&mut self, draft: Draft) -> usize {
        self.drafts.push(draft);
        self.note_names(self.drafts.len() - 1);
        self.drafts.len() - 1
    }

    fn note_names(&mut self, at: usize) {
        let asset = &self.drafts[at].asset;
        for name in all_names_of(asset) {
            self.names.entry(name).or_insert(at);
        }
        let Some(name) = asset.hostname.as_deref() else { return };
        let short = short_name(name);
        if short.len() < name.len() {
            let held = self.short_names.entry(short.trim().to_lowercase()).or_insert(Some(at));
            *held = held.filter(|held| *held == at);
        }
    }

    /// The assets, in order of first appearance.
    pub(super) fn finish(mut self) -> Vec<RawAsset> {
        self.drafts.sort_by_key(|draft| draft.first_seen);
        self.drafts.into_iter().map(finish_draft).collect()
    }
}

/// `srv1` of `srv1.example.com`; an address stays whole.
fn short_name(name: &str) -> &str {
    let first = name.split('.').next().unwrap_or(name);
    if first.contains(|c: char| c.is_alphabetic()) { first } else { name }
}

fn of_row((header, text): (String, String), row: &Row) -> (String, String) {
    (format!("{header}, row {}", row.number), text)
}

fn all_names_of(asset: &RawAsset) -> Vec<(NameKind, String)> {
    let told = [
        (NameKind::Serial, &asset.id.serial),
        (NameKind::Serial, &asset.service_tag),
        (NameKind::AssetTag, &asset.asset_tag),
        (NameKind::HostName, &asset.hostname),
    ];
    told.into_iter().filter_map(|(kind, text)| Some(name_of(kind, text.as_ref()?))).collect()
}

/// The names that tell whether two rows are of one machine: the strongest there are. Two machines may share a host
/// name; they may not share a serial.
fn names_of(asset: &RawAsset) -> Vec<(NameKind, String)> {
    let names = all_names_of(asset);
    let strongest = names.iter().map(|(kind, _)| *kind).min();
    names.into_iter().filter(|(kind, _)| Some(*kind) == strongest).collect()
}

/// Takes a machine's name from a component's row, or keeps it beside where the machine has another one.
fn take_key(asset: &mut RawAsset, key: &Key, row: &Row) {
    let told = key.text.trim().to_lowercase();
    let is_short = |host: &String| short_name(host).to_lowercase() == told;
    if asset.hostname.as_ref().is_some_and(is_short) || all_names_of(asset).iter().any(|(_, name)| *name == told) {
        return;
    }
    let slot = match key.field {
        Field::Serial | Field::HostSerial => &mut asset.id.serial,
        Field::ServiceTag => &mut asset.service_tag,
        Field::AssetTag => &mut asset.asset_tag,
        _ => &mut asset.hostname,
    };
    if slot.is_none() {
        *slot = Some(key.text.clone());
    } else {
        asset.extras.push(of_row((key.field.to_string(), key.text.clone()), row));
    }
}

/// Whether two rows of different tables can be of one machine: nothing that both tell differs.
fn agree(one: &Draft, other: &Draft) -> bool {
    let (a, b) = (&one.asset, &other.asset);
    let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => a.to_lowercase() == b.to_lowercase(),
        _ => true,
    };
    a.count == b.count
        && same(&a.id.serial, &b.id.serial)
        && same(&a.service_tag, &b.service_tag)
        && same(&a.asset_tag, &b.asset_tag)
        && same(&a.hostname, &b.hostname)
}

/// Adds what a row of another table tells of the same machine. What the first one told already stays; the other's
/// words are kept beside.
fn merge(into: &mut Draft, from: Draft) {
    let (a, b) = (&mut into.asset, from.asset);
    let told = [
        ("serial", &mut a.id.serial, b.id.serial),
        ("service tag", &mut a.service_tag, b.service_tag),
        ("asset tag", &mut a.asset_tag, b.asset_tag),
        ("host name", &mut a.hostname, b.hostname),
        ("manufacturer", &mut a.id.manufacturer, b.id.manufacturer),
        ("model", &mut a.id.model, b.id.model),
        ("part number", &mut a.id.part_number, b.id.part_number),
        ("site", &mut a.site, b.site),
        ("condition", &mut a.condition, b.condition),
    ];
    for (word, slot, text) in told {
        match (slot.as_ref(), text) {
            (None, text) => *slot = text,
            (Some(known), Some(text)) if known.to_lowercase() != text.to_lowercase() => {
                a.extras.push((word.to_string(), text));
            }
            _ => {}
        }
    }
    if a.kind == AssetKind::Unknown {
        a.kind = b.kind;
    }
    a.extras.extend(b.extras);
    let known: Vec<ComponentKind> = into.texts.iter().map(|text| text.raw.kind).collect();
    for text in from.texts {
        if known.contains(&text.raw.kind) {
            set_aside(text, &mut into.asset.extras);
        } else {
            into.texts.push(text);
        }
    }
}

/// Keeps every word of a text that is not used.
fn set_aside(text: DraftText, extras: &mut Vec<(String, String)>) {
    let DraftText { raw, header, .. } = text;
    let told = [
        ("", Some(raw.text)),
        (" count", raw.count.map(|count| count.to_string())),
        (" part number", raw.id.part_number),
        (" serial", raw.id.serial),
    ];
    extras.extend(told.into_iter().filter_map(|(word, text)| Some((format!("{header}{word}"), text?))));
}

/// Where rows of their own list the components of a kind, what the machine's row says of them only sums up.
fn finish_draft(draft: Draft) -> RawAsset {
    let Draft { mut asset, texts, .. } = draft;
    asset.texts.reserve_exact(texts.len());
    let listed: Vec<ComponentKind> = texts.iter().filter(|text| text.listed).map(|text| text.raw.kind).collect();
    for text in texts {
        let summed_up = asset.kind != AssetKind::LooseParts && !text.listed && listed.contains(&text.raw.kind);
        if summed_up && text.raw.kind != ComponentKind::Unknown {
            set_aside(text, &mut asset.extras);
        } else {
            asset.texts.push(text.raw);
        }
    }
    asset
}
