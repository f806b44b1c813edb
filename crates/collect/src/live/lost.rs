//! A login whose answer was lost: the service may have opened a session, and nobody was told its token.
//! It is found by what the service tells of its sessions, and closed where it can only be ours.

use std::time::Duration;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use tokio::time::{Instant, sleep};

use super::follow;
use super::host::count;
use super::limits::chance;
use super::session::{self, Pass};
use super::shared::Shared;
use super::verdict::read_object;
use super::wire::{Answer, Wire};

/// When logins were sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Logins {
    /// Those whose answer did not come.
    pub(super) lost: Vec<Instant>,
    /// One of the lost was only given up, and may be answered by a service that takes its time.
    pub(super) may_come: bool,
    /// The one that opened the session at hand.
    pub(super) last: Option<Instant>,
}

/// Services keep 8 to 64 sessions; a longer list is not gone through.
const MOST_SESSIONS: usize = 64;

/// Services tell whole seconds, of a clock that is set now and then.
const CLOCK: Duration = Duration::from_secs(2);

const OTHERS: &str = "the service tells of more such sessions than were lost";
const UNTOLD: &str = "the service does not tell who opened its sessions, and when";
const UNLISTED: &str = "the service does not list its sessions";

/// What a service tells of one session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Told {
    user: Option<String>,
    origin: Option<String>,
    created: Option<Timestamp>,
}

/// Closes what lost logins left behind; what cannot be closed is told with the host.
pub(super) async fn close(shared: &Shared) {
    let logins = shared.logins();
    let Some(first) = logins.lost.first() else { return };
    let mut wire = Wire::new(shared.job.route.clone());
    let closed = match find(shared, &mut wire, *first, logins.last).await {
        Ok(ours) if ours.len() > logins.lost.len() => Err(OTHERS),
        Ok(ours) if ours.len() < logins.lost.len() && logins.may_come => {
            close_all(shared, &mut wire, &ours).await.ok();
            Err("the service may still open its session")
        }
        Ok(ours) => close_all(shared, &mut wire, &ours).await,
        Err(why) => Err(why),
    };
    if let Err(why) = closed {
        shared.leave_open(format!("the answer to a login was lost, and {why}"));
    }
}

async fn close_all(shared: &Shared, wire: &mut Wire, uris: &[String]) -> Result<(), &'static str> {
    // Other than with a session's own token, 401 and 403 say that it is still there.
    let is_closed = |answer: &Answer| matches!(answer.status, 200..=299 | 404 | 410).then_some(());
    for uri in uris {
        let logout = |pass: &Pass| session::logout(&shared.job.target, pass, uri);
        ask(shared, wire, logout, is_closed).await.ok_or("its session could not be closed")?;
    }
    Ok(())
}

/// The sessions that lost logins opened: of our user, from our address as the service saw it in the session at
/// hand, created between the first lost login and now by the clock of the service.
async fn find(
    shared: &Shared,
    wire: &mut Wire,
    first_lost: Instant,
    last: Option<Instant>,
) -> Result<Vec<String>, &'static str> {
    let (Pass::Session { location: Some(own), .. }, Some(last)) = (shared.pass().0, last) else {
        return Err("it may have opened a session");
    };
    let told = told(&read(shared, wire, &own).await.ok_or(UNTOLD)?);
    let (Some(origin), Some(created)) = (told.origin, told.created) else { return Err(UNTOLD) };
    let before = SignedDuration::try_from(last.duration_since(first_lost) + CLOCK).map_err(|_| UNTOLD)?;
    let after = SignedDuration::try_from(last.elapsed() + CLOCK).map_err(|_| UNTOLD)?;
    let window = created.checked_sub(before).map_err(|_| UNTOLD)?..=created.checked_add(after).map_err(|_| UNTOLD)?;
    let mut ours = Vec::new();
    for (uri, member) in members(shared, wire).await? {
        if is_same(&uri, &own) {
            continue;
        }
        let told = self::told(&member);
        let is_foreign = told.user.as_ref().is_some_and(|user| *user != shared.job.account.user)
            || told.origin.as_ref().is_some_and(|other| *other != origin)
            || told.created.as_ref().is_some_and(|created| !window.contains(created));
        match told {
            _ if is_foreign => {}
            Told { user: Some(_), origin: Some(_), created: Some(_) } => ours.push(uri),
            _ => return Err(UNTOLD),
        }
    }
    Ok(ours)
}

/// Every session of the service with its body.
async fn members(shared: &Shared, wire: &mut Wire) -> Result<Vec<(String, Map<String, Value>)>, &'static str> {
    let list = read(shared, wire, shared.sessions()).await.ok_or(UNLISTED)?;
    let is_whole = !list.contains_key("Members@odata.nextLink");
    let links = list.get("Members").and_then(Value::as_array).filter(|links| is_whole && links.len() <= MOST_SESSIONS);
    let mut members = Vec::new();
    for link in links.ok_or(UNLISTED)? {
        let uri = follow::target(link).ok_or(UNLISTED)?;
        match link.as_object().filter(|member| member.contains_key("UserName")) {
            Some(member) => members.push((uri, member.clone())),
            // One that ended meanwhile is nobody's.
            None => members.extend(read(shared, wire, &uri).await.map(|member| (uri, member))),
        }
    }
    Ok(members)
}

async fn read(shared: &Shared, wire: &mut Wire, path: &str) -> Option<Map<String, Value>> {
    let get = |pass: &Pass| session::get(&shared.job.target, pass, path, None);
    ask(shared, wire, get, |answer| read_object(&answer.bytes).filter(|_| answer.status == 200)).await
}

/// Asks a few times: a service that loses answers does so again. Sessions are no evidence: nothing is kept.
async fn ask<T>(
    shared: &Shared,
    wire: &mut Wire,
    request: impl Fn(&Pass) -> Option<Request<Full<Bytes>>>,
    take: impl Fn(&Answer) -> Option<T>,
) -> Option<T> {
    const ATTEMPTS: u32 = 3;
    let (pass, _) = shared.pass();
    for attempt in 1..=ATTEMPTS {
        if let Some(taken) = count(shared, wire, request(&pass)?).await.ok().as_ref().and_then(&take) {
            return Some(taken);
        }
        sleep(shared.job.limits.wait(attempt, None, chance())).await;
    }
    None
}

fn is_same(a: &str, b: &str) -> bool {
    crate::redfish::uri::key(a) == crate::redfish::uri::key(b)
}

/// `UserName`, `ClientOriginIPAddress` and `CreatedTime` of Session (DSP8010); HPE's are `UserIP` and
/// `LoginTime` of `HpeiLOSession`.
fn told(session: &Map<String, Value>) -> Told {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::trim).map(str::to_string);
    let oem = |name: &str| {
        let oem = session.get("Oem")?;
        oem.get("Hpe").or_else(|| oem.get("Hp"))?.get(name)
    };
    let told = |value: Option<&Value>| text(value).filter(|text| !text.is_empty());
    let created = told(session.get("CreatedTime").or_else(|| oem("LoginTime")));
    Told {
        user: told(session.get("UserName")),
        origin: told(session.get("ClientOriginIPAddress").or_else(|| oem("UserIP"))),
        created: created.and_then(|created| created.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Told {
        told(serde_json::from_str::<Value>(text).unwrap().as_object().unwrap())
    }

    #[test]
    fn a_session_is_told_in_the_words_of_its_schema_or_of_its_maker() {
        let plain =
            r#"{"UserName":"ops","ClientOriginIPAddress":"10.0.0.5","CreatedTime":"2026-03-01T10:00:00-06:00"}"#;
        let maker = r#"{"UserName":"ops","Oem":{"Hpe":{"UserIP":"10.0.0.5","LoginTime":"2026-03-01T16:00:00Z"}}}"#;
        assert_eq!(of(plain), of(maker));
        assert!(of(plain).created.is_some());
        assert_eq!(of(r#"{"UserName":"","CreatedTime":"yesterday"}"#), Told::default());
    }
}
