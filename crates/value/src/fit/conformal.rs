//! Ranges that keep their word: how far off were predictions made without the row itself?
//!
//! For each row the model predicts it as if the row had not been seen (leave one out, in
//! closed form at the final weights), and the miss is divided by the sd the model itself
//! would have claimed. The k-th smallest of n such scores, k = ⌈(n+1)(1−α)⌉, bounds a new
//! score with probability at least 1−α if it is like the old ones (Vovk, Gammerman &
//! Shafer 2005; Lei et al. 2018, studentized). With k > n there is no bound: the answer
//! is "not enough", never a number.

use super::mixed::{Fit, Row};

/// Studentized leave-one-out misses |e|/sd of the rows for which `counts` is true.
pub fn scores(fit: &Fit, rows: &[Row], counts: impl Fn(usize) -> bool) -> Vec<f64> {
    (0..rows.len()).filter(|&j| counts(j)).map(|j| score(fit, rows, j)).collect()
}

fn score(fit: &Fit, rows: &[Row], j: usize) -> f64 {
    let row = &rows[j];
    let prediction = fit.predict(&row.x, Some(row.item));
    let omega = fit.precisions()[j];
    // Leverage of a row in a linear smoother; below 1 because the priors hold a share.
    let rest = (1.0 - omega * prediction.variance).max(1e-9);
    let miss = (row.y - prediction.mean) / rest;
    let sd = libm::sqrt(prediction.variance / rest + fit.noise * row.relative_variance);
    miss.abs() / sd
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
