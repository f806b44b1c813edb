//! `explain/1`

use std::collections::BTreeMap;

use rackworth_app::explain::{self as app, ExplainAnswer};
use rackworth_model::explain::{self as model, FactRef, Figure, StepKind, Transform};
use schemars::JsonSchema;
use serde::Serialize;

use super::book::{Dropped, Line, Warning};
use super::{About, Document, Estimate, Observation, PolicyEntry, SpreadShare, covered};

/// Why a figure is what it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explain {
    pub id: String,
    pub label: String,
    /// `whole`, `parted_out` or `scrap`.
    pub way: String,
    pub n_assets: usize,
    pub as_of: String,
    pub currency: String,
    /// In the currency of the answer.
    pub per_asset: Estimate,
    /// The tree; its figures are in USD.
    pub root: Step,
    /// The observations the tree names, by id.
    pub observations: BTreeMap<String, Observation>,
    /// The policy entries the tree names, by key.
    pub policy: BTreeMap<String, PolicyEntry>,
    pub spread_from: Vec<SpreadShare>,
    /// What the prices of the parts in the tree stand on.
    pub parts: Vec<PartEvidence>,
}

/// What the price of a part stands on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartEvidence {
    pub part: String,
    pub name: String,
    /// The factors that multiply up to its price, used and tested; `base` is an amount in the currency.
    pub lines: Vec<Line>,
    pub warnings: Vec<Warning>,
    /// Observations of it without a say, and why.
    pub dropped: Vec<Dropped>,
}

/// One step: what it is, its figure, what it rests on, and the steps it follows from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    pub label: String,
    pub what: What,
    /// Mean over the draws, USD (or a share).
    pub mean: f64,
    /// Absent for what is the same in every draw.
    pub estimate: Option<Estimate>,
    /// Policy keys, observation ids, places and part ids.
    pub facts: Vec<Fact>,
    pub from: Vec<Step>,
}

/// How a figure follows from the steps below it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    Sum,
    Count {
        n: u32,
    },
    Scale {
        by: f64,
    },
    Product,
    Choose {
        chosen: usize,
    },
    Mix {
        factor: String,
        weights: Vec<f64>,
    },
    /// transform(location + Σ sd·Z(factor)), then the mean over `units` with noise `unit_sd`.
    Drawn {
        transform: &'static str,
        location: f64,
        loadings: Vec<Loading>,
        unit_sd: f64,
        units: Vec<String>,
    },
    Fixed {
        value: f64,
    },
    /// Evidence: moves the location above by weight × log price.
    /// `says` is what it alone would make of the figure above, where that means something.
    Comparable {
        observation: String,
        log_price: f64,
        weight: f64,
        says: Option<f64>,
    },
    /// Evidence: the rest of the location above.
    Prior {
        contribution: f64,
    },
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Loading {
    pub factor: String,
    pub sd: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Fact {
    Observation(String),
    Policy(String),
    Place(String),
    Part(String),
}

impl From<&ExplainAnswer> for Document<Explain> {
    fn from(answer: &ExplainAnswer) -> Document<Explain> {
        let observation = |(id, view): (&rackworth_model::ObservationId, _)| (id.short(), Observation::from(view));
        let entry = |(key, line): (&String, _)| (key.clone(), PolicyEntry::from(line));
        let explain = Explain {
            id: answer.id.clone(),
            label: answer.label.clone(),
            way: answer.way.to_string(),
            n_assets: answer.n_assets,
            as_of: answer.as_of.to_string(),
            currency: answer.currency.to_string(),
            per_asset: Estimate::from(&answer.per_asset),
            root: Step::from(&answer.explanation.root),
            parts: answer.parts.iter().map(PartEvidence::from).collect(),
            observations: answer.observations.iter().map(observation).collect(),
            policy: answer.policy.iter().map(entry).collect(),
            spread_from: answer.spread_from.iter().map(Into::into).collect(),
        };
        Document {
            rackworth: About { schema: "explain/1", run: Some(answer.run.id.to_string()) },
            answer: explain,
            coverage: covered(answer.n_assets),
            gaps: Vec::new(),
        }
    }
}

impl From<&model::Step> for Step {
    fn from(step: &model::Step) -> Step {
        let (mean, estimate) = match &step.figure {
            Figure::Drawn { mean, quantiles, .. } | Figure::Share { mean, quantiles } => {
                (*mean, Some(Estimate::new(quantiles, *mean)))
            }
            Figure::Fixed { value, .. } => (*value, None),
        };
        Step {
            label: step.label.clone(),
            what: what(&step.what),
            mean,
            estimate,
            facts: step.facts.iter().map(fact).collect(),
            from: step.from.iter().map(Step::from).collect(),
        }
    }
}

fn what(kind: &StepKind) -> What {
    match kind {
        StepKind::Sum => What::Sum,
        StepKind::Count { n } => What::Count { n: *n },
        StepKind::Scale { by } => What::Scale { by: *by },
        StepKind::Product => What::Product,
        StepKind::Choose { chosen } => What::Choose { chosen: *chosen },
        StepKind::Mix { factor, weights } => What::Mix { factor: factor.clone(), weights: weights.clone() },
        StepKind::Drawn(drawn) => drawn_what(drawn),
        StepKind::Fixed { value } => What::Fixed { value: *value },
        StepKind::Comparable { observation, log_price, weight, says } => {
            What::Comparable { observation: observation.short(), log_price: *log_price, weight: *weight, says: *says }
        }
        StepKind::Prior { contribution } => What::Prior { contribution: *contribution },
    }
}

fn drawn_what(drawn: &model::DrawnQuantity) -> What {
    let transform = match drawn.transform {
        Transform::Exp => "exp",
        Transform::Logistic => "logistic",
    };
    let loading = |l: &model::Loading| Loading { factor: l.factor.clone(), sd: l.sd };
    What::Drawn {
        transform,
        location: drawn.location,
        loadings: drawn.loadings.iter().map(loading).collect(),
        unit_sd: drawn.each.as_ref().map_or(0.0, |each| each.sd),
        units: drawn.each.as_ref().map_or_else(Vec::new, |each| each.factors.clone()),
    }
}

fn fact(fact: &FactRef) -> Fact {
    match fact {
        FactRef::Observation(id) => Fact::Observation(id.short()),
        FactRef::Policy(key) => Fact::Policy(key.clone()),
        FactRef::Place(place) => Fact::Place(place.to_string()),
        FactRef::Part(id) => Fact::Part(id.to_string()),
    }
}

impl From<&app::PartEvidence> for PartEvidence {
    fn from(evidence: &app::PartEvidence) -> PartEvidence {
        let dropped = |(observation, why): &(_, String)| Dropped {
            observation: Observation::from(observation),
            why: why.clone(),
        };
        PartEvidence {
            part: evidence.part.to_string(),
            name: evidence.name.clone(),
            lines: evidence.lines.iter().map(Line::from).collect(),
            warnings: evidence.warnings.iter().map(Warning::from).collect(),
            dropped: evidence.dropped.iter().map(dropped).collect(),
        }
    }
}
