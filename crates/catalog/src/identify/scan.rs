//! Reading part numbers letter by letter, without allocating.

/// As much of a text as part numbers need; longer text is cut.
const MAX: usize = 96;

/// An upper-case copy of a text. Offsets are those of the text: only ASCII letters change.
pub(crate) struct Upper {
    bytes: [u8; MAX],
    len: usize,
}

impl Upper {
    pub(crate) fn of(text: &str) -> Upper {
        let mut bytes = [0; MAX];
        let len = text.len().min(MAX);
        for (to, from) in bytes.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_uppercase();
        }
        Upper { bytes, len }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Whether a word stands anywhere in upper-case text.
pub(crate) fn has(bytes: &[u8], word: &str) -> bool {
    find(bytes, word).is_some()
}

/// Where a word first stands in upper-case text.
pub(crate) fn find(bytes: &[u8], word: &str) -> Option<usize> {
    find_from(bytes, word.as_bytes(), 0)
}

/// Looks at the first byte before it compares: most places are passed by at once.
fn find_from(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let first = *word.first()?;
    let last = bytes.len().checked_sub(word.len())?;
    let starts = bytes.get(from..=last)?.iter().enumerate().filter(|(_, byte)| **byte == first);
    starts.map(|(at, _)| from + at).find(|at| bytes.get(*at..at + word.len()) == Some(word))
}

/// Whether a word stands in upper-case text with no letter or digit beside it.
pub(crate) fn has_word(bytes: &[u8], word: &str) -> bool {
    let plain = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|b| !b.is_ascii_alphanumeric());
    let mut next = find_from(bytes, word.as_bytes(), 0);
    while let Some(at) = next {
        if plain(at.checked_sub(1)) && plain(Some(at + word.len())) {
            return true;
        }
        next = find_from(bytes, word.as_bytes(), at + 1);
    }
    false
}

/// A place in upper-case bytes, from which a grammar reads.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'t> {
    rest: &'t [u8],
}

impl<'t> Scan<'t> {
    pub(crate) fn new(bytes: &'t [u8]) -> Scan<'t> {
        Scan { rest: bytes }
    }

    /// What is still to be read.
    pub(crate) fn rest(&self) -> &'t [u8] {
        self.rest
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The byte `ahead` of the place, 0 being the next.
    pub(crate) fn ahead(&self, ahead: usize) -> Option<u8> {
        self.rest.get(ahead).copied()
    }

    pub(crate) fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Exactly `n` bytes.
    pub(crate) fn take(&mut self, n: usize) -> Option<&'t [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    /// Goes past a word if it stands here.
    pub(crate) fn eat(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word.as_bytes()) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Goes past a letter, if one stands here.
    pub(crate) fn letter(&mut self) -> Option<u8> {
        self.next_if(|b| b.is_ascii_uppercase())
    }

    pub(crate) fn next_if(&mut self, test: impl Fn(u8) -> bool) -> Option<u8> {
        self.peek().filter(|b| test(*b)).and_then(|_| self.next())
    }

    /// Goes past every byte that passes, and gives them.
    pub(crate) fn take_while(&mut self, test: impl Fn(u8) -> bool) -> &'t [u8] {
        let n = self.rest.iter().take_while(|b| test(**b)).count();
        self.take(n).unwrap_or_default()
    }

    /// Exactly `n` digits.
    pub(crate) fn digits(&mut self, n: usize) -> Option<u32> {
        let value = number(self.rest.get(..n)?)?;
        self.take(n).map(|_| value)
    }

    /// Every digit that stands here, one at least.
    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut look = *self;
        let value = number(look.take_while(|b| b.is_ascii_digit()))?;
        *self = look;
        Some(value)
    }

    /// The meaning of the first word of the list that stands here.
    pub(crate) fn one_of<T: Copy>(&mut self, words: &[(&str, T)]) -> Option<T> {
        words.iter().find(|(word, _)| self.eat(word)).map(|(_, meaning)| *meaning)
    }
}

/// A number of one to nine digits and nothing else.
pub(crate) fn number(digits: &[u8]) -> Option<u32> {
    let sound = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    sound.then(|| digits.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0')))
}

/// What stands in a field although nothing is known; seen in dumps of real machines.
const PLACEHOLDERS: [&str; 26] = [
    "na",
    "n/a",
    "none",
    "unknown",
    "notavailable",
    "not available",
    "nil",
    "null",
    "xx",
    "other",
    "undefined",
    "unspecified",
    "not specified",
    "not provided",
    "to be filled by o.e.m.",
    "to be filled by oem",
    "fill by oem",
    "default string",
    "<bad index>",
    "<out of spec>",
    "no asset tag",
    "no part number",
    "partnum",
    "part number",
    "manufacturer",
    "model",
];

/// What stands in a field of a slot that holds nothing.
const EMPTY_WORDS: [&str; 12] = [
    "no dimm",
    "no module installed",
    "no module",
    "empty",
    "[empty]",
    "empty bay",
    "empty slot",
    "not present",
    "not installed",
    "absent",
    "no drive",
    "no disk",
];

/// Whether a field says that its slot is empty.
pub(crate) fn says_empty(field: Option<&str>) -> bool {
    field.is_some_and(|text| EMPTY_WORDS.iter().any(|word| text.trim().eq_ignore_ascii_case(word)))
}

/// The trimmed words of a field; `None` when it holds a placeholder.
pub(crate) fn said(field: Option<&str>) -> Option<&str> {
    let text = field?.trim();
    let listed = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let first = text.bytes().next()?;
    let one_byte = text.len() > 1 && text.bytes().all(|b| b == first);
    let hollow = listed(&PLACEHOLDERS) || listed(&EMPTY_WORDS) || one_byte || first == b'$';
    (!hollow && !text.starts_with("ModulePartNumber") && !text.ends_with("_PartNum")).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn placeholders_say_nothing() {
        for text in
            ["", "   ", "N/A", "Not Available", "NO DIMM", "00000000", "....", "$PRODUCT_ASSET_TAG", "Dimm7_PartNum"]
        {
            assert_eq!(said(Some(text)), None, "{text}");
        }
        assert_eq!(said(Some(" M393A8G40AB2-CWE    ")), Some("M393A8G40AB2-CWE"));
        assert!(says_empty(Some("NO DIMM ")) && !says_empty(Some("NOT AVAILABLE")) && !says_empty(None));
    }

    #[test]
    fn scanning_goes_forward_only_on_success() {
        let mut scan = Scan::new(b"AB12C");
        assert!(!scan.eat("AC") && scan.eat("AB"));
        assert_eq!(scan.digits(3), None);
        assert_eq!(scan.number(), Some(12));
        assert_eq!(scan.one_of(&[("D", 1), ("C", 2)]), Some(2));
        assert_eq!((scan.next(), scan.number(), scan.take(1)), (None, None, None));
        assert_eq!(number(b"1234567890"), None, "ten digits do not fit");
    }

    #[test]
    fn words_stand_alone() {
        assert!(has_word(b"DELL ENT NVME RI 1.92TB", "RI") && !has_word(b"DRIVE", "RI") && !has_word(b"", "RI"));
        assert!(has(b"DRIVE", "RI") && !has(b"R", "RI"));
    }

    proptest! {
        #[test]
        fn any_text_is_scanned(text in "\\PC{0,120}") {
            let upper = Upper::of(&text);
            let mut scan = Scan::new(upper.bytes());
            while scan.number().is_some() || scan.next().is_some() {}
            said(Some(&text));
            has_word(upper.bytes(), "RI");
        }
    }
}
