//! `collect/1`

use rackworth_app::collect::{self as app, CollectAnswer, Kept};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Coverage, Document};
use crate::words::host_state;

/// What hosts answered.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Collect {
    pub hosts: Vec<Host>,
    pub complete: u64,
    pub partial: u64,
    pub failed: u64,
    /// Addresses of ranges and networks where nobody answers.
    pub nobody: u64,
    pub is_interrupted: bool,
    /// The folder they were recorded into.
    pub record: Option<String>,
    pub is_scrubbed: bool,
    /// The fleet's reading in the store; null when none was recorded.
    pub recorded: Option<super::store::RecordedReading>,
    /// Why what was to be kept in the store was not.
    pub not_recorded: Option<String>,
}

/// What came of one host.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Host {
    pub host: String,
    /// `complete`, `partial`, `failed` or `nobody`.
    pub outcome: &'static str,
    pub machines: Vec<Machine>,
    pub missing: Vec<Missing>,
    /// Why it failed.
    pub why: Option<String>,
    pub hint: Option<String>,
    /// Questions, those asked again included.
    pub n_asked: u64,
    pub n_again: u64,
    pub seconds: f64,
    /// It was complete in the record already.
    pub is_from_record: bool,
    /// Why a session stays, or may stay, open on it.
    pub session_left_open: Option<String>,
    /// What could not be written to the record.
    pub unwritten: Vec<String>,
}

/// One machine a host told of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Machine {
    pub model: Option<String>,
    /// The maker's serial, or its service tag where it has one.
    pub serial: Option<String>,
    pub n_components: u64,
}

/// Resources of one list that are missing for one reason.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Missing {
    pub of: String,
    pub why: String,
    pub uris: Vec<String>,
}

impl From<&CollectAnswer> for Document<Collect> {
    fn from(answer: &CollectAnswer) -> Document<Collect> {
        let counts = answer.counts;
        Document {
            rackworth: About { schema: "collect/1", run: None },
            answer: Collect {
                hosts: answer.hosts.iter().map(Host::from).collect(),
                complete: counts.complete,
                partial: counts.partial,
                failed: counts.failed,
                nobody: counts.nobody,
                is_interrupted: answer.is_interrupted,
                record: answer.record.clone(),
                is_scrubbed: answer.is_scrubbed,
                recorded: match &answer.kept {
                    Some(Kept::Recorded(recorded)) => Some(recorded.into()),
                    _ => None,
                },
                not_recorded: match &answer.kept {
                    Some(Kept::Failed(why)) => Some(why.clone()),
                    Some(Kept::EvidenceOnly(_)) => Some("it would lack machines".to_string()),
                    _ => None,
                },
            },
            coverage: Coverage { priced: counts.complete, total: counts.complete + counts.partial + counts.failed },
            gaps: Vec::new(),
        }
    }
}

impl From<&app::CollectedHost> for Host {
    fn from(host: &app::CollectedHost) -> Host {
        let machine = |machine: &app::CollectedMachine| Machine {
            model: machine.model.clone(),
            serial: machine.serial.clone(),
            n_components: machine.n_components,
        };
        let missing = |missing: &app::MissingResources| Missing {
            of: missing.of.clone(),
            why: missing.why.clone(),
            uris: missing.uris.clone(),
        };
        Host {
            host: host.host.clone(),
            outcome: host_state(host.state),
            machines: host.machines.iter().map(machine).collect(),
            missing: host.missing.iter().map(missing).collect(),
            why: host.why.clone(),
            hint: host.hint.clone(),
            n_asked: host.n_asked,
            n_again: host.n_again,
            seconds: host.took.as_secs_f64(),
            is_from_record: host.is_from_record,
            session_left_open: host.session_left_open.clone(),
            unwritten: host.unwritten.clone(),
        }
    }
}
