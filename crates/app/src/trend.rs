//! How the price level of a class or family moved.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_model::class::{Class, Segment};
use rackworth_model::observation::{Observation, Subject};
use rackworth_value::price::{TrendPoint, family_of};

use crate::world::{AskError, World};

/// The level of a class or family by quarter.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendAnswer {
    /// `DIMMs`, `DIMMs, ddr4`.
    pub name: String,
    pub class: Class,
    pub segment: Segment,
    pub family: Option<String>,
    pub as_of: Date,
    /// From the first quarter of which something is known to the as-of day; 100 on that day.
    pub points: Vec<TrendPoint>,
    pub n: usize,
    pub newest: Option<Date>,
    /// Other trends of the class, as they can be asked for.
    pub families: Vec<String>,
}

/// A class, or a family of one, by its words: `dimm`, `GPUs`, `ddr4`, `cpu/xeon scalable gen2`.
pub fn trend(world: &World, words: &str) -> Result<TrendAnswer, AskError> {
    let known = families(world);
    let wanted = words.trim().to_lowercase();
    let class_of = |word: &str| {
        let named = |class: &&Class| {
            [class.word(), class.singular(), class.plural()].iter().any(|name| name.to_lowercase() == word)
        };
        Class::ALL.iter().find(named).copied()
    };
    if let Some(class) = class_of(&wanted) {
        return of(world, class, None, &known);
    }
    let (within, family) = match wanted.split_once('/') {
        Some((class, family)) => (class_of(class.trim()), family.trim()),
        None => (None, wanted.as_str()),
    };
    let fits = |(class, name): &&(Class, String)| within.is_none_or(|c| c == *class) && name.to_lowercase() == family;
    match known.keys().find(fits) {
        Some((class, name)) => of(world, *class, Some(name), &known),
        None => {
            let like = known.keys().map(|(class, name)| format!("{class}/{name}")).collect();
            Err(AskError::UnknownTrend { words: words.to_string(), like })
        }
    }
}

/// The trend of a class, in the segment where most of it is known.
fn of(
    world: &World,
    class: Class,
    family: Option<&str>,
    known: &BTreeMap<(Class, String), usize>,
) -> Result<TrendAnswer, AskError> {
    let of_segment = |segment: Segment| in_trend(world, segment, class, family);
    let rows = [Segment::General, Segment::Accelerated].map(of_segment);
    let segment = if rows[1].len() > rows[0].len() { Segment::Accelerated } else { Segment::General };
    let answer = trend_of(
        world,
        segment,
        class,
        family.map(str::to_string),
        &rows[usize::from(segment == Segment::Accelerated)],
    );
    if answer.points.is_empty() {
        let like = known.keys().map(|(class, name)| format!("{class}/{name}")).collect();
        return Err(AskError::UnknownTrend { words: class.plural().to_string(), like });
    }
    Ok(TrendAnswer {
        families: known.keys().filter(|(c, _)| *c == class).map(|(_, name)| name.clone()).collect(),
        ..answer
    })
}

/// The trend a part goes with: its family's, or its class's where the family was seen in fewer than two quarters.
pub(crate) fn of_part(world: &World, part: &rackworth_catalog::part::Part) -> Option<TrendAnswer> {
    let (segment, class) = (part.segment, part.class());
    let tries = [family_of(part), None];
    let trends = tries.into_iter().map(|family| {
        let rows = in_trend(world, segment, class, family.as_deref());
        trend_of(world, segment, class, family, &rows)
    });
    trends.into_iter().find(|trend| trend.points.iter().filter(|point| point.index.is_some()).count() >= 2)
}

/// The trends of the classes that make up most of a value, heaviest first.
pub fn of_value(world: &World, answer: &crate::value::ValueAnswer) -> Vec<TrendAnswer> {
    /// A class below this share of the whole does not move it.
    const LEAST: f64 = 0.05;
    let total: f64 = answer.consists_of.iter().map(|share| share.mean.max(0.0)).sum();
    let heavy = answer.consists_of.iter().filter(|share| share.mean > LEAST * total && share.class != Class::Chassis);
    heavy.filter_map(|share| of(world, share.class, None, &BTreeMap::new()).ok()).collect()
}

fn trend_of(
    world: &World,
    segment: Segment,
    class: Class,
    family: Option<String>,
    rows: &[&Observation],
) -> TrendAnswer {
    let seen: Vec<(Date, &str)> = rows.iter().map(|o| (o.observed_on, o.source.publisher.as_str())).collect();
    let points = world.market.prices.trend((segment, class), family.as_deref(), &seen, world.as_of());
    let name = family.as_ref().map_or(class.plural().to_string(), |family| format!("{}, {family}", class.plural()));
    TrendAnswer {
        name,
        class,
        segment,
        family,
        as_of: world.as_of(),
        points,
        n: rows.len(),
        newest: rows.iter().map(|o| o.observed_on).max(),
        families: Vec::new(),
    }
}

/// The observations that have a say in a trend.
fn in_trend<'a>(world: &'a World, segment: Segment, class: Class, family: Option<&str>) -> Vec<&'a Observation> {
    let mut dropped: Vec<_> = world.market.prices.dropped(segment, class).iter().map(|d| d.observation).collect();
    dropped.sort_unstable();
    let wanted = |o: &&Observation| {
        let (its_segment, its_class, its_family) = match &o.subject {
            Subject::Part(id) => match world.book.parts.get(id) {
                Some(part) => (part.segment, part.class(), family_of(part)),
                None => return false,
            },
            Subject::Series(series) => (Segment::General, series.class, series.family.clone()),
            Subject::Machine(_) => return false,
        };
        let fits = family.is_none_or(|family| its_family.as_deref() == Some(family));
        its_segment == segment && its_class == class && fits && dropped.binary_search(&o.id).is_err()
    };
    world.snapshot.observations.iter().filter(wanted).collect()
}

/// The families of which something is known, and how much.
fn families(world: &World) -> BTreeMap<(Class, String), usize> {
    let mut found = BTreeMap::new();
    for o in &world.snapshot.observations {
        if let Subject::Part(id) = &o.subject
            && let Some(part) = world.book.parts.get(id)
            && let Some(family) = family_of(part)
        {
            *found.entry((part.class(), family)).or_default() += 1;
        }
    }
    found
}
