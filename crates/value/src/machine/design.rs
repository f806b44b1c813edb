//! Terms and priors of the machine regression.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rackworth_model::class::{Class, Segment};
use rackworth_model::observation::{Channel, Condition, MachineShape, Observation, ObservationKind, Offer};

use crate::fit::{Group, Penalty};
use crate::price::{channel_prior, condition_prior, kind_prior};

/// What a coefficient of the machine regression stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    Kind(ObservationKind),
    Condition(Condition),
    Channel(Channel),
    Publisher(String),
    /// Log USD of the base of a two-socket 2U machine three years old.
    Base,
    /// By years of age.
    Age,
    /// By log rack units over two.
    Units,
    /// By log sockets over two.
    Sockets,
    /// Offered otherwise than complete.
    Offer(Offer),
    /// Logit of what a buyer pays on the dollar for content of a class.
    Share(Class),
}

pub(crate) const PLATFORM: usize = 0;
pub(crate) const PUBLISHER: usize = 1;
const PRIOR: usize = 2;

/// Classes of content, each with its own share on the dollar.
pub(crate) const CONTENT: [Class; 7] =
    [Class::Cpu, Class::Dimm, Class::Ssd, Class::Hdd, Class::Gpu, Class::Nic, Class::Raid];

/// In the accelerated segment the host (CPUs, memory, drives, cards) belongs to the base:
/// so nothing of the general market can reach it.
pub(crate) fn counts(segment: Segment, class: Class) -> bool {
    match segment {
        Segment::General => class != Class::Gpu && CONTENT.contains(&class),
        Segment::Accelerated => class == Class::Gpu,
    }
}

/// Terms of the log base of a machine on a day.
pub(crate) fn base_terms(shape: &MachineShape, day: Date) -> Vec<(Column, f64)> {
    let age = f64::from(day.year()) + f64::from(day.day_of_year()) / 365.25 - f64::from(shape.launch_year) - 0.5;
    let ln_over_two = |n: u32| libm::log(f64::from(n.max(1)) / 2.0);
    let mut terms = vec![
        (Column::Base, 1.0),
        (Column::Age, age - 3.0),
        (Column::Units, ln_over_two(shape.rack_units)),
        (Column::Sockets, ln_over_two(shape.sockets)),
    ];
    if shape.offer != Offer::Complete {
        terms.push((Column::Offer(shape.offer), 1.0));
    }
    terms
}

/// Terms of how a price was stated.
pub(crate) fn statement_terms(observation: &Observation) -> Vec<(Column, f64)> {
    let mut terms = vec![(Column::Publisher(observation.source.publisher.clone()), 1.0)];
    if observation.kind != ObservationKind::Sold {
        terms.push((Column::Kind(observation.kind), 1.0));
    }
    if observation.condition != Condition::UsedTested {
        terms.push((Column::Condition(observation.condition), 1.0));
    }
    if observation.channel != Channel::Marketplace {
        terms.push((Column::Channel(observation.channel), 1.0));
    }
    terms
}

/// The columns of a regression over these observations.
pub(crate) fn columns<'a>(
    segment: Segment,
    observations: impl Iterator<Item = &'a Observation>,
) -> BTreeMap<Column, usize> {
    let mut wanted: BTreeSet<Column> = [Column::Base, Column::Age, Column::Units, Column::Sockets].into();
    wanted.extend(Offer::ALL.iter().filter(|offer| **offer != Offer::Complete).map(|offer| Column::Offer(*offer)));
    wanted.extend(CONTENT.into_iter().filter(|class| counts(segment, *class)).map(Column::Share));
    wanted.extend(observations.flat_map(statement_terms).map(|(column, _)| column));
    // Every condition an asset may be in is wanted, seen or not.
    wanted.extend(Condition::ALL.iter().filter(|c| **c != Condition::UsedTested).map(|c| Column::Condition(*c)));
    wanted.into_iter().enumerate().map(|(i, column)| (column, i)).collect()
}

pub(crate) fn groups() -> Vec<Group> {
    let mut groups = vec![Group::fixed(1.0); 3];
    groups[PLATFORM] = Group::learned(0.2, 6.0);
    groups[PUBLISHER] = Group::learned(0.2, 6.0);
    groups
}

pub(crate) fn penalties(segment: Segment, columns: &BTreeMap<Column, usize>) -> Vec<Penalty> {
    let penalty = |(column, &i): (&Column, &usize)| {
        let (mean, group, scale) = match column {
            Column::Publisher(_) => (0.0, PUBLISHER, 1.0),
            other => {
                let (mean, sd) = prior(other, segment);
                (mean, PRIOR, sd * sd)
            }
        };
        Penalty { a: vec![(i, 1.0)], mean, group, scale }
    };
    columns.iter().map(penalty).collect()
}

/// Priors of the machine regression, as listed in docs/spec/valuation.md §4.
fn prior(column: &Column, segment: Segment) -> (f64, f64) {
    match column {
        Column::Kind(kind) => kind_prior(*kind),
        Column::Condition(condition) => condition_prior(*condition),
        Column::Channel(channel) => channel_prior(*channel),
        Column::Publisher(_) => (0.0, 1.0),
        // Bare chassis with board were asked at 200–700 USD in 2021–2025; machines built
        // around accelerators at an order of magnitude more, host included.
        Column::Base if segment == Segment::Accelerated => (8.3, 1.0),
        Column::Base => (6.0, 0.7),
        // BEA's geometric rate for office and computing machinery: ln(1 − 0.3119) a year.
        Column::Age => (-0.373_8, 0.12),
        Column::Units => (0.2, 0.3),
        Column::Sockets => (0.6, 0.3),
        // One listing without CPUs and memory asked 448 where complete ones asked 520 up.
        Column::Offer(Offer::Barebone) => (-0.2, 0.3),
        // Whether choice costs or saves the buyer anything, nothing told beforehand (assumption).
        Column::Offer(_) => (0.0, 0.3),
        Column::Share(class) => share_prior(*class),
    }
}

/// Logits. Memory: 0.58–0.78 USD/GB in a box against 1.17–1.33 loose, in one seller's
/// listings of 2025-08, is 0.44 to 0.67 on the dollar. The other classes have no such
/// figure: around 0.6, with a spread that reaches from 0.37 to 0.79.
fn share_prior(class: Class) -> (f64, f64) {
    match class {
        Class::Dimm => (0.2, 0.4),
        _ => (0.4, 0.55),
    }
}
