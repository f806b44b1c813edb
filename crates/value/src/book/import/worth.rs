//! What a line costs: amount, currency, and for how many units.

use rackworth_model::money::{Currency, Money};
use rackworth_model::priced::{PriceField as F, PriceFormat};
use rackworth_model::ratio::Rounding;

use super::canonical::{Context, Draft};
use super::{amount, title};

impl Context<'_> {
    pub(super) fn price(&self, draft: &mut Draft<'_>) {
        let Some(quantity) = self.quantity(draft) else { return };
        let each = draft.line.cells.contains_key(&F::UnitPrice);
        let field = if each { F::UnitPrice } else { F::Price };
        let Some((money, currency)) = self.money(draft, field) else { return };
        let together = match each.then(|| self.is_each(draft, money, quantity)) {
            Some(Ok(true)) => money.checked_mul(i64::try_from(quantity).unwrap_or(i64::MAX)),
            Some(Err(found)) => {
                let hint = "split the line, or leave the total out";
                return draft.problem(
                    F::UnitPrice,
                    found,
                    "a price and a quantity that agree with the total",
                    Some(hint),
                );
            }
            Some(Ok(false)) | None => Ok(money),
        };
        match together {
            Ok(money) => {
                draft.cells.insert(F::Price, plain(money));
                draft.cells.insert(F::Currency, currency.code().to_string());
                draft.cells.insert(F::Quantity, quantity.to_string());
                draft.cells.entry(F::Per).or_insert_with(|| "each".to_string());
            }
            Err(_) => draft.problem(field, money.to_string(), "an amount that can be held", None),
        }
    }

    /// Units of the lot: the quantity column, or what the title says; a stock is no lot.
    fn quantity(&self, draft: &mut Draft<'_>) -> Option<u64> {
        let stated = draft.line.text(F::Quantity).map(str::to_string);
        if let Some(text) = stated.as_deref().filter(|text| text.trim().starts_with('-')) {
            let hint = "a negative quantity is a wish to buy; import it as `--kind bid` with a price";
            draft.problem(F::Quantity, format!("`{text}`"), "units that are for sale", Some(hint));
            return None;
        }
        let digits = |text: &str| {
            amount::read(text)
                .filter(|w| w.currency.is_none() && !w.dollar)?
                .decimal
                .trim_end_matches(".00")
                .trim_end_matches(".0")
                .parse::<u64>()
                .ok()
        };
        let counted = match stated.as_deref().map(|text| (text, digits(text))) {
            Some((_, Some(n))) if n > 0 => Some(n),
            Some((text, _)) => {
                draft.problem(F::Quantity, format!("`{text}`"), "a whole number of units above 0", None);
                return None;
            }
            None => None,
        };
        let titled = match draft.line.text(F::Part).filter(|_| !self.is_own()).map(title::lot) {
            Some(Err(found)) => {
                draft.problem(F::Part, found, "a title that tells how many units its price is for", None);
                return None;
            }
            Some(Ok(lot)) => lot.filter(|n| *n > 1),
            None => None,
        };
        match (titled, counted) {
            (Some(lot), Some(sold)) if self.format == PriceFormat::EbayOrders => lot.checked_mul(sold),
            (Some(lot), Some(sold)) if lot != sold && sold != 1 => {
                let found = format!("{sold} units under a title that sells {lot} together");
                draft.problem(F::Quantity, found, "one number of units", None);
                None
            }
            (Some(lot), _) => Some(lot),
            (None, sold) => Some(sold.unwrap_or(1)),
        }
    }

    /// Whether the unit-price column holds the price of one unit. A title that sells a lot is priced as the lot; an
    /// order report is held against its own total.
    fn is_each(&self, draft: &Draft<'_>, money: Money, quantity: u64) -> Result<bool, String> {
        let titled = draft.line.text(F::Part).and_then(|text| title::lot(text).ok().flatten()).filter(|n| *n > 1);
        if quantity == 1 {
            return Ok(true);
        }
        if self.format == PriceFormat::EbayOrders {
            return self.is_each_by_total(draft, money, quantity, titled.unwrap_or(1));
        }
        // Nobody prices one of a lot he sells together.
        Ok(titled != Some(quantity))
    }

    fn is_each_by_total(
        &self,
        draft: &Draft<'_>,
        money: Money,
        quantity: u64,
        per_listing: u64,
    ) -> Result<bool, String> {
        let sold = quantity / per_listing.max(1);
        if sold == 1 {
            return Ok(false);
        }
        let sum = |field: F| draft.line.text(field).and_then(amount::read).and_then(|w| cents(&w.decimal)).unwrap_or(0);
        let Some(total) = draft.line.text(F::OrderTotal).and_then(amount::read).and_then(|w| cents(&w.decimal)) else {
            return Err(format!("{sold} units at `{money}` without a total"));
        };
        let goods = total - sum(F::Shipping);
        let (one, tax) = (i128::from(money.minor), sum(F::Tax));
        let near = |expected: i128| [goods, goods - tax].iter().any(|paid| (paid - expected).abs() <= 1);
        match (near(one * i128::from(sold)), near(one)) {
            // The price of one listing is for the lot its title names.
            (true, false) if per_listing == 1 => Ok(true),
            (false, true) => Ok(false),
            _ => Err(format!(
                "{sold} units at `{money}` in an order of `{}`",
                draft.line.text(F::OrderTotal).unwrap_or_default()
            )),
        }
    }

    fn money(&self, draft: &mut Draft<'_>, field: F) -> Option<(Money, Currency)> {
        let Some(text) = draft.line.text(field).map(str::to_string) else {
            draft.problem(field, "no price", "an amount above zero", None);
            return None;
        };
        let hint = "lines without a price are left out; a missing price is not zero";
        let Some(written) = amount::read(&text) else {
            draft.problem(field, format!("`{text}`"), "an amount such as 1234.50", Some(hint));
            return None;
        };
        let currency = self.currency(draft, field, &written)?;
        let decimal = if self.is_own() { text.trim().to_string() } else { rounded(&written.decimal, currency) };
        match Money::parse(&decimal, currency) {
            Ok(money) if money.minor > 0 => Some((money, currency)),
            Ok(_) => {
                draft.problem(field, format!("`{text}`"), "an amount above zero", Some(hint));
                None
            }
            Err(_) if self.is_own() => {
                // An index is published with more decimals than its currency has; the row reader says what it lacks.
                draft.problem(
                    field,
                    format!("`{text}`"),
                    &format!("an amount with at most {} decimals", currency.exponent()),
                    None,
                );
                None
            }
            Err(_) => {
                draft.problem(field, format!("`{text}`"), "an amount that can be held", None);
                None
            }
        }
    }

    fn currency(&self, draft: &mut Draft<'_>, field: F, written: &amount::Written) -> Option<Currency> {
        if let Some(currency) = written.currency {
            return Some(currency);
        }
        if let Some(text) = draft.line.text(F::Currency).map(str::to_string) {
            let currency = text.parse().ok().or_else(|| amount::read(&format!("{text}1")).and_then(|w| w.currency));
            if currency.is_none() {
                let known: Vec<&str> = Currency::ALL.iter().map(|currency| currency.code()).collect();
                draft.problem(F::Currency, format!("`{text}`"), &format!("one of {}", known.join(", ")), None);
            }
            return currency;
        }
        let documented = match self.format {
            PriceFormat::ItScope => Some(Currency::Eur),
            PriceFormat::PartBridge => Some(Currency::Usd),
            _ => None,
        };
        let because = |word: &str| word.to_string();
        let found = match (self.rules.currency, documented, written.dollar) {
            (Some(currency), _, _) => Some((currency, because("--currency"))),
            (None, Some(currency), _) => Some((currency, format!("by format: {}", self.format))),
            (None, None, true) => Some((Currency::Usd, because("`$` without another word"))),
            (None, None, false) => None,
        };
        match found {
            Some((currency, because)) => {
                draft.assume(F::Currency, currency.code(), because);
                Some(currency)
            }
            None => {
                draft.problem(
                    field,
                    "an amount without a currency",
                    "a currency",
                    Some("give `--currency`, such as USD"),
                );
                None
            }
        }
    }
}

/// Without decimals where they are zero: `60`, `71.90`. The spelling an id is made from.
pub(in crate::book) fn plain(money: Money) -> String {
    let text = money.to_string();
    text.strip_suffix(".00").map_or(text.clone(), str::to_string)
}

/// To the currency's minor unit: unit prices come with more decimals than money has.
fn rounded(decimal: &str, currency: Currency) -> String {
    let places = currency.exponent() as usize;
    let Some((whole, fraction)) = decimal.split_once('.').filter(|(_, fraction)| fraction.len() > places) else {
        return decimal.to_string();
    };
    let by = 10_i64.checked_pow((fraction.len() - places) as u32).and_then(std::num::NonZeroI64::new);
    let digits: Option<i128> = format!("{}{fraction}", whole.trim_start_matches('-')).parse().ok();
    let (Some(digits), Some(by)) = (digits, by) else { return decimal.to_string() };
    let minor = Rounding::HalfEven.divide(digits, by);
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    i64::try_from(minor * sign).map_or(decimal.to_string(), |minor| Money::new(minor, currency).to_string())
}

/// Hundredths of a decimal text, for holding sums against each other.
fn cents(decimal: &str) -> Option<i128> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let fraction: String = fraction.chars().chain("00".chars()).take(2).collect();
    format!("{whole}{fraction}").parse().ok()
}
