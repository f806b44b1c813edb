//! Answers as CSV (RFC 4180): numbers unrounded, a missing figure blank.

use rackworth_app::book::BookAnswer;
use rackworth_app::collect::CollectAnswer;
use rackworth_app::diff::DiffAnswer;
use rackworth_app::doctor::DoctorAnswer;
use rackworth_app::explain::ExplainAnswer;
use rackworth_app::export::ExportTable;
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

use crate::rows::{self, Rows};

pub fn value(answer: &ValueAnswer) -> String {
    text(&rows::value(answer))
}

pub fn explain(answer: &ExplainAnswer) -> String {
    text(&rows::explain(answer))
}

pub fn unknown(answer: &UnknownAnswer) -> String {
    text(&rows::unknown(answer))
}

pub fn identify(answer: &IdentifyAnswer) -> String {
    text(&rows::identify(answer))
}

pub fn book(answer: &BookAnswer) -> String {
    text(&rows::book(answer))
}

pub fn collect(answer: &CollectAnswer) -> String {
    text(&rows::collect(answer))
}

pub fn import(answer: &ImportAnswer) -> String {
    text(&rows::import(answer))
}

/// A layout of the built-in book: `book import` reads it back.
pub fn export(table: &ExportTable) -> String {
    text(&rows::export(table))
}

pub fn trend(answer: &TrendAnswer) -> String {
    text(&rows::trend(answer))
}

pub fn doctor(answer: &DoctorAnswer) -> String {
    text(&rows::doctor(answer))
}

pub fn policy(answer: &PolicyAnswer) -> String {
    text(&rows::policy(answer))
}

pub fn runs(answer: &RunsAnswer) -> String {
    text(&rows::store::runs(answer))
}

pub fn fleets(answer: &FleetsAnswer) -> String {
    text(&rows::store::fleets(answer))
}

pub fn placements(answer: &PlacementsAnswer) -> String {
    text(&rows::store::placements(answer))
}

pub fn recorded(answer: &RecordedAnswer) -> String {
    text(&rows::store::recorded(answer))
}

pub fn diff(answer: &DiffAnswer) -> String {
    text(&rows::store::diff(answer))
}

pub fn store(answer: &StoreAnswer) -> String {
    text(&rows::store::store(answer))
}

pub fn gaps(answer: &ValueAnswer) -> String {
    text(&rows::store::gaps(answer))
}

pub fn rates(answer: &RatesAnswer) -> String {
    text(&rows::store::rates(answer))
}

fn text(rows: &Rows) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, and every row has the header's length.
    let mut write = |row: &[String]| drop(writer.write_record(row));
    write(&rows.header.iter().map(ToString::to_string).collect::<Vec<String>>());
    rows.rows.iter().for_each(|row| write(row));
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
