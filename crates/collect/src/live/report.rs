//! How a host ended: complete, partial, or failed, and why.

use std::fmt;
use std::time::Duration;

use rackworth_model::inventory::Inventory;

use super::evidence::HostEvidence;
use super::gap::Gap;
use super::pin::Pin;
use super::target::Target;

/// What came of one host.
#[derive(Debug, Clone)]
pub struct HostReport {
    pub target: Target,
    pub outcome: Outcome,
    pub evidence: HostEvidence,
    /// What the readers make of the evidence.
    pub inventory: Inventory,
    pub n_asked: u64,
    /// Questions asked again.
    pub n_again: u64,
    pub took: Duration,
    pub session: SessionEnd,
    /// It was complete in the record already, and was not asked.
    pub is_from_record: bool,
    /// What could not be written to the record.
    pub unwritten: Vec<String>,
    /// The name of its folder in the record, and how it ended in the words of the record.
    pub recorded: Option<(String, Outcome)>,
}

/// How a host ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Complete,
    /// What is missing and why, by URI.
    Partial(Vec<Gap>),
    Failed(Failed),
}

/// Why nothing came of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// Nobody answers there.
    Unreachable(String),
    /// Its certificate is not believed.
    Untrusted {
        why: String,
        shown: Option<Pin>,
    },
    /// It is to be asked without TLS, and nobody allowed that.
    Plain,
    NoAccount,
    Denied,
    /// What answers is no Redfish service.
    NoService(String),
    /// The service tells of no machine.
    NoMachine,
    Interrupted,
    Bug,
}

/// What became of the session on the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionEnd {
    /// None was opened.
    None,
    Closed,
    /// It, or one whose login was lost, is or may be open until it expires.
    LeftOpen(String),
}

impl HostReport {
    /// An address of a range or network where nobody answers: no machine, no failure.
    pub fn is_nobody(&self) -> bool {
        self.target.is_swept && matches!(self.outcome, Outcome::Failed(Failed::Unreachable(_)))
    }
}

impl Failed {
    /// What the user can do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Failed::Untrusted { shown: Some(pin), .. } => Some(format!(
                "compare its fingerprint on the host itself, then pass `--pin {pin}`, or `--ca FILE` with its authority"
            )),
            Failed::Plain => Some("`http://` sends the password in the open: only with `--insecure`".to_string()),
            Failed::NoAccount => Some("name a user and a password: see `rackworth collect --help`".to_string()),
            Failed::Denied => {
                Some("check user and password; it was asked once, so as not to lock the account".to_string())
            }
            _ => None,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Unreachable(why) | Failed::NoService(why) => f.write_str(why),
            Failed::Untrusted { why, .. } => write!(f, "its certificate is not believed: {why}"),
            Failed::Plain => f.write_str("it would be asked without TLS"),
            Failed::NoAccount => f.write_str("no user name and password for it"),
            Failed::Denied => f.write_str("user name or password not accepted"),
            Failed::NoMachine => f.write_str("its service tells of no machine"),
            Failed::Interrupted => f.write_str("interrupted before it was asked"),
            Failed::Bug => f.write_str("rackworth broke while asking it: please report this"),
        }
    }
}
