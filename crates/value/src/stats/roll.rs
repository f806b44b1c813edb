//! What assessors are measured by: estimates against sale prices (IAAO, Standard on Ratio
//! Studies, 2013). Usual limits: COD 5–15, PRD 0.98–1.03, PRB ±0.05, MKI 0.95–1.05.

use super::order::{mean, median};
use super::regression::Table;

/// An estimate and what it fetched, both above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    pub estimate: f64,
    pub sale: f64,
}

impl Ratio {
    fn value(self) -> f64 {
        self.estimate / self.sale
    }
}

fn values(roll: &[Ratio]) -> Vec<f64> {
    roll.iter().map(|r| r.value()).collect()
}

/// Coefficient of dispersion: mean distance of the ratios from their median, percent of it.
pub fn cod(roll: &[Ratio]) -> Option<f64> {
    let ratios = values(roll);
    let middle = median(&ratios)?;
    let apart: Vec<f64> = ratios.iter().map(|r| (r - middle).abs()).collect();
    Some(100.0 * mean(&apart)? / middle)
}

/// Price-related differential: mean ratio over the ratio of the sums; above 1 when dear
/// things are estimated too low.
pub fn prd(roll: &[Ratio]) -> Option<f64> {
    let sum = |of: fn(&Ratio) -> f64| roll.iter().map(of).sum::<f64>();
    Some(mean(&values(roll))? / (sum(|r| r.estimate) / sum(|r| r.sale)))
}

/// Price-related bias: by what share ratios change when value doubles. Slope of
/// (ratio − median)/median on log₂ of half the sum of the sale price and the estimate
/// over the median ratio.
pub fn prb(roll: &[Ratio]) -> Option<f64> {
    let middle = median(&values(roll))?;
    let mut table = Table::new(2);
    for r in roll {
        let value = 0.5 * (r.sale + r.estimate / middle);
        table.push((r.value() - middle) / middle, &[1.0, libm::log2(value)]);
    }
    Some(table.least_squares()?.coefficients[1])
}

/// Modified Kakwani index: Gini of the estimates over Gini of the sale prices, both in the
/// order of sale prices; below 1 when dear things are estimated too low (Quintos 2020).
pub fn mki(roll: &[Ratio]) -> Option<f64> {
    let mut ordered = roll.to_vec();
    ordered.sort_by(|a, b| a.sale.total_cmp(&b.sale));
    let gini = |of: fn(&Ratio) -> f64| {
        let total: f64 = ordered.iter().map(of).sum();
        let ranked: f64 = ordered.iter().enumerate().map(|(i, r)| (i as f64 + 1.0) * of(r)).sum();
        2.0 * ranked / total - (ordered.len() as f64 + 1.0)
    };
    let found = gini(|r| r.estimate) / gini(|r| r.sale);
    found.is_finite().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_roll() {
        let roll: Vec<Ratio> = [1.0, 2.0, 5.0, 9.0].map(|sale| Ratio { estimate: 0.8 * sale, sale }).to_vec();
        assert!(cod(&roll).unwrap().abs() < 1e-9 && prb(&roll).unwrap().abs() < 1e-9);
        assert!((prd(&roll).unwrap() - 1.0).abs() < 1e-12 && (mki(&roll).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!((cod(&[]), prd(&[]), prb(&[]), mki(&[])), (None, None, None, None));
    }
}
