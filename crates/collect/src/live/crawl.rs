//! What to ask a service next, decided without a network: answers go in, requests come out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::follow::{self, Link, Shape};
use super::gap::{Gap, NotAsked, Why};
use crate::redfish::kind::{Kind, kind_of};
use crate::redfish::uri;

/// The largest capture has some 1,100 resources; a service that links to this many goes in circles.
const MOST_RESOURCES: usize = 20_000;

/// One resource to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Want {
    /// The path it is kept under.
    pub(super) uri: String,
    /// What is asked beside the path, such as `$expand=.`.
    pub(super) query: Option<String>,
    /// The collection this is a page of.
    list: Option<String>,
    /// The property that has to be in the answer.
    part: Option<&'static str>,
}

/// What a service says it can do beside plain answers (`ProtocolFeaturesSupported`, DSP0266 7.3).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Features {
    expand: Option<&'static str>,
    selects: bool,
    /// Answers to queries that were none.
    n_refused: u32,
}

/// A collection over all its pages.
#[derive(Debug, Default)]
struct List {
    uri: String,
    told: u64,
    members: BTreeSet<String>,
    is_broken: bool,
}

/// The state of one crawl.
#[derive(Debug, Default)]
pub(super) struct Crawl {
    queue: VecDeque<Want>,
    seen: BTreeSet<String>,
    lists: BTreeMap<String, List>,
    features: Features,
    gaps: Vec<Gap>,
}

impl Crawl {
    /// A crawl that begins at the root of the service.
    pub(super) fn new() -> Crawl {
        let mut crawl = Crawl::default();
        crawl.want(Link { path: uri::ROOT.to_string(), shape: Shape::One });
        crawl
    }

    pub(super) fn next(&mut self) -> Option<Want> {
        self.queue.pop_front()
    }

    /// Takes what the service answered: a JSON object.
    pub(super) fn accept(&mut self, want: &Want, json: &Map<String, Value>) {
        let kind = kind_of(&want.uri, json);
        if kind == Kind::Error {
            return self.refuse(want, Why::Refused { status: 200, message: message_of(json) });
        }
        if want.part.is_some_and(|part| want.query.is_some() && !json.contains_key(part)) {
            return self.ask_plainly(want);
        }
        if kind == Kind::Root {
            self.features = Features::of(json);
        }
        self.follow(kind, json);
        if kind == Kind::Collection {
            self.take_page(want, json);
        }
    }

    /// Takes that there is no answer to be had.
    pub(super) fn refuse(&mut self, want: &Want, why: Why) {
        if want.query.is_some() {
            self.features.n_refused += 1;
            return self.ask_plainly(want);
        }
        if let Some(list) = want.list.as_ref().and_then(|key| self.lists.get_mut(key)) {
            // Some services link a next page from a list that is whole.
            if list.members.len() as u64 >= list.told {
                return;
            }
            list.is_broken = true;
        }
        self.gaps.push(Gap { uri: want.uri.clone(), why });
    }

    /// Ends the crawl: whatever was not asked is a gap with this reason.
    pub(super) fn stop(&mut self, reason: NotAsked) {
        let left = std::mem::take(&mut self.queue);
        self.gaps.extend(left.into_iter().map(|want| Gap { uri: want.uri, why: Why::NotAsked(reason) }));
    }

    /// What is missing, by URI; short lists are told only where no page of them failed.
    pub(super) fn into_gaps(mut self) -> Vec<Gap> {
        for list in self.lists.into_values().filter(|list| !list.is_broken) {
            let listed = list.members.len() as u64;
            if list.told > listed {
                self.gaps.push(Gap { uri: list.uri, why: Why::Short { told: list.told, listed } });
            }
        }
        self.gaps.sort();
        self.gaps
    }

    fn ask_plainly(&mut self, want: &Want) {
        self.queue.push_front(Want { query: None, ..want.clone() });
    }

    fn want(&mut self, link: Link) {
        let key = uri::key(&link.path);
        if self.seen.contains(&key) {
            return;
        }
        if self.seen.len() == MOST_RESOURCES {
            self.seen.insert(key);
            self.gaps.push(Gap { uri: link.path, why: Why::NotAsked(NotAsked::TooMany) });
            return;
        }
        if self.seen.len() > MOST_RESOURCES {
            return;
        }
        self.seen.insert(key);
        let (query, part) = match link.shape {
            Shape::One => (None, None),
            Shape::Collection => (self.features.expand(), None),
            Shape::Part(part) => (self.features.select(part), Some(part)),
        };
        self.queue.push_back(Want { uri: link.path, query, list: None, part });
    }

    fn follow(&mut self, kind: Kind, json: &Map<String, Value>) {
        for link in follow::links(kind, json) {
            self.want(link);
        }
    }

    fn take_page(&mut self, want: &Want, json: &Map<String, Value>) {
        let key = want.list.clone().unwrap_or_else(|| uri::key(&want.uri));
        let mut list = self.lists.remove(&key).unwrap_or_else(|| List { uri: want.uri.clone(), ..List::default() });
        let told = json.get("Members@odata.count").and_then(Value::as_u64).unwrap_or(0);
        list.told = list.told.max(told);
        let before = list.members.len();
        for (index, member) in json.get("Members").and_then(Value::as_array).into_iter().flatten().enumerate() {
            self.take_member(&mut list, index, member);
        }
        // A page that brings nothing new ends the list: services were seen to repeat themselves.
        if list.members.len() > before {
            self.want_page(want, &key, json);
        }
        self.lists.insert(key, list);
    }

    fn take_member(&mut self, list: &mut List, index: usize, member: &Value) {
        let Some(path) = follow::target(member) else {
            let why = Why::Unreadable("a member without a URI".to_string());
            list.members.insert(format!("{} {index}", list.members.len()));
            self.gaps.push(Gap { uri: format!("{}#/Members/{index}", list.uri), why });
            return;
        };
        let key = uri::key(&path);
        list.members.insert(key.clone());
        match member.as_object().filter(|member| is_whole(member)) {
            Some(member) => {
                self.seen.insert(key);
                self.follow(kind_of(&path, member), member);
            }
            None => self.want(Link { path, shape: Shape::One }),
        }
    }

    fn want_page(&mut self, want: &Want, list: &str, json: &Map<String, Value>) {
        let next = json.get("Members@odata.nextLink").or_else(|| json.get("@odata.nextLink"));
        let Some(next) = next.and_then(|next| page_path(&want.uri, next)) else { return };
        if self.seen.len() < MOST_RESOURCES && self.seen.insert(uri::key(&next)) {
            self.queue.push_back(Want { uri: next, query: None, list: Some(list.to_string()), part: None });
        }
    }
}

/// A next page may be told by its query alone.
fn page_path(uri: &str, next: &Value) -> Option<String> {
    match next.as_str().filter(|text| text.starts_with('?')) {
        Some(query) => follow::path(&format!("{}{query}", uri.split('?').next().unwrap_or_default())),
        None => follow::target(next),
    }
}

/// Whether a member came with its collection, and not as a link with a name beside it.
fn is_whole(member: &Map<String, Value>) -> bool {
    member.contains_key("@odata.type") && member.len() > 3
}

/// The first words of an error body (`ExtendedInfo`, DSP0266 8.6).
pub(super) fn message_of(json: &Map<String, Value>) -> Option<String> {
    const MOST: usize = 120;
    let error = json.get("error")?;
    let first = error.get("@Message.ExtendedInfo").and_then(Value::as_array).and_then(|list| list.first());
    let told = first.and_then(|info| info.get("Message").or_else(|| info.get("MessageId")));
    let told = told.or_else(|| error.get("message"))?.as_str()?;
    let line: String = told.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    Some(line.trim().trim_end_matches('.').to_string()).filter(|line| !line.is_empty())
}

impl Features {
    /// After this many answers to queries that were none, only plain questions are asked.
    const PATIENCE: u32 = 2;

    fn of(root: &Map<String, Value>) -> Features {
        let told = root.get("ProtocolFeaturesSupported");
        let can = |value: Option<&Value>, name: &str| {
            value.and_then(|value| value.get(name)).and_then(Value::as_bool).unwrap_or(false)
        };
        let expand = told.and_then(|told| told.get("ExpandQuery"));
        let is = |name| can(expand, name);
        let expand = match (is("NoLinks"), is("ExpandAll"), is("Levels")) {
            (true, _, true) => Some("$expand=.($levels=1)"),
            (true, _, false) => Some("$expand=."),
            (false, true, true) => Some("$expand=*($levels=1)"),
            (false, true, false) => Some("$expand=*"),
            (false, false, _) => None,
        };
        Features { expand, selects: can(told, "SelectQuery"), n_refused: 0 }
    }

    fn expand(&self) -> Option<String> {
        self.expand.filter(|_| self.n_refused < Self::PATIENCE).map(str::to_string)
    }

    fn select(&self, part: &str) -> Option<String> {
        (self.selects && self.n_refused < Self::PATIENCE).then(|| format!("$select={part}"))
    }
}

#[cfg(test)]
mod tests;
