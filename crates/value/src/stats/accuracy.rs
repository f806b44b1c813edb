//! How far estimates were off, told the way automated valuation is judged.

use super::order::{mean, median};

/// An estimate made without the outcome, and the outcome: logs, with the low and high end
/// of the ranges meant to hold 80 and 90 % of outcomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    pub estimate: f64,
    pub actual: f64,
    /// Half the width of the 80 % range of the log, where there is one.
    pub half80: Option<f64>,
    /// Half the width of the 90 % range of the log, where there is one.
    pub half90: Option<f64>,
}

/// A set of outcomes in a few numbers. Shares are 0–1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    pub n: usize,
    /// Median of |estimate/actual − 1|.
    pub mdape: f64,
    /// Share within 10 % and within 20 %.
    pub ppe10: f64,
    pub ppe20: f64,
    /// Median of estimate/actual, less 1.
    pub bias: f64,
    /// Share of outcomes inside their 80 % range, and the mean width of its log.
    pub cover80: Option<f64>,
    pub width80: Option<f64>,
    pub cover90: Option<f64>,
    pub width90: Option<f64>,
}

impl Accuracy {
    /// `None` of no outcomes.
    pub fn of(outcomes: &[Outcome]) -> Option<Accuracy> {
        let ratios: Vec<f64> = outcomes.iter().map(|o| libm::exp(o.estimate - o.actual)).collect();
        let errors: Vec<f64> = ratios.iter().map(|r| (r - 1.0).abs()).collect();
        let within = |most: f64| errors.iter().filter(|e| **e <= most).count() as f64 / errors.len() as f64;
        let (cover80, width80) = ranges(outcomes, |o| o.half80);
        let (cover90, width90) = ranges(outcomes, |o| o.half90);
        Some(Accuracy {
            n: outcomes.len(),
            mdape: median(&errors)?,
            ppe10: within(0.1),
            ppe20: within(0.2),
            bias: median(&ratios)? - 1.0,
            cover80,
            width80,
            cover90,
            width90,
        })
    }
}

/// Share covered and mean width of those outcomes that have a range.
fn ranges(outcomes: &[Outcome], half: impl Fn(&Outcome) -> Option<f64>) -> (Option<f64>, Option<f64>) {
    let with: Vec<(f64, f64)> =
        outcomes.iter().filter_map(|o| Some(((o.actual - o.estimate).abs(), half(o)?))).collect();
    let inside: Vec<f64> = with.iter().map(|(miss, half)| if miss <= half { 1.0 } else { 0.0 }).collect();
    let widths: Vec<f64> = with.iter().map(|(_, half)| 2.0 * half).collect();
    (mean(&inside), mean(&widths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_outcomes() {
        let outcome = |estimate: f64, half| Outcome {
            estimate: libm::log(estimate),
            actual: libm::log(100.0),
            half80: half,
            half90: None,
        };
        let found = Accuracy::of(&[outcome(115.0, Some(0.2)), outcome(70.0, Some(0.2)), outcome(95.0, None)]).unwrap();
        assert_eq!((found.n, found.cover80, found.cover90), (3, Some(0.5), None));
        assert!((found.mdape - 0.15).abs() < 1e-12 && (found.bias + 0.05).abs() < 1e-12);
        assert!((found.width80.unwrap() - 0.4).abs() < 1e-12);
        assert!((found.ppe10 - 1.0 / 3.0).abs() < 1e-12 && (found.ppe20 - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(Accuracy::of(&[]), None);
    }
}
