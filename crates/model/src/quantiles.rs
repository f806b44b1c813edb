//! One fixed grid of quantiles, used everywhere.

/// The points of the grid, as probabilities.
pub const GRID: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// The points of the grid, as they are named.
pub const NAMES: [&str; 7] = ["p05", "p10", "p25", "p50", "p75", "p90", "p95"];

/// Quantiles on [`GRID`]: finite and non-decreasing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles([f64; 7]);

/// Values that cannot be quantiles.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantilesError {
    #[error("form quantiles: {0} is not finite")]
    NotFinite(f64),
    #[error("form quantiles: {higher} follows {lower}")]
    Crossing { lower: f64, higher: f64 },
    #[error("form quantiles of no values")]
    Empty,
}

impl Quantiles {
    pub fn new(values: [f64; 7]) -> Result<Quantiles, QuantilesError> {
        if let Some(bad) = values.iter().find(|v| !v.is_finite()) {
            return Err(QuantilesError::NotFinite(*bad));
        }
        if let Some(pair) = values.windows(2).find(|pair| pair[0] > pair[1]) {
            return Err(QuantilesError::Crossing { lower: pair[0], higher: pair[1] });
        }
        Ok(Quantiles(values))
    }

    /// Quantiles of a sample by linear interpolation between order statistics
    /// (Hyndman & Fan 1996, type 7: the default of R and numpy).
    pub fn of_sample(sample: &[f64]) -> Result<Quantiles, QuantilesError> {
        if let Some(bad) = sample.iter().find(|v| !v.is_finite()) {
            return Err(QuantilesError::NotFinite(*bad));
        }
        if sample.is_empty() {
            return Err(QuantilesError::Empty);
        }
        let mut sorted = sample.to_vec();
        sorted.sort_by(f64::total_cmp);
        Quantiles::new(GRID.map(|p| interpolate(&sorted, p)))
    }

    /// All points, in the order of [`GRID`].
    pub fn values(&self) -> [f64; 7] {
        self.0
    }

    pub fn p10(&self) -> f64 {
        self.0[1]
    }

    pub fn p50(&self) -> f64 {
        self.0[3]
    }

    pub fn p90(&self) -> f64 {
        self.0[5]
    }
}

fn interpolate(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    let below = position.floor();
    let i = below as usize;
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    sorted[i] + (position - below) * (next - sorted[i])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn crossings_and_nan_are_refused() {
        assert!(matches!(Quantiles::new([1.0, 2.0, 3.0, 2.0, 5.0, 6.0, 7.0]), Err(QuantilesError::Crossing { .. })));
        assert!(matches!(Quantiles::new([f64::NAN; 7]), Err(QuantilesError::NotFinite(_))));
        assert!(matches!(Quantiles::of_sample(&[]), Err(QuantilesError::Empty)));
    }

    #[test]
    fn type_7_of_one_to_eleven() {
        let sample: Vec<f64> = (1..=11).map(f64::from).collect();
        let found = Quantiles::of_sample(&sample).unwrap().values();
        assert_eq!(found, [1.5, 2.0, 3.5, 6.0, 8.5, 10.0, 10.5]);
    }

    proptest! {
        #[test]
        fn scaling_the_sample_scales_the_quantiles(sample in prop::collection::vec(-1e6_f64..1e6, 1..200), k in 0.1_f64..10.0) {
            let one = Quantiles::of_sample(&sample).unwrap().values();
            let scaled: Vec<f64> = sample.iter().map(|v| v * k).collect();
            let other = Quantiles::of_sample(&scaled).unwrap().values();
            for (a, b) in one.iter().zip(other) {
                prop_assert!((a * k - b).abs() <= 1e-9 * (1.0 + b.abs()));
            }
        }
    }
}
