//! Free text about components, as people type it: `2x Gold 6248R, 24x32GB 2933, H740P`.
//!
//! Nothing is lost: every word ends up in a reading (which may hold no component: `no
//! drives`) or among what was left unread, with the reason.

mod build;
mod leftover;
mod lists;
mod machine;
mod marks;
mod memory;
mod normal;
mod segments;
mod split;

use std::ops::Range;

use rackworth_model::hardware::ComponentKind::{self, Dimm, Drive, Psu, Unknown};
use rackworth_model::hardware::{RawComponent, Reading, ReadingOption};
use rackworth_model::inventory::{RawText, Unread, UnreadKind};

use crate::catalog::Catalog;
use crate::spec::ServerSpec;
use crate::words::Word;

pub(crate) use machine::NamedMachine;

use build::Item;
use marks::{Column, Core, Marker};

/// What a text was understood to say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextReading {
    /// In the order of the text. A reading without components is about something that is
    /// known not to be there.
    pub readings: Vec<Reading>,
    pub unread: Vec<Unread>,
}

/// Weight of memory where a size may be memory or a drive and nothing else tells.
const MEMORY_WEIGHT: f64 = 0.8;

impl Catalog {
    /// Understands free text. `host` is the machine it is about, where that is known: its
    /// slots, sockets and memory generation bound what a total of memory can be.
    pub fn read_text(&self, text: &RawText, host: Option<&ServerSpec>) -> TextReading {
        let regular = normal::regular(&text.text);
        let tokens = normal::tokens(&regular);
        let mut reader = TextReader { catalog: self, text, host, out: TextReading::default() };
        if tokens.is_empty() {
            reader.read_blank();
            return reader.out;
        }
        let mut items: Vec<Item<'_>> = Vec::new();
        for range in split::fragments(&regular) {
            let inside = |word: &&Word| word.start >= range.start && word.end <= range.end;
            let words: Vec<Word> = tokens.iter().filter(inside).cloned().collect();
            reader.add_items(&tokens, &words, range, &mut items);
        }
        reader.read_items(&items);
        reader.out
    }
}

struct TextReader<'c> {
    catalog: &'c Catalog,
    text: &'c RawText,
    host: Option<&'c ServerSpec>,
    out: TextReading,
}

impl<'c> TextReader<'c> {
    /// `-`: nothing is there. With a part number beside it, the number tells.
    fn read_blank(&mut self) {
        let numbered = self.text.id.part_number.is_some() || self.text.id.model.is_some();
        if numbered && self.text.kind != Unknown {
            let mut raw = RawComponent::new(self.text.kind, self.text.place.clone());
            raw.id = self.text.id.clone();
            raw.count = self.text.count.unwrap_or(1).max(1);
            self.out.readings.push(Reading::certain(self.text.text.trim(), vec![raw]));
        } else if !self.text.text.trim().is_empty() {
            self.out.readings.push(Reading::certain(self.text.text.trim(), Vec::new()));
        }
    }

    fn add_items(&mut self, tokens: &'c [Word], words: &[Word], fragment: Range<usize>, items: &mut Vec<Item<'c>>) {
        if words.is_empty() {
            return self.unread(normal::typed(&self.text.text, fragment.start, fragment.end), "no word stands in it");
        }
        let column = Column { kind: self.text.kind, unit: self.text.unit };
        let marks = Marker { catalog: self.catalog, typed: &self.text.text, words, column }.marks();
        for segment in segments::segments(&marks, self.text.kind) {
            let of_segment = words.get(segment.from..segment.to).unwrap_or_default();
            let (Some(first), Some(last)) = (of_segment.first(), of_segment.last()) else { continue };
            let inside = |word: &&Word| word.start >= first.start && word.end <= last.end;
            let of_item: Vec<&Word> = tokens.iter().filter(inside).collect();
            let bracketed = self.text.text.get(..first.start).is_some_and(|before| before.ends_with('('));
            let from = if segment.from == 0 { fragment.start } else { first.start - usize::from(bracketed) };
            let until = words.get(segment.to).map_or(fragment.end, |next| next.start);
            let text = normal::typed(&self.text.text, from, until);
            let before = items.last().map(|item| item.kind);
            let kind = build::kind_of(&segment, &of_item, self.text.kind, before);
            self.add_item(Item { segment, words: of_item, text, span: from..until, kind }, items);
        }
    }

    fn add_item(&self, item: Item<'c>, items: &mut Vec<Item<'c>>) {
        match items.last_mut() {
            Some(before) if build::describes(before, &item, self.text.kind) => self.extend(before, item),
            Some(before) if build::heads(before, &item) => {
                before.segment.core = item.segment.core;
                before.segment.count = before.segment.count.or(item.segment.count);
                before.segment.spelled &= item.segment.core.is_none();
                self.extend(before, item);
            }
            _ => items.push(item),
        }
    }

    /// Adds to an item what only describes it.
    fn extend(&self, item: &mut Item<'c>, more: Item<'c>) {
        item.span.end = more.span.end;
        item.text = normal::typed(&self.text.text, item.span.start, item.span.end);
        item.words.extend(more.words);
        item.segment.hints.extend(more.segment.hints);
    }

    fn read_items(&mut self, items: &[Item<'_>]) {
        let mut at = 0;
        while let Some(item) = items.get(at) {
            let next = items.get(at + 1);
            match next.filter(|next| breaks_down(item, next) || breaks_down(next, item)) {
                Some(next) => {
                    self.read_breakdown(item, next);
                    at += 2;
                }
                None => {
                    self.read_item(item, items);
                    at += 1;
                }
            }
        }
    }

    /// `16GB (2x8GB)`: the counted item tells the modules, the other repeats their sum.
    fn read_breakdown(&mut self, a: &Item<'_>, b: &Item<'_>) {
        let counted = if is_counted(a) { a } else { b };
        let text = normal::typed(&self.text.text, a.span.start, b.span.end).to_string();
        let mut item = Item { kind: Dimm, ..counted.clone() };
        item.words = a.words.iter().chain(&b.words).copied().collect();
        let mut raw = build::component(&item, self.text, self.host);
        raw.text = Some(text.clone());
        self.out.readings.push(Reading::certain(text, vec![raw]));
    }

    fn read_item(&mut self, item: &Item<'_>, items: &[Item<'_>]) {
        let nothing = leftover::says_nothing(&item.words) || item.segment.without;
        if nothing {
            self.out.readings.push(Reading::certain(item.text, Vec::new()));
        } else if let Some(why) = self.unread_because(item) {
            self.unread(item.text, why);
        } else if item.kind == Dimm && build::is_total(item, self.text) && build::memory_gb(item).is_some() {
            self.read_total(item, build::is_doubtful(item, self.text.kind) && !is_only_memory(item, items));
        } else {
            let raw = build::component(item, self.text, self.host);
            self.out.readings.push(Reading::certain(item.text, vec![raw]));
        }
    }

    /// Why an item is no component; `None` for one that is.
    fn unread_because(&self, item: &Item<'_>) -> Option<&'static str> {
        if item.segment.core.is_some() {
            let drives = item.kind == Drive && self.text.amounts == rackworth_model::inventory::Amounts::Total;
            let sum =
                drives && item.segment.count.is_none() && matches!(item.segment.core, Some(Core::Capacity { .. }));
            return sum.then_some("a total of drive capacity does not say which drives");
        }
        let bare = item.words.iter().all(|w| w.text.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        if bare {
            return Some("a number without a unit");
        }
        if leftover::is_limit(&item.words) {
            return Some("it says what could be there, not what is");
        }
        if let Some(why) = leftover::why(&item.words).filter(|_| !self.speaks_of_column(item)) {
            return Some(why);
        }
        let hinted = !item.segment.hints.is_empty() && item.kind != Unknown;
        (self.text.kind == Unknown && !hinted).then_some("its words name no component the catalog knows")
    }

    /// `16x 2.5" SFF SAS drives` speaks of drives although it names bays.
    fn speaks_of_column(&self, item: &Item<'_>) -> bool {
        item.segment.hints_at(self.text.kind) && item.kind != Psu
    }

    /// A total of memory: every split its machine allows; and, where only its size says
    /// that it is memory, a drive of that size.
    fn read_total(&mut self, item: &Item<'_>, doubtful: bool) {
        let gib = build::memory_gb(item).and_then(memory::whole_gib);
        let Some(gib) = gib else { return self.unread(item.text, "no amount of memory a machine can hold") };
        let splits = memory::splits(gib, self.host);
        if splits.is_empty() {
            return self.unread(item.text, "no number of modules in its slots makes up this total");
        }
        let share = if doubtful { MEMORY_WEIGHT } else { 1.0 } / splits.len() as f64;
        let mut options: Vec<ReadingOption> = splits
            .into_iter()
            .map(|split| ReadingOption { weight: share, components: vec![self.module(item, split)] })
            .collect();
        if doubtful {
            let drive = Item { kind: Drive, ..item.clone() };
            let components = vec![build::component(&drive, self.text, self.host)];
            options.push(ReadingOption { weight: 1.0 - MEMORY_WEIGHT, components });
        }
        self.out.readings.extend(Reading::ambiguous(item.text, options));
    }

    fn module(&self, item: &Item<'_>, split: memory::Split) -> RawComponent {
        let mut raw = build::component(item, self.text, self.host);
        raw.count = split.modules;
        raw.facts.capacity = split.capacity();
        raw.text = Some(format!("{} ({})", item.text, split.shown()));
        raw
    }

    fn unread(&mut self, text: &str, why: &str) {
        let (place, kind) = (self.text.place.clone(), UnreadKind::Fragment);
        self.out.unread.push(Unread { place, kind, text: text.to_string(), why: why.to_string() });
    }
}

/// Among drives that are told as such, the one size that may be memory is: no machine runs without.
fn is_only_memory(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    let others = || items.iter().filter(|other| other.span != item.span);
    others().any(|other| other.kind == Drive) && !others().any(|other| other.kind == Dimm)
}

fn is_counted(item: &Item<'_>) -> bool {
    item.segment.count.is_some() && !item.segment.spelled
}

/// Whether the second item says in how many modules the first comes.
fn breaks_down(total: &Item<'_>, counted: &Item<'_>) -> bool {
    let memory =
        |item: &Item<'_>| item.kind == Dimm || item.kind == ComponentKind::Drive && !item.segment.hints_at(Drive);
    let both = memory(total) && memory(counted) && !is_counted(total) && is_counted(counted);
    let sum = build::memory_gb(counted).zip(counted.segment.count).map(|(gb, n)| gb * f64::from(n));
    both && sum.zip(build::memory_gb(total)).is_some_and(|(sum, total)| (sum - total).abs() < 0.5)
}
