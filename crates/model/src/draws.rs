//! Joint draws: the one thing that adds up.
//!
//! Draw *d* of every figure of a run belongs to the same imagined state of the
//! market, so sums, differences and comparisons are made draw by draw.

use crate::money::Currency;
use crate::quantiles::{Quantiles, QuantilesError};

/// Values of one figure in each joint draw, in major units of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    currency: Currency,
    values: Vec<f64>,
}

/// Two sets of draws that do not belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DrawsError {
    #[error("combine draws in {left} with draws in {right}")]
    Currencies { left: Currency, right: Currency },
    #[error("combine {left} draws with {right}")]
    Lengths { left: usize, right: usize },
}

impl Draws {
    pub fn new(currency: Currency, values: Vec<f64>) -> Draws {
        Draws { currency, values }
    }

    /// `count` times nothing: where a sum starts.
    pub fn zero(currency: Currency, count: usize) -> Draws {
        Draws { currency, values: vec![0.0; count] }
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Adds `times` × the other draws, draw by draw.
    pub fn add_scaled(&mut self, other: &Draws, times: f64) -> Result<(), DrawsError> {
        self.together(other)?;
        for (sum, value) in self.values.iter_mut().zip(&other.values) {
            *sum += times * value;
        }
        Ok(())
    }

    /// Arithmetic mean, summed in order.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    pub fn quantiles(&self) -> Result<Quantiles, QuantilesError> {
        Quantiles::of_sample(&self.values)
    }

    /// The share of draws in which this figure is strictly above the other one.
    pub fn share_above(&self, other: &Draws) -> Result<f64, DrawsError> {
        self.together(other)?;
        let above = self.values.iter().zip(&other.values).filter(|(a, b)| a > b).count();
        Ok(above as f64 / self.values.len() as f64)
    }

    fn together(&self, other: &Draws) -> Result<(), DrawsError> {
        if self.currency != other.currency {
            return Err(DrawsError::Currencies { left: self.currency, right: other.currency });
        }
        if self.values.len() != other.values.len() {
            return Err(DrawsError::Lengths { left: self.values.len(), right: other.values.len() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_two_currencies_or_lengths_do_not_combine() {
        let mut usd = Draws::new(Currency::Usd, vec![1.0, 2.0]);
        assert!(matches!(usd.add_scaled(&Draws::zero(Currency::Eur, 2), 1.0), Err(DrawsError::Currencies { .. })));
        assert!(matches!(usd.share_above(&Draws::zero(Currency::Usd, 3)), Err(DrawsError::Lengths { .. })));
    }

    #[test]
    fn comparison_is_draw_by_draw() {
        let a = Draws::new(Currency::Usd, vec![1.0, 5.0, 3.0, 7.0]);
        let b = Draws::new(Currency::Usd, vec![2.0, 4.0, 3.0, 1.0]);
        assert_eq!(a.share_above(&b), Ok(0.5));
    }
}
