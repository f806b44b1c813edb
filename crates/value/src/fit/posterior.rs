//! The posterior of a fitted model: predictions, their variances, and what moves them.
//!
//! Effects are eliminated from the leaves up. With S = Σω, A = Σωx, B = Σωy over a node's
//! rows and what its children pass up, k = 1/(1 + Sτ²) and f = kτ²: given θ and the sum g
//! of the effects above it, a node's effect is normal with mean f(B − Aᵀθ − S g) and
//! variance f, and it passes up kS, kA, kB. So whatever is asked is a linear function of θ
//! and of independent remainders of variance f.

use nalgebra::DMatrix;

use super::dense::Spd;
use super::problem::{FitError, Problem, Variances};
use super::rows::Rows;
use super::sparse::{Sparse, add_outer, add_to, dot, merge, sparse};
use super::sums::Sums;

/// The posterior of a fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    theta: Vec<f64>,
    /// Posterior of θ.
    covariance: Spd,
    effects: Vec<Effect>,
    pub variances: Variances,
    /// Precision ω_j = w_j/(σ²c_j) each row ended with.
    precisions: Vec<f64>,
}

/// A node's effect: its posterior mean, and what it depends on.
#[derive(Debug, Clone)]
struct Effect {
    parent: Option<usize>,
    mean: f64,
    s: f64,
    a: Sparse,
    k: f64,
    f: f64,
}

/// A linear prediction and its posterior variance (noise of a new row not included).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    pub mean: f64,
    pub variance: f64,
}

/// A linear function of θ and of the remainders of some nodes (the deepest first).
struct Functional {
    z: Sparse,
    rests: Vec<(usize, f64)>,
}

/// The weighted ridge regression at given variances, from the sums of its rows.
pub(super) fn solve(problem: &Problem, variances: &Variances, sums: &Sums) -> Result<Fit, FitError> {
    let n = problem.n_coefficients;
    let (mut matrix, mut right) = (sums.matrix.clone(), sums.right.clone());
    for penalty in &problem.penalties {
        let precision = 1.0 / (variances.groups[penalty.group] * penalty.scale);
        add_outer(&mut matrix, n, &penalty.a, precision);
        add_to(&mut right, &penalty.a, precision * penalty.mean);
    }
    let effects = eliminated(problem, variances, sums, &mut matrix, &mut right);
    let covariance = Spd::new(DMatrix::from_vec(n, n, matrix)).ok_or(FitError::Singular)?;
    let theta = covariance.solve(&right);
    let mut fit = Fit { theta, covariance, effects, variances: variances.clone(), precisions: Vec::new() };
    for node in 0..fit.effects.len() {
        let above = fit.effects[node].parent.map_or(0.0, |parent| fit.total_effect(parent));
        let Effect { mean: b, s, a, f, .. } = &fit.effects[node];
        fit.effects[node].mean = f * (b - dot(a, &fit.theta) - s * above);
    }
    Ok(fit)
}

/// Takes the effects out of the equations, children before their parents. Means hold B.
fn eliminated(
    problem: &Problem,
    variances: &Variances,
    sums: &Sums,
    matrix: &mut [f64],
    right: &mut [f64],
) -> Vec<Effect> {
    let n = problem.n_coefficients;
    let mut passed: Vec<Option<(f64, f64, Vec<f64>)>> = vec![None; problem.nodes.len()];
    let mut effects = Vec::with_capacity(problem.nodes.len());
    for (node, of) in problem.nodes.iter().enumerate().rev() {
        let (mut s, mut b) = (sums.s[node], sums.b[node]);
        let a = match passed[node].take() {
            Some((more_s, more_b, mut dense)) => {
                (s, b) = (s + more_s, b + more_b);
                for (slot, value) in dense.iter_mut().zip(sums.a(node)) {
                    *slot += value;
                }
                sparse(&dense)
            }
            None => sparse(sums.a(node)),
        };
        let variance = variances.groups[of.group] / variances.nodes[node];
        let k = 1.0 / (1.0 + s * variance);
        let f = k * variance;
        add_outer(matrix, n, &a, -f);
        add_to(right, &a, -f * b);
        if let Some(parent) = of.parent {
            let up = passed[parent].get_or_insert_with(|| (0.0, 0.0, vec![0.0; n]));
            up.0 += k * s;
            up.1 += k * b;
            add_to(&mut up.2, &a, k);
        }
        effects.push(Effect { parent: of.parent, mean: b, s, a, k, f });
    }
    effects.reverse();
    effects
}

impl Fit {
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    pub fn precisions(&self) -> &[f64] {
        &self.precisions
    }

    pub(super) fn keep_precisions(&mut self, precisions: Vec<f64>) {
        self.precisions = precisions;
    }

    /// xᵀθ with the effects of a node and of all above it, and its posterior variance. Of
    /// what nobody has seen, the variance of its kind has yet to be added.
    pub fn predict(&self, x: &[(usize, f64)], node: Option<usize>) -> Prediction {
        let effects = node.map_or(0.0, |node| self.total_effect(node));
        Prediction { mean: dot(x, &self.theta) + effects, variance: self.variance(&self.functional(x, node)) }
    }

    /// Posterior variance of the effects of a node and of all above it.
    pub fn effect_variance(&self, node: usize) -> f64 {
        self.variance(&self.functional(&[], Some(node)))
    }

    fn total_effect(&self, node: usize) -> f64 {
        let effect = &self.effects[node];
        effect.mean + effect.parent.map_or(0.0, |parent| self.total_effect(parent))
    }

    /// E[v²] of a node's own effect.
    pub(super) fn effect_square(&self, node: usize) -> f64 {
        let Effect { parent, mean, s, a, f, .. } = &self.effects[node];
        let mut own = Functional { z: a.iter().map(|&(i, v)| (i, -f * v)).collect(), rests: vec![(node, 1.0)] };
        if let Some(parent) = parent {
            let above = self.functional(&[], Some(*parent));
            own.z = merge(&own.z, &above.z, -f * s);
            own.rests.extend(above.rests.iter().map(|&(i, v)| (i, -f * s * v)));
        }
        mean * mean + self.variance(&own)
    }

    /// Posterior variance of xᵀθ over a subset of the coefficients.
    pub fn coefficient_variance(&self, x: &[(usize, f64)]) -> f64 {
        self.covariance.form(x, x)
    }

    /// The lower Cholesky factor of the covariance of θ, by rows.
    pub fn covariance_root(&self) -> Option<Vec<Vec<f64>>> {
        let root = self.covariance.inverse_root()?;
        Some(root.row_iter().map(|row| row.iter().copied().collect()).collect())
    }

    /// Posterior covariance of a prediction with one coefficient.
    pub fn covariance_with(&self, x: &[(usize, f64)], node: Option<usize>, coefficient: usize) -> f64 {
        self.covariance.form(&self.functional(x, node).z, &[(coefficient, 1.0)])
    }

    /// How far each row moves a prediction: the prediction is Σ weight_j · y_j plus what
    /// the priors contribute. The smoother of a linear Gaussian model, at the final weights.
    pub fn influence(&self, x: &[(usize, f64)], node: Option<usize>, rows: &Rows) -> Vec<f64> {
        let target = self.functional(x, node);
        let towards = self.covariance.times(&target.z);
        let share = |j: usize| {
            let row = self.functional(&rows.x(j), Some(rows.node(j)));
            self.precisions[j] * (dot(&row.z, &towards) + self.shared_rest(&target, &row))
        };
        (0..rows.len()).map(share).collect()
    }

    fn functional(&self, x: &[(usize, f64)], node: Option<usize>) -> Functional {
        let mut of = Functional { z: x.to_vec(), rests: Vec::new() };
        let (mut times, mut next) = (1.0, node);
        while let Some(node) = next {
            let effect = &self.effects[node];
            of.z = merge(&of.z, &effect.a, -times * effect.f);
            of.rests.push((node, times));
            times *= effect.k;
            next = effect.parent;
        }
        of
    }

    fn variance(&self, of: &Functional) -> f64 {
        self.covariance.form(&of.z, &of.z) + self.shared_rest(of, of)
    }

    /// Covariance by the remainders of nodes both depend on.
    fn shared_rest(&self, a: &Functional, b: &Functional) -> f64 {
        let with_b = |&(node, u): &(usize, f64)| {
            let v = b.rests.iter().find(|(other, _)| *other == node)?.1;
            Some(u * v * self.effects[node].f)
        };
        a.rests.iter().filter_map(with_b).sum()
    }
}

/// Everything about nodes that the moments of their rows need, computed once.
pub(super) struct RowMoments<'a> {
    fit: &'a Fit,
    n: usize,
    /// With z = x + g for the rows of a node: the sum of effects, V g, and gᵀV g with the
    /// remainders.
    offset: Vec<f64>,
    towards: Vec<f64>,
    rest: Vec<f64>,
}

impl<'a> RowMoments<'a> {
    pub(super) fn of(problem: &Problem, fit: &'a Fit) -> RowMoments<'a> {
        let n = problem.n_coefficients;
        let mut moments = RowMoments { fit, n, offset: Vec::new(), towards: Vec::new(), rest: Vec::new() };
        for node in 0..fit.effects.len() {
            let functional = fit.functional(&[], Some(node));
            let towards = fit.covariance.times(&functional.z);
            moments.offset.push(fit.total_effect(node));
            moments.rest.push(dot(&functional.z, &towards) + fit.shared_rest(&functional, &functional));
            moments.towards.extend(towards);
        }
        moments
    }

    /// E[(y − xᵀθ − v)²] of a row, v being all effects above it.
    pub(super) fn expected_square(&self, rows: &Rows, j: usize) -> f64 {
        let (columns, values) = rows.entries(j);
        let (node, n) = (rows.node(j), self.n);
        let towards = &self.towards[node * n..(node + 1) * n];
        let inverse = self.fit.covariance.inverse().as_slice();
        let (mut mean, mut variance) = (self.offset[node], self.rest[node]);
        for (k, (&column, &value)) in columns.iter().zip(values).enumerate() {
            let at = column as usize;
            mean += value * self.fit.theta[at];
            let of_column = &inverse[at * n..(at + 1) * n];
            let before: f64 = columns[..k].iter().zip(&values[..k]).map(|(&i, v)| v * of_column[i as usize]).sum();
            variance += value * (value * of_column[at] + 2.0 * (before + towards[at]));
        }
        let miss = rows.y(j) - mean;
        miss * miss + variance.max(0.0)
    }
}
