//! How the level of a class moved, quarter by quarter, and which rows lie far from what is expected of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::ObservationId;
use rackworth_model::quarter::Quarter;

use super::design::Item;
use super::quote::Prices;
use crate::normal;

/// One quarter of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    pub quarter: Quarter,
    /// The middle day of what was seen in the quarter.
    pub day: Option<Date>,
    pub n: usize,
    pub n_sources: usize,
    /// The level, 100 on the as-of day: p10, p50, p90. `None` in a quarter of which nothing is known.
    pub index: Option<[f64; 3]>,
}

/// A row that lies far from what is expected of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Miss {
    pub observation: ObservationId,
    /// Its price over the expected one.
    pub ratio: f64,
    /// The same in robust standard deviations of its class: the median absolute miss over 0.6745 (that of a normal).
    pub score: f64,
}

/// Φ⁻¹(0.75): a normal's median absolute deviation over its standard deviation.
const NORMAL_MAD: f64 = 0.674_489_750_196_081_7;

impl Prices {
    /// The level of a class, or of one of its families, over the quarters in which something was seen of it: each row
    /// as its day and publisher. Empty when the class could not be fitted or nothing was seen.
    ///
    /// The index of a quarter is e^d at the mean day of what was seen in it, d being the fitted level relative to the
    /// as-of day (docs/spec/valuation.md §2); its range is that of d's posterior, so it widens backwards.
    pub fn trend(
        &self,
        (segment, class): (Segment, Class),
        family: Option<&str>,
        seen: &[(Date, &str)],
        as_of: Date,
    ) -> Vec<TrendPoint> {
        let Some(fit) = self.class_fit(segment, class) else { return Vec::new() };
        let mut quarters: BTreeMap<Quarter, Vec<(Date, &str)>> = BTreeMap::new();
        for (day, publisher) in seen.iter().filter(|(day, _)| *day <= as_of) {
            quarters.entry(Quarter::containing(*day)).or_default().push((*day, publisher));
        }
        let Some(&first) = quarters.keys().next() else { return Vec::new() };
        let n_quarters = (Quarter::containing(as_of) - first).max(0);
        let point = |i: i32| {
            let quarter = first + i;
            let rows = quarters.get(&quarter).map(Vec::as_slice).unwrap_or_default();
            let day = mean_day(rows);
            let index = day.map(|day| {
                let (mean, variance) = fit.level_on(day, family);
                let sd = libm::sqrt(variance.max(0.0));
                [0.1, 0.5, 0.9].map(|p| 100.0 * libm::exp(mean + sd * normal::quantile(p)))
            });
            let n_sources = rows.iter().map(|(_, publisher)| publisher).collect::<BTreeSet<_>>().len();
            TrendPoint { quarter, day, n: rows.len(), n_sources, index }
        };
        (0..=n_quarters).map(point).collect()
    }

    /// How far each row about a part lies from what is expected of it, farthest first.
    pub fn misses(&self, segment: Segment, class: Class) -> Vec<Miss> {
        let Some(fit) = self.class_fit(segment, class) else { return Vec::new() };
        let of_part = |j: &usize| matches!(fit.said[*j].item, Item::Part(_));
        let rows = (0..fit.said.len()).filter(of_part);
        misses(rows.map(|j| (fit.said[j].observation, fit.adjusted(j, 0.0))).collect())
    }
}

/// Log misses of observations, in robust sds of all of them, farthest first.
pub(crate) fn misses(logs: Vec<(ObservationId, f64)>) -> Vec<Miss> {
    let mut sizes: Vec<f64> = logs.iter().map(|(_, miss)| miss.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let scale = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0) / NORMAL_MAD;
    if scale <= 0.0 {
        return Vec::new();
    }
    let miss =
        |(observation, log): (ObservationId, f64)| Miss { observation, ratio: libm::exp(log), score: log / scale };
    let mut found: Vec<Miss> = logs.into_iter().map(miss).collect();
    found.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()).then(a.observation.cmp(&b.observation)));
    found
}

fn mean_day(rows: &[(Date, &str)]) -> Option<Date> {
    let first = rows.iter().map(|(day, _)| *day).min()?;
    let days: i64 = rows.iter().map(|(day, _)| i64::from((*day - first).get_days())).sum();
    let mean = days / i64::try_from(rows.len()).ok()?;
    first.checked_add(jiff::Span::new().try_days(mean).ok()?).ok()
}
