//! Machine-readable answers, version 1: one object each, with the name and version of its
//! schema. Within a version things are only added. The schemas are generated from these
//! structs and committed in docs/reference/schema; a test compares.

pub mod v1;

use schemars::Schema;
use serde::Serialize;

use rackworth_app::book::BookAnswer;
use rackworth_app::collect::CollectAnswer;
use rackworth_app::diff::DiffAnswer;
use rackworth_app::doctor::DoctorAnswer;
use rackworth_app::explain::ExplainAnswer;
use rackworth_app::export::ExportAnswer;
use rackworth_app::fetch::FetchAnswer;
use rackworth_app::fleets::{FleetsAnswer, PlacementsAnswer, RecordedAnswer};
use rackworth_app::identify::IdentifyAnswer;
use rackworth_app::import::ImportAnswer;
use rackworth_app::keep::StoreAnswer;
use rackworth_app::policy::PolicyAnswer;
use rackworth_app::rates::RatesAnswer;
use rackworth_app::runs::RunsAnswer;
use rackworth_app::trend::TrendAnswer;
use rackworth_app::unknown::UnknownAnswer;
use rackworth_app::value::ValueAnswer;

pub fn value(answer: &ValueAnswer) -> String {
    text(&v1::Document::from(answer))
}

/// The gaps of a valuation, alone.
pub fn gaps(answer: &ValueAnswer) -> String {
    text(&v1::FleetGaps::document(answer))
}

pub fn explain(answer: &ExplainAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn identify(answer: &IdentifyAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn unknown(answer: &UnknownAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn book(answer: &BookAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn collect(answer: &CollectAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn import(answer: &ImportAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn fetch(answer: &FetchAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn export(answer: &ExportAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn trend(answer: &TrendAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn doctor(answer: &DoctorAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn policy(answer: &PolicyAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn rates(answer: &RatesAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn runs(answer: &RunsAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn fleets(answer: &FleetsAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn placements(answer: &PlacementsAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn recorded(answer: &RecordedAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn diff(answer: &DiffAnswer) -> String {
    text(&v1::Document::from(answer))
}

pub fn store(answer: &StoreAnswer) -> String {
    text(&v1::Document::from(answer))
}

fn text(document: &impl Serialize) -> String {
    // The documents hold strings, numbers and lists of them: serde_json cannot refuse those.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// Every schema, by the name of its file.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("value-1.json", schemars::schema_for!(v1::Document<v1::Value>)),
        ("explain-1.json", schemars::schema_for!(v1::Document<v1::Explain>)),
        ("identify-1.json", schemars::schema_for!(v1::Document<v1::Identify>)),
        ("unknown-1.json", schemars::schema_for!(v1::Document<v1::Unknown>)),
        ("book-1.json", schemars::schema_for!(v1::Document<v1::Book>)),
        ("runs-1.json", schemars::schema_for!(v1::Document<v1::Runs>)),
        ("fleets-1.json", schemars::schema_for!(v1::Document<v1::Fleets>)),
        ("gaps-1.json", schemars::schema_for!(v1::Document<v1::FleetGaps>)),
        ("placements-1.json", schemars::schema_for!(v1::Document<v1::Placements>)),
        ("recorded-1.json", schemars::schema_for!(v1::Document<v1::RecordedReading>)),
        ("diff-1.json", schemars::schema_for!(v1::Document<v1::Diff>)),
        ("rates-1.json", schemars::schema_for!(v1::Document<v1::Rates>)),
        ("store-1.json", schemars::schema_for!(v1::Document<v1::StoreState>)),
        ("collect-1.json", schemars::schema_for!(v1::Document<v1::Collect>)),
        ("import-1.json", schemars::schema_for!(v1::Document<v1::Import>)),
        ("fetch-1.json", schemars::schema_for!(v1::Document<v1::Fetch>)),
        ("book-export-1.json", schemars::schema_for!(v1::Document<v1::Export>)),
        ("trend-1.json", schemars::schema_for!(v1::Document<v1::Trend>)),
        ("doctor-1.json", schemars::schema_for!(v1::Document<v1::Doctor>)),
        ("policy-1.json", schemars::schema_for!(v1::Document<v1::Policy>)),
    ]
}
