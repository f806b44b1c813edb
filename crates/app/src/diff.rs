//! Why did the value move? One run beside another, valued step by step.
//!
//! First the fleet is exchanged, then the market, then the method. An asset whose gaps differ
//! between two steps has moved for no reason but that something is known or not: it is told
//! apart and is never a rise or a fall.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rackworth_model::coverage::{Coverage, Gap};
use rackworth_model::money::Currency;
use rackworth_model::words;
use rackworth_store::{RecordedRun, Store, StoreError};

use crate::runs::{fleet, request, same_world};
use crate::value::{By, Range, value};
use crate::world::{AskError, World};

words! {
    /// What was exchanged.
    Cause {
        /// Assets came, went, or hold something else.
        Fleet "fleet",
        /// Another day, or prices learnt since.
        Market "market",
        /// Another policy, seed or number of draws.
        Method "method",
    }
}

/// What one exchange did.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    pub cause: Cause,
    /// Sum of the moves of assets with the same gaps before and after: means, which add.
    pub moved: f64,
    /// Assets that moved.
    pub n_assets: usize,
    pub added: usize,
    pub removed: usize,
    pub gaps: GapsChanged,
}

/// Assets of which more or less has a price than before, and their figures on either side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct GapsChanged {
    pub n_assets: usize,
    /// Of them, those that lost every figure.
    pub n_lost: usize,
    pub before: f64,
    pub after: f64,
}

/// One of the two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub run: String,
    pub as_of: Date,
    pub n_assets: usize,
    pub best: Option<Range>,
    pub at_least: bool,
    pub coverage: Coverage,
}

/// The answer to "why did it move?".
#[derive(Debug, Clone, PartialEq)]
pub struct DiffAnswer {
    pub from: Side,
    pub to: Side,
    pub currency: Currency,
    pub movements: Vec<Movement>,
}

impl DiffAnswer {
    /// All three movements, as a share of the first run's mean; `None` when that has none.
    pub fn share(&self) -> Option<f64> {
        let base = self.from.best.as_ref()?.mean;
        let moved: f64 = self.movements.iter().map(|m| m.moved).sum();
        (base != 0.0).then(|| moved / base.abs())
    }
}

/// Why there is no comparison.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    #[error("compare two runs")]
    Ask(#[from] AskError),
    #[error("compare two runs")]
    Store(#[from] StoreError),
    #[error("compare a run in {from} with one in {to}")]
    Currencies { from: Currency, to: Currency },
}

/// Splits the way from one run to another.
pub fn diff(
    store: &mut Store,
    from: &RecordedRun,
    to: &RecordedRun,
    n_threads: usize,
) -> Result<DiffAnswer, DiffError> {
    let (before, after) = (from.run.inputs.currency, to.run.inputs.currency);
    if before != after {
        return Err(DiffError::Currencies { from: before, to: after });
    }
    let first = World::new(&request(store, from, n_threads)?)?;
    let last = World::new(&request(store, to, n_threads)?)?;
    let mut between = request(store, to, n_threads)?;
    (between.policy, between.seed, between.n_draws) =
        (from.policy.clone(), Some(from.run.inputs.seed), Some(from.run.inputs.n_draws));
    let between = World::new(&between)?;
    let (old, new) = (fleet(store, from, &first)?, fleet(store, to, &last)?);
    same_world(&first, &old, from)?;
    same_world(&last, &new, to)?;
    let start = Stage::of(&first, &old)?;
    let exchanged = Stage::of(&first, &new)?;
    let moved_on = Stage::of(&between, &new)?;
    let end = Stage::of(&last, &new)?;
    let movements = vec![
        movement(Cause::Fleet, &start, &exchanged),
        movement(Cause::Market, &exchanged, &moved_on),
        movement(Cause::Method, &moved_on, &end),
    ];
    Ok(DiffAnswer { from: start.side(from), to: end.side(to), currency: before, movements })
}

/// Every asset's figure at one stage.
struct Stage {
    assets: BTreeMap<String, (Option<f64>, Vec<Gap>)>,
    best: Option<Range>,
    at_least: bool,
    coverage: Coverage,
}

impl Stage {
    fn of(world: &World, fleet: &rackworth_catalog::fleet::Fleet) -> Result<Stage, AskError> {
        let answer = value(world, fleet, By::Asset)?;
        let asset = |group: crate::value::Group| {
            let ids: Vec<String> = group.assets.iter().map(ToString::to_string).collect();
            (ids.join(" "), (group.best_total.map(|range| range.mean), group.gaps))
        };
        Ok(Stage {
            best: answer.best.as_ref().map(|total| total.range.clone()),
            at_least: answer.best.as_ref().is_some_and(|total| total.at_least),
            coverage: answer.coverage,
            assets: answer.groups.into_iter().map(asset).collect(),
        })
    }

    fn side(self, run: &RecordedRun) -> Side {
        Side {
            run: run.run.id.to_string(),
            as_of: run.as_of.0,
            n_assets: self.assets.len(),
            best: self.best,
            at_least: self.at_least,
            coverage: self.coverage,
        }
    }
}

fn movement(cause: Cause, before: &Stage, after: &Stage) -> Movement {
    let mut told = Movement { cause, moved: 0.0, n_assets: 0, added: 0, removed: 0, gaps: GapsChanged::default() };
    let ids: BTreeSet<&String> = before.assets.keys().chain(after.assets.keys()).collect();
    for id in ids {
        match (before.assets.get(id), after.assets.get(id)) {
            (Some((old, _)), None) => {
                told.removed += 1;
                told.moved -= old.unwrap_or_default();
            }
            (None, Some((new, _))) => {
                told.added += 1;
                told.moved += new.unwrap_or_default();
            }
            (Some((Some(old), gaps)), Some((Some(new), same))) if gaps == same => {
                told.n_assets += usize::from(old != new);
                told.moved += new - old;
            }
            (Some((None, _)), Some((None, _))) | (None, None) => {}
            (Some((old, _)), Some((new, _))) => {
                told.gaps.n_assets += 1;
                told.gaps.n_lost += usize::from(old.is_some() && new.is_none());
                told.gaps.before += old.unwrap_or_default();
                told.gaps.after += new.unwrap_or_default();
            }
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use rackworth_model::GapKind;

    use super::*;

    fn stage(assets: &[(&str, Option<f64>, usize)]) -> Stage {
        let gap = Gap { of: "a DIMM".into(), units: 1, kind: GapKind::Excluded { by: "test".into() } };
        let asset =
            |(id, mean, gaps): &(&str, Option<f64>, usize)| ((*id).to_string(), (*mean, vec![gap.clone(); *gaps]));
        Stage { assets: assets.iter().map(asset).collect(), best: None, at_least: false, coverage: Coverage::default() }
    }

    #[test]
    fn a_new_gap_is_no_fall() {
        let before = stage(&[("a", Some(100.0), 0), ("b", Some(50.0), 0), ("c", Some(70.0), 0)]);
        let after = stage(&[("a", Some(110.0), 0), ("b", None, 1), ("c", Some(20.0), 1)]);
        let told = movement(Cause::Market, &before, &after);
        assert_eq!(told.moved, 10.0);
        assert_eq!(told.gaps, GapsChanged { n_assets: 2, n_lost: 1, before: 120.0, after: 20.0 });
    }

    #[test]
    fn assets_that_come_and_go_move_the_fleet() {
        let told = movement(Cause::Fleet, &stage(&[("a", Some(100.0), 0)]), &stage(&[("b", Some(30.0), 1)]));
        assert_eq!((told.moved, told.added, told.removed), (-70.0, 1, 1));
    }
}
