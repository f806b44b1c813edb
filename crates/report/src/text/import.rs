//! The screen of `book import`.

use rackworth_app::import::{FileImport, ImportAnswer, column_words};
use rackworth_model::provenance::{Locator, column_letters};

use crate::style::{Label, Screen, wrapped};
use crate::table::{Cell, Column, Table};
use crate::words::plural;

/// How many lines of each file a screen shows as they were read.
const SHOWN: usize = 10;

/// `book import` on a screen.
pub fn render_import(answer: &ImportAnswer, screen: Screen) -> String {
    let mut out = String::new();
    let mut before: Option<&FileImport> = None;
    for file in &answer.files {
        let is_alike = before.is_some_and(|before| headers(before) == headers(file));
        out.push_str(&one(file, is_alike, screen));
        before = Some(file);
        out.push('\n');
    }
    out.push_str(&screen.paint.put(Label::Heading, &summary(answer)));
    out.push('\n');
    out
}

fn summary(answer: &ImportAnswer) -> String {
    let new = plural(answer.n_new, "new price", "new prices");
    let recorded = match &answer.recorded_in {
        Some(place) => format!("{new} recorded in {place}"),
        None => format!("{new}, nothing recorded"),
    };
    let refused = answer.n_refused();
    let refused = if refused == 0 { String::new() } else { format!(", {} refused", plural(refused, "line", "lines")) };
    let known = if answer.n_known == 0 { String::new() } else { format!(", {} known already", answer.n_known) };
    format!("{recorded}{known}{refused}")
}

fn headers(file: &FileImport) -> Vec<(&str, String)> {
    file.columns.iter().map(|column| (column.header.as_str(), column_words(column))).collect()
}

fn one(file: &FileImport, is_alike: bool, screen: Screen) -> String {
    let format = file.format.clone().unwrap_or_else(|| "not recognized".to_string());
    let told = if file.recognized_by.is_empty() { String::new() } else { format!(", by {}", file.recognized_by) };
    let title = format!("{} · {format}{told} · {}", file.name, plural(file.n_lines, "line", "lines"));
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &wrapped(&title, screen.prose(), "  ")));
    if is_alike && !file.columns.is_empty() {
        out.push_str(&format!("  {}\n", screen.paint.put(Label::Note, "columns as above")));
    } else if !file.columns.is_empty() {
        out.push_str(&columns(file, screen));
    }
    for (assumed, n) in &file.assumed {
        let line =
            format!("{} is `{}` in {}: {}", assumed.field, assumed.value, plural(*n, "line", "lines"), assumed.because);
        out.push_str(&wrapped(&line, screen.prose(), "  "));
        out.push('\n');
    }
    if !file.lines.is_empty() {
        out.push_str(&lines(file, screen));
    }
    out.push_str(&problems(file, screen));
    out
}

fn columns(file: &FileImport, screen: Screen) -> String {
    let mut table = Table::new(vec![
        Column::left("Column"),
        Column::left("Header").yielding(1),
        Column::left("Taken as").yielding(1),
        Column::left("First cell").yielding(3),
    ]);
    for column in &file.columns {
        let letters = match &column.place.locator {
            Locator::Cell { column, .. } => column_letters(*column),
            _ => String::new(),
        };
        let label = if column.field.is_some() { Label::Plain } else { Label::Note };
        table.push(vec![
            Cell::plain(letters),
            Cell::plain(column.header.clone()),
            Cell::new(label, column_words(column)),
            Cell::new(Label::Note, column.sample.clone().unwrap_or_default()),
        ]);
    }
    table.render(screen)
}

fn lines(file: &FileImport, screen: Screen) -> String {
    let mut table = Table::new(vec![
        Column::left("Where"),
        Column::left("Day"),
        Column::left("Kind"),
        Column::left("Condition").yielding(4),
        Column::left("Channel").yielding(5),
        Column::left("Part").yielding(1),
        Column::right("Price"),
        Column::right("Lot").yielding(3),
        Column::left("Known").yielding(2),
    ]);
    for line in file.lines.iter().take(SHOWN) {
        let seen = &line.observation;
        table.push(vec![
            Cell::plain(line.place.locator.to_string()),
            Cell::plain(seen.observed_on.to_string()),
            Cell::plain(seen.kind.clone()),
            Cell::plain(seen.condition.clone()),
            Cell::plain(seen.channel.clone()),
            Cell::new(Label::Id, line.what.clone()),
            Cell::new(Label::Figure, seen.price.clone()),
            Cell::plain(seen.lot.to_string()),
            Cell::plain(if line.is_new { "new" } else { "already" }),
        ]);
    }
    let more = file.lines.len().saturating_sub(SHOWN);
    let more = if more == 0 {
        String::new()
    } else {
        format!("… and {more} more, all of them in `--json` and `--format csv`\n")
    };
    format!("\n{}{more}", table.render(screen))
}

fn problems(file: &FileImport, screen: Screen) -> String {
    let mut out = String::new();
    if !file.refused.is_empty() {
        out.push_str(&format!("\n{}\n", screen.paint.put(Label::Heading, "Refused")));
    }
    let mut hints: Vec<&String> = Vec::new();
    for problem in &file.refused {
        let line = screen.paint.put(Label::Gap, &wrapped(&problem.to_string(), screen.prose(), "    "));
        out.push_str(&format!("  {line}\n"));
        hints.extend(problem.hint.iter());
    }
    hints.sort_unstable();
    hints.dedup();
    for hint in hints {
        let line = wrapped(&format!("hint: {hint}"), screen.prose(), "    ");
        out.push_str(&format!("  {}\n", screen.paint.put(Label::Hint, &line)));
    }
    if !file.unread.is_empty() {
        out.push_str(&format!("\n{}\n", screen.paint.put(Label::Heading, "Left out")));
    }
    for unread in &file.unread {
        out.push_str("  ");
        let line = format!("{} in {}: {} ({})", unread.kind, unread.place, unread.why, unread.text);
        out.push_str(&screen.paint.put(Label::Note, &wrapped(&line, screen.prose(), "    ")));
        out.push('\n');
    }
    out
}
