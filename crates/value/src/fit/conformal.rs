//! Ranges that keep their word: how far off were predictions made without the row itself?
//!
//! For each row the model predicts it as if neither the row nor anything later had been
//! seen (leave one out in closed form, at the final variances and weights), and the miss
//! is divided by the sd the model itself would have claimed. The k-th smallest of n such
//! scores, k = ⌈(n+1)(1−α)⌉, bounds a new score with probability at least 1−α if it is
//! like the old ones (Vovk, Gammerman & Shafer 2005; Lei et al. 2018, studentized). With
//! k > n there is no bound: the answer is "not enough", never a number.

use std::collections::BTreeSet;

use super::{Fit, FitError, Problem, Rows, Variances};

/// A row predicted by a fit that has not seen it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    pub row: usize,
    /// What it says less what was expected of it.
    pub miss: f64,
    /// The sd the model claimed.
    pub sd: f64,
}

impl Scored {
    /// |e|/sd.
    pub fn score(&self) -> f64 {
        self.miss.abs() / self.sd
    }
}

/// Parts the rows are cut into for cross-validation, and the steps of EM each fit takes from
/// the variances of the whole.
const FOLDS: usize = 5;
const FOLD_ITERATIONS: usize = 15;

/// The part a row is in.
pub fn fold(row: usize) -> usize {
    row % FOLDS
}

/// Every row predicted by a fit, weights and all, of the four fifths it is not in. A row
/// left out in closed form still shaped the weights it is judged by; with heavy tails that
/// flatters (Barber, Candès, Ramdas & Tibshirani 2021 for ranges by cross-validation).
///
/// # Errors
/// When a fifth cannot be left out.
pub fn cross_validated(problem: &Problem, fit: &Fit) -> Result<Vec<Scored>, FitError> {
    let n = problem.rows.len();
    let mut out = Vec::with_capacity(n);
    for fold in 0..FOLDS.min(n) {
        let rows: Rows = (0..n).filter(|&j| self::fold(j) != fold).map(|j| problem.rows.row(j)).collect();
        if rows.is_empty() {
            continue;
        }
        let part = Problem { rows, ..problem.clone() };
        let start = Variances { nodes: vec![1.0; problem.nodes.len()], ..fit.variances.clone() };
        let part = part.fit_from(start, FOLD_ITERATIONS, 1)?;
        for row in (fold..n).step_by(FOLDS) {
            let known = part.predict(&problem.rows.x(row), Some(problem.rows.node(row)));
            let noise = part.variances.noises[problem.rows.noise(row)] * problem.rows.relative_variance(row);
            let sd = libm::sqrt(known.variance + noise);
            out.push(Scored { row, miss: problem.rows.y(row) - known.mean, sd });
        }
    }
    Ok(out)
}

/// Studentized leave-one-out misses |e|/sd of the rows for which `counts` is true.
pub fn scores(fit: &Fit, rows: &Rows, counts: impl Fn(usize) -> bool) -> Vec<f64> {
    (0..rows.len()).filter(|&j| counts(j)).map(|j| scored(fit, rows, j).score()).collect()
}

/// Leave one out in closed form, each row judged by what had been seen in its own period and
/// before.
///
/// # Errors
/// When the equations of a period have no solution.
pub fn scores_in_time<T: Ord + Copy + Sync>(
    problem: &Problem,
    fit: &Fit,
    periods: &[T],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<Scored>, FitError> {
    let n = problem.rows.len();
    let wanted: BTreeSet<T> = (0..n).filter(|&j| counts(j)).map(|j| periods[j]).collect();
    let mut out = Vec::new();
    for now in wanted {
        let past = problem.refit(fit, |j| periods[j] <= now)?;
        out.extend((0..n).filter(|&j| periods[j] == now && counts(j)).map(|j| scored(&past, &problem.rows, j)));
    }
    Ok(out)
}

/// Studentized misses of rows predicted by what had been seen in their own period and
/// before, without anything their source said.
///
/// # Errors
/// When the equations without a source have no solution.
pub fn scores_without_source<T: Ord + Copy + Sync>(
    problem: &Problem,
    fit: &Fit,
    periods: &[T],
    sources: &[usize],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<Scored>, FitError> {
    let n = problem.rows.len();
    let wanted: BTreeSet<(usize, T)> = (0..n).filter(|&j| counts(j)).map(|j| (sources[j], periods[j])).collect();
    let mut out = Vec::new();
    for (source, now) in wanted {
        let rest = problem.refit(fit, |j| sources[j] != source && periods[j] <= now)?;
        let here = (0..n).filter(|&j| counts(j) && (sources[j], periods[j]) == (source, now));
        out.extend(here.map(|j| scored(&rest, &problem.rows, j)));
    }
    Ok(out)
}

/// Leave one out in closed form, at the final weights.
fn scored(fit: &Fit, rows: &Rows, row: usize) -> Scored {
    let prediction = fit.predict(&rows.x(row), Some(rows.node(row)));
    // Leverage of a row in a linear smoother; below 1 because the priors hold a share.
    let rest = (1.0 - fit.precisions()[row] * prediction.variance).max(1e-9);
    let noise = fit.variances.noises[rows.noise(row)];
    let sd = libm::sqrt(prediction.variance / rest + noise * rows.relative_variance(row));
    Scored { row, miss: (rows.y(row) - prediction.mean) / rest, sd }
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
