//! One reproducible computation: same run, same bytes.

use crate::ids::{Fingerprint, RunId, SnapshotId};
use crate::money::Currency;

/// Everything that determines a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: RunId,
    pub inputs: RunInputs,
}

/// The inputs of a run; texts are fingerprints or versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInputs {
    /// The market as of and as known by, with its rates.
    pub snapshot: SnapshotId,
    /// Fingerprint of the fleet as read.
    pub fleet: String,
    /// Fingerprint of the policy.
    pub policy: String,
    /// Fingerprint of the catalog.
    pub catalog: String,
    /// Version of the engine.
    pub engine: String,
    pub seed: u64,
    pub n_draws: usize,
    pub currency: Currency,
    /// What a line of the answer stands for, such as `like` or `asset`.
    pub line_by: String,
}

impl Run {
    pub fn of(inputs: RunInputs) -> Run {
        let mut fingerprint = Fingerprint::of("run")
            .field(inputs.snapshot.to_string())
            .field(&inputs.fleet)
            .field(&inputs.policy)
            .field(&inputs.catalog)
            .field(&inputs.engine)
            .field(inputs.seed.to_le_bytes())
            .field((inputs.n_draws as u64).to_le_bytes())
            .field(inputs.currency.code());
        // Stores hold runs by likeness from before another line could be asked for.
        if inputs.line_by != "like" {
            fingerprint = fingerprint.field(&inputs.line_by);
        }
        Run { id: RunId::from_fingerprint(fingerprint), inputs }
    }
}
