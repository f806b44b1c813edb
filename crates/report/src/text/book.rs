//! The screen of `book show`.

use rackworth_app::book::{BookAnswer, ObservationView};
use rackworth_app::evidence::{LineView, Warning};

use crate::figure::{ends, plain, range};
use crate::spark::spark;
use crate::style::{Label, Screen, wrapped};
use crate::table::{Cell, Column, Table};
use crate::words::plural;

/// How many quarters a line shows: ten years.
const QUARTERS: usize = 40;

/// How many comparables are taken apart.
const TAKEN_APART: usize = 3;

/// `book show` on a screen.
pub fn render_book(answer: &BookAnswer, screen: Screen) -> String {
    let title = format!("{} · {} · {} · as of {}", answer.name, answer.part, answer.segment, answer.as_of);
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &title));
    out.push_str(
        &screen.paint.put(Label::Note, &wrapped(&format!("known from {}", answer.source), screen.prose(), "  ")),
    );
    out.push_str("\n\n");
    out.push_str(&price(answer, screen));
    out.push_str(&warnings(&answer.warnings, screen));
    out.push_str(&trend(answer, screen));
    out.push_str(&lines(answer, screen));
    if !answer.comparables.is_empty() {
        out.push_str(&comparables(answer, screen));
        out.push_str(&adjusted(answer, screen));
    }
    if !answer.dropped.is_empty() {
        out.push_str(&dropped(answer, screen));
    }
    out
}

fn price(answer: &BookAnswer, screen: Screen) -> String {
    match &answer.price {
        Ok((found, basis)) => {
            let figure = screen.paint.put(Label::Figure, &range(&found.quantiles));
            let same = plural(basis.n_same, "price", "prices");
            let newest = basis.newest.map_or_else(String::new, |day| format!(", the newest of {day}"));
            let single = if basis.n_sources == 1 { "; a single source" } else { "" };
            let rests = format!(
                "rests on {same} of this part and {} of its class from {}{newest}{single}",
                basis.n_class,
                plural(basis.n_sources, "source", "sources"),
            );
            let wider =
                answer.range90.map(ends).map_or_else(String::new, |ends| format!("; nine in ten between {ends}"));
            format!(
                "{figure} {} each, sold used and tested, p50 (p10–p90) of one sale{wider}\n{}\n",
                answer.currency,
                wrapped(&rests, screen.prose(), "  ")
            )
        }
        Err(gap) => {
            let none = screen.paint.put(Label::Gap, &format!("no price: {gap}"));
            format!("{none}\nprices you know of it, or of its like, fill this: `rackworth book import FILE`\n")
        }
    }
}

/// What is weak about the price, a line each.
fn warnings(warnings: &[Warning], screen: Screen) -> String {
    let line = |warning: &Warning| {
        let text = wrapped(&format!("weak: {}", warning.text), screen.prose(), "  ");
        format!("{}\n", screen.paint.put(Label::Gap, &text))
    };
    warnings.iter().map(line).collect()
}

/// How the middle of the price comes about, a factor each.
fn lines(answer: &BookAnswer, screen: Screen) -> String {
    let [base, factors @ ..] = &answer.lines[..] else { return String::new() };
    let Ok((found, _)) = &answer.price else { return String::new() };
    let mut text = format!("{} {} is the {} of its class", plain(base.factor), answer.currency, base.of);
    for line in factors {
        text.push_str(&format!(" · {} {}", line.of, factor(line)));
    }
    text.push_str(&format!(" = {}", plain(found.quantiles.p50())));
    format!("\n{}\n{}\n", screen.paint.put(Label::Heading, "How it comes about"), wrapped(&text, screen.prose(), "  "))
}

fn factor(line: &LineView) -> String {
    format!("× {:.2}", line.factor)
}

/// How the heaviest comparables come from what they state to what they say.
fn adjusted(answer: &BookAnswer, screen: Screen) -> String {
    let mut out = String::new();
    for comparable in answer.comparables.iter().take(TAKEN_APART) {
        let seen = &comparable.observation;
        let mut text = format!("{} {} {} = {}", seen.observed_on, seen.kind, seen.price, plain(comparable.stated));
        for line in &comparable.lines {
            text.push_str(&format!(" · {} {}", line.of, factor(line)));
        }
        text.push_str(&format!(" = {} {}", plain(comparable.adjusted), answer.currency));
        out.push_str(&format!("{}\n", wrapped(&text, screen.prose(), "  ")));
    }
    format!("\n{}\n{out}", screen.paint.put(Label::Heading, "From what the heaviest state to what they say"))
}

/// The way its family or class went, and how long ago the part itself was seen.
fn trend(answer: &BookAnswer, screen: Screen) -> String {
    let mut out = String::new();
    if let Some(trend) = &answer.trend {
        let first = trend.points.len().saturating_sub(QUARTERS);
        let since = trend.points.get(first).map_or_else(String::new, |point| format!(" since {}", point.quarter));
        let line = format!("{}  {}{since}", spark(&trend.points, QUARTERS), trend.name);
        out.push_str(&format!("{}\n", screen.paint.put(Label::Note, &line)));
    }
    if let Some(days) = answer.days_since {
        out.push_str(&format!("last seen {} ago\n", plural(days.unsigned_abs() as usize, "day", "days")));
    }
    out
}

fn comparables(answer: &BookAnswer, screen: Screen) -> String {
    let mut table = Table::new(vec![
        Column::left("Day"),
        Column::left("Kind"),
        Column::left("Condition").yielding(4),
        Column::left("Of").yielding(1),
        Column::right("Price, as stated"),
        Column::right("Lot").yielding(5),
        Column::right(format!("Says, {}", answer.currency)),
        Column::right("Weight"),
        Column::left("Source").yielding(3),
    ]);
    for comparable in &answer.comparables {
        let seen = &comparable.observation;
        let of = if comparable.same { format!("= {}", seen.subject) } else { seen.subject.clone() };
        table.push(vec![
            Cell::plain(seen.observed_on.to_string()),
            Cell::plain(kind(seen)),
            Cell::plain(seen.condition.clone()),
            Cell::plain(of),
            Cell::new(Label::Figure, seen.price.clone()),
            Cell::plain(seen.lot.to_string()),
            Cell::plain(plain(comparable.adjusted)),
            Cell::plain(format!("{:.3}", comparable.weight)),
            Cell::new(Label::Note, format!("{} {}", seen.publisher, seen.citation)),
        ]);
    }
    let more = if answer.n_more == 0 { String::new() } else { format!("… and {} with less weight\n", answer.n_more) };
    let title = "What moves it most (= is this very part)";
    format!("\n{}\n{}{more}", screen.paint.put(Label::Heading, title), table.render(screen))
}

fn kind(seen: &ObservationView) -> String {
    match seen.statistic.as_str() {
        "single" => seen.kind.clone(),
        statistic => format!("{} ({statistic} of {})", seen.kind, seen.n_behind),
    }
}

fn dropped(answer: &BookAnswer, screen: Screen) -> String {
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Without a say"));
    for (seen, why) in &answer.dropped {
        let line = format!(
            "  {} {} on {}, {}: {why} · {}",
            seen.kind, seen.price, seen.observed_on, seen.publisher, seen.citation
        );
        out.push_str(&wrapped(&line, screen.prose(), "    "));
        out.push('\n');
    }
    out
}
