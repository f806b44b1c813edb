//! What the lanes of one host share: the crawl, the evidence, the pass, and when to be quiet.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;
use rackworth_model::ids::EvidenceId;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::crawl::{Crawl, Want};
use super::credentials::Account;
use super::evidence::{Exchange, HostEvidence};
use super::gap::NotAsked;
use super::limits::Limits;
use super::lost::Logins;
use super::record::Recorder;
use super::session::{Pass, USUAL_SESSIONS};
use super::stop::Stop;
use super::target::Target;
use super::wire::{Answer, Route};

/// What is known before a host is asked.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) target: Target,
    pub(super) account: Account,
    pub(super) route: Route,
    pub(super) limits: Limits,
    pub(super) stop: Stop,
    pub(super) now: fn() -> Timestamp,
    pub(super) recorder: Option<Recorder>,
    /// Good answers of an earlier, interrupted collection, by URI.
    pub(super) in_hand: BTreeMap<String, (Exchange, Vec<u8>)>,
}

/// The state of one host.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) job: Job,
    crawl: Mutex<Crawling>,
    turn: Notify,
    evidence: Mutex<HostEvidence>,
    /// The pass and how often it was renewed.
    pass: Mutex<(Pass, u32)>,
    /// One lane at a time logs in again.
    pub(super) renewing: tokio::sync::Mutex<()>,
    /// Where the root says sessions are made.
    sessions: OnceLock<String>,
    logins: Mutex<Logins>,
    /// Why a session stays, or may stay, open.
    left_open: Mutex<Option<String>>,
    quiet_until: Mutex<Option<Instant>>,
    halt: Stop,
    halted: Mutex<Option<NotAsked>>,
    /// How often the service said that it is busy.
    n_busy: AtomicU32,
    /// Resources in a row that brought no answer at all.
    n_silent: AtomicU32,
    pub(super) n_asked: AtomicU64,
    pub(super) n_again: AtomicU64,
    pub(super) unwritten: Mutex<Vec<String>>,
}

#[derive(Debug)]
struct Crawling {
    crawl: Crawl,
    n_open: usize,
}

/// What a lane is to do.
pub(super) enum Turn {
    Ask(Want),
    Wait,
    Done,
}

/// A lock that another lane's panic left behind still holds whole data.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// A host that stays silent this many resources in a row is given up.
    const MOST_SILENT: u32 = 3;

    /// So many busy answers cost a lane.
    const BUSY_A_LANE: u32 = 3;

    pub(super) fn new(job: Job) -> Arc<Shared> {
        Arc::new(Shared {
            job,
            crawl: Mutex::new(Crawling { crawl: Crawl::new(), n_open: 0 }),
            turn: Notify::new(),
            evidence: Mutex::default(),
            pass: Mutex::default(),
            renewing: tokio::sync::Mutex::default(),
            sessions: OnceLock::new(),
            logins: Mutex::default(),
            left_open: Mutex::default(),
            quiet_until: Mutex::default(),
            halt: Stop::default(),
            halted: Mutex::default(),
            n_busy: AtomicU32::new(0),
            n_silent: AtomicU32::new(0),
            n_asked: AtomicU64::new(0),
            n_again: AtomicU64::new(0),
            unwritten: Mutex::default(),
        })
    }

    pub(super) fn turn(&self) -> Turn {
        if self.halt.is_asked() {
            return Turn::Done;
        }
        let mut crawling = lock(&self.crawl);
        match crawling.crawl.next() {
            Some(want) => {
                crawling.n_open += 1;
                Turn::Ask(want)
            }
            None if crawling.n_open == 0 => Turn::Done,
            None => Turn::Wait,
        }
    }

    /// Takes the outcome of one question into the crawl, and wakes the lanes that wait for it.
    pub(super) fn settle(&self, with: impl FnOnce(&mut Crawl)) {
        let mut crawling = lock(&self.crawl);
        with(&mut crawling.crawl);
        crawling.n_open = crawling.n_open.saturating_sub(1);
        drop(crawling);
        self.turn.notify_waiters();
    }

    /// Waits until another lane settled a question; `check` is asked once listening has begun.
    pub(super) async fn changed(&self, check: impl FnOnce() -> Turn) -> Turn {
        let changed = self.turn.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        match check() {
            Turn::Wait => {
                tokio::select! { () = changed => {}, () = self.halt.asked() => {} }
                Turn::Wait
            }
            turn => turn,
        }
    }

    /// The crawl once all lanes are done.
    pub(super) fn take_crawl(&self) -> Crawl {
        let mut crawl = std::mem::take(&mut lock(&self.crawl).crawl);
        if let Some(reason) = self.halted() {
            crawl.stop(reason);
        }
        crawl
    }

    pub(super) fn take_evidence(&self) -> HostEvidence {
        std::mem::take(&mut lock(&self.evidence))
    }

    /// Keeps an answer, and writes it where a record is kept.
    pub(super) fn keep(&self, want: &Want, answer: &Answer) {
        let exchange = Exchange {
            uri: want.uri.clone(),
            query: want.query.clone(),
            status: answer.status,
            at: (self.job.now)(),
            body: EvidenceId::of(&answer.bytes),
            n_bytes: answer.bytes.len() as u64,
        };
        if let Some(recorder) = &self.job.recorder
            && let Err(error) = recorder.write(&exchange, &answer.bytes)
        {
            lock(&self.unwritten).push(error);
        }
        lock(&self.evidence).keep(exchange, &answer.bytes);
    }

    /// Keeps a good answer of an earlier collection.
    pub(super) fn keep_in_hand(&self, exchange: &Exchange, bytes: &[u8]) {
        lock(&self.evidence).keep(exchange.clone(), bytes);
    }

    pub(super) fn pass(&self) -> (Pass, u32) {
        lock(&self.pass).clone()
    }

    pub(super) fn set_pass(&self, pass: Pass) {
        let mut held = lock(&self.pass);
        *held = (pass, held.1 + 1);
    }

    pub(super) fn set_sessions(&self, path: String) {
        // The first root that was read has said it.
        drop(self.sessions.set(path));
    }

    pub(super) fn sessions(&self) -> &str {
        self.sessions.get().map_or(USUAL_SESSIONS, String::as_str)
    }

    /// A login of which nobody knows what it came to.
    pub(super) fn login_lost(&self, sent: Instant, is_late: bool) {
        let mut logins = lock(&self.logins);
        logins.lost.push(sent);
        logins.may_come |= is_late;
    }

    pub(super) fn logged_in(&self, sent: Instant) {
        lock(&self.logins).last = Some(sent);
    }

    pub(super) fn logins(&self) -> Logins {
        lock(&self.logins).clone()
    }

    pub(super) fn leave_open(&self, why: String) {
        lock(&self.left_open).get_or_insert(why);
    }

    pub(super) fn left_open(&self) -> Option<String> {
        lock(&self.left_open).clone()
    }

    /// Good answers so far.
    pub(super) fn n_good(&self) -> usize {
        lock(&self.evidence).exchanges().iter().filter(|exchange| exchange.status == 200).count()
    }

    /// Whether the lane of this number, the first of which is 0, may go on: a service that is often busy
    /// gets fewer questions at a time, at least one.
    pub(super) fn may_go_on(&self, lane: usize) -> bool {
        let n_busy = self.n_busy.load(Ordering::Relaxed) / Self::BUSY_A_LANE;
        lane == 0 || lane + (n_busy as usize) < self.job.limits.per_host
    }

    /// The service is busy: no question goes out before `until`.
    pub(super) fn be_quiet(&self, until: Instant) {
        self.n_busy.fetch_add(1, Ordering::Relaxed);
        let mut quiet = lock(&self.quiet_until);
        *quiet = Some(quiet.map_or(until, |known| known.max(until)));
    }

    pub(super) async fn quiet(&self) {
        let until = *lock(&self.quiet_until);
        if let Some(until) = until.filter(|until| *until > Instant::now()) {
            sleep_until(until).await;
        }
    }

    pub(super) fn halt(&self, reason: NotAsked) {
        lock(&self.halted).get_or_insert(reason);
        self.halt.ask();
    }

    pub(super) fn halted(&self) -> Option<NotAsked> {
        *lock(&self.halted)
    }

    /// Waits until the host is to be left.
    pub(super) async fn halting(&self) -> NotAsked {
        self.halt.asked().await;
        self.halted().unwrap_or(NotAsked::Interrupted)
    }

    pub(super) fn heard(&self) {
        self.n_silent.store(0, Ordering::Relaxed);
    }

    pub(super) fn unheard(&self) {
        if self.n_silent.fetch_add(1, Ordering::Relaxed) + 1 >= Self::MOST_SILENT {
            self.halt(NotAsked::GivenUp);
        }
    }
}
