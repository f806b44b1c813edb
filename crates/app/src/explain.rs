//! Why is this figure what it is? A tree from the figure to observations and assumptions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rackworth_catalog::fleet::Fleet;
use rackworth_model::explain::{Explanation, FactRef};
use rackworth_model::ids::{ObservationId, PartId};
use rackworth_model::money::Currency;
use rackworth_model::observation::Condition;
use rackworth_model::run::Run;
use rackworth_value::engine::{Holding, Way};
use rackworth_value::spread::{SpreadShare, spread_shares};

use crate::book::{ObservationView, dropped, view_of};
use crate::evidence::{self, LineView, Warning};
use crate::holdings::{Apart, Held, hold};
use crate::policy::{PolicyLine, policy};
use crate::value::{By, Ids, Range, fingerprint};
use crate::world::{AskError, World};

/// The answer to "why?".
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainAnswer {
    pub run: Run,
    pub id: String,
    pub label: String,
    pub way: Way,
    pub n_assets: usize,
    pub as_of: Date,
    /// Figures in the tree are in USD; the total is given in the report's currency too.
    pub currency: Currency,
    pub per_asset: Range,
    pub explanation: Explanation,
    pub observations: BTreeMap<ObservationId, ObservationView>,
    pub policy: BTreeMap<String, PolicyLine>,
    /// Where the spread comes from, largest first.
    pub spread_from: Vec<SpreadShare>,
    /// Every part in the tree and what its price stands on, by its id.
    pub parts: Vec<PartEvidence>,
}

/// What the price of a part in the tree stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct PartEvidence {
    pub part: PartId,
    pub name: String,
    /// The factors that multiply up to its price, used and tested, the base in the currency of the report.
    pub lines: Vec<LineView>,
    pub warnings: Vec<Warning>,
    /// Observations of it that have no say, and why.
    pub dropped: Vec<(ObservationView, String)>,
}

/// Explains the figure of a group (`r740`, `r740-2`) or of one asset (its id), in one way
/// (`r740/whole`, `r740/parted_out`, `r740/scrap`), the best one when none is named.
pub fn explain(world: &World, fleet: &Fleet, id: &str) -> Result<ExplainAnswer, AskError> {
    let (name, way) = split(id);
    let held = find(fleet, name)?;
    let holding = &held.holding;
    let value = world.market.value(holding, world.generator);
    let no_figure = || AskError::NoFigure { id: id.to_string(), gaps: value.gaps.clone() };
    let way = way.or(value.ways.best).ok_or_else(no_figure)?;
    let valued = value.ways.of(way).ok_or_else(no_figure)?;
    let explanation = world.market.explain(holding, way, world.generator).ok_or_else(no_figure)?;
    let facts: Vec<&FactRef> = explanation.steps().into_iter().flat_map(|step| &step.facts).collect();
    Ok(ExplainAnswer {
        run: world.run(&fingerprint(fleet), By::Likeness),
        id: name.to_string(),
        label: holding.label.clone(),
        way,
        n_assets: holding.assets.len(),
        as_of: world.as_of(),
        currency: world.currency,
        per_asset: world.range(&valued.draws).ok_or_else(no_figure)?,
        parts: parts(world, &facts),
        observations: observations(world, &facts),
        policy: policy_lines(world, &facts),
        spread_from: spread_shares(&valued.draws, &[valued.step()], world.generator),
        explanation,
    })
}

fn split(id: &str) -> (&str, Option<Way>) {
    match id.rsplit_once('/') {
        Some((name, word)) => match word.parse::<Way>() {
            Ok(way) => (name, Some(way)),
            Err(_) => (id, None),
        },
        None => (id, None),
    }
}

fn find(fleet: &Fleet, name: &str) -> Result<Held, AskError> {
    let groups = hold(fleet, Apart::ByLikeness);
    let mut ids = Ids::default();
    let named: Vec<String> = groups.iter().map(|held| ids.id(&held.model, By::Likeness)).collect();
    if let Some(i) = named.iter().position(|id| id == name) {
        return Ok(groups[i].clone());
    }
    let has = |held: &&Held| held.holding.assets.iter().any(|asset| asset.as_str().eq_ignore_ascii_case(name));
    if let Some(held) = groups.iter().find(has) {
        let mine = held.holding.assets.iter().filter(|asset| asset.as_str().eq_ignore_ascii_case(name));
        let alone = Holding { assets: mine.cloned().collect(), ..held.holding.clone() };
        return Ok(Held { holding: alone, ..held.clone() });
    }
    let near = |id: &&String| id.contains(name) || name.contains(id.as_str());
    let like: Vec<String> = named.iter().filter(near).chain(named.iter()).take(5).cloned().collect();
    Err(AskError::UnknownId { id: name.to_string(), like })
}

fn parts(world: &World, facts: &[&FactRef]) -> Vec<PartEvidence> {
    let of = |fact: &&&FactRef| match fact {
        FactRef::Part(id) => Some(id.clone()),
        FactRef::Policy(_) | FactRef::Place(_) | FactRef::Observation(_) => None,
    };
    let ids: BTreeSet<PartId> = facts.iter().filter_map(|fact| of(&fact)).collect();
    let evidence = |id: PartId| {
        let part = world.catalog.part(&id).or_else(|| world.book.parts.get(&id).cloned())?;
        let price = world.market.prices.price(&part, Condition::UsedTested).ok();
        Some(PartEvidence {
            name: part.name.clone(),
            lines: price.map(|price| evidence::lines(world, &price)).unwrap_or_default(),
            warnings: evidence::warnings(world, &part),
            dropped: dropped(world, &part),
            part: id,
        })
    };
    ids.into_iter().filter_map(evidence).collect()
}

fn observations(world: &World, facts: &[&FactRef]) -> BTreeMap<ObservationId, ObservationView> {
    let ids = facts.iter().filter_map(|fact| match fact {
        FactRef::Observation(id) => Some(*id),
        FactRef::Policy(_) | FactRef::Place(_) | FactRef::Part(_) => None,
    });
    ids.filter_map(|id| Some((id, view_of(world, id)?))).collect()
}

fn policy_lines(world: &World, facts: &[&FactRef]) -> BTreeMap<String, PolicyLine> {
    let named = |key: &str| facts.iter().any(|fact| matches!(fact, FactRef::Policy(word) if word == key));
    let lines = policy(&world.policy).lines.into_iter();
    lines.filter(|line| named(line.key)).map(|line| (line.key.to_string(), line)).collect()
}
