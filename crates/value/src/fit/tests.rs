//! The pooled regression against published answers and its own laws.

use proptest::prelude::*;

use super::conformal;
use super::{BLOCK, Group, Node, PRICE_TAILS, Penalty, Problem, Row, Rows, Sums, Tails};

/// Rubin (1981), eight schools: effects and standard errors.
const SCHOOLS: [(f64, f64); 8] =
    [(28.0, 15.0), (8.0, 10.0), (-3.0, 16.0), (7.0, 11.0), (-1.0, 9.0), (1.0, 11.0), (18.0, 10.0), (12.0, 18.0)];

fn schools(between: Group) -> Problem {
    Problem {
        n_coefficients: 1,
        nodes: vec![Node { group: 0, parent: None }; 8],
        n_noises: 1,
        noise_freedom: 10.0,
        groups: vec![between, Group::fixed(1e6)],
        penalties: vec![Penalty { a: vec![(0, 1.0)], mean: 0.0, group: 1, scale: 1.0 }],
        noise: Group::fixed(1.0),
        tails: Tails::Normal,
        rows: SCHOOLS
            .iter()
            .enumerate()
            .map(|(item, (y, se))| Row { y: *y, x: vec![(0, 1.0)], node: item, noise: 0, relative_variance: se * se })
            .collect(),
    }
}

#[test]
fn eight_schools_at_a_known_spread_between_them() {
    // Gelman et al., Bayesian Data Analysis, ch. 5, computed exactly (acceptance test A6).
    let fit = schools(Group::fixed(5.0)).fit().unwrap();
    assert!((fit.theta()[0] - 7.85098).abs() < 1e-4, "{}", fit.theta()[0]);
    assert!((fit.predict(&[(0, 1.0)], Some(0)).mean - 9.86588).abs() < 1e-4);
    let fit = schools(Group::fixed(10.0)).fit().unwrap();
    let expected = [14.2414, 8.06324, 5.00106, 7.61676, 3.08422, 4.90182, 13.06324, 9.04004];
    for (item, value) in expected.iter().enumerate() {
        let found = fit.predict(&[(0, 1.0)], Some(item)).mean;
        assert!((found - value).abs() < 1e-3, "school {item}: {found} against {value}");
    }
}

#[test]
fn a_spread_that_data_call_zero_does_not_become_zero() {
    // DerSimonian-Laird puts τ at 0 here; pooling completely would be far too sure.
    let fit = schools(Group::learned(10.0, 4.0)).fit().unwrap();
    assert!(fit.variances.groups[0] > 9.0, "{}", fit.variances.groups[0]);
}

/// Items with two or three rows each, one row of them far off.
fn prices(seed: u64, n_items: usize) -> Problem {
    let noise = crate::random::Generator { seed, n_draws: 4 * n_items }.normals("test");
    let mut rows = Rows::default();
    for item in 0..n_items {
        let effect = 0.3 * noise[item];
        for k in 0..(2 + item % 2) {
            let size = (item % 5) as f64;
            let y = 4.0 + 0.8 * size + effect + 0.2 * noise[n_items + 3 * item + k];
            rows.push(&Row {
                y,
                x: vec![(0, 1.0), (1, size)],
                node: item,
                noise: 0,
                relative_variance: 1.0 + k as f64,
            });
        }
    }
    Problem {
        n_coefficients: 2,
        nodes: vec![Node { group: 0, parent: None }; n_items],
        n_noises: 1,
        noise_freedom: 10.0,
        groups: vec![Group::learned(0.3, 4.0), Group::fixed(10.0), Group::fixed(0.5)],
        penalties: vec![
            Penalty { a: vec![(0, 1.0)], mean: 4.0, group: 1, scale: 1.0 },
            Penalty { a: vec![(1, 1.0)], mean: 1.0, group: 2, scale: 1.0 },
        ],
        noise: Group::learned(0.25, 10.0),
        tails: PRICE_TAILS,
        rows,
    }
}

fn row(rows: &Rows, j: usize) -> Row {
    let (y, relative_variance) = (rows.y(j), rows.relative_variance(j));
    Row { y, x: rows.x(j), node: rows.node(j), noise: rows.noise(j), relative_variance }
}

/// The rows with other prices.
fn moved(rows: &Rows, y: impl Fn(usize, f64) -> f64) -> Rows {
    (0..rows.len()).map(|j| Row { y: y(j, rows.y(j)), ..row(rows, j) }).collect()
}

/// The same with a level between items and rows: every item in two places.
fn nested(seed: u64, n_items: usize) -> Problem {
    let flat = prices(seed, n_items);
    let child = |k: usize| Node { group: 3, parent: Some(k / 2) };
    let nodes = flat.nodes.iter().copied().chain((0..2 * n_items).map(child)).collect();
    let rows = (0..flat.rows.len()).map(|j| {
        let item = flat.rows.node(j);
        Row { node: n_items + 2 * item + j % 2, ..row(&flat.rows, j) }
    });
    let groups = flat.groups.iter().copied().chain([Group::fixed(0.4)]).collect();
    Problem { nodes, groups, rows: rows.collect(), ..flat.clone() }
}

#[test]
fn effects_taken_out_are_the_effects_fitted_as_coefficients() {
    let known = [Group::fixed(0.3), Group::fixed(10.0), Group::fixed(0.5), Group::fixed(0.4)];
    let tree = Problem { groups: known.to_vec(), noise: Group::fixed(0.25), ..nested(7, 6) };
    // Every node as a coefficient of its own, with the penalty that is its distribution.
    let mut dense = Problem { nodes: vec![Node { group: 4, parent: None }], ..tree.clone() };
    dense.n_coefficients = 2 + tree.nodes.len();
    dense.groups.push(Group::fixed(1e-9));
    for (node, of) in tree.nodes.iter().enumerate() {
        dense.penalties.push(Penalty { a: vec![(2 + node, 1.0)], mean: 0.0, group: of.group, scale: 1.0 });
    }
    let rows = (0..tree.rows.len()).map(|j| {
        let node = tree.rows.node(j);
        let mut x = tree.rows.x(j);
        x.extend(tree.nodes[node].parent.map(|parent| (2 + parent, 1.0)));
        x.push((2 + node, 1.0));
        Row { x, node: 0, ..row(&tree.rows, j) }
    });
    dense.rows = rows.collect();
    let (a, b) = (tree.fit().unwrap(), dense.fit().unwrap());
    for node in 0..tree.nodes.len() {
        let mut x = vec![(0, 1.0), (1, 2.0)];
        let eliminated = a.predict(&x, Some(node));
        x.extend(tree.nodes[node].parent.map(|parent| (2 + parent, 1.0)));
        x.push((2 + node, 1.0));
        let fitted = b.predict(&x, None);
        assert!((eliminated.mean - fitted.mean).abs() < 1e-6, "{node}: {eliminated:?} against {fitted:?}");
        assert!((eliminated.variance - fitted.variance).abs() < 1e-6, "{node}: {eliminated:?} against {fitted:?}");
    }
}

#[test]
fn blocks_summed_anywhere_and_merged_in_order_are_the_whole_to_the_bit() {
    let few = nested(3, 40);
    let n = 2 * BLOCK + 1000;
    let rows: Rows = (0..n).map(|j| row(&few.rows, j % few.rows.len())).collect();
    let problem = Problem { rows, ..few };
    let omega = |j: usize| 1.0 + (j % 7) as f64 / 3.0;
    let of = |from: usize, to: usize| Sums::of(&problem.rows, from..to, omega, 2, problem.nodes.len());
    // The last part first, as another machine may have it.
    let parts = [of(2 * BLOCK, n), of(0, BLOCK), of(BLOCK, 2 * BLOCK)];
    let mut merged = parts[1].clone();
    merged.merge(&parts[2]);
    merged.merge(&parts[0]);
    for n_threads in [1, 3] {
        assert!(problem.sums(n_threads, omega) == merged, "{n_threads} threads");
    }
    assert_eq!(problem.fit_on(1).unwrap().theta(), problem.fit_on(3).unwrap().theta());
}

#[test]
fn a_noisy_source_is_told_from_a_quiet_one() {
    let quiet = prices(5, 60);
    let noise = crate::random::Generator { seed: 9, n_draws: quiet.rows.len() }.normals("loud");
    let rows = (0..quiet.rows.len()).map(|j| {
        let loud = j % 3 == 0;
        let y = quiet.rows.y(j) + if loud { 1.5 * noise[j] } else { 0.0 };
        Row { y, noise: usize::from(loud), relative_variance: 1.0, ..row(&quiet.rows, j) }
    });
    let fit = Problem { rows: rows.collect(), n_noises: 2, ..quiet.clone() }.fit().unwrap();
    let [low, high] = fit.variances.noises[..] else { panic!("two noises") };
    assert!(high > 5.0 * low && low < 0.1, "{low} and {high}");
}

#[test]
fn one_wild_row_hardly_moves_the_answer() {
    let mut problem = prices(1, 30);
    let clean = problem.fit().unwrap();
    problem.rows = moved(&problem.rows, |j, y| if j == 5 { y + 5.0 } else { y });
    let dirty = problem.fit().unwrap();
    let at = [(0, 1.0), (1, 2.0)];
    let moved = (clean.predict(&at, None).mean - dirty.predict(&at, None).mean).abs();
    assert!(moved < 0.05, "{moved}");
    assert!(dirty.precisions()[5] < 0.05 * clean.precisions()[5]);
}

#[test]
fn leaving_one_out_in_closed_form_is_leaving_it_out() {
    let problem = Problem { tails: Tails::Normal, noise: Group::fixed(0.25), ..prices(2, 12) };
    let problem = Problem { groups: vec![Group::fixed(0.3), Group::fixed(10.0), Group::fixed(0.5)], ..problem };
    let fit = problem.fit().unwrap();
    let all = conformal::scores(&fit, &problem.rows, |_| true);
    let rows = &problem.rows;
    for (j, score) in all.iter().enumerate() {
        let rest: Rows = (0..rows.len()).filter(|&i| i != j).map(|i| row(rows, i)).collect();
        let rest = Problem { rows: rest, ..problem.clone() };
        let without = rest.fit().unwrap().predict(&rows.x(j), Some(rows.node(j)));
        let sd = (without.variance + 0.25 * 0.25 * rows.relative_variance(j)).sqrt();
        let direct = (rows.y(j) - without.mean).abs() / sd;
        assert!((score - direct).abs() < 1e-9, "row {j}: {score} against {direct}");
    }
}

#[test]
fn nothing_to_fit_is_told() {
    let problem = Problem { rows: Rows::default(), ..prices(1, 3) };
    assert!(problem.fit().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_prediction_is_its_rows_times_their_influence_plus_the_prior(seed in 0_u64..1000, size in 0.0_f64..5.0, which in 0_usize..10) {
        // With variances and weights fixed the smoother is linear in y, so the prior's
        // part is what it says when every y is zero.
        let known = Problem {
            groups: vec![Group::fixed(0.3), Group::fixed(10.0), Group::fixed(0.5)],
            noise: Group::fixed(0.25),
            tails: Tails::Normal,
            ..prices(seed, 10)
        };
        let mut silent = known.clone();
        silent.rows = moved(&silent.rows, |_, _| 0.0);
        let x = [(0, 1.0), (1, size)];
        let fit = known.fit().unwrap();
        let influence = fit.influence(&x, Some(which), &known.rows);
        let from_rows: f64 = influence.iter().enumerate().map(|(j, s)| s * known.rows.y(j)).sum();
        let prior = silent.fit().unwrap().predict(&x, Some(which)).mean;
        prop_assert!((from_rows + prior - fit.predict(&x, Some(which)).mean).abs() < 1e-9);
    }

    #[test]
    fn moving_every_price_and_prior_moves_the_prediction_alike(seed in 0_u64..1000, which in 0_usize..10) {
        let problem = prices(seed, 10);
        let mut up = problem.clone();
        up.rows = moved(&up.rows, |_, y| y + 0.7);
        up.penalties[0].mean += 0.7;
        let at = |p: &Problem| p.fit().unwrap().predict(&[(0, 1.0), (1, 2.0)], Some(which)).mean;
        prop_assert!((at(&up) - at(&problem) - 0.7).abs() < 1e-6);
    }

    #[test]
    fn the_order_of_items_does_not_matter(seed in 0_u64..1000) {
        let problem = prices(seed, 9);
        let mut turned = problem.clone();
        turned.rows = (0..problem.rows.len()).map(|j| Row { node: 8 - problem.rows.node(j), ..row(&problem.rows, j) }).collect();
        let (a, b) = (problem.fit().unwrap(), turned.fit().unwrap());
        let x = [(0, 1.0), (1, 3.0)];
        prop_assert!((a.predict(&x, Some(2)).mean - b.predict(&x, Some(6)).mean).abs() < 1e-9);
    }
}
