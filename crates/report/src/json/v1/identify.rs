//! `identify/1`

use rackworth_app::identify::{self as app, IdentifyAnswer};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Coverage, Document, Problem, Unread};

/// How a fleet was read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Identify {
    pub n_assets: usize,
    pub assets: Vec<Asset>,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
}

/// One entry of the source.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asset {
    pub ids: Vec<String>,
    pub model: String,
    pub platform: Known,
    pub condition: Option<String>,
    pub site: Option<String>,
    pub lines: Vec<Line>,
    /// What of its content does not fit the machine, such as DDR5 in a machine for DDR4.
    pub findings: Vec<String>,
    /// What a rack was assembled from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rack: Option<Rack>,
    /// Columns understood that no figure uses, as header and text.
    pub extras: Vec<(String, String)>,
    pub place: String,
}

/// The trays of a rack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rack {
    pub trays: Vec<Tray>,
    /// What a whole rack has and this one lacks.
    pub missing: Vec<String>,
    /// Why these trays are one rack.
    pub grouped_by: String,
}

/// One tray of a rack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tray {
    pub id: String,
    pub model: String,
    pub place: String,
}

/// One component as it was read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    /// Belief in this way of reading the words, of 1.
    pub weight: f64,
    pub count: u32,
    pub text: String,
    pub known: Known,
    pub quirks: Vec<String>,
    /// What another witness of it tells differently; what the better one says is used.
    pub contradictions: Vec<Contradiction>,
    pub place: String,
}

/// Two witnesses of one component tell a property differently.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Contradiction {
    pub property: &'static str,
    pub kept: String,
    pub other: String,
    /// Where the other stands.
    pub place: String,
}

/// What words came to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Known {
    Part {
        id: String,
        name: String,
        confidence: f64,
        rule: String,
    },
    OneOf {
        parts: Vec<(String, f64)>,
        why: String,
        rule: String,
    },
    NotAPart {
        why: String,
        rule: String,
        /// What is soldered, where it is known.
        of: Option<String>,
    },
    Unknown {
        reason: String,
    },
}

impl From<&IdentifyAnswer> for Document<Identify> {
    fn from(answer: &IdentifyAnswer) -> Document<Identify> {
        let counts = answer.counts;
        let known = counts.identified + counts.ambiguous;
        Document {
            rackworth: About { schema: "identify/1", run: None },
            answer: Identify {
                n_assets: answer.n_assets,
                assets: answer.assets.iter().map(Asset::from).collect(),
                unread: answer.unread.iter().map(Into::into).collect(),
                problems: answer.problems.iter().map(Into::into).collect(),
            },
            coverage: Coverage { priced: known, total: known + counts.unknown },
            gaps: Vec::new(),
        }
    }
}

impl From<&app::IdentifiedAsset> for Asset {
    fn from(asset: &app::IdentifiedAsset) -> Asset {
        let line = |line: &app::IdentifiedLine| Line {
            weight: line.weight,
            count: line.count,
            text: line.text.clone(),
            known: Known::from(&line.known),
            quirks: line.quirks.clone(),
            contradictions: line.contradictions.iter().map(Contradiction::from).collect(),
            place: line.place.clone(),
        };
        Asset {
            ids: asset.ids.iter().map(ToString::to_string).collect(),
            model: asset.model.clone(),
            platform: Known::from(&asset.platform),
            condition: asset.condition.clone(),
            site: asset.site.clone(),
            lines: asset.lines.iter().map(line).collect(),
            findings: asset.findings.clone(),
            rack: asset.rack.as_ref().map(Rack::from),
            extras: asset.extras.clone(),
            place: asset.place.clone(),
        }
    }
}

impl From<&app::IdentifiedRack> for Rack {
    fn from(rack: &app::IdentifiedRack) -> Rack {
        let tray = |tray: &app::IdentifiedTray| Tray {
            id: tray.id.to_string(),
            model: tray.model.clone(),
            place: tray.place.clone(),
        };
        Rack {
            trays: rack.trays.iter().map(tray).collect(),
            missing: rack.missing.clone(),
            grouped_by: rack.grouped_by.clone(),
        }
    }
}

impl From<&rackworth_model::reconcile::Contradiction> for Contradiction {
    fn from(told: &rackworth_model::reconcile::Contradiction) -> Contradiction {
        Contradiction {
            property: told.property,
            kept: told.kept.clone(),
            other: told.other.clone(),
            place: told.place.to_string(),
        }
    }
}

impl From<&app::Known> for Known {
    fn from(known: &app::Known) -> Known {
        match known.clone() {
            app::Known::Part { id, name, confidence, rule } => Known::Part { id, name, confidence, rule },
            app::Known::OneOf { parts, why, rule } => Known::OneOf { parts, why, rule },
            app::Known::NotAPart { why, rule, of } => Known::NotAPart { why, rule, of },
            app::Known::Unknown { reason } => Known::Unknown { reason },
        }
    }
}
