//! From a segment of words to a component: its kind, its count, its facts.

use std::ops::Range;

use rackworth_model::hardware::ComponentKind::{self, Cpu, Dimm, Drive, Gpu, Nic, Psu, Raid, Unknown};
use rackworth_model::hardware::{Facts, RawComponent};
use rackworth_model::inventory::{Amounts, RawText};
use rackworth_model::measure::{Bytes, Watts};

use super::lists;
use super::marks::Core;
use super::segments::Segment;
use crate::identify::{dimm, drive};
use crate::spec::ServerSpec;
use crate::words::Word;

/// A segment with its words, in the order of the text.
#[derive(Debug, Clone)]
pub(super) struct Item<'w> {
    pub(super) segment: Segment,
    pub(super) words: Vec<&'w Word>,
    /// The words as they were typed, and where they stand.
    pub(super) text: &'w str,
    pub(super) span: Range<usize>,
    pub(super) kind: ComponentKind,
}

/// Drive sizes that no amount of memory has, in GB.
const DRIVE_SIZES: [f64; 22] = [
    36.0, 72.0, 73.0, 120.0, 146.0, 200.0, 240.0, 250.0, 300.0, 400.0, 450.0, 480.0, 500.0, 600.0, 750.0, 800.0, 900.0,
    960.0, 1000.0, 1200.0, 1600.0, 1800.0,
];
/// Sizes that are both a drive's and an amount of memory, in GB.
const BOTH_SIZES: [f64; 3] = [128.0, 256.0, 512.0];

/// What kind of component a segment is; `Unknown` when nothing tells.
pub(super) fn kind_of(
    segment: &Segment,
    words: &[&Word],
    column: ComponentKind,
    before: Option<ComponentKind>,
) -> ComponentKind {
    match segment.core {
        Some(Core::Cpu) => Cpu,
        Some(Core::Gpu) => Gpu,
        Some(Core::Raid) => Raid,
        Some(Core::Nic | Core::Ports) => Nic,
        Some(Core::DimmNumber) => Dimm,
        Some(Core::DriveNumber) => Drive,
        Some(Core::Watts(_)) => Psu,
        Some(Core::Capacity { gb, terabytes }) => kind_of_capacity(segment, words, gb, terabytes, column, before),
        None if column != Unknown => column,
        None => {
            [Cpu, Gpu, Raid, Nic, Psu, Drive, Dimm].into_iter().find(|kind| segment.hints_at(*kind)).unwrap_or(Unknown)
        }
    }
}

fn kind_of_capacity(
    segment: &Segment,
    words: &[&Word],
    gb: f64,
    terabytes: bool,
    column: ComponentKind,
    before: Option<ComponentKind>,
) -> ComponentKind {
    let (memory, drive) = (segment.hints_at(Dimm), segment.hints_at(Drive));
    // `256GB/1TB` in a column of memory: the second is a drive.
    let second = before == Some(Dimm) && terabytes;
    match column {
        _ if memory && !drive => Dimm,
        _ if drive && !memory => Drive,
        Drive => Drive,
        Dimm if !second => Dimm,
        _ if speed_mts(words).is_some() && !terabytes => Dimm,
        _ if terabytes || DRIVE_SIZES.contains(&gb) => Drive,
        _ => Dimm,
    }
}

/// Whether an item only describes the one before it: `3.0GHz, 205W` behind a CPU, `DDR4`
/// behind a module.
pub(super) fn describes(before: &Item<'_>, item: &Item<'_>, column: ComponentKind) -> bool {
    let segment = &item.segment;
    let ranks = before.kind == Dimm && says(item, &["RANK", "RANKS"]);
    let counted = segment.count.is_some() && !ranks;
    if counted || segment.without || before.segment.without || before.segment.core.is_none() {
        return false;
    }
    match segment.core {
        None if ranks => true,
        None if segment.hints.is_empty() => {
            before.kind == column && is_attribute(item) || is_attribute_of(before.kind, item)
        }
        None => segment.hints.iter().all(|hint| *hint == before.kind) || is_attribute_of(before.kind, item),
        Some(Core::Watts(watts)) => matches!(before.kind, Cpu | Gpu) && watts <= 350 && !segment.hints_at(Psu),
        _ => false,
    }
}

/// Whether an item without a core was the heading of the next: `Redundant power supply
/// (1+1), 750W`.
pub(super) fn heads(before: &Item<'_>, item: &Item<'_>) -> bool {
    let bare = before.segment.core.is_none() && !before.segment.without && before.kind != Unknown;
    let counts = before.segment.count.is_none() || item.segment.count.is_none_or(|n| Some(n) == before.segment.count);
    let open = item.segment.core.is_some() || before.words.iter().all(|word| is_quality(&word.text));
    bare && counts && open && before.kind == item.kind && !super::leftover::says_nothing(&before.words)
}

/// `Dual`, `hot-plug`: words that wait for what they describe.
fn is_quality(word: &str) -> bool {
    lists::spelled_count(word).is_some() || lists::QUALITIES.contains(&word)
}

/// `12C/24T`, `10.4GT/s`, `Turbo`, `DDR4-2400` behind a CPU; `3200MT/s` behind a module.
fn is_attribute_of(kind: ComponentKind, item: &Item<'_>) -> bool {
    let numbered = |word: &&Word| {
        let units = ["C", "T", "GT", "M", "MB", "GHZ", "MHZ", "MT", "W", ""];
        lists::leading_number(&word.text).is_some() && units.contains(&lists::unit_of(&word.text))
    };
    let told = |word: &&Word| lists::CPU_WORDS.contains(&word.text.as_str());
    let speed = speed_mts(&item.words).is_some();
    match kind {
        Cpu => item.words.iter().all(|word| numbered(word) || told(word)) && item.words.iter().any(|w| w.text != "S"),
        Dimm => speed && item.words.iter().all(|word| numbered(word) || word.text == "S"),
        _ => false,
    }
}

/// Words that start with a number: a clock, a cache, a speed.
fn is_attribute(item: &Item<'_>) -> bool {
    item.words.iter().all(|word| {
        word.text.starts_with(|c: char| c.is_ascii_digit()) || lists::QUALITIES.contains(&word.text.as_str())
    })
}

/// Whether the size alone decided between memory and drive, and may have decided wrongly.
pub(super) fn is_doubtful(item: &Item<'_>, column: ComponentKind) -> bool {
    let told = item.segment.hints_at(Dimm) || item.segment.hints_at(Drive) || speed_mts(&item.words).is_some();
    let size = matches!(item.segment.core, Some(Core::Capacity { gb, .. }) if BOTH_SIZES.contains(&gb));
    size && !told && column == Unknown
}

/// Gigabytes of a capacity, as memory is counted when it is written in terabytes.
pub(super) fn memory_gb(item: &Item<'_>) -> Option<f64> {
    match item.segment.core? {
        Core::Capacity { gb, terabytes: true } => Some(gb / 1000.0 * 1024.0),
        Core::Capacity { gb, .. } => Some(gb),
        _ => None,
    }
}

/// Whether a size of memory stands for all modules together.
pub(super) fn is_total(item: &Item<'_>, text: &RawText) -> bool {
    let modules =
        ["RDIMM", "RDIMMS", "LRDIMM", "LRDIMMS", "UDIMM", "DIMM", "DIMMS", "SODIMM", "PC3", "PC3L", "PC4", "PC5"];
    let one = item.words.iter().any(|w| modules.contains(&w.text.as_str()) || is_organization(&w.text));
    let sold = memory_gb(item).is_some_and(|gb| gb <= 256.0);
    match text.amounts {
        _ if item.segment.count.is_some_and(|_| !item.segment.spelled) => false,
        Amounts::Total => true,
        Amounts::Each => false,
        Amounts::Unsaid => text.count.is_none() && !(one && sold),
    }
}

/// `2RX4`.
fn is_organization(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 4
        && bytes.starts_with(b"1R") | bytes.starts_with(b"2R") | bytes.starts_with(b"4R")
        && bytes.get(2) == Some(&b'X')
}

/// How many alike: the count in the words times the count beside them, unless both are
/// the same statement.
pub(super) fn count(item: &Item<'_>, text: &RawText) -> u32 {
    let ports = item.kind == Nic && (item.segment.spelled || counts_ports(item));
    let own = item.segment.count.filter(|_| !ports).unwrap_or(1).max(1);
    match text.count {
        Some(beside) if beside > 0 && beside != own => own.saturating_mul(beside),
        _ => own,
    }
}

/// The component of an item.
pub(super) fn component(item: &Item<'_>, text: &RawText, host: Option<&ServerSpec>) -> RawComponent {
    let mut raw = RawComponent::new(item.kind, text.place.clone());
    raw.id = text.id.clone();
    if raw.id.part_number.is_none() && matches!(item.segment.core, Some(Core::DimmNumber)) {
        raw.id.part_number = dimm_number(item.text);
    }
    let uncounted = item.segment.count.is_none();
    if raw.id.model.is_none() && item.kind == Drive && uncounted && drive::decode(item.text).is_some() {
        raw.id.model = Some(item.text.to_string());
    }
    raw.text = Some(item.text.to_string());
    raw.count = count(item, text);
    raw.facts = match item.kind {
        Dimm => dimm_facts(item, host),
        Drive => drive_facts(item),
        Psu => psu_facts(item),
        Nic => Facts { ports: ports(item), ..Facts::default() },
        _ => Facts::default(),
    };
    raw
}

/// The part number among the words of a module.
fn dimm_number(text: &str) -> Option<String> {
    let numbers = text.split([' ', '(', ')', ',', '/']).filter(|token| token.len() >= 7);
    numbers.filter(|token| dimm::decode(token).is_some()).map(ToString::to_string).next()
}

fn psu_facts(item: &Item<'_>) -> Facts {
    let watts = match item.segment.core {
        Some(Core::Watts(watts)) => Some(Watts(watts)),
        _ => None,
    };
    Facts { watts, ..Facts::default() }
}

/// `2x 10GbE` are two ports; `2x Dual Port 10GbE` are two cards.
fn counts_ports(item: &Item<'_>) -> bool {
    let words = ["DUAL", "QUAD", "PORT", "PORTS", "DP", "QP", "NIC", "NICS", "CARD", "CARDS"];
    let cards = item.words.iter().any(|word| words.contains(&word.text.as_str()));
    matches!(item.segment.core, Some(Core::Ports)) && !cards
}

fn ports(item: &Item<'_>) -> Option<u32> {
    item.segment.count.filter(|n| counts_ports(item) && *n <= 8)
}

/// What the words say of a module; its generation may follow from the machine.
fn dimm_facts(item: &Item<'_>, host: Option<&ServerSpec>) -> Facts {
    let named = GENERATIONS.iter().find(|(words, _)| says(item, words)).map(|(_, name)| (*name).to_string());
    let of_host = || host.and_then(|host| host.memory).map(|memory| memory.word().to_uppercase());
    let module = MODULES.iter().find(|(words, _)| says(item, words)).map(|(_, module)| *module);
    let unbuffered = module == Some("UDIMM") && says(item, &["ECC"]);
    Facts {
        capacity: memory_gb(item)
            .filter(|gb| (0.0..1e6).contains(gb))
            .map(|gb| Bytes((gb * f64::from(1 << 30)) as u64)),
        memory_type: named.or_else(of_host),
        module_type: module.map(|module| if unbuffered { "ECC UDIMM" } else { module }.to_string()),
        speed_mts: speed_mts(&item.words),
        ..Facts::default()
    }
}

const GENERATIONS: [(&[&str], &str); 4] = [
    (&["DDR2", "PC2"], "DDR2"),
    (&["DDR3", "DDR3L", "PC3", "PC3L"], "DDR3"),
    (&["DDR4", "PC4"], "DDR4"),
    (&["DDR5", "PC5"], "DDR5"),
];

const MODULES: [(&[&str], &str); 5] = [
    (&["LRDIMM", "LRDIMMS"], "LRDIMM"),
    (&["RDIMM", "RDIMMS", "REGISTERED"], "RDIMM"),
    (&["MRDIMM", "MRDIMMS"], "MRDIMM"),
    (&["UDIMM", "UDIMMS"], "UDIMM"),
    (&["SODIMM", "SODIMMS"], "SODIMM"),
];

/// `2933`, `2933MHz`, `PC4-2666V`, `DDR4-3200`.
fn speed_mts(words: &[&Word]) -> Option<u32> {
    const SPEEDS: [u32; 16] =
        [1066, 1333, 1600, 1866, 2133, 2400, 2666, 2667, 2933, 3200, 4400, 4800, 5200, 5600, 6000, 6400];
    words.iter().find_map(|word| {
        let number = lists::leading_number(&word.text)? as u32;
        let unit = lists::unit_of(&word.text);
        let plain = matches!(unit, "" | "MHZ" | "MT" | "MTS" | "V" | "Y" | "W" | "R" | "T" | "P" | "AA" | "Z" | "B");
        (plain && SPEEDS.contains(&number)).then_some(number)
    })
}

fn drive_facts(item: &Item<'_>) -> Facts {
    let upper = item.text.to_uppercase();
    let nvme = says(item, &["NVME"]) || upper.contains("U.2") || upper.contains("U.3");
    let rpm = rpm(item);
    let protocol = match () {
        () if nvme => Some("NVMe"),
        () if says(item, &["SAS", "NLSAS"]) => Some("SAS"),
        () if says(item, &["SATA"]) => Some("SATA"),
        () => None,
    };
    let media = match () {
        () if says(item, &["SSD", "SSDS", "FLASH"]) || nvme => Some("SSD"),
        () if says(item, &["HDD", "HDDS"]) || rpm.is_some() => Some("HDD"),
        () => None,
    };
    let capacity = match item.segment.core {
        Some(Core::Capacity { gb, .. }) if (0.0..1e7).contains(&gb) => Some(Bytes((gb * 1e9).round() as u64)),
        _ => None,
    };
    Facts {
        capacity,
        media: media.map(ToString::to_string),
        protocol: protocol.map(ToString::to_string),
        form_factor: DRIVE_FORMS.iter().find(|(word, _)| upper.contains(word)).map(|(_, form)| (*form).to_string()),
        rpm,
        ..Facts::default()
    }
}

/// How the body of a drive is written, and its word in a form factor.
const DRIVE_FORMS: [(&str, &str); 8] = [
    ("M.2", "M.2"),
    ("U.2", "2.5"),
    ("E1.S", "E1.S"),
    ("E3.S", "E3.S"),
    ("2.5", "2.5"),
    ("3.5", "3.5"),
    ("SFF", "2.5"),
    ("LFF", "3.5"),
];

fn rpm(item: &Item<'_>) -> Option<u32> {
    const SPEEDS: [(&str, u32); 8] = [
        ("7.2K", 7200),
        ("7200", 7200),
        ("10K", 10_000),
        ("10000", 10_000),
        ("15K", 15_000),
        ("15000", 15_000),
        ("5.4K", 5400),
        ("5400", 5400),
    ];
    SPEEDS.iter().find(|(word, _)| says(item, &[word, &format!("{word}RPM")])).map(|(_, rpm)| *rpm)
}

fn says(item: &Item<'_>, list: &[&str]) -> bool {
    item.words.iter().any(|word| list.contains(&word.text.as_str()))
}
