//! Fitting by EM: given variances, Student-t weights w_j = (ν+1)/(ν + E[r_j²]/(σ²c_j)) make
//! the model a weighted ridge regression (Lange, Little & Taylor 1989); given that, the
//! variances follow from posterior second moments (Dempster, Laird & Rubin 1977). Effects
//! of the tree are eliminated exactly (Schur complements), so the dense part has
//! the size of θ only.

use super::posterior::{Fit, RowMoments, solve};
use super::problem::{FitError, Problem, Variances};
use super::sparse::dot;
use super::sums::{BLOCK, Sums};
use crate::parallel::in_parallel;

const MAX_ITERATIONS: usize = 60;
/// Relative change of every variance at which a fit has settled.
const TOLERANCE: f64 = 1e-5;

impl Problem {
    /// Fits by EM from the prior guesses.
    pub fn fit(&self) -> Result<Fit, FitError> {
        self.fit_on(1)
    }

    /// The same, on several threads: the answer is the same to the last bit.
    pub fn fit_on(&self, n_threads: usize) -> Result<Fit, FitError> {
        self.fit_from(Variances::guessed(self), MAX_ITERATIONS, n_threads)
    }

    /// Fits by at most so many steps of EM from given variances, each row weighing the same
    /// at first.
    ///
    /// # Errors
    /// Without rows, or when the equations have no solution.
    pub fn fit_from(&self, start: Variances, n_iterations: usize, n_threads: usize) -> Result<Fit, FitError> {
        if self.rows.is_empty() {
            return Err(FitError::NoRows);
        }
        let mut variances = start;
        let mut weights = vec![1.0; self.rows.len()];
        let mut fit = self.solve_at(&variances, &weights, n_threads)?;
        for _ in 0..n_iterations {
            let before = variances.clone();
            let sums = self.reweigh(&fit, &variances, &mut weights, n_threads);
            variances = self.next_variances(&fit, &sums);
            fit = self.solve_at(&variances, &weights, n_threads)?;
            if before.all().zip(variances.all()).all(|(a, b)| (a - b).abs() <= TOLERANCE * a) {
                break;
            }
        }
        fit.keep_precisions((0..self.rows.len()).map(|j| self.precision(&variances, &weights, j)).collect());
        Ok(fit)
    }

    /// ω_j = w_j/(σ²c_j).
    fn precision(&self, variances: &Variances, weights: &[f64], j: usize) -> f64 {
        weights[j] / (variances.noises[self.rows.noise(j)] * self.rows.relative_variance(j))
    }

    fn solve_at(&self, variances: &Variances, weights: &[f64], n_threads: usize) -> Result<Fit, FitError> {
        let sums = self.sums(n_threads, |j| self.precision(variances, weights, j));
        solve(self, variances, &sums)
    }

    /// The sums of all rows: blocks, merged in order.
    pub fn sums(&self, n_threads: usize, omega: impl Fn(usize) -> f64 + Sync) -> Sums {
        let n = self.rows.len();
        let block = |(): &(), k: usize| {
            let range = k * BLOCK..((k + 1) * BLOCK).min(n);
            Sums::of(&self.rows, range, &omega, self.n_coefficients, self.nodes.len())
        };
        let blocks = in_parallel(n.div_ceil(BLOCK), n_threads, || (), block);
        let mut total = Sums::new(self.n_coefficients, self.nodes.len());
        for sums in &blocks {
            total.merge(sums);
        }
        total
    }

    /// The posterior when only rows with `counts` have been seen, at the variances and
    /// weights a fit has settled on.
    pub fn refit(&self, fit: &Fit, counts: impl Fn(usize) -> bool + Sync) -> Result<Fit, FitError> {
        let omega = |j: usize| if counts(j) { fit.precisions()[j] } else { 0.0 };
        let mut part = solve(self, &fit.variances, &self.sums(1, omega))?;
        part.keep_precisions((0..self.rows.len()).map(omega).collect());
        Ok(part)
    }

    /// New Student-t weights, and for each source Σ w·E[r²]/c and its rows.
    fn reweigh(&self, fit: &Fit, variances: &Variances, weights: &mut [f64], n_threads: usize) -> Vec<(f64, f64)> {
        let moments = RowMoments::of(self, fit);
        let n = self.rows.len();
        let block = |(): &(), k: usize| {
            let mut sums = vec![(0.0, 0.0); self.n_noises];
            let weigh = |j: usize| {
                let square = moments.expected_square(&self.rows, j) / self.rows.relative_variance(j);
                let source = self.rows.noise(j);
                let weight = self.tails.weight(square / variances.noises[source]);
                sums[source].0 += weight * square;
                sums[source].1 += 1.0;
                weight
            };
            let weights: Vec<f64> = (k * BLOCK..((k + 1) * BLOCK).min(n)).map(weigh).collect();
            (weights, sums)
        };
        let mut total = vec![(0.0, 0.0); self.n_noises];
        let blocks = in_parallel(n.div_ceil(BLOCK), n_threads, || (), block);
        for (slots, (block, sums)) in weights.chunks_mut(BLOCK).zip(blocks) {
            slots.copy_from_slice(&block);
            for (slot, sum) in total.iter_mut().zip(sums) {
                *slot = (slot.0 + sum.0, slot.1 + sum.1);
            }
        }
        total
    }

    fn next_variances(&self, fit: &Fit, noise_sums: &[(f64, f64)]) -> Variances {
        let mut sums = vec![(0.0, 0.0); self.groups.len()];
        for penalty in &self.penalties {
            if self.groups[penalty.group].fixed {
                continue;
            }
            let miss = dot(&penalty.a, fit.theta()) - penalty.mean;
            let square = miss * miss + fit.coefficient_variance(&penalty.a);
            let (sum, count) = &mut sums[penalty.group];
            *sum += square / penalty.scale;
            *count += 1.0;
        }
        let mut nodes = Vec::with_capacity(self.nodes.len());
        for (node, of) in self.nodes.iter().enumerate() {
            if self.groups[of.group].fixed {
                nodes.push(1.0);
                continue;
            }
            let square = fit.effect_square(node);
            let weight = self.groups[of.group].tails.weight(square / fit.variances.groups[of.group]);
            let (sum, count) = &mut sums[of.group];
            *sum += weight * square;
            *count += 1.0;
            nodes.push(weight);
        }
        let groups = sums.iter().zip(&self.groups).map(|((sum, count), group)| group.updated(*sum, *count)).collect();
        let all = noise_sums.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        let noise = self.noise.updated(all.0, all.1);
        let own = |(sum, count): &(f64, f64)| (sum + self.noise_freedom * noise) / (count + self.noise_freedom);
        let noises = noise_sums.iter().map(|sums| if self.noise.fixed { noise } else { own(sums) }).collect();
        Variances { groups, noise, noises, nodes }
    }
}
