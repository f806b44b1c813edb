//! What each word of a fragment may be: a count, the core of a component, a hint.

use rackworth_model::hardware::ComponentKind;
use rackworth_model::inventory::TextUnit;

use super::lists;
use crate::catalog::Catalog;
use crate::identify::{dimm, drive};
use crate::words::{Hit, Word};

/// The words that make a component what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Core {
    Cpu,
    Gpu,
    Raid,
    Nic,
    /// Network ports of a speed, without a chip: `10GbE`.
    Ports,
    /// In gigabytes; `terabytes` when that is the unit written.
    Capacity {
        gb: f64,
        terabytes: bool,
    },
    Watts(u32),
    DimmNumber,
    DriveNumber,
}

/// What a run of words may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mark {
    /// `2x`, and behind what it counts `x2`. A spelled one (`dual`) counts CPUs and supplies,
    /// but the ports of a card.
    Count {
        n: u32,
        behind: bool,
        spelled: bool,
    },
    Core(Core),
    Hint(ComponentKind),
    /// `no`, `w/o`: what follows is not there.
    Without,
    /// A brand: it belongs to what follows.
    Lead,
    Plain,
}

/// A mark over the words `from..to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Marked {
    pub(super) mark: Mark,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The column a text stands in, as far as it helps to read its words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub(super) kind: ComponentKind,
    pub(super) unit: Option<TextUnit>,
}

/// Marks the words of one fragment. `typed` is the text the words stand in.
pub(super) struct Marker<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) typed: &'c str,
    pub(super) words: &'c [Word],
    pub(super) column: Column,
}

impl Marker<'_> {
    pub(super) fn marks(&self) -> Vec<Marked> {
        let mut marks = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let (mark, len) = self.mark_at(at);
            marks.push(Marked { mark, from: at, to: at + len });
            at += len;
        }
        marks
    }

    fn mark_at(&self, at: usize) -> (Mark, usize) {
        self.catalogued(at)
            .or_else(|| self.number(at))
            .or_else(|| self.count(at))
            .or_else(|| self.measure(at))
            .or_else(|| self.word(at))
            .unwrap_or((Mark::Plain, 1))
    }

    fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    fn is_kind(&self, kind: ComponentKind) -> bool {
        self.column.kind == kind
    }

    /// Names of the catalog: the longest wins, so that `H730P` is no CPU.
    fn catalogued(&self, at: usize) -> Option<(Mark, usize)> {
        let tables = [
            (Core::Gpu, self.catalog.gpus.names().longest_at(self.words, at)),
            (Core::Raid, self.catalog.raids.names().longest_at(self.words, at)),
            (Core::Nic, self.catalog.nics.chips().longest_at(self.words, at)),
            (Core::Cpu, self.catalog.cpus.keys().longest_at(self.words, at)),
        ];
        let sound =
            tables.into_iter().filter_map(|(core, hit)| hit.filter(|hit| self.is_sound(core, hit)).map(|h| (core, h)));
        let best = sound.fold(None, |best: Option<(Core, Hit<'_>)>, next| match best {
            Some(best) if best.1.len >= next.1.len => Some(best),
            _ => Some(next),
        });
        best.map(|(core, hit)| (Mark::Core(core), hit.len))
    }

    /// Short names and bare numbers need a word beside them that speaks for them.
    fn is_sound(&self, core: Core, hit: &Hit<'_>) -> bool {
        let text: String = self.words.iter().skip(hit.at).take(hit.len).map(|w| w.text.as_str()).collect();
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match core {
            Core::Gpu => text.len() >= 4 || self.is_kind(ComponentKind::Gpu) || self.stands_for_gpu(hit),
            Core::Cpu => !digits && text.len() > 3 || digits && self.stands_for_cpu(hit),
            Core::Nic => {
                !digits && (text.len() > 3 || text.starts_with("CX") || text.starts_with("BF"))
                    || self.is_kind(ComponentKind::Nic)
                    || self.speaks(&lists::NIC_BRANDS)
            }
            _ => !digits || self.is_kind(ComponentKind::Raid),
        }
    }

    /// `T4` alone, counted or beside its maker; `A2` in a list of slots is none.
    fn stands_for_gpu(&self, hit: &Hit<'_>) -> bool {
        let rest = self.words.iter().enumerate().filter(|(i, _)| *i < hit.at || *i >= hit.at + hit.len);
        let mut rest = rest.map(|(_, word)| word.text.as_str());
        self.column.kind == ComponentKind::Unknown
            && rest.all(|word| {
                lists::GPU_COMPANY.contains(&word) || lists::count_of(word).is_some() || lists::is_small(word)
            })
    }

    /// A number of four digits is a CPU in a CPU column, or counted, or before a clock.
    fn stands_for_cpu(&self, hit: &Hit<'_>) -> bool {
        let before = hit.at.checked_sub(1).map(|i| self.text(i));
        let after = self.text(hit.at + hit.len);
        let counted = before.is_some_and(|word| lists::count_of(word).is_some() || word == "X" || word == "DUAL");
        let clocked = after.ends_with("GHZ") || after.ends_with('C') && lists::leading_number(after).is_some();
        let counted = counted || lists::count_of(after).is_some() || after == "X";
        let alone = self.words.len() == hit.len;
        let measured = lists::is_unit(after);
        !measured
            && (self.is_kind(ComponentKind::Cpu)
                || self.is_kind(ComponentKind::Unknown) && (counted || clocked || alone))
    }

    fn speaks(&self, list: &[&str]) -> bool {
        self.words.iter().any(|word| list.contains(&word.text.as_str()))
    }

    /// Part numbers of modules, drives and cards, whole as typed: `M393A8G40AB2-CWE`.
    fn number(&self, at: usize) -> Option<(Mark, usize)> {
        let start = self.words.get(at)?.start;
        let rest = self.typed.get(start..)?;
        let token = rest.split([' ', ',', ';', '|', '/', '(', ')', '\t', '\n']).next()?;
        let letters = token.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = token.bytes().filter(u8::is_ascii_digit).count();
        if token.len() < 7 || letters < 2 || digits < 2 {
            return None;
        }
        let core = if self.catalog.nics.has_number(token) {
            Core::Nic
        } else if dimm::decode(token).is_some() {
            Core::DimmNumber
        } else if drive::decode(token).is_some_and(|found| found.spec.capacity.is_some()) {
            Core::DriveNumber
        } else {
            return None;
        };
        let len = self.words.iter().skip(at).take_while(|word| word.start < start + token.len()).count();
        Some((Mark::Core(core), len.max(1)))
    }

    /// `2X`; `2 X`; `X2` and `X 2` behind a word; `QTY 2`; `DUAL`.
    fn count(&self, at: usize) -> Option<(Mark, usize)> {
        let (word, next) = (self.text(at), self.text(at + 1));
        let previous = at.checked_sub(1).map_or("", |i| self.text(i));
        let count = |n| Some(Mark::Count { n, behind: false, spelled: false });
        let behind = |n| Some(Mark::Count { n, behind: true, spelled: false });
        if let Some(n) = lists::count_of(word) {
            // `PCIe x16` and `Gen4 x8` are slots, not counts.
            let lanes = word.starts_with('X') && lists::LANES.contains(&previous);
            let mark = if word.starts_with('X') { behind(n) } else { count(n) };
            return mark.filter(|_| !lanes).map(|mark| (mark, 1));
        }
        if word == "X" && lists::is_small(next) && !lists::is_small(previous) {
            return behind(next.parse().ok()?).map(|mark| (mark, 2));
        }
        if lists::is_small(word) && (next == "X" || lists::PIECES.contains(&next)) {
            return count(word.parse().ok()?).map(|mark| (mark, 2));
        }
        if lists::is_small(word) && lists::is_small(next) && self.joined_by(at, "+") {
            return count(word.parse::<u32>().ok()? + next.parse::<u32>().ok()?).map(|mark| (mark, 2));
        }
        let numbered = lists::NUMBERED.contains(&previous);
        if lists::is_small(word) && lists::NOUNS.contains(&next) && !numbered {
            return count(word.parse().ok()?).map(|mark| (mark, 1));
        }
        if lists::is_small(word) && matches!(next, "M" | "U") && self.joined_by(at + 1, ".") {
            return count(word.parse().ok()?).map(|mark| (mark, 1));
        }
        if word == "QTY" && lists::is_small(next) {
            return count(next.parse().ok()?).map(|mark| (mark, 2));
        }
        if lists::is_small(word) && self.counts_what_follows(at) {
            return count(word.parse().ok()?).map(|mark| (mark, 1));
        }
        lists::spelled_count(word).map(|n| (Mark::Count { n, behind: false, spelled: true }, 1))
    }

    /// `24 32GB`, `(2)`: a small number right before a core or alone in parentheses.
    fn counts_what_follows(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        let before = self.typed.get(..word.start).unwrap_or_default();
        let after = self.typed.get(word.end..).unwrap_or_default();
        let bracketed = before.ends_with('(') && after.starts_with(')');
        let spaced = after.starts_with(' ') && (before.is_empty() || before.ends_with(' '));
        let core = self.catalogued(at + 1).is_some() || matches!(self.measure(at + 1), Some((Mark::Core(_), 1)));
        bracketed || spaced && core && self.column.unit.is_none()
    }

    /// Capacities, powers and port speeds.
    fn measure(&self, at: usize) -> Option<(Mark, usize)> {
        let word = self.text(at);
        let (number, mut unit, mut len) = (lists::leading_number(word)?, lists::unit_of(word), 1);
        if unit.is_empty() && lists::is_unit(self.text(at + 1)) {
            (unit, len) = (self.text(at + 1), 2);
        }
        let last = self.words.get(at + len - 1)?;
        // `6Gb` and `12Gbps` are speeds of a link.
        let bits =
            self.typed.get(last.start..last.end).is_some_and(|typed| typed.ends_with("Gb") || typed.ends_with("gb/s"));
        let rate = self.typed.get(last.end..).is_some_and(|rest| rest.starts_with("/s") || rest.starts_with("ps"));
        let core = match unit {
            "" => self.bare(number).or_else(|| self.part_of_sum(at, number))?,
            "GB" | "G" | "GIB" | "GO" if !bits && !rate => self.gigabytes(at, number, unit)?,
            // `2400T` is a speed grade of memory.
            "TB" | "T" | "TIB" | "TO" if number < 1000.0 && !self.follows_cores(at, unit) => {
                Core::Capacity { gb: number * 1000.0, terabytes: true }
            }
            "MB" | "MIB" if self.is_kind(ComponentKind::Dimm) => {
                Core::Capacity { gb: number / 1024.0, terabytes: false }
            }
            "W" | "WATT" | "WATTS" | "WP" => Core::Watts(number as u32),
            "GBE" | "GE" | "GBASE" => Core::Ports,
            "GB" | "G" | "GBPS" | "GBIT" if self.beside_ports(at, len) => Core::Ports,
            _ => return None,
        };
        Some((Mark::Core(core), len))
    }

    /// `20C/40T` are threads, not terabytes.
    fn follows_cores(&self, at: usize, unit: &str) -> bool {
        let before = at.checked_sub(1).map_or("", |i| self.text(i));
        unit == "T" && before.ends_with('C') && lists::leading_number(before).is_some()
    }

    /// A number under a header that gives its unit.
    fn bare(&self, number: f64) -> Option<Core> {
        Some(match self.column.unit? {
            TextUnit::Megabytes => Core::Capacity { gb: number / 1024.0, terabytes: false },
            TextUnit::Gigabytes => Core::Capacity { gb: number, terabytes: false },
            TextUnit::Terabytes => Core::Capacity { gb: number * 1000.0, terabytes: true },
            TextUnit::Watts => Core::Watts(number as u32),
        })
    }

    /// `512GB (16x32)`: a counted number that makes up the capacity before it.
    fn part_of_sum(&self, at: usize, number: f64) -> Option<Core> {
        let n = lists::count_of(self.text(at.checked_sub(1)?)).map(f64::from)?;
        let sums = |word: &Word| {
            let measured = matches!(lists::unit_of(&word.text), "GB" | "G");
            measured && lists::leading_number(&word.text).is_some_and(|sum| (sum - n * number).abs() < 0.5)
        };
        let made = self.words.iter().take(at).any(sums);
        made.then_some(Core::Capacity { gb: number, terabytes: false })
    }

    fn gigabytes(&self, at: usize, number: f64, unit: &str) -> Option<Core> {
        let len = if lists::unit_of(self.text(at)).is_empty() { 2 } else { 1 };
        let network = lists::PORT_SPEEDS.contains(&number) && self.beside_ports(at, len);
        let before = at.checked_sub(1).map_or("", |i| self.text(i));
        let bus = lists::BUSES.contains(&self.text(at + len)) || lists::BUSES.contains(&before);
        let sas = [3.0, 6.0, 12.0, 24.0].contains(&number) && bus;
        let speed = network || sas && unit != "GIB";
        if sas {
            return None;
        }
        Some(if speed { Core::Ports } else { Core::Capacity { gb: number, terabytes: false } })
    }

    fn beside_ports(&self, at: usize, len: usize) -> bool {
        let near = [at.checked_sub(1).map_or("", |i| self.text(i)), self.text(at + len), self.text(at + len + 1)];
        self.is_kind(ComponentKind::Nic) || near.iter().any(|word| lists::PORTS.contains(word))
    }

    /// Whether nothing but a sign stands between this word and the next.
    fn joined_by(&self, at: usize, sign: &str) -> bool {
        let (Some(this), Some(next)) = (self.words.get(at), self.words.get(at + 1)) else { return false };
        self.typed.get(this.end..next.start) == Some(sign)
    }

    fn word(&self, at: usize) -> Option<(Mark, usize)> {
        let (word, next) = (self.text(at), self.text(at + 1));
        if word == "W" && next == "O" && self.joined_by(at, "/") {
            return Some((Mark::Without, 2));
        }
        if matches!((word, next), ("U" | "M", "2")) && self.joined_by(at, ".") {
            return Some((Mark::Hint(ComponentKind::Drive), 2));
        }
        if matches!(word, "NO" | "WITHOUT" | "OHNE" | "SANS" | "EXCL" | "LESS") {
            return Some((Mark::Without, 1));
        }
        if word == "RAID" && lists::RAID_LEVELS.contains(&next) {
            return Some((Mark::Plain, 2));
        }
        let hint = lists::hint(word).map(|kind| (Mark::Hint(kind), 1));
        hint.or_else(|| lists::LEADS.contains(&word).then_some((Mark::Lead, 1)))
    }
}
