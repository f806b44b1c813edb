//! The pooled regression against published answers and its own laws.

use proptest::prelude::*;

use super::conformal;
use super::mixed::{Group, PRICE_TAILS, Penalty, Problem, Row, Tails};

/// Rubin (1981), eight schools: effects and standard errors.
const SCHOOLS: [(f64, f64); 8] =
    [(28.0, 15.0), (8.0, 10.0), (-3.0, 16.0), (7.0, 11.0), (-1.0, 9.0), (1.0, 11.0), (18.0, 10.0), (12.0, 18.0)];

fn schools(between: Group) -> Problem {
    Problem {
        n_coefficients: 1,
        item_groups: vec![0; 8],
        groups: vec![between, Group::fixed(1e6)],
        penalties: vec![Penalty { a: vec![(0, 1.0)], mean: 0.0, group: 1, scale: 1.0 }],
        noise: Group::fixed(1.0),
        tails: Tails::Normal,
        rows: SCHOOLS
            .iter()
            .enumerate()
            .map(|(item, (y, se))| Row { y: *y, x: vec![(0, 1.0)], item, relative_variance: se * se })
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
    assert!(fit.variances[0] > 9.0, "{}", fit.variances[0]);
    let unseen = fit.predict_unseen(&[(0, 1.0)], 0);
    assert!(unseen.variance > fit.variances[0]);
}

/// Items with two or three rows each, one row of them far off.
fn prices(seed: u64, n_items: usize) -> Problem {
    let noise = crate::random::Generator { seed, n_draws: 4 * n_items }.normals("test");
    let mut rows = Vec::new();
    for item in 0..n_items {
        let effect = 0.3 * noise[item];
        for k in 0..(2 + item % 2) {
            let size = (item % 5) as f64;
            let y = 4.0 + 0.8 * size + effect + 0.2 * noise[n_items + 3 * item + k];
            rows.push(Row { y, x: vec![(0, 1.0), (1, size)], item, relative_variance: 1.0 + k as f64 });
        }
    }
    Problem {
        n_coefficients: 2,
        item_groups: vec![0; n_items],
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

#[test]
fn one_wild_row_hardly_moves_the_answer() {
    let mut problem = prices(1, 30);
    let clean = problem.fit().unwrap();
    problem.rows[5].y += 5.0;
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
    for (j, score) in all.iter().enumerate() {
        let mut rest = problem.clone();
        let row = rest.rows.remove(j);
        let without = rest.fit().unwrap().predict(&row.x, Some(row.item));
        let sd = (without.variance + 0.25 * 0.25 * row.relative_variance).sqrt();
        let direct = (row.y - without.mean).abs() / sd;
        assert!((score - direct).abs() < 1e-9, "row {j}: {score} against {direct}");
    }
}

#[test]
fn nothing_to_fit_is_told() {
    let problem = Problem { rows: Vec::new(), ..prices(1, 3) };
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
        for row in &mut silent.rows { row.y = 0.0; }
        let x = [(0, 1.0), (1, size)];
        let fit = known.fit().unwrap();
        let influence = fit.influence(&x, Some(which), &known.rows);
        let from_rows: f64 = influence.iter().zip(&known.rows).map(|(s, row)| s * row.y).sum();
        let prior = silent.fit().unwrap().predict(&x, Some(which)).mean;
        prop_assert!((from_rows + prior - fit.predict(&x, Some(which)).mean).abs() < 1e-9);
    }

    #[test]
    fn moving_every_price_and_prior_moves_the_prediction_alike(seed in 0_u64..1000, which in 0_usize..10) {
        let problem = prices(seed, 10);
        let mut moved = problem.clone();
        for row in &mut moved.rows { row.y += 0.7; }
        moved.penalties[0].mean += 0.7;
        let at = |p: &Problem| p.fit().unwrap().predict(&[(0, 1.0), (1, 2.0)], Some(which)).mean;
        prop_assert!((at(&moved) - at(&problem) - 0.7).abs() < 1e-6);
    }

    #[test]
    fn the_order_of_items_does_not_matter(seed in 0_u64..1000) {
        let problem = prices(seed, 9);
        let mut turned = problem.clone();
        for row in &mut turned.rows { row.item = 8 - row.item; }
        let (a, b) = (problem.fit().unwrap(), turned.fit().unwrap());
        let x = [(0, 1.0), (1, 3.0)];
        prop_assert!((a.predict(&x, Some(2)).mean - b.predict(&x, Some(6)).mean).abs() < 1e-9);
    }
}
