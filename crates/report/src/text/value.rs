//! The screen of `value`.

use rackworth_app::value::{By, Group, Range, ValueAnswer};
use rackworth_model::inventory::{Unread, UnreadKind};

use crate::figure::{count, percent};
use crate::style::{Label, Screen, wrapped};
use crate::table::{Cell, Column, Table};
use crate::words::{
    best_way, best_words, covers, known_range, missing_prices, plural, source_word, total_range, whole_range,
};

/// How many gaps a screen lists.
const GAPS: usize = 8;
/// Columns below which number, id and name share a column, and the best way is told without what is pulled.
const NARROW: usize = 140;
/// Sources of spread below this share of the variance are not told.
const LEAST_SHARE: f64 = 0.03;

/// `value` on a screen.
pub fn render_value(answer: &ValueAnswer, screen: Screen) -> String {
    let mut out = heading(answer, screen);
    out.push_str(&groups(answer, screen));
    out.push('\n');
    out.push_str(&totals(answer, screen));
    out.push_str(&made_of(answer, screen));
    out.push_str(&gaps(answer, screen));
    out.push_str(&notes(answer, screen));
    out
}

fn heading(answer: &ValueAnswer, screen: Screen) -> String {
    let assets = plural(answer.n_assets, "asset", "assets");
    let run = answer.run.id.short();
    let text = format!("{assets} · as of {} · {} · run {run}", answer.as_of, answer.currency);
    format!("{}\n\n", screen.paint.put(Label::Heading, &text))
}

fn groups(answer: &ValueAnswer, screen: Screen) -> String {
    let name = match answer.by {
        By::Likeness => "Like machines",
        By::Model => "Model",
        By::Site => "Site",
        By::Asset => "Asset",
    };
    // An id is what `explain` is asked for, so a narrow screen tells it with the name.
    let narrow = screen.width.is_some_and(|width| width < NARROW);
    let named = if narrow {
        vec![Column::left(name)]
    } else {
        vec![Column::left("Id"), Column::left(name), Column::right("Count")]
    };
    let figures = [
        Column::right("Whole, each"),
        Column::right("Parted out, each"),
        Column::right("Parting wins").yielding(3),
        Column::left("Best").yielding(1),
    ];
    let mut table = Table::new(named.into_iter().chain(figures).collect());
    for group in &answer.groups {
        table.push(row(group, narrow));
    }
    table.render(screen)
}

fn row(group: &Group, narrow: bool) -> Vec<Cell> {
    let label = |found: &Option<Range>| if found.is_some() { Label::Figure } else { Label::Gap };
    let parted = known_range(group.parted.as_ref(), !group.coverage.is_complete());
    let wins = group.parted_wins.map_or_else(String::new, |share| {
        let sign = if share > 0.5 { "▲" } else { "▼" };
        format!("{} {sign}", percent(share))
    });
    let best = if narrow { best_way(group) } else { best_words(group) };
    let n = count(group.assets.len() as u64);
    let named = if narrow {
        vec![Cell::plain(format!("{n} × {}: {}", group.id, group.label))]
    } else {
        vec![Cell::new(Label::Id, group.id.clone()), Cell::plain(group.label.clone()), Cell::plain(n)]
    };
    let figures = [
        Cell::new(label(&group.whole), whole_range(group)),
        Cell::new(label(&group.parted), parted),
        Cell::plain(wins),
        Cell::new(if group.best.is_empty() { Label::Gap } else { Label::Better }, best),
    ];
    named.into_iter().chain(figures).collect()
}

fn totals(answer: &ValueAnswer, screen: Screen) -> String {
    let mut table = Table::new(vec![Column::left(""), Column::right(""), Column::left("")]);
    let lines = [
        ("All sold whole", &answer.whole),
        ("All parted out", &answer.parted),
        ("Each asset in its best way", &answer.best),
    ];
    for (name, total) in lines {
        let label = if total.is_some() { Label::Figure } else { Label::Gap };
        let covers = total.as_ref().and_then(|total| covers(total, answer.n_assets)).unwrap_or_default();
        let figure = Cell::new(label, total_range(total.as_ref()));
        table.push(vec![Cell::new(Label::Heading, name), figure, Cell::plain(covers)]);
    }
    let text = table.render(screen);
    // The table has no header of its own.
    let body = text.split_once('\n').map_or(text.as_str(), |(_, body)| body);
    let share = answer.coverage.share().map_or_else(|| "nothing to price".to_string(), percent);
    let units =
        format!("{} of {} parts and machines priced", count(answer.coverage.priced), count(answer.coverage.total));
    let premise = format!("net of fees, freight, labor, wiping; premise `{}`", answer.premise);
    format!("{body}{}\n", screen.paint.put(Label::Note, &format!("{share} covered: {units} · {premise}")))
}

fn made_of(answer: &ValueAnswer, screen: Screen) -> String {
    let total: f64 = answer.consists_of.iter().map(|share| share.mean).sum();
    if total <= 0.0 {
        return String::new();
    }
    let told = answer.consists_of.iter().filter(|share| share.mean / total >= 0.005);
    let of: Vec<String> = told
        .map(|share| format!("{} {}", crate::words::class_word(share.class), percent(share.mean / total)))
        .collect();
    let from: Vec<String> = answer
        .spread_from
        .iter()
        .filter(|share| share.share >= LEAST_SHARE)
        .map(|share| format!("{} {}", source_word(&share.source), percent(share.share)))
        .collect();
    let made = wrapped(&format!("consists of  {}", of.join(" · ")), screen.prose(), "             ");
    let spread = wrapped(&format!("spread from  {}", from.join(" · ")), screen.prose(), "             ");
    format!("\n{made}\n{spread}\n")
}

fn gaps(answer: &ValueAnswer, screen: Screen) -> String {
    if answer.gaps.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Without a price"));
    for gap in answer.gaps.iter().take(GAPS) {
        let line = format!("  {} × {}: {}", count(gap.units), without_count(&gap.of), gap.kind);
        out.push_str(&screen.paint.put(Label::Gap, &wrapped(&line, screen.prose(), "    ")));
        out.push('\n');
    }
    let more = answer.gaps.len().saturating_sub(GAPS);
    if more > 0 {
        out.push_str(&format!("  … and {}; `--json` lists all\n", plural(more, "more kind", "more kinds")));
    }
    if let Some(hint) = missing_prices(&answer.gaps) {
        out.push_str(&format!("{}\n", wrapped(&format!("  {hint}"), screen.prose(), "  ")));
    }
    out
}

/// A line's label without the count it starts with, which a gap counts anew.
fn without_count(label: &str) -> &str {
    match label.split_once(" × ") {
        Some((n, rest)) if n.chars().all(|c| c.is_ascii_digit()) => rest,
        _ => label,
    }
}

fn notes(answer: &ValueAnswer, screen: Screen) -> String {
    let mut lines = Vec::new();
    if !answer.unread.is_empty() || !answer.problems.is_empty() {
        let unread = unread_counts(&answer.unread);
        lines.push(format!("not read: {unread}; `rackworth identify` lists them"));
    }
    if answer.n_misfits > 0 {
        let n = plural(answer.n_misfits, "asset", "assets");
        lines.push(format!("content that does not fit the machine in {n}; `rackworth identify` tells which"));
    }
    if answer.assumed.condition > 0 {
        let n = plural(answer.assumed.condition, "asset", "assets");
        lines.push(format!("condition not stated for {n}: priced as used and tested"));
    }
    if answer.assumed.shape > 0 {
        let n = plural(answer.assumed.shape, "asset", "assets");
        lines.push(format!("model not known for {n}: size and age taken from the CPUs"));
    }
    for rate in &answer.rates {
        lines.push(format!("1 {} = {} {} on {} ({})", rate.from, rate.value(), rate.to, rate.on, rate.source));
    }
    lines.push("an estimate from dated observations and listed assumptions, not an appraisal".to_string());
    let told = lines.iter().map(|line| screen.paint.put(Label::Note, &wrapped(line, screen.prose(), "  ")));
    let mut out = format!("\n{}\n", told.collect::<Vec<_>>().join("\n"));
    if let Some(group) = answer.groups.iter().find(|group| !group.best.is_empty()) {
        let hint = format!("hint: `rackworth explain {} PATH…` shows where its figures come from", group.id);
        out.push_str(&format!("\n{}\n", screen.paint.put(Label::Hint, &hint)));
    }
    out
}

/// `2 columns, 5 rows, 1 fragment`.
pub(super) fn unread_counts(unread: &[Unread]) -> String {
    let kinds = [
        (UnreadKind::File, "file", "files"),
        (UnreadKind::Sheet, "sheet", "sheets"),
        (UnreadKind::Column, "column", "columns"),
        (UnreadKind::Row, "row", "rows"),
        (UnreadKind::Fragment, "fragment", "fragments"),
        (UnreadKind::Section, "section", "sections"),
        (UnreadKind::Resource, "resource", "resources"),
    ];
    let told: Vec<String> = kinds
        .into_iter()
        .map(|(kind, one, many)| (unread.iter().filter(|u| u.kind == kind).count(), one, many))
        .filter(|(n, _, _)| *n > 0)
        .map(|(n, one, many)| plural(n, one, many))
        .collect();
    if told.is_empty() { "nothing".to_string() } else { told.join(", ") }
}
