//! The part `identification` of the page on accuracy.

use std::fmt::Write;

use super::score::Tally;

pub(super) const TITLE: &str = "# Accuracy\n\nMeasured, not promised. Each part is written by the command it names.\n";

pub(super) fn body(tallies: &[Tally]) -> String {
    let mut out = String::from(
        "## Identification\n\nWritten by `cargo xtask accuracy`. *Right* is one part that agrees with the truth in every \
         property the list tells; *one of several* keeps the truth among weighted alternatives; *refused* says that it \
         is not known. What is said with at least 99 % belief has to be right as often.\n\n\
         | asked | n | right | wrong | one of several | refused | sure | of these right | goal |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---|\n",
    );
    for tally in tallies {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}", row(tally));
    }
    let wrong: Vec<&String> = tallies.iter().flat_map(|tally| &tally.wrong).collect();
    if !wrong.is_empty() {
        out.push_str("\nWrong, each of them:\n\n");
        wrong.iter().for_each(|line| {
            let _ = writeln!(out, "- {line}");
        });
    }
    out
}

fn row(tally: &Tally) -> String {
    let percent = |n: usize| format!("{:.2} %", 100.0 * tally.share(n));
    let goal = tally.goal.map_or_else(String::new, |goal| {
        let met = if tally.reaches_its_goal() { "met" } else { "missed" };
        format!("right ≥ {:.1} %, wrong ≤ {:.1} %: {met}", 100.0 * goal.right, 100.0 * goal.wrong)
    });
    let sure = if tally.sure == 0 {
        String::new()
    } else {
        format!("{:.2} %", 100.0 * tally.sure_and_right as f64 / tally.sure as f64)
    };
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {sure} | {goal} |",
        tally.what,
        tally.total(),
        percent(tally.right),
        percent(tally.wrong.len()),
        tally.narrowed,
        tally.refused.len(),
        tally.sure,
    )
}
