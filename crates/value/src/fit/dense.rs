//! The little dense linear algebra the fits need.
//!
//! Factorization and inverse are nalgebra's, whose Cholesky uses plain column updates;
//! general matrix products are avoided, because their kernels choose instructions by
//! machine and so differ in the last bit between machines.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// A symmetric positive definite matrix, factorized and inverted.
#[derive(Debug, Clone)]
pub struct Spd {
    factor: Cholesky<f64, Dyn>,
    inverse: DMatrix<f64>,
}

impl Spd {
    /// `None` when the matrix is not positive definite.
    pub fn new(matrix: DMatrix<f64>) -> Option<Spd> {
        let factor = Cholesky::new(matrix)?;
        let inverse = factor.inverse();
        inverse.iter().all(|v| v.is_finite()).then_some(Spd { factor, inverse })
    }

    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        self.factor.solve(&DVector::from_column_slice(right)).as_slice().to_vec()
    }

    /// xᵀ A⁻¹ y for sparse x and y.
    pub fn form(&self, x: &[(usize, f64)], y: &[(usize, f64)]) -> f64 {
        let column = |j: usize| x.iter().map(|&(i, v)| v * self.inverse[(i, j)]).sum::<f64>();
        y.iter().map(|&(j, v)| v * column(j)).sum()
    }

    /// A⁻¹ x for sparse x.
    pub fn times(&self, x: &[(usize, f64)]) -> Vec<f64> {
        let n = self.inverse.nrows();
        let mut out = vec![0.0; n];
        for &(j, value) in x {
            let column = &self.inverse.as_slice()[j * n..(j + 1) * n];
            for (slot, v) in out.iter_mut().zip(column) {
                *slot += value * v;
            }
        }
        out
    }

    /// The lower Cholesky factor of the inverse, row by row: L with L Lᵀ = A⁻¹.
    pub fn inverse_root(&self) -> Option<DMatrix<f64>> {
        Some(Cholesky::new(self.inverse.clone())?.l())
    }

    pub fn inverse(&self) -> &DMatrix<f64> {
        &self.inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_inverts_and_roots() {
        let a = DMatrix::from_row_slice(2, 2, &[4.0, 2.0, 2.0, 3.0]);
        let spd = Spd::new(a).unwrap();
        let found = spd.solve(&[8.0, 7.0]);
        assert!((found[0] - 1.25).abs() < 1e-15 && (found[1] - 1.5).abs() < 1e-15);
        assert!((spd.form(&[(0, 1.0)], &[(0, 1.0)]) - 0.375).abs() < 1e-15);
        let root = spd.inverse_root().unwrap();
        assert!((root[(1, 0)] * root[(0, 0)] - spd.inverse()[(1, 0)]).abs() < 1e-15);
        assert!(Spd::new(DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 1.0])).is_none());
    }
}
