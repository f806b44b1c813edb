//! How hard to press: on one host, on all, and for how long.

use std::time::Duration;

/// Limits of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Hosts asked at the same time.
    pub hosts_at_once: usize,
    /// Questions to one host at the same time.
    pub per_host: usize,
    /// For a connection to stand, and for a whole answer.
    pub patience: Duration,
    /// For one host altogether.
    pub host_time: Duration,
    /// How often one resource is asked for.
    pub attempts: u32,
    /// The first wait before asking again; it doubles each time.
    pub back_off: Duration,
}

impl Default for Limits {
    /// Two questions at a time is what the slowest controllers take without turning others away.
    fn default() -> Limits {
        Limits {
            hosts_at_once: 256,
            per_host: 2,
            patience: Duration::from_secs(30),
            host_time: Duration::from_secs(900),
            attempts: 6,
            back_off: Duration::from_millis(500),
        }
    }
}

impl Limits {
    /// A busy service names its own wait; no longer one is kept.
    pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(60);

    /// How long to wait before the next attempt, the first of which is 1: doubled each time, half of
    /// it by chance so that hosts do not come back together; never less than the service asked for.
    pub(crate) fn wait(&self, attempt: u32, told: Option<Duration>, chance: f64) -> Duration {
        let doubled = self.back_off.saturating_mul(1 << attempt.saturating_sub(1).min(10));
        let own = doubled.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        own.max(told.unwrap_or_default()).min(Self::LONGEST_WAIT)
    }
}

/// A number from 0 to 1 by chance; one half where the system has none to give.
pub(crate) fn chance() -> f64 {
    getrandom::u32().map_or(0.5, |number| f64::from(number) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_wait_is_never_shorter_than_asked_and_never_endless(
            attempt in 0u32..99, told in proptest::option::of(0u64..200), chance in 0.0..=1.0,
        ) {
            let limits = Limits::default();
            let wait = limits.wait(attempt, told.map(Duration::from_secs), chance);
            prop_assert!(wait >= Duration::from_secs(told.unwrap_or(0).min(60)));
            prop_assert!(wait <= Limits::LONGEST_WAIT);
            prop_assert!(wait >= limits.back_off / 2);
        }
    }
}
