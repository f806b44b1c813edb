//! Sparse vectors: what a row says of few of many coefficients.

/// (coefficient, value) pairs, coefficients ascending.
pub type Sparse = Vec<(usize, f64)>;

/// Σ xᵢ·valuesᵢ.
pub fn dot(x: &[(usize, f64)], values: &[f64]) -> f64 {
    x.iter().map(|&(i, v)| v * values[i]).sum()
}

/// sum += times·x.
pub(super) fn add_to(sum: &mut [f64], x: &[(usize, f64)], times: f64) {
    for &(i, v) in x {
        sum[i] += times * v;
    }
}

/// matrix += times·x xᵀ, lower triangle of a column-major n × n matrix.
pub(super) fn add_outer(matrix: &mut [f64], n: usize, x: &[(usize, f64)], times: f64) {
    for (k, &(j, v)) in x.iter().enumerate() {
        let column = &mut matrix[j * n..(j + 1) * n];
        for &(i, u) in &x[k..] {
            column[i] += times * u * v;
        }
    }
}

/// The nonzero entries of a dense vector.
pub(super) fn sparse(dense: &[f64]) -> Sparse {
    dense.iter().copied().enumerate().filter(|(_, v)| *v != 0.0).collect()
}

/// x + times·y, both ascending.
pub(super) fn merge(x: &[(usize, f64)], y: &[(usize, f64)], times: f64) -> Sparse {
    let mut out = Sparse::with_capacity(x.len() + y.len());
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        let (p, q) = (x.get(i).map_or(usize::MAX, |e| e.0), y.get(j).map_or(usize::MAX, |e| e.0));
        let from_x = if p <= q { x[i].1 } else { 0.0 };
        let from_y = if q <= p { times * y[j].1 } else { 0.0 };
        out.push((p.min(q), from_x + from_y));
        i += usize::from(p <= q);
        j += usize::from(q <= p);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_sparse_vectors() {
        let (x, y) = (vec![(0, 1.0), (3, 2.0)], vec![(1, 5.0), (3, 4.0), (6, 1.0)]);
        assert_eq!(merge(&x, &y, 0.5), [(0, 1.0), (1, 2.5), (3, 4.0), (6, 0.5)]);
        assert_eq!(merge(&[], &y, 1.0), y);
        assert_eq!(dot(&x, &[2.0, 0.0, 0.0, 1.0]), 4.0);
        let mut matrix = vec![0.0; 4];
        add_outer(&mut matrix, 2, &[(0, 1.0), (1, 2.0)], 3.0);
        assert_eq!(matrix, [3.0, 6.0, 0.0, 12.0]);
        assert_eq!(sparse(&[0.0, 7.0]), [(1, 7.0)]);
    }
}
