//! `unknown/1`

use rackworth_app::unknown::{self as app, UnknownAnswer};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Coverage, Document};

/// What is not settled in a fleet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unknown {
    pub as_of: String,
    pub currency: String,
    pub n_assets: usize,
    /// Components, without what a buyer does not count.
    pub n_components: u64,
    /// Most valuable first.
    pub open: Vec<Open>,
}

/// Like things that are not settled.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Open {
    /// `unknown`, `one_of_several` or `doubtful`.
    pub doubt: &'static str,
    pub class: &'static str,
    pub text: String,
    pub units: u64,
    pub assets: Vec<String>,
    pub place: String,
    pub why: String,
    /// Ids of what it may be, with weights.
    pub may_be: Vec<(String, f64)>,
    pub settled_by: &'static str,
    /// All units, used and tested, at the middle of the range of what they may be.
    pub worth: Option<f64>,
    /// All units, at the cheapest and at the dearest they may be.
    pub between: Option<(f64, f64)>,
}

impl From<&UnknownAnswer> for Document<Unknown> {
    fn from(answer: &UnknownAnswer) -> Document<Unknown> {
        let open: u64 = answer.open.iter().map(|open| open.units).sum();
        Document {
            rackworth: About { schema: "unknown/1", run: None },
            answer: Unknown {
                as_of: answer.as_of.to_string(),
                currency: answer.currency.to_string(),
                n_assets: answer.n_assets,
                n_components: answer.n_components,
                open: answer.open.iter().map(Open::from).collect(),
            },
            coverage: Coverage { priced: answer.n_components.saturating_sub(open), total: answer.n_components },
            gaps: Vec::new(),
        }
    }
}

/// The word for a doubt in machine output.
pub(crate) fn doubt_word(doubt: app::Doubt) -> &'static str {
    match doubt {
        app::Doubt::Unknown => "unknown",
        app::Doubt::OneOfSeveral => "one_of_several",
        app::Doubt::Doubtful => "doubtful",
    }
}

impl From<&app::Open> for Open {
    fn from(open: &app::Open) -> Open {
        Open {
            doubt: doubt_word(open.doubt),
            class: open.class.word(),
            text: open.text.clone(),
            units: open.units,
            assets: open.assets.iter().map(ToString::to_string).collect(),
            place: open.place.clone(),
            why: open.why.clone(),
            may_be: open.may_be.clone(),
            settled_by: open.settled_by,
            worth: open.worth,
            between: open.between,
        }
    }
}
