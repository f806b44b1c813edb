//! A service of our own that speaks as eBay documents: the token of the client credentials grant, pages of a search,
//! errors; and whatever goes wrong, by script.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

pub(crate) const KEY: &str = "Example-App-PRD-0123456789";
pub(crate) const SECRET: &str = "PRD-not-to-be-told";

/// One question, as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) authorization: String,
    pub(crate) marketplace: String,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn is_login(&self) -> bool {
        self.path == "/identity/v1/oauth2/token"
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        let pair = self.query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        pair.and_then(|text| text.parse().ok()).unwrap_or_default()
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u64>,
    pub(crate) body: Vec<u8>,
    /// The connection closes in the middle.
    pub(crate) is_cut: bool,
}

impl Reply {
    pub(crate) fn of(status: u16, json: &Value) -> Reply {
        Reply { status, retry_after: None, body: json.to_string().into_bytes(), is_cut: false }
    }

    pub(crate) fn error(status: u16, id: u32, message: &str) -> Reply {
        let error = json!({ "errorId": id, "domain": "API_BROWSE", "category": "REQUEST", "message": message });
        Reply::of(status, &json!({ "errors": [error] }))
    }

    pub(crate) fn token(seconds: u64, number: usize) -> Reply {
        Reply::of(
            200,
            &json!({ "access_token": format!("v^1.1#token-{number}"), "expires_in": seconds,
            "token_type": "Application Access Token" }),
        )
    }
}

/// A listing: an item number, its price, and what of it differs.
pub(crate) fn item(number: u64, price: &str, but: &Value) -> Value {
    let mut item = json!({
        "itemId": format!("v1|{number}|0"), "title": "Intel Xeon Gold 6248R 24 Core 3.0GHz Server CPU SRGZG",
        "price": { "value": price, "currency": "USD" }, "condition": "Used", "conditionId": "3000",
        "buyingOptions": ["FIXED_PRICE"], "itemWebUrl": format!("https://www.ebay.com/itm/{number}?hash=x"),
    });
    for (name, value) in but.as_object().cloned().unwrap_or_default() {
        item[name] = value;
    }
    item
}

/// The page of a search over these listings, as the method documents it.
pub(crate) fn page(asked: &Asked, all: &[Value], total: usize) -> Reply {
    let (offset, limit) = (asked.number("offset") as usize, asked.number("limit") as usize);
    let here: Vec<&Value> = all.iter().skip(offset).take(limit).collect();
    let link = |offset: usize| format!("https://api.ebay.com{}?q=x&limit={limit}&offset={offset}", asked.path);
    let mut page = json!({ "href": link(offset), "total": total, "limit": limit, "offset": offset });
    if offset + limit < all.len() {
        page["next"] = link(offset + limit).into();
    }
    if !here.is_empty() {
        page["itemSummaries"] = json!(here);
    }
    Reply::of(200, &page)
}

type Script = dyn Fn(&Asked, usize) -> Reply + Send + Sync;

/// The running service.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    runtime: Option<Runtime>,
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Server {
    /// Starts it on a free loopback port; the script is told how many questions came before.
    pub(crate) fn start(
        tls: Option<TlsAcceptor>,
        script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        runtime.spawn(serve(listener, tls, Arc::new(script), Arc::clone(&asked)));
        Server { address, asked, runtime: Some(runtime) }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn n_logins(&self) -> usize {
        self.asked().iter().filter(|asked| asked.is_login()).count()
    }
}

async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, script: Arc<Script>, log: Arc<Mutex<Vec<Asked>>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, script, log) = (tls.clone(), Arc::clone(&script), Arc::clone(&log));
        tokio::spawn(async move {
            match tls {
                None => converse(stream, &*script, &log).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, &*script, &log).await;
                    }
                }
            }
        });
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: S, script: &Script, log: &Mutex<Vec<Asked>>) {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream).await {
        let before = {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(asked.clone());
            log.len() - 1
        };
        let reply = script(&asked, before);
        let retry = reply.retry_after.map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
        let head = format!(
            "HTTP/1.1 {} X\r\ncontent-type: application/json\r\n{retry}content-length: {}\r\n\r\n",
            reply.status,
            reply.body.len()
        );
        let body = if reply.is_cut { &reply.body[..reply.body.len() / 2] } else { &reply.body[..] };
        let is_sent = stream.write_all(&[head.as_bytes(), body].concat()).await.is_ok() && stream.flush().await.is_ok();
        if !is_sent || reply.is_cut {
            return;
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
    let target = line.split_whitespace().nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut asked = Asked { path: path.to_string(), query: query.to_string(), ..Asked::default() };
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|n| *n > 0)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => asked.authorization = value.trim().to_string(),
            "x-ebay-c-marketplace-id" => asked.marketplace = value.trim().to_string(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    asked.body = String::from_utf8_lossy(&body).into_owned();
    Some(asked)
}
