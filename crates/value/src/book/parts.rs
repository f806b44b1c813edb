//! Observations of parts and of published series.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::Catalog;
use rackworth_catalog::part::{Identification, Part};
use rackworth_model::class::Class;
use rackworth_model::hardware::{ComponentKind, Facts, Place, RawComponent};
use rackworth_model::measure::Bytes;
use rackworth_model::observation::{Observation, Series, Subject};
use rackworth_model::provenance::Locator;

use super::row::{Row, for_each};
use super::{PriceBook, Refused};

const FILE: &str = "parts.csv";

pub(super) fn read(text: &str, catalog: &Catalog, book: &mut PriceBook) {
    let mut known: BTreeMap<String, Result<Arc<Part>, String>> = BTreeMap::new();
    let mut found: Vec<(Observation, Option<Arc<Part>>)> = Vec::new();
    let mut refused = Vec::new();
    let each = |row: &Row<'_>| match observation(row, catalog, &mut known) {
        Ok(observation) => found.push(observation),
        Err(why) => refused.push((row.line, why)),
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

fn observation(
    row: &Row<'_>,
    catalog: &Catalog,
    known: &mut BTreeMap<String, Result<Arc<Part>, String>>,
) -> Result<(Observation, Option<Arc<Part>>), String> {
    let class: Class = row.needed_as("class")?;
    if let Some(name) = row.cell("series") {
        let family = family(row, class);
        let series = Series { class, name: name.to_string(), family };
        return Ok((row.observation(Subject::Series(series), name)?, None));
    }
    let component = component(row, class)?;
    let key = format!("{class} {:?} {:?} {:?}", component.text, component.id, component.facts);
    let part = known.entry(key).or_insert_with(|| identified(catalog, &component, class)).clone()?;
    let subject = Subject::Part(part.id.clone());
    Ok((row.observation(subject, part.id.as_str())?, Some(part)))
}

/// The family a series witnesses: the generation for memory, the interface for drives.
fn family(row: &Row<'_>, class: Class) -> Option<String> {
    let column = if class == Class::Dimm { "generation" } else { "interface" };
    row.cell(column).map(str::to_string)
}

fn identified(catalog: &Catalog, component: &RawComponent, class: Class) -> Result<Arc<Part>, String> {
    let words = component.text.as_deref().unwrap_or_default();
    let part = match catalog.identify(component) {
        Identification::Identified { part, .. } => part,
        Identification::Ambiguous { why, .. } => return Err(format!("`{words}` may be several parts: {why}")),
        Identification::NotAPart { why, .. } => return Err(format!("`{words}` is no part: {why}")),
        Identification::Unidentified { reason } => return Err(format!("`{words}` is not known: {reason}")),
    };
    if part.class() == class {
        return Ok(part);
    }
    Err(format!("`{words}` was taken for `{}`, which is no {class}", part.id))
}

/// The row's words and properties as a component the catalog can identify.
fn component(row: &Row<'_>, class: Class) -> Result<RawComponent, String> {
    let place = Place { file: Arc::from(row.file), locator: Locator::Line(row.line) };
    let mut component = RawComponent::new(kind_of(class), place);
    component.text = row.cell("part").map(str::to_string);
    component.id.part_number = row.cell("part_number").map(str::to_string);
    let gigabytes: Option<u64> = row.parsed("capacity_gb")?;
    // Memory and GPU memory are counted in binary gigabytes, drives in decimal ones.
    let binary = matches!(class, Class::Dimm | Class::Gpu);
    component.facts = Facts {
        capacity: gigabytes.and_then(|gb| if binary { Bytes::from_gib(gb) } else { Bytes::from_gb(gb) }),
        memory_type: row.cell("generation").map(str::to_uppercase),
        module_type: row.cell("module").map(str::to_uppercase),
        speed_mts: row.parsed("speed")?,
        media: matches!(class, Class::Ssd | Class::Hdd).then(|| class.word().to_uppercase()),
        protocol: row.cell("interface").map(str::to_uppercase),
        form_factor: row.cell("form").map(str::to_string),
        rpm: row.parsed("rpm")?,
        ..Facts::default()
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
