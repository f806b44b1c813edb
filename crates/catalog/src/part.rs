//! A part: a kind of thing, not a thing.

use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::{PartId, RuleId};
use std::sync::Arc;

use crate::spec::{Media, Spec};

/// A catalog entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub id: PartId,
    /// As people say it: `Xeon Gold 6248R`, `32 GB DDR4-2933 RDIMM`.
    pub name: String,
    pub segment: Segment,
    pub spec: Spec,
    /// Where its properties come from: a citation, or the rule that decoded them.
    pub source: String,
}

impl Part {
    pub fn class(&self) -> Class {
        match &self.spec {
            Spec::Cpu(_) => Class::Cpu,
            Spec::Dimm(_) => Class::Dimm,
            Spec::Drive(drive) if drive.media == Media::Ssd => Class::Ssd,
            Spec::Drive(_) => Class::Hdd,
            Spec::Gpu(_) => Class::Gpu,
            Spec::Nic(_) => Class::Nic,
            Spec::Raid(_) => Class::Raid,
            Spec::Psu(_) => Class::Psu,
            Spec::Server(_) => Class::Chassis,
            Spec::Other => Class::Other,
        }
    }
}

/// Belief that an identification is right, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// Clamped to 0–1; NaN is 0.
    pub fn new(belief: f64) -> Confidence {
        Confidence(if belief.is_nan() { 0.0 } else { belief.clamp(0.0, 1.0) })
    }

    pub fn get(self) -> f64 {
        self.0
    }
}

/// What a component turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Identification {
    Identified {
        part: Arc<Part>,
        confidence: Confidence,
        rule: RuleId,
    },
    /// One of several parts; weights sum to 1, the heaviest first.
    Ambiguous {
        candidates: Vec<(Arc<Part>, f64)>,
        rule: RuleId,
        /// What is not known, in words: "interface not stated".
        why: String,
    },
    /// Known to be nothing a buyer counts: an empty slot, a soldered part, a fan tray
    /// in a power-supply bay.
    NotAPart {
        why: String,
        rule: RuleId,
        /// The kind of thing a soldered part is, where it is known: it belongs to the
        /// board it sits on and is never counted.
        of: Option<Arc<Part>>,
    },
    Unidentified {
        reason: String,
    },
}

impl Identification {
    /// Nothing a buyer counts, and nothing more is known of it.
    pub(crate) fn not_a_part(why: impl Into<String>, rule: &'static str) -> Identification {
        Identification::NotAPart { why: why.into(), rule: RuleId(rule), of: None }
    }

    /// The parts it may be, with weights that sum to 1; empty when nothing is known.
    pub fn candidates(&self) -> Vec<(Arc<Part>, f64)> {
        match self {
            Identification::Identified { part, .. } => vec![(Arc::clone(part), 1.0)],
            Identification::Ambiguous { candidates, .. } => candidates.clone(),
            Identification::NotAPart { .. } | Identification::Unidentified { .. } => Vec::new(),
        }
    }
}
