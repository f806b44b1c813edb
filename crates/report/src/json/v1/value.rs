//! `value/1`

use rackworth_app::value::{self as app, ValueAnswer};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Document, Estimate, Problem, SpreadShare, Unread};

/// What a fleet is worth.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Value {
    pub as_of: String,
    pub currency: String,
    pub premise: String,
    /// What a group stands for: `like`, `model`, `site` or `asset`.
    pub by: String,
    pub n_assets: usize,
    /// Most valuable first.
    pub groups: Vec<Group>,
    pub whole: Option<Total>,
    pub parted_out: Option<Total>,
    /// Each asset in its best way.
    pub best: Option<Total>,
    /// Mean before the cost of selling, by class of content (`chassis` is the base).
    pub consists_of: Vec<ClassShare>,
    pub spread_from: Vec<SpreadShare>,
    pub assumed: Assumed,
    /// Assets that hold something that does not fit them; `identify` tells what.
    pub n_misfits: usize,
    /// Rates from USD, in which prices are estimated, to the currency of the answer.
    pub rates: Vec<Rate>,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
}

/// One line of the answer. Estimates are net, per asset.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Group {
    pub id: String,
    pub label: String,
    pub assets: Vec<String>,
    /// Assets that can be sold whole: machines, not loose parts.
    pub n_machines: usize,
    /// Assets with a figure for at least one way.
    pub n_priced: usize,
    pub whole: Option<Estimate>,
    pub parted_out: Option<Estimate>,
    /// Share of joint draws in which parting out brings more.
    pub parted_wins: Option<f64>,
    pub best: Vec<BestWay>,
    /// What the best parting-out plan pulls.
    pub pulled: Vec<String>,
    /// All assets of the group, each in its best way.
    pub best_total: Option<Estimate>,
    pub coverage: super::Coverage,
    pub gaps: Vec<super::Gap>,
}

/// A way, and for how many assets of a group it is best.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BestWay {
    /// `whole`, `parted_out` or `scrap`.
    pub way: String,
    pub assets: usize,
}

/// The whole fleet in one way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Total {
    pub estimate: Estimate,
    /// Assets it covers.
    pub n_assets: usize,
    /// Assets it could cover: loose parts are not sold whole.
    pub n_possible: usize,
    /// Something in it has no price: it is at least this much.
    pub at_least: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ClassShare {
    pub class: String,
    pub mean: f64,
}

/// Assets that rest on an assumption.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Assumed {
    /// Condition not stated: taken as used and tested.
    pub condition: usize,
    /// Model not known: size and age taken from the CPUs.
    pub shape: usize,
}

/// A dated exchange rate.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rate {
    pub from: String,
    pub to: String,
    pub on: String,
    pub rate: f64,
    pub source: String,
}

impl From<&ValueAnswer> for Document<Value> {
    fn from(answer: &ValueAnswer) -> Document<Value> {
        Document {
            rackworth: About { schema: "value/1", run: Some(answer.run.id.to_string()) },
            answer: Value::from(answer),
            coverage: answer.coverage.into(),
            gaps: answer.gaps.iter().map(Into::into).collect(),
        }
    }
}

impl From<&ValueAnswer> for Value {
    fn from(answer: &ValueAnswer) -> Value {
        let share = |s: &app::ClassShare| ClassShare { class: s.class.to_string(), mean: s.mean };
        let rate = |r: &rackworth_model::FxRate| Rate {
            from: r.from.to_string(),
            to: r.to.to_string(),
            on: r.on.to_string(),
            rate: r.value(),
            source: r.source.clone(),
        };
        Value {
            as_of: answer.as_of.to_string(),
            currency: answer.currency.to_string(),
            premise: answer.premise.to_string(),
            by: answer.by.to_string(),
            n_assets: answer.n_assets,
            groups: answer.groups.iter().map(Group::from).collect(),
            whole: answer.whole.as_ref().map(Total::from),
            parted_out: answer.parted.as_ref().map(Total::from),
            best: answer.best.as_ref().map(Total::from),
            consists_of: answer.consists_of.iter().map(share).collect(),
            spread_from: answer.spread_from.iter().map(Into::into).collect(),
            assumed: Assumed { condition: answer.assumed.condition, shape: answer.assumed.shape },
            rates: answer.rates.iter().map(rate).collect(),
            n_misfits: answer.n_misfits,
            unread: answer.unread.iter().map(Into::into).collect(),
            problems: answer.problems.iter().map(Into::into).collect(),
        }
    }
}

impl From<&app::Group> for Group {
    fn from(group: &app::Group) -> Group {
        Group {
            id: group.id.clone(),
            label: group.label.clone(),
            assets: group.assets.iter().map(ToString::to_string).collect(),
            n_machines: group.n_machines,
            n_priced: group.n_priced,
            whole: group.whole.as_ref().map(Estimate::from),
            parted_out: group.parted.as_ref().map(Estimate::from),
            parted_wins: group.parted_wins,
            best: group.best.iter().map(|(way, n)| BestWay { way: way.to_string(), assets: *n }).collect(),
            pulled: group.pulled.iter().map(ToString::to_string).collect(),
            best_total: group.best_total.as_ref().map(Estimate::from),
            coverage: group.coverage.into(),
            gaps: group.gaps.iter().map(Into::into).collect(),
        }
    }
}

impl From<&app::Total> for Total {
    fn from(total: &app::Total) -> Total {
        Total {
            estimate: Estimate::from(&total.range),
            n_assets: total.n_assets,
            n_possible: total.n_possible,
            at_least: total.at_least,
        }
    }
}
