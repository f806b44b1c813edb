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

/// `480 GB`, `1.2 TB`: a size in powers of 1000, as drives are counted.
pub(super) fn decimal_size(text: &str) -> Option<Bytes> {
    sized(text, 1000.0)
}

/// Products that RAID controllers and management controllers give to disks that are none.
pub(super) fn is_virtual_drive(words: &str) -> bool {
    const VOLUMES: &[&str] = &[
        "PERC ",
        "LOGICAL VOLUME",
        "VIRTUAL",
        "MEGARAID",
        "MR9",
        "SERVERAID",
        "DELLBOSS",
        "BOSS VD",
        "VMWARE",
        "QEMU",
        "VBOX",
    ];
    let words = words.to_uppercase();
    VOLUMES.iter().any(|volume| words.contains(volume))
}

/// Whole megabytes that tell a drive's size: decimal, unless only the binary reading is the size
/// of a drive that is sold (IDEMA LBA1-03: 97,696,368 + 1,953,504 × (GB − 50) blocks of 512 bytes).
/// The flag says that they were binary.
pub(super) fn drive_megabytes(told: u64) -> Option<(Bytes, bool)> {
    let decimal = told.checked_mul(1_000_000).filter(|bytes| *bytes > 0)?;
    let binary = told.checked_mul(1 << 20)?;
    let is_sold = |bytes: u64, step: u64| {
        let blocks = i128::from(bytes / 512) - 97_696_368;
        let rest = blocks.rem_euclid(1_953_504);
        let slack = i128::from(step / 512) + 1;
        rest <= slack || 1_953_504 - rest <= slack
    };
    let is_binary = is_sold(binary, 1 << 20) && !is_sold(decimal, 1_000_000);
    Some((Bytes(if is_binary { binary } else { decimal }), is_binary))
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

    #[test]
    fn megabytes_of_a_drive_may_be_binary() {
        // 250,059,350,016 and 1,000,204,886,016 bytes.
        assert_eq!(drive_megabytes(238_475).map(|(_, binary)| binary), Some(true));
        assert_eq!(drive_megabytes(250_059), Some((Bytes(250_059_000_000), false)));
        assert_eq!(drive_megabytes(953_869).map(|(_, binary)| binary), Some(true));
        assert_eq!(drive_megabytes(0), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,40}") {
            let _ = (binary_size(&text), grouped_number(&text), first_number(&text));
        }
    }
}
