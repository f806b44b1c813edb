//! Whatever a service sends is survived: a door for fuzzing and tests to what reads answers, without a network.

use std::collections::BTreeMap;

use http_body_util::Full;
use hyper::Request;
use hyper::body::Bytes;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Builder;

use super::crawl::Crawl;
use super::gap::Why;
use super::scrub::Scrubber;
use super::session;
use super::verdict::{Verdict, judge, read_object};
use super::wire;

/// Reads bytes as a host might send them over its connection: HTTP, what it packs, what it is worth, a login.
pub fn read_wire(bytes: &[u8]) {
    // Room for any question, and for all of the answer.
    let (ours, mut theirs) = tokio::io::duplex(bytes.len().max(1 << 12));
    let Ok(runtime) = Builder::new_current_thread().build() else { return };
    let answered = runtime.block_on(async {
        let host = async {
            let mut asked = [0; 1 << 10];
            drop(theirs.read(&mut asked).await);
            drop(theirs.write_all(bytes).await);
            drop(theirs);
        };
        let (answer, ()) = tokio::join!(wire::ask_once(ours, Request::new(Full::new(Bytes::new()))), host);
        answer
    });
    if let Ok(answer) = &answered {
        let _ = session::read_login(answer);
    }
    if let Verdict::Good(json) = judge(&answered) {
        let _ = session::sessions_of(&json);
    }
}

/// Crawls a service that gives these bodies one after another, whatever it is asked, then reads and scrubs what was
/// gathered; how many questions it took.
///
/// An empty body is a refusal. A crawl that asks more than the links it was given is a bug, and panics.
pub fn read_answers(bodies: &[&[u8]]) -> usize {
    let mut crawl = Crawl::new();
    let mut kept = BTreeMap::new();
    let mut bodies = bodies.iter();
    let mut n_asked = 0;
    while let Some(want) = crawl.next() {
        n_asked += 1;
        match bodies.next().map(|body| (read_object(body), body)) {
            Some((Some(json), body)) => {
                kept.insert(want.uri.clone(), body.to_vec());
                crawl.accept(&want, &json);
            }
            _ => crawl.refuse(&want, Why::Refused { status: 404, message: None }),
        }
    }
    let _ = crawl.into_gaps();
    let _ = crate::redfish::read_resources("survived", &kept);
    let known: Vec<Value> = kept.values().filter_map(|body| serde_json::from_slice(body).ok()).collect();
    let rewriter = Scrubber::of_key([7; 32]).of_host("bmc.example", &known.iter().collect::<Vec<_>>());
    for (uri, body) in kept.keys().zip(&known) {
        let _ = (rewriter.text(uri), rewriter.body(body));
    }
    n_asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_are_none_are_survived() {
        let packed = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\0";
        let endless = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{";
        for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\n\r\n{}", b"\0\0\0", packed, endless, b"HTTP/1.1 999 \r\n\r\n"] {
            read_wire(bytes);
        }
    }

    #[test]
    fn a_crawl_over_anything_ends() {
        let root = br#"{"Systems":{"@odata.id":"/redfish/v1/Systems"},"Chassis":{"@odata.id":"/redfish/v1/Chassis"}}"#;
        let list = br#"{"Members":[{"@odata.id":"/redfish/v1/Systems"},{"@odata.id":"/redfish/v1/Systems/1"}]}"#;
        assert_eq!(read_answers(&[root, list, b"", b"{}"]), 4);
        assert_eq!(read_answers(&[b"[]"]), 1);
    }
}
