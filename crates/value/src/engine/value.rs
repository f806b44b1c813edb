//! The value of like assets in every way there is, and the best of them.

use std::collections::BTreeSet;

use rackworth_model::class::Class;
use rackworth_model::coverage::{Coverage, Gap, GapKind};
use rackworth_model::estimate::Basis;
use rackworth_model::explain::{Explanation, Step};
use rackworth_model::observation::Offer;
use rackworth_model::words;

use super::content::Holding;
use super::fold::{Folder, Valued, mean};
use super::market::{Market, policy};
use super::parted::Boxed;
use super::whole::{LineState, PricedLine, is_drive};
use crate::parallel::in_parallel;
use crate::policy::Key;
use crate::random::Generator;

words! {
    /// A way to end an asset's life.
    Way {
        Whole "whole",
        PartedOut "parted_out",
        Scrap "scrap",
    }
}

/// Draws and steps of one way, for one asset (the mean over like ones), in USD.
#[derive(Debug, Clone)]
pub struct WayValue {
    pub draws: Vec<f64>,
    step: Step,
}

/// Every way of one holding.
#[derive(Debug, Clone)]
pub struct Ways {
    pub whole: Option<WayValue>,
    pub parted: Option<WayValue>,
    pub scrap: Option<WayValue>,
    /// The way of the highest expected value; `None` when no way has a figure.
    pub best: Option<Way>,
    /// The classes the best parting-out plan pulls.
    pub pulled: BTreeSet<Class>,
}

/// What a holding is worth.
#[derive(Debug, Clone)]
pub struct HoldingValue {
    pub ways: Ways,
    /// Units with and without a figure, for all assets of the holding.
    pub coverage: Coverage,
    pub gaps: Vec<Gap>,
    /// Mean USD of one asset's best way by class of content, before costs (`Chassis` is
    /// the base).
    pub by_class: Vec<(Class, f64)>,
    pub basis: Option<Basis>,
}

impl WayValue {
    pub fn mean(&self) -> f64 {
        mean(&self.draws)
    }

    /// The draws again, from the leaves of the tree alone.
    pub fn refold(&self, generator: Generator) -> Vec<f64> {
        Folder::new(generator).fold(&self.step)
    }

    pub fn step(&self) -> &Step {
        &self.step
    }
}

impl From<Valued> for WayValue {
    fn from(valued: Valued) -> WayValue {
        WayValue { draws: valued.draws, step: valued.step }
    }
}

impl Ways {
    pub fn of(&self, way: Way) -> Option<&WayValue> {
        match way {
            Way::Whole => self.whole.as_ref(),
            Way::PartedOut => self.parted.as_ref(),
            Way::Scrap => self.scrap.as_ref(),
        }
    }

    /// The best way's value.
    pub fn best_value(&self) -> Option<&WayValue> {
        self.of(self.best?)
    }

    /// The share of draws in which parting out brings strictly more than selling whole.
    pub fn parted_wins(&self) -> Option<f64> {
        let (whole, parted) = (self.whole.as_ref()?, self.parted.as_ref()?);
        let wins = parted.draws.iter().zip(&whole.draws).filter(|(p, w)| p > w).count();
        Some(wins as f64 / whole.draws.len() as f64)
    }
}

impl Market {
    /// Values one holding with the draws of a generator.
    pub fn value(&self, holding: &Holding, generator: Generator) -> HoldingValue {
        self.value_with(&Folder::new(generator), holding)
    }

    /// Values holdings on so many threads. Each value depends on its own holding only, so
    /// the answer is the same for any number of them.
    pub fn value_all(&self, holdings: &[Holding], generator: Generator, n_threads: usize) -> Vec<HoldingValue> {
        in_parallel(
            holdings.len(),
            n_threads,
            || Folder::new(generator),
            |folder, i| self.value_with(folder, &holdings[i]),
        )
    }

    /// The tree behind the value of a holding in one way, every step with its figure and
    /// every price with its comparables. Its root is the very number [`Market::value`] gives.
    pub fn explain(&self, holding: &Holding, way: Way, generator: Generator) -> Option<Explanation> {
        let folder = Folder::explaining(generator);
        let step = self.value_with(&folder, holding).ways.of(way)?.step.clone();
        Some(folder.explain(step))
    }

    pub(crate) fn value_with(&self, folder: &Folder, holding: &Holding) -> HoldingValue {
        let states: Vec<LineState> = holding.content.iter().map(|line| self.line_state(line, holding)).collect();
        let priced: Vec<&PricedLine> = states
            .iter()
            .filter_map(|state| match state {
                LineState::Priced(line) => Some(line),
                LineState::InBase | LineState::NotSold | LineState::Gap(_) => None,
            })
            .collect();
        let n_drives: f64 =
            holding.content.iter().filter(|line| is_drive(line.class)).map(|line| f64::from(line.units)).sum();
        let (mut coverage, mut gaps) = covered(holding, &states);
        let price = holding.machine.as_ref().map(|machine| self.priced_box(machine, holding));
        let base_known = matches!(price, Some(Ok(_)));
        if let Some(priced) = &price {
            coverage.add(Coverage { priced: u64::from(base_known), total: 1 });
            if let Err(kind) = priced {
                gaps.push(Gap { of: holding.label.clone(), units: 1, kind: kind.clone() });
            }
        }
        let boxed = match (&holding.machine, &price) {
            (Some(machine), Some(Ok((price, rack_units)))) => {
                Some(Boxed { machine, price, rack_units: *rack_units, stuck: Vec::new() })
            }
            _ => None,
        };
        let whole = boxed.as_ref().map(|boxed| {
            let gross = self.gross(folder, holding, boxed.machine, boxed.price, &priced, Offer::Complete);
            self.net_whole(folder, gross, boxed.rack_units, n_drives)
        });
        let basis = boxed.as_ref().map(|boxed| boxed.price.basis.clone());
        let plan = self.net_parted(folder, holding, &priced, boxed.as_ref(), n_drives);
        let scrap = holding.machine.as_ref().map(|_| self.net_scrap(folder, n_drives));
        let (parted, pulled) = plan.map_or((None, BTreeSet::new()), |plan| (Some(plan.net), plan.pulled));
        let ways = ways(whole, parted, scrap, pulled);
        let by_class = self.by_class(folder, &ways, &priced, boxed.as_ref());
        let n = holding.assets.len() as u64;
        for gap in &mut gaps {
            gap.units *= n;
        }
        let coverage = Coverage { priced: coverage.priced * n, total: coverage.total * n };
        HoldingValue { ways, coverage, gaps, by_class, basis }
    }

    fn priced_box(
        &self,
        machine: &super::content::HeldMachine,
        holding: &Holding,
    ) -> Result<(crate::machine::MachinePrice, u32), GapKind> {
        let shape = machine.shape.as_ref().map_err(Clone::clone)?;
        let platform = machine.platform.as_ref().map(rackworth_model::PartId::as_str);
        Ok((self.machine_price(machine.segment, shape, platform, holding.condition)?, shape.rack_units))
    }

    fn net_scrap(&self, folder: &Folder, n_drives: f64) -> Valued {
        let metal = folder.fixed("scrap metal", self.policy.number(Key::ScrapUsd)).because(policy(Key::ScrapUsd));
        let mut lines = vec![metal];
        lines.extend(self.drive_cost(folder, n_drives));
        folder.sum("net, scrapped", lines)
    }

    /// What the best way's gross consists of, in expectation.
    fn by_class(
        &self,
        folder: &Folder,
        ways: &Ways,
        lines: &[&PricedLine],
        boxed: Option<&Boxed<'_>>,
    ) -> Vec<(Class, f64)> {
        let mut found: Vec<(Class, f64)> = Vec::new();
        if let (Some(boxed), Some(Way::Whole | Way::PartedOut)) = (boxed, ways.best) {
            found.push((Class::Chassis, folder.drawn("", boxed.price.base(Offer::Complete).clone()).mean()));
        }
        for line in lines {
            let loose = self.loose(folder, line, None);
            let inside = ways.best == Some(Way::Whole) || !ways.pulled.contains(&line.class);
            let share = boxed.filter(|_| inside).map(|_| self.paid_share(folder, line.class));
            let usd = match share {
                Some(Some(share)) => folder.product("", loose, share).mean(),
                Some(None) => 0.0,
                None => loose.mean(),
            };
            match found.iter_mut().find(|(class, _)| *class == line.class) {
                Some((_, sum)) => *sum += usd,
                None => found.push((line.class, usd)),
            }
        }
        found
    }
}

/// Units of content with and without a figure, for one asset.
fn covered(holding: &Holding, states: &[LineState]) -> (Coverage, Vec<Gap>) {
    let mut coverage = Coverage::default();
    let mut gaps = Vec::new();
    for (line, state) in holding.content.iter().zip(states) {
        let units = u64::from(line.units);
        match state {
            LineState::Priced(_) | LineState::NotSold => coverage.add(Coverage { priced: units, total: units }),
            LineState::InBase => {}
            LineState::Gap(kind) => {
                coverage.add(Coverage { priced: 0, total: units });
                gaps.push(Gap { of: line.label.clone(), units, kind: kind.clone() });
            }
        }
    }
    (coverage, gaps)
}

fn ways(whole: Option<Valued>, parted: Option<Valued>, scrap: Option<Valued>, pulled: BTreeSet<Class>) -> Ways {
    let of = |way: Way, valued: &Option<Valued>| valued.as_ref().map(|v| (way, v.mean()));
    let known = [of(Way::Whole, &whole), of(Way::PartedOut, &parted), of(Way::Scrap, &scrap)];
    // Scrap alone says nothing about an asset whose parts and machine have no price.
    let any = whole.is_some() || parted.is_some();
    let best = known.into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(way, _)| way).filter(|_| any);
    let value = |valued: Option<Valued>| valued.map(WayValue::from);
    Ways { whole: value(whole), parted: value(parted), scrap: value(scrap), best, pulled }
}
