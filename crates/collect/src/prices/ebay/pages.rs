//! All pages of all searches.

use std::collections::BTreeSet;

use hyper::body::Bytes;
use serde_json::json;

use super::ask::{Client, Reach, encoded};
use super::{Fetched, Gap, LARGEST_PAGE, Lack, MOST_ITEMS, Page, Request, Searched};

/// After so many pages in a row that do not come, the rest of a search is left.
const MOST_MISSING: u32 = 2;

pub(super) async fn all(request: &Request, client: &mut Client, on_page: &mut dyn FnMut(&Page)) -> Fetched {
    let mut fetched = Fetched::default();
    let mut given_up: Option<String> = None;
    for (number, words) in request.searches.iter().enumerate() {
        let mut search = Search::new(request, number, words);
        match &given_up {
            Some(why) => search.lacks(Lack::From(0), why.clone()),
            None => given_up = search.run(client, on_page, &mut fetched.pages).await,
        }
        fetched.searches.push(search.done);
    }
    (fetched.n_asked, fetched.n_again) = (client.n_asked, client.n_again);
    fetched
}

struct Search<'a> {
    request: &'a Request,
    number: usize,
    /// Items a page, and of the whole search at most.
    limit: u64,
    most: u64,
    known: BTreeSet<String>,
    done: Searched,
}

impl<'a> Search<'a> {
    fn new(request: &'a Request, number: usize, words: &str) -> Search<'a> {
        let most = request.most_items.clamp(1, MOST_ITEMS);
        let done = Searched {
            words: words.to_string(),
            total: None,
            n_items: 0,
            n_repeated: 0,
            n_pages: 0,
            warnings: Vec::new(),
            gaps: Vec::new(),
        };
        let limit = request.page_size.clamp(1, LARGEST_PAGE).min(most);
        Search { request, number, limit, most, known: BTreeSet::new(), done }
    }

    fn lacks(&mut self, lack: Lack, why: impl Into<String>) {
        self.done.gaps.push(Gap { lack, why: why.into() });
    }

    /// Asks page by page; what it returns is why nothing else need be asked.
    async fn run(
        &mut self,
        client: &mut Client,
        on_page: &mut dyn FnMut(&Page),
        pages: &mut Vec<Page>,
    ) -> Option<String> {
        let (mut offset, mut n_missing, limit) = (0, 0, self.limit);
        while offset < self.most {
            let path = self.path(offset);
            match client.page(&path, offset, limit).await {
                Ok((bytes, read)) => {
                    n_missing = 0;
                    let page = self.kept(&path, offset, &bytes);
                    on_page(&page);
                    pages.push(page);
                    self.take(&read.items, read.total, read.warnings);
                    match read.next {
                        Some(next) => offset = next,
                        None => break,
                    }
                }
                Err(failed) if failed.reach == Reach::Page => {
                    n_missing += 1;
                    let next = offset + limit;
                    let is_more = self.done.total.is_some_and(|total| next < total.min(self.most));
                    if n_missing >= MOST_MISSING || self.done.total.is_none() {
                        self.lacks(Lack::From(offset), failed.why);
                        return None;
                    }
                    self.lacks(Lack::Page { offset, limit }, failed.why);
                    if !is_more {
                        break;
                    }
                    offset = next;
                }
                Err(failed) => {
                    self.lacks(Lack::From(offset), failed.why.clone());
                    return (failed.reach == Reach::Everything).then_some(failed.why);
                }
            }
        }
        self.count();
        None
    }

    fn take(&mut self, items: &[String], total: Option<u64>, warnings: Vec<String>) {
        for item in items {
            match self.known.insert(item.clone()) {
                true => self.done.n_items += 1,
                false => self.done.n_repeated += 1,
            }
        }
        self.done.n_pages += 1;
        self.done.total = total.or(self.done.total);
        for warning in warnings {
            if !self.done.warnings.contains(&warning) {
                self.done.warnings.push(warning);
            }
        }
    }

    /// Whether the items come to what eBay counts.
    fn count(&mut self) {
        let (Some(total), listed) = (self.done.total, self.done.n_items) else { return };
        if listed >= total || !self.done.gaps.is_empty() {
            return;
        }
        let why = match self.most {
            most if listed >= most && most == MOST_ITEMS => "eBay gives no more of one search".to_string(),
            most if listed + self.done.n_repeated >= most => format!("no more than {most} were asked for"),
            _ => "its pages list fewer than it counts: listings came or went meanwhile".to_string(),
        };
        self.lacks(Lack::Short { total, listed }, why);
    }

    fn path(&self, offset: u64) -> String {
        let Request { categories, conditions, .. } = self.request;
        let mut filter = "buyingOptions:{FIXED_PRICE}".to_string();
        if !conditions.is_empty() {
            filter.push_str(&format!(",conditionIds:{{{}}}", conditions.join("|")));
        }
        let mut path = format!(
            "/buy/browse/v1/item_summary/search?q={}&limit={}&offset={offset}&filter={}",
            encoded(&self.done.words),
            self.limit,
            encoded(&filter)
        );
        if !categories.is_empty() {
            path.push_str(&format!("&category_ids={}", encoded(&categories.join(","))));
        }
        path
    }

    /// The page as a file: the answer itself is not touched.
    fn kept(&self, path: &str, offset: u64, answer: &Bytes) -> Page {
        let head = [
            ("recorded_at", json!((self.request.now)().to_string())),
            ("endpoint", json!(self.request.endpoint)),
            ("marketplace", json!(self.request.marketplace)),
            ("search", json!(path)),
        ];
        let mut bytes = b"{".to_vec();
        for (name, value) in head {
            bytes.extend_from_slice(format!("\"{name}\":{value},\n").as_bytes());
        }
        bytes.extend_from_slice(b"\"answer\":");
        bytes.extend_from_slice(answer);
        bytes.extend_from_slice(b"}\n");
        Page { name: format!("{:02}-{}-{offset:05}.json", self.number + 1, slug(&self.done.words)), bytes }
    }
}

/// Words as part of a file's name.
fn slug(words: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let text: String = words.chars().map(plain).collect();
    let parts: Vec<&str> = text.split('-').filter(|part| !part.is_empty()).collect();
    parts.join("-").chars().take(40).collect()
}
