//! A log price taken apart into lines that add up: what its class, specs, family and item make of it, and what separates a
//! statement from it: kind, condition, channel, lot, source, time.

use std::collections::BTreeMap;

use rackworth_model::ids::ObservationId;

use super::class_fit::ClassFit;
use super::design::Column;
use super::quote::{Comparable, PartPrice, Prices};
use crate::normal;

rackworth_model::words! {
    /// What a line is about.
    LineOf {
        /// The class's central part on the as-of day, sold used and tested on a marketplace, in USD.
        Base "base",
        Specs "specs",
        Family "family",
        /// What is known of the item itself beside its specs and family.
        Item "item",
        Condition "condition",
        Kind "kind",
        Channel "channel",
        Lot "lot",
        Source "source",
        Time "time",
    }
}

/// One line: a factor, as its log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    pub of: LineOf,
    pub log: f64,
}

impl Line {
    pub fn factor(self) -> f64 {
        libm::exp(self.log)
    }
}

impl Comparable {
    /// What it states of one unit, in USD of its own day.
    pub fn stated_usd(&self) -> f64 {
        libm::exp(self.log_usd)
    }
}

impl LineOf {
    fn column(column: &Column) -> LineOf {
        match column {
            Column::Level => LineOf::Base,
            Column::Spec(_) => LineOf::Specs,
            Column::Family(_) => LineOf::Family,
            Column::Kind(_) => LineOf::Kind,
            Column::Condition(_) => LineOf::Condition,
            Column::Channel(_) => LineOf::Channel,
            Column::Lot => LineOf::Lot,
            Column::Publisher(_) => LineOf::Source,
            Column::Drift | Column::Walk(_) | Column::FamilyWalk(..) | Column::SeriesTrend(_) => LineOf::Time,
        }
    }
}

type Sums = BTreeMap<LineOf, f64>;

fn lines(sums: Sums) -> Vec<Line> {
    sums.into_iter().map(|(of, log)| Line { of, log }).collect()
}

impl ClassFit {
    /// The terms of a row or target by what they are about, with the effects of the item.
    fn taken_apart(&self, x: &[(usize, f64)], node: Option<usize>) -> Sums {
        let columns: Vec<&Column> = self.design.columns.keys().collect();
        let mut sums = Sums::new();
        for &(i, value) in x {
            *sums.entry(LineOf::column(columns[i])).or_default() += value * self.fit.theta()[i];
        }
        if node.is_some() {
            sums.insert(LineOf::Item, self.fit.predict(&[], node).mean);
        }
        sums
    }
}

impl Prices {
    /// The lines that multiply up to the middle of a price, the base in USD.
    pub fn lines(&self, price: &PartPrice) -> Vec<Line> {
        let part = &price.part;
        let Some(fit) = self.class_fit(part.segment, part.class()) else { return Vec::new() };
        let (x, node, _) = fit.sale(part, price.condition);
        lines(fit.taken_apart(&x, node))
    }

    /// The lines that lead from what an observation states to what it says of a price.
    pub fn lines_from(&self, price: &PartPrice, observation: ObservationId) -> Vec<Line> {
        let part = &price.part;
        let Some(fit) = self.class_fit(part.segment, part.class()) else { return Vec::new() };
        let Some(row) = fit.said.iter().position(|said| said.observation == observation) else { return Vec::new() };
        let (x, node, _) = fit.sale(part, price.condition);
        let mut sums = fit.taken_apart(&x, node);
        let rows = &fit.problem.rows;
        for (of, log) in fit.taken_apart(&rows.x(row), Some(rows.node(row))) {
            *sums.entry(of).or_default() -= log;
        }
        // What both share in full says nothing.
        sums.retain(|_, log| *log != 0.0);
        lines(sums)
    }

    /// The middle range that holds 90 % of sales, as it was judged by the misses of its class: p5 and p95, USD.
    pub fn range90(&self, price: &PartPrice) -> Option<[f64; 2]> {
        const COVERAGE: f64 = 0.9;
        let own_sd = price.total_sd() / self.widening(&price.part, price.condition)?;
        let stretch = self.stretched(&price.part, price.condition, COVERAGE)?;
        let half = own_sd * stretch * normal::quantile(0.5 + COVERAGE / 2.0);
        Some([libm::exp(price.location - half), libm::exp(price.location + half)])
    }
}
