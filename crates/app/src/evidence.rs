//! What the price of a part stands on, and what is weak about it.

use std::collections::BTreeSet;

use rackworth_catalog::part::Part;
use rackworth_model::observation::{Observation, ObservationKind, Subject};
use rackworth_value::policy::Key;
use rackworth_value::price::{Line, PartPrice};

use crate::world::World;

/// One factor of a price.
#[derive(Debug, Clone, PartialEq)]
pub struct LineView {
    /// `base` (an amount in the currency of the report), `specs`, `family`, `item`, `kind`, `condition`, `channel`, `lot`,
    /// `source` or `time`.
    pub of: &'static str,
    pub factor: f64,
}

/// What is weak about a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WarningKind {
    /// Nothing is known of the part itself.
    NotSeen,
    /// All its prices are of one publisher.
    SingleSource,
    /// Nobody is known to have paid a price.
    AsksOnly,
    /// Its newest price is older than the policy finds good.
    Stale,
}

impl WarningKind {
    pub fn word(self) -> &'static str {
        match self {
            WarningKind::NotSeen => "not_seen",
            WarningKind::SingleSource => "single_source",
            WarningKind::AsksOnly => "asks_only",
            WarningKind::Stale => "stale",
        }
    }
}

/// A weakness, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub kind: WarningKind,
    pub text: String,
}

/// The lines of a price, the first of them in the currency of the report.
pub(crate) fn lines(world: &World, price: &PartPrice) -> Vec<LineView> {
    let mut lines = views(world.market.prices.lines(price));
    if let Some(base) = lines.iter_mut().find(|line| line.of == "base") {
        base.factor *= world.conversion.factor;
    }
    lines
}

pub(crate) fn views(lines: Vec<Line>) -> Vec<LineView> {
    lines.into_iter().map(|line| LineView { of: line.of.word(), factor: line.factor() }).collect()
}

/// Days after which the policy finds a price old.
pub(crate) fn stale_after(world: &World) -> f64 {
    /// Days of a mean Gregorian month.
    const DAYS_PER_MONTH: f64 = 30.436_875;
    world.policy.number(Key::StaleAfterMonths) * DAYS_PER_MONTH
}

/// Everything that is weak about the price of a part.
pub(crate) fn warnings(world: &World, part: &Part) -> Vec<Warning> {
    let of_part = |o: &&Observation| matches!(&o.subject, Subject::Part(id) if *id == part.id);
    let counts = |o: &&Observation| o.kind != ObservationKind::ListNew;
    let seen: Vec<&Observation> = world.snapshot.observations.iter().filter(of_part).filter(counts).collect();
    let Some(newest) = seen.iter().map(|o| o.observed_on).max() else {
        let text = "no price of this very part is known: its class and its specs alone speak for it".to_string();
        return vec![Warning { kind: WarningKind::NotSeen, text }];
    };
    let mut found = Vec::new();
    let publishers: BTreeSet<&str> = seen.iter().map(|o| o.source.publisher.as_str()).collect();
    if let [only] = publishers.into_iter().collect::<Vec<&str>>()[..] {
        let text = match seen.len() {
            1 => format!("its one price is of {only} alone"),
            n => format!("its {n} prices are of {only} alone"),
        };
        found.push(Warning { kind: WarningKind::SingleSource, text });
    }
    if !seen.iter().any(|o| matches!(o.kind, ObservationKind::Sold | ObservationKind::Settled)) {
        let kinds: BTreeSet<&str> = seen.iter().map(|o| o.kind.word()).collect();
        let kinds = kinds.into_iter().collect::<Vec<&str>>().join(" or ");
        let text = format!("nobody is known to have paid a price for it: all are {kinds}");
        found.push(Warning { kind: WarningKind::AsksOnly, text });
    }
    let days = (world.as_of() - newest).get_days();
    if f64::from(days) > stale_after(world) {
        let months = world.policy.number(Key::StaleAfterMonths);
        let text = format!(
            "its newest price, of {newest}, is {days} days old, above {months} months ({})",
            Key::StaleAfterMonths
        );
        found.push(Warning { kind: WarningKind::Stale, text });
    }
    found
}
