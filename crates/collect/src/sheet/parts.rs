//! Cells that tell of one component, put together as a person would write it: `Samsung PM883 960 GB SSD`.
//!
//! No word is interpreted. What is decided here is what belongs together, which cell counts, and whether a size is
//! of one unit or of all.

use std::sync::Arc;

use rackworth_model::hardware::{ComponentKind, HardwareId};
use rackworth_model::inventory::{Amounts, TextUnit};

use super::aliases::{Attribute, Unit};
use super::capacity::{is_measure, read_capacity, tells_capacity};
use super::number::{is_bare_number, read_count};
use super::words::{is_placeholder, words};

/// A cell that says something of a component.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) column: u32,
    pub(super) header: &'a Arc<str>,
    pub(super) attribute: Attribute,
    pub(super) unit: Option<Unit>,
    pub(super) text: &'a str,
}

/// What is known of a component before its cells are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    pub(super) kind: ComponentKind,
    /// What the headers say beside the kind: `SSD`.
    pub(super) says: Option<&'static str>,
    /// Its cells tell of one unit: a numbered column, or a row of a list of components.
    pub(super) single: bool,
}

/// A text about a component, and the column to point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) column: u32,
    pub(super) header: Arc<str>,
    pub(super) text: String,
    pub(super) count: Option<u32>,
    pub(super) amounts: Amounts,
    pub(super) unit: Option<TextUnit>,
    pub(super) id: HardwareId,
}

/// What the cells of a component came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Composed {
    pub(super) told: Vec<Told>,
    /// Cells that no text needs, as (header, text).
    pub(super) extras: Vec<(String, String)>,
    /// Columns whose cell should be a count, with the cell's text.
    pub(super) bad_counts: Vec<(u32, String)>,
}

/// Puts the cells of one component together.
pub(super) fn compose(subject: Subject, pieces: &[Piece<'_>]) -> Composed {
    let mut bench = Bench {
        subject,
        words: Vec::new(),
        count: None,
        any_size: false,
        counted: None,
        id: HardwareId::default(),
        out: Composed::default(),
    };
    let Some(pieces) = bench.take_count(pieces) else {
        // Counted as none: there is nothing.
        bench.out.extras.extend(pieces.iter().map(|piece| (piece.header.to_string(), piece.text.to_string())));
        return bench.out;
    };
    for piece in &pieces {
        bench.take(piece);
    }
    bench.reconcile();
    bench.finish(&pieces)
}

/// Whether a cell says that there is no such component.
fn says_none(text: &str) -> bool {
    is_placeholder(text)
        || matches!(text.to_lowercase().as_str(), "0" | "no" | "nein" | "non" | "aucun" | "ninguno" | "geen")
}

const LABEL_MODEL: &str = ": model ";
const LABEL_SERIAL: &str = ", S/N ";

fn is_label(text: &str) -> bool {
    text.split_once(LABEL_MODEL).is_some_and(|(_, rest)| rest.contains(LABEL_SERIAL))
}

struct Bench<'a> {
    subject: Subject,
    words: Vec<Piece<'a>>,
    count: Option<u32>,
    /// A size is of one unit or of all, the header does not tell.
    any_size: bool,
    /// Where the count stands.
    counted: Option<Piece<'a>>,
    id: HardwareId,
    out: Composed,
}

impl<'a> Bench<'a> {
    /// Reads the count; gives the other cells, or nothing where there are 0 of it.
    fn take_count(&mut self, pieces: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
        let mut rest = Vec::new();
        for piece in pieces {
            if piece.attribute != Attribute::Count || self.count.is_some() {
                rest.push(*piece);
                continue;
            }
            match read_count(piece.text) {
                Some(0) => return None,
                Some(count) => (self.count, self.counted) = (Some(count), Some(*piece)),
                None if is_placeholder(piece.text) => self.set_aside(piece),
                None => self.out.bad_counts.push((piece.column, piece.text.to_string())),
            }
        }
        Some(rest)
    }

    fn take(&mut self, piece: &Piece<'a>) {
        if says_none(piece.text) {
            return self.set_aside(piece);
        }
        match piece.attribute {
            Attribute::PartNumber if self.id.part_number.is_none() => {
                self.id.part_number = Some(piece.text.to_string());
            }
            Attribute::Serial if self.id.serial.is_none() => self.id.serial = Some(piece.text.to_string()),
            Attribute::PartNumber | Attribute::Serial | Attribute::Count | Attribute::Slot | Attribute::Extra => {
                self.set_aside(piece);
            }
            Attribute::Maker => {
                self.id.manufacturer.get_or_insert_with(|| piece.text.to_string());
                self.words.push(*piece);
            }
            Attribute::Text if is_label(piece.text) => self.take_label(piece),
            Attribute::AnySize => {
                self.any_size = true;
                self.words.push(Piece { attribute: Attribute::Total, ..*piece });
            }
            _ => self.words.push(*piece),
        }
    }

    /// eReuse DeviceHub labels a component `Processor 7: model gold 6248r, S/N None`; the number and the serial are
    /// not its words.
    fn take_label(&mut self, piece: &Piece<'a>) {
        self.set_aside(piece);
        let model = piece.text.split_once(LABEL_MODEL).and_then(|(_, rest)| rest.rsplit_once(LABEL_SERIAL));
        if let Some((text, _)) = model.filter(|(model, _)| !says_none(model)) {
            self.words.push(Piece { text, ..*piece });
        }
    }

    fn set_aside(&mut self, piece: &Piece<'_>) {
        self.out.extras.push((piece.header.to_string(), piece.text.to_string()));
    }

    fn drop_words(&mut self, unneeded: impl Fn(&Piece<'_>) -> bool) {
        if !self.words.iter().any(&unneeded) {
            return;
        }
        let (dropped, kept) = std::mem::take(&mut self.words).into_iter().partition(unneeded);
        self.words = kept;
        let dropped: Vec<Piece<'_>> = dropped;
        for piece in &dropped {
            self.set_aside(piece);
        }
    }

    fn find(&self, attribute: Attribute) -> Option<Piece<'a>> {
        self.words.iter().copied().find(|piece| piece.attribute == attribute)
    }

    /// Leaves out what another cell tells better, so that nothing is counted twice.
    fn reconcile(&mut self) {
        let named = self.words.iter().any(|piece| matches!(piece.attribute, Attribute::Model | Attribute::Text));
        if self.subject.kind == ComponentKind::Cpu && named {
            let lesser = |piece: &Piece<'_>| {
                matches!(piece.attribute, Attribute::Cores | Attribute::AllCores | Attribute::Speed | Attribute::Size)
            };
            self.drop_words(lesser);
        }
        if self.find(Attribute::Cores).is_some() {
            self.drop_words(|piece| piece.attribute == Attribute::AllCores);
        }
        let tells_capacity = |piece: &Piece<'_>| {
            matches!(piece.attribute, Attribute::Model | Attribute::Text | Attribute::Type)
                && tells_capacity(piece.text)
        };
        let sized = self.find(Attribute::Size).or(self.find(Attribute::Total)).is_some();
        if sized && self.words.iter().any(tells_capacity) {
            self.drop_words(|piece| {
                matches!(piece.attribute, Attribute::Size | Attribute::Total) && is_measure(piece.text)
            });
        }
        self.reconcile_sizes();
    }

    /// The size of one unit and of all: with a count, which may follow from the two, the total is not needed.
    fn reconcile_sizes(&mut self) {
        let (Some(total), Some(each)) = (self.find(Attribute::Total), self.find(Attribute::Size)) else { return };
        if self.count.is_none() {
            self.count = quotient(&total, &each);
        }
        let unneeded = if self.count.is_some() { Attribute::Total } else { Attribute::Size };
        self.drop_words(|piece| piece.attribute == unneeded && is_measure(piece.text));
    }

    fn finish(mut self, pieces: &[Piece<'a>]) -> Composed {
        self.split_off_texts();
        self.words.sort_by_key(|piece| piece.attribute);
        if let Some(told) = self.joined(pieces) {
            self.out.told.insert(0, told);
        } else if let Some(piece) = self.counted {
            self.set_aside(&piece);
        }
        self.out
    }

    /// `8x960GB SSD` under `Storage` is a text: of its own beside other words, else what is counted.
    fn split_off_texts(&mut self) {
        let is_text = |piece: &Piece<'_>| piece.attribute == Attribute::Total && !is_measure(piece.text);
        let names = |piece: &Piece<'_>| matches!(piece.attribute, Attribute::Model | Attribute::Text | Attribute::Size);
        if !self.words.iter().any(is_text) {
            return;
        }
        if self.words.iter().any(names) {
            let (own, joined): (Vec<Piece<'_>>, Vec<Piece<'_>>) =
                std::mem::take(&mut self.words).into_iter().partition(is_text);
            for piece in own {
                let told = self.told(&[piece], Amounts::Total);
                self.out.told.push(Told { count: None, id: HardwareId::default(), ..told });
            }
            self.words = joined;
        } else if self.count.is_some() {
            for piece in self.words.iter_mut().filter(|piece| is_text(piece)) {
                piece.attribute = Attribute::Text;
            }
        }
    }

    fn joined(&mut self, pieces: &[Piece<'a>]) -> Option<Told> {
        if !self.words.is_empty() {
            let words = std::mem::take(&mut self.words);
            return Some(self.told(&words, self.amounts(&words)));
        }
        let by_id = [Attribute::PartNumber, Attribute::Serial];
        let identified = pieces.iter().find(|piece| by_id.contains(&piece.attribute) && !says_none(piece.text));
        if let Some(piece) = identified {
            // Only a number tells what it is; the text must not be blank all the same.
            let text = self.id.part_number.as_deref().or(self.subject.says).unwrap_or(self.subject.kind.word());
            return Some(self.bare_told(piece, text.to_string()));
        }
        // A machine with two CPUs of an untold model has two CPUs; its network ports may be counted as cards.
        let counts =
            [ComponentKind::Cpu, ComponentKind::Dimm, ComponentKind::Drive, ComponentKind::Gpu, ComponentKind::Psu];
        let counted = self.counted.filter(|_| counts.contains(&self.subject.kind) && self.out.told.is_empty())?;
        Some(self.bare_told(&counted, self.subject.says.unwrap_or(self.subject.kind.word()).to_string()))
    }

    fn amounts(&self, words: &[Piece<'_>]) -> Amounts {
        let has = |attribute: Attribute| words.iter().any(|piece| piece.attribute == attribute);
        let each = self.subject.single || self.count.is_some() || self.subject.kind == ComponentKind::Dimm;
        if has(Attribute::Total) && self.any_size && self.count.is_some() {
            Amounts::Unsaid
        } else if has(Attribute::Total) {
            Amounts::Total
        } else if has(Attribute::Cores)
            || self.subject.single
            || has(Attribute::Size) && each
            || has(Attribute::Watts) && each
        {
            Amounts::Each
        } else {
            Amounts::Unsaid
        }
    }

    fn bare_told(&self, piece: &Piece<'_>, text: String) -> Told {
        let amounts = if self.subject.single { Amounts::Each } else { Amounts::Unsaid };
        let (column, header) = (piece.column, Arc::clone(piece.header));
        Told { column, header, text, count: self.count, amounts, unit: None, id: self.id.clone() }
    }

    /// One text of the pieces: a lone number keeps its unit beside it, others carry it.
    fn told(&self, words: &[Piece<'_>], amounts: Amounts) -> Told {
        let lone = match (words, self.subject.says) {
            ([piece], None) if is_bare_number(piece.text) && default_noun(piece.attribute).is_none() => {
                Some((piece.unit.or(default_unit(piece.attribute)), piece.text))
            }
            _ => None,
        };
        let (text, unit) = match lone {
            Some((None, text)) => (text.to_string(), None),
            Some((Some(unit), text)) if unit.told().is_some() => (text.to_string(), unit.told()),
            _ => (self.join(words), None),
        };
        let (column, header) =
            words.first().map_or_else(|| (0, Arc::from("")), |piece| (piece.column, Arc::clone(piece.header)));
        Told { column, header, text, count: self.count, amounts, unit, id: self.id.clone() }
    }

    fn join(&self, words: &[Piece<'_>]) -> String {
        let mut text = String::new();
        for (at, piece) in words.iter().enumerate() {
            // `PM883` beside `SSD PM883` says nothing more.
            let again = words
                .iter()
                .skip(at + 1)
                .any(|later| later.text.len() > piece.text.len() && holds(later.text, piece.text));
            if !again {
                add_unless_told(&mut text, &with_unit(piece));
            }
        }
        if let Some(says) = self.subject.says.filter(|says| !contradicts(&text, says)) {
            add_unless_told(&mut text, says);
        }
        text
    }
}

/// Appends words that the text does not hold already.
fn add_unless_told(text: &mut String, words_to_add: &str) {
    if holds(text, words_to_add) {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(words_to_add);
}

/// `HDD` is often the name of a column for drives of any sort.
fn contradicts(text: &str, says: &str) -> bool {
    let has = |word: &str| holds(text, word);
    match says {
        "HDD" => has("ssd") || has("nvme") || has("flash"),
        "SSD" | "NVMe SSD" => has("hdd"),
        _ => false,
    }
}

/// Whether a text holds all words of another, in their order.
fn holds(text: &str, part: &str) -> bool {
    let padded = |text: &str| format!(" {} ", words(text));
    !text.is_empty() && padded(text).contains(&padded(part))
}

fn default_unit(attribute: Attribute) -> Option<Unit> {
    (attribute == Attribute::Watts).then_some(Unit::Watts)
}

fn default_noun(attribute: Attribute) -> Option<&'static str> {
    match attribute {
        Attribute::Cores | Attribute::AllCores => Some("cores"),
        Attribute::Ports => Some("ports"),
        _ => None,
    }
}

/// A bare number with what its header says it counts: `960 GB`, `24 cores`.
fn with_unit(piece: &Piece<'_>) -> String {
    if !is_bare_number(piece.text) {
        return piece.text.to_string();
    }
    let unit = piece.unit.or(default_unit(piece.attribute)).map(Unit::word);
    match default_noun(piece.attribute).or(unit) {
        Some(unit) => format!("{} {unit}", piece.text),
        None => piece.text.to_string(),
    }
}

/// How many units make the total, where it is a plain whole number.
fn quotient(total: &Piece<'_>, each: &Piece<'_>) -> Option<u32> {
    let (total, each) = (read_capacity(total.text, total.unit)?, read_capacity(each.text, each.unit)?);
    let whole = each > 0 && total.is_multiple_of(each);
    u32::try_from(total.checked_div(each)?).ok().filter(|count| whole && (1..=128).contains(count))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Cells as `attribute[ unit]=text`, separated by bars.
    fn composed(kind: ComponentKind, says: Option<&'static str>, single: bool, cells: &str) -> Composed {
        let headers: Vec<Arc<str>> = cells.split('|').map(|cell| Arc::from(cell.split_once('=').unwrap().0)).collect();
        let pieces: Vec<Piece<'_>> = (0..)
            .zip(cells.split('|').zip(&headers))
            .map(|(column, (cell, header))| {
                let text = cell.split_once('=').unwrap().1;
                let mut words = header.split(' ');
                let attribute = words.next().unwrap().parse().unwrap();
                Piece { column, header, attribute, unit: words.next().map(|unit| unit.parse().unwrap()), text }
            })
            .collect();
        compose(Subject { kind, says, single }, &pieces)
    }

    fn shown(kind: ComponentKind, says: Option<&'static str>, single: bool, cells: &str) -> String {
        let out = composed(kind, says, single, cells);
        let told = |told: &Told| {
            let count = told.count.map(|count| format!("{count} x ")).unwrap_or_default();
            let unit = told.unit.map(|unit| format!(" {unit:?}")).unwrap_or_default();
            let part = told.id.part_number.as_ref().map(|part| format!(" pn {part}")).unwrap_or_default();
            format!("{count}{}{unit} ({:?}){part}", told.text, told.amounts)
        };
        let extras: Vec<String> = out.extras.iter().map(|(header, text)| format!("{header}: {text}")).collect();
        let told: Vec<String> = out.told.iter().map(told).collect();
        format!("{} / {}", told.join("; "), extras.join(", "))
    }

    #[test]
    fn cells_of_a_component_become_one_text() {
        use ComponentKind::{Cpu, Dimm, Drive, Gpu, Psu};
        for (kind, says, single, cells, expected) in [
            (Cpu, None, false, "text=Gold 6248R|count=2", "2 x Gold 6248R (Unsaid) / "),
            (Cpu, None, false, "maker=AMD|model=EPYC 7763|cores=64", "AMD EPYC 7763 (Unsaid) / cores: 64"),
            (Cpu, None, false, "cores=8|all_cores=16|count=2", "2 x 8 cores (Each) / all_cores: 16"),
            (Cpu, None, false, "count=2", "2 x cpu (Unsaid) / "),
            (Dimm, None, false, "total GB=768", "768 Gigabytes (Total) / "),
            (Dimm, None, false, "total=768", "768 (Total) / "),
            (Dimm, None, false, "total=24x32GB DDR4", "24x32GB DDR4 (Total) / "),
            (Dimm, None, false, "total GB=768|type=DDR4 RDIMM", "768 GB DDR4 RDIMM (Total) / "),
            (Dimm, None, false, "total GB=768|text=24x32GB", "24x32GB (Unsaid) / total GB: 768"),
            (Dimm, None, false, "total GB=768|size GB=32", "24 x 32 Gigabytes (Each) / total GB: 768"),
            (Dimm, None, false, "size GB=32|count=24|speed=2933", "24 x 32 GB 2933 (Each) / "),
            (Dimm, None, false, "any_size GB=32|count=24", "24 x 32 Gigabytes (Unsaid) / "),
            (Dimm, None, false, "any_size GB=768", "768 Gigabytes (Total) / "),
            (Dimm, None, false, "total=32GB RDIMM|speed=2933|count=12", "12 x 32GB RDIMM 2933 (Unsaid) / "),
            (Dimm, None, false, "total GB=768|count=24", "24 x 768 Gigabytes (Total) / "),
            (Dimm, None, true, "maker=Samsung|part_number=M393|size MB=32768", "Samsung 32768 MB (Each) pn M393 / "),
            (Dimm, None, true, "part_number=M393", "M393 (Each) pn M393 / "),
            (Drive, Some("SSD"), false, "size GB=480|count=2", "2 x 480 GB SSD (Each) / "),
            (Drive, None, false, "total TB=7.68|count=8", "8 x 7.68 Terabytes (Total) / "),
            (Drive, None, false, "total=8x960GB SSD|text=BOSS", "BOSS (Unsaid); 8x960GB SSD (Total) / "),
            (Drive, None, true, "model=PM883 960GB|size MB=915715", "PM883 960GB (Each) / size MB: 915715"),
            (Drive, None, true, "text=SSD PM883|model=PM883|serial=S1", "SSD PM883 (Each) / "),
            (
                Drive,
                None,
                true,
                "text=HardDrive 1: model hts5, S/N s1|size MB=500",
                "hts5 500 MB (Each) / text: HardDrive 1: model hts5, S/N s1",
            ),
            (
                Dimm,
                None,
                true,
                "text=RamModule 1: model None, S/N None|size MB=500",
                "500 Megabytes (Each) / text: RamModule 1: model None, S/N None",
            ),
            (Drive, Some("HDD"), false, "text=2x 480GB SSD", "2x 480GB SSD (Unsaid) / "),
            (Drive, Some("HDD"), false, "text=2x 600GB SAS", "2x 600GB SAS HDD (Unsaid) / "),
            (Drive, None, true, "serial=S1", "drive (Each) / "),
            (Psu, None, false, "watts=750|count=2", "2 x 750 Watts (Each) / "),
            (Gpu, None, false, "text=None|count=0", " / text: None, count: 0"),
            (ComponentKind::Nic, None, false, "count=4", " / count: 4"),
            (Gpu, None, false, "text=No", " / text: No"),
        ] {
            assert_eq!(shown(kind, says, single, cells), expected, "{cells}");
        }
    }

    #[test]
    fn a_count_that_is_none_is_told() {
        let out = composed(ComponentKind::Dimm, None, false, "size GB=32|count=many");
        assert_eq!(out.bad_counts, [(1, "many".to_string())]);
        assert_eq!(out.told[0].count, None);
    }

    proptest! {
        #[test]
        fn no_cell_is_lost(
            kind in prop::sample::select(ComponentKind::ALL),
            single in any::<bool>(),
            cells in prop::collection::btree_map(prop::sample::select(Attribute::ALL), 1000_u32..9999, 0..7),
        ) {
            let texts: Vec<(Attribute, String)> = cells.iter().map(|(attribute, number)| (*attribute, number.to_string())).collect();
            let header = Arc::from("h");
            let pieces: Vec<Piece<'_>> = texts
                .iter()
                .map(|(attribute, text)| Piece { column: 0, header: &header, attribute: *attribute, unit: None, text })
                .collect();
            let out = format!("{:?}", compose(Subject { kind, says: None, single }, &pieces));
            for (attribute, text) in &texts {
                prop_assert!(out.contains(text.as_str()), "{attribute} {text} is lost in {out}");
            }
        }
    }
}
