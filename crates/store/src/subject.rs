//! What a price is of, as it is stored: a kind and a text.

use rackworth_model::observation::{Machine, MachineContent, MachineShape, Offer, Series, Subject};
use serde::{Deserialize, Serialize};

use crate::codec::{from_json, to_json, word};
use crate::error::StoreError;

#[derive(Serialize, Deserialize)]
struct SeriesRow {
    class: String,
    name: String,
    family: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MachineRow {
    title: String,
    platform: Option<String>,
    segment: String,
    launch_year: i16,
    nodes: u32,
    rack_units: u32,
    sockets: u32,
    barebone: bool,
    /// Absent where it was written before such offers were told apart.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    configured: bool,
    content: Vec<ContentRow>,
}

#[derive(Serialize, Deserialize)]
struct ContentRow {
    class: String,
    /// Weights as the bits of an `f64`: they come back as they were.
    options: Vec<(u64, Vec<(String, u32)>)>,
}

/// The kind's word and the text.
pub(crate) fn write(subject: &Subject) -> Result<(&'static str, String), StoreError> {
    Ok(match subject {
        Subject::Part(part) => ("part", part.to_string()),
        Subject::Series(Series { class, name, family }) => {
            let row = SeriesRow { class: class.to_string(), name: name.clone(), family: family.clone() };
            ("series", to_json("a series", &row)?)
        }
        Subject::Machine(machine) => ("machine", to_json("a machine", &machine_row(machine))?),
    })
}

pub(crate) fn read(kind: &str, text: &str) -> Result<Subject, StoreError> {
    Ok(match kind {
        "part" => Subject::Part(word("a part id", text)?),
        "series" => {
            let SeriesRow { class, name, family } = from_json("a series", text)?;
            Subject::Series(Series { class: word("a class", &class)?, name, family })
        }
        "machine" => Subject::Machine(machine(from_json("a machine", text)?)?),
        other => return Err(StoreError::damaged("a kind of subject", other)),
    })
}

fn machine_row(machine: &Machine) -> MachineRow {
    let Machine { title, platform, segment, shape, content } = machine;
    let options = |line: &MachineContent| {
        let parts = |parts: &Vec<(rackworth_model::PartId, u32)>| {
            parts.iter().map(|(part, n)| (part.to_string(), *n)).collect::<Vec<(String, u32)>>()
        };
        line.options.iter().map(|(weight, of)| (weight.to_bits(), parts(of))).collect()
    };
    MachineRow {
        title: title.clone(),
        platform: platform.as_ref().map(ToString::to_string),
        segment: segment.to_string(),
        launch_year: shape.launch_year,
        nodes: shape.nodes,
        rack_units: shape.rack_units,
        sockets: shape.sockets,
        barebone: shape.offer == Offer::Barebone,
        configured: shape.offer == Offer::Configured,
        content: content
            .iter()
            .map(|line| ContentRow { class: line.class.to_string(), options: options(line) })
            .collect(),
    }
}

fn machine(row: MachineRow) -> Result<Machine, StoreError> {
    let part = |text: &String| word("a part id", text);
    let mut content = Vec::with_capacity(row.content.len());
    for line in &row.content {
        let mut options = Vec::with_capacity(line.options.len());
        for (weight, parts) in &line.options {
            let parts = parts.iter().map(|(text, n)| Ok((part(text)?, *n))).collect::<Result<_, StoreError>>()?;
            options.push((f64::from_bits(*weight), parts));
        }
        content.push(MachineContent { class: word("a class", &line.class)?, options });
    }
    Ok(Machine {
        title: row.title,
        platform: row.platform.as_ref().map(part).transpose()?,
        segment: word("a segment", &row.segment)?,
        shape: MachineShape {
            launch_year: row.launch_year,
            nodes: row.nodes,
            rack_units: row.rack_units,
            sockets: row.sockets,
            offer: Offer::told(row.barebone, row.configured),
        },
        content,
    })
}
