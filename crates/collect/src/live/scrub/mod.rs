//! Replaces what names a machine or a person: serials, tags, names, addresses. The same text gets
//! the same replacement of the same shape all over a collection; models and part numbers stay.

mod learn;
mod rewrite;
mod shape;

use serde_json::Value;

use learn::Learned;
pub(super) use rewrite::Rewriter;

/// The secret of one collection. It is not kept: nobody can compute replacements again.
#[derive(Clone)]
pub(super) struct Scrubber {
    key: [u8; 32],
}

impl std::fmt::Debug for Scrubber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scrubber(…)")
    }
}

impl Scrubber {
    /// Fails where the system has no chance to give.
    pub(super) fn new() -> Result<Scrubber, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Scrubber { key })
    }

    /// With a secret that is none: for what is not kept.
    pub(super) fn of_key(key: [u8; 32]) -> Scrubber {
        Scrubber { key }
    }

    /// How to rewrite the answers of one host, learned from all of them and from its name.
    pub(super) fn of_host(&self, host: &str, bodies: &[&Value]) -> Rewriter {
        let mut learned = Learned::default();
        learned.add_host(host);
        bodies.iter().for_each(|body| learned.add_body(body));
        Rewriter::new(self.key, learned)
    }
}

#[cfg(test)]
mod tests;
