//! A pooled linear model: coefficients with priors, one effect per item, Student-t noise.
//!
//! Row *j* of item *i(j)* says  y_j = x_jᵀθ + v_i + ε_j  with
//! ε_j ~ t_ν(0, σ²c_j), v_i ~ N(0, τ²_g(i)), and each penalty k on θ says
//! a_kᵀθ ~ N(m_k, τ²_g(k) s_k): a prior for one coefficient, or the step of a random walk.
//! Variances of groups and the noise are estimated around a prior guess
//! (scaled inverse χ² with the given degrees of freedom), so none can collapse to zero.
//!
//! Fitted by EM: given variances, Student-t weights w_j = (ν+1)/(ν + E[r_j²]/(σ²c_j))
//! make it a weighted ridge regression (Lange, Little & Taylor 1989); given that, the
//! variances follow from posterior second moments (Dempster, Laird & Rubin 1977). Item
//! effects are eliminated exactly (Schur complement), so the dense part has the size of
//! θ only. All that data contribute is sums over rows, accumulated in row order.

use nalgebra::DMatrix;

use super::dense::Spd;

/// How heavy the tails of the noise are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tails {
    Normal,
    /// Student t with so many degrees of freedom.
    Student(f64),
}

/// The tails of prices: t with 4 degrees of freedom (docs/spec/valuation.md §2).
pub const PRICE_TAILS: Tails = Tails::Student(4.0);

impl Tails {
    /// The weight of a row whose squared miss is `ratio` times its noise variance.
    fn weight(self, ratio: f64) -> f64 {
        match self {
            Tails::Normal => 1.0,
            Tails::Student(nu) => (nu + 1.0) / (nu + ratio),
        }
    }
}

const MAX_ITERATIONS: usize = 60;
const TOLERANCE: f64 = 1e-7;

/// A sparse row of the design: (coefficient, value) pairs, coefficients ascending.
pub type Sparse = Vec<(usize, f64)>;

/// One observation in the terms of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub y: f64,
    pub x: Sparse,
    pub item: usize,
    /// c: the noise variance of this row relative to that of a single plain one.
    pub relative_variance: f64,
}

/// A variance shared by several effects: its prior guess, the weight of the guess in
/// degrees of freedom, or `fixed` when data do not move it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    pub guess: f64,
    pub freedom: f64,
    pub fixed: bool,
}

impl Group {
    /// A variance known beforehand.
    pub fn fixed(sd: f64) -> Group {
        Group { guess: sd * sd, freedom: 1.0, fixed: true }
    }

    /// A variance to be estimated, starting at `sd`², which weighs like `freedom` effects.
    pub fn learned(sd: f64, freedom: f64) -> Group {
        Group { guess: sd * sd, freedom, fixed: false }
    }
}

/// aᵀθ ~ N(mean, variance of the group × scale).
#[derive(Debug, Clone, PartialEq)]
pub struct Penalty {
    pub a: Sparse,
    pub mean: f64,
    pub group: usize,
    pub scale: f64,
}

/// What is to be fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub n_coefficients: usize,
    /// The variance group of each item's effect.
    pub item_groups: Vec<usize>,
    pub groups: Vec<Group>,
    pub penalties: Vec<Penalty>,
    pub noise: Group,
    pub tails: Tails,
    pub rows: Vec<Row>,
}

/// Why a model could not be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    #[error("fit a regression without rows")]
    NoRows,
    #[error("fit a regression whose equations have no unique solution")]
    Singular,
}

/// The posterior of a fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    theta: Vec<f64>,
    /// Posterior of θ.
    covariance: Spd,
    items: Vec<ItemSums>,
    item_effects: Vec<f64>,
    /// Variance of each group.
    pub variances: Vec<f64>,
    /// Noise variance of a plain row.
    pub noise: f64,
    /// Precision ω_j = w_j/(σ²c_j) each row ended with.
    precisions: Vec<f64>,
}

/// What an item's rows add up to: D = 1/τ² + Σω, a = Σωx, b = Σωy.
#[derive(Debug, Clone, Default)]
struct ItemSums {
    d: f64,
    a: Sparse,
    b: f64,
}

/// A linear prediction and its posterior variance (noise of a new row not included).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    pub mean: f64,
    pub variance: f64,
}

impl Problem {
    /// Fits by EM from the prior guesses.
    pub fn fit(&self) -> Result<Fit, FitError> {
        if self.rows.is_empty() {
            return Err(FitError::NoRows);
        }
        let mut variances: Vec<f64> = self.groups.iter().map(|g| g.guess).collect();
        let mut noise = self.noise.guess;
        let mut weights = vec![1.0; self.rows.len()];
        let mut fit = self.solve(&variances, noise, &weights)?;
        for _ in 0..MAX_ITERATIONS {
            let squares = self.expected_squares(&fit);
            for ((weight, row), square) in weights.iter_mut().zip(&self.rows).zip(&squares) {
                *weight = self.tails.weight(square / (noise * row.relative_variance));
            }
            let before = (noise, variances.clone());
            noise = self.next_noise(&weights, &squares, noise);
            variances = self.next_variances(&fit);
            fit = self.solve(&variances, noise, &weights)?;
            if settled(before.0, noise) && before.1.iter().zip(&variances).all(|(a, b)| settled(*a, *b)) {
                break;
            }
        }
        Ok(fit)
    }

    /// E[(y − xᵀθ − v)²] of each row.
    fn expected_squares(&self, fit: &Fit) -> Vec<f64> {
        let square = |row: &Row| {
            let p = fit.predict(&row.x, Some(row.item));
            (row.y - p.mean) * (row.y - p.mean) + p.variance
        };
        self.rows.iter().map(square).collect()
    }

    fn next_noise(&self, weights: &[f64], squares: &[f64], now: f64) -> f64 {
        if self.noise.fixed {
            return now;
        }
        let terms = self.rows.iter().zip(weights).zip(squares).map(|((row, w), s)| w * s / row.relative_variance);
        (terms.sum::<f64>() + self.noise.freedom * self.noise.guess) / (self.rows.len() as f64 + self.noise.freedom)
    }

    fn next_variances(&self, fit: &Fit) -> Vec<f64> {
        let mut sums: Vec<(f64, f64)> = self.groups.iter().map(|g| (g.freedom * g.guess, g.freedom)).collect();
        for penalty in &self.penalties {
            let miss = dot(&penalty.a, &fit.theta) - penalty.mean;
            let square = miss * miss + fit.covariance.form(&penalty.a, &penalty.a);
            let (sum, count) = &mut sums[penalty.group];
            *sum += square / penalty.scale;
            *count += 1.0;
        }
        for (item, effect) in fit.item_effects.iter().enumerate() {
            let (sum, count) = &mut sums[self.item_groups[item]];
            *sum += effect * effect + fit.item_variance(item);
            *count += 1.0;
        }
        let next = |((sum, count), group): (&(f64, f64), &Group)| if group.fixed { group.guess } else { sum / count };
        sums.iter().zip(&self.groups).map(next).collect()
    }

    /// The weighted ridge regression at given variances and weights.
    fn solve(&self, variances: &[f64], noise: f64, weights: &[f64]) -> Result<Fit, FitError> {
        let n = self.n_coefficients;
        let mut matrix = DMatrix::<f64>::zeros(n, n);
        let mut right = vec![0.0; n];
        for penalty in &self.penalties {
            let precision = 1.0 / (variances[penalty.group] * penalty.scale);
            add_outer(&mut matrix, &penalty.a, precision);
            add_to(&mut right, &penalty.a, precision * penalty.mean);
        }
        let mut dense_items = vec![(0.0, 0.0, vec![0.0; n]); self.item_groups.len()];
        let precisions: Vec<f64> =
            self.rows.iter().zip(weights).map(|(row, w)| w / (noise * row.relative_variance)).collect();
        for (row, &omega) in self.rows.iter().zip(&precisions) {
            add_outer(&mut matrix, &row.x, omega);
            add_to(&mut right, &row.x, omega * row.y);
            let (d, b, a) = &mut dense_items[row.item];
            *d += omega;
            *b += omega * row.y;
            add_to(a, &row.x, omega);
        }
        let items: Vec<ItemSums> = dense_items
            .iter()
            .zip(&self.item_groups)
            .map(|((d, b, a), &group)| ItemSums { d: d + 1.0 / variances[group], a: sparse(a), b: *b })
            .collect();
        for item in &items {
            add_outer(&mut matrix, &item.a, -1.0 / item.d);
            add_to(&mut right, &item.a, -item.b / item.d);
        }
        let covariance = Spd::new(matrix).ok_or(FitError::Singular)?;
        let theta = covariance.solve(&right);
        let item_effects = items.iter().map(|i| (i.b - dot(&i.a, &theta)) / i.d).collect();
        Ok(Fit { theta, covariance, items, item_effects, variances: variances.to_vec(), noise, precisions })
    }
}

impl Fit {
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    pub fn precisions(&self) -> &[f64] {
        &self.precisions
    }

    /// xᵀθ + v of an item, with its posterior variance. An item without rows has v = 0
    /// and the variance of its group: call [`Fit::predict_unseen`].
    pub fn predict(&self, x: &[(usize, f64)], item: Option<usize>) -> Prediction {
        let linear = dot(x, &self.theta);
        let Some(item) = item else {
            return Prediction { mean: linear, variance: self.covariance.form(x, x) };
        };
        let z = self.reduced(x, item);
        let variance = self.covariance.form(&z, &z) + 1.0 / self.items[item].d;
        Prediction { mean: linear + self.item_effects[item], variance }
    }

    /// xᵀθ + v for an item nobody has seen, whose effect is of variance group `group`.
    pub fn predict_unseen(&self, x: &[(usize, f64)], group: usize) -> Prediction {
        let known = self.predict(x, None);
        Prediction { variance: known.variance + self.variances[group], ..known }
    }

    /// Posterior variance of an item's own effect.
    pub fn item_variance(&self, item: usize) -> f64 {
        let sums = &self.items[item];
        1.0 / sums.d + self.covariance.form(&sums.a, &sums.a) / (sums.d * sums.d)
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
    pub fn covariance_with(&self, x: &[(usize, f64)], item: Option<usize>, coefficient: usize) -> f64 {
        let z = item.map_or_else(|| x.to_vec(), |i| self.reduced(x, i));
        self.covariance.form(&z, &[(coefficient, 1.0)])
    }

    /// How far each row moves a prediction: the prediction is Σ weight_j · y_j plus what
    /// the priors contribute. The smoother of a linear Gaussian model, at the final weights.
    pub fn influence(&self, x: &[(usize, f64)], item: Option<usize>, rows: &[Row]) -> Vec<f64> {
        let z = item.map_or_else(|| x.to_vec(), |i| self.reduced(x, i));
        let share = |(row, omega): (&Row, &f64)| {
            let own = if item == Some(row.item) { 1.0 / self.items[row.item].d } else { 0.0 };
            omega * (self.covariance.form(&z, &self.reduced(&row.x, row.item)) + own)
        };
        rows.iter().zip(&self.precisions).map(share).collect()
    }

    /// x less the item's share of it: x − a/D. Then Var(xᵀθ + v) = zᵀVz + 1/D.
    fn reduced(&self, x: &[(usize, f64)], item: usize) -> Sparse {
        let sums = &self.items[item];
        merge(x, &sums.a, -1.0 / sums.d)
    }
}

fn settled(before: f64, after: f64) -> bool {
    (before - after).abs() <= TOLERANCE * before
}

/// Σ xᵢ·valuesᵢ.
pub fn dot(x: &[(usize, f64)], values: &[f64]) -> f64 {
    x.iter().map(|&(i, v)| v * values[i]).sum()
}

fn add_to(sum: &mut [f64], x: &[(usize, f64)], times: f64) {
    for &(i, v) in x {
        sum[i] += times * v;
    }
}

fn add_outer(matrix: &mut DMatrix<f64>, x: &[(usize, f64)], times: f64) {
    for &(i, u) in x {
        for &(j, v) in x {
            matrix[(i, j)] += times * u * v;
        }
    }
}

fn sparse(dense: &[f64]) -> Sparse {
    dense.iter().copied().enumerate().filter(|(_, v)| *v != 0.0).collect()
}

/// x + times·y, both ascending.
fn merge(x: &[(usize, f64)], y: &[(usize, f64)], times: f64) -> Sparse {
    let mut out = Sparse::with_capacity(x.len() + y.len());
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        let (a, b) = (x.get(i), y.get(j));
        match (a, b) {
            (Some(&(p, u)), Some(&(q, v))) if p == q => {
                out.push((p, u + times * v));
                (i, j) = (i + 1, j + 1);
            }
            (Some(&(p, u)), Some(&(q, _))) if p < q => {
                out.push((p, u));
                i += 1;
            }
            (Some(&(p, u)), None) => {
                out.push((p, u));
                i += 1;
            }
            (_, Some(&(q, v))) => {
                out.push((q, times * v));
                j += 1;
            }
            (None, None) => break,
        }
    }
    out
}
