//! What rows contribute to the equations: sums, which merge.
//!
//! Rows are summed in blocks of a fixed size and the blocks merged in order. So parts
//! that begin at block borders can be summed anywhere, by anyone, and merged to the very
//! bits the whole would have given.

use super::rows::Rows;

/// Rows per block.
pub const BLOCK: usize = 1 << 16;

/// Σ ω x xᵀ and Σ ω x y over rows; and per node s = Σω, a = Σωx, b = Σωy.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    n: usize,
    /// Lower triangle, column-major.
    pub(super) matrix: Vec<f64>,
    pub(super) right: Vec<f64>,
    pub(super) s: Vec<f64>,
    pub(super) b: Vec<f64>,
    a: Vec<f64>,
}

impl Sums {
    /// Of no rows, for `n` coefficients.
    pub fn new(n: usize, n_nodes: usize) -> Sums {
        Sums {
            n,
            matrix: vec![0.0; n * n],
            right: vec![0.0; n],
            s: vec![0.0; n_nodes],
            b: vec![0.0; n_nodes],
            a: vec![0.0; n * n_nodes],
        }
    }

    /// Of some rows, each with its precision ω.
    pub fn of(
        rows: &Rows,
        range: std::ops::Range<usize>,
        omega: impl Fn(usize) -> f64,
        n: usize,
        n_nodes: usize,
    ) -> Sums {
        let mut sums = Sums::new(n, n_nodes);
        for j in range {
            sums.add(rows, j, omega(j));
        }
        sums
    }

    fn add(&mut self, rows: &Rows, j: usize, omega: f64) {
        if omega == 0.0 {
            return;
        }
        let (columns, values) = rows.entries(j);
        let (y, node, n) = (rows.y(j), rows.node(j), self.n);
        let own = &mut self.a[node * n..(node + 1) * n];
        for (k, (&column, &value)) in columns.iter().zip(values).enumerate() {
            let column = column as usize;
            let weighted = omega * value;
            self.right[column] += weighted * y;
            own[column] += weighted;
            let target = &mut self.matrix[column * n..(column + 1) * n];
            for (&row, &other) in columns[k..].iter().zip(&values[k..]) {
                target[row as usize] += weighted * other;
            }
        }
        self.s[node] += omega;
        self.b[node] += omega * y;
    }

    /// Adds the sums of rows that come after these.
    pub fn merge(&mut self, later: &Sums) {
        let pairs = [
            (&mut self.matrix, &later.matrix),
            (&mut self.right, &later.right),
            (&mut self.s, &later.s),
            (&mut self.b, &later.b),
            (&mut self.a, &later.a),
        ];
        for (sum, more) in pairs {
            for (slot, value) in sum.iter_mut().zip(more) {
                *slot += value;
            }
        }
    }

    pub(super) fn a(&self, node: usize) -> &[f64] {
        &self.a[node * self.n..(node + 1) * self.n]
    }
}
