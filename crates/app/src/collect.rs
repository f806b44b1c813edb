//! What hosts answered: each complete, partial or failed, counted and listed.

use std::collections::BTreeMap;
use std::time::Duration;

use rackworth_collect::live::gap::{Gap, Why};
use rackworth_collect::live::{self, Event, HostReport, Outcome, SessionEnd};
use rackworth_model::inventory::{AssetKind, RawAsset};

use crate::keeper::Keeper;
pub use crate::keeper::{Keeping, Kept};

/// How a host ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostState {
    Complete,
    Partial,
    Failed,
    /// An address of a range or network where nobody answers.
    Nobody,
}

/// One machine a host told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedMachine {
    pub kind: AssetKind,
    pub model: Option<String>,
    /// The maker's serial, or its service tag where it has one.
    pub serial: Option<String>,
    /// Components counted one by one.
    pub n_components: u64,
}

/// Resources of one list that are missing for one reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingResources {
    /// The collection they are in.
    pub of: String,
    pub why: String,
    pub uris: Vec<String>,
}

/// What came of one host.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectedHost {
    pub host: String,
    pub state: HostState,
    pub machines: Vec<CollectedMachine>,
    pub missing: Vec<MissingResources>,
    /// Why it failed.
    pub why: Option<String>,
    pub hint: Option<String>,
    /// Questions, those asked again included.
    pub n_asked: u64,
    pub n_again: u64,
    pub took: Duration,
    /// It was complete in the record already.
    pub is_from_record: bool,
    /// Why a session stays, or may stay, open on it.
    pub session_left_open: Option<String>,
    /// What could not be written to the record.
    pub unwritten: Vec<String>,
}

/// Hosts by how they ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HostCounts {
    pub complete: u64,
    pub partial: u64,
    pub failed: u64,
    pub nobody: u64,
}

/// The answer to "what do these hosts hold?".
#[derive(Debug, Clone, PartialEq)]
pub struct CollectAnswer {
    /// In the order they were named.
    pub hosts: Vec<CollectedHost>,
    pub counts: HostCounts,
    pub is_interrupted: bool,
    /// The folder they were recorded into.
    pub record: Option<String>,
    /// Serials, addresses and names in the record are replaced.
    pub is_scrubbed: bool,
    /// What became of the reading that was asked for.
    pub kept: Option<Kept>,
}

impl HostCounts {
    pub fn done(&self) -> u64 {
        self.complete + self.partial + self.failed + self.nobody
    }

    fn add(&mut self, state: HostState) {
        match state {
            HostState::Complete => self.complete += 1,
            HostState::Partial => self.partial += 1,
            HostState::Failed => self.failed += 1,
            HostState::Nobody => self.nobody += 1,
        }
    }
}

impl CollectAnswer {
    /// Hosts that told of something.
    pub fn n_answered(&self) -> u64 {
        self.counts.complete + self.counts.partial
    }
}

/// Asks hosts, and keeps what they tell where `keeping` says; `on_host` is told of each as it is done, with the counts so far, of so many hosts.
///
/// Fails only if nothing could be asked; what is wrong with a host is told with it.
pub fn collect(
    request: &live::Request,
    stop: &live::Stop,
    keeping: Option<Keeping<'_>>,
    on_host: &mut dyn FnMut(&CollectedHost, HostCounts, usize),
) -> Result<CollectAnswer, live::Error> {
    let places: BTreeMap<String, usize> =
        request.targets.iter().enumerate().map(|(at, target)| (target.to_string(), at)).collect();
    let mut hosts = Vec::new();
    let mut counts = HostCounts::default();
    let mut keeper = keeping.map(Keeper::new);
    live::collect(request, stop, &mut |event| {
        if let Event::Done(report) = event {
            let host = host(&report);
            counts.add(host.state);
            on_host(&host, counts, request.targets.len());
            if let (Some(keeper), Some(at)) = (&mut keeper, places.get(&host.host)) {
                keeper.take(*at, *report);
            }
            hosts.push(host);
        }
    })?;
    hosts.sort_by_key(|host: &CollectedHost| places.get(&host.host).copied());
    let record = request.record.as_ref();
    Ok(CollectAnswer {
        hosts,
        counts,
        is_interrupted: stop.is_asked(),
        record: record.map(|record| record.folder.display().to_string()),
        is_scrubbed: record.is_some_and(|record| record.is_scrubbed),
        kept: keeper.map(|keeper| keeper.finish(stop.is_asked())),
    })
}

fn host(report: &HostReport) -> CollectedHost {
    let (state, why, hint) = match &report.outcome {
        _ if report.is_nobody() => (HostState::Nobody, None, None),
        Outcome::Complete => (HostState::Complete, None, None),
        Outcome::Partial(_) => (HostState::Partial, None, None),
        Outcome::Failed(failed) => (HostState::Failed, Some(failed.to_string()), failed.hint()),
    };
    CollectedHost {
        host: report.target.to_string(),
        state,
        machines: report.inventory.assets.iter().map(machine).collect(),
        missing: missing(&report.outcome),
        why,
        hint,
        n_asked: report.n_asked,
        n_again: report.n_again,
        took: report.took,
        is_from_record: report.is_from_record,
        session_left_open: match &report.session {
            SessionEnd::LeftOpen(why) => Some(why.clone()),
            SessionEnd::None | SessionEnd::Closed => None,
        },
        unwritten: report.unwritten.clone(),
    }
}

fn machine(asset: &RawAsset) -> CollectedMachine {
    let components = asset.readings.iter().filter_map(|reading| reading.options().first());
    let n_components = components.flat_map(|option| &option.components).map(|part| u64::from(part.count)).sum();
    let words = [asset.id.manufacturer.as_deref(), asset.id.model.as_deref()].map(|word| word.map(str::trim));
    let model = match words {
        [Some(maker), Some(model)] if !model.to_lowercase().starts_with(&maker.to_lowercase()) => {
            Some(format!("{maker} {model}"))
        }
        [_, model] => model.map(str::to_string),
    };
    let serial = asset.service_tag.clone().or(asset.id.serial.clone()).map(|serial| serial.trim().to_string());
    CollectedMachine { kind: asset.kind, model, serial, n_components }
}

/// Missing resources by the list they are in and the reason.
fn missing(outcome: &Outcome) -> Vec<MissingResources> {
    let Outcome::Partial(gaps) = outcome else { return Vec::new() };
    let mut lists: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for gap in gaps {
        let of = gap.uri.trim_end_matches('/').rsplit_once('/').map_or("/", |(above, _)| above);
        lists.entry((of.to_string(), reason(gap))).or_default().push(gap.uri.clone());
    }
    lists.into_iter().map(|((of, why), uris)| MissingResources { of, why, uris }).collect()
}

/// Why a resource is missing, without its URI, so that like is told with like.
fn reason(gap: &Gap) -> String {
    match &gap.why {
        Why::Refused { status, message: Some(message) } if message.contains(gap.uri.as_str()) => {
            Why::Refused { status: *status, message: None }.to_string()
        }
        why => why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_by_list_and_reason() {
        let gap = |uri: &str, status| Gap { uri: uri.to_string(), why: Why::Refused { status, message: None } };
        let told =
            missing(&Outcome::Partial(vec![gap("/a/Drives/1", 404), gap("/a/Drives/2", 404), gap("/a/M/", 500)]));
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].of.as_str(), told[0].uris.len()), ("/a", 1));
        assert_eq!((told[1].of.as_str(), told[1].uris.len()), ("/a/Drives", 2));
    }
}
