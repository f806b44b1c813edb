//! Dated exchange rates.

use rackworth_model::money::Currency;
use rackworth_model::snapshot::FxRate;

use super::row::{Row, for_each};
use super::{PriceBook, Refused};

const FILE: &str = "fx.csv";

pub(super) fn read(text: &str, book: &mut PriceBook) {
    let (mut rates, mut refused) = (Vec::new(), Vec::new());
    let each = |row: &Row<'_>, line: u64| match rate(row) {
        Ok(rate) => rates.push(rate),
        Err(why) => refused.push((line, why)),
    };
    let mut broken = Vec::new();
    for_each(FILE, text, each, |line, why| broken.push((line, why)));
    book.rates = rates;
    let told = refused.into_iter().chain(broken);
    book.refused.extend(told.map(|(line, why)| Refused { file: FILE.to_string(), line, why }));
}

fn rate(row: &Row<'_>) -> Result<FxRate, String> {
    let (from, to): (Currency, Currency) = (row.needed_as("from")?, row.needed_as("to")?);
    let text = row.needed("rate")?;
    let nanos = billionths(text).filter(|n| *n > 0).ok_or_else(|| format!("`rate` is `{text}`, which is no rate"))?;
    Ok(FxRate { from, to, on: row.needed_as("on")?, nanos, source: row.needed("source")?.to_string() })
}

/// Decimal text as an integer count of billionths; more digits than that are cut.
fn billionths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    format!("{whole}{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::billionths;

    #[test]
    fn decimals_become_billionths() {
        assert_eq!(billionths("1.1655"), Some(1_165_500_000));
        assert_eq!(billionths("1410"), Some(1_410_000_000_000));
        assert_eq!(billionths("0.00071234567891"), Some(712_345));
        for text in ["", ".5", "-1", "1,2", "1e3", "99999999999999999999"] {
            assert_eq!(billionths(text), None, "{text}");
        }
    }
}
