//! Public data with public answers, fitted by our own regression: A10 to A13 of the
//! acceptance numbers. Read in place from `../shared`; what is not at hand is said.

mod data;
mod shuffle;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;
use rackworth_value::fit::{Fit, Group, Node, PRICE_TAILS, Penalty, Problem, Row, Rows, conformal};
use rackworth_value::stats::accuracy::Outcome;
use rackworth_value::stats::roll::{Ratio, cod, prd};

use self::data::{ames, cars, computers, uk_cars};
use super::table::{HEAD, cells, header, plain};

/// One thing sold: log price, regressors (the first a constant), what it is one of, and
/// what that is one of.
struct Sale {
    y: f64,
    x: Vec<f64>,
    item: String,
    family: String,
}

pub(crate) fn report() -> Result<String> {
    let head = format!("data | {HEAD} | COD | PRD | baseline");
    let mut out = String::from("### The same regression on public data\n\n") + &header(&head);
    let mut add = |name: &str, baseline: &str, found: Option<Vec<Outcome>>| -> Result<()> {
        match found {
            Some(outcomes) => {
                let roll: Vec<Ratio> = outcomes.iter().map(ratio).collect();
                writeln!(
                    out,
                    "| {name} | {} | {} | {} | {baseline} |",
                    cells(&outcomes),
                    plain(cod(&roll)),
                    plain(prd(&roll))
                )?;
            }
            None => println!("skipped: the data of {name} are not at hand"),
        }
        Ok(())
    };
    let ames = ames()?;
    add(
        "Ames, 2,930 houses, 5 folds",
        "empirical Bayes by neighborhood: MdAPE 6.22 %, within 10 % 70.8 %, COD 9.29",
        ames.as_deref().map(folds),
    )?;
    let cars = cars()?;
    add(
        "804 cars of one maker, 5 folds",
        "least squares: MdAPE 7.31 %, within 10 % 68.2 %, COD 8.82",
        cars.as_deref().map(folds),
    )?;
    let pcs = computers()?;
    add(
        "PCs, months 25–35 by months 1–24",
        "least squares 8.61 %, Student t 7.80 %, last median 16.9 %",
        pcs.as_ref().map(|(past, future)| held_out(past, future)),
    )?;
    let uk = uk_cars()?;
    for (n, baseline) in UK {
        let found = uk
            .as_deref()
            .map(|sales| held_out(&sales[..n.min(sales.len())], &sales[sales.len().saturating_sub(20_000)..]));
        add(&format!("used cars in the UK, {n} seen, 20,000 not"), baseline, found)?;
    }
    out.push('\n');
    Ok(out)
}

const UK: [(usize, &str); 5] = [
    (200, "empirical Bayes 11.3 %"),
    (500, "empirical Bayes 9.7 %, gradient-boosted trees 11.1 %"),
    (2_000, "empirical Bayes 8.3 %, trees 8.6 %"),
    (10_000, "empirical Bayes 8.1 %, trees 6.9 %"),
    (70_000, "empirical Bayes 7.96 %, trees 6.7 %"),
];

fn ratio(outcome: &Outcome) -> Ratio {
    Ratio { estimate: libm::exp(outcome.estimate), sale: libm::exp(outcome.actual) }
}

/// Every fifth row estimated by the rest, as the baselines were.
fn folds(sales: &[Sale]) -> Vec<Outcome> {
    (0..5)
        .flat_map(|fold| {
            let pick =
                |inside: bool| sales.iter().enumerate().filter(move |(j, _)| (j % 5 == fold) == inside).map(|(_, s)| s);
            estimated(&pick(false).collect::<Vec<_>>(), &pick(true).collect::<Vec<_>>())
        })
        .collect()
}

fn held_out(past: &[Sale], future: &[Sale]) -> Vec<Outcome> {
    estimated(&past.iter().collect::<Vec<_>>(), &future.iter().collect::<Vec<_>>())
}

const FAMILY: usize = 0;
const ITEM: usize = 1;

/// Fitted on some sales, asked about others: the pooled regression with wide priors,
/// effects of items within families, and ranges stretched by leave-one-out misses.
fn estimated(past: &[&Sale], future: &[&Sale]) -> Vec<Outcome> {
    let mut places: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
    for sale in past {
        places.insert((&sale.family, None), 0);
        places.insert((&sale.family, Some(&sale.item)), 0);
    }
    for (k, place) in places.values_mut().enumerate() {
        *place = k;
    }
    let nodes = places.keys().map(|(family, item)| match item {
        None => Node { group: FAMILY, parent: None },
        Some(_) => Node { group: ITEM, parent: places.get(&(*family, None)).copied() },
    });
    let n_coefficients = past.first().map_or(0, |sale| sale.x.len());
    let row = |sale: &&Sale| Row {
        y: sale.y,
        x: sale.x.iter().copied().enumerate().filter(|(_, v)| *v != 0.0).collect(),
        node: places[&(sale.family.as_str(), Some(sale.item.as_str()))],
        noise: 0,
        relative_variance: 1.0,
    };
    let problem = Problem {
        n_coefficients,
        nodes: nodes.collect(),
        groups: vec![Group::learned(0.2, 2.0), Group::learned(0.2, 2.0), Group::fixed(10.0)],
        penalties: (0..n_coefficients)
            .map(|i| Penalty { a: vec![(i, 1.0)], mean: 0.0, group: 2, scale: 1.0 })
            .collect(),
        noise: Group::learned(0.15, 4.0),
        n_noises: 1,
        noise_freedom: 10.0,
        tails: PRICE_TAILS,
        rows: past.iter().map(row).collect::<Rows>(),
    };
    let Ok(fit) = problem.fit() else { return Vec::new() };
    // Every row of up to five thousand: enough for a quantile.
    let step = past.len().div_ceil(5_000);
    let scores = conformal::scores(&fit, &problem.rows, |j| j % step == 0);
    let find =
        |sale: &Sale, deep: bool| places.get(&(sale.family.as_str(), deep.then_some(sale.item.as_str()))).copied();
    future.iter().map(|sale| outcome(&fit, &scores, sale, find(sale, true), find(sale, false))).collect()
}

fn outcome(fit: &Fit, scores: &[f64], sale: &Sale, item: Option<usize>, family: Option<usize>) -> Outcome {
    let x: Vec<(usize, f64)> = sale.x.iter().copied().enumerate().collect();
    let known = fit.predict(&x, item.or(family));
    let groups = &fit.variances.groups;
    let unseen = |known: bool, group: usize| if known { 0.0 } else { groups[group] };
    let unseen = unseen(item.is_some(), ITEM) + unseen(family.is_some(), FAMILY);
    let sd = libm::sqrt(known.variance + unseen + fit.variances.noise);
    let half = |coverage: f64| conformal::bound(scores, coverage).map(|bound| bound * sd);
    Outcome { estimate: known.mean, actual: sale.y, half80: half(0.8), half90: half(0.9) }
}
