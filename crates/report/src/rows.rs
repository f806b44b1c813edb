//! Answers as plain rows under headers, for CSV and Markdown: numbers unrounded.

pub(crate) mod store;

use rackworth_app::book::BookAnswer;
use rackworth_app::collect::CollectAnswer;
use rackworth_app::doctor::DoctorAnswer;
use rackworth_app::explain::ExplainAnswer;
use rackworth_app::export::ExportTable;
use rackworth_app::identify::{IdentifyAnswer, Known};
use rackworth_app::import::ImportAnswer;
use rackworth_app::policy::PolicyAnswer;
use rackworth_app::trend::TrendAnswer;
use rackworth_app::unknown::{Open, UnknownAnswer};
use rackworth_app::value::{Range, ValueAnswer};
use rackworth_model::explain::{Figure, Step};

use crate::json::v1::doubt_word;

/// Rows of text under headers.
pub(crate) struct Rows {
    pub(crate) header: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
}

pub(crate) fn value(answer: &ValueAnswer) -> Rows {
    let header = vec![
        "id",
        "label",
        "count",
        "priced",
        "currency",
        "whole_p10",
        "whole_p50",
        "whole_p90",
        "whole_mean",
        "parted_p10",
        "parted_p50",
        "parted_p90",
        "parted_mean",
        "parted_wins",
        "best",
        "best_total_p10",
        "best_total_p50",
        "best_total_p90",
        "units_priced",
        "units",
    ];
    let row = |group: &rackworth_app::value::Group| {
        let mut row = vec![
            group.id.clone(),
            group.label.clone(),
            group.assets.len().to_string(),
            group.n_priced.to_string(),
            answer.currency.to_string(),
        ];
        row.extend(with_mean(&group.whole));
        row.extend(with_mean(&group.parted));
        row.push(group.parted_wins.map_or_else(String::new, |share| share.to_string()));
        let best: Vec<String> = group.best.iter().map(|(way, n)| format!("{way}:{n}")).collect();
        row.push(best.join(" "));
        row.extend(with_mean(&group.best_total).into_iter().take(3));
        row.extend([group.coverage.priced.to_string(), group.coverage.total.to_string()]);
        row
    };
    Rows { header, rows: answer.groups.iter().map(row).collect() }
}

/// A figure that is not there is a blank cell, never a zero.
fn with_mean(range: &Option<Range>) -> Vec<String> {
    match range {
        Some(range) => {
            let q = &range.quantiles;
            [q.p10(), q.p50(), q.p90(), range.mean].map(|value| value.to_string()).to_vec()
        }
        None => vec![String::new(); 4],
    }
}

pub(crate) fn explain(answer: &ExplainAnswer) -> Rows {
    let mut rows = Vec::new();
    push_step(&mut rows, &answer.explanation.root, 0);
    Rows { header: vec!["level", "label", "mean_usd", "p10", "p50", "p90"], rows }
}

fn push_step(rows: &mut Vec<Vec<String>>, step: &Step, level: usize) {
    let figures = match &step.figure {
        Figure::Drawn { mean, quantiles: q, .. } | Figure::Share { mean, quantiles: q } => {
            [*mean, q.p10(), q.p50(), q.p90()].map(|value| value.to_string()).to_vec()
        }
        Figure::Fixed { value, .. } => vec![value.to_string(), String::new(), String::new(), String::new()],
    };
    let mut row = vec![level.to_string(), step.label.clone()];
    row.extend(figures);
    rows.push(row);
    step.from.iter().for_each(|below| push_step(rows, below, level + 1));
}

pub(crate) fn identify(answer: &IdentifyAnswer) -> Rows {
    let header = vec![
        "asset",
        "alike",
        "model",
        "weight",
        "count",
        "text",
        "kind",
        "part",
        "confidence",
        "rule",
        "why",
        "place",
    ];
    let mut rows = Vec::new();
    for asset in &answer.assets {
        let id = asset.ids.first().map_or_else(String::new, ToString::to_string);
        for finding in &asset.findings {
            let (alike, none) = (asset.ids.len().to_string(), String::new);
            let (model, what, kind) = (asset.model.clone(), finding.clone(), "finding".to_string());
            let row = [id.clone(), alike, model, none(), none(), what, kind, none(), none(), none(), none()];
            rows.push(row.into_iter().chain([asset.place.clone()]).collect());
        }
        for line in &asset.lines {
            let mut row = vec![
                id.clone(),
                asset.ids.len().to_string(),
                asset.model.clone(),
                line.weight.to_string(),
                line.count.to_string(),
                line.text.clone(),
            ];
            row.extend(known(&line.known));
            row.push(line.place.clone());
            rows.push(row);
        }
    }
    Rows { header, rows }
}

pub(crate) fn unknown(answer: &UnknownAnswer) -> Rows {
    let header = vec![
        "doubt",
        "class",
        "text",
        "units",
        "assets",
        "why",
        "may_be",
        "settled_by",
        "worth",
        "low",
        "high",
        "place",
    ];
    let shown = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let row = |open: &Open| {
        let ids: Vec<String> = open.assets.iter().map(ToString::to_string).collect();
        let may_be: Vec<String> = open.may_be.iter().map(|(id, weight)| format!("{id}={weight}")).collect();
        vec![
            doubt_word(open.doubt).to_string(),
            open.class.to_string(),
            open.text.clone(),
            open.units.to_string(),
            ids.join(" "),
            open.why.clone(),
            may_be.join(" "),
            open.settled_by.to_string(),
            shown(open.worth),
            shown(open.between.map(|(low, _)| low)),
            shown(open.between.map(|(_, high)| high)),
            open.place.clone(),
        ]
    };
    Rows { header, rows: answer.open.iter().map(row).collect() }
}

/// kind, part, confidence, rule, why.
fn known(known: &Known) -> Vec<String> {
    let none = String::new;
    match known {
        Known::Part { id, confidence, rule, .. } => {
            vec!["part".to_string(), id.clone(), confidence.to_string(), rule.clone(), none()]
        }
        Known::OneOf { parts, why, rule } => {
            let each: Vec<String> = parts.iter().map(|(id, weight)| format!("{id}={weight}")).collect();
            vec!["one_of".to_string(), each.join(" "), none(), rule.clone(), why.clone()]
        }
        Known::NotAPart { why, rule, of } => {
            vec!["not_a_part".to_string(), of.clone().unwrap_or_default(), none(), rule.clone(), why.clone()]
        }
        Known::Unknown { reason } => vec!["unknown".to_string(), none(), none(), none(), reason.clone()],
    }
}

pub(crate) fn book(answer: &BookAnswer) -> Rows {
    let header = vec![
        "observed_on",
        "kind",
        "condition",
        "channel",
        "subject",
        "price",
        "lot",
        "statistic",
        "n",
        "stated",
        "adjusted_by",
        "adjusted",
        "weight",
        "same_part",
        "publisher",
        "source",
    ];
    let row = |c: &rackworth_app::book::ComparableView| {
        let o = &c.observation;
        vec![
            o.observed_on.to_string(),
            o.kind.clone(),
            o.condition.clone(),
            o.channel.clone(),
            o.subject.clone(),
            o.price.clone(),
            o.lot.to_string(),
            o.statistic.clone(),
            o.n_behind.to_string(),
            c.stated.to_string(),
            c.lines.iter().map(|line| format!("{} {}", line.of, line.factor)).collect::<Vec<String>>().join("; "),
            c.adjusted.to_string(),
            c.weight.to_string(),
            c.same.to_string(),
            o.publisher.clone(),
            o.citation.clone(),
        ]
    };
    Rows { header, rows: answer.comparables.iter().map(row).collect() }
}

pub(crate) fn collect(answer: &CollectAnswer) -> Rows {
    let header =
        vec!["host", "outcome", "machine", "serial", "components", "missing", "why", "asked", "again", "seconds"];
    let mut rows = Vec::new();
    for host in &answer.hosts {
        let n_missing: usize = host.missing.iter().map(|missing| missing.uris.len()).sum();
        for number in 0..host.machines.len().max(1) {
            let machine = host.machines.get(number);
            rows.push(vec![
                host.host.clone(),
                crate::words::host_state(host.state).to_string(),
                machine.and_then(|machine| machine.model.clone()).unwrap_or_default(),
                machine.and_then(|machine| machine.serial.clone()).unwrap_or_default(),
                machine.map(|machine| machine.n_components.to_string()).unwrap_or_default(),
                n_missing.to_string(),
                host.why.clone().unwrap_or_default(),
                host.n_asked.to_string(),
                host.n_again.to_string(),
                format!("{:.3}", host.took.as_secs_f64()),
            ]);
        }
    }
    Rows { header, rows }
}

/// Lines that became observations, then those that were refused, with their places.
pub(crate) fn import(answer: &ImportAnswer) -> Rows {
    let header = vec![
        "place",
        "status",
        "what",
        "observed_on",
        "kind",
        "condition",
        "channel",
        "price",
        "lot",
        "publisher",
        "source",
        "found",
        "expected",
    ];
    let mut rows = Vec::new();
    for file in &answer.files {
        for line in &file.lines {
            let o = line.observation.clone();
            let status = if line.is_new { "new" } else { "known" };
            let mut row =
                vec![line.place.to_string(), status.to_string(), line.what.clone(), o.observed_on.to_string()];
            row.extend([o.kind, o.condition, o.channel, o.price, o.lot.to_string(), o.publisher, o.citation]);
            row.extend([String::new(), String::new()]);
            rows.push(row);
        }
        for problem in &file.refused {
            let mut row = vec![problem.place.to_string(), "refused".to_string()];
            row.extend(vec![String::new(); 9]);
            row.extend([problem.found.clone(), problem.expected.clone()]);
            rows.push(row);
        }
    }
    Rows { header, rows }
}

pub(crate) fn export(table: &ExportTable) -> Rows {
    let cells = |row: &std::collections::BTreeMap<rackworth_model::priced::PriceField, String>| {
        table.columns.iter().map(|column| row.get(column).cloned().unwrap_or_default()).collect()
    };
    Rows {
        header: table.columns.iter().map(|column| column.word()).collect(),
        rows: table.rows.iter().map(cells).collect(),
    }
}

/// A quarter of which nothing is known has blank cells, never zeros.
pub(crate) fn trend(answer: &TrendAnswer) -> Rows {
    let row = |point: &rackworth_value::price::TrendPoint| {
        let figure = |i: usize| point.index.map_or_else(String::new, |index| index[i].to_string());
        let day = point.day.map_or_else(String::new, |day| day.to_string());
        vec![
            point.quarter.to_string(),
            day,
            figure(0),
            figure(1),
            figure(2),
            point.n.to_string(),
            point.n_sources.to_string(),
        ]
    };
    let header = vec!["quarter", "day", "p10", "p50", "p90", "prices", "sources"];
    Rows { header, rows: answer.points.iter().map(row).collect() }
}

pub(crate) fn doctor(answer: &DoctorAnswer) -> Rows {
    let row = |f: &rackworth_app::doctor::Finding| {
        let words = [f.kind.word(), f.class.word(), &f.of, &f.name, &f.detail].map(str::to_string);
        let mut row = words.to_vec();
        row.extend([f.size.to_string(), f.kind.advice().to_string()]);
        row
    };
    let header = vec!["kind", "class", "of", "name", "detail", "size", "advice"];
    Rows { header, rows: answer.findings.iter().map(row).collect() }
}

pub(crate) fn policy(answer: &PolicyAnswer) -> Rows {
    let row = |line: &rackworth_app::policy::PolicyLine| {
        vec![line.key.to_string(), line.value.clone(), line.unit.to_string(), line.set_by.clone(), line.source.clone()]
    };
    Rows { header: vec!["key", "value", "unit", "set_by", "source"], rows: answer.lines.iter().map(row).collect() }
}
