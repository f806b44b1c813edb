//! Rolling origin: from every step of a history forecast what came later, knowing only
//! what came before (acceptance numbers B3 to B5).

mod data;

use std::fmt::Write as _;

use anyhow::Result;
use rackworth_value::fit::conformal;
use rackworth_value::stats::drift::{BEA_MONTHLY, Drift};
use rackworth_value::stats::order::{mean, median};
use rackworth_value::stats::scores::{Ensemble, crps_ensemble, pinball};

use self::data::{Item, Panel, dimms, dram, gpus};
use super::table::{header, percent, plain};

/// What a method makes of an item: its log change from a step on, over so many steps.
type Forecast = fn(&Panel, &Item, usize, usize) -> Option<f64>;

const METHODS: [(&str, Forecast); 6] = [
    ("**rackworth**", ours),
    ("last value", |_, _, _, _| Some(0.0)),
    ("BEA geometric, −31.19 % a year", |panel, _, _, h| Some(BEA_MONTHLY * panel.step * h as f64)),
    ("straight line over 5 years", |p, i, t, h| aged(p, i, t, h, |age| 1.0 - age / 5.0)),
    ("declining balance, 40 % a year", |p, i, t, h| aged(p, i, t, h, |age| libm::pow(0.6, age))),
    ("MACRS, 5 years", |p, i, t, h| aged(p, i, t, h, macrs)),
];

/// One forecast with what came of it: logs.
struct Told {
    change: f64,
    actual: f64,
    /// How far off the method had been by then, so many steps ahead.
    past: Vec<f64>,
}

pub(crate) fn report() -> Result<String> {
    let head = "history | ahead | method | n | MdAPE | within 10 % | bias | MAE of the log | 80 % holds | its log width \
                | pinball 10/50/90 % | CRPS";
    let mut out = String::from("### Forecasts from every step of a history\n\n") + INTRO + &header(head);
    for panel in [gpus()?, dimms()?, dram()?].into_iter().flatten() {
        for &(steps, words) in panel.ahead {
            for (name, method) in METHODS {
                let told = told(&panel, steps, method);
                if !told.is_empty() {
                    writeln!(out, "| {} | {words} | {name} | {} |", panel.name, line(&told))?;
                }
            }
            let told = told_by_past_choice(&panel, steps);
            if !told.is_empty() {
                writeln!(out, "| {} | {words} | rackworth, κ chosen by its own past | {} |", panel.name, line(&told))?;
            }
        }
    }
    out.push('\n');
    Ok(out)
}

const INTRO: &str = "\
The weight of the belief (κ = 48 months) and the part of momentum (1 for memory, 0 elsewhere) come from the acceptance numbers,
which were worked out on these very histories: the row whose κ is chosen anew at each step among 6, 12, 24, 48 and 96 by the
errors known by then has not looked ahead at all. A range is the middle plus and minus the k-th smallest of the misses known by
then, k = ⌈0.8(n+1)⌉; items of one panel move together, so they hold less surely than n suggests. Server DIMMs: seven weeks of
four modules, repeated asks. Depreciation schedules are told where things have an age.\n\n";

fn ours(panel: &Panel, item: &Item, t: usize, h: usize) -> Option<f64> {
    Some(panel.drift.ahead(&changes(panel, item, t), panel.step, h))
}

/// The log changes of the level up to a step: the median of what the panel's items moved.
fn changes(panel: &Panel, item: &Item, t: usize) -> Vec<f64> {
    if let [only] = panel.items.as_slice() {
        let logs = bridged(&only.logs[..=t]);
        return logs.windows(2).map(|pair| pair[1] - pair[0]).collect();
    }
    let of = |item: &Item, s: usize| Some(item.logs[s + 1]? - item.logs[s]?);
    let step = |s: usize| {
        let moved: Vec<f64> = panel.items.iter().filter_map(|item| of(item, s)).collect();
        median(&moved).unwrap_or_default()
    };
    let _ = item;
    (0..t).map(step).collect()
}

/// Gaps filled on a straight line of the log.
fn bridged(logs: &[Option<f64>]) -> Vec<f64> {
    let seen: Vec<(usize, f64)> = logs.iter().enumerate().filter_map(|(t, log)| Some((t, (*log)?))).collect();
    let mut out = Vec::new();
    for pair in seen.windows(2) {
        let ((from, a), (to, b)) = (pair[0], pair[1]);
        out.extend((from..to).map(|t| a + (b - a) * (t - from) as f64 / (to - from) as f64));
    }
    out.extend(seen.last().map(|(_, log)| *log));
    out
}

/// What a schedule of depreciation makes of a thing of its age; written off is worth nothing.
fn aged(panel: &Panel, item: &Item, t: usize, h: usize, left: impl Fn(f64) -> f64) -> Option<f64> {
    let age = |steps: usize| item.age.map(|age| (age + steps as f64 * panel.step / 12.0).max(0.0));
    let (now, then) = (left(age(t)?).max(0.0), left(age(t + h)?).max(0.0));
    Some(if now > 0.0 && then > 0.0 { libm::log(then / now) } else { f64::NEG_INFINITY })
}

/// Share left of five-year property after so many years, half-year convention (IRS
/// Publication 946, table A-1: 20, 32, 19.2, 11.52, 11.52, 5.76 %), on straight lines between.
fn macrs(years: f64) -> f64 {
    const LEFT: [f64; 7] = [1.0, 0.8, 0.48, 0.288, 0.1728, 0.0576, 0.0];
    let at = years.min(6.0);
    let below = at.floor() as usize;
    let above = (below + 1).min(6);
    LEFT[below] + (LEFT[above] - LEFT[below]) * (at - below as f64)
}

/// Forecasts from every step on, each with the misses known by then.
fn told(panel: &Panel, h: usize, method: Forecast) -> Vec<Told> {
    let mut known: Vec<(usize, f64)> = Vec::new();
    let mut out = Vec::new();
    let n = panel.items.first().map_or(0, |item| item.logs.len());
    for t in 1..n.saturating_sub(h) {
        let past: Vec<f64> = known.iter().filter(|(seen, _)| *seen <= t).map(|(_, miss)| *miss).collect();
        for item in &panel.items {
            let Some((change, actual)) = one(panel, item, t, h, method) else { continue };
            known.push((t + h, actual - change));
            if t >= panel.first {
                out.push(Told { change, actual, past: past.clone() });
            }
        }
    }
    out
}

/// The forecast and the outcome of an item seen at both ends, and four times by the first
/// (twice in a panel that short).
fn one(panel: &Panel, item: &Item, t: usize, h: usize, method: Forecast) -> Option<(f64, f64)> {
    let (now, then) = (item.logs[t]?, item.logs[t + h]?);
    let seen = item.logs[..=t].iter().flatten().count();
    let change = method(panel, item, t, h)?;
    (seen >= panel.first.min(4)).then_some((change, then - now))
}

/// Ours, with κ chosen at each step by the absolute misses known by then.
fn told_by_past_choice(panel: &Panel, h: usize) -> Vec<Told> {
    const KAPPAS: [Forecast; 5] = [
        |p, i, t, h| at_kappa(p, i, t, h, 6.0),
        |p, i, t, h| at_kappa(p, i, t, h, 12.0),
        |p, i, t, h| at_kappa(p, i, t, h, 24.0),
        |p, i, t, h| at_kappa(p, i, t, h, 48.0),
        |p, i, t, h| at_kappa(p, i, t, h, 96.0),
    ];
    let all: Vec<Vec<Told>> = KAPPAS.iter().map(|method| told(panel, h, *method)).collect();
    let loss = |told: &Told| mean(&told.past.iter().map(|miss| miss.abs()).collect::<Vec<_>>());
    let n = all.iter().map(Vec::len).min().unwrap_or(0);
    let best = |j: usize| {
        let scored = all.iter().filter_map(|told| Some((loss(&told[j])?, &told[j])));
        let chosen = scored.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, told)| told);
        let told = chosen.unwrap_or(&all[3][j]);
        Told { change: told.change, actual: told.actual, past: told.past.clone() }
    };
    (0..n).map(best).collect()
}

fn at_kappa(panel: &Panel, item: &Item, t: usize, h: usize, belief_months: f64) -> Option<f64> {
    let drift = Drift { belief_months, ..panel.drift };
    Some(drift.ahead(&changes(panel, item, t), panel.step, h))
}

fn line(told: &[Told]) -> String {
    let misses: Vec<f64> = told.iter().map(|t| t.change - t.actual).collect();
    let ratios: Vec<f64> = misses.iter().map(|miss| libm::exp(*miss)).collect();
    let errors: Vec<f64> = ratios.iter().map(|ratio| (ratio - 1.0).abs()).collect();
    let within = errors.iter().filter(|e| **e <= 0.1).count() as f64 / errors.len() as f64;
    let bias = median(&ratios).map_or_else(String::new, |ratio| format!("{:+.1} %", 100.0 * (ratio - 1.0)));
    let absolute: Vec<f64> = misses.iter().map(|miss| miss.abs()).collect();
    let mae = mean(&absolute).filter(|m| m.is_finite()).map_or_else(|| "–".to_string(), |m| format!("{m:.4}"));
    let mdape = median(&errors).map(|e| format!("{:.2} %", 100.0 * e)).unwrap_or_default();
    format!("{} | {mdape} | {} | {bias} | {mae} | {}", told.len(), percent(Some(within)), ranges(told))
}

/// Coverage, width and scores of those forecasts that had a range.
fn ranges(told: &[Told]) -> String {
    let (mut inside, mut widths, mut losses, mut crps) =
        (Vec::new(), Vec::new(), [const { Vec::new() }; 3], Vec::new());
    for one in told {
        let absolute: Vec<f64> = one.past.iter().map(|miss| miss.abs()).collect();
        let Some(half) = conformal::bound(&absolute, 0.8).filter(|half| half.is_finite()) else { continue };
        inside.push(if (one.actual - one.change).abs() <= half { 1.0 } else { 0.0 });
        widths.push(2.0 * half);
        for (loss, (p, q)) in losses.iter_mut().zip([(0.1, -half), (0.5, 0.0), (0.9, half)]) {
            loss.push(pinball(p, one.change + q, one.actual));
        }
        let members: Vec<f64> = one.past.iter().map(|miss| one.change + miss).collect();
        if members.iter().all(|m| m.is_finite()) {
            crps.push(crps_ensemble(&members, one.actual, Ensemble::Whole));
        }
    }
    let fine =
        |values: &[f64]| mean(values).filter(|m| m.is_finite()).map_or_else(|| "–".to_string(), |m| format!("{m:.4}"));
    let losses = losses.each_ref().map(|loss| fine(loss)).join(" / ");
    format!("{} | {} | {losses} | {}", percent(mean(&inside)), plain(mean(&widths)), fine(&crps))
}
