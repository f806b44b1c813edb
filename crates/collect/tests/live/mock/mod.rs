//! A management controller of our own: serves resources from memory over HTTP or TLS, with
//! sessions, latency, paging, `$expand` and faults, and counts what it is asked.

pub(crate) mod fault;
pub(crate) mod machine;
mod wire;

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::net::TcpListener as AsyncListener;
use tokio::runtime::Runtime;
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use fault::{Fault, Faults};
use wire::{Asked, Reply};

pub(crate) const USER: &str = "root";
/// Where the collector is seen to come from.
pub(crate) const ORIGIN: &str = "127.0.0.1";
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How a controller behaves.
#[derive(Clone, Default)]
pub(crate) struct Service {
    /// Bodies by path, without a slash at the end.
    pub(crate) resources: Arc<BTreeMap<String, Vec<u8>>>,
    pub(crate) latency: Duration,
    /// Members a page.
    pub(crate) page: Option<usize>,
    pub(crate) expands: bool,
    pub(crate) has_sessions: bool,
    /// Sessions tell who opened them, and when.
    pub(crate) tells_sessions: bool,
    /// So many first logins open a session and are not answered.
    pub(crate) lost_logins: u64,
    /// Even the root wants an account.
    pub(crate) root_wants_account: bool,
    pub(crate) faults: Faults,
    pub(crate) tls: Option<TlsAcceptor>,
}

/// What a controller was asked.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) asked: AtomicU64,
    pub(crate) opened: AtomicU64,
    pub(crate) closed: AtomicU64,
    /// Anything but reading and the session's own beginning and end.
    pub(crate) writes: AtomicU64,
    pub(crate) at_once: AtomicU64,
    pub(crate) most_at_once: AtomicU64,
    /// What a session tells of itself, by its token.
    sessions: Mutex<BTreeMap<String, Value>>,
    started: OnceLock<Instant>,
    paths: Mutex<BTreeMap<String, u64>>,
}

impl Counters {
    /// Sessions that are open now.
    pub(crate) fn left_open(&self) -> usize {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Opens a session for somebody, with what it tells of itself.
    pub(crate) fn admit(&self, token: &str, session: Value) {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(token.to_string(), session);
    }

    /// The clock of the controller, which tells whole seconds.
    fn clock(&self) -> Timestamp {
        let seconds = self.started.get_or_init(Instant::now).elapsed().as_secs();
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(i64::try_from(seconds).unwrap_or_default())
    }

    fn session(&self, token: &str) -> Option<Value> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    /// How often each path was read.
    pub(crate) fn paths(&self) -> BTreeMap<String, u64> {
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A controller that is running.
pub(crate) struct Mock {
    pub(crate) address: SocketAddr,
    pub(crate) counters: Arc<Counters>,
    /// Ends the controller when it goes.
    runtime: Option<Runtime>,
}

impl Drop for Mock {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Mock {
    /// Starts a controller on a free loopback port.
    pub(crate) fn start(service: Service) -> io::Result<Mock> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let counters = Arc::new(Counters::default());
        let address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        runtime.spawn(serve(listener, Arc::new(service), Arc::clone(&counters)));
        Ok(Mock { address, counters, runtime: Some(runtime) })
    }
}

/// Serves one controller until its runtime ends.
pub(crate) async fn serve(listener: TcpListener, service: Arc<Service>, counters: Arc<Counters>) {
    let Ok(listener) = AsyncListener::from_std(listener) else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let (service, counters) = (Arc::clone(&service), Arc::clone(&counters));
        tokio::spawn(async move {
            drop(stream.set_nodelay(true));
            match &service.tls {
                None => wire::converse(stream, &service, &counters).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        wire::converse(stream, &service, &counters).await;
                    }
                }
            }
        });
    }
}

/// What is answered; nothing where the connection just closes.
async fn answer(service: &Service, counters: &Counters, asked: &Asked) -> Reply {
    let number = counters.asked.fetch_add(1, Ordering::Relaxed);
    let at_once = counters.at_once.fetch_add(1, Ordering::Relaxed) + 1;
    counters.most_at_once.fetch_max(at_once, Ordering::Relaxed);
    tokio::time::sleep(service.latency).await;
    let is_lost = asked.method == "POST" && counters.opened.load(Ordering::Relaxed) < service.lost_logins;
    let reply = match service.faults.at(number, asked) {
        _ if is_lost => faulty(service, counters, asked, Fault::Unanswered).await,
        Some(fault) => faulty(service, counters, asked, fault).await,
        None => sound(service, counters, asked),
    };
    counters.at_once.fetch_sub(1, Ordering::Relaxed);
    reply
}

async fn faulty(service: &Service, counters: &Counters, asked: &Asked, fault: Fault) -> Reply {
    match fault {
        Fault::Status(status) => Reply::error(status, "a fault of the test").with("retry-after", "0"),
        // What it did, it did; only the answer is lost in part.
        Fault::CutBody => Reply { cut: Some(wire::Cut::Body), ..sound(service, counters, asked) },
        Fault::CutJson => Reply { cut: Some(wire::Cut::Json), ..sound(service, counters, asked) },
        Fault::Empty => Reply::ok(Vec::new()),
        Fault::Page => Reply::ok(b"<!DOCTYPE html><html><body>Service starting</body></html>".to_vec()),
        Fault::Closed => Reply { cut: Some(wire::Cut::All), ..Reply::ok(Vec::new()) },
        Fault::Unanswered => Reply { cut: Some(wire::Cut::All), ..sound(service, counters, asked) },
        Fault::Slow(time) => {
            tokio::time::sleep(time).await;
            sound(service, counters, asked)
        }
    }
}

fn sound(service: &Service, counters: &Counters, asked: &Asked) -> Reply {
    let path = asked.path.trim_end_matches('/');
    match asked.method.as_str() {
        "GET" => read(service, counters, asked, path),
        "POST" if service.has_sessions && path == SESSIONS => open_session(service, counters, asked),
        "DELETE" if path.starts_with(SESSIONS) => close_session(counters, path),
        "POST" if path == SESSIONS => Reply::error(404, "no sessions here"),
        _ => {
            counters.writes.fetch_add(1, Ordering::Relaxed);
            Reply::error(405, "read only")
        }
    }
}

const SESSIONS: &str = "/redfish/v1/SessionService/Sessions";

fn open_session(service: &Service, counters: &Counters, asked: &Asked) -> Reply {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    if body["UserName"] != USER || body["Password"] != PASSWORD {
        return Reply::error(401, "login failed");
    }
    let number = counters.opened.fetch_add(1, Ordering::Relaxed);
    let token = format!("token{number}");
    let location = format!("{SESSIONS}/{token}");
    let mut session = json!({ "@odata.id": location, "UserName": USER });
    if service.tells_sessions {
        session["ClientOriginIPAddress"] = ORIGIN.into();
        session["CreatedTime"] = counters.clock().to_string().into();
    }
    counters.admit(&token, session.clone());
    Reply { status: 201, ..Reply::ok(session.to_string().into_bytes()) }
        .with("x-auth-token", &token)
        .with("location", &location)
}

fn close_session(counters: &Counters, path: &str) -> Reply {
    let token = path.rsplit('/').next().unwrap_or_default();
    if counters.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(token).is_some() {
        counters.closed.fetch_add(1, Ordering::Relaxed);
        return Reply { status: 204, ..Reply::ok(Vec::new()) };
    }
    Reply::error(404, "no such session")
}

fn read(service: &Service, counters: &Counters, asked: &Asked, path: &str) -> Reply {
    let is_open = path == "/redfish/v1" && !service.root_wants_account;
    let has_token = asked
        .token
        .as_ref()
        .is_some_and(|token| counters.sessions.lock().unwrap_or_else(PoisonError::into_inner).contains_key(token));
    if !is_open && !has_token && !asked.is_basic_of(USER, PASSWORD) {
        return Reply::error(401, "no session");
    }
    if path.starts_with(SESSIONS) && service.has_sessions {
        return sessions(counters, path);
    }
    let whole = format!("{path}{}", asked.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default());
    *counters.paths.lock().unwrap_or_else(PoisonError::into_inner).entry(whole.clone()).or_default() += 1;
    let exact = service.resources.get(&whole).filter(|_| asked.query.is_some());
    match exact.or_else(|| service.resources.get(path)) {
        Some(body) => Reply::ok(paged(service, asked, path, body)),
        None => Reply::error(404, "the resource was not found"),
    }
}

fn sessions(counters: &Counters, path: &str) -> Reply {
    if path == SESSIONS {
        let held = counters.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let members: Vec<Value> =
            held.keys().map(|token| json!({ "@odata.id": format!("{SESSIONS}/{token}") })).collect();
        return Reply::ok(json!({ "Members@odata.count": members.len(), "Members": members }).to_string().into_bytes());
    }
    match counters.session(path.rsplit('/').next().unwrap_or_default()) {
        Some(session) => Reply::ok(session.to_string().into_bytes()),
        None => Reply::error(404, "no such session"),
    }
}

/// A collection as it is asked for: a page of it, its members whole or not.
fn paged(service: &Service, asked: &Asked, path: &str, body: &[u8]) -> Vec<u8> {
    let query = asked.query.as_deref().unwrap_or_default();
    let expands = service.expands && query.contains("$expand");
    let size = service.page.unwrap_or(usize::MAX);
    let skip: usize = query.split("$skip=").nth(1).and_then(|rest| rest.parse().ok()).unwrap_or(0);
    if !expands && service.page.is_none() {
        return body.to_vec();
    }
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    let Some(members) = json.get("Members").and_then(Value::as_array).cloned() else { return body.to_vec() };
    let n_members = members.len();
    let here = members.into_iter().skip(skip).take(size).map(|member| {
        let link = member["@odata.id"].as_str().unwrap_or_default().to_string();
        let whole = service.resources.get(&link).filter(|_| expands);
        whole.and_then(|body| serde_json::from_slice(body).ok()).unwrap_or(member)
    });
    json["Members"] = here.collect();
    json["Members@odata.count"] = n_members.into();
    if skip + size < n_members {
        json["Members@odata.nextLink"] = format!("{path}?$skip={}", skip + size).into();
    }
    json.to_string().into_bytes()
}
