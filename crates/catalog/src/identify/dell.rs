//! Dell's own numbers: the part number (DPN), the piece-part identification (PPID) in
//! its four written forms, and service tags as express service codes.
//!
//! A PPID is a country (2), the DPN (6), a maker (5), a date (3), a sequence (4) and,
//! mostly, a revision (3). Layout after
//! <https://www.dell.com/support/kbdoc/en-us/000125646>, checked against the captures
//! cited in the tests.

use crate::words::words;

/// A Dell part number: `0` and five letters or digits, without the revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dpn(String);

impl Dpn {
    /// Six characters: `0N0VK0`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The five behind the zero: `N0VK0`.
    pub fn short(&self) -> &str {
        self.0.get(1..).unwrap_or_default()
    }

    /// From exactly six characters that start with a zero.
    fn of(text: &str) -> Option<Dpn> {
        let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
        (text.len() == 6 && text.starts_with('0') && text.bytes().all(plain)).then(|| Dpn(text.to_string()))
    }
}

/// The day a piece was made, as far as a PPID tells: the year's last digit only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateCode {
    pub year_digit: u8,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

/// What identifies one piece: what it is, who made it, when, and which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ppid {
    /// Where it was made, two letters.
    pub country: String,
    pub dpn: Dpn,
    /// Dell's code of its maker.
    pub maker: String,
    pub date: Option<DateCode>,
    pub sequence: String,
    /// `A01`; `None` where the source leaves it out.
    pub revision: Option<String>,
}

/// Reads a PPID from a part number field and the serial beside it:
/// `PH-0N0VK0-TBPKK-16O-02F3-A01`; `PH06DFD87557136BMI1XA02`; or, split, `0N0VK0` with the
/// serial `PHTBPKK16O02F3`. `None` for anything else, also for a DPN without its piece.
pub fn read_ppid(part_number: &str, serial: Option<&str>) -> Option<Ppid> {
    let part_number = part_number.trim().to_ascii_uppercase();
    let dashed: Vec<&str> = part_number.split('-').collect();
    if let [country, dpn, maker, date, sequence, rest @ ..] = dashed.as_slice() {
        return ppid([country, dpn, maker, date, sequence], rest.first().copied());
    }
    if let Some([country, dpn, maker, date, sequence]) = cut(&part_number, [2, 6, 5, 3, 4]) {
        return ppid([country, dpn, maker, date, sequence], part_number.get(20..).filter(|r| !r.is_empty()));
    }
    let dpn = Dpn::of(part_number.get(..6)?)?;
    let revision = part_number.get(6..).filter(|rest| !rest.is_empty());
    let serial = serial?.trim().to_ascii_uppercase();
    let [country, maker, date, sequence] = cut(&serial, [2, 5, 3, 4]).filter(|_| serial.len() == 14)?;
    ppid([country, dpn.as_str(), maker, date, sequence], revision)
}

/// The pieces of these lengths a text starts with.
fn cut<const N: usize>(text: &str, lengths: [usize; N]) -> Option<[&str; N]> {
    let mut pieces = [""; N];
    let mut from = 0;
    for (piece, length) in pieces.iter_mut().zip(lengths) {
        *piece = text.get(from..from + length)?;
        from += length;
    }
    Some(pieces)
}

fn ppid([country, dpn, maker, date, sequence]: [&str; 5], revision: Option<&str>) -> Option<Ppid> {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
    let lengths = [country.len(), maker.len(), date.len(), sequence.len()] == [2, 5, 3, 4];
    let sound = lengths
        && country.bytes().all(|b| b.is_ascii_alphabetic())
        && plain(maker)
        && plain(sequence)
        && revision.is_none_or(is_revision);
    let dpn = Dpn::of(dpn)?;
    sound.then(|| Ppid {
        country: country.to_string(),
        dpn,
        maker: maker.to_string(),
        date: read_date(date),
        sequence: sequence.to_string(),
        revision: revision.map(ToString::to_string),
    })
}

fn is_revision(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 3 && bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_digit())
}

/// `16O`: the year's last digit, the month in base 13, the day in base 32.
fn read_date(code: &str) -> Option<DateCode> {
    let mut digits = code.chars().map(|c| c.to_digit(36));
    let mut next = || digits.next().flatten().and_then(|digit| u8::try_from(digit).ok());
    let date = DateCode { year_digit: next()?, month: next()?, day: next()? };
    let sound = date.year_digit <= 9 && (1..=12).contains(&date.month) && (1..=31).contains(&date.day);
    sound.then_some(date)
}

/// The DPN in a part number field, in any of its written forms: in a PPID, with its
/// revision (`07GN3CA02`), or alone (`07GN3C`). Five characters without the zero are
/// not enough to tell a DPN from any other word.
pub fn dpn_of(part_number: &str) -> Option<Dpn> {
    if let Some(ppid) = read_ppid(part_number, None) {
        return Some(ppid.dpn);
    }
    let text = part_number.trim().to_ascii_uppercase();
    let (head, rest) = (text.get(..6)?, text.get(6..)?);
    (rest.is_empty() || is_revision(rest)).then(|| Dpn::of(head)).flatten()
}

/// Every word of a text that may be a DPN, in five characters.
pub(crate) fn short_numbers(text: &str) -> Vec<String> {
    let whole = dpn_of(text).map(|dpn| dpn.short().to_string());
    let in_words = words(text).into_iter().filter_map(|word| match word.text.len() {
        5 => Some(word.text),
        6 | 9 => dpn_of(&word.text).map(|dpn| dpn.short().to_string()),
        _ => None,
    });
    whole.into_iter().chain(in_words).collect()
}

/// The express service code of a service tag: the tag read as a number in base 36.
/// `None` for text that is no tag (five to seven letters and digits).
pub fn express_code(service_tag: &str) -> Option<u64> {
    let tag = service_tag.trim();
    let sound = (5..=7).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric());
    sound.then(|| u64::from_str_radix(tag, 36).ok()).flatten()
}

/// The service tag of an express service code; `None` beyond seven characters.
pub fn service_tag(express_code: u64) -> Option<String> {
    let mut rest = express_code;
    let mut digits = Vec::new();
    while rest > 0 {
        let digit = char::from_digit(u32::try_from(rest % 36).ok()?, 36)?;
        digits.push(digit.to_ascii_uppercase());
        rest /= 36;
    }
    (5..=7).contains(&digits.len()).then(|| digits.iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_three_written_forms_of_a_piece_are_one() {
        // From https://github.com/NVIDIA/libredfish, tests/mockups/dell.
        let dashed = read_ppid("PH-0N0VK0-TBPKK-16O-02F3-A01", None).unwrap();
        assert_eq!(dashed.dpn.as_str(), "0N0VK0");
        assert_eq!((dashed.country.as_str(), dashed.maker.as_str(), dashed.sequence.as_str()), ("PH", "TBPKK", "02F3"));
        assert_eq!(dashed.date, Some(DateCode { year_digit: 1, month: 6, day: 24 }));
        let split = read_ppid("0N0VK0", Some("PHTBPKK16O02F3")).unwrap();
        assert_eq!(split, Ppid { revision: None, ..dashed.clone() });
        assert_eq!(read_ppid("PH0N0VK0TBPKK16O02F3A01", None), Some(dashed));
    }

    #[test]
    fn undashed_pieces_of_older_controllers_are_read() {
        // From https://github.com/bmc-toolbox/bmclib and https://github.com/eb4x/dellfish.
        for (text, dpn) in [
            ("PH06DFD87557136BMI1XA02", "06DFD8"),
            ("CN09Y3HDSSX0077H005VA00", "09Y3HD"),
            ("TW0R3J3YITT0072K03OLA00", "0R3J3Y"),
        ] {
            let piece = read_ppid(text, None).unwrap();
            assert_eq!((piece.dpn.as_str(), piece.date.is_some()), (dpn, true), "{text}");
        }
    }

    #[test]
    fn part_numbers_are_found_with_and_without_revision() {
        for (text, dpn) in
            [("07GN3CA02", "07GN3C"), ("07GN3C", "07GN3C"), (" 0y9vfca01 ", "0Y9VFC"), ("00878MA03", "00878M")]
        {
            assert_eq!(dpn_of(text).unwrap().as_str(), dpn, "{text}");
        }
        for text in ["", "N0VK0", "M393A8G40AB2-CWE", "900-21010-0000-000", "07GN3CB", "MBF2H5"] {
            assert_eq!(dpn_of(text), None, "{text}");
        }
        assert_eq!(short_numbers("KHCTP"), ["KHCTP"]);
    }

    #[test]
    fn tags_and_codes_are_the_same_number() {
        assert_eq!(express_code("BSG7KP2"), Some(25_664_885_894));
        assert_eq!(service_tag(25_664_885_894).as_deref(), Some("BSG7KP2"));
        for text in ["", "CNIVC0014M0388", "ABC", "F5 P1G3"] {
            assert_eq!(express_code(text), None, "{text}");
        }
        assert_eq!(service_tag(u64::MAX), None);
    }

    proptest! {
        #[test]
        fn codes_round_trip(tag in "[1-9A-Z][0-9A-Z]{4,6}") {
            let code = express_code(&tag).unwrap();
            prop_assert_eq!(service_tag(code), Some(tag));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}", serial in "\\PC{0,20}") {
            read_ppid(&text, Some(&serial));
            dpn_of(&text);
            short_numbers(&text);
            express_code(&text);
        }
    }
}
