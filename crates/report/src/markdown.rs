//! Answers as Markdown, for tickets and mails.

use rackworth_app::book::BookAnswer;
use rackworth_app::collect::CollectAnswer;
use rackworth_app::diff::DiffAnswer;
use rackworth_app::doctor::DoctorAnswer;
use rackworth_app::explain::ExplainAnswer;
use rackworth_app::fleets::{FleetsAnswer, PlacementsAnswer, RecordedAnswer};
use rackworth_app::identify::IdentifyAnswer;
use rackworth_app::import::ImportAnswer;
use rackworth_app::keep::StoreAnswer;
use rackworth_app::policy::PolicyAnswer;
use rackworth_app::rates::RatesAnswer;
use rackworth_app::runs::RunsAnswer;
use rackworth_app::trend::TrendAnswer;
use rackworth_app::unknown::UnknownAnswer;
use rackworth_app::value::{Total, ValueAnswer};

use crate::figure::{count, percent, range};
use crate::rows::{self, Rows};
use crate::style::{Paint, Screen};
use crate::words::{covers, known_range, plural, total_range, whole_range};

pub fn value(answer: &ValueAnswer) -> String {
    let mut out = format!(
        "**{}** · as of {} · {} · run `{}`\n\n",
        plural(answer.n_assets, "asset", "assets"),
        answer.as_of,
        answer.currency,
        answer.run.id.short()
    );
    let row = |group: &rackworth_app::value::Group| {
        vec![
            group.label.clone(),
            count(group.assets.len() as u64),
            whole_range(group),
            known_range(group.parted.as_ref(), !group.coverage.is_complete()),
            group.parted_wins.map_or_else(String::new, percent),
        ]
    };
    let header = vec!["Machines", "Count", "Whole, each", "Parted out, each", "Parting wins"];
    out.push_str(&table(&Rows { header, rows: answer.groups.iter().map(row).collect() }));
    let total = |name: &str, total: &Option<Total>| {
        let covers = total.as_ref().and_then(|total| covers(total, answer.n_assets));
        let covers = covers.map_or_else(String::new, |covers| format!(" {covers}"));
        format!("- {name}: **{}**{covers}\n", total_range(total.as_ref()))
    };
    out.push('\n');
    out.push_str(&total("all sold whole", &answer.whole));
    out.push_str(&total("all parted out", &answer.parted));
    out.push_str(&total("each asset in its best way", &answer.best));
    let share = answer.coverage.share().map_or_else(|| "nothing to price".to_string(), percent);
    out.push_str(&format!("- covered: {share}; an estimate, not an appraisal\n"));
    for gap in &answer.gaps {
        out.push_str(&format!("- no price: {} × {}: {}\n", count(gap.units), gap.of, gap.kind));
    }
    out
}

pub fn explain(answer: &ExplainAnswer, depth: usize) -> String {
    let screen = Screen { width: None, paint: Paint::Plain };
    format!("```\n{}```\n", crate::text::render_explain(answer, screen, depth))
}

pub fn unknown(answer: &UnknownAnswer) -> String {
    table(&rows::unknown(answer))
}

pub fn identify(answer: &IdentifyAnswer) -> String {
    table(&rows::identify(answer))
}

pub fn book(answer: &BookAnswer) -> String {
    let head = match &answer.price {
        Ok((found, _)) => format!("**{}**: {} {} each\n\n", answer.name, range(&found.quantiles), answer.currency),
        Err(gap) => format!("**{}**: no price: {gap}\n\n", answer.name),
    };
    format!("{head}{}", table(&rows::book(answer)))
}

pub fn collect(answer: &CollectAnswer) -> String {
    table(&rows::collect(answer))
}

pub fn import(answer: &ImportAnswer) -> String {
    table(&rows::import(answer))
}

pub fn trend(answer: &TrendAnswer) -> String {
    table(&rows::trend(answer))
}

pub fn doctor(answer: &DoctorAnswer) -> String {
    table(&rows::doctor(answer))
}

pub fn policy(answer: &PolicyAnswer) -> String {
    table(&rows::policy(answer))
}

pub fn runs(answer: &RunsAnswer) -> String {
    table(&rows::store::runs(answer))
}

pub fn fleets(answer: &FleetsAnswer) -> String {
    table(&rows::store::fleets(answer))
}

pub fn placements(answer: &PlacementsAnswer) -> String {
    table(&rows::store::placements(answer))
}

pub fn recorded(answer: &RecordedAnswer) -> String {
    table(&rows::store::recorded(answer))
}

pub fn diff(answer: &DiffAnswer) -> String {
    table(&rows::store::diff(answer))
}

pub fn store(answer: &StoreAnswer) -> String {
    table(&rows::store::store(answer))
}

pub fn gaps(answer: &ValueAnswer) -> String {
    table(&rows::store::gaps(answer))
}

pub fn rates(answer: &RatesAnswer) -> String {
    table(&rows::store::rates(answer))
}

fn table(rows: &Rows) -> String {
    let cells = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escaped = |text: &String| text.replace('|', "\\|").replace('\n', " ");
    let mut out = cells(rows.header.iter().map(ToString::to_string).collect());
    out.push_str(&cells(vec!["---".to_string(); rows.header.len()]));
    for row in &rows.rows {
        out.push_str(&cells(row.iter().map(escaped).collect()));
    }
    out
}
