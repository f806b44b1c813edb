//! The words of a text, and keys made by joining them.
//!
//! `E5-2690 v4`, `E5-2690v4` and `E5 2690 V4` have one key, `E52690V4`: words are split
//! at everything but letters and digits, and neighbors are joined again to look them up.
//! So `R740` is never found inside `R7400`.

use std::collections::BTreeMap;

/// More words than any description needs; what follows is not looked at.
const MOST_WORDS: usize = 400;

/// A word in upper case, and the bytes of the text it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Splits a text into words of letters and digits. A point between two digits and a
/// `+` at the end belong to their word; `(R)`, `(TM)` and their signs are no words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut open = false;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        if c == '(' {
            skip_trademark(text, at, &mut chars);
            open = false;
        } else if c.is_alphanumeric() || (open && belongs(c, found.last(), next)) {
            if !open && found.len() == MOST_WORDS {
                break;
            }
            push(&mut found, open, at, c);
            open = true;
        } else {
            open = false;
        }
    }
    found
}

fn push(found: &mut Vec<Word>, open: bool, at: usize, c: char) {
    if !open {
        found.push(Word { text: String::new(), start: at, end: at });
    }
    if let Some(word) = found.last_mut() {
        word.text.extend(c.to_uppercase());
        word.end = at + c.len_utf8();
    }
}

fn belongs(c: char, before: Option<&Word>, next: Option<char>) -> bool {
    let digit_before = before.and_then(|word| word.text.chars().last()).is_some_and(|c| c.is_ascii_digit());
    match c {
        '.' => digit_before && next.is_some_and(|next| next.is_ascii_digit()),
        '+' => next.is_none_or(|next| !next.is_alphanumeric() && next != '+'),
        _ => false,
    }
}

fn skip_trademark(text: &str, at: usize, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    const SIGNS: [&str; 3] = ["(R)", "(TM)", "(C)"];
    let here = text.get(at..).unwrap_or_default();
    let sign = SIGNS.iter().find(|sign| here.get(..sign.len()).is_some_and(|h| h.eq_ignore_ascii_case(sign)));
    for _ in 1..sign.map_or(1, |sign| sign.len()) {
        chars.next();
    }
}

/// All words of a text, joined: what a key of a table looks like.
pub(crate) fn key(text: &str) -> String {
    words(text).into_iter().map(|word| word.text).collect()
}

/// Rows by key.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    rows: BTreeMap<String, Vec<usize>>,
}

/// A key found in a text: the words it covers and the rows it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit<'k> {
    pub(crate) at: usize,
    pub(crate) len: usize,
    pub(crate) rows: &'k [usize],
}

/// No key is spread over more words than this.
const MOST_JOINED: usize = 7;

impl Keys {
    /// Adds a row under the key of a text; a text without words adds nothing.
    pub(crate) fn insert(&mut self, text: &str, row: usize) {
        let key = key(text);
        if !key.is_empty() {
            let rows = self.rows.entry(key).or_default();
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }

    /// The rows of a key, spelled as [`key`] spells it.
    pub(crate) fn rows(&self, key: &str) -> &[usize] {
        self.rows.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The longest key that starts at a word.
    pub(crate) fn longest_at(&self, words: &[Word], at: usize) -> Option<Hit<'_>> {
        let mut joined = String::new();
        let mut best = None;
        for (n, word) in words.iter().skip(at).take(MOST_JOINED).enumerate() {
            joined.push_str(&word.text);
            let rows = self.rows(&joined);
            if !rows.is_empty() {
                best = Some(Hit { at, len: n + 1, rows });
            }
        }
        best
    }

    /// Every key in a text, from the left, each the longest at its place, none
    /// overlapping another.
    pub(crate) fn find_all(&self, words: &[Word]) -> Vec<Hit<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let hit = self.longest_at(words, at);
            at += hit.as_ref().map_or(1, |hit| hit.len);
            found.extend(hit);
        }
        found
    }

    /// The key with the most letters and digits in a text; the first of equals.
    pub(crate) fn longest(&self, words: &[Word]) -> Option<Hit<'_>> {
        let size = |hit: &Hit<'_>| words.iter().skip(hit.at).take(hit.len).map(|w| w.text.len()).sum::<usize>();
        let all = (0..words.len()).filter_map(|at| self.longest_at(words, at));
        all.fold(None, |best: Option<Hit<'_>>, hit| match best {
            Some(best) if size(&best) >= size(&hit) => Some(best),
            _ => Some(hit),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn trademarks_are_no_words_and_points_stay_in_numbers() {
        assert_eq!(
            split("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz"),
            ["INTEL", "XEON", "GOLD", "6248R", "CPU", "3.00GHZ"]
        );
        assert_eq!(split("AMD Opteron(tm) Processor 6176"), ["AMD", "OPTERON", "PROCESSOR", "6176"]);
        assert_eq!(split("Platinum 8462Y+, x2."), ["PLATINUM", "8462Y+", "X2"]);
    }

    #[test]
    fn spellings_share_a_key() {
        for text in ["E5-2690 v4", "E5-2690v4", "e5 2690 V4", "E5-2690 v4 "] {
            assert_eq!(key(text), "E52690V4");
        }
        assert_eq!(key("ProLiant DL385 Gen10 Plus v2"), "PROLIANTDL385GEN10PLUSV2");
    }

    #[test]
    fn the_longest_key_wins_and_none_is_found_inside_a_word() {
        let mut keys = Keys::default();
        keys.insert("R740", 0);
        keys.insert("R740xd", 1);
        let rows = |text: &str| keys.longest(&words(text)).map(|hit| hit.rows.to_vec());
        assert_eq!(rows("PowerEdge R740xd"), Some(vec![1]));
        assert_eq!(rows("PowerEdge R740 xd 24 bay"), Some(vec![1]));
        assert_eq!(rows("Dell R740 8x2.5"), Some(vec![0]));
        assert_eq!(rows("R7400"), None);
    }

    proptest! {
        #[test]
        fn words_stand_where_they_say(text in "\\PC{0,80}") {
            for word in words(&text) {
                let there = text.get(word.start..word.end).map(str::to_uppercase);
                prop_assert_eq!(there, Some(word.text));
            }
        }

        #[test]
        fn every_letter_and_digit_is_in_a_word(text in "[ -~]{0,80}") {
            let trademarks = text.to_ascii_uppercase().replace("(R)", "").replace("(TM)", "").replace("(C)", "");
            let plain = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).count();
            let in_words: usize = words(&text).iter().map(|word| plain(&word.text)).sum();
            // Trademark signs can stand inside one another; never more is lost than they hold.
            prop_assert!(in_words >= plain(&trademarks) && in_words <= plain(&text));
        }
    }
}
