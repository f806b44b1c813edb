//! Digamma and trigamma, for the moments of the logit of a beta-distributed share;
//! log gamma, and Student's t by the incomplete beta function.

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

/// ln Γ(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Density of Student's t with `nu` degrees of freedom.
pub fn student_density(nu: f64, t: f64) -> f64 {
    let log = ln_gamma((nu + 1.0) / 2.0) - ln_gamma(nu / 2.0) - 0.5 * libm::log(nu * std::f64::consts::PI);
    libm::exp(log - (nu + 1.0) / 2.0 * libm::log1p(t * t / nu))
}

/// Distribution function of Student's t: half a regularized incomplete beta function in
/// each tail (Abramowitz & Stegun 1964, 26.7.1).
pub fn student_cumulative(nu: f64, t: f64) -> f64 {
    let tail = 0.5 * beta_share(nu / 2.0, 0.5, nu / (nu + t * t));
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// I_x(a, b) by its continued fraction (Abramowitz & Stegun 1964, 26.5.8), evaluated by
/// the modified method of Lentz; symmetric reflection where it would converge slowly.
fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_share(b, a, 1.0 - x);
    }
    if x <= 0.0 {
        return 0.0;
    }
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let tiny = 1e-300;
    let kept = |v: f64| if v.abs() < tiny { tiny } else { v };
    let (mut c, mut d) = (1.0, 1.0 / kept(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..300 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for term in [even, odd] {
            d = 1.0 / kept(1.0 + term * d);
            c = kept(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    libm::exp(front) / a * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn student_t_at_known_points() {
        // t₁ is Cauchy, 1/2 + atan(t)/π; t₂ is 1/2 + t/(2√(2+t²)); table: P(t₅ < 2.015) = 0.95.
        assert!((student_cumulative(1.0, 1.0) - 0.75).abs() < 1e-13);
        assert!((student_cumulative(2.0, -1.5) - (0.5 - 0.75 / 4.25_f64.sqrt())).abs() < 1e-13);
        assert!((student_cumulative(5.0, 2.015_048_373) - 0.95).abs() < 1e-9);
        assert!((student_density(1.0, 0.0) - 1.0 / std::f64::consts::PI).abs() < 1e-14);
    }

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
