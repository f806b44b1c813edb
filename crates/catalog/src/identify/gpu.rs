//! GPUs and other accelerators: by PCI number, by the maker's part number, by name.
//!
//! NVIDIA writes three kinds of part number: `900-21010-0000-000` (product) and
//! `699-21010-0200-600` (board), whose first three groups tell the product, and
//! `2330-885-A1` (die marking), whose first four hexadecimal digits are the PCI device.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::{PciId, RawComponent};
use rackworth_model::ids::{PartId, RuleId};
use rackworth_model::measure::{Bytes, Watts};

use super::{scan, several};
use crate::part::{Confidence, Identification, Part};
use crate::spec::{GpuForm, GpuSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{Keys, Word, words};

const COLUMNS: &[&str] = &[
    "vendor",
    "base",
    "aliases",
    "variants",
    "memory_gb",
    "form",
    "rare",
    "pci_ids",
    "part_numbers",
    "architecture",
    "fp16_tflops",
    "tdp_w",
    "launch_year",
    "source",
];

const NVIDIA: u16 = 0x10de;
/// Graphics of management controllers: Matrox and ASPEED.
const MANAGEMENT_VENDORS: [u16; 2] = [0x102b, 0x1a03];

#[derive(Debug)]
struct GpuRow {
    part: Arc<Part>,
    /// Words that tell it from others of its name: `SXM4`, `PCIE`, `NVL`.
    variants: Vec<String>,
    memory_gb: Option<u64>,
    /// Meant only when its memory is named.
    rare: bool,
    /// Starts of its part numbers, in upper case.
    numbers: Vec<String>,
}

/// The catalogued accelerators.
#[derive(Debug)]
pub struct GpuTable {
    rows: Vec<GpuRow>,
    names: Keys,
    pci: BTreeMap<PciId, Vec<usize>>,
}

impl GpuTable {
    pub fn read(text: &str) -> Result<GpuTable, TableError> {
        let mut table = GpuTable { rows: Vec::new(), names: Keys::default(), pci: BTreeMap::new() };
        for (row, names, pci) in read_table("gpus.csv", text, COLUMNS, read_row)? {
            let at = table.rows.len();
            names.iter().for_each(|name| table.names.insert(name, at));
            pci.into_iter().for_each(|id| table.pci.entry(id).or_default().push(at));
            table.rows.push(row);
        }
        Ok(table)
    }

    pub fn parts(&self) -> impl Iterator<Item = &Arc<Part>> {
        self.rows.iter().map(|row| &row.part)
    }

    pub(crate) fn names(&self) -> &Keys {
        &self.names
    }
}

type ReadRow = (GpuRow, Vec<String>, Vec<PciId>);

fn read_row(row: &mut Row<'_>) -> Option<ReadRow> {
    let (vendor, base) = (row.required("vendor")?, row.required("base")?);
    let memory_gb: Option<u64> = row.number("memory_gb");
    let form: Option<GpuForm> = row.parsed("form", "`pcie`, `sxm`, `oam` or `superchip`");
    let variants: Vec<String> = row.list("variants").iter().map(|v| v.to_uppercase()).collect();
    let variant = variants.iter().find(|v| v.starts_with("NVL") || v.starts_with("SXM") && v.len() > 3);
    let variant = variant.cloned().or_else(|| form.map(|form| form.word().to_string())).unwrap_or_default();
    let shown =
        if variant == "superchip" { String::new() } else { variant.replace("pcie", "PCIe").replace("oam", "OAM") };
    let memory = memory_gb.map(|gb| format!("{gb} GB")).unwrap_or_default();
    let id = PartId::from_words([
        "gpu",
        &vendor,
        &format!("{base} {variant} {memory_gb}g", memory_gb = memory_gb.unwrap_or(0)),
    ])?;
    let name = [base.as_str(), &shown, &memory].join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let spec = GpuSpec {
        vendor,
        architecture: row.required("architecture")?,
        memory: memory_gb.and_then(Bytes::from_gib),
        form,
        fp16_tflops: row.parsed("fp16_tflops", "a number"),
        tdp: row.number("tdp_w").map(Watts),
        launch_year: row.number("launch_year"),
    };
    let part = Part { id, name, segment: Segment::Accelerated, spec: Spec::Gpu(spec), source: row.required("source")? };
    let numbers = row.list("part_numbers").iter().map(|n| n.to_uppercase()).collect();
    let rare = row.text("rare").is_some();
    let mut names = row.list("aliases");
    names.push(base);
    let pci = super::read_pci_ids(row);
    Some((GpuRow { part: Arc::new(part), variants, memory_gb, rare, numbers }, names, pci))
}

/// What an accelerator is.
pub fn identify(table: &GpuTable, component: &RawComponent) -> Identification {
    let fields = [&component.id.part_number, &component.id.model, &component.text];
    if fields.iter().any(|field| scan::says_empty(field.as_deref())) {
        return Identification::not_a_part("an empty slot", "gpu/empty-slot");
    }
    let said: Vec<&str> = fields.iter().filter_map(|field| scan::said(field.as_deref())).collect();
    if let Some(refusal) = refuse(&said, component.facts.pci) {
        return refusal;
    }
    by_number(table, &said)
        .or_else(|| by_pci(table, component.facts.pci, &said, component))
        .or_else(|| by_name(table, &said, component))
        .unwrap_or_else(|| Identification::Unidentified { reason: super::unknown_words("accelerator", &said) })
}

fn refuse(said: &[&str], pci: Option<PciId>) -> Option<Identification> {
    let has = |word: &str| said.iter().any(|text| text.to_uppercase().contains(word));
    let management = pci.is_some_and(|pci| MANAGEMENT_VENDORS.contains(&pci.vendor));
    let why = if management || has("MATROX") || has("ASPEED") || has("G200E") || has("EMBEDDED VIDEO") {
        "graphics of the management controller, soldered to the board"
    } else if has("NVSWITCH") {
        "a switch of the GPU baseboard, listed as a GPU"
    } else if has("ILLUMINATE") || has("UHD GRAPHICS") || has("IRIS") {
        "graphics inside a CPU"
    } else {
        return None;
    };
    Some(Identification::not_a_part(why, "gpu/soldered"))
}

/// By a part number whose start stands in a row.
fn by_number(table: &GpuTable, said: &[&str]) -> Option<Identification> {
    for token in said.iter().flat_map(|text| text.split_whitespace()) {
        let token = token.trim_matches(|c: char| !c.is_alphanumeric()).to_uppercase();
        let starts = |number: &String| {
            token.strip_prefix(number.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let row = table.rows.iter().find(|row| row.numbers.iter().any(starts));
        if let Some(row) = row {
            let (confidence, rule) = (Confidence::new(0.99), RuleId("gpu/part-number"));
            return Some(Identification::Identified { part: Arc::clone(&row.part), confidence, rule });
        }
    }
    None
}

/// The PCI device in a die marking such as `2330-885-A1`.
fn marked_device(token: &str) -> Option<u16> {
    let mut groups = token.split('-');
    let (device, lot, stepping) = (groups.next()?, groups.next()?, groups.next()?);
    let sound = groups.next().is_none()
        && device.len() == 4
        && lot.len() == 3
        && lot.bytes().all(|b| b.is_ascii_alphanumeric())
        && stepping.len() == 2
        && stepping.starts_with(|c: char| c.is_ascii_alphabetic());
    sound.then(|| u16::from_str_radix(device, 16).ok()).flatten()
}

fn by_pci(table: &GpuTable, pci: Option<PciId>, said: &[&str], component: &RawComponent) -> Option<Identification> {
    let tokens = said.iter().flat_map(|text| text.split_whitespace());
    let marked = tokens.filter_map(marked_device).map(|device| PciId { vendor: NVIDIA, device });
    let rows = marked.chain(pci).find_map(|id| table.pci.get(&id))?;
    let all: Vec<Word> = said.iter().flat_map(|text| words(text)).collect();
    Some(choose(table, rows, &all, component, 0.99, RuleId("gpu/pci-device")))
}

fn by_name(table: &GpuTable, said: &[&str], component: &RawComponent) -> Option<Identification> {
    let all: Vec<Vec<Word>> = said.iter().map(|text| words(text)).collect();
    let (hit, words) = all.iter().find_map(|words| table.names.longest(words).map(|hit| (hit, words)))?;
    Some(choose(table, hit.rows, words, component, 0.985, RuleId("gpu/name")))
}

/// Keeps the rows that agree with the form and memory the words name.
fn choose(
    table: &GpuTable,
    rows: &[usize],
    words: &[Word],
    component: &RawComponent,
    belief: f64,
    rule: RuleId,
) -> Identification {
    let rows: Vec<&GpuRow> = rows.iter().filter_map(|row| table.rows.get(*row)).collect();
    let memory = memory_gb(words).or_else(|| component.facts.capacity.map(|bytes| bytes.gib().round() as u64));
    let rows = narrow(rows, |row| memory.is_some() && row.memory_gb == memory);
    let rows = narrow(rows, |row| !row.rare || memory.is_some() && row.memory_gb == memory);
    let mut named: Vec<String> = words.iter().filter_map(|word| variant_word(&word.text)).collect();
    // An NVL card is also a PCIe card: the narrower word goes first.
    named.sort_by_key(|name| name != "NVL");
    let rows = named.iter().fold(rows, |rows, name| narrow(rows, |row| row.variants.contains(name)));
    let parts: Vec<Arc<Part>> = rows.iter().map(|row| Arc::clone(&row.part)).collect();
    several(parts, belief, rule, "its form or memory is not stated")
}

/// The rows that pass, or all when none does.
fn narrow(rows: Vec<&GpuRow>, test: impl Fn(&GpuRow) -> bool) -> Vec<&GpuRow> {
    let kept: Vec<&GpuRow> = rows.iter().copied().filter(|row| test(row)).collect();
    if kept.is_empty() { rows } else { kept }
}

/// The words that tell forms apart, spelled as in the table.
fn variant_word(word: &str) -> Option<String> {
    match word {
        "PCI" | "PCIE" => Some("PCIE".to_string()),
        "HGX" => Some("SXM".to_string()),
        _ if word.starts_with("SXM") || matches!(word, "NVL" | "OAM" | "HBM3" | "HBM3E") => Some(word.to_string()),
        _ => None,
    }
}

/// `80GB`, or `80` and `GB`.
fn memory_gb(words: &[Word]) -> Option<u64> {
    let joined =
        words.iter().find_map(|w| w.text.strip_suffix("GB").or_else(|| w.text.strip_suffix('G'))?.parse().ok());
    let pairs = || {
        words.windows(2).find_map(|pair| (pair.last()?.text == "GB").then(|| pair.first()?.text.parse().ok()).flatten())
    };
    joined.or_else(pairs)
}
