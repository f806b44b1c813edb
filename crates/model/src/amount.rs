//! Estimated sums: real numbers with a currency, for whatever nobody has paid yet.

use crate::money::Currency;

/// An estimated sum in major units (dollars, not cents). Always finite.
///
/// It has no equality and prints nowhere without being rounded: an estimate is not
/// a statement of account.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    value: f64,
    currency: Currency,
}

/// The number was infinite or not a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("hold {0} as an amount: it is not finite")]
pub struct NotFinite(pub f64);

impl Amount {
    /// `value` in major units of `currency`; refuses infinities and NaN.
    pub fn new(value: f64, currency: Currency) -> Result<Amount, NotFinite> {
        if value.is_finite() { Ok(Amount { value, currency }) } else { Err(NotFinite(value)) }
    }

    /// Major units.
    pub fn value(self) -> f64 {
        self.value
    }

    pub fn currency(self) -> Currency {
        self.currency
    }
}
