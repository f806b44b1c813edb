//! One connection to a host: a question, an answer, its bytes.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use flate2::read::GzDecoder;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_ENCODING, HeaderMap};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::target::Target;

/// No resource that describes hardware comes near this size.
const LARGEST_ANSWER: usize = 32 << 20;

/// A host on the same continent is there within this, TLS included, or it is not.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

/// How to reach one host.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub(crate) target: Target,
    /// Nothing where the host is asked without TLS.
    pub(crate) tls: Option<Arc<ClientConfig>>,
    /// For a connection to stand, and for a whole answer.
    pub(crate) patience: Duration,
}

/// What a host answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WireError {
    /// Nobody listens there, or nobody answers there.
    Unreachable(String),
    /// TLS could not be agreed on: asking again changes nothing.
    Tls(String),
    /// The connection broke before the question was out.
    Unsent(String),
    /// The answer did not come, or not whole.
    Broken(String),
    /// The answer did not come in time; what was asked for may still be done.
    Late(String),
    /// The answer is too long to be a resource.
    TooLong,
}

/// A connection that is opened when it is needed and after it broke.
#[derive(Debug)]
pub(crate) struct Wire {
    route: Route,
    open: Option<Opened>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.close();
    }
}

impl Wire {
    pub(crate) fn new(route: Route) -> Wire {
        Wire { route, open: None }
    }

    fn close(&mut self) {
        if let Some((_, connection)) = self.open.take() {
            connection.abort();
        }
    }

    /// Asks once. After an error the next question opens a new connection.
    pub(crate) async fn ask(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, WireError> {
        let asked = self.ask_open(request).await;
        if asked.is_err() {
            self.close();
        }
        asked
    }

    async fn ask_open(&mut self, request: Request<Full<Bytes>>) -> Result<Answer, WireError> {
        if self.open.as_ref().is_none_or(|(sender, _)| sender.is_closed()) {
            self.close();
            self.open = Some(connect(&self.route).await?);
        }
        let Some((sender, _)) = &mut self.open else { return Err(WireError::Unsent("no connection".to_string())) };
        let patience = self.route.patience;
        let whole = async {
            sender.ready().await.map_err(|error| WireError::Unsent(words(&error)))?;
            let sent = sender.send_request(request).await;
            read_whole(sent.map_err(|error| match error.is_canceled() {
                true => WireError::Unsent(words(&error)),
                false => broken(&words(&error)),
            })?)
            .await
        };
        let late = |_| WireError::Late(format!("no answer within {} s", patience.as_secs_f64()));
        timeout(patience, whole).await.map_err(late)?
    }
}

fn broken(what: &str) -> WireError {
    WireError::Broken(what.to_string())
}

/// An error of the connection in words, without what it was about.
fn words(error: &hyper::Error) -> String {
    match error {
        error if error.is_timeout() => "the connection timed out".to_string(),
        error if error.is_incomplete_message() => "the connection closed before the answer was whole".to_string(),
        error if error.is_parse() => "an answer that is no HTTP".to_string(),
        error if error.is_closed() || error.is_canceled() => "the connection closed".to_string(),
        _ => "the connection broke".to_string(),
    }
}

type Opened = (SendRequest<Full<Bytes>>, AbortHandle);

async fn connect(route: &Route) -> Result<Opened, WireError> {
    let patience = route.patience.min(LONGEST_CONNECT);
    let late = |_| WireError::Unreachable(format!("no connection within {} s", patience.as_secs_f64()));
    timeout(patience, connect_patiently(route)).await.map_err(late)?
}

async fn connect_patiently(route: &Route) -> Result<Opened, WireError> {
    let target = &route.target;
    let unreachable = |error: std::io::Error| WireError::Unreachable(unreachable_words(&error));
    let stream = TcpStream::connect((target.host.as_str(), target.port)).await.map_err(unreachable)?;
    // Small questions wait for no companion.
    stream.set_nodelay(true).map_err(unreachable)?;
    let Some(tls) = &route.tls else { return open(TokioIo::new(stream)).await };
    let name = ServerName::try_from(target.host.clone())
        .map_err(|_| WireError::Tls("a name no certificate can have".to_string()))?;
    let connector = TlsConnector::from(Arc::clone(tls));
    let stream = connector.connect(name, stream).await.map_err(|error| match rustls_error(&error) {
        Some(tls) => WireError::Tls(tls_words(tls)),
        None => WireError::Unsent("the connection closed while TLS was agreed on".to_string()),
    })?;
    open(TokioIo::new(stream)).await
}

fn unreachable_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "connection refused".to_string(),
        std::io::ErrorKind::HostUnreachable | std::io::ErrorKind::NetworkUnreachable => "no route to it".to_string(),
        std::io::ErrorKind::TimedOut => "no connection".to_string(),
        _ if error.raw_os_error().is_none() => "its name has no address".to_string(),
        _ => error.to_string(),
    }
}

/// The TLS error inside an error of the stream; nothing where the peer just left.
fn rustls_error(error: &std::io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// What is wrong with TLS, in words.
fn tls_words(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(error) = error else { return error.to_string() };
    let known = match error {
        CertificateError::UnknownIssuer => "no known authority signed it",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is made out to another name"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
        CertificateError::ApplicationVerificationFailure => "it is not the pinned one",
        // Where somebody signed a certificate with its own key and called it an authority.
        CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => "it is signed by itself",
        error => return error.to_string(),
    };
    known.to_string()
}

async fn open<T>(stream: TokioIo<T>) -> Result<Opened, WireError>
where
    TokioIo<T>: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (sender, connection) = handshake(stream).await.map_err(|error| WireError::Unsent(words(&error)))?;
    // Its error comes out of the question that meets it.
    let task = tokio::spawn(async move { drop(connection.await) });
    Ok((sender, task.abort_handle()))
}

/// Asks once over a stream that stands.
pub(super) async fn ask_once<T>(stream: T, request: Request<Full<Bytes>>) -> Result<Answer, WireError>
where
    T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = open(TokioIo::new(stream)).await?;
    let sent = sender.send_request(request).await;
    let answer = read_whole(sent.map_err(|error| broken(&words(&error)))?).await;
    connection.abort();
    answer
}

async fn read_whole(response: Response<Incoming>) -> Result<Answer, WireError> {
    let (head, body) = response.into_parts();
    let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|error| {
        match error.downcast_ref::<LengthLimitError>() {
            Some(_) => WireError::TooLong,
            None => broken(&error.downcast_ref::<hyper::Error>().map_or("the answer broke off".to_string(), words)),
        }
    })?;
    let bytes = body.to_bytes();
    let is_packed = head.headers.get(CONTENT_ENCODING).is_some_and(|coding| coding.as_bytes() == b"gzip");
    let bytes = if is_packed { unpack(&bytes)? } else { bytes };
    Ok(Answer { status: head.status.as_u16(), headers: head.headers, bytes })
}

/// Some services pack their answers though nobody asked them to.
fn unpack(bytes: &[u8]) -> Result<Bytes, WireError> {
    let mut plain = Vec::new();
    let most = LARGEST_ANSWER as u64 + 1;
    GzDecoder::new(bytes).take(most).read_to_end(&mut plain).map_err(|_| broken("the answer is packed and broken"))?;
    if plain.len() > LARGEST_ANSWER { Err(WireError::TooLong) } else { Ok(plain.into()) }
}
