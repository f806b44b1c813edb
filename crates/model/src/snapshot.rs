//! The market as it looked on one day, to someone who knew so much: frozen inputs.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::ids::{Fingerprint, SnapshotId};
use crate::money::Currency;
use crate::observation::Observation;

/// What day the world is taken at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AsOf(pub Date);

/// What we had learnt by then. There is no default: somebody must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownBy(pub Timestamp);

/// A dated exchange rate: one unit of `from` costs `nanos` / 10⁹ units of `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FxRate {
    pub from: Currency,
    pub to: Currency,
    pub on: Date,
    pub nanos: i64,
    pub source: String,
}

impl FxRate {
    /// Units of `to` for one unit of `from`.
    pub fn value(&self) -> f64 {
        self.nanos as f64 / 1e9
    }
}

/// Dated rates, and how far from its day a rate may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FxRates {
    rates: Vec<FxRate>,
    max_days: i32,
}

/// A factor that turns one currency into another, and the rates it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    pub factor: f64,
    pub rates: Vec<FxRate>,
}

impl FxRates {
    /// `max_days`: the most days a rate may be away from the day it is used for.
    /// Of several rates of one day the first given is used.
    pub fn new(mut rates: Vec<FxRate>, max_days: i32) -> FxRates {
        rates.retain(|rate| rate.nanos > 0);
        rates.sort_by_key(|rate| (rate.from, rate.to, rate.on));
        FxRates { rates, max_days }
    }

    pub fn rates(&self) -> &[FxRate] {
        &self.rates
    }

    /// The conversion for a day: directly, inverted, or through one common currency.
    /// `None` when no rate lies within the allowed days: that is a gap, not a guess.
    pub fn convert(&self, from: Currency, to: Currency, on: Date) -> Option<Conversion> {
        if from == to {
            return Some(Conversion { factor: 1.0, rates: Vec::new() });
        }
        self.one_step(from, to, on).or_else(|| {
            Currency::ALL.iter().find_map(|&middle| {
                let (first, second) = (self.one_step(from, middle, on)?, self.one_step(middle, to, on)?);
                let rates = first.rates.into_iter().chain(second.rates).collect();
                Some(Conversion { factor: first.factor * second.factor, rates })
            })
        })
    }

    fn one_step(&self, from: Currency, to: Currency, on: Date) -> Option<Conversion> {
        let direct = self.nearest(from, to, on).map(|rate| (rate.value(), rate));
        let inverted = || self.nearest(to, from, on).map(|rate| (1.0 / rate.value(), rate));
        let (factor, rate) = direct.or_else(inverted)?;
        Some(Conversion { factor, rates: vec![rate.clone()] })
    }

    fn nearest(&self, from: Currency, to: Currency, on: Date) -> Option<&FxRate> {
        let days_away = |rate: &FxRate| (rate.on - on).get_days().abs();
        // The first at or after a day: of many rates, only two can be the nearest.
        let first_from = |day| self.rates.partition_point(|r| (r.from, r.to, r.on) < (from, to, day));
        let of_pair = |rate: &&FxRate| (rate.from, rate.to) == (from, to);
        let after = first_from(on);
        let before = after.checked_sub(1).and_then(|last| self.rates.get(first_from(self.rates[last].on)));
        let near = [before, self.rates.get(after)].into_iter().flatten().filter(of_pair);
        near.filter(|r| days_away(r) <= self.max_days).min_by_key(|r| (days_away(r), r.on))
    }
}

/// Frozen inputs of a run: engines take one and return values.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub id: SnapshotId,
    pub as_of: AsOf,
    pub known_by: KnownBy,
    /// Observed by `as_of` and recorded by `known_by`, in the order of their ids.
    pub observations: Vec<Observation>,
    pub rates: FxRates,
}

impl Snapshot {
    /// Keeps what had been observed by `as_of` and recorded by `known_by`; the order
    /// in which observations and rates are given does not matter.
    pub fn take(as_of: AsOf, known_by: KnownBy, observations: &[Observation], rates: FxRates) -> Snapshot {
        let seen = |o: &&Observation| o.observed_on <= as_of.0 && o.recorded_at <= known_by.0;
        let mut observations: Vec<Observation> = observations.iter().filter(seen).cloned().collect();
        observations.sort_by_key(|o| o.id);
        observations.dedup_by_key(|o| o.id);
        // What was known by then is told by the observations themselves: knowing the same
        // an hour later is the same snapshot.
        let mut fingerprint = Fingerprint::of("snapshot").field(as_of.0.to_string());
        for observation in &observations {
            fingerprint = fingerprint.field(observation.id.to_string());
        }
        for rate in rates.rates() {
            let text = format!("{} {} {} {}", rate.from, rate.to, rate.on, rate.nanos);
            fingerprint = fingerprint.field(text);
        }
        fingerprint = fingerprint.field(rates.max_days.to_le_bytes());
        Snapshot { id: SnapshotId::from_fingerprint(fingerprint), as_of, known_by, observations, rates }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn rates() -> FxRates {
        let rate = |from, to, on, nanos| FxRate { from, to, on, nanos, source: "test".into() };
        FxRates::new(
            vec![
                rate(Currency::Eur, Currency::Usd, date(2025, 8, 1), 1_150_000_000),
                rate(Currency::Eur, Currency::Usd, date(2026, 8, 3), 1_200_000_000),
                rate(Currency::Eur, Currency::Gbp, date(2025, 8, 2), 860_000_000),
            ],
            45,
        )
    }

    #[test]
    fn the_nearest_rate_within_the_allowed_days_is_used() {
        let on = date(2025, 8, 20);
        assert_eq!(rates().convert(Currency::Eur, Currency::Usd, on).unwrap().factor, 1.15);
        assert_eq!(rates().convert(Currency::Usd, Currency::Eur, on).unwrap().factor, 1.0 / 1.15);
        assert_eq!(rates().convert(Currency::Eur, Currency::Usd, date(2026, 1, 1)), None);
    }

    #[test]
    fn searching_finds_what_looking_at_each_finds() {
        let rate = |from, on: i16, nanos| FxRate {
            from,
            to: Currency::Usd,
            on: date(2025, 1, 1).checked_add(jiff::Span::new().days(on)).unwrap(),
            nanos,
            source: nanos.to_string(),
        };
        let pairs = [Currency::Eur, Currency::Gbp].into_iter().zip(1_i64..);
        let all: Vec<FxRate> = pairs
            .flat_map(|(from, k)| [0, 3, 3, 9, 40, 41, 90].map(|on| rate(from, on, k * 1_000 + i64::from(on))))
            .collect();
        let rates = FxRates::new(all.clone(), 20);
        for from in [Currency::Eur, Currency::Gbp, Currency::Chf] {
            for day in 0_i16..120 {
                let on = rate(from, day, 1).on;
                let days = |r: &&FxRate| (r.on - on).get_days().abs();
                let expected = all.iter().filter(|r| r.from == from && days(r) <= 20).min_by_key(|r| (days(r), r.on));
                assert_eq!(rates.nearest(from, Currency::Usd, on), expected, "{from} {on}");
            }
        }
    }

    #[test]
    fn two_rates_make_a_cross_rate() {
        let found = rates().convert(Currency::Gbp, Currency::Usd, date(2025, 8, 5)).unwrap();
        assert!((found.factor - 1.15 / 0.86).abs() < 1e-12);
        assert_eq!(found.rates.len(), 2);
    }

    #[test]
    fn a_currency_without_a_rate_has_no_conversion() {
        assert_eq!(rates().convert(Currency::Krw, Currency::Usd, date(2025, 8, 5)), None);
    }
}
