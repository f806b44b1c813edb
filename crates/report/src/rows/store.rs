//! What the store tells, as rows.

use rackworth_app::diff::DiffAnswer;
use rackworth_app::fleets::{FleetsAnswer, PlacementsAnswer, ReadingLine, RecordedAnswer};
use rackworth_app::keep::StoreAnswer;
use rackworth_app::rates::{RatePair, RatesAnswer};
use rackworth_app::runs::{RunLine, RunsAnswer};
use rackworth_app::value::ValueAnswer;

use super::Rows;
use crate::json::v1::gap_word;

pub(crate) fn runs(answer: &RunsAnswer) -> Rows {
    let row = |run: &RunLine| {
        vec![
            run.id.clone(),
            run.recorded_at.to_string(),
            run.fleet.clone().unwrap_or_default(),
            run.line_by.clone(),
            run.n_assets.to_string(),
            run.as_of.to_string(),
            run.currency.to_string(),
            run.total.clone(),
        ]
    };
    let header = vec!["run", "recorded_at", "fleet", "line_by", "assets", "as_of", "currency", "total"];
    Rows { header, rows: answer.runs.iter().map(row).collect() }
}

const READING: [&str; 10] =
    ["fleet", "read_on", "recorded_at", "assets", "components", "unread", "problems", "came", "went", "moved"];

fn reading(line: &ReadingLine) -> Vec<String> {
    let mut row = vec![line.fleet.clone(), line.read_on.to_string(), line.recorded_at.to_string()];
    row.extend([line.n_assets, line.n_components, line.n_unread, line.n_problems].map(|n| n.to_string()));
    row.extend([line.came, line.went, line.moved].map(|n| n.to_string()));
    row
}

pub(crate) fn fleets(answer: &FleetsAnswer) -> Rows {
    Rows { header: READING.to_vec(), rows: answer.readings.iter().map(reading).collect() }
}

pub(crate) fn recorded(answer: &RecordedAnswer) -> Rows {
    let header = [&["id", "is_new", "evidence"], &READING[..]].concat();
    let mut row = vec![answer.id.clone(), answer.is_new.to_string(), answer.n_evidence.to_string()];
    row.extend(reading(&answer.reading));
    Rows { header, rows: vec![row] }
}

pub(crate) fn placements(answer: &PlacementsAnswer) -> Rows {
    let row = |p: &rackworth_app::fleets::Placement| {
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            p.read_on.to_string(),
            p.fleet.clone(),
            said(&p.asset),
            said(&p.slot),
            p.kind.clone(),
            said(&p.part_number),
            said(&p.serial),
            p.identity.clone(),
        ]
    };
    let header = vec!["read_on", "fleet", "asset", "slot", "kind", "part_number", "serial", "identity"];
    Rows { header, rows: answer.placements.iter().map(row).collect() }
}

/// A row a cause; the figures of assets whose gaps changed stand apart, as on the screen.
pub(crate) fn diff(answer: &DiffAnswer) -> Rows {
    let row = |movement: &rackworth_app::diff::Movement| {
        let gaps = &movement.gaps;
        let mut row = vec![
            answer.from.run.clone(),
            answer.to.run.clone(),
            answer.currency.to_string(),
            movement.cause.to_string(),
            movement.moved.to_string(),
        ];
        let counts = [movement.n_assets, movement.added, movement.removed, gaps.n_assets, gaps.n_lost];
        row.extend(counts.map(|n| n.to_string()));
        row.extend([gaps.before, gaps.after].map(|value| value.to_string()));
        row
    };
    let header = vec![
        "from",
        "to",
        "currency",
        "cause",
        "moved",
        "assets",
        "added",
        "removed",
        "gaps_changed",
        "gaps_lost",
        "gaps_before",
        "gaps_after",
    ];
    Rows { header, rows: answer.movements.iter().map(row).collect() }
}

pub(crate) fn store(answer: &StoreAnswer) -> Rows {
    let facts = answer.facts.iter().cloned();
    let damage = answer.damage.iter().map(|damage| ("damaged".to_string(), damage.clone()));
    let rows = facts.chain(damage).map(|(name, value)| vec![name, value]).collect();
    Rows { header: vec!["name", "value"], rows }
}

pub(crate) fn gaps(answer: &ValueAnswer) -> Rows {
    let row = |gap: &rackworth_model::Gap| {
        vec![gap.units.to_string(), gap.of.clone(), gap_word(&gap.kind).to_string(), gap.kind.to_string()]
    };
    Rows { header: vec!["units", "of", "kind", "why"], rows: answer.gaps.iter().map(row).collect() }
}

pub(crate) fn rates(answer: &RatesAnswer) -> Rows {
    let row = |pair: &RatePair| {
        let mut row = [pair.from, pair.to].map(|currency| currency.to_string()).to_vec();
        row.extend([pair.n.to_string(), pair.first.to_string(), pair.last.to_string()]);
        row
    };
    Rows { header: vec!["from", "to", "rates", "first", "last"], rows: answer.pairs.iter().map(row).collect() }
}
