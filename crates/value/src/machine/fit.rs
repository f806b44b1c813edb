//! Fitting the machine regression and asking it for prices.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::estimate::Basis;
use rackworth_model::explain::{DrawnQuantity, Loading, Transform};
use rackworth_model::ids::ObservationId;
use rackworth_model::observation::{Condition, Machine, MachineShape, Observation, Offer, Source, Subject};
use rackworth_model::snapshot::Snapshot;

use super::design::{Column, PLATFORM, PUBLISHER, base_terms, columns, counts, groups, penalties, statement_terms};
use crate::fit::{Fit, Group, Node, PRICE_TAILS, Problem, Row, Rows, Sparse, conformal};
use crate::normal;
use crate::policy::{Key, Policy};
use crate::price::{Comparable, Dropped, DroppedWhy, Miss, Parts, Prices, log_usd, misses};

const STEPS: usize = 25;
const STEP_TOLERANCE: f64 = 1e-8;

/// An observation of a whole machine that has a say.
#[derive(Debug, Clone)]
struct Seen<'a> {
    observation: &'a Observation,
    machine: &'a Machine,
    log_usd: f64,
    /// USD the content of each class had on that day, sold loose.
    content: BTreeMap<Class, f64>,
}

/// The machine regression of one segment.
#[derive(Debug, Clone)]
pub struct MachineFit {
    pub segment: Segment,
    as_of: Date,
    columns: BTreeMap<Column, usize>,
    platforms: BTreeMap<String, usize>,
    fit: Fit,
    rows: Rows,
    said: Vec<ObservationId>,
    basis: Basis,
    /// Lower Cholesky factor of the posterior covariance.
    root: Vec<Vec<f64>>,
    widen: f64,
    pub dropped: Vec<Dropped>,
}

/// What the machine regression says of one machine: price = premium × (base + Σ share × content).
#[derive(Debug, Clone)]
pub struct MachinePrice {
    complete: DrawnQuantity,
    barebone: DrawnQuantity,
    configured: DrawnQuantity,
    /// The platform's own premium, condition and what is not known of either.
    pub premium: DrawnQuantity,
    /// Log sd of one machine's sale.
    pub sale_sd: f64,
    pub basis: Basis,
}

impl MachinePrice {
    /// What is paid for the machine beside its content, as it is offered.
    pub fn base(&self, offer: Offer) -> &DrawnQuantity {
        match offer {
            Offer::Complete => &self.complete,
            Offer::Barebone => &self.barebone,
            Offer::Configured => &self.configured,
        }
    }
}

impl MachineFit {
    /// Fits a segment's machines; a gap when nothing has a say.
    pub fn new(
        segment: Segment,
        snapshot: &Snapshot,
        parts: &Parts,
        prices: &Prices,
        policy: &Policy,
    ) -> Result<MachineFit, GapKind> {
        let max_age = policy.number(Key::MaxAgeMonths);
        let (seen, dropped) = select(segment, snapshot, parts, prices, max_age);
        let none = GapKind::NoObservation { class: Class::Chassis };
        if seen.is_empty() {
            return Err(none);
        }
        let columns = columns(segment, seen.iter().map(|s| s.observation));
        let platforms = platforms(&seen);
        let mut theta = prior_means(segment, &columns);
        let mut solved = None;
        for _ in 0..STEPS {
            let problem = linearized(segment, &columns, &platforms, &seen, &theta);
            let fit = problem.fit().map_err(|_| none.clone())?;
            let moved = theta.iter().zip(fit.theta()).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            // Half a step keeps the iteration from overshooting where shares are near 0 or 1.
            for (old, new) in theta.iter_mut().zip(fit.theta()) {
                *old += if moved > 1.0 { 0.5 * (new - *old) } else { new - *old };
            }
            solved = Some((problem, fit));
            if moved < STEP_TOLERANCE {
                break;
            }
        }
        let (problem, fit) = solved.ok_or_else(|| none.clone())?;
        let widen = widening(&fit, &problem.rows, &prices.segment_scores(segment))?;
        let root = fit.covariance_root().ok_or(none)?;
        Ok(MachineFit {
            segment,
            as_of: snapshot.as_of.0,
            columns,
            platforms,
            rows: problem.rows,
            said: seen.iter().map(|s| s.observation.id).collect(),
            basis: basis(&seen),
            fit,
            root,
            widen,
            dropped,
        })
    }

    /// The price of a machine of this shape on the as-of day; `platform` names machines
    /// that share a premium of their own (a part id).
    pub fn price(&self, shape: &MachineShape, platform: Option<&str>, condition: Condition) -> MachinePrice {
        let base = |offer| self.drawn(Transform::Exp, &base_terms(&MachineShape { offer, ..*shape }, self.as_of));
        MachinePrice {
            complete: base(Offer::Complete),
            barebone: base(Offer::Barebone),
            configured: base(Offer::Configured),
            premium: self.premium(platform, condition),
            sale_sd: libm::sqrt(self.fit.variances.noise) * self.widen,
            basis: Basis { n_same: self.n_same(platform), ..self.basis.clone() },
        }
    }

    /// What a buyer of a box pays on the dollar for content of a class; `None` for classes
    /// this segment says nothing of.
    pub fn share(&self, class: Class) -> Option<DrawnQuantity> {
        let column = Column::Share(class);
        self.columns.contains_key(&column).then(|| self.drawn(Transform::Logistic, &[(column, 1.0)]))
    }

    /// What moves the base of a machine of this shape, heaviest first, and the prior's part.
    /// The log price of each is the linearized one: what it says of the base once its
    /// content, and how it was stated, are allowed for.
    pub fn base_comparables(&self, shape: &MachineShape) -> (Vec<Comparable>, f64) {
        let x = self.sparse(&base_terms(shape, self.as_of));
        self.comparables(&x, None, true)
    }

    /// What moves the share paid on the dollar for a class (its logit), and the prior's part.
    pub fn share_comparables(&self, class: Class) -> (Vec<Comparable>, f64) {
        self.comparables(&self.sparse(&[(Column::Share(class), 1.0)]), None, false)
    }

    /// What moves the premium of a platform in a condition, and the prior's part.
    pub fn premium_comparables(&self, platform: Option<&str>, condition: Condition) -> (Vec<Comparable>, f64) {
        let item = platform.and_then(|p| self.platforms.get(p).copied());
        self.comparables(&self.sparse(&sale_terms(condition)), item, false)
    }

    fn comparables(&self, x: &[(usize, f64)], item: Option<usize>, sums: bool) -> (Vec<Comparable>, f64) {
        let rows = &self.rows;
        let influence = self.fit.influence(x, item, rows);
        let location = self.fit.predict(x, item).mean;
        let from_rows: f64 = influence.iter().enumerate().map(|(j, weight)| weight * rows.y(j)).sum();
        let comparable = |(j, &weight): (usize, &f64)| {
            let residual = rows.y(j) - self.fit.predict(&rows.x(j), Some(rows.node(j))).mean;
            let says_usd = sums.then(|| libm::exp(location + residual));
            let same = item == Some(rows.node(j));
            Comparable { observation: self.said[j], log_usd: rows.y(j), says_usd, weight, same }
        };
        let mut found: Vec<Comparable> = influence.iter().enumerate().map(comparable).collect();
        found.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.observation.cmp(&b.observation)));
        (found, location - from_rows)
    }

    fn premium(&self, platform: Option<&str>, condition: Condition) -> DrawnQuantity {
        let mut drawn = self.drawn(Transform::Exp, &sale_terms(condition));
        let known = platform.and_then(|p| self.platforms.get(p).copied());
        let (effect, variance) = match known {
            Some(item) => (self.fit.predict(&[], Some(item)).mean, self.fit.effect_variance(item)),
            None => (0.0, self.fit.variances.groups[PLATFORM]),
        };
        drawn.location += effect;
        // A seller differs as publishers do, until his own sales are known.
        let knows_seller = self.columns.contains_key(&Column::Publisher(Source::OWN.to_string()));
        let buyer = if knows_seller { 0.0 } else { self.fit.variances.groups[PUBLISHER] };
        let own = [
            (format!("platform/{}/{}", self.segment, platform.unwrap_or("any")), variance),
            (format!("buyer/{}", self.segment), buyer),
        ];
        let loading = |(factor, variance)| Loading { factor, sd: libm::sqrt(variance) * self.widen };
        drawn.loadings.extend(own.into_iter().filter(|(_, variance)| *variance > 0.0).map(loading));
        drawn
    }

    /// A linear combination of the coefficients as a drawn quantity: its loadings on the
    /// independent factors behind the posterior, z with θ = θ̂ + L z.
    fn drawn(&self, transform: Transform, terms: &[(Column, f64)]) -> DrawnQuantity {
        let x = self.sparse(terms);
        let location = self.fit.predict(&x, None).mean;
        let mut loadings = Vec::new();
        for k in 0..self.root.len() {
            let sd: f64 = x.iter().map(|&(i, value)| value * self.root[i][k]).sum();
            if sd.abs() > 1e-12 {
                loadings.push(Loading { factor: format!("machine/{}/{k}", self.segment), sd: sd * self.widen });
            }
        }
        DrawnQuantity { transform, location, loadings, each: None }
    }

    fn sparse(&self, terms: &[(Column, f64)]) -> Sparse {
        sparse(&self.columns, terms)
    }

    /// How far each machine lies from what is expected of its price as it was stated,
    /// farthest first.
    pub fn misses(&self) -> Vec<Miss> {
        let rows = &self.rows;
        let miss = |j: usize| rows.y(j) - self.fit.predict(&rows.x(j), Some(rows.node(j))).mean;
        misses((0..rows.len()).map(|j| (self.said[j], miss(j))).collect())
    }

    fn n_same(&self, platform: Option<&str>) -> usize {
        let item = platform.and_then(|p| self.platforms.get(p).copied());
        (0..self.rows.len()).filter(|&j| Some(self.rows.node(j)) == item).count()
    }
}

/// How a sale by this seller is stated.
fn sale_terms(condition: Condition) -> Vec<(Column, f64)> {
    let mut terms = vec![(Column::Publisher(Source::OWN.to_string()), 1.0)];
    if condition != Condition::UsedTested {
        terms.push((Column::Condition(condition), 1.0));
    }
    terms
}

/// Machines of the segment whose content can be priced on their day.
fn select<'a>(
    segment: Segment,
    snapshot: &'a Snapshot,
    parts: &Parts,
    prices: &Prices,
    max_age: f64,
) -> (Vec<Seen<'a>>, Vec<Dropped>) {
    let (mut seen, mut dropped) = (Vec::new(), Vec::new());
    for observation in &snapshot.observations {
        let Subject::Machine(machine) = &observation.subject else { continue };
        if machine.segment != segment {
            continue;
        }
        let content = content_on(observation.observed_on, machine, parts, prices);
        match (log_usd(observation, snapshot, max_age), content) {
            (Ok(log_usd), Some(content)) => seen.push(Seen { observation, machine, log_usd, content }),
            (Err(why), _) => dropped.push(Dropped { observation: observation.id, why }),
            (_, None) => dropped.push(Dropped { observation: observation.id, why: DroppedWhy::UnknownPart }),
        }
    }
    (seen, dropped)
}

/// USD of a machine's content by class on a day; `None` when some of what counts in its
/// segment has no price, because what is missing would be taken for base.
fn content_on(day: Date, machine: &Machine, parts: &Parts, prices: &Prices) -> Option<BTreeMap<Class, f64>> {
    let mut content = BTreeMap::new();
    let foreign = |class: Class| machine.segment == Segment::General && class == Class::Gpu;
    for line in &machine.content {
        if foreign(line.class) {
            return None;
        }
        if !counts(machine.segment, line.class) {
            continue;
        }
        let mut usd = 0.0;
        for (weight, option) in &line.options {
            for (id, count) in option {
                let part = parts.get(id)?;
                let fit = prices.class_fit(part.segment, part.class())?;
                usd += weight * f64::from(*count) * libm::exp(fit.log_price_on(part, day));
            }
        }
        *content.entry(line.class).or_insert(0.0) += usd;
    }
    Some(content)
}

fn platforms(seen: &[Seen<'_>]) -> BTreeMap<String, usize> {
    let names: std::collections::BTreeSet<String> = seen.iter().map(platform_of).collect();
    names.into_iter().enumerate().map(|(i, name)| (name, i)).collect()
}

fn platform_of(seen: &Seen<'_>) -> String {
    let named = seen.machine.platform.as_ref().map(ToString::to_string);
    named.unwrap_or_else(|| seen.machine.title.clone())
}

fn prior_means(segment: Segment, columns: &BTreeMap<Column, usize>) -> Vec<f64> {
    let mut means = vec![0.0; columns.len()];
    for penalty in penalties(segment, columns) {
        means[penalty.a[0].0] = penalty.mean;
    }
    means
}

fn sparse(columns: &BTreeMap<Column, usize>, terms: &[(Column, f64)]) -> Sparse {
    let mut x: Sparse = terms.iter().filter_map(|(column, value)| Some((*columns.get(column)?, *value))).collect();
    x.retain(|(_, value)| *value != 0.0);
    x.sort_by_key(|(column, _)| *column);
    x
}

/// The pooled regression that touches the model at θ.
fn linearized(
    segment: Segment,
    columns: &BTreeMap<Column, usize>,
    platforms: &BTreeMap<String, usize>,
    seen: &[Seen<'_>],
    theta: &[f64],
) -> Problem {
    let rows = seen.iter().map(|machine| {
        let (value, gradient) = inner(columns, machine, theta);
        let mut terms = gradient;
        terms.extend(statement_terms(machine.observation));
        let x = sparse(columns, &terms);
        // The statement terms are linear already: their part of θ cancels in the sum.
        let own: Vec<(Column, f64)> = terms.iter().filter(|(c, _)| is_inner(c)).cloned().collect();
        let along: f64 = sparse(columns, &own).iter().map(|&(i, v)| v * theta[i]).sum();
        let node = platforms.get(&platform_of(machine)).copied().unwrap_or_default();
        Row { y: machine.log_usd - value + along, x, node, noise: 0, relative_variance: 1.0 }
    });
    Problem {
        n_coefficients: columns.len(),
        nodes: vec![Node { group: PLATFORM, parent: None }; platforms.len()],
        groups: groups(),
        penalties: penalties(segment, columns),
        noise: Group::learned(0.25, 10.0),
        n_noises: 1,
        noise_freedom: 10.0,
        tails: PRICE_TAILS,
        rows: rows.collect(),
    }
}

fn is_inner(column: &Column) -> bool {
    !matches!(column, Column::Kind(_) | Column::Condition(_) | Column::Channel(_) | Column::Publisher(_))
}

/// ln(B + Σ share·S) of a machine at θ, and its gradient by coefficient.
fn inner(columns: &BTreeMap<Column, usize>, seen: &Seen<'_>, theta: &[f64]) -> (f64, Vec<(Column, f64)>) {
    let base_terms = base_terms(&seen.machine.shape, seen.observation.observed_on);
    let at = |column: &Column| columns.get(column).map_or(0.0, |&i| theta[i]);
    let base = libm::exp(base_terms.iter().map(|(column, value)| value * at(column)).sum());
    let share = |class: Class| 1.0 / (1.0 + libm::exp(-at(&Column::Share(class))));
    let total = base + seen.content.iter().map(|(class, usd)| share(*class) * usd).sum::<f64>();
    let mut gradient: Vec<(Column, f64)> =
        base_terms.into_iter().map(|(column, value)| (column, value * base / total)).collect();
    for (class, usd) in &seen.content {
        let share = share(*class);
        gradient.push((Column::Share(*class), share * (1.0 - share) * usd / total));
    }
    (libm::log(total), gradient)
}

/// Ranges are judged by the machines' own misses where there are enough, else together
/// with those of the segment's parts.
fn widening(fit: &Fit, rows: &Rows, segment_scores: &[f64]) -> Result<f64, GapKind> {
    let mut scores = conformal::scores(fit, rows, |_| true);
    if scores.len() < 50 {
        scores.extend_from_slice(segment_scores);
    }
    let bound = conformal::bound(&scores, 0.8).ok_or_else(|| GapKind::NotEnough {
        class: Class::Chassis,
        why: "too few prices to tell how far off an estimate would be".to_string(),
    })?;
    Ok(bound / normal::quantile(0.9))
}

fn basis(seen: &[Seen<'_>]) -> Basis {
    let publishers: std::collections::BTreeSet<&str> =
        seen.iter().map(|s| s.observation.source.publisher.as_str()).collect();
    Basis {
        n_same: 0,
        n_class: seen.len(),
        n_sources: publishers.len(),
        newest: seen.iter().map(|s| s.observation.observed_on).max(),
    }
}
