//! The price book: every dated, cited observation the product ships with, read from text.
//!
//! Reading is strict in form (a word outside its list is a problem with a line) and
//! modest in meaning: a row whose subject the catalog cannot tell is refused and listed,
//! never bent to fit.

pub mod export;
pub mod import;
mod machines;
mod parts;
pub mod rates;
mod row;

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_model::ids::{EvidenceId, ObservationId, PartId};
use rackworth_model::observation::{Observation, Subject};
use rackworth_model::priced::PriceField;
use rackworth_model::snapshot::{AsOf, FxRate, FxRates, KnownBy, Snapshot};

use crate::policy::{Key, Policy};
use crate::price::Parts;

/// A row that could not be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    pub file: String,
    /// Counted from 1, the header being line 1.
    pub line: u64,
    pub why: String,
}

/// All observations, the parts they are of, and the exchange rates.
#[derive(Debug, Clone)]
pub struct PriceBook {
    pub observations: Vec<Observation>,
    pub parts: Parts,
    pub rates: Vec<FxRate>,
    /// What rows of machines state, by observation: the words of a machine's content, of which an observation holds
    /// only what they mean.
    pub machine_rows: MachineRows,
    /// Rows that could not be used.
    pub refused: Vec<Refused>,
}

/// Rows of the machines layout, by the observation they state.
pub type MachineRows = BTreeMap<ObservationId, BTreeMap<PriceField, String>>;

/// The texts of a price book.
#[derive(Debug, Clone, Copy)]
pub struct BookTexts<'a> {
    pub parts: &'a str,
    pub machines: &'a str,
    pub rates: &'a str,
}

/// The book the product ships with.
pub const EMBEDDED: BookTexts<'static> = BookTexts {
    parts: include_str!("../../../../pricebook/parts.csv"),
    machines: include_str!("../../../../pricebook/machines.csv"),
    rates: include_str!("../../../../pricebook/fx.csv"),
};

impl PriceBook {
    /// Reads the three tables; what cannot be used is in `refused`, never lost.
    pub fn read(texts: BookTexts<'_>, catalog: &Catalog) -> PriceBook {
        let mut book = PriceBook {
            observations: Vec::new(),
            parts: BTreeMap::new(),
            rates: Vec::new(),
            machine_rows: BTreeMap::new(),
            refused: Vec::new(),
        };
        parts::read(texts.parts, catalog, &mut book);
        machines::read(texts.machines, catalog, &mut book);
        rates::read(texts.rates, &mut book);
        book.refused.sort();
        book
    }

    /// What the book says as of a day, as known by a moment.
    pub fn snapshot(&self, as_of: AsOf, known_by: KnownBy, policy: &Policy) -> Snapshot {
        // A policy holds days as whole numbers far below the range of i32.
        let max_days = policy.number(Key::MaxDaysFromRate) as i32;
        // What was not yet seen must not replace what was.
        let seen = |o: &&Observation| o.observed_on <= as_of.0 && o.recorded_at <= known_by.0;
        let mut observations: Vec<Observation> = self.observations.iter().filter(seen).cloned().collect();
        join_listings(&mut observations);
        Snapshot::take(as_of, known_by, &observations, FxRates::new(self.rates.clone(), max_days))
    }

    /// Remembers a part that observations are of.
    fn know(&mut self, part: &Arc<Part>) -> PartId {
        self.parts.entry(part.id.clone()).or_insert_with(|| Arc::clone(part));
        part.id.clone()
    }
}

/// Two observations of one listing are one: the newest is kept. A listing is known by its own address; pages that list
/// many things (a shop, a repository) are not.
fn join_listings(observations: &mut Vec<Observation>) {
    let mut newest: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut gone = vec![false; observations.len()];
    for (i, observation) in observations.iter().enumerate() {
        let citation = &observation.source.citation;
        let Subject::Part(part) = &observation.subject else { continue };
        if !citation.contains("/itm/") {
            continue;
        }
        let key = (citation.clone(), part.to_string());
        if let Some(&before) = newest.get(&key) {
            let later = observation.observed_on > observations[before].observed_on;
            gone[if later { before } else { i }] = true;
            if !later {
                continue;
            }
        }
        newest.insert(key, i);
    }
    let mut gone = gone.into_iter();
    observations.retain(|_| !gone.next().unwrap_or(false));
}

/// Hash over the texts of a book.
pub fn fingerprint(texts: BookTexts<'_>) -> String {
    EvidenceId::of([texts.parts, texts.machines, texts.rates].join("\u{0}").as_bytes()).to_string()
}

#[cfg(test)]
mod tests;
