//! A few groups, each with an estimate and a standard error: how much they have in common.

use super::order::mean;

/// What one group says: an estimate and its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    pub value: f64,
    pub se: f64,
}

/// All groups as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    pub mean: f64,
    pub se: f64,
    /// Cochran's Q: Σ (value − mean)²/se².
    pub q: f64,
    /// DerSimonian & Laird's (1986) moment estimate of the variance between groups, cut
    /// at 0. At 0 it must not be taken for certainty: see [`Posterior`].
    pub between: f64,
}

/// Complete pooling, and how much more the groups differ than that would allow.
pub fn pooled(groups: &[Estimated]) -> Pooled {
    let weight = |g: &Estimated| 1.0 / (g.se * g.se);
    let total: f64 = groups.iter().map(weight).sum();
    let mean = groups.iter().map(|g| weight(g) * g.value).sum::<f64>() / total;
    let q: f64 = groups.iter().map(|g| weight(g) * (g.value - mean) * (g.value - mean)).sum();
    let squares: f64 = groups.iter().map(|g| weight(g) * weight(g)).sum();
    let freedom = groups.len() as f64 - 1.0;
    let between = ((q - freedom) / (total - squares / total)).max(0.0);
    Pooled { mean, se: 1.0 / libm::sqrt(total), q, between }
}

/// Groups shrunk towards their mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    pub mean: f64,
    /// Posterior mean of each group.
    pub groups: Vec<f64>,
    /// Sd between groups (its posterior mean where it was not given).
    pub between: f64,
}

/// Posterior means at a known sd between groups, above 0 (Gelman et al., Bayesian Data
/// Analysis, ch. 5).
pub fn shrunk(groups: &[Estimated], between: f64) -> Posterior {
    let variance = between * between;
    let precision = |g: &Estimated| 1.0 / (g.se * g.se + variance);
    let total: f64 = groups.iter().map(precision).sum();
    let mean = groups.iter().map(|g| precision(g) * g.value).sum::<f64>() / total;
    let one = |g: &Estimated| {
        let own = 1.0 / (g.se * g.se);
        (own * g.value + mean / variance) / (own + 1.0 / variance)
    };
    Posterior { mean, groups: groups.iter().map(one).collect(), between }
}

/// Posterior means under flat priors of the mean and of the sd between groups, summed
/// over a grid of `n` sds up to `most` (ibid.). The sd stays above 0 whatever the data.
pub fn integrated(groups: &[Estimated], most: f64, n: usize) -> Posterior {
    let sd = |k: usize| (k as f64 + 0.5) * most / n as f64;
    let logs: Vec<f64> = (0..n).map(|k| log_marginal(groups, sd(k))).collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|l| libm::exp(l - top)).collect();
    let total: f64 = weights.iter().sum();
    let mut sum = Posterior { mean: 0.0, groups: vec![0.0; groups.len()], between: 0.0 };
    for (k, weight) in weights.iter().enumerate() {
        let at = shrunk(groups, sd(k));
        let share = weight / total;
        sum.mean += share * at.mean;
        sum.between += share * at.between;
        for (slot, value) in sum.groups.iter_mut().zip(&at.groups) {
            *slot += share * value;
        }
    }
    sum
}

/// Log likelihood of the sd between groups, the mean integrated out.
fn log_marginal(groups: &[Estimated], between: f64) -> f64 {
    let variance = |g: &Estimated| g.se * g.se + between * between;
    let total: f64 = groups.iter().map(|g| 1.0 / variance(g)).sum();
    let mean = shrunk(groups, between).mean;
    let one = |g: &Estimated| -0.5 * (libm::log(variance(g)) + (g.value - mean) * (g.value - mean) / variance(g));
    -0.5 * libm::log(total) + groups.iter().map(one).sum::<f64>()
}

/// James & Stein's estimator towards the mean, `variance` being that of each value:
/// factor 1 − (n−3)·variance/Σ(value − mean)² (Efron & Morris 1975), cut at 0.
pub fn james_stein(values: &[f64], variance: f64) -> (f64, Vec<f64>) {
    let Some(center) = mean(values) else { return (0.0, Vec::new()) };
    let spread: f64 = values.iter().map(|v| (v - center) * (v - center)).sum();
    let factor = (1.0 - (values.len() as f64 - 3.0) * variance / spread).max(0.0);
    (factor, values.iter().map(|v| center + factor * (v - center)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rubin (1981): effects and standard errors of eight schools.
    fn schools() -> Vec<Estimated> {
        let found = [
            (28.0, 15.0),
            (8.0, 10.0),
            (-3.0, 16.0),
            (7.0, 11.0),
            (-1.0, 9.0),
            (1.0, 11.0),
            (18.0, 10.0),
            (12.0, 18.0),
        ];
        found.map(|(value, se)| Estimated { value, se }).to_vec()
    }

    fn close(found: &[f64], expected: &[f64], tolerance: f64) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() <= tolerance, "{found:?} against {expected:?}");
        }
    }

    #[test]
    fn eight_schools_of_acceptance_test_a6() {
        let all = pooled(&schools());
        close(&[all.mean, all.se, all.q, all.between], &[7.685_617, 4.071_919, 4.707_079, 0.0], 5e-7);
        let at5 = shrunk(&schools(), 5.0);
        close(&[at5.mean, at5.groups[0]], &[7.850_98, 9.865_88], 5e-6);
        let at10 = [14.2414, 8.063_24, 5.001_06, 7.616_76, 3.084_22, 4.901_82, 13.063_24, 9.040_04];
        close(&shrunk(&schools(), 10.0).groups, &at10, 5e-5);
        // The published means are those of a coarser sum over the same grid.
        let flat = integrated(&schools(), 60.0, 6000);
        close(&flat.groups, &[11.397, 7.894, 6.133, 7.645, 5.128, 6.140, 10.665, 8.456], 2e-3);
        close(&[flat.between], &[6.564], 4e-3);
        // The pitfall: a moment estimate of 0 is no certainty that groups are alike.
        assert!(all.between == 0.0 && flat.between > 5.0);
    }

    #[test]
    fn baseball_of_acceptance_test_a7() {
        // Efron & Morris (1975): 45 times at bat, and the rest of the season.
        let early = [
            0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, 0.222, 0.222, 0.222, 0.222, 0.222,
            0.200, 0.178, 0.156,
        ];
        let later = [
            0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226,
            0.285, 0.316, 0.200,
        ];
        let center = mean(&early).unwrap();
        let (factor, shrunk) = james_stein(&early, center * (1.0 - center) / 45.0);
        close(&[factor], &[0.212_391], 5e-7);
        close(&[shrunk[0], shrunk[17]], &[0.293_98, 0.242_16], 5e-6);
        let sse = |values: &[f64]| values.iter().zip(&later).map(|(v, t)| (v - t) * (v - t)).sum::<f64>();
        close(&[sse(&early), sse(&shrunk)], &[0.075_374, 0.021_310], 5e-7);
        assert_eq!(james_stein(&[], 1.0).1, Vec::<f64>::new());
    }
}
