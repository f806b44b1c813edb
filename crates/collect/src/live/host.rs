//! Asking one host: root, login, every resource the crawl wants, logout whatever happened.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::{Map, Value};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::crawl::Want;
use super::gap::{Gap, NotAsked, Why};
use super::limits::chance;
use super::lost;
use super::report::{Failed, Outcome, SessionEnd};
use super::session::{self, Login, Pass};
use super::shared::{Job, Shared, Turn};
use super::verdict::{Verdict, judge};
use super::wire::{Answer, Wire, WireError};

/// What asking a host came to, its evidence aside.
pub(super) struct Asked {
    pub(super) shared: Arc<Shared>,
    pub(super) outcome: Outcome,
    pub(super) session: SessionEnd,
}

/// Asks a host. Never dropped halfway: stopping it is a matter of `job.stop`, so that the session
/// is always closed.
pub(super) async fn ask(job: Job) -> Asked {
    let shared = Shared::new(job);
    let watch = tokio::spawn(watch(Arc::clone(&shared)));
    let mut wire = Wire::new(shared.job.route.clone());
    let begun = begin(&shared, &mut wire).await;
    let outcome = match begun {
        Ok(()) => {
            run_lanes(&shared, wire).await;
            outcome(&shared)
        }
        Err(failed) => Outcome::Failed(failed),
    };
    watch.abort();
    lost::close(&shared).await;
    let session = close(&shared).await;
    let session = shared.left_open().map_or(session, SessionEnd::LeftOpen);
    Asked { shared, outcome, session }
}

/// Halts the host when the user asks for it or its time is up.
async fn watch(shared: Arc<Shared>) {
    tokio::select! {
        () = shared.job.stop.asked() => shared.halt(NotAsked::Interrupted),
        () = sleep(shared.job.limits.host_time) => shared.halt(NotAsked::OutOfTime),
    }
}

/// Asks for the root, which needs no account, and logs in.
async fn begin(shared: &Shared, wire: &mut Wire) -> Result<(), Failed> {
    let Turn::Ask(root) = shared.turn() else { return Err(Failed::Interrupted) };
    let json = match fetch(shared, wire, &root).await {
        Ok(json) => Some(json),
        // Some services want an account even for their root.
        Err(Why::Refused { status: 401, .. }) => None,
        Err(why) => return Err(no_root(why)),
    };
    if let Some(json) = &json {
        shared.set_sessions(session::sessions_of(json));
    }
    shared.set_pass(log_in(shared, wire).await?);
    let json = match json {
        Some(json) => json,
        None => fetch(shared, wire, &root).await.map_err(no_root)?,
    };
    shared.settle(|crawl| crawl.accept(&root, &json));
    Ok(())
}

fn no_root(why: Why) -> Failed {
    match why {
        Why::NotAsked(NotAsked::Interrupted) => Failed::Interrupted,
        Why::NotAsked(NotAsked::LoggedOut) => Failed::Denied,
        Why::NotAsked(_) => Failed::Unreachable("no answer in the time for this host".to_string()),
        Why::Tls(why) => Failed::Untrusted { why, shown: None },
        Why::Silent(why) => Failed::Unreachable(why),
        why => Failed::NoService(format!("no Redfish service: /redfish/v1 {why}")),
    }
}

/// Opens a session; where there are none, each question carries the account.
async fn log_in(shared: &Shared, wire: &mut Wire) -> Result<Pass, Failed> {
    let Job { target, account, limits, .. } = &shared.job;
    let mut why = Failed::Unreachable("no answer to the login".to_string());
    for attempt in 1..=limits.attempts {
        let Some(request) = session::login(target, account, shared.sessions()) else { break };
        // Not cut short by a stop: a session whose answer nobody reads could not be closed.
        let sent = Instant::now();
        let answer = count(shared, wire, request).await;
        match answer.as_ref().map(session::read_login) {
            Ok(Login::In(pass)) => {
                shared.logged_in(sent);
                return Ok(pass);
            }
            Ok(Login::Denied) => return Err(Failed::Denied),
            Ok(Login::NoSessions) => return Ok(Pass::basic(account)),
            // A full table of sessions empties itself, or does not: then the account has to do.
            Ok(Login::Busy) if attempt == limits.attempts => return Ok(Pass::basic(account)),
            Ok(Login::Busy) => {}
            Err(WireError::Unreachable(what) | WireError::Unsent(what)) => why = Failed::Unreachable(what.clone()),
            Err(WireError::Broken(what) | WireError::Late(what)) => {
                shared.login_lost(sent, matches!(answer, Err(WireError::Late(_))));
                why = Failed::Unreachable(what.clone());
            }
            Err(WireError::TooLong) => {
                shared.login_lost(sent, false);
                return Err(why);
            }
            Err(WireError::Tls(_)) => return Err(why),
        }
        let told = match judge(&answer) {
            Verdict::Again { told, .. } => told,
            _ => None,
        };
        let wait = limits.wait(attempt, told, chance());
        tokio::select! {
            () = sleep(wait) => {}
            reason = shared.halting() => return Err(no_root(Why::NotAsked(reason))),
        }
    }
    Err(why)
}

async fn run_lanes(shared: &Arc<Shared>, wire: Wire) {
    let mut lanes = JoinSet::new();
    lanes.spawn(lane(Arc::clone(shared), wire, 0));
    for number in 1..shared.job.limits.per_host {
        lanes.spawn(lane(Arc::clone(shared), Wire::new(shared.job.route.clone()), number));
    }
    while lanes.join_next().await.is_some() {}
}

/// One line of questions over one connection.
async fn lane(shared: Arc<Shared>, mut wire: Wire, number: usize) {
    while shared.may_go_on(number) {
        let want = match shared.changed(|| shared.turn()).await {
            Turn::Ask(want) => want,
            Turn::Wait => continue,
            Turn::Done => return,
        };
        let settled = match shared.job.in_hand.get(&want.uri) {
            Some((exchange, bytes)) => {
                shared.keep_in_hand(exchange, bytes);
                super::verdict::read_object(bytes).ok_or(Why::Unreadable("no JSON object".to_string()))
            }
            None => fetch(&shared, &mut wire, &want).await,
        };
        shared.settle(|crawl| match settled {
            Ok(json) => crawl.accept(&want, &json),
            Err(why) => crawl.refuse(&want, why),
        });
    }
}

/// Asks for one resource as often as it is worth it. What is good, and what is final, is kept.
async fn fetch(shared: &Shared, wire: &mut Wire, want: &Want) -> Result<Map<String, Value>, Why> {
    let asked = Attempts::new(shared, want).run(wire).await;
    match &asked {
        Err(Why::Silent(_) | Why::Tls(_)) => shared.unheard(),
        _ => shared.heard(),
    }
    asked
}

/// The attempts at one resource.
struct Attempts<'a> {
    shared: &'a Shared,
    want: &'a Want,
    /// The path asked for, which the service may move.
    path: String,
    n_moved: u32,
    n_logged_out: u32,
    n_final: u32,
}

impl<'a> Attempts<'a> {
    fn new(shared: &'a Shared, want: &'a Want) -> Attempts<'a> {
        // The root is spelled with its slash (DSP0266, 6.5).
        let path = if want.uri == "/redfish/v1" { "/redfish/v1/".to_string() } else { want.uri.clone() };
        Attempts { shared, want, path, n_moved: 0, n_logged_out: 0, n_final: 0 }
    }

    /// How often to ask: a query is an offer, which the plain question makes good; where nobody
    /// listens at first, nobody will, least of all at an address of a range.
    fn most(&self, answer: &Result<Answer, WireError>, generation: u32) -> u32 {
        let Job { limits, target, .. } = &self.shared.job;
        let is_nobody = generation == 0 && matches!(answer, Err(WireError::Unreachable(_)));
        let most = match (self.want.query.is_some(), is_nobody) {
            (true, _) => 2,
            (_, true) => {
                if target.is_swept {
                    1
                } else {
                    2
                }
            }
            _ => limits.attempts,
        };
        most.min(limits.attempts)
    }

    async fn run(mut self, wire: &mut Wire) -> Result<Map<String, Value>, Why> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (pass, generation) = self.shared.pass();
            let query = self.want.query.as_deref();
            let Some(request) = session::get(&self.shared.job.target, &pass, &self.path, query) else {
                return Err(Why::Unreadable("a URI that cannot be asked for".to_string()));
            };
            let answer = self.ask(wire, request).await?;
            match judge(&answer) {
                Verdict::Good(json) => {
                    self.keep(&answer);
                    return Ok(json);
                }
                Verdict::Elsewhere(path) if self.n_moved < 3 => {
                    self.n_moved += 1;
                    self.path = path;
                }
                Verdict::Elsewhere(_) => return Err(Why::Silent("sent in circles".to_string())),
                Verdict::LoggedOut(why) => self.log_in_again(wire, generation, why).await?,
                Verdict::Final(why) => {
                    // Services that take stock say 404 of what is there a moment later.
                    self.n_final += 1;
                    if self.n_final > 1 || query.is_some() || matches!(why, Why::Tls(_)) {
                        self.keep(&answer);
                        return Err(why);
                    }
                    self.again(attempt, None, false).await?;
                }
                Verdict::Again { why, is_busy, told } => {
                    if attempt >= self.most(&answer, generation) {
                        self.keep(&answer);
                        return Err(why);
                    }
                    self.again(attempt, told, is_busy).await?;
                }
            }
        }
    }

    /// One question, cut short when the host is to be left. Logins and logouts are not.
    async fn ask(&self, wire: &mut Wire, request: Request<Full<Bytes>>) -> Result<Result<Answer, WireError>, Why> {
        let asked = async {
            self.shared.quiet().await;
            count(self.shared, wire, request).await
        };
        tokio::select! {
            answer = asked => Ok(answer),
            reason = self.shared.halting() => Err(Why::NotAsked(reason)),
        }
    }

    /// Waits before asking again.
    async fn again(&self, attempt: u32, told: Option<Duration>, is_busy: bool) -> Result<(), Why> {
        self.shared.n_again.fetch_add(1, Ordering::Relaxed);
        let wait = self.shared.job.limits.wait(attempt, told, chance());
        if is_busy {
            self.shared.be_quiet(Instant::now() + wait);
        }
        tokio::select! {
            () = sleep(wait) => Ok(()),
            reason = self.shared.halting() => Err(Why::NotAsked(reason)),
        }
    }

    /// Once the pass is tried again, for services that forget it for a moment; then it is renewed.
    async fn log_in_again(&mut self, wire: &mut Wire, generation: u32, why: Why) -> Result<(), Why> {
        self.n_logged_out += 1;
        match self.n_logged_out {
            // Before the login a 401 says that there has to be one.
            _ if generation == 0 => Err(why),
            1 => self.again(1, None, false).await,
            2..=4 => renew(self.shared, wire, generation).await,
            _ => {
                self.shared.halt(NotAsked::LoggedOut);
                Err(Why::NotAsked(NotAsked::LoggedOut))
            }
        }
    }

    /// An answer to a query that was none is not kept: the plain question is still to come.
    fn keep(&self, answer: &Result<Answer, WireError>) {
        if let Ok(answer) = answer
            && (answer.status == 200 || self.want.query.is_none())
        {
            self.shared.keep(self.want, answer);
        }
    }
}

pub(super) async fn count(
    shared: &Shared,
    wire: &mut Wire,
    request: Request<Full<Bytes>>,
) -> Result<Answer, WireError> {
    shared.n_asked.fetch_add(1, Ordering::Relaxed);
    wire.ask(request).await
}

/// Closes the session that is no longer accepted and opens another, unless another lane just did.
async fn renew(shared: &Shared, wire: &mut Wire, generation: u32) -> Result<(), Why> {
    let _one = shared.renewing.lock().await;
    let (pass, current) = shared.pass();
    if current != generation {
        return Ok(());
    }
    let is_basic = matches!(pass, Pass::Basic(_));
    if !is_basic {
        if let SessionEnd::LeftOpen(why) = close(shared).await {
            shared.leave_open(why);
        }
        if let Ok(pass) = log_in(shared, wire).await {
            shared.set_pass(pass);
            return Ok(());
        }
    }
    shared.halt(NotAsked::LoggedOut);
    Err(Why::NotAsked(NotAsked::LoggedOut))
}

/// Closes the session, if there is one, over a connection of its own.
async fn close(shared: &Shared) -> SessionEnd {
    let (pass, _) = shared.pass();
    let Pass::Session { location, .. } = &pass else { return SessionEnd::None };
    let Some(location) = location else {
        return SessionEnd::LeftOpen("the service does not tell where it is closed".to_string());
    };
    let limits = &shared.job.limits;
    let mut wire = Wire::new(shared.job.route.clone());
    let mut why = "the URI of the session cannot be asked for".to_string();
    for attempt in 1..=limits.attempts {
        let Some(request) = session::logout(&shared.job.target, &pass, location) else { break };
        match count(shared, &mut wire, request).await {
            Ok(answer) if session::is_closed(&answer) => {
                shared.set_pass(Pass::Nothing);
                return SessionEnd::Closed;
            }
            Ok(answer) => why = format!("the logout was answered {}", answer.status),
            Err(WireError::TooLong) => why = "the logout was answered too long".to_string(),
            Err(
                WireError::Unreachable(what)
                | WireError::Unsent(what)
                | WireError::Broken(what)
                | WireError::Late(what)
                | WireError::Tls(what),
            ) => why = what,
        }
        sleep(limits.wait(attempt, None, chance())).await;
    }
    SessionEnd::LeftOpen(why)
}

fn outcome(shared: &Shared) -> Outcome {
    // An account that was never accepted brings the root and nothing else.
    if shared.halted() == Some(NotAsked::LoggedOut) && shared.n_good() <= 1 {
        return Outcome::Failed(Failed::Denied);
    }
    let gaps: Vec<Gap> = shared.take_crawl().into_gaps();
    if gaps.is_empty() { Outcome::Complete } else { Outcome::Partial(gaps) }
}
