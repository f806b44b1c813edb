//! `book trend` and `book doctor`, machine-readable.

use rackworth_app::doctor::{DoctorAnswer, Finding as AppFinding};
use rackworth_app::trend::TrendAnswer;
use rackworth_value::price::TrendPoint;
use schemars::JsonSchema;
use serde::Serialize;

use super::book::Observation;
use super::{About, Coverage, Document, covered};

/// The level of a class or family by quarter.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trend {
    pub name: String,
    pub class: String,
    pub segment: String,
    pub family: Option<String>,
    /// The level is 100 on this day.
    pub as_of: String,
    pub n: usize,
    pub newest: Option<String>,
    pub quarters: Vec<TrendQuarter>,
    /// Families of the class with a trend of their own.
    pub families: Vec<String>,
}

/// One quarter; its level is null where nothing is known of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrendQuarter {
    pub quarter: String,
    /// The mean day of what was seen in it, at which the level is taken.
    pub day: Option<String>,
    pub n: usize,
    pub n_sources: usize,
    pub p10: Option<f64>,
    pub p50: Option<f64>,
    pub p90: Option<f64>,
}

impl From<&TrendPoint> for TrendQuarter {
    fn from(point: &TrendPoint) -> TrendQuarter {
        TrendQuarter {
            quarter: point.quarter.to_string(),
            day: point.day.map(|day| day.to_string()),
            n: point.n,
            n_sources: point.n_sources,
            p10: point.index.map(|index| index[0]),
            p50: point.index.map(|index| index[1]),
            p90: point.index.map(|index| index[2]),
        }
    }
}

impl From<&TrendAnswer> for Trend {
    fn from(answer: &TrendAnswer) -> Trend {
        Trend {
            name: answer.name.clone(),
            class: answer.class.to_string(),
            segment: answer.segment.to_string(),
            family: answer.family.clone(),
            as_of: answer.as_of.to_string(),
            n: answer.n,
            newest: answer.newest.map(|day| day.to_string()),
            quarters: answer.points.iter().map(TrendQuarter::from).collect(),
            families: answer.families.clone(),
        }
    }
}

impl From<&TrendAnswer> for Document<Trend> {
    fn from(answer: &TrendAnswer) -> Document<Trend> {
        let known = answer.points.iter().filter(|point| point.index.is_some()).count();
        Document {
            rackworth: About { schema: "trend/1", run: None },
            answer: Trend::from(answer),
            coverage: Coverage { priced: known as u64, total: answer.points.len() as u64 },
            gaps: Vec::new(),
        }
    }
}

/// The state of the price book.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Doctor {
    pub as_of: String,
    /// A part is stale when its newest price is older than so many days.
    pub stale_after_days: i32,
    pub classes: Vec<Health>,
    pub findings: Vec<Finding>,
    /// Rows of the built-in book that cannot be used.
    pub n_refused: usize,
}

/// One class at a glance.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    pub class: String,
    pub segment: String,
    pub n_parts: usize,
    pub n_prices: usize,
    /// Of these, sold and settled.
    pub n_paid: usize,
    pub n_sources: usize,
    pub newest: Option<String>,
    pub n_stale: usize,
    pub n_single_source: usize,
}

/// One weakness.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `contradiction`, `outlier`, `stale` or `single_source`.
    pub kind: &'static str,
    pub class: String,
    /// The part's id.
    pub of: String,
    pub name: String,
    pub detail: String,
    /// Days for stale, a ratio for a contradiction, robust standard deviations for an outlier, prices for one source.
    pub size: f64,
    pub advice: &'static str,
    pub evidence: Vec<Observation>,
}

impl From<&AppFinding> for Finding {
    fn from(finding: &AppFinding) -> Finding {
        Finding {
            kind: finding.kind.word(),
            class: finding.class.to_string(),
            of: finding.of.clone(),
            name: finding.name.clone(),
            detail: finding.detail.clone(),
            size: finding.size,
            advice: finding.kind.advice(),
            evidence: finding.evidence.iter().map(Observation::from).collect(),
        }
    }
}

impl From<&DoctorAnswer> for Document<Doctor> {
    fn from(answer: &DoctorAnswer) -> Document<Doctor> {
        let health = |h: &rackworth_app::doctor::ClassHealth| Health {
            class: h.class.to_string(),
            segment: h.segment.to_string(),
            n_parts: h.n_parts,
            n_prices: h.n,
            n_paid: h.n_sold,
            n_sources: h.n_sources,
            newest: h.newest.map(|day| day.to_string()),
            n_stale: h.n_stale,
            n_single_source: h.n_single_source,
        };
        Document {
            rackworth: About { schema: "doctor/1", run: None },
            answer: Doctor {
                as_of: answer.as_of.to_string(),
                stale_after_days: answer.stale_after,
                classes: answer.classes.iter().map(health).collect(),
                findings: answer.findings.iter().map(Finding::from).collect(),
                n_refused: answer.n_refused,
            },
            coverage: covered(answer.classes.len()),
            gaps: Vec::new(),
        }
    }
}
