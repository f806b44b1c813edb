//! From observations of one class to the rows and priors of a regression.
//!
//! The level of a class in time is 0 on the as-of day and a random walk backwards from
//! it, with knots at the starts of quarters, around a drift that has a prior; families
//! with enough rows have a walk of their own on top. So a price of last spring says
//! something about today, and less the further the class is known to move.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rackworth_catalog::part::Part;
use rackworth_model::class::Class;
use rackworth_model::observation::{
    Channel, Condition, Observation, ObservationKind, Series, Source, Statistic, Subject,
};
use rackworth_model::quarter::Quarter;

use super::features::{family_of, regressors, values};
use crate::fit::{Group, Node, PRICE_TAILS, Penalty, Problem, Row, Sparse, Tails};
use crate::stats::drift::Drift;

/// What a coefficient stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Column {
    /// Log price of the class's central part on the as-of day, sold used and tested.
    Level,
    Spec(usize),
    /// Log change of the class's level a month.
    Drift,
    Kind(ObservationKind),
    Condition(Condition),
    Channel(Channel),
    /// Log price by log units in a lot.
    Lot,
    Publisher(String),
    Family(String),
    /// The class's level at the start of a quarter, less the drift's part of it.
    Walk(Quarter),
    FamilyWalk(String, Quarter),
    /// How much faster a published series moves than its class, a month.
    SeriesTrend(String),
}

/// What an item of the regression is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Item {
    Part(String),
    Series(String),
}

/// What prices of one item are alike in besides the item: of what condition it is and
/// who says so; and within that, in which month before the as-of day. Two listings of one
/// month differ by their own noise only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Item(Item),
    Stated(Item, Condition, String),
    Month(Item, Condition, String, i32),
}

impl Place {
    fn parent(&self) -> Option<Place> {
        match self {
            Place::Item(_) => None,
            Place::Stated(item, ..) => Some(Place::Item(item.clone())),
            Place::Month(item, condition, publisher, _) => {
                Some(Place::Stated(item.clone(), *condition, publisher.clone()))
            }
        }
    }

    /// The place itself and all above it.
    fn line(self) -> impl Iterator<Item = Place> {
        std::iter::successors(Some(self), Place::parent)
    }

    fn group(&self) -> usize {
        match self {
            Place::Item(Item::Series(_)) => SERIES,
            Place::Item(Item::Part(_)) => ITEM,
            Place::Stated(_, _, publisher) if publisher == Source::OWN => OWN,
            Place::Stated(..) => STATED,
            Place::Month(..) => MONTH,
        }
    }
}

/// Whose noise a row has: asks for old parts scatter more than asks for new ones, and some
/// sources scatter more than others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Noise {
    publisher: String,
    family: Option<String>,
    series: bool,
}

/// Variance groups, by position in [`Problem::groups`].
pub(crate) const ITEM: usize = 0;
const SERIES: usize = 1;
pub(crate) const FAMILY: usize = 2;
const WALK: usize = 3;
const FAMILY_WALK: usize = 4;
pub(crate) const PUBLISHER: usize = 5;
const PRIOR: usize = 6;
pub(crate) const STATED: usize = 7;
pub(crate) const MONTH: usize = 8;
pub(crate) const OWN: usize = 9;

/// An observation that has a say, with its subject resolved and its price in USD.
#[derive(Debug, Clone)]
pub(crate) struct Usable<'a> {
    pub(crate) observation: &'a Observation,
    pub(crate) part: Option<Arc<Part>>,
    pub(crate) log_usd: f64,
}

impl Usable<'_> {
    pub(crate) fn series(&self) -> Option<&Series> {
        match &self.observation.subject {
            Subject::Series(series) => Some(series),
            Subject::Part(_) | Subject::Machine(_) => None,
        }
    }

    fn noise(&self) -> Noise {
        let publisher = self.observation.source.publisher.clone();
        Noise { publisher, family: self.family(), series: self.series().is_some() }
    }

    pub(crate) fn family(&self) -> Option<String> {
        match self.series() {
            Some(series) => series.family.clone(),
            None => self.part.as_deref().and_then(family_of),
        }
    }

    pub(crate) fn item(&self) -> Item {
        match (self.series(), &self.part) {
            (Some(series), _) => Item::Series(series.name.clone()),
            (None, Some(part)) => Item::Part(part.id.to_string()),
            (None, None) => Item::Part(String::new()),
        }
    }

    /// Where in the tree of effects a statement hangs.
    fn place(&self, as_of: Date) -> Place {
        let observation = self.observation;
        if self.series().is_some() {
            return Place::Item(self.item());
        }
        let months = (as_of - observation.observed_on).get_days().div_euclid(MONTH_DAYS);
        Place::Month(self.item(), observation.condition, observation.source.publisher.clone(), months)
    }
}

/// How an item's price in one condition at one source departs from the item: mostly little,
/// now and then by a factor of ten (a module asked at its price of four years ago). Cauchy
/// tails let such a cell go its own way and keep the rest together (Gelman 2006 on
/// half-Cauchy priors of effects).
const SELDOM_FAR: Tails = Tails::Student(1.0);

/// The months prices of an item are alike in, in days.
const MONTH_DAYS: i32 = 31;

/// The columns and items of a class's regression, and how to write a row of it.
#[derive(Debug, Clone)]
pub(crate) struct Design {
    pub(crate) class: Class,
    as_of: Date,
    pub(crate) columns: BTreeMap<Column, usize>,
    places: BTreeMap<Place, usize>,
    /// Publishers and families, each pair with a noise of its own.
    noises: BTreeMap<Noise, usize>,
    walking_families: BTreeSet<String>,
}

/// Days of a mean Gregorian month.
const DAYS_PER_MONTH: f64 = 30.436_875;

impl Design {
    pub(crate) fn new(class: Class, as_of: Date, rows: &[Usable<'_>]) -> Design {
        let walking_families = walking_families(rows);
        let mut design = Design {
            class,
            as_of,
            columns: BTreeMap::new(),
            places: numbered(rows.iter().flat_map(|row| row.place(as_of).line())),
            noises: numbered(rows.iter().map(Usable::noise)),
            walking_families,
        };
        let mut wanted: BTreeSet<Column> = [Column::Level, Column::Drift, Column::Lot].into();
        wanted.extend((0..regressors(class).len()).map(Column::Spec));
        // Every way to state a price is wanted, seen or not: what has no row has its prior.
        wanted.extend(ObservationKind::ALL.iter().filter(|k| statable(**k)).map(|k| Column::Kind(*k)));
        wanted.extend(Condition::ALL.iter().filter(|c| **c != Condition::UsedTested).map(|c| Column::Condition(*c)));
        wanted.extend(Channel::ALL.iter().filter(|c| **c != Channel::Marketplace).map(|c| Column::Channel(*c)));
        wanted.extend(rows.iter().flat_map(|row| design.terms(row)).map(|(column, _)| column));
        design.columns = numbered(wanted.into_iter());
        design
    }

    /// Months from a day to the as-of day.
    pub(crate) fn months_before(&self, day: Date) -> f64 {
        f64::from((self.as_of - day).get_days()) / DAYS_PER_MONTH
    }

    pub(crate) fn problem(&self, rows: &[Usable<'_>]) -> Problem {
        let prior = prior_of(self.class);
        let mut groups = vec![Group::fixed(1.0); 10];
        groups[ITEM] = Group::learned(prior.item, 6.0);
        // The level of a series means nothing: a prior that pulled it anywhere would bend
        // the level of the class to match.
        groups[SERIES] = Group::fixed(100.0);
        groups[STATED] = Group::learned(0.3, 20.0).heavy(SELDOM_FAR);
        // One odd sale of one's own is as likely odd as such as a sign of what one gets.
        groups[OWN] = Group::learned(0.3, 20.0).heavy(PRICE_TAILS);
        groups[MONTH] = Group::learned(prior.item / 2.0, 6.0);
        groups[FAMILY] = Group::learned(prior.family, 4.0);
        groups[WALK] = Group::learned(prior.walk, 6.0);
        groups[FAMILY_WALK] = Group::learned(prior.walk / 2.0, 6.0);
        groups[PUBLISHER] = Group::learned(0.2, 6.0);
        Problem {
            n_coefficients: self.columns.len(),
            nodes: self.places.keys().map(|place| self.tree_node(place)).collect(),
            groups,
            penalties: self.penalties(&prior),
            noise: Group::learned(SALE_SD, 10.0),
            n_noises: self.noises.len(),
            noise_freedom: 10.0,
            tails: PRICE_TAILS,
            rows: rows.iter().map(|row| self.row(row)).collect(),
        }
    }

    /// Groups of effects a statement has that no row of the fit has: a family or publisher
    /// nobody has seen.
    pub(crate) fn unseen_groups(&self, usable: &Usable<'_>) -> impl Iterator<Item = usize> {
        let missing = |(column, _): &(Column, f64)| !self.columns.contains_key(column);
        let group = |(column, _): (Column, f64)| match column {
            Column::Family(_) => Some(FAMILY),
            Column::Publisher(_) => Some(PUBLISHER),
            _ => None,
        };
        self.terms(usable).into_iter().filter(missing).filter_map(group)
    }

    pub(crate) fn row(&self, usable: &Usable<'_>) -> Row {
        let terms = self.terms(usable);
        Row {
            y: usable.log_usd,
            x: self.sparse(terms),
            node: self.places.get(&usable.place(self.as_of)).copied().unwrap_or_default(),
            noise: self.noise(usable).unwrap_or_default(),
            relative_variance: relative_variance(usable),
        }
    }

    /// Whose noise a statement has, where that has been seen.
    pub(crate) fn noise(&self, usable: &Usable<'_>) -> Option<usize> {
        self.noises.get(&usable.noise()).copied()
    }

    /// The noises of what publishers say of a family's parts.
    pub(crate) fn noises_of<'a>(&'a self, family: Option<&'a str>) -> impl Iterator<Item = usize> + 'a {
        let of = move |noise: &Noise| !noise.series && noise.family.as_deref() == family;
        self.noises.iter().filter(move |(noise, _)| of(noise)).map(|(_, &i)| i)
    }

    fn tree_node(&self, place: &Place) -> Node {
        Node { group: place.group(), parent: place.parent().and_then(|parent| self.places.get(&parent).copied()) }
    }

    /// The deepest place of a statement that has been seen, and the groups of those below
    /// it that have not.
    pub(crate) fn known(&self, usable: &Usable<'_>) -> (Option<usize>, Vec<usize>) {
        self.deepest(usable.place(self.as_of))
    }

    /// The same of a sale of a part that nobody has made yet: the seller's own, where he has
    /// sold that part in that condition.
    pub(crate) fn known_sale(&self, part: &Part, condition: Condition) -> (Option<usize>, Vec<usize>) {
        // No publisher has an empty name: such a seller is nobody yet.
        let seller = if self.knows_seller() { Source::OWN } else { "" };
        let item = Item::Part(part.id.to_string());
        let (node, mut unseen) = self.deepest(Place::Stated(item, condition, seller.to_string()));
        unseen.push(MONTH);
        (node, unseen)
    }

    /// Where in the tree of effects a part itself is, if it has been priced.
    pub(crate) fn known_item(&self, part: &Part) -> Option<usize> {
        self.places.get(&Place::Item(Item::Part(part.id.to_string()))).copied()
    }

    /// Whether the seller's own sales have a say in this class.
    pub(crate) fn knows_seller(&self) -> bool {
        self.columns.contains_key(&Column::Publisher(Source::OWN.to_string()))
    }

    fn deepest(&self, place: Place) -> (Option<usize>, Vec<usize>) {
        let mut unseen = Vec::new();
        for place in place.line() {
            if let Some(&node) = self.places.get(&place) {
                return (Some(node), unseen);
            }
            unseen.push(place.group());
        }
        (None, unseen)
    }

    /// Terms as a sparse row; terms whose column the design has not are left out.
    pub(crate) fn sparse(&self, terms: Vec<(Column, f64)>) -> Sparse {
        let known = terms.into_iter().filter_map(|(column, value)| Some((*self.columns.get(&column)?, value)));
        let mut x: Sparse = known.filter(|(_, value)| *value != 0.0).collect();
        x.sort_by_key(|(column, _)| *column);
        x
    }

    fn terms(&self, usable: &Usable<'_>) -> Vec<(Column, f64)> {
        let observation = usable.observation;
        let mut terms = vec![(Column::Publisher(observation.source.publisher.clone()), 1.0)];
        if let Some(part) = &usable.part {
            terms.push((Column::Level, 1.0));
            terms.extend(spec_terms(part));
            terms.extend(statement_terms(observation));
        }
        if let Some(series) = usable.series() {
            terms = vec![(Column::SeriesTrend(series.name.clone()), -self.months_before(observation.observed_on))];
        }
        let family = usable.family();
        if let (Some(family), None) = (&family, usable.series()) {
            terms.push((Column::Family(family.clone()), 1.0));
        }
        terms.extend(self.time_terms(observation.observed_on, family.as_deref()));
        terms
    }

    /// The level of class and family on a day, relative to the as-of day.
    pub(crate) fn time_terms(&self, day: Date, family: Option<&str>) -> Vec<(Column, f64)> {
        let mut terms = vec![(Column::Drift, -self.months_before(day))];
        let walks = family.filter(|f| self.walking_families.contains(*f));
        for (quarter, share) in self.knots(day) {
            terms.push((Column::Walk(quarter), share));
            if let Some(family) = walks {
                terms.push((Column::FamilyWalk(family.to_string(), quarter), share));
            }
        }
        terms
    }

    /// The quarter starts around a day, with the weights of linear interpolation; the
    /// as-of day is a knot of its own whose level is 0 and so has no column.
    fn knots(&self, day: Date) -> Vec<(Quarter, f64)> {
        let here = Quarter::containing(day);
        let left = here.first_day();
        let right = (here + 1).first_day().min(self.as_of);
        let span = f64::from((right - left).get_days());
        let share = if span > 0.0 { f64::from((day - left).get_days()) / span } else { 0.0 };
        let mut knots = vec![(here, 1.0 - share)];
        if right < self.as_of {
            knots.push((here + 1, share));
        }
        knots.retain(|(_, weight)| *weight > 0.0);
        knots
    }

    fn penalties(&self, prior: &ClassPrior) -> Vec<Penalty> {
        let mut penalties = Vec::new();
        for (column, &i) in &self.columns {
            let (mean, group, scale) = match column {
                Column::Walk(_) | Column::FamilyWalk(..) => continue,
                Column::Publisher(_) => (0.0, PUBLISHER, 1.0),
                Column::Family(_) => (0.0, FAMILY, 1.0),
                other => {
                    let (mean, sd) = coefficient_prior(other, self.class, prior);
                    (mean, PRIOR, sd * sd)
                }
            };
            penalties.push(Penalty { a: vec![(i, 1.0)], mean, group, scale });
        }
        penalties.extend(self.walk_penalties());
        penalties
    }

    /// Steps of the random walks: from each knot to the next, the last one to the as-of
    /// day, with variance proportional to the months between.
    fn walk_penalties(&self) -> Vec<Penalty> {
        let mut walks: BTreeMap<Option<&str>, Vec<(Quarter, usize)>> = BTreeMap::new();
        for (column, &i) in &self.columns {
            match column {
                Column::Walk(quarter) => walks.entry(None).or_default().push((*quarter, i)),
                Column::FamilyWalk(family, quarter) => walks.entry(Some(family)).or_default().push((*quarter, i)),
                _ => {}
            }
        }
        let mut penalties = Vec::new();
        for (family, knots) in walks {
            let group = if family.is_some() { FAMILY_WALK } else { WALK };
            for (k, &(quarter, i)) in knots.iter().enumerate() {
                let (a, until) = match knots.get(k + 1) {
                    Some(&(next, j)) => (vec![(i.min(j), -1.0), (i.max(j), 1.0)], next.first_day()),
                    None => (vec![(i, 1.0)], self.as_of),
                };
                let months = self.months_before(quarter.first_day()) - self.months_before(until);
                penalties.push(Penalty { a, mean: 0.0, group, scale: months.max(0.1) });
            }
        }
        penalties
    }
}

/// Distinct keys in order, numbered.
fn numbered<T: Ord>(keys: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let distinct: BTreeSet<T> = keys.collect();
    distinct.into_iter().enumerate().map(|(i, key)| (key, i)).collect()
}

/// Kinds that state what a part would fetch, other than a sale.
fn statable(kind: ObservationKind) -> bool {
    !matches!(kind, ObservationKind::Sold | ObservationKind::Indexed | ObservationKind::ListNew)
}

/// Families seen in at least two quarters and four rows walk on their own.
fn walking_families(rows: &[Usable<'_>]) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, (usize, BTreeSet<Quarter>)> = BTreeMap::new();
    for row in rows {
        if let Some(family) = row.family() {
            let (count, quarters) = seen.entry(family).or_default();
            *count += 1;
            quarters.insert(Quarter::containing(row.observation.observed_on));
        }
    }
    let enough = |(count, quarters): &(usize, BTreeSet<Quarter>)| *count >= 4 && quarters.len() >= 2;
    seen.into_iter().filter(|(_, found)| enough(found)).map(|(family, _)| family).collect()
}

pub(crate) fn spec_terms(part: &Part) -> Vec<(Column, f64)> {
    values(part).into_iter().enumerate().map(|(i, value)| (Column::Spec(i), value)).collect()
}

/// How a price was stated. Sold, used and tested, on a marketplace, one unit: no terms.
fn statement_terms(observation: &Observation) -> Vec<(Column, f64)> {
    let mut terms = Vec::new();
    if observation.kind != ObservationKind::Sold {
        terms.push((Column::Kind(observation.kind), 1.0));
    }
    terms.extend(condition_terms(observation.condition));
    if observation.channel != Channel::Marketplace {
        terms.push((Column::Channel(observation.channel), 1.0));
    }
    if observation.lot.count > 1 {
        terms.push((Column::Lot, libm::log(observation.lot.count as f64)));
    }
    terms
}

pub(crate) fn condition_terms(condition: Condition) -> Vec<(Column, f64)> {
    if condition == Condition::UsedTested { Vec::new() } else { vec![(Column::Condition(condition), 1.0)] }
}

/// Noise variance of a row relative to that of a single listing. A statistic over n
/// listings has π/2·1/n (median) or 1/n (mean) of it (asymptotic normal theory), plus a
/// tenth that does not average out: condition and trust within one bucket (assumption).
/// A published series moves with a sixth (measured structural 0.035 against 0.257 a sale
/// on the GPU panel would give a fiftieth; series of other goods follow less closely).
fn relative_variance(usable: &Usable<'_>) -> f64 {
    let n = f64::from(usable.observation.n_behind.max(1));
    if usable.series().is_some() {
        return 1.0 / 6.0;
    }
    match usable.observation.statistic {
        Statistic::Single | Statistic::Middle => 1.0,
        Statistic::Median => (0.1 + std::f64::consts::FRAC_PI_2 / n).min(1.0),
        Statistic::Mean => (0.1 + 1.0 / n).min(1.0),
    }
}

/// Log sd of a single sale: 0.257 on the panel of eBay GPU sales 2021–2023
/// (docs/spec/valuation.md §2).
const SALE_SD: f64 = 0.25;

/// What is believed of a class before any price.
struct ClassPrior {
    /// Log USD of the central part, and its spread.
    level: (f64, f64),
    /// Log change a month, and its spread.
    drift: (f64, f64),
    /// Sd of a month's step of the level.
    walk: f64,
    /// Sd between items of a family, and between families.
    item: f64,
    family: f64,
}

fn prior_of(class: Class) -> ClassPrior {
    // Memory: spot DRAM 2000–2026 fell 5.8 % a year on average, with a monthly sd of 0.105.
    // Elsewhere: BEA's rate, and the 0.035 a month measured on the GPU panel.
    let memory = matches!(class, Class::Dimm | Class::Ssd);
    let (drift, walk) =
        if memory { ((Drift::MEMORY.believed, 0.01), 0.105) } else { ((Drift::MACHINERY.believed, 0.015), 0.035) };
    ClassPrior { level: (4.0, 2.0), drift, walk, item: 0.3, family: 0.3 }
}

fn coefficient_prior(column: &Column, class: Class, prior: &ClassPrior) -> (f64, f64) {
    match column {
        Column::Level => prior.level,
        Column::Drift => prior.drift,
        Column::Spec(i) => regressors(class).get(*i).map_or((0.0, 0.3), |r| (r.slope, r.spread)),
        Column::Kind(kind) => kind_prior(*kind),
        Column::Condition(condition) => condition_prior(*condition),
        Column::Channel(channel) => channel_prior(*channel),
        // A lot is a little cheaper by the unit.
        Column::Lot => (-0.05, 0.05),
        // A chip or consumer module may run 2 % a month away from its class.
        Column::SeriesTrend(_) => (0.0, 0.02),
        Column::Publisher(_) | Column::Family(_) | Column::Walk(_) | Column::FamilyWalk(..) => (0.0, 1.0),
    }
}

/// Log of a statement over a sale: asks start 15 % above, with a spread of 20 %
/// (valuation.md §2); bids and quotes as far below (assumption, by symmetry).
pub(crate) fn kind_prior(kind: ObservationKind) -> (f64, f64) {
    match kind {
        ObservationKind::Sold => (0.0, 0.0),
        ObservationKind::Settled => (0.0, 0.1),
        ObservationKind::Asked => (0.139_761_942_375_158_6, 0.2),
        ObservationKind::Bid | ObservationKind::Quoted => (-0.139_761_942_375_158_6, 0.2),
        ObservationKind::Indexed | ObservationKind::ListNew => (0.14, 0.3),
    }
}

/// Log of a condition over used and tested, from factors 1 / 0.85 / 0.72 / 0.55
/// (valuation.md §2; spotwire.ai valuator data, 2026-06-04), spread 0.15. "Not said" lies
/// between used and refurbished, and may be either.
pub(crate) fn condition_prior(condition: Condition) -> (f64, f64) {
    match condition {
        Condition::New => (0.328_504_066_972_036, 0.15),
        Condition::Refurbished => (0.165_985_137_474_261_2, 0.15),
        Condition::UsedTested => (0.0, 0.0),
        Condition::UsedUntested | Condition::ForParts => (-0.269_332_925_265_678_5, 0.15),
        Condition::Unknown => (0.08, 0.2),
    }
}

/// Log of a channel over the marketplace: private sellers 15–30 % below shops, shops and
/// dealers above (sources in valuation.md §2), with wide spreads.
pub(crate) fn channel_prior(channel: Channel) -> (f64, f64) {
    match channel {
        Channel::Marketplace => (0.0, 0.0),
        Channel::RefurbShop => (0.2, 0.3),
        Channel::Retail | Channel::Maker => (0.2, 0.4),
        Channel::Broker => (0.1, 0.3),
        Channel::Private => (-0.2, 0.3),
        Channel::Index => (0.0, 0.4),
    }
}
