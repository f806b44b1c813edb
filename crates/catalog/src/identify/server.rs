//! Machines: from any spelling of the model to its catalogue entry.

use std::sync::Arc;

use rackworth_model::class::Segment;
use rackworth_model::hardware::HardwareId;
use rackworth_model::ids::{PartId, RuleId};
use rackworth_model::measure::Watts;

use super::{scan, several, unknown_words};
use crate::part::{Confidence, Identification, Part};
use crate::spec::{ServerSpec, Spec};
use crate::table::{Row, TableError, read_table};
use crate::words::{Keys, words};

const COLUMNS: &[&str] = &[
    "maker",
    "model",
    "aliases",
    "family",
    "segment",
    "generation",
    "launch_year",
    "rack_units",
    "sockets",
    "dimm_slots",
    "memory",
    "max_speed_mts",
    "max_cpu_tdp_w",
    "cpu_generations",
    "notes",
    "source",
];

/// Brand names in front of a model that people leave out.
const BRANDS: [&str; 7] = ["PowerEdge ", "ProLiant ", "ThinkSystem ", "ThinkServer ", "UCS ", "PRIMERGY ", "System "];

/// Words of a manufacturer field, by the maker they stand for.
const MAKERS: [(&str, &str); 15] = [
    ("ASUSTEK", "ASUS"),
    ("DELTA", "Delta"),
    ("DELL", "Dell"),
    ("HPE", "HPE"),
    ("HP", "HPE"),
    ("HEWLETT", "HPE"),
    ("LENOVO", "Lenovo"),
    ("IBM", "Lenovo"),
    ("CISCO", "Cisco"),
    ("SUPERMICRO", "Supermicro"),
    ("GIGABYTE", "Gigabyte"),
    ("GIGA", "Gigabyte"),
    ("INTEL", "Intel"),
    ("NVIDIA", "NVIDIA"),
    ("HUAWEI", "Huawei"),
];

/// The catalogued machines.
#[derive(Debug)]
pub struct ServerTable {
    parts: Vec<Arc<Part>>,
    models: Keys,
    /// Models without their generation: `DL380`.
    families: Keys,
    /// Lenovo's machine types: `7X19`.
    types: Keys,
}

impl ServerTable {
    pub fn read(text: &str) -> Result<ServerTable, TableError> {
        let (models, families, types) = (Keys::default(), Keys::default(), Keys::default());
        let mut table = ServerTable { parts: Vec::new(), models, families, types };
        for (part, aliases) in read_table("servers.csv", text, COLUMNS, read_row)? {
            let at = table.parts.len();
            for name in std::iter::once(&part.name).chain(&aliases).flat_map(|name| spellings(name)) {
                table.models.insert(&name, at);
            }
            if let Some(family) = family_of(&part.name) {
                table.families.insert(&family, at);
            }
            aliases.iter().filter(|alias| is_machine_type(alias)).for_each(|alias| table.types.insert(alias, at));
            table.parts.push(Arc::new(part));
        }
        Ok(table)
    }

    pub fn parts(&self) -> &[Arc<Part>] {
        &self.parts
    }

    pub(crate) fn models(&self) -> &Keys {
        &self.models
    }
}

fn read_row(row: &mut Row<'_>) -> Option<(Part, Vec<String>)> {
    let (maker, model) = (row.required("maker")?, row.required("model")?);
    let segment: Segment = row.parsed("segment", "`general` or `accelerated`")?;
    let id = PartId::from_words(["chassis", &maker, &model])?;
    let spec = ServerSpec {
        maker,
        family: row.parsed("family", "`R`, `T`, `C`, `XR`, `MX` or `XE`"),
        segment,
        generation: row.text("generation"),
        launch_year: row.number("launch_year"),
        rack_units: row.number("rack_units"),
        sockets: row.number("sockets"),
        dimm_slots: row.number("dimm_slots"),
        memory: row.parsed("memory", "`ddr2`, `ddr3`, `ddr4` or `ddr5`"),
        max_speed_mts: row.number("max_speed_mts"),
        max_cpu_tdp: row.number("max_cpu_tdp_w").map(Watts),
        cpu_generations: row.list("cpu_generations"),
    };
    let source = row.required("source")?;
    Some((Part { id, name: model, segment, spec: Spec::Server(spec), source }, row.list("aliases")))
}

/// The ways people write a model: without its brand, `Gen10 Plus` as `Gen10+`, `Gen9`
/// as `G9`. A model of digits only, such as `2950`, is nothing without its brand.
fn spellings(name: &str) -> Vec<String> {
    let mut all = vec![name.to_string()];
    let bare = BRANDS.iter().find_map(|brand| name.strip_prefix(brand));
    let told = |text: &str| text.chars().any(|c| c.is_ascii_alphabetic()) || text.len() > 5;
    all.extend(bare.filter(|bare| told(bare)).map(ToString::to_string));
    for spelling in all.clone() {
        if spelling.contains(" Plus") {
            all.push(spelling.replace(" Plus", "+"));
        }
    }
    for spelling in all.clone() {
        if spelling.contains(" Gen") {
            all.push(spelling.replace(" Gen", " G"));
        } else if let Some((head, generation)) = spelling.split_once(" G") {
            all.push(format!("{head} Gen{generation}"));
        }
    }
    all
}

/// `ProLiant DL380 Gen10 Plus` is one of the family `DL380`; `UCS C220 M5` of `C220`.
fn family_of(name: &str) -> Option<String> {
    let bare = BRANDS.iter().find_map(|brand| name.strip_prefix(brand))?;
    let (family, generation) = bare.split_once(' ')?;
    let family = family.trim_end_matches(['p', 'e']);
    (!generation.is_empty() && family.len() >= 4).then(|| family.to_string())
}

/// Four letters and digits, a digit first: `7X19`.
fn is_machine_type(alias: &str) -> bool {
    alias.len() == 4
        && alias.starts_with(|c: char| c.is_ascii_digit())
        && alias.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// What machine this is.
pub fn identify(table: &ServerTable, id: &HardwareId) -> Identification {
    let said: Vec<&str> = [&id.model, &id.part_number].into_iter().filter_map(|f| scan::said(f.as_deref())).collect();
    let maker = id.manufacturer.as_deref().and_then(maker_of);
    let found = said.iter().find_map(|text| by_model(table, text, maker));
    found
        .or_else(|| said.iter().find_map(|text| by_machine_type(table, text)))
        .or_else(|| said.iter().find_map(|text| by_family(table, text)))
        .unwrap_or_else(|| Identification::Unidentified { reason: unknown_words("server", &said) })
}

fn maker_of(manufacturer: &str) -> Option<&'static str> {
    let all = words(manufacturer);
    MAKERS.iter().find(|(word, _)| all.iter().any(|w| w.text == *word)).map(|(_, maker)| *maker)
}

fn by_model(table: &ServerTable, text: &str, maker: Option<&str>) -> Option<Identification> {
    let all = words(text);
    let hit = table.models.longest(&all)?;
    let parts: Vec<&Arc<Part>> = hit.rows.iter().filter_map(|row| table.parts.get(*row)).collect();
    let own = |part: &&&Arc<Part>| match &part.spec {
        Spec::Server(spec) => maker.is_none_or(|maker| spec.maker == maker),
        _ => false,
    };
    let of_maker: Vec<Arc<Part>> = parts.iter().filter(own).map(|part| Arc::clone(part)).collect();
    if of_maker.is_empty() {
        // Its maker contradicts its model: rebadged, or a word that is no model here.
        return Some(several(
            parts.into_iter().map(Arc::clone).collect(),
            0.8,
            RuleId("server/model-of-another-maker"),
            "",
        ));
    }
    let rest = all.len() - hit.len.min(all.len());
    let belief = if rest <= 2 || maker.is_some() { 0.995 } else { 0.98 };
    Some(several(of_maker, belief, RuleId("server/model"), "its words fit several models"))
}

/// A machine type at the start of a longer number: `7X19CTO1WW`, `-[8871AC1]-`.
fn by_machine_type(table: &ServerTable, text: &str) -> Option<Identification> {
    let all = words(text);
    let heads = all.iter().filter(|word| (7..=12).contains(&word.text.len())).filter_map(|word| word.text.get(..4));
    let rows = heads.map(|head| table.types.rows(head)).find(|rows| !rows.is_empty())?;
    let parts = rows.iter().filter_map(|row| table.parts.get(*row)).map(Arc::clone).collect();
    Some(several(parts, 0.99, RuleId("server/machine-type"), "its machine type fits several models"))
}

fn by_family(table: &ServerTable, text: &str) -> Option<Identification> {
    let all = words(text);
    let hit = table.families.longest(&all)?;
    let parts: Vec<Arc<Part>> = hit.rows.iter().filter_map(|row| table.parts.get(*row)).map(Arc::clone).collect();
    let why = "its generation is not stated; its generations are taken as equally likely";
    match parts.as_slice() {
        [part] => {
            let (confidence, rule) = (Confidence::new(0.85), RuleId("server/family"));
            Some(Identification::Identified { part: Arc::clone(part), confidence, rule })
        }
        _ => Some(several(parts, 0.85, RuleId("server/family"), why)),
    }
}
