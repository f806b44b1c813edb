//! Asking eBay's Browse API what sellers ask: `item_summary/search`, page by page, with the application token of the
//! client credentials grant. One blocking call, [`fetch`], hides a runtime of its own.
//!
//! Every page comes back as the file `book import` reads: the bytes as received, with the moment they came. **Invariant:**
//! only the named endpoint is ever asked, over verified TLS (or on this very machine); key, secret and token are in no
//! page and no message.
//!
//! The method: <https://developer.ebay.com/api-docs/buy/browse/resources/item_summary/methods/search>; the grant:
//! <https://developer.ebay.com/api-docs/static/oauth-client-credentials-grant.html>.

mod ask;
mod gap;
mod page;
mod pages;

use std::collections::BTreeSet;
use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rackworth_model::inventory::{Unread, UnreadKind};
use rackworth_model::priced::{PriceField, PriceFile};

use crate::live::trust::{Trust, TrustError, TrustRequest};
use crate::live::wire::Route;
use crate::live::{Limits, Secret, Target, target};
use ask::Client;

pub use gap::{Gap, Lack};

/// Where listings are.
pub const PRODUCTION: &str = "https://api.ebay.com";
/// Where listings are invented, for programs to be tried.
pub const SANDBOX: &str = "https://api.sandbox.ebay.com";

/// The most items one page holds (the method's `limit`).
pub const LARGEST_PAGE: u64 = 200;
/// The most items of one search that can be had (the method's restrictions).
pub const MOST_ITEMS: u64 = 10_000;

/// Marketplaces of the Browse API (<https://developer.ebay.com/api-docs/buy/ref-marketplace-supported.html>).
pub const MARKETPLACES: [&str; 16] = [
    "EBAY_US", "EBAY_AT", "EBAY_AU", "EBAY_BE", "EBAY_CA", "EBAY_CH", "EBAY_DE", "EBAY_ES", "EBAY_FR", "EBAY_GB",
    "EBAY_HK", "EBAY_IE", "EBAY_IT", "EBAY_NL", "EBAY_PL", "EBAY_SG",
];

/// What to ask, of whom, as whom.
#[derive(Debug, Clone)]
pub struct Request {
    /// `https://` and a host; `http://` for this very machine alone.
    pub endpoint: String,
    /// The application's key (client id) and secret, from its page at eBay.
    pub key: Secret,
    pub secret: Secret,
    /// One of [`MARKETPLACES`].
    pub marketplace: String,
    /// Words, each a search.
    pub searches: Vec<String>,
    /// Only in these categories, by eBay's numbers.
    pub categories: Vec<String>,
    /// Only in these conditions, by eBay's numbers.
    pub conditions: Vec<String>,
    /// Of each search.
    pub most_items: u64,
    pub page_size: u64,
    /// Patience, attempts and back-off; the rest is not used.
    pub limits: Limits,
    /// The least time from one question to the next.
    pub pause: Duration,
    /// Authorities to believe instead of the system's.
    pub authorities: Option<PathBuf>,
    /// The clock: each page is kept with the time it came.
    pub now: fn() -> Timestamp,
}

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("read the endpoint `{0}`: expected `https://` and a host")]
    Endpoint(String),
    #[error("ask `{0}`: without TLS only this very machine is asked")]
    Plain(String),
    #[error("set up trust")]
    Trust(#[source] TrustError),
    #[error("start asking")]
    Runtime(#[source] io::Error),
    /// eBay does not take the key and secret.
    #[error("log in to `{endpoint}`: {why}")]
    Denied { endpoint: String, why: String },
    /// No token, and nothing is wrong with the account as far as is known.
    #[error("get a token from `{endpoint}`: {why}")]
    Silent { endpoint: String, why: String },
}

/// One answer of the search method, as the file that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// A file name that sorts pages in the order of their search.
    pub name: String,
    /// `{"recorded_at": …, "marketplace": …, "search": …, "answer": …}`; the answer is byte for byte what came.
    pub bytes: Vec<u8>,
}

/// How one search went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    pub words: String,
    /// How many items eBay counts, as the last page told.
    pub total: Option<u64>,
    /// Different items on the pages.
    pub n_items: u64,
    /// Items that several pages listed.
    pub n_repeated: u64,
    pub n_pages: u64,
    /// What eBay remarks of the question, such as a filter it did not use.
    pub warnings: Vec<String>,
    pub gaps: Vec<Gap>,
}

/// What asking gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fetched {
    pub searches: Vec<Searched>,
    pub pages: Vec<Page>,
    /// Questions that went out, and those of them that repeat one.
    pub n_asked: u64,
    pub n_again: u64,
}

/// Asks for all searches; each page is told of through `on_page`, on this thread, as soon as it came.
///
/// Fails only if nothing can be asked: what is missing of a search is among its gaps.
pub fn fetch(request: &Request, on_page: &mut dyn FnMut(&Page)) -> Result<Fetched, Error> {
    let route = route(request)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    runtime.map_err(Error::Runtime)?.block_on(async {
        let mut client = Client::new(request, route);
        client.log_in().await?;
        Ok(pages::all(request, &mut client, on_page).await)
    })
}

fn route(request: &Request) -> Result<Route, Error> {
    let wrong = || Error::Endpoint(request.endpoint.clone());
    let is_url = request.endpoint.starts_with("https://") || request.endpoint.starts_with("http://");
    let targets = target::read_typed(std::slice::from_ref(&request.endpoint)).map_err(|_| wrong())?;
    let [target] = <[Target; 1]>::try_from(targets).map_err(|_| wrong())?;
    if !is_url {
        return Err(wrong());
    }
    let is_here =
        target.host == "localhost" || target.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if target.is_plain && !is_here {
        return Err(Error::Plain(request.endpoint.clone()));
    }
    let tls = match target.is_plain {
        true => None,
        false => {
            let trust = TrustRequest { authorities: request.authorities.clone(), ..TrustRequest::default() };
            let trust = Trust::new(&trust).map_err(Error::Trust)?;
            let config = trust.config(None, &Arc::default());
            Some(config.map_err(|error| Error::Trust(TrustError::Setup(error)))?)
        }
    };
    Ok(Route { target, tls, patience: request.limits.patience })
}

/// The pages as price files: a listing on several of them is read from the first.
pub fn files(pages: &[Page]) -> Vec<PriceFile> {
    let mut known = BTreeSet::new();
    pages
        .iter()
        .map(|page| {
            let mut file = super::read_bytes(&page.name, &page.bytes);
            let (lines, repeated): (Vec<_>, Vec<_>) = file.lines.into_iter().partition(|line| {
                line.text(PriceField::Listing).is_none_or(|listing| known.insert(listing.to_string()))
            });
            file.lines = lines;
            file.unread.extend(repeated.into_iter().map(|line| Unread {
                text: line.text(PriceField::Part).unwrap_or_default().to_string(),
                place: line.place,
                kind: UnreadKind::Row,
                why: "an earlier page lists it".to_string(),
            }));
            file
        })
        .collect()
}
