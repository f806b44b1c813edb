//! One question at a time: token, pace, asking again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request as HttpRequest};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

use super::{Error, Request, page};
use crate::live::limits::chance;
use crate::live::verdict::retry_after;
use crate::live::wire::{Answer, Route, Wire, WireError};
use crate::live::{Limits, Secret, Target};

const TOKEN_PATH: &str = "/identity/v1/oauth2/token";
/// The scope that reads public data, the same for production and sandbox.
const SCOPE: &str = "https://api.ebay.com/oauth/api_scope";
/// A token is replaced so long before it ends, so that no question is under way then.
const MARGIN: Duration = Duration::from_secs(60);

/// What may stand in a query as it is (RFC 3986, unreserved).
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, KEPT).to_string()
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unanswered {
    pub(super) why: String,
    /// What it means for other questions.
    pub(super) reach: Reach,
}

/// How far a failure reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// This page; others may come.
    Page,
    /// Every page of this search.
    Search,
    /// Whatever is asked from now on.
    Everything,
}

struct Token {
    text: Secret,
    /// Replaced from then on.
    until: Instant,
}

/// The service, and who asks it.
pub(super) struct Client {
    wire: Wire,
    target: Target,
    endpoint: String,
    basic: Secret,
    hidden: Vec<Secret>,
    marketplace: String,
    limits: Limits,
    pause: Duration,
    token: Option<Token>,
    /// No question goes out before.
    quiet_until: Instant,
    pub(super) n_asked: u64,
    pub(super) n_again: u64,
}

impl Client {
    pub(super) fn new(request: &Request, route: Route) -> Client {
        let basic = STANDARD.encode(format!("{}:{}", request.key.reveal(), request.secret.reveal()));
        Client {
            target: route.target.clone(),
            wire: Wire::new(route),
            endpoint: request.endpoint.clone(),
            hidden: vec![request.key.clone(), request.secret.clone(), Secret::new(basic.clone())],
            basic: Secret::new(basic),
            marketplace: request.marketplace.clone(),
            limits: request.limits.clone(),
            pause: request.pause,
            token: None,
            quiet_until: Instant::now(),
            n_asked: 0,
            n_again: 0,
        }
    }

    /// Gets a token, or says why there is none.
    pub(super) async fn log_in(&mut self) -> Result<(), Error> {
        let body = format!("grant_type=client_credentials&scope={}", encoded(SCOPE));
        let authorization = format!("Basic {}", self.basic.reveal());
        let endpoint = self.endpoint.clone();
        let answer = self.ask_patiently(Method::POST, TOKEN_PATH, &authorization, &body).await;
        let answer = answer.map_err(|unanswered| match unanswered.reach {
            Reach::Search => Error::Denied { endpoint: endpoint.clone(), why: unanswered.why },
            _ => Error::Silent { endpoint: endpoint.clone(), why: unanswered.why },
        })?;
        let json: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let Some(text) = json.get("access_token").and_then(Value::as_str).filter(|text| !text.is_empty()) else {
            return Err(Error::Silent { endpoint, why: "an answer without `access_token`".to_string() });
        };
        let seconds = json.get("expires_in").and_then(Value::as_u64).unwrap_or(0).min(86_400);
        let until = Instant::now() + Duration::from_secs(seconds).saturating_sub(MARGIN);
        self.hidden.push(Secret::new(text));
        self.token = Some(Token { text: Secret::new(text), until });
        Ok(())
    }

    /// One page of a search: its bytes, and what they say.
    pub(super) async fn page(
        &mut self,
        path: &str,
        offset: u64,
        limit: u64,
    ) -> Result<(Bytes, page::Read), Unanswered> {
        let mut is_fresh = false;
        if self.token.as_ref().is_none_or(|token| token.until <= Instant::now()) {
            is_fresh = true;
            self.renew().await?;
        }
        let mut attempt = 0;
        loop {
            attempt += 1;
            let authorization =
                self.token.as_ref().map_or_else(String::new, |token| format!("Bearer {}", token.text.reveal()));
            let answer = self.ask_patiently(Method::GET, path, &authorization, "").await;
            let answer = match answer {
                Ok(answer) if answer.status == 401 && !is_fresh => {
                    is_fresh = true;
                    self.renew().await?;
                    continue;
                }
                Ok(answer) if answer.status == 401 => return Err(self.refused(&answer, Reach::Everything)),
                answer => answer?,
            };
            if self.hidden.iter().any(|secret| holds(&answer.bytes, secret.reveal())) {
                let why = "the answer repeats what this program keeps secret, and is not kept".to_string();
                return Err(Unanswered { why, reach: Reach::Everything });
            }
            match page::read(&answer.bytes, offset, limit) {
                Ok(read) => return Ok((answer.bytes, read)),
                Err(why) if attempt >= self.limits.attempts => return Err(Unanswered { why, reach: Reach::Page }),
                Err(_) => self.wait(attempt, None).await,
            }
        }
    }

    async fn renew(&mut self) -> Result<(), Unanswered> {
        let failed = |error: Error| Unanswered { why: format!("failed to {error}"), reach: Reach::Everything };
        self.log_in().await.map_err(failed)
    }

    /// Asks until there is an answer that another attempt would not better: 200 and 401.
    async fn ask_patiently(
        &mut self,
        method: Method,
        path: &str,
        authorization: &str,
        body: &str,
    ) -> Result<Answer, Unanswered> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = self.request(&method, path, authorization, body).ok_or_else(|| Unanswered {
                why: "a question that cannot be put into a request".to_string(),
                reach: Reach::Search,
            })?;
            sleep_until(self.quiet_until).await;
            self.quiet_until = Instant::now() + self.pause;
            self.n_asked += 1;
            let (failed, told) = match self.wire.ask(request).await {
                Ok(answer) => match answer.status {
                    200 => return Ok(answer),
                    401 if method == Method::GET => return Ok(answer),
                    429 | 503 => (self.refused(&answer, Reach::Everything), retry_after(&answer.headers)),
                    408 | 500 | 502 | 504 => (self.refused(&answer, Reach::Page), None),
                    // 403: the application lacks a permission. Everything else is about the question.
                    403 if method == Method::GET => return Err(self.refused(&answer, Reach::Everything)),
                    _ => return Err(self.refused(&answer, Reach::Search)),
                },
                Err(WireError::TooLong) => {
                    return Err(Unanswered { why: "more than 32 MiB".to_string(), reach: Reach::Page });
                }
                Err(WireError::Tls(why)) => {
                    let why = format!("its certificate is not believed: {why}");
                    return Err(Unanswered { why, reach: Reach::Everything });
                }
                Err(WireError::Unreachable(why)) => (Unanswered { why, reach: Reach::Everything }, None),
                Err(WireError::Unsent(why) | WireError::Broken(why) | WireError::Late(why)) => {
                    (Unanswered { why, reach: Reach::Page }, None)
                }
            };
            if told.is_some_and(|told| told > Limits::LONGEST_WAIT) {
                let seconds = told.unwrap_or_default().as_secs();
                let why = format!("{}; it asks to come back in {seconds} s", failed.why);
                return Err(Unanswered { why, ..failed });
            }
            if attempt >= self.limits.attempts {
                return Err(failed);
            }
            self.wait(attempt, told).await;
        }
    }

    async fn wait(&mut self, attempt: u32, told: Option<Duration>) {
        self.n_again += 1;
        sleep(self.limits.wait(attempt, told, chance())).await;
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        authorization: &str,
        body: &str,
    ) -> Option<HttpRequest<Full<Bytes>>> {
        let mut request = HttpRequest::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
        *request.method_mut() = method.clone();
        *request.uri_mut() = path.parse().ok()?;
        let headers = request.headers_mut();
        let mut authorization = HeaderValue::from_str(authorization).ok()?;
        authorization.set_sensitive(true);
        headers.insert(HOST, HeaderValue::from_str(&self.target.authority()).ok()?);
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(USER_AGENT, HeaderValue::from_static(concat!("rackworth/", env!("CARGO_PKG_VERSION"))));
        if method == Method::POST {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        } else {
            headers.insert("x-ebay-c-marketplace-id", HeaderValue::from_str(&self.marketplace).ok()?);
        }
        Some(request)
    }

    /// A refusal in eBay's words, without what is secret.
    fn refused(&self, answer: &Answer, reach: Reach) -> Unanswered {
        let json: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        let of_grant = || json.get("error_description").or_else(|| json.get("error"))?.as_str().map(str::to_string);
        let words = page::first_error(&json).or_else(of_grant);
        let told = words.map_or_else(String::new, |words| format!(" ({})", self.without_secrets(&words)));
        Unanswered { why: format!("it answers {}{told}", answer.status), reach }
    }

    fn without_secrets(&self, text: &str) -> String {
        let hide = |text: String, secret: &Secret| match secret.reveal() {
            "" => text,
            secret => text.replace(secret, "…"),
        };
        self.hidden.iter().fold(text.to_string(), hide)
    }
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    !secret.is_empty() && bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}
