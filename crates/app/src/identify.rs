//! How every line was read, as what, by which rule, how sure; and what was not read.

use rackworth_catalog::fleet::{Asset, Fleet, Line};
use rackworth_catalog::identify::dell::read_ppid;
use rackworth_catalog::part::Identification;
use rackworth_catalog::rack::{Rack, Tray};
use rackworth_model::hardware::RawComponent;
use rackworth_model::ids::AssetId;
use rackworth_model::inventory::{Problem, Unread};
use rackworth_model::reconcile::Contradiction;

use crate::holdings::model_of;

/// What a reading came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    Part {
        id: String,
        name: String,
        confidence: f64,
        rule: String,
    },
    /// One of several, with weights.
    OneOf {
        parts: Vec<(String, f64)>,
        why: String,
        rule: String,
    },
    /// Nothing a buyer counts.
    NotAPart {
        why: String,
        rule: String,
        /// The id of what is soldered, where it is known.
        of: Option<String>,
    },
    Unknown {
        reason: String,
    },
}

/// One component as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifiedLine {
    /// Belief in this way of reading the words, of 1.
    pub weight: f64,
    pub count: u32,
    /// The words that were read.
    pub text: String,
    pub known: Known,
    /// Quirks of the source that were repaired.
    pub quirks: Vec<String>,
    /// What another witness tells differently.
    pub contradictions: Vec<Contradiction>,
    pub place: String,
}

/// One entry of the source.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifiedAsset {
    pub ids: Vec<AssetId>,
    pub model: String,
    pub platform: Known,
    pub condition: Option<String>,
    pub site: Option<String>,
    pub lines: Vec<IdentifiedLine>,
    /// What of its content does not fit the machine, in words.
    pub findings: Vec<String>,
    /// What a rack was assembled from.
    pub rack: Option<IdentifiedRack>,
    /// Columns understood that no figure uses.
    pub extras: Vec<(String, String)>,
    pub place: String,
}

/// The trays of a rack.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifiedRack {
    pub trays: Vec<IdentifiedTray>,
    /// What a whole rack has and this one lacks.
    pub missing: Vec<String>,
    /// Why these trays are one rack.
    pub grouped_by: String,
}

/// One tray of a rack.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifiedTray {
    pub id: AssetId,
    pub model: String,
    pub place: String,
}

/// The answer to "how was it read?".
#[derive(Debug, Clone, PartialEq)]
pub struct IdentifyAnswer {
    pub assets: Vec<IdentifiedAsset>,
    pub n_assets: usize,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
    pub counts: Counts,
}

/// Components by what they came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub identified: u64,
    pub ambiguous: u64,
    pub not_parts: u64,
    pub unknown: u64,
}

/// How a fleet was read.
pub fn identify(fleet: &Fleet) -> IdentifyAnswer {
    let assets: Vec<IdentifiedAsset> = fleet.assets.iter().map(identified).collect();
    let mut counts = Counts::default();
    for asset in &fleet.assets {
        let alike = asset.ids.len() as u64;
        for line in &asset.lines {
            let Some(first) = line.options.first() else { continue };
            for (component, identification) in &first.components {
                let n = alike * u64::from(component.count);
                match identification {
                    Identification::Identified { .. } => counts.identified += n,
                    Identification::Ambiguous { .. } => counts.ambiguous += n,
                    Identification::NotAPart { .. } => counts.not_parts += n,
                    Identification::Unidentified { .. } => counts.unknown += n,
                }
            }
        }
    }
    IdentifyAnswer {
        assets,
        n_assets: fleet.n_assets(),
        unread: fleet.unread.clone(),
        problems: fleet.problems.clone(),
        counts,
    }
}

fn identified(asset: &Asset) -> IdentifiedAsset {
    IdentifiedAsset {
        ids: asset.ids.clone(),
        model: model_of(asset),
        platform: known(&asset.platform),
        condition: asset.condition.map(|condition| condition.to_string()),
        site: asset.raw.site.clone(),
        lines: asset.lines.iter().flat_map(lines).collect(),
        findings: asset.findings.iter().map(ToString::to_string).collect(),
        rack: asset.rack.as_ref().map(identified_rack),
        extras: asset.raw.extras.clone(),
        place: asset.raw.place.to_string(),
    }
}

fn identified_rack(rack: &Rack) -> IdentifiedRack {
    let tray =
        |tray: &Tray| IdentifiedTray { id: tray.id.clone(), model: tray.model.clone(), place: tray.place.to_string() };
    IdentifiedRack {
        trays: rack.trays.iter().map(tray).collect(),
        missing: rack.missing.clone(),
        grouped_by: rack.grouped_by.clone(),
    }
}

fn lines(line: &Line) -> Vec<IdentifiedLine> {
    let mut found = Vec::new();
    for option in &line.options {
        for (component, identification) in &option.components {
            let told = words_of(component);
            found.push(IdentifiedLine {
                weight: option.weight,
                count: component.count,
                text: match (told.is_empty(), line.text.trim().is_empty()) {
                    (false, _) => told.join(" · "),
                    (true, false) => line.text.clone(),
                    (true, true) => component.kind.to_string(),
                },
                known: known(identification),
                quirks: component.quirks.iter().map(ToString::to_string).collect(),
                contradictions: component.contradictions.clone(),
                place: component.place.to_string(),
            });
        }
    }
    found
}

/// What a source calls a component, each of its words once. A Dell piece number is told as
/// the part number inside it: the rest tells one piece from another.
fn words_of(component: &RawComponent) -> Vec<String> {
    let id = &component.id;
    let piece = id.part_number.as_deref().and_then(|number| read_ppid(number, None));
    let number = piece.map(|piece| piece.dpn.as_str().to_string()).or(id.part_number.clone());
    let mut told: Vec<String> = Vec::new();
    for word in [&component.text, &id.manufacturer, &id.model, &number].into_iter().flatten() {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = told.iter().any(|old| old.contains(&word));
        if !word.is_empty() && !known {
            told.push(word);
        }
    }
    told
}

fn known(identification: &Identification) -> Known {
    match identification {
        Identification::Identified { part, confidence, rule } => Known::Part {
            id: part.id.to_string(),
            name: part.name.clone(),
            confidence: confidence.get(),
            rule: rule.to_string(),
        },
        Identification::Ambiguous { candidates, rule, why } => Known::OneOf {
            parts: candidates.iter().map(|(part, weight)| (part.id.to_string(), *weight)).collect(),
            why: why.clone(),
            rule: rule.to_string(),
        },
        Identification::NotAPart { why, rule, of } => Known::NotAPart {
            why: why.clone(),
            rule: rule.to_string(),
            of: of.as_ref().map(|part| part.id.to_string()),
        },
        Identification::Unidentified { reason } => Known::Unknown { reason: reason.clone() },
    }
}
