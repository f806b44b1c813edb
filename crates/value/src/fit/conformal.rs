//! Ranges that keep their word: how far off were predictions made without the row itself?
//!
//! For each row the model predicts it as if neither the row nor anything later had been
//! seen (leave one out in closed form, at the final variances and weights), and the miss
//! is divided by the sd the model itself would have claimed. The k-th smallest of n such
//! scores, k = ⌈(n+1)(1−α)⌉, bounds a new score with probability at least 1−α if it is
//! like the old ones (Vovk, Gammerman & Shafer 2005; Lei et al. 2018, studentized). With
//! k > n there is no bound: the answer is "not enough", never a number.

use std::collections::BTreeSet;

use super::{Fit, FitError, Problem, Rows};

/// Studentized leave-one-out misses |e|/sd of the rows for which `counts` is true.
pub fn scores(fit: &Fit, rows: &Rows, counts: impl Fn(usize) -> bool) -> Vec<f64> {
    (0..rows.len()).filter(|&j| counts(j)).map(|j| score(fit, rows, j)).collect()
}

/// The same, each row judged by what had been seen in its own period and before.
///
/// # Errors
/// When the equations of a period have no solution.
pub fn scores_in_time<T: Ord + Copy + Sync>(
    problem: &Problem,
    fit: &Fit,
    periods: &[T],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<f64>, FitError> {
    let n = problem.rows.len();
    let wanted: BTreeSet<T> = (0..n).filter(|&j| counts(j)).map(|j| periods[j]).collect();
    let mut out = Vec::new();
    for now in wanted {
        let past = problem.refit(fit, |j| periods[j] <= now)?;
        out.extend(scores(&past, &problem.rows, |j| periods[j] == now && counts(j)));
    }
    Ok(out)
}

/// Studentized misses of rows predicted without anything their source said.
///
/// # Errors
/// When the equations without a source have no solution.
pub fn scores_without_source(
    problem: &Problem,
    fit: &Fit,
    sources: &[usize],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<f64>, FitError> {
    let rows = &problem.rows;
    let wanted: BTreeSet<usize> = (0..rows.len()).filter(|&j| counts(j)).map(|j| sources[j]).collect();
    let mut out = Vec::new();
    for source in wanted {
        let rest = problem.refit(fit, |j| sources[j] != source)?;
        for j in (0..rows.len()).filter(|&j| counts(j) && sources[j] == source) {
            out.push(score(&rest, rows, j));
        }
    }
    Ok(out)
}

fn score(fit: &Fit, rows: &Rows, j: usize) -> f64 {
    let prediction = fit.predict(&rows.x(j), Some(rows.node(j)));
    let omega = fit.precisions()[j];
    // Leverage of a row in a linear smoother; below 1 because the priors hold a share.
    let rest = (1.0 - omega * prediction.variance).max(1e-9);
    let miss = (rows.y(j) - prediction.mean) / rest;
    let noise = fit.variances.noises[rows.noise(j)];
    miss.abs() / libm::sqrt(prediction.variance / rest + noise * rows.relative_variance(j))
}

/// The conformal quantile of `scores` for a range that is to cover `coverage` (0–1), or
/// `None` when there are too few to say.
pub fn bound(scores: &[f64], coverage: f64) -> Option<f64> {
    let k = rank(scores.len(), coverage);
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(k.checked_sub(1)?).copied()
}

/// k = ⌈(n+1)·coverage⌉. The tiny subtraction keeps products that are whole numbers in
/// exact arithmetic (20 × 0.9) from being rounded up.
pub fn rank(n: usize, coverage: f64) -> usize {
    ((n + 1) as f64 * coverage - 1e-9).ceil() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_acceptance_test_a8() {
        let found = [(19, 0.9), (99, 0.9), (99, 0.8), (999, 0.9)].map(|(n, c)| rank(n, c));
        assert_eq!(found, [18, 90, 80, 900]);
    }

    #[test]
    fn too_few_scores_give_no_bound() {
        assert_eq!(bound(&[0.3, 0.1, 0.2], 0.8), None);
        assert_eq!(bound(&[0.3, 0.1, 0.2, 0.4], 0.8), Some(0.4));
        assert_eq!(bound(&[], 0.8), None);
    }
}
