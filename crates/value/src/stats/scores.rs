//! Proper scores of forecasts: the lower the better, and honesty is the best policy.

use crate::normal::{cumulative, density};
use crate::special::{ln_gamma, student_cumulative, student_density};

/// Pinball loss of a forecast of the p-quantile (Koenker & Bassett 1978).
pub fn pinball(p: f64, forecast: f64, outcome: f64) -> f64 {
    let miss = outcome - forecast;
    if miss >= 0.0 { p * miss } else { (p - 1.0) * miss }
}

/// Interval score of a central range meant to miss a share `alpha` of outcomes: its
/// width, and 2/α times the distance of an outcome outside (Gneiting & Raftery 2007).
pub fn interval(alpha: f64, low: f64, high: f64, outcome: f64) -> f64 {
    (high - low) + 2.0 / alpha * ((low - outcome).max(0.0) + (outcome - high).max(0.0))
}

/// CRPS of N(mean, sd²) (Gneiting et al. 2005).
pub fn crps_normal(mean: f64, sd: f64, outcome: f64) -> f64 {
    let z = (outcome - mean) / sd;
    sd * (z * (2.0 * cumulative(z) - 1.0) + 2.0 * density(z) - 1.0 / libm::sqrt(std::f64::consts::PI))
}

/// CRPS of a lognormal, `location` and `sd` being those of the log (Baran & Lerch 2015).
pub fn crps_lognormal(location: f64, sd: f64, outcome: f64) -> f64 {
    let mean = libm::exp(location + sd * sd / 2.0);
    let beyond = cumulative(sd / std::f64::consts::SQRT_2);
    if outcome <= 0.0 {
        return -outcome - 2.0 * mean * (beyond - 1.0);
    }
    let z = (libm::log(outcome) - location) / sd;
    outcome * (2.0 * cumulative(z) - 1.0) - 2.0 * mean * (cumulative(z - sd) + beyond - 1.0)
}

/// CRPS of location + scale·t_ν, ν > 1 (Jordan, Krüger & Lerch 2019, appendix A).
pub fn crps_student(nu: f64, location: f64, scale: f64, outcome: f64) -> f64 {
    let z = (outcome - location) / scale;
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let ratio = libm::exp(ln_beta(0.5, nu - 0.5) - 2.0 * ln_beta(0.5, nu / 2.0));
    let inside = z * (2.0 * student_cumulative(nu, z) - 1.0);
    let peak = 2.0 * student_density(nu, z) * (nu + z * z) / (nu - 1.0);
    scale * (inside + peak - 2.0 * libm::sqrt(nu) / (nu - 1.0) * ratio)
}

/// How the spread within an ensemble is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ensemble {
    /// As if its members were the distribution: Σ|xᵢ−xⱼ|/2m².
    Whole,
    /// As a sample of the distribution: Σ|xᵢ−xⱼ|/2m(m−1) (Ferro 2014).
    Fair,
}

/// CRPS of an ensemble (energy form); NaN with no members, or one where two are needed.
pub fn crps_ensemble(members: &[f64], outcome: f64, how: Ensemble) -> f64 {
    let m = members.len() as f64;
    let miss = members.iter().map(|x| (x - outcome).abs()).sum::<f64>() / m;
    let mut sorted = members.to_vec();
    sorted.sort_by(f64::total_cmp);
    // Σᵢⱼ|xᵢ−xⱼ| = 2 Σₖ (2k − m + 1) x₍ₖ₎, k from 0.
    let apart: f64 = sorted.iter().enumerate().map(|(k, x)| (2.0 * k as f64 - m + 1.0) * x).sum();
    let pairs = match how {
        Ensemble::Whole => m * m,
        Ensemble::Fair => m * (m - 1.0),
    };
    miss - apart / pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_scores_of_acceptance_test_a9() {
        let found = [
            (crps_normal(0.0, 1.0, 0.0), 0.233_694_977),
            (crps_normal(0.0, 1.0, 1.0), 0.602_441_358),
            (crps_normal(2.0, 0.5, 1.2), 0.541_147_176),
            (crps_lognormal(0.0, 1.0, 1.0), 0.267_405_467),
            (crps_lognormal(5.0, 0.3, 120.0), 17.975_296_379),
            (crps_student(5.0, 0.0, 1.0, 0.7), 0.434_575_556),
            (crps_ensemble(&[1.0, 2.0, 4.0, 7.0], 3.0, Ensemble::Whole), 0.75),
            (crps_ensemble(&[7.0, 1.0, 4.0, 2.0], 3.0, Ensemble::Fair), 0.333_333_333),
            (interval(0.1, 2.0, 8.0, 9.0), 26.0),
            (pinball(0.9, 10.0, 14.0), 3.6),
            (pinball(0.9, 10.0, 7.0), 0.3),
        ];
        for (k, (value, expected)) in found.iter().enumerate() {
            assert!((value - expected).abs() <= 1e-9 * (1.0 + expected), "{k}: {value} against {expected}");
        }
    }

    #[test]
    fn a_lognormal_is_scored_below_zero_too() {
        let near = crps_lognormal(0.0, 1.0, 1e-12);
        assert!((crps_lognormal(0.0, 1.0, 0.0) - near).abs() < 1e-9);
    }
}
