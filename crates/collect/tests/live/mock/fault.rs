//! What goes wrong with controllers, in what share of their answers.

use std::time::Duration;

use super::wire::Asked;

/// One way to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Status(u16),
    /// The connection closes in the middle of the body.
    CutBody,
    /// Half the JSON, and a length that fits it.
    CutJson,
    Empty,
    /// 200 and a page for people.
    Page,
    /// The connection closes without an answer, and nothing was done.
    Closed,
    /// The connection closes without an answer, and what was asked for was done.
    Unanswered,
    Slow(Duration),
}

/// Every kind; a slow answer outlasts the patience of the tests.
pub(crate) const ALL: &[Fault] = &[
    Fault::Status(401),
    Fault::Status(404),
    Fault::Status(429),
    Fault::Status(500),
    Fault::Status(503),
    Fault::CutBody,
    Fault::CutJson,
    Fault::Empty,
    Fault::Page,
    Fault::Closed,
    Fault::Unanswered,
    Fault::Slow(Duration::from_millis(600)),
];

/// Faults by chance, the same for the same seed and order of questions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    pub(crate) kinds: Vec<Fault>,
    /// Of 1,000 answers.
    pub(crate) permille: u64,
    pub(crate) seed: u64,
    /// Paths with this in them fail always.
    pub(crate) always: Option<(String, u16)>,
}

impl Faults {
    pub(super) fn at(&self, number: u64, asked: &Asked) -> Option<Fault> {
        if let Some((part, status)) = &self.always
            && asked.path.contains(part.as_str())
        {
            return Some(Fault::Status(*status));
        }
        let chance = mixed(self.seed ^ mixed(number));
        let kind = usize::try_from(chance >> 32).ok()?.checked_rem(self.kinds.len())?;
        let fault = self.kinds.get(kind).copied().filter(|_| chance % 1000 < self.permille)?;
        // A login that is refused is not tried again, and one that comes later than we wait cannot be closed.
        let is_session = asked.method != "GET";
        let spares = matches!(fault, Fault::Status(401 | 404) | Fault::Slow(_) | Fault::Empty | Fault::Page);
        (!is_session || !spares).then_some(fault)
    }
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
