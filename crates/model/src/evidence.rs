//! What a reading started from.

use crate::ids::EvidenceId;

/// One file as it was read: its name as the user gave it, its size and its hash.
/// The bytes themselves stay where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub name: String,
    pub n_bytes: u64,
}

impl Evidence {
    pub fn of(name: impl Into<String>, bytes: &[u8]) -> Evidence {
        Evidence { id: EvidenceId::of(bytes), name: name.into(), n_bytes: bytes.len() as u64 }
    }
}
