//! The goals that estimates of held-out prices are held to, and by how much each is missed.

use std::fmt::Write as _;

use anyhow::Result;
use rackworth_model::class::Class;
use rackworth_value::backtest::Held;
use rackworth_value::stats::accuracy::{Accuracy, Outcome};
use rackworth_value::stats::order::{median, quantile};
use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

use super::table::{header, percent};

/// Classes with so many rows are held to the goals of ranges and bias by themselves.
const MANY: usize = 100;
const RESAMPLINGS: usize = 2_000;

/// One goal of one group of prices.
struct Verdict {
    goal: String,
    n: usize,
    found: String,
    /// What the same prices, drawn again and again, give in nine cases of ten.
    chance: String,
    /// By how many percentage points it is missed; none or less when it is met.
    missed_by: f64,
}

pub(super) fn report(held: &[Held]) -> Result<String> {
    let mut out = String::from("### Goals, one price left out\n\n") + &header("goal | n | found | by chance | verdict");
    for Verdict { goal, n, found, chance, missed_by } in verdicts(held) {
        let verdict =
            if missed_by <= 0.0 { "met".to_string() } else { format!("**missed** by {:.1} points", 100.0 * missed_by) };
        writeln!(out, "| {goal} | {n} | {found} | {chance} | {verdict} |")?;
    }
    write!(out, "\n{}\n\n", super::WHY)?;
    Ok(out)
}

fn verdicts(held: &[Held]) -> Vec<Verdict> {
    let mut found = Vec::new();
    for (name, of_class) in groups(held) {
        let errors = errors(&of_class, 4.., |h| h.baseline.item);
        found.extend(against(&format!("4+ comparables, {name}: no worse than their median"), &errors, 1.0));
    }
    let all: Vec<&Held> = held.iter().collect();
    let single: Vec<&Held> = held.iter().filter(|h| !h.baseline.has_twin).collect();
    let few = |held: &[&Held]| errors(held, 1..=3, |h| h.baseline.item);
    found.extend(against("1–3 comparables: a tenth better than their median", &few(&all), 0.9));
    found.extend(against("the same without twins", &few(&single), 0.9));
    let none = errors(&all, 0..=0, |h| h.baseline.class);
    found.extend(at_most("no comparables: 30 % at most", &none, 0.3));
    found.extend(against("no comparables: a third better than the class median", &none, 2.0 / 3.0));
    for (name, of_class) in groups(held).into_iter().filter(|(_, of_class)| told(of_class).len() >= MANY) {
        found.extend(kept_words(&name, &of_class));
    }
    found
}

/// All prices, and those of each class.
fn groups(held: &[Held]) -> Vec<(String, Vec<&Held>)> {
    let of = |class: &Class| (class.to_string(), held.iter().filter(|h| h.class == *class).collect());
    let all = ("all".to_string(), held.iter().collect());
    std::iter::once(all).chain(Class::ALL.iter().map(of)).collect()
}

fn told(held: &[&Held]) -> Vec<Outcome> {
    held.iter().filter_map(|h| h.outcome).collect()
}

fn error(estimate: f64, actual: f64) -> f64 {
    (libm::exp(estimate - actual) - 1.0).abs()
}

/// Our errors and those of something simpler, of prices with so many comparables that have both.
fn errors(
    held: &[&Held],
    bin: impl std::ops::RangeBounds<usize>,
    simpler: impl Fn(&Held) -> Option<f64>,
) -> Vec<(f64, f64)> {
    let inside = held.iter().filter(|h| bin.contains(&h.baseline.n_comparables));
    let pair = |h: &&Held| {
        let (ours, theirs) = (h.outcome?, simpler(h)?);
        Some((error(ours.estimate, ours.actual), error(theirs, h.actual)))
    };
    inside.filter_map(pair).collect()
}

/// Our median error against a share of theirs.
fn against(goal: &str, errors: &[(f64, f64)], share: f64) -> Option<Verdict> {
    let (ours, theirs) = medians(errors)?;
    Some(Verdict {
        goal: goal.to_string(),
        n: errors.len(),
        found: format!("{} against {}", percent(Some(ours)), percent(Some(theirs))),
        chance: ratios(errors).map_or_else(String::new, |[low, high]| format!("{low:.2}–{high:.2} of it")),
        missed_by: ours - share * theirs,
    })
}

fn at_most(goal: &str, errors: &[(f64, f64)], most: f64) -> Option<Verdict> {
    let (ours, _) = medians(errors)?;
    let (goal, found) = (goal.to_string(), percent(Some(ours)));
    Some(Verdict { goal, n: errors.len(), found, chance: String::new(), missed_by: ours - most })
}

fn medians(errors: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = errors.iter().copied().unzip();
    Some((median(&ours)?, median(&theirs)?))
}

/// The ratio of the two medians over resamplings of the same prices (Efron 1979): 5 % and 95 %.
fn ratios(errors: &[(f64, f64)]) -> Option<[f64; 2]> {
    let mut generator = Pcg64::new(1, 1);
    let n = errors.len() as u64;
    let mut drawn = Vec::with_capacity(RESAMPLINGS);
    for _ in 0..RESAMPLINGS {
        let again: Vec<(f64, f64)> = errors.iter().map(|_| errors[(generator.next_u64() % n) as usize]).collect();
        let (ours, theirs) = medians(&again)?;
        drawn.push(ours / theirs);
    }
    Some([quantile(&drawn, 0.05)?, quantile(&drawn, 0.95)?])
}

/// Bias within 3 %, 80 % ranges that hold 76–84 %, 90 % ranges that hold 87–93 %.
fn kept_words(name: &str, held: &[&Held]) -> Vec<Verdict> {
    let Some(found) = Accuracy::of(&told(held)) else { return Vec::new() };
    let mut verdicts = vec![Verdict {
        goal: format!("bias of {name}: within 3 %"),
        n: found.n,
        found: format!("{:+.1} %", 100.0 * found.bias),
        chance: String::new(),
        missed_by: found.bias.abs() - 0.03,
    }];
    for (promise, slack, cover) in [(0.8, 0.04, found.cover80), (0.9, 0.03, found.cover90)] {
        let Some(cover) = cover else { continue };
        // Of n independent prices a share p is held with an sd of √(p(1 − p)/n).
        let luck = 1.645 * libm::sqrt(promise * (1.0 - promise) / found.n as f64);
        verdicts.push(Verdict {
            goal: format!("{:.0} % ranges of {name}: within {:.0} points", 100.0 * promise, 100.0 * slack),
            n: found.n,
            found: percent(Some(cover)),
            chance: format!("{:.0}–{:.0} %", 100.0 * (promise - luck), 100.0 * (promise + luck)),
            missed_by: (cover - promise).abs() - slack,
        });
    }
    verdicts
}
