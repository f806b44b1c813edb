//! Rewrites the answers of a host with what was learned about it.

use std::net::IpAddr;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::{Map, Value};

use super::learn::{Learned, is_naming};
use super::shape::{alike, hex_alike, is_network_name, is_uuid, ppid_alike};
use crate::redfish::quirks::is_placeholder;

/// Rewrites text and bodies of one host.
pub(in crate::live) struct Rewriter {
    key: [u8; 32],
    learned: Learned,
    /// Nothing where there is nothing to look for.
    finder: Option<AhoCorasick>,
    /// What stands for each pattern of the finder.
    models: Vec<String>,
}

/// Six hexadecimal digits of an address tell its maker and stay (IEEE registration).
const MAKER_DIGITS: usize = 6;

impl Rewriter {
    pub(super) fn new(key: [u8; 32], learned: Learned) -> Rewriter {
        let (patterns, models): (Vec<String>, Vec<String>) = learned.embedded().into_iter().unzip();
        let mut builder = AhoCorasick::builder();
        let builder = builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        // Building fails beyond 2^31 patterns only.
        let finder = builder.build(&patterns).ok().filter(|_| !patterns.is_empty());
        Rewriter { key, learned, finder, models }
    }

    /// A body with everything that names replaced.
    pub(in crate::live) fn body(&self, body: &Value) -> Value {
        match body {
            Value::Object(object) => Value::Object(self.object(object)),
            Value::Array(values) => values.iter().map(|value| self.body(value)).collect(),
            Value::String(text) => self.text(text).into(),
            other => other.clone(),
        }
    }

    fn object(&self, object: &Map<String, Value>) -> Map<String, Value> {
        let property = |(name, value): (&String, &Value)| {
            let value = match name.as_str() {
                // Words of the schema.
                "@odata.type" | "@odata.context" => value.clone(),
                _ if is_naming(name, object) => self.naming(value),
                _ => self.body(value),
            };
            (self.text(name), value)
        };
        object.iter().map(property).collect()
    }

    /// The value of a property that names something: all of it is replaced.
    fn naming(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if is_placeholder(text) || self.learned.stays(text) => value.clone(),
            Value::String(text) => self.whole(text).into(),
            Value::Number(number) => {
                let fresh = alike(&self.key, &number.to_string()).parse::<u64>();
                fresh.map_or(Value::Null, Value::from)
            }
            Value::Array(values) => values.iter().map(|value| self.naming(value)).collect(),
            other => self.body(other),
        }
    }

    fn whole(&self, text: &str) -> String {
        let plain = text.trim();
        let fresh = self.shaped(plain).unwrap_or_else(|| alike(&self.key, plain));
        text.replacen(plain, &fresh, 1)
    }

    /// The replacement of text whose shape says what it is.
    fn shaped(&self, text: &str) -> Option<String> {
        if is_network_name(text) {
            return Some(self.network_name(text));
        }
        if is_uuid(text) {
            return Some(hex_alike(&self.key, text, 0));
        }
        match text.parse::<IpAddr>() {
            Ok(address) => Some(self.address(address)),
            Err(_) => ppid_alike(&self.key, text),
        }
    }

    fn network_name(&self, text: &str) -> String {
        let is_filler = text.chars().all(|c| matches!(c, '0' | ':' | '-')) || is_placeholder(text);
        if is_filler { text.to_string() } else { hex_alike(&self.key, text, MAKER_DIGITS) }
    }

    /// An address of the ranges that are kept for documents and tests (RFC 2544, RFC 3849).
    fn address(&self, address: IpAddr) -> String {
        if address.is_loopback() || address.is_unspecified() {
            return address.to_string();
        }
        let fresh = hex_alike(&self.key, &hex_of(address), 0);
        let number = u32::from_str_radix(fresh.get(..6).unwrap_or_default(), 16).unwrap_or(0);
        match address {
            IpAddr::V4(_) => format!("198.{}.{}.{}", 18 + (number >> 16 & 1), number >> 8 & 0xff, number & 0xff),
            IpAddr::V6(_) => format!("2001:db8::{:x}:{:x}", number >> 16, number & 0xffff),
        }
    }

    /// Text in which what was learned, and what is known by its shape, is replaced.
    pub(in crate::live) fn text(&self, text: &str) -> String {
        let text = self.by_shape(text);
        let Some(finder) = &self.finder else { return text };
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for found in finder.find_iter(&text) {
            let (before, here) = (&text[..found.start()], &text[found.start()..found.end()]);
            if !stands_alone(before, here, &text[found.end()..]) {
                continue;
            }
            out.push_str(&text[at..found.start()]);
            out.push_str(&self.found(here, &self.models[found.pattern().as_usize()]));
            at = found.end();
        }
        out.push_str(&text[at..]);
        out
    }

    /// A replacement in the spelling of what was found.
    fn found(&self, here: &str, model: &str) -> String {
        if is_network_name(model) {
            let mut fresh = self.network_name(model).replace([':', '-'], "").into_bytes().into_iter();
            // The digits of `%3A` are no digits of the address.
            let spelled = here.replace("%3A", "\0").replace("%3a", "\0");
            let fresh = spelled.chars().map(|c| match c.is_ascii_hexdigit() {
                true => fresh.next().map_or(c, char::from),
                false => c,
            });
            return fresh.collect::<String>().replace('\0', "%3A");
        }
        self.shaped(here).unwrap_or_else(|| alike(&self.key, here))
    }

    /// Runs of text that are an address, a UUID or a PPID.
    fn by_shape(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = String::new();
        for c in text.chars().map(Some).chain([None]) {
            match c {
                Some(c) if c.is_ascii_alphanumeric() || matches!(c, ':' | '-') => run.push(c),
                other => {
                    out.push_str(&self.run(&run));
                    run.clear();
                    out.extend(other);
                }
            }
        }
        out
    }

    fn run(&self, run: &str) -> String {
        let is_shaped = is_network_name(run) || is_uuid(run);
        let ppid = || if run.len() >= 23 { ppid_alike(&self.key, run) } else { None };
        match is_shaped {
            true => self.shaped(run).unwrap_or_else(|| run.to_string()),
            false => ppid().unwrap_or_else(|| run.to_string()),
        }
    }
}

/// Short text has to stand by itself: inside other words it is there by accident.
fn stands_alone(before: &str, here: &str, after: &str) -> bool {
    const LONG: usize = 8;
    let is_sign = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_free = !is_sign(before.chars().next_back()) && !is_sign(after.chars().next());
    is_free || (here.len() >= LONG && here.chars().any(|c| c.is_ascii_alphabetic()))
}

fn hex_of(address: IpAddr) -> String {
    let bytes = match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
