//! Numbers as cells hold them.

/// Digits with signs of grouping and fraction only: `768`, `1,024`, `7.68`, `1'000`.
pub(super) fn is_bare_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{a0}' | '\u{202f}'))
}

/// A whole number of things, at least 0: `2`, `2.0`, `x2`, `2 x`, `2 pcs`, `1,200`. `None` for anything else.
pub(super) fn read_count(text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix('x').unwrap_or(&text).trim_start();
    let text = ["pcs.", "pcs", "pc", "ea.", "ea", "stk.", "stk", "units", "x"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text)
        .trim_end();
    let text = strip_zero_fraction(text);
    let digits = strip_grouping(text).unwrap_or_else(|| text.to_string());
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// `2.0` and `2,00` are 2; `2.5` and `1.000` stay.
fn strip_zero_fraction(text: &str) -> &str {
    match text.rsplit_once(['.', ',']) {
        Some((whole, "0" | "00")) => whole,
        _ => text,
    }
}

/// Without separators of thousands, where every group after the first has three digits.
fn strip_grouping(text: &str) -> Option<String> {
    let separator = text.chars().find(|c| matches!(c, ',' | '.' | '\'' | ' ' | '\u{a0}' | '\u{202f}'))?;
    let mut groups = text.split(separator);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()))?;
    let rest: Vec<&str> = groups.collect();
    rest.iter().all(|group| group.len() == 3).then(|| format!("{first}{}", rest.concat()))
}

/// A floating-point cell as its spreadsheet shows it: whole numbers without a point, no exponent, no more
/// than the 15 significant digits a spreadsheet keeps
/// (<https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>).
pub(super) fn number_text(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{}", value as i64);
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// A number in exponent form, whose digits were lost when a table was saved as text: `1.23457E+11`.
pub(super) fn lost_its_digits(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    whole.len() == 1
        && digits(whole)
        && fraction.chars().all(|c| c.is_ascii_digit())
        && exponent.strip_prefix('+').is_some_and(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_numbers_of_things() {
        for (text, expected) in [
            ("2", Some(2)),
            ("0", Some(0)),
            ("2.0", Some(2)),
            ("x4", Some(4)),
            ("4x", Some(4)),
            ("12 pcs", Some(12)),
            ("1,200", Some(1200)),
            ("1.200", Some(1200)),
            ("2.5", None),
            ("-1", None),
            ("two", None),
            ("", None),
            ("99999999999", None),
            ("1,2,3", None),
        ] {
            assert_eq!(read_count(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_read_as_they_are_shown() {
        for (value, expected) in [
            (768.0, "768"),
            (7.68, "7.68"),
            (0.1 + 0.2, "0.3"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e21, "1000000000000000000000"),
            (-0.0, "0"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(number_text(value), expected);
        }
    }

    #[test]
    fn exponents_are_lost_digits_but_model_names_are_not() {
        assert!(lost_its_digits("1.23457E+11") && lost_its_digits("5E+10"));
        for text in ["E5-2680", "5E10", "12E+3", "1.2E", "", "é+1"] {
            assert!(!lost_its_digits(text), "{text:?}");
        }
    }
}
