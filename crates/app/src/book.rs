//! What the price book knows of a part.

use std::sync::Arc;

use jiff::civil::Date;
use rackworth_catalog::part::{Identification, Part};
use rackworth_model::coverage::GapKind;
use rackworth_model::estimate::Basis;
use rackworth_model::hardware::{ComponentKind, Place, RawComponent};
use rackworth_model::ids::PartId;
use rackworth_model::money::Currency;
use rackworth_model::observation::{Condition, Observation, ObservationKind, Subject};
use rackworth_model::provenance::Locator;
use rackworth_value::price::{Comparable, Dropped, DroppedWhy, PartPrice, Parts};

use crate::evidence::{self, LineView, Warning};
use crate::trend::TrendAnswer;
use crate::value::Range;
use crate::world::{AskError, World};

/// One observation, as a screen tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationView {
    pub id: String,
    pub observed_on: Date,
    pub kind: String,
    pub condition: String,
    pub channel: String,
    /// Exactly as stated, per unit.
    pub price: String,
    pub lot: u64,
    pub statistic: String,
    pub n_behind: u32,
    pub publisher: String,
    pub citation: String,
    /// What it is of.
    pub subject: String,
}

/// An observation and what it says of the price asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparableView {
    pub observation: ObservationView,
    /// In the currency of the report and the terms of the price.
    pub adjusted: f64,
    /// What it states, in the currency of the report at today's rate for its dollars of the day.
    pub stated: f64,
    /// The factors that lead from `stated` to `adjusted`.
    pub lines: Vec<LineView>,
    /// The log price moves by this much of the observation's.
    pub weight: f64,
    pub same: bool,
}

/// The answer to "what is known of this part?".
#[derive(Debug, Clone, PartialEq)]
pub struct BookAnswer {
    pub part: PartId,
    pub name: String,
    pub class: String,
    pub segment: String,
    pub source: String,
    pub as_of: Date,
    pub currency: Currency,
    /// One unit, sold used and tested on a marketplace; or why there is none.
    pub price: Result<(Range, Basis), GapKind>,
    /// p5 and p95 of the same, judged by the misses of its class; `None` where they are too few.
    pub range90: Option<[f64; 2]>,
    /// The factors that multiply up to the middle of the price, the base first.
    pub lines: Vec<LineView>,
    /// What is weak about it.
    pub warnings: Vec<Warning>,
    /// What moves the price most, heaviest first.
    pub comparables: Vec<ComparableView>,
    /// How many more have a say.
    pub n_more: usize,
    /// How its family, or its class, moved.
    pub trend: Option<TrendAnswer>,
    /// Days since this very part was last seen for sale or sold.
    pub days_since: Option<i32>,
    /// Observations of this very part that have no say, and why.
    pub dropped: Vec<(ObservationView, String)>,
}

/// How many comparables a screen lists.
const LISTED: usize = 20;

/// What the book knows of a part, told by its id or in words.
pub fn show(world: &World, words: &str) -> Result<BookAnswer, AskError> {
    let part = find(world, words)?;
    let priced = world.market.prices.price(&part, Condition::UsedTested);
    let (comparables, n_more) = match &priced {
        Ok(price) => comparables(world, price),
        Err(_) => (Vec::new(), 0),
    };
    let usd90 = priced.as_ref().ok().and_then(|price| world.market.prices.range90(price));
    let lines = priced.as_ref().map(|price| evidence::lines(world, price)).unwrap_or_default();
    let price = priced.and_then(|price| {
        let class = part.class();
        let none = || GapKind::NotEnough { class, why: "its range is beyond all numbers".to_string() };
        Ok((range(world, &price).ok_or_else(none)?, price.basis))
    });
    Ok(BookAnswer {
        part: part.id.clone(),
        name: part.name.clone(),
        class: part.class().to_string(),
        segment: part.segment.to_string(),
        source: part.source.clone(),
        as_of: world.as_of(),
        currency: world.currency,
        price,
        range90: usd90.map(|ends| ends.map(|usd| usd * world.conversion.factor)),
        lines,
        warnings: evidence::warnings(world, &part),
        comparables,
        n_more,
        trend: crate::trend::of_part(world, &part),
        days_since: days_since(world, &part),
        dropped: dropped(world, &part),
    })
}

fn days_since(world: &World, part: &Part) -> Option<i32> {
    let of_part = |o: &&Observation| matches!(&o.subject, Subject::Part(id) if *id == part.id);
    let used = |o: &&Observation| o.kind != ObservationKind::ListNew;
    let newest = world.snapshot.observations.iter().filter(of_part).filter(used).map(|o| o.observed_on).max()?;
    Some((world.as_of() - newest).get_days())
}

fn find(world: &World, words: &str) -> Result<Arc<Part>, AskError> {
    let by_id = words.parse::<PartId>().ok().and_then(|id| world.catalog.part(&id));
    if let Some(part) = by_id {
        return Ok(part);
    }
    let place = Place { file: Arc::from("the command line"), locator: Locator::File };
    // Words that name one kind of part are read as such: `32GB DDR4-2933 RDIMM` is no drive.
    let named = rackworth_value::book::import::named(&world.catalog, words, &place);
    if let Some(Identification::Identified { part, .. }) = named.map(|component| world.catalog.identify(&component)) {
        return Ok(part);
    }
    let mut component = RawComponent::new(ComponentKind::Unknown, place);
    component.text = Some(words.to_string());
    let unknown = |why: String| AskError::UnknownPart { words: words.to_string(), why };
    match world.catalog.identify(&component) {
        Identification::Identified { part, .. } => Ok(part),
        Identification::Ambiguous { candidates, why, .. } => {
            let ids: Vec<String> = candidates.iter().map(|(part, _)| part.id.to_string()).collect();
            Err(unknown(format!("{why}: one of {}", ids.join(", "))))
        }
        Identification::NotAPart { why, .. } => Err(unknown(why)),
        Identification::Unidentified { reason } => Err(unknown(reason)),
    }
}

fn range(world: &World, price: &PartPrice) -> Option<Range> {
    let factor = world.conversion.factor;
    let quantiles = price.quantiles()?.values().map(|usd| usd * factor);
    let mean = factor * price.mean_usd();
    Some(Range { mean, quantiles: rackworth_model::Quantiles::new(quantiles).ok()? })
}

fn comparables(world: &World, price: &PartPrice) -> (Vec<ComparableView>, usize) {
    let (found, _) = world.market.prices.comparables(price);
    let view = |c: &Comparable| {
        Some(ComparableView {
            observation: view_of(world, c.observation)?,
            adjusted: c.says_usd? * world.conversion.factor,
            stated: c.stated_usd() * world.conversion.factor,
            lines: evidence::views(world.market.prices.lines_from(price, c.observation)),
            weight: c.weight,
            same: c.same,
        })
    };
    let listed: Vec<ComparableView> = found.iter().take(LISTED).filter_map(view).collect();
    (listed, found.len().saturating_sub(LISTED))
}

/// Observations of this very part that have no say, and why.
pub(crate) fn dropped(world: &World, part: &Part) -> Vec<(ObservationView, String)> {
    let of_part = |id| {
        let observation = observation(world, id)?;
        let same = matches!(&observation.subject, Subject::Part(of) if *of == part.id);
        same.then(|| view(world, observation))
    };
    let told = |d: &Dropped| Some((of_part(d.observation)?, why(&d.why)));
    world.market.prices.dropped(part.segment, part.class()).iter().filter_map(told).collect()
}

fn why(why: &DroppedWhy) -> String {
    match why {
        DroppedWhy::ListPrice => "a list price of a new thing never fits depreciation".to_string(),
        DroppedWhy::TooOld => "older than the policy allows".to_string(),
        DroppedWhy::NoRate { from } => format!("no exchange rate for {from} near its day"),
        DroppedWhy::NotPositive => "not above zero".to_string(),
        DroppedWhy::UnknownPart => "its subject is not in the catalog".to_string(),
        _ => "left out".to_string(),
    }
}

fn observation(world: &World, id: rackworth_model::ObservationId) -> Option<&Observation> {
    let all = &world.snapshot.observations;
    all.binary_search_by_key(&id, |o| o.id).ok().map(|i| &all[i])
}

/// An observation of the snapshot as a screen tells it.
pub fn view_of(world: &World, id: rackworth_model::ObservationId) -> Option<ObservationView> {
    observation(world, id).map(|o| view(world, o))
}

fn view(world: &World, o: &Observation) -> ObservationView {
    view_in(&world.book.parts, o)
}

/// An observation as a screen tells it, its part named as in `parts`.
pub(crate) fn view_in(parts: &Parts, o: &Observation) -> ObservationView {
    let subject = match &o.subject {
        Subject::Part(id) => parts.get(id).map_or_else(|| id.to_string(), |part| part.name.clone()),
        Subject::Series(series) => series.name.clone(),
        Subject::Machine(machine) => machine.title.clone(),
    };
    ObservationView {
        id: o.id.short(),
        observed_on: o.observed_on,
        kind: o.kind.to_string(),
        condition: o.condition.to_string(),
        channel: o.channel.to_string(),
        price: o.price.to_string(),
        lot: o.lot.count,
        statistic: o.statistic.to_string(),
        n_behind: o.n_behind,
        publisher: o.source.publisher.clone(),
        citation: o.source.citation.clone(),
        subject,
    }
}
