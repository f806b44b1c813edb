//! CPUs: from any brand string to the model, `Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz`
//! and `6248r` alike.

use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::{PartId, RuleId};
use rackworth_model::measure::Watts;

use super::cpu_refusal;
use super::scan;
use crate::part::{Confidence, Identification, Part};
use crate::spec::{CpuSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{Keys, Word, key, words};

const COLUMNS: &[&str] = &[
    "vendor",
    "model",
    "generation",
    "cores",
    "base_mhz",
    "boost_mhz",
    "tdp_w",
    "launch_year",
    "max_sockets",
    "socket",
    "memory",
    "list_usd",
    "source",
];

const BRAND: RuleId = RuleId("cpu/brand-string");
const NUMBER: RuleId = RuleId("cpu/model-number");
const SERIES: RuleId = RuleId("cpu/series");

/// Words that stand between brand and number and say nothing.
const FILLERS: [&str; 4] = ["CPU", "PROCESSOR", "INTEL", "AMD"];

/// Names of families that say which of two equal numbers is meant.
const FAMILIES: [&str; 8] = ["PLATINUM", "GOLD", "SILVER", "BRONZE", "EPYC", "OPTERON", "MAX", "XEON"];

/// The catalogued CPUs, by the ways their models are written.
#[derive(Debug)]
pub struct CpuTable {
    parts: Vec<Arc<Part>>,
    keys: Keys,
}

impl CpuTable {
    pub fn read(text: &str) -> Result<CpuTable, TableError> {
        let parts: Vec<Arc<Part>> =
            read_table("cpus.csv", text, COLUMNS, read_row)?.into_iter().map(Arc::new).collect();
        let mut keys = Keys::default();
        for (row, part) in parts.iter().enumerate() {
            spellings(&part.name).iter().for_each(|spelling| keys.insert(spelling, row));
        }
        for (row, part) in parts.iter().enumerate() {
            // `Xeon 6230`, unless that is the name of another model.
            let short = short_name(&part.name).filter(|short| keys.rows(&key(short)).is_empty());
            short.iter().for_each(|short| keys.insert(short, row));
        }
        Ok(CpuTable { parts, keys })
    }

    pub fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }
}

fn read_row(row: &mut Row<'_>) -> Option<Part> {
    let (vendor, name) = (row.required("vendor")?, row.required("model")?);
    let spec = CpuSpec {
        generation: row.required("generation")?,
        cores: row.number("cores"),
        base_mhz: row.number("base_mhz"),
        boost_mhz: row.number("boost_mhz"),
        tdp: row.number("tdp_w").map(Watts),
        launch_year: row.number("launch_year"),
        max_sockets: row.number("max_sockets"),
        socket: row.text("socket"),
        memory: row.parsed("memory", "`ddr3`, `ddr4` or `ddr5`"),
        list_usd: row.number("list_usd"),
        vendor,
    };
    let id = PartId::from_words(["cpu", &spec.vendor, &name])?;
    Some(Part { id, name, segment: Segment::General, spec: Spec::Cpu(spec), source: row.required("source")? })
}

/// The ways a model is written, without its vendor and without words that say nothing:
/// `Xeon E5-2690 v4` is also `E5-2690 v4` and `2690 v4`.
fn spellings(model: &str) -> Vec<String> {
    let mut all = vec![model.replace("CPU ", "")];
    let number = model.strip_prefix("Xeon ").or_else(|| model.strip_prefix("EPYC ")).unwrap_or_default();
    let plain_old = number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) && !model.starts_with("EPYC");
    if !number.is_empty() && !plain_old {
        all.push(number.to_string());
    }
    // Low-power E7 say `E7-L8867` of themselves.
    all.extend(number.strip_prefix("E7-").and_then(|n| n.strip_suffix('L')).map(|n| format!("E7-L{n}")));
    for family in ["Platinum ", "Gold ", "Silver ", "Bronze ", "CPU Max ", "E5-", "E7-"] {
        if let Some(rest) = number.strip_prefix(family) {
            // Without its version `2690` is no longer a model.
            let sole = !family.ends_with('-') || rest.contains(" v");
            all.extend(sole.then(|| rest.to_string()));
        }
    }
    all
}

/// `Xeon Gold 6230` without its metal.
fn short_name(model: &str) -> Option<String> {
    let number = model.strip_prefix("Xeon ")?;
    let number = ["Platinum ", "Gold ", "Silver ", "Bronze "].iter().find_map(|metal| number.strip_prefix(metal))?;
    Some(format!("Xeon {number}"))
}

/// What a CPU is. A CPU that is soldered to its board is not a part.
pub fn identify(table: &CpuTable, component: &RawComponent) -> Identification {
    let fields = [&component.id.model, &component.id.part_number, &component.text];
    if fields.iter().any(|field| scan::says_empty(field.as_deref())) {
        return Identification::not_a_part("an empty socket", "cpu/empty-socket");
    }
    let said: Vec<&str> = fields.iter().filter_map(|field| scan::said(field.as_deref())).collect();
    if component.id.manufacturer.as_deref().is_some_and(|maker| maker.trim().eq_ignore_ascii_case("nvidia")) {
        let why = "a CPU of NVIDIA is soldered to its superchip board".to_string();
        return Identification::not_a_part(why, "cpu/soldered");
    }
    if let Some(refusal) = said.iter().find_map(|text| cpu_refusal::refuse(text)) {
        return refusal;
    }
    let found = said.iter().find_map(|text| read_words(table, text, component.facts.cores));
    found.unwrap_or_else(|| Identification::Unidentified { reason: cpu_refusal::reason(&said) })
}

/// What the words of one field say.
fn read_words(table: &CpuTable, text: &str, cores: Option<u32>) -> Option<Identification> {
    let all: Vec<Word> = words(text).into_iter().map(without_count).collect();
    let telling: Vec<Word> = all.iter().filter(|w| !FILLERS.contains(&w.text.as_str())).cloned().collect();
    let family = |word: &&Word| FAMILIES.contains(&word.text.as_str());
    let families: Vec<&str> = all.iter().filter(family).map(|w| w.text.as_str()).collect();
    let mut rows: Vec<usize> = Vec::new();
    for hit in table.keys.find_all(&telling) {
        let next = telling.get(hit.at + hit.len).map(|w| w.text.as_str());
        if next.is_none_or(|next| !is_version(next)) && !is_clock(next) {
            rows.extend(hit.rows.iter().filter(|row| !rows.contains(row)).copied().collect::<Vec<_>>());
        }
    }
    let rows = of_family(table, rows, &families);
    match rows.as_slice() {
        [] => super::cpu_series::read(&table.parts, &telling, SERIES),
        [row] => table.parts.get(*row).map(|part| found(part, &all, &families, cores)),
        _ => several(table, &rows, &all),
    }
}

/// `2x6248R` is `6248R`: how many is not for us to say.
fn without_count(word: Word) -> Word {
    let count = |n: &str| (1..=2).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    // `2xD-1541` leaves a letter; `26xx` is a series.
    let told = |rest: &str| rest.len() >= 2 || matches!(rest, "D" | "E" | "W");
    let counted = word.text.split_once('X').filter(|(n, rest)| count(n) && told(rest));
    let Some((n, rest)) = counted.map(|(n, rest)| (n.len() + 1, rest.to_string())) else { return word };
    Word { start: word.start + n, text: rest, end: word.end }
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('V').is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
}

/// A number before `GHz` or `MT/s` is no model.
fn is_clock(next: Option<&str>) -> bool {
    matches!(next, Some("GHZ" | "MHZ" | "MT" | "GB" | "TB" | "W"))
}

/// The rows whose own words agree with the family named, or all when none does.
fn of_family(table: &CpuTable, rows: Vec<usize>, families: &[&str]) -> Vec<usize> {
    let agrees = |row: &usize| {
        let name = table.parts.get(*row).map(|part| part.name.to_uppercase()).unwrap_or_default();
        families.iter().all(|family| name.contains(family))
    };
    let kept: Vec<usize> = rows.iter().filter(|row| agrees(row)).copied().collect();
    if kept.is_empty() { rows } else { kept }
}

fn found(part: &Arc<Part>, all: &[Word], families: &[&str], cores: Option<u32>) -> Identification {
    let Spec::Cpu(spec) = &part.spec else {
        return Identification::Unidentified { reason: "a row of the CPU table is no CPU".to_string() };
    };
    if spec.socket.as_deref().is_some_and(|socket| socket.contains("BGA")) {
        let why = format!("{} is soldered to its board", part.name);
        return Identification::NotAPart { why, rule: RuleId("cpu/soldered"), of: Some(Arc::clone(part)) };
    }
    let name = part.name.to_uppercase();
    let (mut belief, rule) = if families.is_empty() { (bare_belief(&name), NUMBER) } else { (0.995, BRAND) };
    if families.iter().any(|family| !name.contains(family)) {
        belief = 0.85;
    }
    if clock_mhz(all).zip(spec.base_mhz).is_some_and(|(said, base)| said.abs_diff(base) > 110) {
        belief *= 0.9;
    }
    if cores.zip(spec.cores).is_some_and(|(said, has)| said > has) {
        belief *= 0.9;
    }
    Identification::Identified { part: Arc::clone(part), confidence: Confidence::new(belief), rule }
}

/// A number with letters is hardly anything else; four digits may be.
fn bare_belief(name: &str) -> f64 {
    let number = name.split_whitespace().last().unwrap_or_default();
    if number.bytes().all(|b| b.is_ascii_digit()) { 0.94 } else { 0.985 }
}

/// The clock of a brand string: `2.50GHz`.
fn clock_mhz(all: &[Word]) -> Option<u32> {
    let number = all.iter().find_map(|w| w.text.strip_suffix("GHZ")?.parse::<f64>().ok())?;
    (0.1..10.0).contains(&number).then_some((number * 1000.0) as u32)
}

/// Several models in one text: the clock decides where it can.
fn several(table: &CpuTable, rows: &[usize], all: &[Word]) -> Option<Identification> {
    let parts: Vec<&Arc<Part>> = rows.iter().filter_map(|row| table.parts.get(*row)).collect();
    let clock = clock_mhz(all);
    let same = |part: &&&Arc<Part>| match &part.spec {
        Spec::Cpu(spec) => clock.zip(spec.base_mhz).is_some_and(|(said, base)| said.abs_diff(base) <= 40),
        _ => false,
    };
    let timed: Vec<&&Arc<Part>> = parts.iter().filter(same).collect();
    if let [one] = timed.as_slice() {
        return Some(Identification::Identified {
            part: Arc::clone(one),
            confidence: Confidence::new(0.9),
            rule: BRAND,
        });
    }
    let weight = 1.0 / parts.len() as f64;
    let candidates = parts.iter().map(|part| (Arc::clone(part), weight)).collect();
    let why = "the words fit several models".to_string();
    (!parts.is_empty()).then_some(Identification::Ambiguous { candidates, rule: BRAND, why })
}
