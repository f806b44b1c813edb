//! What is wrong with the book, and what to do about it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::PartId;
use rackworth_model::observation::{Observation, ObservationKind, Subject};
use rackworth_value::price::Miss;

use crate::book::{ObservationView, view_in};
use crate::world::World;

/// What sort of weakness a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Two prices of one part, stated alike at about the same time, that cannot both be right.
    Contradiction,
    /// A price far from what is expected of it.
    Outlier,
    /// The newest price is old.
    Stale,
    /// All prices are from one source.
    SingleSource,
}

impl FindingKind {
    pub const ALL: [FindingKind; 4] =
        [FindingKind::Contradiction, FindingKind::Outlier, FindingKind::Stale, FindingKind::SingleSource];

    pub fn word(self) -> &'static str {
        match self {
            FindingKind::Contradiction => "contradiction",
            FindingKind::Outlier => "outlier",
            FindingKind::Stale => "stale",
            FindingKind::SingleSource => "single_source",
        }
    }

    /// What to do about findings of this kind.
    pub fn advice(self) -> &'static str {
        match self {
            FindingKind::Contradiction => {
                "open both sources; a lot read as one unit or a wrong condition is the usual cause"
            }
            FindingKind::Outlier => "check its lot, condition and currency; an outlier counts for little, and stays",
            FindingKind::Stale => "import newer prices: ranges widen with age",
            FindingKind::SingleSource => {
                "import a second source: one publisher's habits cannot be told from the market"
            }
        }
    }
}

/// One weakness.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub kind: FindingKind,
    pub class: Class,
    /// The part's id; the class where it is about all of it.
    pub of: String,
    pub name: String,
    pub detail: String,
    /// How bad: days, standard deviations, or a ratio, by kind; larger is worse.
    pub size: f64,
    pub evidence: Vec<ObservationView>,
}

/// One class at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassHealth {
    pub class: Class,
    pub segment: Segment,
    pub n_parts: usize,
    pub n: usize,
    pub n_sold: usize,
    pub n_sources: usize,
    pub newest: Option<Date>,
    /// Parts whose newest price is older than the limit.
    pub n_stale: usize,
    /// Parts known from one publisher only.
    pub n_single_source: usize,
}

/// The state of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct DoctorAnswer {
    pub as_of: Date,
    pub stale_after: i32,
    pub classes: Vec<ClassHealth>,
    /// By kind, worst first.
    pub findings: Vec<Finding>,
    /// Rows of the built-in book that could not be used.
    pub n_refused: usize,
}

/// A price is an outlier beyond so many robust standard deviations: of normal misses 1 in 16,000 lies there.
const OUTLIER: f64 = 4.0;

/// Two like prices contradict each other within so many days …
const SAME_TIME: i32 = 31;

/// … when one is more than so many times the other. Honest asks for one thing differ by up to twice (valuation.md §2:
/// 0.25 log sd of a sale makes a factor of 2 a difference of two standard deviations of a difference).
const CONTRADICTS: f64 = 2.5;

/// Examines what the world knows; a part is stale when its newest price is older than `stale_after` days, the policy's
/// where nobody says.
pub fn doctor(world: &World, stale_after: Option<i32>) -> DoctorAnswer {
    let stale_after = stale_after.unwrap_or_else(|| crate::evidence::stale_after(world).round() as i32);
    let by_part = observations_by_part(world);
    let mut findings = Vec::new();
    let mut classes: BTreeMap<(Segment, Class), ClassHealth> = BTreeMap::new();
    for (id, rows) in &by_part {
        let Some(part) = world.book.parts.get(*id) else { continue };
        let about = About { world, class: part.class(), id, name: &part.name };
        let health = classes.entry((part.segment, part.class())).or_insert_with(|| ClassHealth {
            class: part.class(),
            segment: part.segment,
            n_parts: 0,
            n: 0,
            n_sold: 0,
            n_sources: 0,
            newest: None,
            n_stale: 0,
            n_single_source: 0,
        });
        health.n_parts += 1;
        health.n += rows.len();
        health.n_sold += rows.iter().filter(|o| is_paid(o)).count();
        let newest = rows.iter().map(|o| o.observed_on).max();
        health.newest = health.newest.max(newest);
        findings.extend(about.contradictions(rows));
        if let Some(finding) = newest.and_then(|day| about.stale(day, stale_after)) {
            health.n_stale += 1;
            findings.push(finding);
        }
        if let Some(finding) = about.single_source(rows) {
            health.n_single_source += 1;
            findings.push(finding);
        }
    }
    for ((segment, class), health) in &mut classes {
        let of_class = by_part
            .iter()
            .filter(|(id, _)| world.book.parts.get(**id).is_some_and(|p| (p.segment, p.class()) == (*segment, *class)));
        health.n_sources =
            of_class.flat_map(|(_, rows)| rows.iter().map(|o| &o.source.publisher)).collect::<BTreeSet<_>>().len();
        findings.extend(outliers(world, *segment, *class));
    }
    findings.extend(Segment::ALL.iter().flat_map(|segment| odd_machines(world, *segment)));
    findings.sort_by(|a, b| a.kind.cmp(&b.kind).then(b.size.total_cmp(&a.size)).then(a.of.cmp(&b.of)));
    DoctorAnswer {
        as_of: world.as_of(),
        stale_after,
        classes: classes.into_values().collect(),
        findings,
        n_refused: world.book.refused.len(),
    }
}

fn is_paid(o: &Observation) -> bool {
    matches!(o.kind, ObservationKind::Sold | ObservationKind::Settled)
}

/// Observations that fit prices, by part.
fn observations_by_part(world: &World) -> BTreeMap<&PartId, Vec<&Observation>> {
    let mut found: BTreeMap<&PartId, Vec<&Observation>> = BTreeMap::new();
    for o in world.snapshot.observations.iter().filter(|o| o.kind != ObservationKind::ListNew) {
        if let Subject::Part(id) = &o.subject {
            found.entry(id).or_default().push(o);
        }
    }
    found
}

/// The part findings are about.
struct About<'a> {
    world: &'a World,
    class: Class,
    id: &'a PartId,
    name: &'a str,
}

impl About<'_> {
    fn finding(&self, kind: FindingKind, size: f64, detail: String, evidence: &[&Observation]) -> Finding {
        let evidence = evidence.iter().map(|o| view_in(&self.world.book.parts, o)).collect();
        Finding {
            kind,
            class: self.class,
            of: self.id.to_string(),
            name: self.name.to_string(),
            detail,
            size,
            evidence,
        }
    }

    fn stale(&self, newest: Date, stale_after: i32) -> Option<Finding> {
        let days = (self.world.as_of() - newest).get_days();
        let detail = format!("newest price of {newest}, {days} days old");
        (days > stale_after).then(|| self.finding(FindingKind::Stale, f64::from(days), detail, &[]))
    }

    fn single_source(&self, rows: &[&Observation]) -> Option<Finding> {
        let publishers: BTreeSet<&str> = rows.iter().map(|o| o.source.publisher.as_str()).collect();
        let [only] = publishers.into_iter().collect::<Vec<&str>>()[..] else { return None };
        let n = rows.len();
        let detail = format!("{n} {} of {only} alone", if n == 1 { "price" } else { "prices" });
        Some(self.finding(FindingKind::SingleSource, n as f64, detail, &[]))
    }

    /// The worst pair of like prices, where it contradicts itself.
    fn contradictions(&self, rows: &[&Observation]) -> Option<Finding> {
        let mut worst: Option<(f64, &Observation, &Observation)> = None;
        for (i, a) in rows.iter().enumerate() {
            for b in &rows[i + 1..] {
                let alike =
                    (a.kind, a.condition, a.channel, a.statistic) == (b.kind, b.condition, b.channel, b.statistic);
                let near = (a.observed_on - b.observed_on).get_days().abs() <= SAME_TIME;
                let same_money = (a.price.currency, a.price.per) == (b.price.currency, b.price.per);
                if !(alike && near && same_money) {
                    continue;
                }
                let ratio = a.price.value() / b.price.value();
                let ratio = ratio.max(1.0 / ratio);
                if ratio > CONTRADICTS && worst.is_none_or(|(before, ..)| ratio > before) {
                    worst = Some((ratio, a, b));
                }
            }
        }
        let (ratio, a, b) = worst?;
        let detail = format!("{} {} and {} within {SAME_TIME} days: {ratio:.1} to 1", a.kind, a.price, b.price);
        Some(self.finding(FindingKind::Contradiction, ratio, detail, &[a, b]))
    }
}

fn outliers(world: &World, segment: Segment, class: Class) -> Vec<Finding> {
    let far = far_off(world, world.market.prices.misses(segment, class));
    far.filter_map(|(miss, o)| {
        let Subject::Part(id) = &o.subject else { return None };
        let part = world.book.parts.get(id)?;
        let about = About { world, class, id, name: &part.name };
        Some(about.finding(FindingKind::Outlier, miss.score.abs(), expected(&miss, o), &[o]))
    })
    .collect()
}

/// Whole machines whose price is far from what their content and platform lead one to expect.
fn odd_machines(world: &World, segment: Segment) -> Vec<Finding> {
    let Ok(fit) = world.market.machines(segment) else { return Vec::new() };
    let finding = |(miss, o): (Miss, &Observation)| {
        let Subject::Machine(machine) = &o.subject else { return None };
        let of = machine.platform.as_ref().map_or_else(|| machine.title.clone(), ToString::to_string);
        Some(Finding {
            kind: FindingKind::Outlier,
            class: Class::Chassis,
            of,
            name: machine.title.clone(),
            detail: expected(&miss, o),
            size: miss.score.abs(),
            evidence: vec![view_in(&world.book.parts, o)],
        })
    };
    far_off(world, fit.misses()).filter_map(finding).collect()
}

fn far_off(world: &World, misses: Vec<Miss>) -> impl Iterator<Item = (Miss, &Observation)> {
    let all = &world.snapshot.observations;
    let far = misses.into_iter().filter(|miss| miss.score.abs() > OUTLIER);
    far.filter_map(|miss| Some((miss, &all[all.binary_search_by_key(&miss.observation, |o| o.id).ok()?])))
}

fn expected(miss: &Miss, o: &Observation) -> String {
    let expected = o.price.value() / miss.ratio;
    format!("{} {} where about {expected:.0} {} is expected", o.kind, o.price, o.price.currency)
}
