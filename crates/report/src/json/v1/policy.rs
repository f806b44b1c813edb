//! `policy/1`

use rackworth_app::policy::{PolicyAnswer, PolicyLine};
use schemars::JsonSchema;
use serde::Serialize;

use super::{About, Document, covered};

/// The policy in force.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Policy {
    pub entries: Vec<PolicyEntry>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PolicyEntry {
    pub key: String,
    pub value: String,
    pub unit: String,
    pub source: String,
    /// `built in`, or a file and line.
    pub set_by: String,
}

impl From<&PolicyAnswer> for Document<Policy> {
    fn from(answer: &PolicyAnswer) -> Document<Policy> {
        Document {
            rackworth: About { schema: "policy/1", run: None },
            answer: Policy { entries: answer.lines.iter().map(PolicyEntry::from).collect() },
            coverage: covered(answer.lines.len()),
            gaps: Vec::new(),
        }
    }
}

impl From<&PolicyLine> for PolicyEntry {
    fn from(line: &PolicyLine) -> PolicyEntry {
        PolicyEntry {
            key: line.key.to_string(),
            value: line.value.clone(),
            unit: line.unit.to_string(),
            source: line.source.clone(),
            set_by: line.set_by.clone(),
        }
    }
}
