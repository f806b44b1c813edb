//! Numbers with their units, as exports print them.

use rackworth_model::measure::Bytes;

/// The whole number a text begins with: `2666 MT/s`, `750 W`.
pub(super) fn first_number(text: &str) -> Option<u32> {
    let text = text.trim();
    let digits = &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())];
    digits.parse().ok()
}

/// `8192 MB`, `8 GB`, `16.00 GiB`, `4096 kB`: a size in powers of 1024, as memory is counted.
pub(super) fn binary_size(text: &str) -> Option<Bytes> {
    sized(text, 1024.0)
}

fn sized(text: &str, step: f64) -> Option<Bytes> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let number: f64 = text[..end].replace(',', "").parse().ok()?;
    let unit = text[end..].trim().to_lowercase();
    let power = match unit.get(..1)? {
        "b" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        "p" => 5,
        _ => return None,
    };
    let is_unit = matches!(unit.as_str(), "b" | "byte" | "bytes") || (power > 0 && is_size_unit(&unit[1..]));
    let bytes = (0..power).fold(number, |bytes, _| bytes * step);
    // Beyond 2^60 no part goes; the bound keeps the cast exact enough.
    (is_unit && (0.0..1e18).contains(&bytes)).then(|| Bytes(bytes.round() as u64))
}

fn is_size_unit(rest: &str) -> bool {
    matches!(rest, "" | "b" | "ib" | "byte" | "bytes")
}

/// Digits with whatever stands between thousands: `1,600,321,314,816 [1.60 TB]`, `256.060.514.304`.
pub(super) fn grouped_number(text: &str) -> Option<u64> {
    let text = text.trim();
    let text = text.split('[').next().unwrap_or_default().trim();
    let text = text.strip_suffix("bytes").unwrap_or(text).trim();
    let is_separator = |c: char| matches!(c, ',' | '.' | '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{202f}' | '\u{fffd}');
    let plain: String = text.chars().filter(|c| !is_separator(*c)).collect();
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_as_they_are_printed() {
        assert_eq!(binary_size("16.00 GiB"), Bytes::from_gib(16));
        assert_eq!(binary_size("4096 kB"), Some(Bytes(4 << 20)));
        assert_eq!(binary_size("931.00 parsecs"), None);
        assert_eq!(grouped_number("1,600,321,314,816 [1.60 TB]"), Some(1_600_321_314_816));
        assert_eq!(grouped_number("2’000’398’934’016 bytes [2.00 TB]"), Some(2_000_398_934_016));
        assert_eq!(first_number("2666 MT/s"), Some(2666));
        assert_eq!(first_number("Unknown"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,40}") {
            let _ = (binary_size(&text), grouped_number(&text), first_number(&text));
        }
    }
}
