//! The one crossing between exact [`Money`] and estimated [`Amount`].

use crate::amount::Amount;
use crate::money::{Currency, Money, MoneyError};

/// An exact sum seen as an estimate. Exact up to 2⁵³ minor units.
pub fn to_amount(money: Money) -> Amount {
    let value = money.minor as f64 / minor_units(money.currency);
    // An i64 over a power of ten is always finite.
    Amount::new(value, money.currency).expect("an i64 divided by 10^n is finite")
}

/// An estimate rounded to minor units, ties to even: only for handing a figure to
/// something that can hold nothing but money. Fails beyond the range of `i64`.
pub fn to_money(amount: Amount) -> Result<Money, MoneyError> {
    let minor = (amount.value() * minor_units(amount.currency())).round_ties_even();
    // 2^63 is exact in f64; everything below it in magnitude fits.
    if minor.abs() >= 9_223_372_036_854_775_808.0 {
        return Err(MoneyError::Overflow(amount.currency()));
    }
    Ok(Money::new(minor as i64, amount.currency()))
}

fn minor_units(currency: Currency) -> f64 {
    f64::from(10_u32.pow(currency.exponent()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sum_too_large_for_money_is_refused() {
        let huge = Amount::new(1e20, Currency::Usd).unwrap();
        assert_eq!(to_money(huge), Err(MoneyError::Overflow(Currency::Usd)));
    }

    proptest! {
        #[test]
        fn crossing_and_coming_back_loses_nothing(minor in -(1_i64 << 50)..(1_i64 << 50), i in 0..Currency::ALL.len()) {
            let money = Money::new(minor, Currency::ALL[i]);
            prop_assert_eq!(to_money(to_amount(money)), Ok(money));
        }
    }
}
