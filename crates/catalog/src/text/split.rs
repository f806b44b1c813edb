//! A cell taken apart at its separators: `2x Gold 6248R, 24x32GB / 8x 1.92TB SSD`.

use std::ops::Range;

/// Words that join two things; they stay at the head of what follows.
const JOINING: [&str; 5] = ["and", "und", "with", "plus", "incl"];

/// The fragments of a regular text, in order, none empty of letters and digits unless
/// the text is.
pub(super) fn fragments(regular: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in regular.char_indices() {
        if at >= from && (separates(regular, at, c) || joins(regular, at)) {
            push(&mut found, regular, from..at);
            from = if joins(regular, at) { at } else { at + c.len_utf8() };
        }
    }
    push(&mut found, regular, from..regular.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, regular: &str, range: Range<usize>) {
    let text = regular.get(range.clone()).unwrap_or_default();
    if text.chars().any(char::is_alphanumeric) {
        found.push(range);
    }
}

fn separates(regular: &str, at: usize, c: char) -> bool {
    let before = regular.get(..at).unwrap_or_default();
    let after = regular.get(at + c.len_utf8()..).unwrap_or_default();
    match c {
        ';' | '|' | '\n' | '\r' | '\t' | '&' | ',' => true,
        '+' => {
            // `1+1` supplies are one statement.
            let sum = before.ends_with(|c: char| c.is_ascii_digit()) && after.starts_with(|c: char| c.is_ascii_digit());
            let spaced = before.chars().last().is_none_or(char::is_whitespace);
            spaced || !sum && after.chars().next().is_some_and(char::is_alphanumeric)
        }
        '/' => slash_separates(before, after),
        _ => false,
    }
}

/// ` / `, and `256GB/1TB`; not `w/o`, `N/A`, `10/25Gb`, `SAS/SATA` or `12Gb/s`.
fn slash_separates(before: &str, after: &str) -> bool {
    let spaced = before.ends_with(' ') && after.starts_with(' ');
    let left = before.rsplit([' ', '(', ',', '/']).next().unwrap_or_default();
    let right = after.split([' ', ')', ',', '/']).next().unwrap_or_default();
    // `20C/40T` are cores and threads.
    let threads = left.ends_with(['C', 'c']) && right.ends_with(['T', 't']);
    spaced || !threads && is_measured(right) && left.bytes().any(|b| b.is_ascii_digit()) && !is_speed_list(left, right)
}

/// Digits (and a count) in front of a capital unit: `1TB`, `4x480GB`, `750W`.
fn is_measured(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let unit = ["GB", "TB", "G", "T", "W", "gb", "tb"].iter().any(|unit| word.ends_with(unit));
    unit && digits > 0 && word.starts_with(|c: char| c.is_ascii_digit())
}

/// `10/25G` names the speeds of one port.
fn is_speed_list(left: &str, right: &str) -> bool {
    const SPEEDS: [u32; 6] = [1, 10, 25, 40, 50, 100];
    let number = |word: &str| word.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let plain = left.bytes().all(|b| b.is_ascii_digit());
    plain && number(left).zip(number(right)).is_some_and(|(l, r)| l < r && SPEEDS.contains(&l) && SPEEDS.contains(&r))
}

fn joins(regular: &str, at: usize) -> bool {
    let before = regular.get(..at).unwrap_or_default();
    let here = regular.get(at..).unwrap_or_default();
    let starts = |word: &str| {
        let head = here.get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word))
            && here.get(word.len()..).is_some_and(|rest| rest.starts_with([' ', '.']))
    };
    before.ends_with(' ') && JOINING.iter().any(|word| starts(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        fragments(text).into_iter().filter_map(|range| text.get(range)).map(str::trim).collect()
    }

    #[test]
    fn cells_are_split_at_separators_only() {
        assert_eq!(split("2x Gold 6248R, 24x32GB; H740P | 2x750W"), ["2x Gold 6248R", "24x32GB", "H740P", "2x750W"]);
        assert_eq!(split("256GB/1TB"), ["256GB", "1TB"]);
        assert_eq!(split("6148 / 384GB / 4x960GB"), ["6148", "384GB", "4x960GB"]);
        assert_eq!(split("3.84TB NVMe U.2 + 2x 480GB SATA"), ["3.84TB NVMe U.2", "2x 480GB SATA"]);
        assert_eq!(split("2x 6130 and 8x32GB"), ["2x 6130", "and 8x32GB"]);
        assert_eq!(split("256GB+1TB"), ["256GB", "1TB"]);
    }

    #[test]
    fn words_that_hold_a_sign_stay_whole() {
        for text in [
            "w/o HDD",
            "N/A",
            "10/25GbE SFP28",
            "SAS/SATA",
            "12Gb/s",
            "Platinum 8462Y+",
            "10G SFP+ NIC",
            "brand new",
            "20C/40T",
        ] {
            assert_eq!(split(text), [text]);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "\\PC{0,60}") {
            let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let kept: String = fragments(&text).into_iter().map(|range| plain(text.get(range).unwrap())).collect();
            prop_assert_eq!(kept, plain(&text));
        }
    }
}
