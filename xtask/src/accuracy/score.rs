//! Counting right, wrong and refused.

use std::fmt;

use rackworth_catalog::part::Part;
use rackworth_catalog::{Catalog, Identification};
use rackworth_model::hardware::RawComponent;

/// The least share of right answers and the greatest of wrong ones.
#[derive(Debug, Clone, Copy)]
pub struct Goal {
    pub right: f64,
    pub wrong: f64,
}

/// The goal of the product for numbers of memory, drives and CPUs.
pub const GOAL: Goal = Goal { right: 0.995, wrong: 0.001 };

/// What is said to be surer than this is called sure.
pub const SURE: f64 = 0.99;

/// Answers to one set of questions.
#[derive(Debug)]
pub struct Tally {
    pub what: String,
    pub goal: Option<Goal>,
    pub right: usize,
    /// One of several, the truth among them.
    pub narrowed: usize,
    pub wrong: Vec<String>,
    pub refused: Vec<String>,
    pub sure: usize,
    pub sure_and_right: usize,
}

impl Tally {
    pub fn new(what: impl Into<String>, goal: Option<Goal>) -> Tally {
        Tally {
            what: what.into(),
            goal,
            right: 0,
            narrowed: 0,
            wrong: Vec::new(),
            refused: Vec::new(),
            sure: 0,
            sure_and_right: 0,
        }
    }

    /// Asks the catalog what a component is; `judge` tells where a part disagrees with
    /// the truth.
    pub fn ask(&mut self, catalog: &Catalog, component: &RawComponent, judge: impl Fn(&Part) -> Vec<String>) {
        let asked = component.id.model.clone().or(component.id.part_number.clone()).unwrap_or_default();
        self.add(&asked, &catalog.identify(component), judge);
    }

    pub fn add(&mut self, asked: &str, found: &Identification, judge: impl Fn(&Part) -> Vec<String>) {
        match found {
            Identification::Identified { part, confidence, rule } => {
                let faults = judge(part);
                let sure = confidence.get() >= SURE;
                self.sure += usize::from(sure);
                if faults.is_empty() {
                    self.right += 1;
                    self.sure_and_right += usize::from(sure);
                } else {
                    self.wrong.push(format!("`{asked}` by {rule} is {}: {}", part.id, faults.join(", ")));
                }
            }
            Identification::Ambiguous { candidates, why, .. } => {
                if candidates.iter().any(|(part, _)| judge(part).is_empty()) {
                    self.narrowed += 1;
                } else {
                    self.refused.push(format!("`{asked}`: {why}"));
                }
            }
            Identification::NotAPart { of: Some(part), .. } if judge(part).is_empty() => self.right += 1,
            Identification::NotAPart { why, .. } => self.refused.push(format!("`{asked}`: {why}")),
            Identification::Unidentified { reason } => self.refused.push(format!("`{asked}`: {reason}")),
        }
    }

    pub fn total(&self) -> usize {
        self.right + self.narrowed + self.wrong.len() + self.refused.len()
    }

    pub fn share(&self, n: usize) -> f64 {
        n as f64 / self.total().max(1) as f64
    }

    pub fn reaches_its_goal(&self) -> bool {
        let reached = |goal: Goal| self.share(self.right) >= goal.right && self.share(self.wrong.len()) <= goal.wrong;
        self.total() > 0 && self.goal.is_none_or(reached)
    }
}

/// All of it, with every answer that was not right.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |n: usize| 100.0 * self.share(n);
        writeln!(
            f,
            "{}: {} asked; right {} ({:.2} %), wrong {} ({:.2} %), one of several {}, refused {}; sure {}, of these right {}",
            self.what,
            self.total(),
            self.right,
            percent(self.right),
            self.wrong.len(),
            percent(self.wrong.len()),
            self.narrowed,
            self.refused.len(),
            self.sure,
            self.sure_and_right,
        )?;
        self.wrong.iter().try_for_each(|line| writeln!(f, "  wrong: {line}"))?;
        self.refused.iter().try_for_each(|line| writeln!(f, "  refused: {line}"))
    }
}
