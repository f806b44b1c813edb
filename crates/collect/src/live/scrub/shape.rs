//! Replacements of the same shape: a digit for a digit, a letter for a letter.

use sha2::{Digest, Sha256};

use crate::redfish::quirks;

/// Replaces each letter and digit; everything else stays where it is. The case of a letter stays
/// and does not count: `ABC1` and `abc1` get the same replacement.
pub(super) fn alike(key: &[u8; 32], text: &str) -> String {
    replace(key, text, 0, |c, byte| match c {
        '0'..='9' => char::from(b'0' + byte % 10),
        'a'..='z' => char::from(b'a' + byte % 26),
        'A'..='Z' => char::from(b'A' + byte % 26),
        // Letters of other alphabets tell names too.
        c if c.is_alphanumeric() => char::from(b'a' + byte % 26),
        c => c,
    })
}

/// Replaces hexadecimal digits from the `kept`-th on; in upper case where there was any.
pub(super) fn hex_alike(key: &[u8; 32], text: &str, kept: usize) -> String {
    let is_upper = text.chars().any(|c| c.is_ascii_uppercase());
    replace(key, text, kept, |c, byte| {
        let digit = char::from_digit(u32::from(byte % 16), 16).unwrap_or('0');
        match c.is_ascii_hexdigit() {
            true if is_upper => digit.to_ascii_uppercase(),
            true => digit,
            false => c,
        }
    })
}

/// A stream of bytes that only the key and the signs of the text decide.
fn replace(key: &[u8; 32], text: &str, kept: usize, with: impl Fn(char, u8) -> char) -> String {
    let signs: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let mut n_signs = 0;
    let mut block = [0; 32];
    let replaced = text.chars().map(|c| {
        if !c.is_alphanumeric() {
            return c;
        }
        if n_signs % 32 == 0 {
            let number = (n_signs / 32) as u64;
            block = Sha256::new()
                .chain_update(key)
                .chain_update(&signs)
                .chain_update(number.to_le_bytes())
                .finalize()
                .into();
        }
        let byte = block.get(n_signs % 32).copied().unwrap_or_default();
        n_signs += 1;
        if n_signs > kept { with(c, byte) } else { c }
    });
    replaced.collect()
}

/// The digits of a network address: six pairs, or eight of a world-wide name.
pub(super) fn is_network_name(text: &str) -> bool {
    let separator = text.chars().find(|c| !c.is_ascii_hexdigit());
    let Some(separator) = separator.filter(|c| matches!(c, ':' | '-')) else { return false };
    let pairs: Vec<&str> = text.split(separator).collect();
    let is_pair = |pair: &&str| pair.len() == 2 && pair.chars().all(|c| c.is_ascii_hexdigit());
    matches!(pairs.len(), 6 | 8) && pairs.iter().all(is_pair)
}

/// 8-4-4-4-12 hexadecimal digits (RFC 9562, section 4).
pub(super) fn is_uuid(text: &str) -> bool {
    let widths: Vec<usize> = text.split('-').map(str::len).collect();
    widths == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// The replacement of a Dell PPID: its part number and revision stay, and the serial in it becomes
/// what the serial alone becomes.
pub(super) fn ppid_alike(key: &[u8; 32], text: &str) -> Option<String> {
    let serial = quirks::serial_of_ppid(text).filter(|_| has_part_and_revision(text))?;
    let mut fresh = alike(key, &serial).into_bytes().into_iter();
    let mut n_signs = 0;
    let replaced = text.chars().map(|c| {
        if c == '-' {
            return c;
        }
        n_signs += 1;
        // Country 2, part number 6, maker 5, date 3, number 4, revision 3.
        match n_signs {
            3..=8 | 21.. => c,
            _ => fresh.next().map_or(c, char::from),
        }
    });
    Some(replaced.collect())
}

/// Other words have as many letters as a PPID: its part number begins with a zero and its revision
/// is a letter and two digits.
fn has_part_and_revision(ppid: &str) -> bool {
    let plain: Vec<char> = ppid.chars().filter(|c| *c != '-').collect();
    let revision = plain.get(plain.len().saturating_sub(3)..).unwrap_or_default();
    let is_revision =
        matches!(revision, [letter, a, b] if letter.is_ascii_alphabetic() && a.is_ascii_digit() && b.is_ascii_digit());
    is_revision && plain.get(2) == Some(&'0')
}
