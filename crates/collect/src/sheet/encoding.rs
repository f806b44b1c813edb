//! Bytes of a text file to text: UTF-8, UTF-16 and Windows-1252, with and without a byte order mark.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A text and how it was read.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: &'static str,
    /// Bytes that mean nothing in the encoding were replaced.
    pub(crate) damaged: bool,
}

/// Reads text in the encoding it is most likely in: its byte order mark's, UTF-16 where every second byte is
/// zero, UTF-8 where it is valid, else Windows-1252, in which any byte means something.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guess(bytes),
    };
    // Removes the byte order mark, if there is one.
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    Decoded { text: text.into_owned(), encoding: encoding.name(), damaged }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let pairs = head.len() / 2;
    // Latin text in UTF-16 has a zero in nearly every pair, on one side only.
    if pairs > 1 && zeros(1) * 10 > pairs * 7 && zeros(0) * 10 < pairs {
        return UTF_16LE;
    }
    if pairs > 1 && zeros(0) * 10 > pairs * 7 && zeros(1) * 10 < pairs {
        return UTF_16BE;
    }
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
}

/// Whether the text holds characters no text has: most likely it is not text at all.
pub(crate) fn looks_binary(text: &str) -> bool {
    let head = text.chars().take(8192);
    let (mut n_strange, mut n_all) = (0_usize, 0_usize);
    for c in head {
        n_all += 1;
        let strange = c == '\u{fffd}' || (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1a}'));
        n_strange += usize::from(strange);
    }
    n_strange * 50 > n_all || text.chars().take(8192).any(|c| c == '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn one_text_in_every_encoding() {
        let text = "Größe;Zustand\r\nR640;gut\r\n";
        let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
        let encoded = [
            (text.as_bytes().to_vec(), "UTF-8"),
            (with_mark(&[0xEF, 0xBB, 0xBF], text.as_bytes().to_vec()), "UTF-8"),
            (with_mark(&[0xFF, 0xFE], utf16(text, false)), "UTF-16LE"),
            (with_mark(&[0xFE, 0xFF], utf16(text, true)), "UTF-16BE"),
            (utf16(text, false), "UTF-16LE"),
            (utf16(text, true), "UTF-16BE"),
            (WINDOWS_1252.encode(text).0.into_owned(), "windows-1252"),
        ];
        for (bytes, encoding) in encoded {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.damaged), (text, encoding, false));
            assert!(!looks_binary(&decoded.text));
        }
    }

    #[test]
    fn binary_is_told_from_text() {
        let junk: Vec<u8> = (0..=255).collect();
        assert!(looks_binary(&decode(&junk).text));
        assert!(!looks_binary("plain, text\nwith\ttabs"));
    }
}
