//! What hosts told, on its way into the store: evidence host by host, then one reading of the fleet.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rackworth_collect::live::{HostReport, Outcome};
use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Inventory, Problem};
use rackworth_model::provenance::Locator;
use rackworth_store::{Packed, Store, StoreError};

use crate::fleets::RecordedAnswer;

/// Where a collection is kept.
#[derive(Debug)]
pub struct Keeping<'a> {
    pub store: &'a mut Store,
    pub fleet: &'a str,
    pub now: fn() -> Timestamp,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    Recorded(RecordedAnswer),
    /// Interrupted, or no host told of a machine: the evidence of so many hosts is kept, and no
    /// reading that would lack machines.
    EvidenceOnly(usize),
    /// Why nothing more was kept; evidence from before it is.
    Failed(String),
}

pub(crate) struct Keeper<'a> {
    keeping: Keeping<'a>,
    /// By the place of their host in the list.
    found: BTreeMap<usize, Inventory>,
    n_evidence: usize,
    n_hosts: usize,
    failed: Option<StoreError>,
}

impl<'a> Keeper<'a> {
    pub(crate) fn new(keeping: Keeping<'a>) -> Keeper<'a> {
        Keeper { keeping, found: BTreeMap::new(), n_evidence: 0, n_hosts: 0, failed: None }
    }

    pub(crate) fn take(&mut self, at: usize, report: HostReport) {
        if self.failed.is_some() || report.is_nobody() {
            return;
        }
        let host = report.target.to_string();
        let mut inventory = report.inventory;
        match report.outcome {
            Outcome::Complete => {}
            Outcome::Partial(gaps) => inventory.problems.extend(gaps.iter().map(|gap| {
                let hint = Some("collect it again, or count the part by hand".to_string());
                problem(&host, format!("{}, which is missing: {}", gap.uri, gap.why), "every resource it lists", hint)
            })),
            Outcome::Failed(failed) => {
                inventory.problems.push(problem(&host, failed.to_string(), "its answers", failed.hint()));
            }
        }
        if !report.evidence.exchanges().is_empty() {
            let pieces = report.evidence.pieces(&host);
            let [_, (name, log)] = &pieces;
            inventory.evidence.push(Evidence::of(name.clone(), log));
            self.failed = self.keep(&pieces).err();
        }
        self.found.insert(at, inventory);
    }

    fn keep(&mut self, pieces: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        let packed = pieces.iter().map(|(name, bytes)| Packed::of(bytes, name)).collect::<Result<_, _>>()?;
        self.keeping.store.put_packed(packed)?;
        self.n_evidence += pieces.len();
        self.n_hosts += 1;
        Ok(())
    }

    pub(crate) fn finish(mut self, is_interrupted: bool) -> Kept {
        if let Some(error) = &self.failed {
            return Kept::Failed(words(error));
        }
        let mut inventory = Inventory::default();
        std::mem::take(&mut self.found).into_values().for_each(|found| inventory.extend(found));
        if is_interrupted || inventory.assets.is_empty() {
            return Kept::EvidenceOnly(self.n_hosts);
        }
        let Keeping { store, fleet, now } = self.keeping;
        let now = now();
        let on = jiff::tz::Offset::UTC.to_datetime(now).date();
        match store.record_collection(fleet, on, &inventory, Vec::new(), now) {
            Ok((collection, is_new)) => Kept::Recorded(RecordedAnswer::new(store, collection, is_new, self.n_evidence)),
            Err(error) => Kept::Failed(words(&error)),
        }
    }
}

/// An error and what caused it.
fn words(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
    format!("failed to {error}{cause}")
}

fn problem(host: &str, found: String, expected: &str, hint: Option<String>) -> Problem {
    let place = Place { file: host.into(), locator: Locator::File };
    Problem { place, found, expected: expected.to_string(), hint }
}
