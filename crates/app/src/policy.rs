//! Which choices are in force, and who made them.

use rackworth_value::policy::{Entry, Policy, Setting};

/// One entry of the policy in force.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyLine {
    pub key: &'static str,
    pub value: String,
    pub unit: &'static str,
    pub source: String,
    /// `built in`, or the user's file and line.
    pub set_by: String,
}

/// The answer to "what policy is in force?".
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyAnswer {
    pub lines: Vec<PolicyLine>,
}

/// Every entry in force.
pub fn policy(policy: &Policy) -> PolicyAnswer {
    let line = |(key, entry): (rackworth_value::policy::Key, &Entry)| PolicyLine {
        key: key.word(),
        value: shown(&entry.setting),
        unit: key.kind().unit(),
        source: entry.source.clone(),
        set_by: entry.set_by.as_ref().map_or_else(|| "built in".to_string(), |(file, line)| format!("{file}:{line}")),
    };
    PolicyAnswer { lines: policy.entries().map(line).collect() }
}

fn shown(setting: &Setting) -> String {
    match setting {
        Setting::Number(number) => format!("{number}"),
        Setting::Premise(premise) => premise.to_string(),
        Setting::Treatment(treatment) => treatment.to_string(),
    }
}
