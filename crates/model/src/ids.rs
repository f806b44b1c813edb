//! Identifiers that cannot be mistaken for one another.
//!
//! ```compile_fail
//! use rackworth_model::{EvidenceId, RunId};
//! fn rerun(run: RunId) {}
//! rerun(EvidenceId::of(b"bytes")); // an evidence id is not a run id
//! ```

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// Builds an identifier from named fields. Each field is hashed with its length, so
/// that `ab` + `c` and `a` + `bc` differ.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// `what` names the kind of thing, so that equal fields of two kinds differ.
    pub fn of(what: &str) -> Fingerprint {
        Fingerprint(Sha256::new()).field(what.as_bytes())
    }

    #[must_use]
    pub fn field(mut self, bytes: impl AsRef<[u8]>) -> Fingerprint {
        let bytes = bytes.as_ref();
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

macro_rules! hash_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            pub fn from_fingerprint(fingerprint: Fingerprint) -> $name {
                $name(fingerprint.finish())
            }

            /// An id that was kept as its bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> $name {
                $name(bytes)
            }

            /// The hash itself.
            pub fn bytes(&self) -> [u8; 32] {
                self.0
            }

            /// The first twelve hexadecimal digits: enough to tell ids apart on a screen.
            pub fn short(&self) -> String {
                hex(&self.0[..6])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.short())
            }
        }
    };
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

hash_id! {
    /// SHA-256 of the bytes of a piece of evidence: same bytes, same id.
    EvidenceId
}
hash_id! {
    /// SHA-256 over source, the source's own key or locator, and the claim; not over
    /// when we recorded it, so reading the same evidence twice gives one observation.
    ObservationId
}
hash_id! {
    /// SHA-256 over everything a run could see of the market.
    SnapshotId
}
hash_id! {
    /// SHA-256 over everything that determines a run's result.
    RunId
}

impl EvidenceId {
    pub fn of(bytes: &[u8]) -> EvidenceId {
        EvidenceId(Sha256::digest(bytes).into())
    }
}

/// A catalogue entry: a path of lower-case segments, the class first, such as
/// `cpu/intel/xeon-gold-6248r` or `dimm/ddr4/rdimm/32g/2933`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(String);

/// Text that is not a part id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{0}` as a part id: expected lower-case segments such as `cpu/intel/xeon-gold-6248r`")]
pub struct ParsePartId(String);

impl PartId {
    /// A path from words of any spelling: each is lower-cased, `+` is spelled `plus`,
    /// and every other run of characters outside `a-z 0-9 .` becomes one dash.
    /// Words that leave nothing are left out; `None` when fewer than two remain.
    pub fn from_words<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Option<PartId> {
        let segments: Vec<String> =
            words.into_iter().map(|word| segment(word.as_ref())).filter(|segment| !segment.is_empty()).collect();
        (segments.len() >= 2).then(|| PartId(segments.join("/")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first segment: the class, in words.
    pub fn class_word(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

fn segment(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut gap = false;
    for c in word.trim().chars() {
        let c = c.to_ascii_lowercase();
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.push(c);
        } else if c == '+' {
            out.push_str("plus");
        } else {
            gap = true;
        }
    }
    out
}

impl FromStr for PartId {
    type Err = ParsePartId;

    fn from_str(text: &str) -> Result<PartId, ParsePartId> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        let segments: Vec<&str> = text.split('/').collect();
        let sound = segments.len() >= 2 && segments.iter().all(|s| !s.is_empty() && s.chars().all(plain));
        if sound { Ok(PartId(text.to_string())) } else { Err(ParsePartId(text.to_string())) }
    }
}

impl fmt::Display for PartId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One asset within one fleet: its service tag or serial where it has one, else the
/// place it was read from. Assigned when a fleet is put together, never by a reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(String);

impl AssetId {
    /// Spaces become dashes, so that an id can be typed back; `None` for blank text.
    pub fn from_key(key: &str) -> Option<AssetId> {
        let key: Vec<&str> = key.split_whitespace().collect();
        (!key.is_empty()).then(|| AssetId(key.join("-")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of an identification rule, such as `dimm/samsung-ddr4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_do_not_run_together() {
        let id = |a: &str, b: &str| ObservationId::from_fingerprint(Fingerprint::of("test").field(a).field(b));
        assert_ne!(id("ab", "c"), id("a", "bc"));
        assert_eq!(id("ab", "c"), id("ab", "c"));
    }

    #[test]
    fn part_ids_are_made_from_words_and_read_back() {
        let id = |words: &[&str]| PartId::from_words(words).map(|id| id.to_string());
        assert_eq!(id(&["cpu", "Intel", "Xeon Platinum 8462Y+"]).as_deref(), Some("cpu/intel/xeon-platinum-8462yplus"));
        assert_eq!(id(&["ssd", "", "Samsung  PM9A3 / 3.84TB "]).as_deref(), Some("ssd/samsung-pm9a3-3.84tb"));
        assert_eq!(id(&["cpu", " -- "]), None);
        for text in ["cpu/intel/xeon-gold-6248r", "dimm/ddr4/rdimm/32g"] {
            assert_eq!(text.parse::<PartId>().unwrap().as_str(), text);
        }
        for text in ["", "cpu", "cpu//x", "CPU/Intel", "cpu/in tel"] {
            assert!(text.parse::<PartId>().is_err(), "{text}");
        }
    }
}
