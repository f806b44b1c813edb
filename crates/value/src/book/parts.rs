//! Observations of parts and of published series.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::Catalog;
use rackworth_catalog::part::{Identification, Part};
use rackworth_model::class::Class;
use rackworth_model::hardware::{ComponentKind, Facts, RawComponent};
use rackworth_model::ids::PartId;
use rackworth_model::measure::Bytes;
use rackworth_model::observation::{Observation, Series, Subject};

use super::row::{Row, for_each};
use super::{PriceBook, Refused};

const FILE: &str = "parts.csv";

/// What words were taken for: the same words are looked up once.
pub(super) type Known = BTreeMap<String, Result<Arc<Part>, String>>;

pub(super) fn read(text: &str, catalog: &Catalog, book: &mut PriceBook) {
    let mut known = Known::new();
    let mut found: Vec<(Observation, Option<Arc<Part>>)> = Vec::new();
    let mut refused = Vec::new();
    let each = |row: &Row<'_>, line: u64| match observation(row, catalog, None, &mut known) {
        Ok(observation) => found.push(observation),
        Err(why) => refused.push((line, why)),
    };
    let mut broken = Vec::new();
    for_each(FILE, text, each, |line, why| broken.push((line, why)));
    for (observation, part) in found {
        if let Some(part) = part {
            book.know(&part);
        }
        book.observations.push(observation);
    }
    let told = refused.into_iter().chain(broken);
    book.refused.extend(told.map(|(line, why)| Refused { file: FILE.to_string(), line, why }));
}

/// An observation of a part or series from a row of our own layout. `said` is what its words say where
/// no column does; `known` remembers what words were taken for.
pub(super) fn observation(
    row: &Row<'_>,
    catalog: &Catalog,
    said: Option<RawComponent>,
    known: &mut Known,
) -> Result<(Observation, Option<Arc<Part>>), String> {
    let class: Option<Class> = row.parsed("class")?;
    if let Some(name) = row.cell("series") {
        let class = class.ok_or("`class` is blank")?;
        let family = family(row, class);
        let series = Series { class, name: name.to_string(), family };
        return Ok((row.observation(Subject::Series(series), name)?, None));
    }
    let component = component(row, class, said)?;
    let key = format!("{class:?} {} {:?} {:?} {:?}", component.kind, component.text, component.id, component.facts);
    let part = known.entry(key).or_insert_with(|| identified(catalog, &component, class)).clone()?;
    let subject = Subject::Part(part.id.clone());
    Ok((row.observation(subject, part.id.as_str())?, Some(part)))
}

/// The family a series witnesses: the generation for memory, the interface for drives.
fn family(row: &Row<'_>, class: Class) -> Option<String> {
    let column = if class == Class::Dimm { "generation" } else { "interface" };
    row.cell(column).map(str::to_string)
}

fn identified(catalog: &Catalog, component: &RawComponent, class: Option<Class>) -> Result<Arc<Part>, String> {
    let words = component.text.as_deref().or(component.id.part_number.as_deref()).unwrap_or_default();
    // An id says all there is to know: `book export` writes it.
    let by_id = component.text.as_deref().and_then(|text| text.parse::<PartId>().ok());
    if let Some(part) = by_id.and_then(|id| catalog.part(&id)).filter(|part| class.is_none_or(|c| part.class() == c)) {
        return Ok(part);
    }
    let part = match catalog.identify(component) {
        Identification::Identified { part, .. } => part,
        Identification::Ambiguous { why, .. } => return Err(format!("`{words}` may be several parts: {why}")),
        Identification::NotAPart { why, .. } => return Err(format!("`{words}` is no part: {why}")),
        Identification::Unidentified { reason } => return Err(format!("`{words}` is not known: {reason}")),
    };
    match class {
        Some(class) if part.class() != class => {
            Err(format!("`{words}` was taken for `{}`, which is no {class}", part.id))
        }
        _ => Ok(part),
    }
}

/// The row's words and properties as a component the catalog can identify.
fn component(row: &Row<'_>, class: Option<Class>, said: Option<RawComponent>) -> Result<RawComponent, String> {
    let mut component = said.unwrap_or_else(|| RawComponent::new(ComponentKind::Unknown, row.place.clone()));
    component.kind = class.map_or(component.kind, kind_of);
    let cell = |column: &str, said: Option<String>| row.cell(column).map(str::to_string).or(said);
    component.id.manufacturer = cell("maker", component.id.manufacturer);
    component.text = cell("part", component.text);
    component.id.part_number = cell("part_number", component.id.part_number);
    let gigabytes: Option<u64> = row.parsed("capacity_gb")?;
    // Memory and GPU memory are counted in binary gigabytes, drives in decimal ones.
    let binary = matches!(class, Some(Class::Dimm | Class::Gpu));
    let facts = component.facts;
    component.facts = Facts {
        capacity: gigabytes
            .and_then(|gb| if binary { Bytes::from_gib(gb) } else { Bytes::from_gb(gb) })
            .or(facts.capacity),
        memory_type: row.cell("generation").map(str::to_uppercase).or(facts.memory_type),
        module_type: row.cell("module").map(str::to_uppercase).or(facts.module_type),
        speed_mts: row.parsed("speed")?.or(facts.speed_mts),
        media: class
            .filter(|c| matches!(c, Class::Ssd | Class::Hdd))
            .map(|class| class.word().to_uppercase())
            .or(facts.media),
        protocol: row.cell("interface").map(str::to_uppercase).or(facts.protocol),
        form_factor: row.cell("form").map(str::to_string).or(facts.form_factor),
        rpm: row.parsed("rpm")?.or(facts.rpm),
        ..facts
    };
    Ok(component)
}

fn kind_of(class: Class) -> ComponentKind {
    match class {
        Class::Cpu => ComponentKind::Cpu,
        Class::Dimm => ComponentKind::Dimm,
        Class::Ssd | Class::Hdd => ComponentKind::Drive,
        Class::Gpu => ComponentKind::Gpu,
        Class::Nic => ComponentKind::Nic,
        Class::Raid => ComponentKind::Raid,
        Class::Psu => ComponentKind::Psu,
        Class::Chassis => ComponentKind::Board,
        Class::Other => ComponentKind::Unknown,
    }
}
