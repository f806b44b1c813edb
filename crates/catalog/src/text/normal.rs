//! Text made regular, byte for byte: what is found in it stands at the same place in
//! the text as it was typed.

use crate::words::{Word, words};

/// A copy of the same length in which signs are what they mean: `×` and `*` between
/// numbers are `x`, a decimal comma is a point, a separator of thousands is gone.
pub(super) fn regular(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let regular = regular_char(&chars, at, *c);
        out.push(regular);
        out.extend(std::iter::repeat_n(' ', c.len_utf8() - regular.len_utf8()));
    }
    out
}

fn regular_char(chars: &[char], at: usize, c: char) -> char {
    match c {
        '×' | '✕' | '✖' => 'x',
        '*' if times(chars, at) => 'x',
        ',' if decimal_comma(chars, at) => '.',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '–' | '—' | '‑' => '-',
        '•' | '·' | '●' => ';',
        _ if c.is_alphanumeric() || c.is_ascii() => c,
        _ => ' ',
    }
}

/// `32GB*24`, `2 * Xeon`: a star between two words, one of which ends or starts in a digit.
fn times(chars: &[char], at: usize) -> bool {
    let head = chars.get(..at).unwrap_or_default();
    let tail = chars.get(at + 1..).unwrap_or_default();
    let before = head.iter().rev().find(|c| **c != ' ').copied().unwrap_or('*');
    let after = tail.iter().find(|c| **c != ' ').copied().unwrap_or('*');
    before.is_alphanumeric() && after.is_alphanumeric() && (before.is_ascii_digit() || after.is_ascii_digit())
}

/// `1,92TB` but not `2,4`, `1,200GB` or `6148,24x32GB`: one or two digits behind the comma,
/// then a unit, and not more than two before it.
fn decimal_comma(chars: &[char], at: usize) -> bool {
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let before = (1..=3).take_while(|n| at.checked_sub(*n).is_some_and(digit)).count();
    let after = (1..=3).take_while(|n| digit(at + n)).count();
    let unit: String = chars.iter().skip(at + 1 + after).skip_while(|c| **c == ' ').take(2).collect();
    let unit = unit.to_ascii_uppercase();
    let measured = unit.starts_with("TB") || unit.starts_with("GB") || unit.starts_with("GH");
    (1..=2).contains(&before) && (1..=2).contains(&after) && (measured || unit.starts_with('T') && unit.len() == 1)
}

/// The words as they were typed, with the signs behind them up to the next word: the
/// places are those of the regular text, where a sign may be shorter.
pub(super) fn typed(text: &str, from: usize, to: usize) -> &str {
    let boundary = |at: usize| (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let there = text.get(boundary(from)..boundary(to)).unwrap_or_default();
    let ends = |c: char| c.is_whitespace() || ",;/|&+-".contains(c);
    there.trim_start_matches(ends).trim_end_matches(|c| ends(c) || c == '(')
}

/// The words of a regular text, with `24x32GB` and `32GBx24` taken apart.
pub(super) fn tokens(regular: &str) -> Vec<Word> {
    words(regular).into_iter().flat_map(divide).collect()
}

fn divide(word: Word) -> Vec<Word> {
    let Some(at) = dividing_x(&word.text) else { return vec![word] };
    // Digits, units and `X` are ASCII: offsets in the upper-case text are those of the text.
    let (head, tail) = word.text.split_at(at);
    let middle = word.start + at;
    let piece = |text: &str, start, end| Word { text: text.to_string(), start, end };
    vec![piece(head, word.start, middle), piece(tail, middle, word.end)]
}

/// Behind the `X` of `24X32GB`; before that of `32GBX24`.
fn dividing_x(word: &str) -> Option<usize> {
    let at = word.find('X').filter(|_| word.is_ascii())?;
    let (head, tail) = (word.get(..at)?, word.get(at + 1..)?);
    let number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if number(head) && !tail.is_empty() {
        return Some(at + 1);
    }
    let measured = ["GB", "TB", "G", "T", "W"].iter().any(|unit| {
        head.strip_suffix(unit).is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
    });
    (measured && number(tail)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<String> {
        tokens(&regular(text)).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn counts_are_taken_from_what_they_count() {
        assert_eq!(split("24x32GB"), ["24X", "32GB"]);
        assert_eq!(split("2×750W"), ["2X", "750W"]);
        assert_eq!(split("32GB*24"), ["32GB", "X24"]);
        assert_eq!(split("2Rx4"), ["2RX4"]);
        assert_eq!(split("8x1.92TB"), ["8X", "1.92TB"]);
    }

    #[test]
    fn a_decimal_comma_is_no_list() {
        assert_eq!(split("8x 1,92TB"), ["8X", "1.92TB"]);
        assert_eq!(split("1,6 TB"), ["1.6", "TB"]);
        assert_eq!(split("2,4"), ["2", "4"]);
        assert_eq!(split("6148,24x32GB"), ["6148", "24X", "32GB"]);
    }

    proptest! {
        #[test]
        fn a_regular_text_has_the_same_places(text in "[0-9a-zA-Z×•,*é ]{0,30}") {
            let regular = regular(&text);
            prop_assert_eq!(regular.len(), text.len());
            for token in tokens(&regular) {
                let there = typed(&text, token.start, token.end).to_uppercase();
                prop_assert!(there == token.text || there.contains('×') || there.contains('✕') || there.contains('*'));
            }
        }
    }
}
