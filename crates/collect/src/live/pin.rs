//! The fingerprint of a certificate that a host is known by.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// SHA-256 of a certificate in DER, as `openssl x509 -fingerprint -sha256` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pin([u8; 32]);

/// The text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a certificate fingerprint: expected 64 hexadecimal digits, colons between them or not")]
pub struct NoPin;

impl Pin {
    pub(super) fn of(certificate: &[u8]) -> Pin {
        Pin(Sha256::digest(certificate).into())
    }
}

impl FromStr for Pin {
    type Err = NoPin;

    fn from_str(text: &str) -> Result<Pin, NoPin> {
        let text = text.trim();
        let text = text.split_once('=').map_or(text, |(_, digits)| digits);
        let text = text.strip_prefix("sha256:").or_else(|| text.strip_prefix("SHA256:")).unwrap_or(text);
        let digits: Vec<u32> =
            text.chars().filter(|c| *c != ':').map(|c| c.to_digit(16)).collect::<Option<_>>().ok_or(NoPin)?;
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + *digit as u8)).collect();
        if digits.len() != 64 {
            return Err(NoPin);
        }
        bytes.try_into().map(Pin).map_err(|_| NoPin)
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs: Vec<String> = self.0.iter().map(|byte| format!("{byte:02X}")).collect();
        f.write_str(&pairs.join(":"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fingerprints_in_the_spellings_of_tools() {
        let plain = "0f".repeat(32);
        let pin: Pin = plain.parse().unwrap();
        assert_eq!(pin.to_string().parse::<Pin>(), Ok(pin));
        assert_eq!(format!("SHA256:{plain}").parse::<Pin>(), Ok(pin));
        assert_eq!(format!("sha256 Fingerprint={pin}").parse::<Pin>(), Ok(pin));
        assert_eq!("0f0".parse::<Pin>(), Err(NoPin));
        assert_eq!("é".repeat(64).parse::<Pin>(), Err(NoPin));
    }

    proptest! {
        #[test]
        fn any_certificate_has_a_pin_that_is_read_back(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let pin = Pin::of(&bytes);
            prop_assert_eq!(pin.to_string().parse::<Pin>(), Ok(pin));
        }

        #[test]
        fn any_text_is_a_pin_or_not(text in "\\PC{0,80}") {
            let _ = text.parse::<Pin>();
        }
    }
}
