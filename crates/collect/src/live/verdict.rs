//! What an answer is worth: a resource, a refusal, or a reason to ask again.

use std::time::Duration;

use hyper::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use serde_json::{Map, Value};

use super::crawl::message_of;
use super::follow;
use super::gap::Why;
use super::wire::{Answer, WireError};

/// What to do about an answer, or about there being none.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    Good(Map<String, Value>),
    /// Asking again changes nothing.
    Final(Why),
    Again {
        why: Why,
        /// The service is busy: all questions to it wait.
        is_busy: bool,
        told: Option<Duration>,
    },
    /// The session is not, or no longer, accepted.
    LoggedOut(Why),
    /// It is somewhere else on the same host.
    Elsewhere(String),
}

pub(super) fn judge(answer: &Result<Answer, WireError>) -> Verdict {
    let answer = match answer {
        Ok(answer) => answer,
        Err(WireError::TooLong) => return Verdict::Final(Why::Unreadable("more than 32 MiB".to_string())),
        Err(WireError::Tls(why)) => return Verdict::Final(Why::Tls(why.clone())),
        Err(WireError::Unreachable(why) | WireError::Unsent(why) | WireError::Broken(why) | WireError::Late(why)) => {
            return again(Why::Silent(why.clone()));
        }
    };
    let json = read_object(&answer.bytes);
    let refused = || Why::Refused { status: answer.status, message: json.as_ref().and_then(message_of) };
    match answer.status {
        200 => match json {
            Some(json) => Verdict::Good(json),
            // Seen while a service starts or restarts: half a body, an empty one, a page for people.
            None => again(Why::Unreadable(describe(answer))),
        },
        301 | 302 | 307 | 308 => elsewhere(&answer.headers).unwrap_or_else(|| Verdict::Final(refused())),
        401 => Verdict::LoggedOut(refused()),
        429 | 503 => Verdict::Again { why: refused(), is_busy: true, told: retry_after(&answer.headers) },
        408 | 500 | 502 | 504 => again(refused()),
        _ => Verdict::Final(refused()),
    }
}

fn again(why: Why) -> Verdict {
    Verdict::Again { why, is_busy: false, told: None }
}

/// A JSON object, its byte order mark cut off.
pub(super) fn read_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)) {
        Ok(Value::Object(json)) => Some(json),
        _ => None,
    }
}

fn describe(answer: &Answer) -> String {
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match answer.bytes.len() {
        0 => "nothing".to_string(),
        _ if kind.starts_with("text/html") => "a page for people".to_string(),
        n => format!("{n} bytes that are no JSON object"),
    }
}

fn elsewhere(headers: &HeaderMap) -> Option<Verdict> {
    headers.get(LOCATION)?.to_str().ok().and_then(follow::path).map(Verdict::Elsewhere)
}

/// Seconds; a date is not worth a clock, the own back-off does.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<u32>().ok()?;
    Some(Duration::from_secs(seconds.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Bytes;
    use proptest::prelude::*;

    fn answer(status: u16, body: &str) -> Result<Answer, WireError> {
        Ok(Answer { status, headers: HeaderMap::new(), bytes: Bytes::copy_from_slice(body.as_bytes()) })
    }

    #[test]
    fn answers_by_what_they_are_worth() {
        assert!(matches!(judge(&answer(200, "{\"a\":1}")), Verdict::Good(_)));
        assert!(matches!(judge(&answer(200, "{\"a\":")), Verdict::Again { is_busy: false, .. }));
        assert!(matches!(judge(&answer(200, "")), Verdict::Again { .. }));
        assert!(matches!(judge(&answer(503, "")), Verdict::Again { is_busy: true, .. }));
        assert!(matches!(judge(&answer(404, "")), Verdict::Final(_)));
        assert!(matches!(judge(&answer(401, "")), Verdict::LoggedOut(_)));
        let told = r#"{"error":{"@Message.ExtendedInfo":[{"Message":"No such thing."}]}}"#;
        let Verdict::Final(why) = judge(&answer(404, told)) else { panic!() };
        assert_eq!(why.to_string(), "answered 404: No such thing");
    }

    #[test]
    fn a_service_may_name_its_own_wait() {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, "7".parse().unwrap());
        let busy = judge(&Ok(Answer { status: 429, headers, bytes: Bytes::new() }));
        assert!(matches!(busy, Verdict::Again { told: Some(told), .. } if told.as_secs() == 7));
    }

    proptest! {
        #[test]
        fn any_answer_has_a_verdict(status in 100u16..600, body in proptest::collection::vec(any::<u8>(), 0..80)) {
            let bytes = Bytes::from(body);
            let verdict = judge(&Ok(Answer { status, headers: HeaderMap::new(), bytes }));
            prop_assert!(status == 200 || !matches!(verdict, Verdict::Good(_)));
        }
    }
}
