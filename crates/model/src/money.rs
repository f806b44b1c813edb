//! Exact sums of money: what was asked, paid, quoted, settled.
//!
//! | left | op | right | gives |
//! |---|---|---|---|
//! | `Money` | `checked_add`, `checked_sub` | `Money` | `Result<Money, MoneyError>`: same currency, no overflow |
//! | `Money` | `checked_mul` | `i64` | `Result<Money, MoneyError>` |
//! | `Money` | `scale` | [`Ratio`], [`Rounding`] | `Result<Money, MoneyError>` |
//! | `Money` | `allocate` | weights | shares that sum to the whole, to the last minor unit |
//!
//! There is no way from or to `f64` here (see [`crate::bridge`]), no order across
//! currencies, no default and no operator that could panic.

use std::fmt;
use std::str::FromStr;

use crate::ratio::{Ratio, Rounding};

macro_rules! currencies {
    ($($name:ident $code:literal $exponent:literal,)*) => {
        /// The currencies rackworth can hold, by ISO 4217 code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Currency { $($name,)* }

        impl Currency {
            /// Every currency, in the order of the table.
            pub const ALL: &'static [Currency] = &[$(Currency::$name,)*];

            /// The three-letter ISO 4217 code.
            pub fn code(self) -> &'static str {
                match self { $(Currency::$name => $code,)* }
            }

            /// Decimal places of the minor unit (ISO 4217).
            pub fn exponent(self) -> u32 {
                match self { $(Currency::$name => $exponent,)* }
            }
        }
    };
}

currencies! {
    Usd "USD" 2, Eur "EUR" 2, Gbp "GBP" 2, Chf "CHF" 2, Cad "CAD" 2, Aud "AUD" 2,
    Nzd "NZD" 2, Sek "SEK" 2, Nok "NOK" 2, Dkk "DKK" 2, Pln "PLN" 2, Czk "CZK" 2,
    Huf "HUF" 2, Jpy "JPY" 0, Krw "KRW" 0, Cny "CNY" 2, Hkd "HKD" 2, Sgd "SGD" 2,
    Inr "INR" 2, Egp "EGP" 2, Aed "AED" 2, Zar "ZAR" 2, Brl "BRL" 2, Mxn "MXN" 2,
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code that names no currency we hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("find a currency `{0}`")]
pub struct UnknownCurrency(pub String);

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Currency, UnknownCurrency> {
        let wanted = text.trim();
        let found = Currency::ALL.iter().find(|c| c.code().eq_ignore_ascii_case(wanted));
        found.copied().ok_or_else(|| UnknownCurrency(wanted.to_string()))
    }
}

/// Why an exact sum could not be formed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    #[error("combine {left} with {right}: different currencies")]
    Currencies { left: Currency, right: Currency },
    #[error("hold a sum beyond the range of {0}")]
    Overflow(Currency),
    #[error("read `{0}` as an amount of money")]
    Parse(String),
    #[error("share {0} among weights that sum to nothing")]
    NoWeights(Currency),
}

/// An exact sum: an integer count of minor units (cents) and its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub fn zero(currency: Currency) -> Money {
        Money { minor: 0, currency }
    }

    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    pub fn checked_mul(self, times: i64) -> Result<Money, MoneyError> {
        self.with(self.minor.checked_mul(times))
    }

    /// The sum times an exact fraction, rounded by the named rule.
    pub fn scale(self, by: Ratio, rounding: Rounding) -> Result<Money, MoneyError> {
        let product = i128::from(self.minor) * i128::from(by.numerator);
        self.with(i64::try_from(rounding.divide(product, by.denominator)).ok())
    }

    /// Shares of the sum in proportion to `weights`; the shares add up to the whole
    /// exactly. Minor units left over go to the largest remainders, first come first
    /// (Hamilton's method).
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Money>, MoneyError> {
        let total: i128 = weights.iter().map(|w| i128::from(*w)).sum();
        if total == 0 {
            return Err(MoneyError::NoWeights(self.currency));
        }
        let whole = i128::from(self.minor);
        let mut shares: Vec<i128> = weights.iter().map(|w| (whole * i128::from(*w)).div_euclid(total)).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|&i| (-(whole * i128::from(weights[i])).rem_euclid(total), i));
        let left = usize::try_from(whole - shares.iter().sum::<i128>()).unwrap_or(0);
        for &i in order.iter().take(left) {
            shares[i] += 1;
        }
        shares.into_iter().map(|minor| self.with(i64::try_from(minor).ok())).collect()
    }

    /// Reads digits with an optional sign and at most the currency's decimal places;
    /// no grouping, no symbol: those belong to whoever knows the locale of the text.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, MoneyError> {
        let bad = || MoneyError::Parse(text.to_string());
        let trimmed = text.trim();
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, trimmed),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let places = currency.exponent() as usize;
        let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > places {
            return Err(bad());
        }
        let joined = format!("{whole}{fraction:0<places$}");
        let minor: i64 = joined.parse().map_err(|_| bad())?;
        Ok(Money { minor: if negative { -minor } else { minor }, currency })
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            return Ok(());
        }
        Err(MoneyError::Currencies { left: self.currency, right: other.currency })
    }

    fn with(self, minor: Option<i64>) -> Result<Money, MoneyError> {
        let minor = minor.ok_or(MoneyError::Overflow(self.currency))?;
        Ok(Money { minor, currency: self.currency })
    }
}

/// Prints `1234.50`, exactly and without grouping or symbol; [`Money::parse`] reads it back.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.currency.exponent();
        let unit = 10_u64.pow(places);
        let magnitude = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        if places == 0 {
            return write!(f, "{sign}{magnitude}");
        }
        write!(f, "{sign}{}.{:0width$}", magnitude / unit, magnitude % unit, width = places as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn currencies_never_mix_silently() {
        let usd = Money::new(100, Currency::Usd);
        let eur = Money::new(100, Currency::Eur);
        let expected = MoneyError::Currencies { left: Currency::Usd, right: Currency::Eur };
        assert_eq!(usd.checked_add(eur), Err(expected.clone()));
        assert_eq!(usd.checked_sub(eur), Err(expected));
    }

    #[test]
    fn overflow_is_told() {
        let most = Money::new(i64::MAX, Currency::Usd);
        assert_eq!(most.checked_add(Money::new(1, Currency::Usd)), Err(MoneyError::Overflow(Currency::Usd)));
        assert_eq!(most.checked_mul(2), Err(MoneyError::Overflow(Currency::Usd)));
    }

    #[test]
    fn text_that_is_not_an_exact_sum_is_refused() {
        for text in ["", ".", "-", "1.234", "1,000", "$5", "1e3", "٣", "99999999999999999999"] {
            assert!(Money::parse(text, Currency::Usd).is_err(), "{text}");
        }
        assert!(Money::parse("12.5", Currency::Krw).is_err());
        assert_eq!(Money::parse("12.5", Currency::Usd), Ok(Money::new(1250, Currency::Usd)));
    }

    proptest! {
        #[test]
        fn shares_add_up_to_the_whole(minor in any::<i32>(), weights in prop::collection::vec(0_u64..1000, 1..20)) {
            let whole = Money::new(i64::from(minor), Currency::Eur);
            match whole.allocate(&weights) {
                Ok(shares) => {
                    prop_assert_eq!(shares.len(), weights.len());
                    prop_assert_eq!(shares.iter().map(|s| s.minor).sum::<i64>(), whole.minor);
                }
                Err(error) => {
                    prop_assert_eq!(error, MoneyError::NoWeights(Currency::Eur));
                    prop_assert_eq!(weights.iter().sum::<u64>(), 0);
                }
            }
        }

        #[test]
        fn printing_and_reading_agree(minor in any::<i64>().prop_filter("i64::MIN has no positive twin", |m| *m != i64::MIN), i in 0..Currency::ALL.len()) {
            let money = Money::new(minor, Currency::ALL[i]);
            prop_assert_eq!(Money::parse(&money.to_string(), money.currency), Ok(money));
        }

        #[test]
        fn subtracting_what_was_added_gives_the_start(a in any::<i64>(), b in any::<i64>()) {
            let (a, b) = (Money::new(a, Currency::Gbp), Money::new(b, Currency::Gbp));
            if let Ok(sum) = a.checked_add(b) {
                prop_assert_eq!(sum.checked_sub(b), Ok(a));
            }
        }
    }
}
