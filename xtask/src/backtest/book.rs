//! Prices of the embedded book, each left out in turn, alone and with its source.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, anyhow};
use rackworth_catalog::Catalog;
use rackworth_model::snapshot::{AsOf, KnownBy};
use rackworth_value::backtest::{Held, Leave, leave_out};
use rackworth_value::book::{EMBEDDED, PriceBook};
use rackworth_value::policy::Policy;
use rackworth_value::stats::accuracy::Outcome;

use super::table::{HEAD, cells, header, mdape, percent};

/// Bins of comparables: the four, and the two its goals are set in.
const BINS: [(&str, usize, usize); 6] =
    [("0", 0, 0), ("1–2", 1, 2), ("3–5", 3, 5), ("6+", 6, usize::MAX), ("1–3", 1, 3), ("4+", 4, usize::MAX)];

/// Bins the goals are set in.
const GOALS: [&str; 2] = ["1–3", "4+"];

pub(crate) fn report(n_threads: usize) -> Result<String> {
    let catalog = Catalog::embedded().context("failed to read the catalog")?;
    let book = PriceBook::read(EMBEDDED, &catalog);
    let policy = Policy::built_in().map_err(|problems| anyhow!("failed to read the policy: {problems:?}"))?;
    let newest = book.observations.iter().map(|o| o.observed_on).max().context("an empty book")?;
    let recorded = book.observations.iter().map(|o| o.recorded_at).max().context("an empty book")?;
    let snapshot = book.snapshot(AsOf(newest), KnownBy(recorded), &policy);
    let mut out = String::new();
    for (leave, title) in
        [(Leave::One, "One price left out"), (Leave::Source, "Everything its publisher said left out")]
    {
        let held = leave_out(&snapshot, &book.parts, &policy, leave, n_threads, |_| true);
        if leave == Leave::One {
            out += &super::goals::report(&held)?;
        }
        writeln!(out, "### {title}\n")?;
        out += &tables(&held)?;
    }
    Ok(out)
}

fn tables(held: &[Held]) -> Result<String> {
    let mut classes: BTreeMap<String, Vec<&Held>> = BTreeMap::new();
    for one in held {
        classes.entry("all".to_string()).or_default().push(one);
        classes.entry(one.class.to_string()).or_default().push(one);
    }
    let mut out = header(&format!("class | comparables | {HEAD} | median of comparables | class median | no estimate"));
    for (class, held) in &classes {
        for (bin, from, to) in [("any", 0, usize::MAX)].into_iter().chain(BINS) {
            let inside = |h: &&&Held| (from..=to).contains(&h.baseline.n_comparables);
            let chosen: Vec<&Held> = held.iter().filter(inside).copied().collect();
            if !chosen.is_empty() {
                writeln!(out, "| {class} | {bin} | {} |", line(&chosen))?;
            }
            let single: Vec<&Held> = chosen.iter().filter(|h| !h.baseline.has_twin).copied().collect();
            if GOALS.contains(&bin) && single.len() < chosen.len() {
                writeln!(out, "| {class} | {bin}, no twin | {} |", line(&single))?;
            }
        }
    }
    out.push('\n');
    Ok(out)
}

fn line(held: &[&Held]) -> String {
    let outcomes: Vec<Outcome> = held.iter().filter_map(|h| h.outcome).collect();
    let baseline = |of: fn(&Held) -> Option<f64>| {
        let pairs: Vec<(f64, f64)> =
            held.iter().filter(|h| h.outcome.is_some()).filter_map(|h| Some((of(h)?, h.actual))).collect();
        percent(mdape(&pairs))
    };
    let (item, class) = (baseline(|h| h.baseline.item), baseline(|h| h.baseline.class));
    format!("{} | {item} | {class} | {}", cells(&outcomes), held.len() - outcomes.len())
}
