//! Memory modules: what a part number says, what its source reports, and whether the
//! two agree.
//!
//! A module is identified by its properties, not by its maker: every maker's 32 GB
//! DDR4-3200 RDIMM is one part. The number's own grammar comes first; reported facts
//! fill what it does not say, identify a module without a number, and show
//! contradictions.

mod brands;
mod crucial;
mod grammar;
mod hynix;
mod kingston;
mod micron;
mod other;
mod part;
mod samsung;
mod table;
mod witness;

use std::sync::Arc;

use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::RuleId;
use rackworth_model::measure::Bytes;

use super::scan::{Upper, find, has, said, says_empty};
use crate::part::{Confidence, Identification};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

pub use part::generic_part;
pub use table::DimmTables;
pub(crate) use witness::quirk_of;

use witness::Witness;

/// What a bare part number says, and by which rule.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DimmDecoded {
    pub spec: DimmSpec,
    pub rule: RuleId,
}

/// Belief in a number that nothing speaks against; the share of wrong answers over the
/// public (part number, report) pairs stays under 0.1 %.
const NUMBER_CONFIDENCE: f64 = 0.99;
/// Weight of a number whose reported capacity is another: one of the two is wrong, and
/// nothing tells which.
const CAPACITY_WEIGHT: f64 = 0.5;
/// Weight of a number whose reported type is another. Type bits are set carelessly (a
/// registered Samsung M393 reported as unbuffered), numbers are printed by the maker.
const TYPE_WEIGHT: f64 = 0.9;

/// Decodes a bare part number by its maker's grammar; no other facts.
pub(crate) fn decode(part_number: &str) -> Option<DimmDecoded> {
    let upper = Upper::of(said(Some(part_number))?);
    let bytes = upper.bytes();
    let (spec, rule) = match bytes.first()? {
        b'M' if bytes.starts_with(b"MT") => (micron::read(bytes)?, "dimm/micron"),
        b'M' => (samsung::read(bytes)?, "dimm/samsung"),
        b'0'..=b'9' => match micron::read(bytes) {
            Some(spec) => (spec, "dimm/micron"),
            None => (other::read_qimonda(bytes)?, "dimm/qimonda"),
        },
        b'H' if bytes.starts_with(b"HYS") => (other::read_qimonda(bytes)?, "dimm/qimonda"),
        b'H' => (hynix::read(bytes)?, "dimm/sk-hynix"),
        b'K' => (kingston::read(bytes)?, "dimm/kingston"),
        b'C' if bytes.starts_with(b"CM") => (brands::read_corsair(bytes)?, "dimm/corsair"),
        b'C' => (crucial::read(bytes)?, "dimm/crucial"),
        b'F' => (brands::read_gskill(bytes)?, "dimm/gskill"),
        b'N' if bytes.starts_with(b"NT") => (other::read_nanya(bytes)?, "dimm/nanya"),
        b'N' => (other::read_optane(bytes)?, "dimm/optane"),
        b'E' => (other::read_elpida(bytes)?, "dimm/elpida"),
        b'S' if bytes.starts_with(b"SNP") => (other::read_dell_kit(bytes)?, "dimm/dell-kit"),
        b'S' => (other::read_smart(bytes)?, "dimm/smart"),
        _ => return None,
    };
    Some(DimmDecoded { spec, rule: RuleId(rule) })
}

/// What a memory component is.
pub(crate) fn identify(tables: &DimmTables, component: &RawComponent) -> Identification {
    if let Some(why) = soldered(component) {
        return Identification::not_a_part(why, "dimm/soldered");
    }
    let witness = Witness::of(component);
    let id = &component.id;
    let numbers = [said(id.part_number.as_deref()), said(id.model.as_deref())];
    let found = numbers.into_iter().flatten().find_map(|number| known(tables, number));
    match found {
        Some(found) => weigh(found, witness),
        None if empty(component) => Identification::not_a_part("the slot is empty", "dimm/empty-slot"),
        None if older(component) => {
            Identification::Unidentified { reason: "memory older than DDR2 is not catalogued".to_string() }
        }
        None => identify_by_facts(witness, numbers.into_iter().flatten().next()),
    }
}

/// A number that said something: by table or by grammar.
struct Known {
    spec: DimmSpec,
    rule: RuleId,
    /// Its citation; `None` for what a grammar read.
    source: Option<String>,
}

fn known(tables: &DimmTables, number: &str) -> Option<Known> {
    let decoded = decode(number);
    match tables.look_up(number) {
        // A kit number says its capacity itself: a row for another capacity is not about it.
        Some(row) if decoded.as_ref().is_none_or(|decoded| decoded.spec.capacity == row.spec.capacity) => {
            Some(Known { spec: row.spec.clone(), rule: RuleId("dimm/oem-number"), source: Some(row.source.clone()) })
        }
        _ => decoded.map(|decoded| Known { spec: decoded.spec, rule: decoded.rule, source: None }),
    }
}

/// Memory nobody can sell apart from its board: HBM of GPUs, LPDDR of superchips.
fn soldered(component: &RawComponent) -> Option<String> {
    if let Some(kind) = said(component.facts.memory_type.as_deref())
        && witness::is_soldered(Upper::of(kind).bytes())
    {
        return Some(format!("{kind} memory is soldered"));
    }
    let slot = component.slot.as_deref().map(Upper::of);
    let bytes = slot.as_ref().map(Upper::bytes).unwrap_or_default();
    if bytes.starts_with(b"LP4") || bytes.starts_with(b"LP5") {
        return Some("LPDDR memory is soldered".to_string());
    }
    if bytes.starts_with(b"GPU_") && has(bytes, "_DRAM") {
        return Some("it is the memory of a GPU".to_string());
    }
    if find(bytes, "PROCESSORMODULE_") == Some(0) {
        return Some("it is soldered to a processor module".to_string());
    }
    let maker = said(component.id.manufacturer.as_deref())?;
    maker.eq_ignore_ascii_case("nvidia").then(|| "it is soldered to an NVIDIA module".to_string())
}

/// Words for DDR and what came before it.
fn older(component: &RawComponent) -> bool {
    let kind = said(component.facts.memory_type.as_deref());
    kind.is_some_and(|kind| {
        ["DDR", "DDR SDRAM", "SDRAM", "RDRAM", "EDO"].iter().any(|old| kind.eq_ignore_ascii_case(old))
    })
}

fn empty(component: &RawComponent) -> bool {
    let id = &component.id;
    let fields = [&id.part_number, &id.model, &id.manufacturer, &component.facts.memory_type, &component.text];
    let no_capacity = component.facts.capacity.is_none_or(|capacity| capacity.0 == 0);
    component.facts.capacity == Some(Bytes(0)) || (no_capacity && fields.iter().any(|f| says_empty(f.as_deref())))
}

/// Holds what a number says against what its source reports.
fn weigh(found: Known, witness: Witness) -> Identification {
    let Known { mut spec, rule, source } = found;
    fill(&mut spec, witness);
    let (reported, conflicts, weight) = conflicts(&spec, witness);
    let source = source.unwrap_or_else(|| format!("part number, rule {rule}"));
    let make = |spec: &DimmSpec, source: &str| part::part(spec, source).map(Arc::new);
    if spec.generation.is_none() {
        return choose(&spec, rule, &source, Confidence::new(NUMBER_CONFIDENCE));
    }
    let Some(part) = make(&spec, &source) else {
        return Identification::Unidentified { reason: "its number gives no capacity".to_string() };
    };
    let other = reported.and_then(|reported| make(&reported, "facts its source reports"));
    match other {
        Some(other) if other.id != part.id => {
            Identification::Ambiguous { candidates: vec![(part, weight), (other, 1.0 - weight)], rule, why: conflicts }
        }
        // A reported size that no module has contradicts nothing, but is no good sign.
        _ if !conflicts.is_empty() => Identification::Identified { part, confidence: Confidence::new(0.7), rule },
        _ => Identification::Identified { part, confidence: Confidence::new(NUMBER_CONFIDENCE), rule },
    }
}

/// Fills what the number does not say. The reported speed may be the operating one, so it
/// is taken only where nothing else is known, and never for persistent memory.
fn fill(spec: &mut DimmSpec, witness: Witness) {
    spec.generation = spec.generation.or(witness.generation);
    spec.module = spec.module.or(witness.module);
    let speed = witness.speed_mts.filter(|speed| witness::standard_speed(spec.generation, *speed).is_some());
    spec.speed_mts = spec.speed_mts.or(speed);
}

/// What the module would be if its source were right where it contradicts the number, in
/// which words it does, and the weight of the number against it.
fn conflicts(spec: &DimmSpec, witness: Witness) -> (Option<DimmSpec>, String, f64) {
    let mut other = spec.clone();
    let mut words = Vec::new();
    let mut weight = TYPE_WEIGHT;
    if let Some(generation) = witness.generation.filter(|reported| Some(*reported) != spec.generation) {
        other.generation = Some(generation);
        other.speed_mts = other.speed_mts.and_then(|speed| witness::standard_speed(Some(generation), speed));
        words.push(format!("its source reports {}", generation.word().to_uppercase()));
    }
    if let (Some(module), Some(own)) = (witness.module, spec.module)
        && !witness::modules_agree(module, own)
    {
        other.module = Some(module);
        words.push(format!("its source reports{}", part::module_shown(module)));
    }
    if let Some(reported) = witness.capacity.filter(|reported| !witness::capacity_agrees(spec, *reported)) {
        other.capacity = witness::module_size(reported).unwrap_or(spec.capacity);
        weight = CAPACITY_WEIGHT;
        words.push(format!("its source reports {}", shown(reported)));
    }
    let differs = other != *spec;
    if words.is_empty() {
        return (None, String::new(), weight);
    }
    let own = part::generic_part(spec).map(|part| part.name).unwrap_or_default();
    (differs.then_some(other), format!("the number says {own}, {}", words.join(" and ")), weight)
}

fn shown(reported: Bytes) -> String {
    witness::module_size(reported).map_or_else(|| format!("{} MiB", reported.0 >> 20), part::capacity_shown)
}

/// A module without a number that says anything.
fn identify_by_facts(witness: Witness, number: Option<&str>) -> Identification {
    let unidentified = |reason: String| Identification::Unidentified { reason };
    let Some(reported) = witness.capacity else {
        return unidentified(match number {
            Some(number) => format!("no rule reads the number `{number}`, and its capacity is not known"),
            None => "neither part number nor capacity is known".to_string(),
        });
    };
    let persistent = (witness.module == Some(ModuleType::Pmem)).then(|| persistent_size(reported)).flatten();
    let Some(capacity) = persistent.or_else(|| witness::module_size(reported)) else {
        return unidentified(format!("memory modules of {} MiB are not sold", reported.0 >> 20));
    };
    let board = number.map(Upper::of).and_then(|number| kingston::generation_of_board(number.bytes()));
    let fast = || witness.speed_mts.and_then(witness::generation_of_speed);
    let generation = witness.generation.or(board).or_else(fast);
    let Witness { module, speed_mts, .. } = witness;
    let spec = DimmSpec { generation, module, capacity, speed_mts, ranks: None, chip_width: None };
    choose(&spec, RuleId("dimm/facts"), "facts its source reports", Confidence::new(facts_confidence(&spec)))
}

/// A module whose generation is known is identified; otherwise every generation that
/// sells the capacity is a candidate.
fn choose(spec: &DimmSpec, rule: RuleId, source: &str, confidence: Confidence) -> Identification {
    let of = |generation| DimmSpec { generation: Some(generation), ..spec.clone() };
    let specs: Vec<DimmSpec> = match spec.generation {
        Some(_) => vec![spec.clone()],
        None => generations_of(spec).map(of).collect(),
    };
    let parts: Vec<_> = specs.iter().filter_map(|spec| part::part(spec, source)).map(Arc::new).collect();
    match parts.as_slice() {
        [] => Identification::Unidentified { reason: "no generation of memory has modules like it".to_string() },
        [part] => Identification::Identified { part: Arc::clone(part), confidence, rule },
        several => {
            let weight = 1.0 / several.len() as f64;
            let candidates = several.iter().map(|part| (Arc::clone(part), weight)).collect();
            let why = "its generation is not stated; equal weights are an assumption".to_string();
            Identification::Ambiguous { candidates, rule, why }
        }
    }
}

/// Generations that have modules of this size (and speed, where it is known).
fn generations_of(spec: &DimmSpec) -> impl Iterator<Item = MemoryGeneration> {
    let gib = spec.capacity.0 >> 30;
    let whole = gib.is_power_of_two();
    let speed = spec.speed_mts;
    MemoryGeneration::ALL.iter().copied().filter(move |generation| {
        let sold = match generation {
            MemoryGeneration::Ddr2 => whole && gib <= 8,
            MemoryGeneration::Ddr3 => whole && gib <= 64,
            MemoryGeneration::Ddr4 => whole && (4..=256).contains(&gib),
            MemoryGeneration::Ddr5 => gib >= 8,
        };
        sold && speed.is_none_or(|speed| witness::standard_speed(Some(*generation), speed).is_some())
    })
}

/// Belief in a module known by reports only: the more of it is told, the less room for a
/// wrong reading.
fn facts_confidence(spec: &DimmSpec) -> f64 {
    if spec.module.is_some() { 0.95 } else { 0.85 }
}

/// Sizes Optane persistent memory is sold in.
fn persistent_size(reported: Bytes) -> Option<Bytes> {
    let sizes = [128, 256, 512].into_iter().filter_map(Bytes::from_gib);
    let spec = |capacity| DimmSpec {
        generation: None,
        module: Some(ModuleType::Pmem),
        capacity,
        speed_mts: None,
        ranks: None,
        chip_width: None,
    };
    sizes.into_iter().find(|size| witness::capacity_agrees(&spec(*size), reported))
}

#[cfg(test)]
mod tests;
