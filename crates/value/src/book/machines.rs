//! Observations of whole machines.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::Catalog;
use rackworth_catalog::part::{Identification, Part};
use rackworth_catalog::spec::{CpuSpec, MemoryGeneration, ServerSpec, Spec};
use rackworth_model::class::{Class, Segment};
use rackworth_model::hardware::{ComponentKind, HardwareId};
use rackworth_model::ids::PartId;
use rackworth_model::inventory::{Amounts, RawText, TextUnit};
use rackworth_model::observation::{Machine, MachineContent, MachineShape, Observation, Offer, Subject};
use rackworth_model::priced::PriceField;

use super::row::{Row, for_each};
use super::{PriceBook, Refused};

const FILE: &str = "machines.csv";

/// Every way to understand something, by weight: parts with counts.
type Ways = Vec<(f64, Vec<(Arc<Part>, u32)>)>;

/// A line of content with its parts still in hand.
type Line = (Class, Ways);

pub(super) fn read(text: &str, catalog: &Catalog, book: &mut PriceBook) {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    let each = |row: &Row<'_>, line: u64| match observation(row, catalog) {
        Ok((machine, lines)) => found.push((machine, lines, stated(row))),
        Err(why) => refused.push((line, why)),
    };
    let mut broken = Vec::new();
    for_each(FILE, text, each, |line, why| broken.push((line, why)));
    for (observation, lines, stated) in found {
        for (_, options) in &lines {
            for (part, _) in options.iter().flat_map(|(_, parts)| parts) {
                book.know(part);
            }
        }
        book.machine_rows.insert(observation.id, stated);
        book.observations.push(observation);
    }
    let told = refused.into_iter().chain(broken);
    book.refused.extend(told.map(|(line, why)| Refused { file: FILE.to_string(), line, why }));
}

/// A row's cells that are not blank, by column.
pub(super) fn stated(row: &Row<'_>) -> BTreeMap<PriceField, String> {
    let cell = |column: &&str| Some((column.parse().ok()?, row.cell(column)?.to_string()));
    row.cells.keys().filter_map(cell).collect()
}

/// A machine's observation from a row of our own layout, and the parts of its content.
pub(super) fn observation_and_parts(row: &Row<'_>, catalog: &Catalog) -> Result<(Observation, Vec<Arc<Part>>), String> {
    let (observation, lines) = observation(row, catalog)?;
    let options = lines.into_iter().flat_map(|(_, options)| options);
    Ok((observation, options.flat_map(|(_, parts)| parts).map(|(part, _)| part).collect()))
}

fn observation(row: &Row<'_>, catalog: &Catalog) -> Result<(Observation, Vec<Line>), String> {
    let shape = MachineShape {
        launch_year: row.needed_as("launch_year")?,
        nodes: row.parsed("nodes")?.unwrap_or(1),
        rack_units: row.parsed("rack_units")?.unwrap_or(2),
        sockets: row.needed_as("sockets")?,
        offer: offer(row)?,
    };
    let segment: Segment = row.needed_as("segment")?;
    let id = HardwareId {
        manufacturer: row.cell("maker").map(str::to_string),
        model: row.cell("model").map(str::to_string),
        ..HardwareId::default()
    };
    let platform = match catalog.identify_server(&id) {
        Identification::Identified { part, .. } => Some(part),
        _ => None,
    };
    let host = host(row, &shape)?;
    let lines = content(row, catalog, &host, &shape)?;
    let title = row.needed("title")?.to_string();
    let machine = Machine {
        title: row.cell("model").map_or_else(|| title.clone(), str::to_string),
        platform: platform.map(|part| part.id.clone()),
        segment,
        shape,
        content: lines.iter().map(ids).collect(),
    };
    Ok((row.observation(Subject::Machine(machine), &title)?, lines))
}

/// As what the machine is offered; a blank cell is no.
fn offer(row: &Row<'_>) -> Result<Offer, String> {
    let said = |column: &str| match row.cell(column) {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(other) => Err(format!("`{column}`: found `{other}`, expected `yes` or `no`")),
    };
    Ok(Offer::told(said("barebone")?, said("configured")?))
}

fn ids((class, options): &Line) -> MachineContent {
    let ids = |parts: &Vec<(Arc<Part>, u32)>| parts.iter().map(|(part, n)| (part.id.clone(), *n)).collect();
    MachineContent { class: *class, options: options.iter().map(|(weight, parts)| (*weight, ids(parts))).collect() }
}

/// The machine as far as its content must fit it.
fn host(row: &Row<'_>, shape: &MachineShape) -> Result<ServerSpec, String> {
    let word = row.cell("memory_generation");
    let memory: Option<MemoryGeneration> = row.parsed("memory_generation")?;
    let fallback = word.is_none().then_some(if shape.launch_year < 2014 {
        MemoryGeneration::Ddr3
    } else {
        MemoryGeneration::Ddr4
    });
    Ok(ServerSpec {
        maker: row.cell("maker").unwrap_or_default().to_string(),
        family: None,
        segment: row.needed_as("segment")?,
        generation: None,
        launch_year: Some(shape.launch_year),
        rack_units: Some(shape.rack_units),
        sockets: Some((shape.sockets / shape.nodes.max(1)).max(1)),
        dimm_slots: Some(shape.sockets * 12),
        memory: memory.or(fallback),
        max_speed_mts: None,
        max_cpu_tdp: None,
        cpu_generations: Vec::new(),
    })
}

/// What the machine holds. CPUs, memory, drives and GPUs must be told; cards that are not
/// stay in the base, where their little value hardly shows.
fn content(row: &Row<'_>, catalog: &Catalog, host: &ServerSpec, shape: &MachineShape) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let columns = [
        ("cpu", ComponentKind::Cpu, true),
        ("drives", ComponentKind::Drive, true),
        ("gpus", ComponentKind::Gpu, true),
        ("raid", ComponentKind::Raid, false),
        ("nic", ComponentKind::Nic, false),
    ];
    for (column, kind, needed) in columns {
        let Some(text) = row.cell(column) else { continue };
        match understood(row, catalog, host, kind, text, None) {
            Ok(found) => lines.extend(found),
            Err(why) if needed => return Err(format!("`{column}`: {why}")),
            Err(_) => {}
        }
    }
    if row.cell("cpu").is_none() && shape.offer != Offer::Barebone {
        lines.extend(cpus_by_cores(row, shape)?);
    }
    let memory = match (row.cell("memory_modules"), row.cell("memory_gb")) {
        (Some(modules), _) => Some((modules.to_string(), None)),
        (None, Some(total)) => Some((total.to_string(), Some(TextUnit::Gigabytes))),
        (None, None) => None,
    };
    match memory {
        Some((text, _)) if text == "0" => {}
        Some((text, unit)) => {
            let found = understood(row, catalog, host, ComponentKind::Dimm, &text, unit);
            lines.extend(found.map_err(|why| format!("memory: {why}"))?);
        }
        None if shape.offer == Offer::Barebone => {}
        None => return Err("memory is not stated".to_string()),
    }
    Ok(lines)
}

/// Every component a text names, identified; an error when a fragment is not understood.
fn understood(
    row: &Row<'_>,
    catalog: &Catalog,
    host: &ServerSpec,
    kind: ComponentKind,
    text: &str,
    total_in: Option<TextUnit>,
) -> Result<Vec<Line>, String> {
    let raw = RawText {
        kind,
        text: text.to_string(),
        count: None,
        amounts: if total_in.is_some() { Amounts::Total } else { Amounts::Unsaid },
        unit: total_in,
        id: HardwareId::default(),
        place: row.place.clone(),
    };
    let read = catalog.read_text(&raw, Some(host));
    if let Some(unread) = read.unread.first() {
        return Err(format!("`{}` is not understood: {}", unread.text, unread.why));
    }
    let mut lines = Vec::new();
    for reading in &read.readings {
        let mut options = Vec::new();
        for option in reading.options() {
            options.extend(weighted(catalog, option.weight, &option.components)?);
        }
        let class = options.first().and_then(|(_, parts): &(f64, Vec<(Arc<Part>, u32)>)| parts.first());
        if let Some(class) = class.map(|(part, _)| part.class()) {
            lines.push((class, options));
        }
    }
    Ok(lines)
}

/// The ways to understand one option: its components, each one of several parts.
fn weighted(
    catalog: &Catalog,
    weight: f64,
    components: &[rackworth_model::hardware::RawComponent],
) -> Result<Ways, String> {
    let mut ways = vec![(weight, Vec::new())];
    for component in components {
        let candidates = catalog.identify(component).candidates();
        if candidates.is_empty() {
            let words = component.text.as_deref().unwrap_or_default();
            return Err(format!("`{words}` is not known"));
        }
        ways = ways
            .iter()
            .flat_map(|(weight, parts)| {
                candidates.iter().map(move |(part, share)| {
                    let mut parts: Vec<(Arc<Part>, u32)> = parts.clone();
                    parts.push((Arc::clone(part), component.count));
                    (weight * share, parts)
                })
            })
            .collect();
    }
    Ok(ways)
}

/// CPUs known only by how many cores they have together.
fn cpus_by_cores(row: &Row<'_>, shape: &MachineShape) -> Result<Vec<Line>, String> {
    let Some(total): Option<u32> = row.parsed("cores_total")? else {
        return Err("neither CPU nor cores are stated".to_string());
    };
    let cores = (total / shape.sockets.max(1)).max(1);
    let name = format!("{cores}-core CPU of about {}", shape.launch_year);
    let id = PartId::from_words(["cpu", "any", name.as_str()]).ok_or("a CPU without a name")?;
    let spec = CpuSpec {
        vendor: "Intel".to_string(),
        generation: String::new(),
        cores: Some(cores),
        base_mhz: None,
        boost_mhz: None,
        tdp: None,
        launch_year: Some(shape.launch_year),
        max_sockets: None,
        socket: None,
        memory: None,
        list_usd: None,
    };
    let part =
        Part { id, name, segment: Segment::General, spec: Spec::Cpu(spec), source: row.needed("source")?.to_string() };
    Ok(vec![(Class::Cpu, vec![(1.0, vec![(Arc::new(part), shape.sockets)])])])
}
