//! `book/1`

use rackworth_app::book::{self as app, BookAnswer, ObservationView};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Coverage, Document, Estimate, Gap};

/// What the price book knows of a part.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Book {
    pub part: String,
    pub name: String,
    pub class: String,
    pub segment: String,
    /// Where the catalog has the part from.
    pub source: String,
    pub as_of: String,
    pub currency: String,
    /// One unit, sold used and tested on a marketplace.
    pub price: Option<Estimate>,
    pub basis: Option<Basis>,
    /// What moves the price most, heaviest first.
    pub comparables: Vec<Comparable>,
    /// How many more have a say.
    pub n_more: usize,
    /// Observations of this very part without a say, and why.
    pub dropped: Vec<Dropped>,
    /// How its family, or its class, moved; null where too little is known.
    pub trend: Option<super::trend::Trend>,
    /// Days since this very part was last seen for sale or sold.
    pub days_since: Option<i32>,
}

/// What a price rests on.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Basis {
    pub n_same: usize,
    pub n_class: usize,
    pub n_sources: usize,
    pub newest: Option<String>,
}

/// An observation and what it says of the price.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Comparable {
    pub observation: Observation,
    pub adjusted: f64,
    pub weight: f64,
    pub same: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Dropped {
    pub observation: Observation,
    pub why: String,
}

/// A dated market fact.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Observation {
    pub id: String,
    pub observed_on: String,
    pub kind: String,
    pub condition: String,
    pub channel: String,
    /// Per unit, exactly as stated.
    pub price: String,
    pub lot: u64,
    pub statistic: String,
    pub n_behind: u32,
    pub publisher: String,
    pub citation: String,
    pub subject: String,
}

impl From<&BookAnswer> for Document<Book> {
    fn from(answer: &BookAnswer) -> Document<Book> {
        let known = answer.price.as_ref().ok();
        let gap = answer.price.as_ref().err().map(|kind| rackworth_model::Gap {
            of: answer.name.clone(),
            units: 1,
            kind: kind.clone(),
        });
        let book = Book {
            part: answer.part.to_string(),
            name: answer.name.clone(),
            class: answer.class.clone(),
            segment: answer.segment.clone(),
            source: answer.source.clone(),
            as_of: answer.as_of.to_string(),
            currency: answer.currency.to_string(),
            price: known.map(|(range, _)| Estimate::from(range)),
            basis: known.map(|(_, basis)| Basis {
                n_same: basis.n_same,
                n_class: basis.n_class,
                n_sources: basis.n_sources,
                newest: basis.newest.map(|day| day.to_string()),
            }),
            comparables: answer.comparables.iter().map(Comparable::from).collect(),
            n_more: answer.n_more,
            trend: answer.trend.as_ref().map(super::trend::Trend::from),
            days_since: answer.days_since,
            dropped: answer
                .dropped
                .iter()
                .map(|(o, why)| Dropped { observation: o.into(), why: why.clone() })
                .collect(),
        };
        Document {
            rackworth: About { schema: "book/1", run: None },
            answer: book,
            coverage: Coverage { priced: u64::from(known.is_some()), total: 1 },
            gaps: gap.iter().map(Gap::from).collect(),
        }
    }
}

impl From<&app::ComparableView> for Comparable {
    fn from(view: &app::ComparableView) -> Comparable {
        Comparable {
            observation: Observation::from(&view.observation),
            adjusted: view.adjusted,
            weight: view.weight,
            same: view.same,
        }
    }
}

impl From<&ObservationView> for Observation {
    fn from(view: &ObservationView) -> Observation {
        let view = view.clone();
        Observation {
            id: view.id,
            observed_on: view.observed_on.to_string(),
            kind: view.kind,
            condition: view.condition,
            channel: view.channel,
            price: view.price,
            lot: view.lot,
            statistic: view.statistic,
            n_behind: view.n_behind,
            publisher: view.publisher,
            citation: view.citation,
            subject: view.subject,
        }
    }
}
