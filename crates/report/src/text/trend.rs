//! The screens of `book trend` and `book doctor`.

use rackworth_app::doctor::{DoctorAnswer, Finding, FindingKind};
use rackworth_app::trend::TrendAnswer;

use crate::figure::plain;
use crate::spark::spark;
use crate::style::{Label, Screen, wrapped};
use crate::table::{Cell, Column, Table};
use crate::words::plural;

/// How many findings of each kind a screen lists.
const LISTED: usize = 8;

/// `book trend` on a screen.
pub fn render_trend(answer: &TrendAnswer, screen: Screen) -> String {
    let title = format!("{} · {} · as of {} = 100", answer.name, answer.segment, answer.as_of);
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &title));
    let newest = answer.newest.map_or_else(String::new, |day| format!(", the newest of {day}"));
    let told = format!("{}{newest}; · is a quarter of which nothing is known", plural(answer.n, "price", "prices"));
    out.push_str(&format!("{}  {}\n\n", spark(&answer.points, 60), screen.paint.put(Label::Note, &told)));
    let mut table = Table::new(vec![
        Column::left("Quarter"),
        Column::right("Index"),
        Column::right("p10–p90"),
        Column::right("Prices").yielding(2),
        Column::right("Sources").yielding(3),
    ]);
    for point in &answer.points {
        let (index, range) = match point.index {
            Some([low, middle, high]) => (
                Cell::new(Label::Figure, plain(middle)),
                Cell::new(Label::Range, format!("{}–{}", plain(low), plain(high))),
            ),
            None => (Cell::new(Label::Gap, "nothing known"), Cell::plain("")),
        };
        let count = |n: usize| Cell::plain(n.to_string());
        table.push(vec![Cell::plain(point.quarter.to_string()), index, range, count(point.n), count(point.n_sources)]);
    }
    out.push_str(&table.render(screen));
    if !answer.families.is_empty() {
        let families: Vec<String> =
            answer.families.iter().map(|family| format!("`{}/{family}`", answer.class)).collect();
        let line = format!("families: {}", families.join(", "));
        out.push_str(&format!("\n{}\n", screen.paint.put(Label::Hint, &wrapped(&line, screen.prose(), "  "))));
    }
    out
}

/// `book doctor` on a screen.
pub fn render_doctor(answer: &DoctorAnswer, screen: Screen) -> String {
    let title = format!("The price book as of {}", answer.as_of);
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &title));
    let mut table = Table::new(vec![
        Column::left("Class"),
        Column::left("Segment").yielding(5),
        Column::right("Parts"),
        Column::right("Prices"),
        Column::right("Paid").yielding(3),
        Column::right("Sources").yielding(2),
        Column::left("Newest"),
        Column::right(format!("Older than {} d", answer.stale_after)),
        Column::right("One source").yielding(1),
    ]);
    for health in &answer.classes {
        let count = |n: usize| Cell::plain(n.to_string());
        table.push(vec![
            Cell::plain(health.class.plural()),
            Cell::plain(health.segment.to_string()),
            count(health.n_parts),
            count(health.n),
            count(health.n_sold),
            count(health.n_sources),
            Cell::plain(health.newest.map_or_else(String::new, |day| day.to_string())),
            count(health.n_stale),
            count(health.n_single_source),
        ]);
    }
    out.push_str(&table.render(screen));
    for kind in FindingKind::ALL {
        out.push_str(&findings(kind, &answer.findings, screen));
    }
    if answer.n_refused > 0 {
        let rows = plural(answer.n_refused, "row", "rows");
        out.push_str(&format!("\n{rows} of the built-in book cannot be used\n"));
    }
    out
}

fn findings(kind: FindingKind, all: &[Finding], screen: Screen) -> String {
    let mine: Vec<&Finding> = all.iter().filter(|finding| finding.kind == kind).collect();
    if mine.is_empty() {
        return String::new();
    }
    let title = match kind {
        FindingKind::Contradiction => "Prices that contradict each other",
        FindingKind::Outlier => "Prices far from what is expected",
        FindingKind::Stale => "Parts whose newest price is old",
        FindingKind::SingleSource => "Parts known from one source",
    };
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, &format!("{title}: {}", mine.len())));
    out.push_str(&format!("  {}\n", screen.paint.put(Label::Hint, &wrapped(kind.advice(), screen.prose(), "    "))));
    for finding in mine.iter().take(LISTED) {
        let line = format!("{}: {}", finding.name, finding.detail);
        out.push_str(&format!("  {}\n", wrapped(&line, screen.prose(), "    ")));
        for seen in &finding.evidence {
            let line = format!(
                "{} {}, lot of {}, {} {}",
                seen.observed_on, seen.price, seen.lot, seen.publisher, seen.citation
            );
            out.push_str(&format!(
                "    {}\n",
                screen.paint.put(Label::Note, &wrapped(&line, screen.prose(), "      "))
            ));
        }
    }
    if mine.len() > LISTED {
        out.push_str(&format!("  … and {} more, all of them in `--json`\n", mine.len() - LISTED));
    }
    out
}
