//! HTTP/1.1 by hand: what a library would not let go wrong.

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

use super::{Counters, Service};

/// One question.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// Percent signs read.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) token: Option<String>,
    authorization: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn is_basic_of(&self, user: &str, password: &str) -> bool {
        let told = self.authorization.as_deref().and_then(|text| text.strip_prefix("Basic "));
        told.is_some_and(|told| told == base64(format!("{user}:{password}").as_bytes()))
    }
}

/// How an answer is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    All,
    Body,
    Json,
}

/// One answer.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<Cut>,
}

impl Reply {
    pub(crate) fn ok(body: Vec<u8>) -> Reply {
        Reply { status: 200, body, ..Reply::default() }
    }

    pub(crate) fn error(status: u16, message: &str) -> Reply {
        let info = serde_json::json!([{ "Message": message, "MessageId": "Base.1.8.GeneralError" }]);
        let body = serde_json::json!({ "error": { "message": message, "@Message.ExtendedInfo": info } });
        Reply { status, body: body.to_string().into_bytes(), ..Reply::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Reply {
        self.headers.push((name.to_string(), value.to_string()));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let body = match self.cut {
            Some(Cut::Json) => &self.body[..self.body.len() / 2],
            _ => &self.body[..],
        };
        let mut text = format!("HTTP/1.1 {} X\r\ncontent-length: {}\r\n", self.status, body.len());
        text.push_str("content-type: application/json\r\nodata-version: 4.0\r\n");
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        let sent = if self.cut == Some(Cut::Body) { &body[..body.len() / 2] } else { body };
        [text.as_bytes(), sent].concat()
    }
}

/// Answers questions over one connection until it closes.
pub(crate) async fn converse<S>(stream: S, service: &Service, counters: &Counters)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream).await {
        let reply = super::answer(service, counters, &asked).await;
        if reply.cut == Some(Cut::All) {
            return;
        }
        let is_sent = stream.write_all(&reply.bytes()).await.is_ok() && stream.flush().await.is_ok();
        if !is_sent || reply.cut == Some(Cut::Body) {
            return;
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_string(), words.next()?.to_string());
    let (path, query) = target.split_once('?').map_or((target.as_str(), None), |(path, query)| (path, Some(query)));
    let mut asked = Asked { method, path: decoded(path), query: query.map(decoded), ..Asked::default() };
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        let value = value.trim().to_string();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "x-auth-token" => asked.token = Some(value),
            "authorization" => asked.authorization = Some(value),
            _ => {}
        }
    }
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).await.ok()?;
    Some(asked)
}

fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16)).unwrap_or(0) as u8;
        out.push(if byte == b'%' { digit() * 16 + digit() } else { byte });
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(number >> (18 - 6 * at) & 63) as usize];
            out.push(if at > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    out
}
