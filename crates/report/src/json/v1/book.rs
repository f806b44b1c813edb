//! `book/1`

use rackworth_app::book::{self as app, BookAnswer, ObservationView};
use rackworth_app::evidence::{self, LineView};
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
    /// p5 and p95 of the same; null where too few misses tell.
    pub range90: Option<[f64; 2]>,
    /// The factors that multiply up to the middle of the price; `base` is an amount in the currency.
    pub lines: Vec<Line>,
    /// What is weak about the price.
    pub warnings: Vec<Warning>,
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
    /// What it says of the price, in its terms and the currency.
    pub adjusted: f64,
    /// What it states, in the currency.
    pub stated: f64,
    /// The factors that lead from `stated` to `adjusted`.
    pub lines: Vec<Line>,
    pub weight: f64,
    pub same: bool,
}

/// One factor of a price.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    /// `base`, `specs`, `family`, `item`, `condition`, `kind`, `channel`, `lot`, `source` or `time`.
    pub of: String,
    pub factor: f64,
}

/// What is weak about a price.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Warning {
    /// `not_seen`, `single_source`, `asks_only` or `stale`.
    pub kind: String,
    pub text: String,
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
            range90: answer.range90,
            lines: answer.lines.iter().map(Line::from).collect(),
            warnings: answer.warnings.iter().map(Warning::from).collect(),
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
            stated: view.stated,
            lines: view.lines.iter().map(Line::from).collect(),
            weight: view.weight,
            same: view.same,
        }
    }
}

impl From<&LineView> for Line {
    fn from(line: &LineView) -> Line {
        Line { of: line.of.to_string(), factor: line.factor }
    }
}

impl From<&evidence::Warning> for Warning {
    fn from(warning: &evidence::Warning) -> Warning {
        Warning { kind: warning.kind.word().to_string(), text: warning.text.clone() }
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
