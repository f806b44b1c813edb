//! Amounts of money as people write them: `$1,234.50`, `1.234,50 €`, `EUR 12`, `1'200.-`.

use rackworth_model::money::Currency;

/// What a cell says it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// Digits with at most one point, no grouping.
    pub(super) decimal: String,
    pub(super) currency: Option<Currency>,
    /// A bare `$`, which several currencies share.
    pub(super) dollar: bool,
}

/// Signs of one currency each, longest first. A bare `$` is none: it is `Written::dollar`.
const SIGNS: [(&str, Currency); 14] = [
    ("US$", Currency::Usd),
    ("US $", Currency::Usd),
    ("C $", Currency::Cad),
    ("CA$", Currency::Cad),
    ("C$", Currency::Cad),
    ("AU $", Currency::Aud),
    ("AU$", Currency::Aud),
    ("A$", Currency::Aud),
    ("HK$", Currency::Hkd),
    ("S$", Currency::Sgd),
    ("R$", Currency::Brl),
    ("€", Currency::Eur),
    ("£", Currency::Gbp),
    ("₹", Currency::Inr),
];

/// Reads an amount; `None` for words, for nothing, and for digits that could be two numbers.
pub(super) fn read(text: &str) -> Option<Written> {
    let mut rest = text.trim().replace(['\u{a0}', '\u{202f}'], " ");
    let (mut currency, mut dollar) = (None, false);
    if let Some((sign, of)) = SIGNS.iter().find(|(sign, _)| rest.contains(sign)) {
        rest = rest.replacen(sign, "", 1);
        currency = Some(*of);
    } else if rest.contains('$') {
        rest = rest.replacen('$', "", 1);
        dollar = true;
    }
    let letters: String = rest.chars().filter(|c| c.is_alphabetic()).collect();
    if !letters.is_empty() {
        let named: Currency = letters.parse().ok()?;
        if currency.is_some_and(|signed| signed != named) {
            return None;
        }
        (currency, dollar) = (Some(named), false);
        rest = rest.chars().filter(|c| !c.is_alphabetic()).collect();
    }
    // `1200.-` and `1200,--` are whole.
    let rest = rest.trim().trim_end_matches(".-").trim_end_matches(",-").trim_end_matches(",--").trim();
    Some(Written { decimal: plain(rest)?, currency, dollar })
}

/// Digits without grouping and with a point.
fn plain(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest.trim()));
    let separators: Vec<char> = digits.chars().filter(|c| !c.is_ascii_digit()).collect();
    let known = separators.iter().all(|c| matches!(c, '.' | ',' | '\'' | '’' | ' '));
    if digits.is_empty() || !known || !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let last = separators.last().copied();
    let fraction = last.filter(|c| matches!(c, '.' | ',')).filter(|c| {
        let after = digits.rsplit(*c).next().map_or(0, str::len);
        // Three digits after the only sign of its kind are thousands, as prices have no third decimal.
        separators.iter().filter(|other| *other == c).count() == 1 && after != 3
    });
    let (whole, decimals) = match fraction {
        Some(point) => digits.rsplit_once(point)?,
        None => (digits, ""),
    };
    let groups: Vec<&str> = whole.split(|c: char| !c.is_ascii_digit()).collect();
    let grouped = groups.len() == 1 || groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    let plain_decimals = decimals.chars().all(|c| c.is_ascii_digit());
    let whole: String = groups.concat();
    let whole = if whole.is_empty() { "0" } else { whole.as_str() };
    if !grouped || !plain_decimals || whole.len() + decimals.len() > 15 {
        return None;
    }
    Some(if decimals.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{decimals}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        let shown = |text: &str| read(text).map(|w| (w.decimal, w.currency.map(Currency::code), w.dollar));
        let of = |decimal: &str, code, dollar| Some((decimal.to_string(), code, dollar));
        for (text, expected) in [
            ("1234.5", of("1234.5", None, false)),
            ("$1,234.50", of("1234.50", None, true)),
            ("US $12.00", of("12.00", Some("USD"), false)),
            ("1.234,50 €", of("1234.50", Some("EUR"), false)),
            ("EUR 12,5", of("12.5", Some("EUR"), false)),
            ("1,234", of("1234", None, false)),
            ("1'200.-", of("1200", None, false)),
            ("1 234,00 EUR", of("1234.00", Some("EUR"), false)),
            ("£ 1,200,000.00", of("1200000.00", Some("GBP"), false)),
            ("-5.00", of("-5.00", None, false)),
            (".50", of("0.50", None, false)),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        for text in ["", "call", "TBD", "12,34,56", "1.2.3", "$", "10-20", "12 pcs", "1e3", "USD € 4 GBP"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_an_amount_or_none(text in "\\PC{0,20}") {
            let _ = read(&text);
        }

        #[test]
        fn both_ways_to_group_read_alike(whole in 0_u32..9_999_999, cents in 0_u32..100) {
            let digits = whole.to_string();
            let group = |sign: &str| {
                let chunks: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|c| std::str::from_utf8(c).unwrap()).collect();
                chunks.join(sign)
            };
            let english = read(&format!("{}.{cents:02}", group(","))).unwrap();
            let german = read(&format!("{},{cents:02}", group("."))).unwrap();
            prop_assert_eq!(&english, &german);
            prop_assert_eq!(english.decimal, format!("{whole}.{cents:02}"));
        }
    }
}
