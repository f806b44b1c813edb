//! What a host answered, as it was received: each body once, by its hash, compressed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use jiff::Timestamp;
use rackworth_model::ids::EvidenceId;
use serde_json::{Value, json};

use crate::redfish::bundle;

/// One answer of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The path that was asked for, as the service spells it.
    pub uri: String,
    /// What was asked beside the path, such as `$expand=.`.
    pub query: Option<String>,
    pub status: u16,
    /// When the answer was whole.
    pub at: Timestamp,
    /// The hash of the body as it was received.
    pub body: EvidenceId,
    pub n_bytes: u64,
}

/// One line of JSON for each exchange: what a log of them is called.
pub(crate) const EXCHANGES: &str = "exchanges.jsonl";

impl Exchange {
    pub(super) fn line(&self) -> Value {
        json!({
            "uri": self.uri, "query": self.query, "status": self.status, "at": self.at.to_string(),
            "sha256": self.body.to_string(), "bytes": self.n_bytes,
        })
    }
}

/// All answers of one host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostEvidence {
    exchanges: Vec<Exchange>,
    /// Raw deflate (RFC 1951).
    bodies: BTreeMap<EvidenceId, Vec<u8>>,
}

impl HostEvidence {
    /// The answers in the order they came.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// A body by its hash, as it was received.
    pub fn body(&self, id: EvidenceId) -> Option<Vec<u8>> {
        let mut plain = Vec::new();
        DeflateDecoder::new(self.bodies.get(&id)?.as_slice()).read_to_end(&mut plain).ok()?;
        Some(plain)
    }

    /// What is to be kept of the host `name`: its tree as one piece, which
    /// [`crate::read::read_kept`] reads again, and a line for each exchange. Names and bytes.
    pub fn pieces(&self, name: &str) -> [(String, Vec<u8>); 2] {
        let log: String = self.exchanges.iter().map(|exchange| format!("{}\n", exchange.line())).collect();
        [(name.to_string(), bundle::write(&self.resources())), (format!("{name}/{EXCHANGES}"), log.into_bytes())]
    }

    /// Bytes held, compressed.
    pub fn n_bytes_held(&self) -> usize {
        self.bodies.values().map(Vec::len).sum()
    }

    pub(super) fn keep(&mut self, exchange: Exchange, bytes: &[u8]) {
        self.bodies.entry(exchange.body).or_insert_with(|| compress(bytes));
        self.exchanges.push(exchange);
    }

    /// The resources by URI, as the readers take them: good answers, and answers that tell why not.
    pub fn resources(&self) -> BTreeMap<String, Vec<u8>> {
        let mut resources = BTreeMap::new();
        for exchange in &self.exchanges {
            let Some(bytes) = self.body(exchange.body) else { continue };
            if exchange.status == 200 || is_told_error(&bytes) {
                resources.insert(exchange.uri.clone(), bytes);
            }
        }
        resources
    }
}

/// Whether an answer is an error that the readers can tell of.
fn is_told_error(bytes: &[u8]) -> bool {
    let json = serde_json::from_slice::<Value>(bytes).ok();
    json.is_some_and(|json| json.get("error").is_some() && json.get("@odata.type").is_none())
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        /// Its tables are larger than most bodies: made once a thread.
        static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::fast(), false));
    }
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        // What cannot be packed grows by an eighth: literals of the fixed code have up to 9 bits (RFC 1951, 3.2.6).
        let mut packed = Vec::with_capacity(bytes.len() + bytes.len() / 8 + 64);
        let rest = |packer: &Compress| usize::try_from(packer.total_in()).map_or(&[][..], |used| &bytes[used..]);
        // Packing into memory does not fail; where there was too little, it goes on.
        while let Ok(Status::Ok | Status::BufError) =
            packer.compress_vec(rest(packer), &mut packed, FlushCompress::Finish)
        {
            packed.reserve(1024);
        }
        packed.shrink_to_fit();
        packed
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exchange(uri: &str, status: u16, bytes: &[u8]) -> Exchange {
        Exchange {
            uri: uri.to_string(),
            query: None,
            status,
            at: Timestamp::UNIX_EPOCH,
            body: EvidenceId::of(bytes),
            n_bytes: bytes.len() as u64,
        }
    }

    #[test]
    fn the_same_bytes_are_held_once() {
        let mut evidence = HostEvidence::default();
        for uri in ["/a", "/b"] {
            evidence.keep(exchange(uri, 200, b"{\"x\":1}"), b"{\"x\":1}");
        }
        assert_eq!((evidence.exchanges().len(), evidence.bodies.len()), (2, 1));
        assert_eq!(evidence.resources().len(), 2);
    }

    #[test]
    fn an_error_the_readers_can_tell_is_a_resource_and_a_page_is_not() {
        let mut evidence = HostEvidence::default();
        evidence.keep(exchange("/a", 404, b"{\"error\":{}}"), b"{\"error\":{}}");
        evidence.keep(exchange("/b", 503, b"<html>"), b"<html>");
        assert_eq!(evidence.resources().into_keys().collect::<Vec<_>>(), ["/a"]);
    }

    proptest! {
        #[test]
        fn any_bytes_come_back_as_received(bytes in proptest::collection::vec(any::<u8>(), 0..70_000)) {
            let mut evidence = HostEvidence::default();
            evidence.keep(exchange("/a", 200, &bytes), &bytes);
            prop_assert_eq!(evidence.body(EvidenceId::of(&bytes)), Some(bytes));
        }
    }
}
