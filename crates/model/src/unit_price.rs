//! A price per unit, and how many units.

use std::fmt;

use crate::money::{Currency, Money, MoneyError};
use crate::ratio::Rounding;
use crate::words;
use std::num::NonZeroI64;

words! {
    /// What one unit of a price is.
    PricedPer {
        Each "each",
        /// Decimal terabyte, as drives are sold.
        Terabyte "TB",
    }
}

/// A counted quantity of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    pub count: u64,
    pub per: PricedPer,
}

impl Quantity {
    pub fn each(count: u64) -> Quantity {
        Quantity { count, per: PricedPer::Each }
    }
}

/// Somebody's exact statement of a price: millionths of the currency's major unit.
///
/// Multiplied by a [`Quantity`] of the same measure it gives [`Money`]; there is no
/// multiplication by a bare number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitPrice {
    pub micros: i64,
    pub currency: Currency,
    pub per: PricedPer,
}

/// Why a unit price could not be formed or multiplied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitPriceError {
    #[error("multiply a price per {price} by a quantity of {quantity}")]
    Measures { price: PricedPer, quantity: PricedPer },
    #[error("divide a price among no units")]
    NoUnits,
    #[error("hold the price")]
    Money(#[source] MoneyError),
}

impl UnitPrice {
    const MICROS: i64 = 1_000_000;

    /// The price of one unit when `units` of them cost `total` together.
    pub fn from_lot(total: Money, units: Quantity) -> Result<UnitPrice, UnitPriceError> {
        let count = i64::try_from(units.count).ok().and_then(NonZeroI64::new).ok_or(UnitPriceError::NoUnits)?;
        let per_minor = UnitPrice::MICROS / 10_i64.pow(total.currency.exponent());
        let micros = Rounding::HalfEven.divide(i128::from(total.minor) * i128::from(per_minor), count);
        let overflow = UnitPriceError::Money(MoneyError::Overflow(total.currency));
        let micros = i64::try_from(micros).map_err(|_| overflow)?;
        Ok(UnitPrice { micros, currency: total.currency, per: units.per })
    }

    /// The exact price of `quantity` units, rounded once to minor units, ties to even.
    pub fn times(self, quantity: Quantity) -> Result<Money, UnitPriceError> {
        if quantity.per != self.per {
            return Err(UnitPriceError::Measures { price: self.per, quantity: quantity.per });
        }
        let per_minor = UnitPrice::MICROS / 10_i64.pow(self.currency.exponent());
        let per_minor = NonZeroI64::new(per_minor).ok_or(UnitPriceError::NoUnits)?;
        let minor = Rounding::HalfEven.divide(i128::from(self.micros) * i128::from(quantity.count), per_minor);
        let overflow = UnitPriceError::Money(MoneyError::Overflow(self.currency));
        Ok(Money::new(i64::try_from(minor).map_err(|_| overflow)?, self.currency))
    }

    /// Major units per unit, for estimation.
    pub fn value(self) -> f64 {
        self.micros as f64 / UnitPrice::MICROS as f64
    }
}

/// `87.50 USD each`, with as many decimals as the price has, at least the currency's.
impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.micros < 0 { "-" } else { "" };
        let magnitude = self.micros.unsigned_abs();
        let fraction = format!("{:06}", magnitude % 1_000_000);
        let least = self.currency.exponent() as usize;
        let kept = fraction.trim_end_matches('0').len().max(least);
        let point = if kept == 0 { "" } else { "." };
        write!(f, "{sign}{}{point}{} {} {}", magnitude / 1_000_000, &fraction[..kept], self.currency, self.per)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_price_per_terabyte_does_not_multiply_a_count() {
        let price = UnitPrice { micros: 78_000_000, currency: Currency::Usd, per: PricedPer::Terabyte };
        assert!(matches!(price.times(Quantity::each(3)), Err(UnitPriceError::Measures { .. })));
    }

    #[test]
    fn prints_the_digits_it_has() {
        let shown = |micros, currency| UnitPrice { micros, currency, per: PricedPer::Each }.to_string();
        assert_eq!(shown(87_500_000, Currency::Usd), "87.50 USD each");
        assert_eq!(shown(333_333, Currency::Usd), "0.333333 USD each");
        assert_eq!(shown(385_000_000_000, Currency::Krw), "385000 KRW each");
    }

    proptest! {
        #[test]
        fn a_lot_divides_and_multiplies_back(minor in 0_i64..10_000_000_000, count in 1_u64..400) {
            let total = Money::new(minor, Currency::Usd);
            let units = Quantity::each(count);
            // Rounding a unit to a millionth moves a lot of 400 by 0.0002 at most.
            prop_assert_eq!(UnitPrice::from_lot(total, units).unwrap().times(units), Ok(total));
        }
    }
}
