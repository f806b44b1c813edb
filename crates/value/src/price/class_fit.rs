//! The fitted regression of one class in one segment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rackworth_catalog::part::Part;
use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::{ObservationId, PartId};
use rackworth_model::money::Currency;
use rackworth_model::observation::{Condition, Observation, ObservationKind, Source, Subject};
use rackworth_model::snapshot::Snapshot;

use super::design::{Column, Design, FAMILY, Item, MONTH, OWN, PUBLISHER, STATED, Usable, condition_terms, spec_terms};
use super::features::family_of;
use crate::fit::{Fit, FitError, PRICE_TAILS, Problem, Sparse, Tails, conformal, conformal::Scored};
use crate::normal;
use crate::stats::order::{mean, median};

/// With so many plain rows a class is judged by its own misses, else by its segment's
/// (valuation.md §2).
const ENOUGH_ROWS: usize = 50;

/// Of two prices nobody can tell which one is odd (assumption): a class with fewer rows is
/// not told, whatever misses it could borrow.
const FEWEST_ROWS: usize = 3;

/// Why an observation of a class has no say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DroppedWhy {
    /// List prices of new goods never fit depreciation.
    ListPrice,
    /// Older than the policy allows.
    TooOld,
    /// Its currency has no rate for its day.
    NoRate { from: Currency },
    /// Its price is not above zero.
    NotPositive,
    /// Its subject is not in the catalog.
    UnknownPart,
}

/// An observation that has no say, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dropped {
    pub observation: ObservationId,
    pub why: DroppedWhy,
}

/// Where a part is looked up by its id.
pub type Parts = BTreeMap<PartId, Arc<Part>>;

/// A row that has a say: which observation, its price in USD, and its publisher.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) observation: ObservationId,
    pub(crate) observed_on: Date,
    pub(crate) publisher: String,
    pub(crate) item: Item,
    pub(crate) log_usd: f64,
    /// Whether it is a plain statement about a part, by which ranges are judged.
    plain: bool,
}

/// The fitted regression of one class in one segment.
#[derive(Debug, Clone)]
pub struct ClassFit {
    pub class: Class,
    pub segment: Segment,
    pub(crate) design: Design,
    /// Where prices lie, under the tails the rows chose.
    pub(super) fit: Fit,
    /// How far they scatter: the fit under the usual tails, whose variances are not blind to
    /// what lies far out.
    pub(super) scatter: Fit,
    pub(super) problem: Problem,
    pub(crate) said: Vec<Said>,
    pub dropped: Vec<Dropped>,
    /// Studentized misses of its plain rows: cross-validated, and without their sources.
    pub(crate) scores: Vec<Score>,
    /// Studentized leave-one-out misses of its plain rows at the edge of what was known: by
    /// these the classes of its segment are judged that have few rows.
    pub(crate) lent: Vec<f64>,
}

/// How much was known of what a price is of before it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Footing {
    /// Its item had been priced in its condition by its source four times or more.
    Often,
    /// It had been so, fewer times.
    Same,
    /// Its source had priced other things.
    Source,
    /// Its source had never been heard of.
    Elsewhere,
}

impl Footing {
    /// Of an item that its source had priced in its condition so many times.
    fn of(n_like: usize) -> Footing {
        match n_like {
            0 => Footing::Source,
            1..=3 => Footing::Same,
            _ => Footing::Often,
        }
    }
}

/// By how many of its own sds a plain row was missed, on what footing, and whose row it was.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Score {
    pub(crate) footing: Footing,
    pub(crate) publisher: String,
    pub(crate) miss: f64,
}

impl Score {
    /// A miss of another class, on no footing of its own.
    pub(crate) fn lent(miss: f64) -> Score {
        Score { footing: Footing::Source, publisher: String::new(), miss }
    }
}

/// A log price with the parts its uncertainty comes from (standard deviations).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    /// How asks relate to sales: shared by every class of the segment.
    pub(crate) kind: f64,
    pub(crate) class: f64,
    pub(crate) family: f64,
    pub(crate) item: f64,
    /// One sale's own noise.
    pub(crate) sale: f64,
}

/// Which observations of a class have a say, and why the others have not.
pub(crate) fn select<'a>(
    class: Class,
    segment: Segment,
    snapshot: &'a Snapshot,
    parts: &Parts,
    max_age_months: f64,
) -> (Vec<Usable<'a>>, Vec<Dropped>) {
    let (mut usable, mut dropped) = (Vec::new(), Vec::new());
    for observation in &snapshot.observations {
        let part = match &observation.subject {
            // A series is a general market's; none is published for accelerators.
            Subject::Series(series) if series.class == class && segment == Segment::General => None,
            Subject::Machine(_) | Subject::Series(_) => continue,
            Subject::Part(id) if id.class_word() != class.word() => continue,
            Subject::Part(id) => match parts.get(id) {
                Some(part) if part.segment == segment => Some(Arc::clone(part)),
                Some(_) => continue,
                None => {
                    dropped.push(Dropped { observation: observation.id, why: DroppedWhy::UnknownPart });
                    continue;
                }
            },
        };
        match log_usd(observation, snapshot, max_age_months) {
            Ok(log_usd) => usable.push(Usable { observation, part, log_usd }),
            Err(why) => dropped.push(Dropped { observation: observation.id, why }),
        }
    }
    (usable, dropped)
}

/// The log of an observation's unit price in USD at the rate of its own day.
pub(crate) fn log_usd(observation: &Observation, snapshot: &Snapshot, max_age_months: f64) -> Result<f64, DroppedWhy> {
    if observation.kind == ObservationKind::ListNew {
        return Err(DroppedWhy::ListPrice);
    }
    let days = (snapshot.as_of.0 - observation.observed_on).get_days();
    if f64::from(days) > max_age_months * 30.436_875 {
        return Err(DroppedWhy::TooOld);
    }
    let from = observation.price.currency;
    let conversion = snapshot.rates.convert(from, Currency::Usd, observation.observed_on);
    let factor = conversion.ok_or(DroppedWhy::NoRate { from })?.factor;
    let usd = observation.price.value() * factor;
    if usd > 0.0 { Ok(libm::log(usd)) } else { Err(DroppedWhy::NotPositive) }
}

impl ClassFit {
    /// Fits a class; `NoRows` when nothing has a say.
    pub(crate) fn new(
        class: Class,
        segment: Segment,
        snapshot: &Snapshot,
        parts: &Parts,
        max_age_months: f64,
        max_ratio: f64,
    ) -> Result<ClassFit, (FitError, Vec<Dropped>)> {
        let (usable, dropped) = select(class, segment, snapshot, parts, max_age_months);
        if !usable.iter().any(|row| row.part.is_some()) {
            return Err((FitError::NoRows, dropped));
        }
        let design = Design::new(class, snapshot.as_of.0, &usable);
        let said: Vec<Said> = usable.iter().map(said).collect();
        let Fitted { problem, fit, scatter, validated } = match fitted(design.problem(&usable), &said) {
            Ok(found) => found,
            Err(error) => return Err((error, dropped)),
        };
        let mut class_fit = ClassFit {
            class,
            segment,
            design,
            fit,
            scatter,
            problem,
            said,
            dropped,
            scores: Vec::new(),
            lent: Vec::new(),
        };
        match class_fit.scored(&validated, max_ratio) {
            Ok((scores, lent)) => (class_fit.scores, class_fit.lent) = (scores, lent),
            Err(error) => return Err((error, class_fit.dropped)),
        }
        Ok(class_fit)
    }

    /// Misses of every plain row: by cross-validation, by what had been seen by the end of its
    /// month without its source; and without itself alone.
    fn scored(&self, validated: &[Scored], max_ratio: f64) -> Result<(Vec<Score>, Vec<f64>), FitError> {
        let (problem, said) = (&self.problem, &self.said);
        let plain = |j: usize| said[j].plain;
        let n = problem.rows.len();
        let stated = |j: usize| problem.nodes[problem.rows.node(j)].parent;
        // What a source said of an item in a condition: all of it, and the fifth that was left out with a row.
        let (mut all, mut left_out) = (BTreeMap::new(), BTreeMap::new());
        for j in 0..n {
            *all.entry(stated(j)).or_insert(0) += 1;
            *left_out.entry((stated(j), conformal::fold(j))).or_insert(0) += 1;
        }
        let n_like = |j: usize| all[&stated(j)] - left_out[&(stated(j), conformal::fold(j))];
        let near = validated.iter().filter(|scored| plain(scored.row)).map(|scored| Score {
            footing: Footing::of(n_like(scored.row)),
            publisher: said[scored.row].publisher.clone(),
            miss: scored.score(),
        });
        let months: Vec<(i16, i8)> = said.iter().map(|s| (s.observed_on.year(), s.observed_on.month())).collect();
        let publishers: BTreeSet<&str> = said.iter().map(|s| s.publisher.as_str()).collect();
        let publishers: Vec<&str> = publishers.into_iter().collect();
        let sources: Vec<usize> =
            said.iter().map(|s| publishers.binary_search(&s.publisher.as_str()).unwrap_or_default()).collect();
        let without = |fit: &Fit| conformal::scores_without_source(problem, fit, &months, &sources, |j| said[j].plain);
        let far = combined(without(&self.fit)?, &without(&self.scatter)?);
        // What would not have been told, for want of other rows or of certainty, says nothing.
        let others = |j: usize| (0..n).any(|i| plain(i) && sources[i] != sources[j] && months[i] <= months[j]);
        let most_sd = libm::log(max_ratio) / (2.0 * normal::quantile(0.9));
        let told = far.into_iter().filter(|scored| others(scored.row) && scored.sd <= most_sd);
        let far = told.map(|scored| Score {
            footing: Footing::Elsewhere,
            publisher: said[scored.row].publisher.clone(),
            miss: scored.score(),
        });
        let lent = conformal::scores_in_time(problem, &self.scatter, &months, plain)?;
        Ok((near.chain(far).collect(), lent.iter().map(Scored::score).collect()))
    }

    /// The log price of a part in a condition on the as-of day, sold on a marketplace by
    /// this seller.
    pub(crate) fn spread(&self, part: &Part, condition: Condition) -> Spread {
        let (x, node, unseen) = self.sale(part, condition);
        let (mean, known) = (self.fit.predict(&x, node).mean, self.scatter.predict(&x, node));
        let groups = &self.scatter.variances.groups;
        let below: f64 = unseen.iter().map(|&group| groups[group]).sum();
        let unseen_family = match family_of(part) {
            Some(family) if self.design.columns.contains_key(&Column::Family(family.clone())) => 0.0,
            Some(_) => groups[FAMILY],
            None => 0.0,
        };
        let item_variance = node.map_or(0.0, |node| self.scatter.effect_variance(node));
        let kind = self.kind_share(&x, node, known.variance);
        let family = self.variance_of(&x, |column| matches!(column, Column::Family(_) | Column::FamilyWalk(..)));
        let class = self.variance_of(&x, |column| !matches!(column, Column::Family(_) | Column::FamilyWalk(..)));
        // The parts do not add up to the whole where rows tie sums down better than terms;
        // they share what is left after the kind in proportion.
        let scale = (known.variance - kind * kind).max(0.0) / (class + family + item_variance);
        let sd = |variance: f64| libm::sqrt(variance);
        Spread {
            mean,
            kind,
            // A seller differs as publishers do, until his own sales are known.
            class: sd(class * scale + if self.design.knows_seller() { 0.0 } else { groups[PUBLISHER] }),
            family: sd(family * scale + unseen_family),
            item: sd(item_variance * scale + below),
            sale: sd(self.sale_variance(family_of(part).as_deref())),
        }
    }

    /// What a statement about a part, made on the as-of day or before, is expected to say:
    /// its log price, and the sd of one such statement.
    pub(crate) fn stated(&self, usable: &Usable<'_>) -> (f64, f64) {
        let row = self.design.row(usable);
        let (node, mut unseen) = self.design.known(usable);
        unseen.extend(self.design.unseen_groups(usable));
        let (mean, known) = (self.fit.predict(&row.x, node).mean, self.scatter.predict(&row.x, node));
        let variances = &self.scatter.variances;
        let effects: f64 = unseen.iter().map(|&group| variances.groups[group]).sum();
        let noise = match self.design.noise(usable) {
            Some(source) => variances.noises[source],
            None => self.sale_variance(usable.family().as_deref()),
        };
        (mean, libm::sqrt(known.variance + effects + noise * row.relative_variance))
    }

    /// Noise variance of one statement about a part of a family by a source of which nothing
    /// is known: the mean over the rows of the family, else of the class.
    fn sale_variance(&self, family: Option<&str>) -> f64 {
        let of_family: Vec<usize> = self.design.noises_of(family).collect();
        let rows = &self.problem.rows;
        let variances = (0..rows.len()).map(|j| rows.noise(j)).filter(|noise| of_family.contains(noise));
        let variances: Vec<f64> = variances.map(|noise| self.scatter.variances.noises[noise]).collect();
        mean(&variances).unwrap_or(self.scatter.variances.noise)
    }

    /// Whether the class has plain rows enough to be judged by its own misses.
    pub(crate) fn has_enough_scores(&self) -> bool {
        self.n_plain() >= ENOUGH_ROWS
    }

    /// Whether it has plain rows enough to be judged at all, if need be by its segment's.
    pub(crate) fn has_some_scores(&self) -> bool {
        self.n_plain() >= FEWEST_ROWS
    }

    fn n_plain(&self) -> usize {
        self.said.iter().filter(|said| said.plain).count()
    }

    /// On what footing a statement is expected.
    pub(crate) fn footing(&self, usable: &Usable<'_>) -> Footing {
        if self.design.unseen_groups(usable).any(|group| group == PUBLISHER) {
            return Footing::Elsewhere;
        }
        self.footing_at(self.design.known(usable))
    }

    /// On what footing a sale is expected: the seller's own sales of the part in that
    /// condition, of other things, or none of his.
    pub(crate) fn footing_of_sale(&self, part: &Part, condition: Condition) -> Footing {
        if !self.design.knows_seller() {
            return Footing::Elsewhere;
        }
        self.footing_at(self.design.known_sale(part, condition))
    }

    fn footing_at(&self, (node, unseen): (Option<usize>, Vec<usize>)) -> Footing {
        let nodes = &self.problem.nodes;
        let Some(node) = node.filter(|_| !unseen.contains(&STATED) && !unseen.contains(&OWN)) else {
            return Footing::Source;
        };
        let stated = if nodes[node].group == MONTH { nodes[node].parent } else { Some(node) };
        let rows = &self.problem.rows;
        Footing::of((0..rows.len()).filter(|&j| nodes[rows.node(j)].parent == stated).count())
    }

    /// The log price of a part, used and tested, on an earlier day, whoever sells it.
    pub(crate) fn log_price_on(&self, part: &Part, day: Date) -> f64 {
        let mut terms = part_terms(part, Condition::UsedTested);
        terms.extend(self.design.time_terms(day, family_of(part).as_deref()));
        self.fit.predict(&self.design.sparse(terms), self.design.known_item(part)).mean
    }

    /// The log level of the class, or of a family of it, on a day, relative to the as-of day: mean and variance.
    pub(crate) fn level_on(&self, day: Date, family: Option<&str>) -> (f64, f64) {
        let x = self.design.sparse(self.design.time_terms(day, family));
        (self.fit.predict(&x, None).mean, self.scatter.coefficient_variance(&x))
    }

    /// λ: log price of a unit by log units in its lot.
    pub(crate) fn lot_slope(&self) -> f64 {
        self.fit.predict(&self.design.sparse(vec![(Column::Lot, 1.0)]), None).mean
    }

    /// How far each row moves the log price of a part: (index of the row, weight).
    pub(crate) fn influence(&self, part: &Part, condition: Condition) -> Vec<f64> {
        let (x, node, _) = self.sale(part, condition);
        self.fit.influence(&x, node, &self.problem.rows)
    }

    /// What a row says its part would fetch in the terms of a target with log price `mean`:
    /// the target's price moved by the row's own residual.
    pub(crate) fn adjusted(&self, row: usize, mean: f64) -> f64 {
        let rows = &self.problem.rows;
        mean + rows.y(row) - self.fit.predict(&rows.x(row), Some(rows.node(row))).mean
    }

    /// Items, rows and sources of this part alone.
    pub(crate) fn same(&self, part: &Part) -> Vec<usize> {
        let item = Item::Part(part.id.to_string());
        (0..self.said.len()).filter(|&j| self.said[j].item == item).collect()
    }

    pub(crate) fn publishers(&self) -> usize {
        self.said.iter().map(|said| said.publisher.as_str()).collect::<BTreeSet<_>>().len()
    }

    pub(crate) fn newest(&self) -> Option<Date> {
        self.said.iter().map(|said| said.observed_on).max()
    }

    /// A sale by this seller on the as-of day: its terms, where in the tree of effects it hangs,
    /// and the groups of effects below that nobody has seen.
    pub(super) fn sale(&self, part: &Part, condition: Condition) -> (Sparse, Option<usize>, Vec<usize>) {
        let mut terms = part_terms(part, condition);
        terms.push((Column::Publisher(Source::OWN.to_string()), 1.0));
        let (node, unseen) = self.design.known_sale(part, condition);
        (self.design.sparse(terms), node, unseen)
    }

    /// The part of a prediction's sd that moves with how asks relate to sales: its
    /// covariance with that coefficient, over the coefficient's sd.
    fn kind_share(&self, x: &[(usize, f64)], node: Option<usize>, variance: f64) -> f64 {
        let Some(&asked) = self.design.columns.get(&Column::Kind(ObservationKind::Asked)) else { return 0.0 };
        let own = self.scatter.coefficient_variance(&[(asked, 1.0)]);
        let covariance = self.scatter.covariance_with(x, node, asked);
        (covariance.abs() / libm::sqrt(own)).min(libm::sqrt(variance))
    }

    fn variance_of(&self, x: &[(usize, f64)], belongs: impl Fn(&Column) -> bool) -> f64 {
        let mine: BTreeSet<usize> =
            self.design.columns.iter().filter(|(column, _)| belongs(column)).map(|(_, &i)| i).collect();
        let part: Sparse = x.iter().copied().filter(|(i, _)| mine.contains(i)).collect();
        self.scatter.coefficient_variance(&part)
    }
}

/// A used part of a condition on the as-of day.
fn part_terms(part: &Part, condition: Condition) -> Vec<(Column, f64)> {
    let mut terms = vec![(Column::Level, 1.0)];
    terms.extend(spec_terms(part));
    terms.extend(condition_terms(condition));
    terms.extend(family_of(part).map(|family| (Column::Family(family), 1.0)));
    terms
}

/// How heavy the tails of noise may be. Which it is, the rows decide: the one under which
/// the median of cross-validated misses is least.
const TAILS: [Tails; 2] = [PRICE_TAILS, Tails::Student(1.0)];

struct Fitted {
    problem: Problem,
    fit: Fit,
    scatter: Fit,
    /// Every row predicted by a fit that has not seen it.
    validated: Vec<Scored>,
}

fn fitted(mut problem: Problem, said: &[Said]) -> Result<Fitted, FitError> {
    let mut tried = Vec::new();
    for tails in TAILS {
        problem.tails = tails;
        let fit = problem.fit()?;
        let validated = conformal::cross_validated(&problem, &fit)?;
        let misses: Vec<f64> = validated.iter().filter(|s| said[s.row].plain).map(|s| s.miss.abs()).collect();
        tried.push((median(&misses).unwrap_or_default(), fit, validated));
    }
    let (_, scatter, sds) = tried.first().cloned().ok_or(FitError::NoRows)?;
    let best = tried.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).ok_or(FitError::NoRows)?;
    Ok(Fitted { problem, fit: best.1, scatter, validated: combined(best.2, &sds) })
}

/// The misses of one fit by the sds of another.
fn combined(misses: Vec<Scored>, sds: &[Scored]) -> Vec<Scored> {
    misses.into_iter().zip(sds).map(|(scored, other)| Scored { sd: other.sd, ..scored }).collect()
}

fn said(usable: &Usable<'_>) -> Said {
    let observation = usable.observation;
    let stated = matches!(observation.kind, ObservationKind::Indexed);
    Said {
        observation: observation.id,
        observed_on: observation.observed_on,
        publisher: observation.source.publisher.clone(),
        item: usable.item(),
        log_usd: usable.log_usd,
        plain: usable.part.is_some() && !stated,
    }
}
