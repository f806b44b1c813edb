//! Where a level goes: a drift shrunk to what is believed of its class, and momentum that
//! dies away (docs/spec/valuation.md §3):
//!
//! ln P₊ₕ = ln P + h·m + b·(g − m)·Σⱼ ρʲ,  m = (κ·m₀ + n·m̂)/(κ + n)
//!
//! with m̂ the mean change a month over the last six months, n those months, and g the mean
//! change over the last three.

/// BEA's geometric rate for office and computing machinery, 0.3119 a year, by the month:
/// ln(1 − 0.3119)/12 (U.S. Bureau of Economic Analysis 1997, table 3).
pub const BEA_MONTHLY: f64 = -0.031_151_759;

/// Spot DRAM 2000–2026 fell 5.8 % a year on average (acceptance number B4), by the month.
pub const MEMORY_MONTHLY: f64 = -0.006;

/// Months of history a belief weighs. Published with the acceptance numbers (B3, κ = 48),
/// which were computed on the panel the backtest rolls over: it is not blind to it.
const BELIEF_MONTHS: f64 = 48.0;

/// What is left of a momentum after a month (docs/spec/valuation.md §3).
const DECAY: f64 = 0.7;

const DRIFT_MONTHS: f64 = 6.0;
const MOMENTUM_MONTHS: f64 = 3.0;

/// What is believed of a class before any history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drift {
    /// m₀: log change a month.
    pub believed: f64,
    /// κ: months of history the belief weighs.
    pub belief_months: f64,
    /// b: the share of a momentum that goes on. Memory moves in cycles (1); used GPUs
    /// punish whoever chases their trend (0; acceptance numbers, finding 3).
    pub momentum: f64,
}

impl Drift {
    /// Of DIMMs and flash, which follow the memory cycle.
    pub const MEMORY: Drift = Drift { believed: MEMORY_MONTHLY, belief_months: BELIEF_MONTHS, momentum: 1.0 };

    /// Of everything else, which wears out.
    pub const MACHINERY: Drift = Drift { believed: BEA_MONTHLY, belief_months: BELIEF_MONTHS, momentum: 0.0 };

    /// m: the log change a month to go on with, after `changes` of the log level, oldest
    /// first, each over `step` months.
    pub fn monthly(&self, changes: &[f64], step: f64) -> f64 {
        let (mean, months) = recent(changes, step, DRIFT_MONTHS);
        (self.belief_months * self.believed + months * mean) / (self.belief_months + months)
    }

    /// The expected log change over the next `steps` steps.
    pub fn ahead(&self, changes: &[f64], step: f64, steps: usize) -> f64 {
        let drift = self.monthly(changes, step);
        let (pace, months) = recent(changes, step, MOMENTUM_MONTHS);
        let excess = if months > 0.0 { pace - drift } else { 0.0 };
        let fading: f64 = (1..=steps).map(|j| libm::pow(DECAY, j as f64 * step)).sum();
        drift * step * steps as f64 + self.momentum * excess * step * fading
    }
}

/// The mean change a month over the last months there are, and how many they are.
fn recent(changes: &[f64], step: f64, most: f64) -> (f64, f64) {
    let n = changes.len().min((most / step).round() as usize);
    let months = n as f64 * step;
    let total: f64 = changes[changes.len() - n..].iter().sum();
    (if n > 0 { total / months } else { 0.0 }, months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_seen_leaves_the_belief() {
        // Acceptance number B1: after a year of 0.3119 what is left is 0.6881.
        assert!((libm::exp(Drift::MACHINERY.ahead(&[], 1.0, 12)) - 0.6881).abs() < 1e-6);
        assert!((Drift::MEMORY.ahead(&[], 1.0, 3) + 0.018).abs() < 1e-15);
    }

    #[test]
    fn history_moves_the_drift_and_momentum_fades() {
        let changes = [0.5, 0.1, 0.1, 0.1, 0.0, 0.2, 0.1];
        let drift = (48.0 * -0.006 + 6.0 * 0.1) / 54.0;
        assert!((Drift::MEMORY.monthly(&changes, 1.0) - drift).abs() < 1e-15);
        let expected = 2.0 * drift + (0.1 - drift) * (0.7 + 0.49);
        assert!((Drift::MEMORY.ahead(&changes, 1.0, 2) - expected).abs() < 1e-15);
    }
}
