//! Asking many hosts: so many at a time, each reported when it is done.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use rackworth_model::inventory::Inventory;
use tokio::runtime::Builder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinError, JoinSet, block_in_place};
use tokio::time::Instant;

use super::credentials::Credentials;
use super::evidence::HostEvidence;
use super::host::{self, Asked};
use super::limits::Limits;
use super::record::{self, Held, Recorder};
use super::report::{Failed, HostReport, Outcome, SessionEnd};
use super::scrub::Scrubber;
use super::shared::{Job, lock};
use super::stop::Stop;
use super::target::Target;
use super::trust::{Trust, TrustError, TrustRequest};
use super::wire::Route;
use crate::redfish;

/// What to collect, and how.
#[derive(Debug, Clone)]
pub struct Request {
    pub targets: Vec<Target>,
    pub credentials: Credentials,
    pub trust: TrustRequest,
    pub limits: Limits,
    pub record: Option<Record>,
    /// The clock: each answer is kept with the time it came.
    pub now: fn() -> Timestamp,
}

/// Where to keep what hosts answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub folder: PathBuf,
    /// What the folder holds already is not used, and is replaced.
    pub is_fresh: bool,
    /// Serials, addresses and names are replaced in what is written, the same by the same.
    pub is_scrubbed: bool,
}

/// What happens while hosts are asked.
#[derive(Debug)]
pub enum Event {
    /// So many hosts are asked, or read from the record.
    Begun {
        n_hosts: usize,
    },
    Done(Box<HostReport>),
}

/// Why nothing was collected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("set up trust")]
    Trust(#[source] TrustError),
    #[error("set up TLS")]
    Tls(#[source] rustls::Error),
    #[error("start asking")]
    Runtime(#[source] io::Error),
    #[error("record into `{}`: it holds something else", .0.display())]
    Foreign(PathBuf),
    #[error("scrub into `{}`: it is not empty, and a scrubbed record cannot be resumed", .0.display())]
    NotEmpty(PathBuf),
    #[error("resume the record `{}`: it is scrubbed, and what was replaced is not known any more", .0.display())]
    Scrubbed(PathBuf),
    #[error("make replacements")]
    Chance(#[source] getrandom::Error),
    #[error("write the record `{}`", path.display())]
    Record {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// What every host needs.
struct Plan {
    request: Request,
    trust: Trust,
    stop: Stop,
    scrubber: Option<Scrubber>,
    /// Hosts that are asked at a time.
    asking: Arc<Semaphore>,
    /// Hosts whose evidence is read at a time: it is work, and takes more memory than asking.
    reading: Semaphore,
}

/// A target and how the record calls it.
#[derive(Debug, Clone)]
struct Named {
    target: Target,
    folder: String,
}

/// Asks all hosts; each is told of through `on_event`, on this thread, as soon as it is done.
///
/// Hosts that the record holds complete are read from there. After a stop no further host is
/// asked; those at hand close their session and are told of with what they gave.
///
/// Fails only if nothing can be asked or the record cannot be written at all: what is wrong with a
/// host is in its report.
pub fn collect(request: &Request, stop: &Stop, on_event: &mut dyn FnMut(Event)) -> Result<(), Error> {
    /// Threads that work; asking is mostly waiting.
    const MOST_THREADS: usize = 4;
    /// Reports that wait for `on_event`; beyond that, hosts do.
    const MOST_WAITING: usize = 16;
    check_record(request)?;
    mark_scrubbed(request)?;
    let trust = Trust::new(&request.trust).map_err(Error::Trust)?;
    trust.config(None, &Arc::default()).map_err(Error::Tls)?;
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(MOST_THREADS);
    let runtime = Builder::new_multi_thread().worker_threads(n_threads).enable_io().enable_time().build();
    let runtime = runtime.map_err(Error::Runtime)?;
    let is_scrubbed = request.record.as_ref().is_some_and(|record| record.is_scrubbed);
    let scrubber = is_scrubbed.then(Scrubber::new).transpose().map_err(Error::Chance)?;
    let plan = Arc::new(Plan {
        request: request.clone(),
        trust,
        stop: stop.clone(),
        scrubber,
        asking: Arc::new(Semaphore::new(request.limits.hosts_at_once.max(1))),
        reading: Semaphore::new(n_threads),
    });
    let (sender, mut reports) = mpsc::channel(MOST_WAITING);
    on_event(Event::Begun { n_hosts: request.targets.len() });
    let driver = runtime.spawn(ask_all(Arc::clone(&plan), sender));
    let mut ended = Vec::new();
    while let Some(report) = reports.blocking_recv() {
        let report: Box<HostReport> = report;
        ended.extend(report.recorded.clone().map(|(folder, outcome)| {
            let host = if is_scrubbed { folder.clone() } else { report.target.to_string() };
            (host, folder, outcome)
        }));
        on_event(Event::Done(report));
    }
    drop(runtime.block_on(driver));
    write_collection(request, ended)
}

fn check_record(request: &Request) -> Result<(), Error> {
    let Some(record) = &request.record else { return Ok(()) };
    if record.is_scrubbed {
        return if record::is_empty(&record.folder) { Ok(()) } else { Err(Error::NotEmpty(record.folder.clone())) };
    }
    if record::is_scrubbed(&record.folder) {
        return Err(Error::Scrubbed(record.folder.clone()));
    }
    let folders = request.targets.iter().map(|target| record.folder.join(target.folder()));
    match folders.into_iter().find(|folder| record::is_foreign(folder)) {
        Some(foreign) => Err(Error::Foreign(foreign)),
        None => Ok(()),
    }
}

/// A scrubbed record says so from its beginning: one that was cut off must not be gone on with.
fn mark_scrubbed(request: &Request) -> Result<(), Error> {
    match request.record.as_ref().is_some_and(|record| record.is_scrubbed) {
        true => write_collection(request, Vec::new()),
        false => Ok(()),
    }
}

fn write_collection(request: &Request, mut ended: Vec<(String, String, Outcome)>) -> Result<(), Error> {
    let Some(record) = &request.record else { return Ok(()) };
    ended.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    let unwritten = |source| Error::Record { path: record.folder.clone(), source };
    record::write_collection(&record.folder, record.is_scrubbed, &ended, (request.now)()).map_err(unwritten)
}

/// Keeps so many hosts at hand until all are done. A host that was asked makes room for the next before it is read.
async fn ask_all(plan: Arc<Plan>, reports: mpsc::Sender<Box<HostReport>>) {
    // A scrubbed record tells no host by its name.
    let folder = |(number, target): (usize, &Target)| match &plan.scrubber {
        Some(_) => format!("host-{:04}", number + 1),
        None => target.folder(),
    };
    let named = plan.request.targets.iter().enumerate();
    let named = named.map(|(number, target)| Named { target: target.clone(), folder: folder((number, target)) });
    let mut waiting: VecDeque<Named> = named.collect();
    let mut at_hand = JoinSet::new();
    let mut targets = std::collections::HashMap::new();
    // Where reading is slower than asking, not all hosts wait in memory.
    let most_at_hand = 2 * plan.request.limits.hosts_at_once.max(1);
    loop {
        let may_ask = !waiting.is_empty() && at_hand.len() < most_at_hand;
        let done = tokio::select! {
            permit = Arc::clone(&plan.asking).acquire_owned(), if may_ask => {
                if let (Ok(permit), Some(named)) = (permit, waiting.pop_front()) {
                    let target = named.target.clone();
                    let task = at_hand.spawn(ask_one(Arc::clone(&plan), named, permit));
                    targets.insert(task.id(), target);
                }
                continue;
            }
            Some(done) = at_hand.join_next_with_id() => done,
            else => return,
        };
        let report = match done {
            Ok((id, report)) => {
                targets.remove(&id);
                report
            }
            Err(error) => match targets.remove(&JoinError::id(&error)) {
                Some(target) => failed(target, Failed::Bug),
                None => continue,
            },
        };
        // A receiver that is gone wants no reports; sessions are closed all the same.
        drop(reports.send(Box::new(report)).await);
    }
}

async fn ask_one(plan: Arc<Plan>, named: Named, asking: OwnedSemaphorePermit) -> HostReport {
    let record = plan.request.record.as_ref();
    let Named { target, folder } = named;
    let place = record.map(|record| record.folder.join(&folder));
    let is_fresh = record.is_some_and(|record| record.is_fresh || record.is_scrubbed);
    let held = match &place {
        Some(place) if !is_fresh => block_in_place(|| record::read(place)),
        _ => Held::default(),
    };
    let mut report = match held.is_complete {
        true => from_record(target, held),
        false => ask_live(&plan, target, place.as_deref(), held, asking).await,
    };
    if let Some(place) = &place {
        report.recorded = Some(block_in_place(|| recorded(&plan, &mut report, place, folder)));
    }
    report
}

/// How the record calls a host and how it ended there; a scrubbed record is written here, whole.
fn recorded(plan: &Plan, report: &mut HostReport, place: &Path, folder: String) -> (String, Outcome) {
    let outcome = report.outcome.clone();
    let Some(scrubber) = plan.scrubber.as_ref().filter(|_| !report.evidence.exchanges().is_empty()) else {
        return (folder, outcome);
    };
    let at = (plan.request.now)();
    match record::write_scrubbed(place, scrubber, &report.target.host, &report.evidence, &outcome, at) {
        Ok(outcome) => (folder, outcome),
        Err(error) => {
            report.unwritten.push(error.to_string());
            // Its own words are not scrubbed.
            (folder, Outcome::Failed(Failed::Bug))
        }
    }
}

async fn ask_live(
    plan: &Plan,
    target: Target,
    place: Option<&Path>,
    held: Held,
    asking: OwnedSemaphorePermit,
) -> HostReport {
    let record = plan.request.record.as_ref();
    if plan.stop.is_asked() {
        return failed(target, Failed::Interrupted);
    }
    if target.is_plain && !plan.request.trust.is_insecure {
        return failed(target, Failed::Plain);
    }
    let Some(account) = plan.request.credentials.account(&target) else { return failed(target, Failed::NoAccount) };
    let shown = Arc::new(Mutex::new(None));
    let tls = match target.is_plain {
        true => None,
        false => match plan.trust.config(plan.request.credentials.pin(&target), &shown) {
            Ok(tls) => Some(tls),
            Err(error) => return failed(target, Failed::Untrusted { why: error.to_string(), shown: None }),
        },
    };
    let limits = plan.request.limits.clone();
    let route = Route { target: target.clone(), tls, patience: limits.patience };
    let is_fresh = record.is_some_and(|record| record.is_fresh);
    let (recorder, unopened) =
        match place.filter(|_| plan.scrubber.is_none()).map(|place| Recorder::open(place, is_fresh)) {
            Some(Ok(recorder)) => (Some(recorder), None),
            Some(Err(error)) => (None, Some(format!("its folder: {error}"))),
            None => (None, None),
        };
    let job = Job {
        target,
        account,
        route,
        limits,
        stop: plan.stop.clone(),
        now: plan.request.now,
        recorder,
        in_hand: held.resources,
    };
    let begun = Instant::now();
    let mut asked = host::ask(job).await;
    if let Outcome::Failed(Failed::Untrusted { shown: pin, .. }) = &mut asked.outcome {
        *pin = *lock(&shown);
    }
    lock(&asked.shared.unwritten).extend(unopened);
    drop(asking);
    // It is closed by nobody; without a permit reading would only press harder.
    let _reading = plan.reading.acquire().await;
    block_in_place(|| read(asked, begun))
}

/// Reads the evidence of a host and tells its record how it ended.
fn read(asked: Asked, begun: Instant) -> HostReport {
    let Asked { shared, mut outcome, session } = asked;
    let evidence = shared.take_evidence();
    let target = shared.job.target.clone();
    let mut inventory = Inventory::default();
    if !matches!(outcome, Outcome::Failed(_)) {
        inventory = redfish::read_resources(&target.to_string(), &evidence.resources());
        if inventory.assets.is_empty() && outcome == Outcome::Complete {
            outcome = Outcome::Failed(Failed::NoMachine);
        }
    }
    let mut unwritten = std::mem::take(&mut *lock(&shared.unwritten));
    if let Some(recorder) = &shared.job.recorder {
        let finished = recorder.finish(&target.to_string(), &outcome, (shared.job.now)());
        unwritten.extend(finished.err().map(|error| error.to_string()));
    }
    HostReport {
        target,
        outcome,
        evidence,
        inventory,
        n_asked: shared.n_asked.load(Ordering::Relaxed),
        n_again: shared.n_again.load(Ordering::Relaxed),
        took: begun.elapsed(),
        session,
        is_from_record: false,
        unwritten,
        recorded: None,
    }
}

fn from_record(target: Target, held: Held) -> HostReport {
    let mut evidence = HostEvidence::default();
    for (exchange, bytes) in held.resources.into_values() {
        evidence.keep(exchange, &bytes);
    }
    let inventory = redfish::read_resources(&target.to_string(), &evidence.resources());
    HostReport { evidence, inventory, is_from_record: true, ..ended(target, Outcome::Complete) }
}

fn failed(target: Target, why: Failed) -> HostReport {
    ended(target, Outcome::Failed(why))
}

fn ended(target: Target, outcome: Outcome) -> HostReport {
    HostReport {
        target,
        outcome,
        evidence: HostEvidence::default(),
        inventory: Inventory::default(),
        n_asked: 0,
        n_again: 0,
        took: std::time::Duration::ZERO,
        session: SessionEnd::None,
        is_from_record: false,
        unwritten: Vec::new(),
        recorded: None,
    }
}
