//! Regression on a dense table: least squares, Huber's M-estimator, Student-t likelihood.
//!
//! All three are weighted least squares on normal equations. Normal equations are sums,
//! so they merge: parts summed apart and merged in the order of the rows give the same
//! answer, bit for bit, as the whole summed in the same blocks.

use nalgebra::{DMatrix, DVector};

use super::order::median;

/// A response and its regressors, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    n_columns: usize,
    x: Vec<f64>,
    y: Vec<f64>,
}

/// Σ w x xᵀ (lower triangle), Σ w x y: all that a linear fit needs of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    n_columns: usize,
    n_rows: usize,
    matrix: Vec<f64>,
    right: Vec<f64>,
}

/// A fitted linear model.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    pub coefficients: Vec<f64>,
    /// The scale of the noise: √(RSS/(n−k)) for least squares, the estimator's own else.
    pub scale: f64,
}

/// How well least squares explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explained {
    /// 1 − RSS/TSS.
    pub r2: f64,
    /// The same, corrected for degrees of freedom.
    pub adjusted: f64,
}

const MAX_ITERATIONS: usize = 500;
const TOLERANCE: f64 = 1e-12;

/// Rows summed in one go before they are merged.
const BLOCK: usize = 4096;

/// MAD of a standard normal: Φ⁻¹(3/4).
const NORMAL_MAD: f64 = 0.674_489_750_196_081_7;

impl Table {
    pub fn new(n_columns: usize) -> Table {
        Table { n_columns, x: Vec::new(), y: Vec::new() }
    }

    /// Adds a row. Regressors beyond the table's columns are left out, missing ones are 0.
    pub fn push(&mut self, y: f64, x: &[f64]) {
        self.x.extend((0..self.n_columns).map(|i| x.get(i).copied().unwrap_or(0.0)));
        self.y.push(y);
    }

    pub fn len(&self) -> usize {
        self.y.len()
    }

    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }

    pub fn y(&self) -> &[f64] {
        &self.y
    }

    fn row(&self, j: usize) -> &[f64] {
        &self.x[j * self.n_columns..(j + 1) * self.n_columns]
    }

    /// y − xᵀβ of every row.
    pub fn residuals(&self, coefficients: &[f64]) -> Vec<f64> {
        let residual = |j: usize| self.y[j] - product(self.row(j), coefficients);
        (0..self.len()).map(residual).collect()
    }

    /// The normal equations at given weights, in blocks merged in order.
    pub fn sums(&self, weight: impl Fn(usize) -> f64) -> Sums {
        let mut total = Sums::new(self.n_columns);
        for start in (0..self.len()).step_by(BLOCK) {
            let mut block = Sums::new(self.n_columns);
            for j in start..(start + BLOCK).min(self.len()) {
                block.add(self.y[j], self.row(j), weight(j));
            }
            total.merge(&block);
        }
        total
    }

    /// Ordinary least squares; `None` when the solution is not unique.
    pub fn least_squares(&self) -> Option<Linear> {
        let coefficients = self.sums(|_| 1.0).solve()?;
        let rss: f64 = self.residuals(&coefficients).iter().map(|r| r * r).sum();
        let freedom = self.len().checked_sub(self.n_columns).filter(|f| *f > 0)? as f64;
        Some(Linear { coefficients, scale: libm::sqrt(rss / freedom) })
    }

    /// R² of a fit whose first column is the constant.
    pub fn explained(&self, fit: &Linear) -> Explained {
        let n = self.len() as f64;
        let mean = self.y.iter().sum::<f64>() / n;
        let tss: f64 = self.y.iter().map(|y| (y - mean) * (y - mean)).sum();
        let rss: f64 = self.residuals(&fit.coefficients).iter().map(|r| r * r).sum();
        let freedom = n - self.n_columns as f64;
        Explained { r2: 1.0 - rss / tss, adjusted: 1.0 - rss / freedom / (tss / (n - 1.0)) }
    }

    /// Huber's M-estimator with tuning constant `k`, the scale being the median absolute
    /// residual over 0.6745, by reweighting (Huber 1981, ch. 7; `k` = 1.345 has 95 %
    /// efficiency at the normal).
    pub fn huber(&self, k: f64) -> Option<Linear> {
        let mut fit = self.least_squares()?;
        for _ in 0..MAX_ITERATIONS {
            let residuals = self.residuals(&fit.coefficients);
            let absolute: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
            let scale = median(&absolute)? / NORMAL_MAD;
            let weight = |j: usize| if absolute[j] <= k * scale { 1.0 } else { k * scale / absolute[j] };
            let next = Linear { coefficients: self.sums(weight).solve()?, scale };
            let done = settled(&fit, &next);
            fit = next;
            if done {
                break;
            }
        }
        Some(fit)
    }

    /// Maximum likelihood with Student-t noise of `nu` degrees of freedom, by EM: weights
    /// (ν+1)/(ν+r²/s²), scale² the mean of w r² (Lange, Little & Taylor 1989).
    pub fn student(&self, nu: f64) -> Option<Linear> {
        let start = self.least_squares()?;
        let mut residuals = self.residuals(&start.coefficients);
        let mut fit = Linear { scale: root_mean(residuals.iter().map(|r| r * r), self.len()), ..start };
        for _ in 0..MAX_ITERATIONS {
            let s2 = fit.scale * fit.scale;
            let weights: Vec<f64> = residuals.iter().map(|r| (nu + 1.0) / (nu + r * r / s2)).collect();
            let coefficients = self.sums(|j| weights[j]).solve()?;
            residuals = self.residuals(&coefficients);
            let scale = root_mean(residuals.iter().zip(&weights).map(|(r, w)| w * r * r), self.len());
            let next = Linear { coefficients, scale };
            let done = settled(&fit, &next);
            fit = next;
            if done {
                break;
            }
        }
        Some(fit)
    }
}

impl Linear {
    pub fn predict(&self, x: &[f64]) -> f64 {
        product(x, &self.coefficients)
    }
}

impl Sums {
    pub fn new(n_columns: usize) -> Sums {
        let size = n_columns * (n_columns + 1) / 2;
        Sums { n_columns, n_rows: 0, matrix: vec![0.0; size], right: vec![0.0; n_columns] }
    }

    pub fn add(&mut self, y: f64, x: &[f64], weight: f64) {
        self.n_rows += 1;
        let mut at = 0;
        for (i, &u) in x.iter().enumerate() {
            let wu = weight * u;
            for &v in &x[..=i] {
                self.matrix[at] += wu * v;
                at += 1;
            }
            self.right[i] += wu * y;
        }
    }

    /// Adds the sums of rows that come after these.
    pub fn merge(&mut self, later: &Sums) {
        self.n_rows += later.n_rows;
        for (sum, more) in self.matrix.iter_mut().zip(&later.matrix) {
            *sum += more;
        }
        for (sum, more) in self.right.iter_mut().zip(&later.right) {
            *sum += more;
        }
    }

    /// The coefficients; `None` when they are not unique.
    pub fn solve(&self) -> Option<Vec<f64>> {
        let at = |i: usize, j: usize| self.matrix[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
        let matrix = DMatrix::from_fn(self.n_columns, self.n_columns, at);
        let solved = matrix.cholesky()?.solve(&DVector::from_column_slice(&self.right));
        solved.iter().all(|v| v.is_finite()).then(|| solved.as_slice().to_vec())
    }
}

fn product(x: &[f64], coefficients: &[f64]) -> f64 {
    x.iter().zip(coefficients).map(|(u, b)| u * b).sum()
}

fn root_mean(squares: impl Iterator<Item = f64>, n: usize) -> f64 {
    libm::sqrt(squares.sum::<f64>() / n as f64)
}

fn settled(before: &Linear, after: &Linear) -> bool {
    let close = |a: f64, b: f64| (a - b).abs() <= TOLERANCE * (1e-6 + b.abs());
    close(before.scale, after.scale) && before.coefficients.iter().zip(&after.coefficients).all(|(a, b)| close(*a, *b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(n: usize, wild: f64) -> Table {
        let noise = crate::random::Generator { seed: 5, n_draws: n }.normals("line");
        let mut table = Table::new(2);
        for (j, e) in noise.iter().enumerate() {
            let x = j as f64 / 10.0;
            let far = if j % 17 == 3 { wild } else { 0.0 };
            table.push(1.0 + 2.0 * x + 0.1 * e + far, &[1.0, x]);
        }
        table
    }

    #[test]
    fn robust_fits_do_not_follow_wild_rows() {
        let table = line(200, 30.0);
        for fit in [table.huber(1.345).unwrap(), table.student(4.0).unwrap()] {
            assert!((fit.coefficients[1] - 2.0).abs() < 0.01, "{fit:?}");
        }
        assert!((table.least_squares().unwrap().coefficients[0] - 1.0).abs() > 1.0);
    }

    #[test]
    fn too_few_or_dependent_rows_have_no_answer() {
        let mut table = Table::new(2);
        table.push(1.0, &[1.0, 2.0]);
        assert_eq!(table.least_squares(), None);
        table.push(2.0, &[2.0, 4.0]);
        table.push(3.0, &[3.0, 6.0]);
        assert_eq!(table.least_squares(), None);
        assert_eq!(Table::new(1).huber(1.3), None);
    }

    proptest! {
        #[test]
        fn parts_merged_are_the_whole(n in 5_usize..60, cut in 0.0_f64..1.0) {
            let table = line(n, 1.0);
            let k = (cut * n as f64) as usize;
            let (mut first, mut second) = (Sums::new(2), Sums::new(2));
            for j in 0..n {
                let part = if j < k { &mut first } else { &mut second };
                part.add(table.y[j], table.row(j), 1.0);
            }
            // Merged in order, whoever summed them: the same bits each time.
            let merged = |a: &Sums, b: &Sums| { let mut sum = a.clone(); sum.merge(b); sum };
            prop_assert_eq!(merged(&first, &second), merged(&first.clone(), &second.clone()));
            let (apart, whole) = (merged(&first, &second).solve(), table.sums(|_| 1.0).solve());
            for (a, b) in apart.unwrap().iter().zip(whole.unwrap()) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }
}
