//! Digamma and trigamma, for the moments of the logit of a beta-distributed share.

/// Mean and variance of logit(Y) for Y ~ Beta(a, b): ψ(a) − ψ(b) and ψ′(a) + ψ′(b)
/// (the cumulants of a difference of log-gamma variables). `a` and `b` positive.
pub fn beta_logit_moments(a: f64, b: f64) -> (f64, f64) {
    (digamma(a) - digamma(b), trigamma(a) + trigamma(b))
}

/// ψ(x) for x > 0: recurrence up to 6, then the asymptotic series
/// (Abramowitz & Stegun 1964, 6.3.5 and 6.3.18).
fn digamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = r * (1.0 / 12.0 - r * (1.0 / 120.0 - r * (1.0 / 252.0 - r * (1.0 / 240.0 - r / 132.0))));
    shift + libm::log(x) - 0.5 / x - series
}

/// ψ′(x) for x > 0 (Abramowitz & Stegun 1964, 6.4.6 and 6.4.12).
fn trigamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let r = 1.0 / (x * x);
    let series = 1.0 / 6.0 - r * (1.0 / 30.0 - r * (1.0 / 42.0 - r * (1.0 / 30.0 - r * (5.0 / 66.0))));
    shift + 1.0 / x + r / 2.0 + r / x * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // ψ(1) = −γ, ψ(1/2) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(1/2) = π²/2.
        let gamma = 0.577_215_664_901_532_9;
        let pi2 = std::f64::consts::PI * std::f64::consts::PI;
        assert!((digamma(1.0) + gamma).abs() < 1e-12);
        assert!((digamma(0.5) + gamma + 2.0 * std::f64::consts::LN_2).abs() < 1e-12);
        assert!((trigamma(1.0) - pi2 / 6.0).abs() < 1e-12);
        assert!((trigamma(0.5) - pi2 / 2.0).abs() < 1e-12);
    }
}
