//! Whether a cell tells a capacity: to see which cells say the same thing, not to read what they say.

use super::aliases::Unit;
use super::number::is_bare_number;
use super::words::words;

/// A number with or without a unit of capacity, and nothing else: `768`, `768 GB`.
pub(super) fn is_measure(text: &str) -> bool {
    is_bare_number(text) || read_capacity(text, None).is_some()
}

/// Whether a text tells a capacity among other things: `24x32GB DDR4`.
pub(super) fn tells_capacity(text: &str) -> bool {
    let words = words(text);
    let tokens: Vec<&str> = words.split(' ').collect();
    let ends_with_digit = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
    (0..tokens.len()).any(|at| {
        ["gb", "tb", "g", "t"].iter().any(|unit| {
            tokens[at].strip_suffix(unit).is_some_and(|number| {
                ends_with_digit(number) || number.is_empty() && at > 0 && ends_with_digit(tokens[at - 1])
            })
        })
    })
}

/// Bytes, to compare two columns: the unit written behind the number, or else the header's. Without either, the
/// number itself.
pub(super) fn read_capacity(text: &str, unit: Option<Unit>) -> Option<u64> {
    let digits_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(digits_end);
    let factor = match rest.trim().to_lowercase().as_str() {
        "" => unit.map_or(Some(1), Unit::bytes),
        "mb" | "mib" => Unit::Megabytes.bytes(),
        "g" | "gb" | "gib" => Unit::Gigabytes.bytes(),
        "t" | "tb" | "tib" => Unit::Terabytes.bytes(),
        _ => None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacities_alone_and_among_words() {
        for text in ["768", "768 GB", "1.5", "64GiB", "2 tb"] {
            assert!(is_measure(text), "{text}");
        }
        for text in ["24x32GB", "DDR4", "768 GB DDR4", "", "GB", "99999999999999999999 TB"] {
            assert!(!is_measure(text), "{text}");
        }
        for text in ["24x32GB DDR4", "960 GB SSD", "480G", "1.92TB"] {
            assert!(tells_capacity(text), "{text}");
        }
        for text in ["DDR4 RDIMM", "2Rx4", "MZ7LH960", "GB", "Gen4"] {
            assert!(!tells_capacity(text), "{text}");
        }
    }

    #[test]
    fn units_compare() {
        assert_eq!(read_capacity("32", Some(Unit::Gigabytes)), read_capacity("32768", Some(Unit::Megabytes)));
        assert_eq!(read_capacity("1 TB", Some(Unit::Megabytes)), read_capacity("1024 GB", None));
        assert_eq!(read_capacity("750", Some(Unit::Watts)), None);
    }
}
