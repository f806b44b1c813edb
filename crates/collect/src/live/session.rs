//! Logging in and out: a session where the service has them, else the password with each question.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderValue, LOCATION};
use hyper::{Method, Request};
use serde_json::{Map, Value, json};

use super::credentials::Account;
use super::follow;
use super::path;
use super::target::Target;
use super::wire::Answer;

/// Where sessions are made when the root does not say (DSP0266, 13.3.4).
pub(super) const USUAL_SESSIONS: &str = "/redfish/v1/SessionService/Sessions";

/// What a question carries to be answered. Its `Debug` shows no token.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) enum Pass {
    #[default]
    Nothing,
    Basic(HeaderValue),
    Session {
        token: HeaderValue,
        /// Where it is closed; a service that does not tell keeps it until it expires.
        location: Option<String>,
    },
}

impl std::fmt::Debug for Pass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Pass::Nothing => "Nothing",
            Pass::Basic(_) => "Basic(…)",
            Pass::Session { .. } => "Session(…)",
        })
    }
}

impl Pass {
    /// The account itself with each question (RFC 7617).
    pub(super) fn basic(account: &Account) -> Pass {
        let words = format!("{}:{}", account.user, account.password.reveal());
        let text = format!("Basic {}", STANDARD.encode(words));
        HeaderValue::from_str(&text).map_or(Pass::Nothing, |mut value| {
            value.set_sensitive(true);
            Pass::Basic(value)
        })
    }

    fn write(&self, headers: &mut HeaderMap) {
        match self {
            Pass::Nothing => {}
            Pass::Basic(value) => drop(headers.insert(AUTHORIZATION, value.clone())),
            Pass::Session { token, .. } => drop(headers.insert("x-auth-token", token.clone())),
        }
    }
}

/// A question about a path; nothing if the path cannot be part of one.
pub(super) fn get(target: &Target, pass: &Pass, uri: &str, query: Option<&str>) -> Option<Request<Full<Bytes>>> {
    request(target, pass, Method::GET, &path::encoded(uri, query), Bytes::new())
}

/// The question that opens a session.
pub(super) fn login(target: &Target, account: &Account, sessions: &str) -> Option<Request<Full<Bytes>>> {
    let body = json!({ "UserName": account.user, "Password": account.password.reveal() }).to_string();
    request(target, &Pass::Nothing, Method::POST, &path::encoded(sessions, None), Bytes::from(body))
}

/// The question that closes a session.
pub(super) fn logout(target: &Target, pass: &Pass, location: &str) -> Option<Request<Full<Bytes>>> {
    request(target, pass, Method::DELETE, &path::encoded(location, None), Bytes::new())
}

/// Nothing but reading, and a session's own beginning and end, ever leaves here.
fn request(target: &Target, pass: &Pass, method: Method, path: &str, body: Bytes) -> Option<Request<Full<Bytes>>> {
    let mut request = Request::new(Full::new(body));
    *request.uri_mut() = path.parse().ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_str(&target.authority()).ok()?);
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert("odata-version", HeaderValue::from_static("4.0"));
    pass.write(headers);
    if method == Method::POST {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    *request.method_mut() = method;
    Some(request)
}

/// Where the root says sessions are made.
pub(super) fn sessions_of(root: &Map<String, Value>) -> String {
    let told = root.get("Links").and_then(|links| links.get("Sessions")).and_then(follow::target);
    told.unwrap_or_else(|| USUAL_SESSIONS.to_string())
}

/// What the answer to a login comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Login {
    In(Pass),
    /// The account is not accepted; asking again may lock it.
    Denied,
    /// There are no sessions to be had here.
    NoSessions,
    /// Not now.
    Busy,
}

/// Reads the answer to a login. The token and the place to close it count, whatever the body is.
pub(super) fn read_login(answer: &Answer) -> Login {
    match answer.status {
        200..=299 => read_session(answer).map_or(Login::NoSessions, Login::In),
        401 | 403 => Login::Denied,
        408 | 429 | 500 | 502..=504 => Login::Busy,
        _ => Login::NoSessions,
    }
}

fn read_session(answer: &Answer) -> Option<Pass> {
    let mut token = answer.headers.get("x-auth-token")?.clone();
    token.set_sensitive(true);
    let told = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok()).and_then(follow::path);
    let location =
        told.or_else(|| serde_json::from_slice::<Value>(&answer.bytes).ok().as_ref().and_then(follow::target));
    Some(Pass::Session { token, location })
}

/// Whether a session is closed after this answer: closed now, or not there any more.
pub(super) fn is_closed(answer: &Answer) -> bool {
    matches!(answer.status, 200..=299 | 401 | 403 | 404 | 410)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::live::secret::Secret;
    use crate::live::target;

    fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        Answer { status, headers: map, bytes: Bytes::copy_from_slice(body.as_bytes()) }
    }

    #[test]
    fn a_session_is_told_by_its_headers_or_its_body() {
        let whole = answer(201, &[("x-auth-token", "t"), ("location", "https://bmc/redfish/v1/S/1")], "");
        let Login::In(Pass::Session { location, .. }) = read_login(&whole) else { panic!("{whole:?}") };
        assert_eq!(location.as_deref(), Some("/redfish/v1/S/1"));
        let cut = answer(201, &[("x-auth-token", "t")], r#"{"@odata.id":"/redfish/v1/S/2"}"#);
        let Login::In(Pass::Session { location, .. }) = read_login(&cut) else { panic!("{cut:?}") };
        assert_eq!(location.as_deref(), Some("/redfish/v1/S/2"));
        assert_eq!(read_login(&answer(200, &[], "{}")), Login::NoSessions);
        assert_eq!(read_login(&answer(401, &[], "{}")), Login::Denied);
        assert_eq!(read_login(&answer(503, &[], "")), Login::Busy);
        assert_eq!(read_login(&answer(405, &[], "")), Login::NoSessions);
    }

    #[test]
    fn nothing_printed_holds_the_password() {
        let account = Account { user: "root".to_string(), password: Secret::new("hunter2") };
        let target = target::read_file("t", "bmc").unwrap().remove(0);
        let pass = Pass::basic(&account);
        let request = get(&target, &pass, "/redfish/v1", None).unwrap();
        let encoded = STANDARD.encode("root:hunter2");
        let shown = format!("{account:?} {pass:?} {:?}", request.headers());
        assert!(!shown.contains("hunter2") && !shown.contains(&encoded), "{shown}");
    }

    proptest! {
        #[test]
        fn any_answer_to_a_login_is_read(
            status in 100u16..600,
            token in proptest::option::of("[ -~]{0,20}"),
            location in proptest::option::of("[ -~]{0,40}"),
            body in "\\PC{0,60}",
        ) {
            let mut headers = Vec::new();
            if let Some(token) = &token { headers.push(("x-auth-token", token.as_str())); }
            if let Some(location) = &location { headers.push(("location", location.as_str())); }
            let is_in = matches!(read_login(&answer(status, &headers, &body)), Login::In(_));
            prop_assert_eq!(is_in, token.is_some() && (200..300).contains(&status));
        }
    }
}
