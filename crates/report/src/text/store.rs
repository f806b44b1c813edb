//! The screens of `runs`, `fleet`, `import`, `diff`, `store` and `book rates`.

use rackworth_app::diff::{Cause, DiffAnswer, Movement, Side};
use rackworth_app::fleets::{FleetsAnswer, PlacementsAnswer, RecordedAnswer};
use rackworth_app::keep::StoreAnswer;
use rackworth_app::rates::RatesAnswer;
use rackworth_app::runs::RunsAnswer;
use rackworth_app::value::ValueAnswer;

use crate::figure;
use crate::style::{Label, Screen};
use crate::table::{Cell, Column, Table};
use crate::words::{known_range, plural};

/// Ids are shown by their first digits: enough to type.
fn short(id: &str) -> String {
    id.chars().take(12).collect()
}

/// `runs` on a screen.
pub fn render_runs(answer: &RunsAnswer, screen: Screen) -> String {
    if answer.runs.is_empty() {
        return format!("No runs in {}\n", answer.store);
    }
    let mut table = Table::new(vec![
        Column::left("Run"),
        Column::left("Recorded").yielding(2),
        Column::left("Fleet"),
        Column::right("Assets"),
        Column::left("As of"),
        Column::left("").yielding(1),
        Column::right("Best way"),
    ]);
    for run in &answer.runs {
        table.push(vec![
            Cell::new(Label::Id, short(&run.id)),
            Cell::plain(format!("{:.0}", run.recorded_at)),
            Cell::plain(run.fleet.clone().unwrap_or_else(|| "files".to_string())),
            Cell::plain(run.n_assets.to_string()),
            Cell::plain(run.as_of.to_string()),
            Cell::plain(run.currency.to_string()),
            Cell::new(Label::Figure, run.total.clone()),
        ]);
    }
    table.render(screen)
}

/// `fleet list` and `fleet history` on a screen.
pub fn render_fleets(answer: &FleetsAnswer, screen: Screen) -> String {
    if answer.readings.is_empty() {
        return format!("No fleets in {}\n", answer.store);
    }
    let mut table = Table::new(vec![
        Column::left("Fleet"),
        Column::left("Read on"),
        Column::right("Assets"),
        Column::right("Lines").yielding(1),
        Column::right("Unread").yielding(3),
        Column::right("Problems").yielding(3),
        Column::right("Came").yielding(2),
        Column::right("Went").yielding(2),
        Column::right("Moved").yielding(2),
    ]);
    for reading in &answer.readings {
        table.push(vec![
            Cell::new(Label::Id, reading.fleet.clone()),
            Cell::plain(reading.read_on.to_string()),
            Cell::plain(reading.n_assets.to_string()),
            Cell::plain(reading.n_components.to_string()),
            Cell::plain(reading.n_unread.to_string()),
            Cell::plain(reading.n_problems.to_string()),
            Cell::plain(reading.came.to_string()),
            Cell::plain(reading.went.to_string()),
            Cell::plain(reading.moved.to_string()),
        ]);
    }
    table.render(screen)
}

/// `fleet history --serial` on a screen.
pub fn render_placements(answer: &PlacementsAnswer, screen: Screen) -> String {
    let mut table = Table::new(vec![
        Column::left("Read on"),
        Column::left("Fleet"),
        Column::left("Asset"),
        Column::left("Slot"),
        Column::left("Kind").yielding(1),
        Column::left("Part number").yielding(2),
        Column::left("Serial"),
    ]);
    let said = |text: &Option<String>| Cell::plain(text.clone().unwrap_or_else(|| "not said".to_string()));
    for placement in &answer.placements {
        table.push(vec![
            Cell::plain(placement.read_on.to_string()),
            Cell::new(Label::Id, placement.fleet.clone()),
            said(&placement.asset),
            said(&placement.slot),
            Cell::plain(placement.kind.clone()),
            said(&placement.part_number),
            said(&placement.serial),
        ]);
    }
    table.render(screen)
}

/// `import` on a screen.
pub fn render_recorded(answer: &RecordedAnswer) -> String {
    let reading = &answer.reading;
    let what = format!(
        "{}, {}",
        plural(usize::try_from(reading.n_assets).unwrap_or_default(), "asset", "assets"),
        plural(usize::try_from(reading.n_components).unwrap_or_default(), "line of content", "lines of content"),
    );
    let done = if answer.is_new { "Recorded" } else { "Already recorded" };
    let mut text =
        format!("{done}: {} as read on {}: {what}\nStore {}\n", reading.fleet, reading.read_on, answer.store);
    if reading.n_unread + reading.n_problems > 0 {
        text.push_str(&format!(
            "{} not read, {}: `rackworth fleet show {}` lists them\n",
            plural(usize::try_from(reading.n_unread).unwrap_or_default(), "line", "lines"),
            plural(usize::try_from(reading.n_problems).unwrap_or_default(), "problem", "problems"),
            reading.fleet
        ));
    }
    text
}

/// `diff` on a screen.
pub fn render_diff(answer: &DiffAnswer, screen: Screen) -> String {
    let mut text = String::new();
    for (word, side) in [("From", &answer.from), ("To", &answer.to)] {
        text.push_str(&side_line(word, side, &answer.currency.to_string()));
    }
    text.push('\n');
    let mut table = Table::new(vec![Column::left("Changed"), Column::right("Moved by (mean)"), Column::left("")]);
    for movement in &answer.movements {
        table.push(vec![
            Cell::new(Label::Heading, cause(movement.cause)),
            Cell::new(if movement.moved < 0.0 { Label::Worse } else { Label::Better }, signed(movement.moved)),
            Cell::new(Label::Note, reasons(movement)),
        ]);
    }
    text.push_str(&table.render(screen));
    for movement in answer.movements.iter().filter(|m| m.gaps.n_assets > 0) {
        text.push_str(&gaps(movement));
    }
    if let Some(share) = answer.share() {
        text.push_str(&format!("\nMoved by {}{} of the first run's mean\n", sign(share), figure::percent(share.abs())));
    }
    text
}

fn side_line(word: &str, side: &Side, currency: &str) -> String {
    let assets = plural(side.n_assets, "asset", "assets");
    let best = known_range(side.best.as_ref(), side.at_least);
    format!("{word:4}  run {}  as of {}  {assets}  {currency} {best}\n", short(&side.run), side.as_of)
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Fleet => "fleet",
        Cause::Market => "market",
        Cause::Method => "method",
    }
}

fn sign(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "+" }
}

fn signed(value: f64) -> String {
    if value == 0.0 { "0".to_string() } else { format!("{}{}", sign(value), figure::grouped(value.abs().round())) }
}

fn reasons(movement: &Movement) -> String {
    let mut words = Vec::new();
    for (n, what) in [(movement.added, "came"), (movement.removed, "went"), (movement.n_assets, "moved")] {
        if n > 0 {
            words.push(format!("{} {what}", plural(n, "asset", "assets")));
        }
    }
    words.join(", ")
}

/// Told apart: that a price is not known any more is no fall.
fn gaps(movement: &Movement) -> String {
    let found = movement.gaps;
    format!(
        "\nApart, as the {} changed: {} with other gaps than before, {} of them without any figure now; \
         figures from {} to {}\n",
        cause(movement.cause),
        plural(found.n_assets, "asset", "assets"),
        found.n_lost,
        figure::grouped(found.before.round()),
        figure::grouped(found.after.round()),
    )
}

/// `store` on a screen.
pub fn render_store(answer: &StoreAnswer) -> String {
    let mut text = format!("Store {}: {}\n", answer.store, answer.done);
    for (name, value) in &answer.facts {
        text.push_str(&format!("  {name}: {value}\n"));
    }
    for damage in &answer.damage {
        text.push_str(&format!("  damaged: {damage}\n"));
    }
    text
}

/// `fleet gaps` on a screen.
pub fn render_gaps(answer: &ValueAnswer, screen: Screen) -> String {
    let covered = answer.coverage.share().map_or_else(|| "nothing".to_string(), figure::percent);
    let mut text = format!("{covered} of the units have a price, as of {}\n", answer.as_of);
    if answer.gaps.is_empty() {
        return text;
    }
    let mut table = Table::new(vec![Column::right("Units"), Column::left("Of"), Column::left("No price because")]);
    for gap in &answer.gaps {
        table.push(vec![
            Cell::plain(figure::count(gap.units)),
            Cell::new(Label::Gap, gap.of.clone()),
            Cell::plain(gap.kind.to_string()),
        ]);
    }
    text.push('\n');
    text.push_str(&table.render(screen));
    text
}

/// `book rates` on a screen.
pub fn render_rates(answer: &RatesAnswer, screen: Screen) -> String {
    let mut text = format!("{}: {}\n", answer.file, plural(answer.n_rates, "exchange rate", "exchange rates"));
    let mut table = Table::new(vec![
        Column::left("From"),
        Column::left("To"),
        Column::right("Rates"),
        Column::left("First"),
        Column::left("Last"),
    ]);
    for pair in &answer.pairs {
        table.push(vec![
            Cell::plain(pair.from.to_string()),
            Cell::plain(pair.to.to_string()),
            Cell::plain(pair.n.to_string()),
            Cell::plain(pair.first.to_string()),
            Cell::plain(pair.last.to_string()),
        ]);
    }
    if !answer.pairs.is_empty() {
        text.push_str(&format!("\n{}\n", table.render(screen)));
    }
    for problem in &answer.problems {
        text.push_str(&format!("{problem}\n"));
    }
    if !answer.unknown.is_empty() {
        text.push_str(&format!("Left out, not known here: {}\n", answer.unknown.join(", ")));
    }
    text.push_str(&match (&answer.recorded_in, answer.n_new) {
        (Some(store), Some(n)) => format!("Recorded {n} new in {store}\n"),
        _ => "Nothing recorded\n".to_string(),
    });
    text
}
