//! Prices of parts on the as-of day, with ranges that were checked and comparables named.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_catalog::part::Part;
use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::estimate::Basis;
use rackworth_model::explain::{DrawnQuantity, Loading, Transform};
use rackworth_model::ids::ObservationId;
use rackworth_model::observation::{Condition, Source};
use rackworth_model::quantiles::{GRID, Quantiles};
use rackworth_model::snapshot::Snapshot;

use super::class_fit::{ClassFit, Dropped, Footing, Parts, Score, Spread};
use crate::fit::conformal;
use crate::normal;
use crate::parallel::in_parallel;
use crate::policy::{Key, Policy};

/// Classes that are priced as parts.
pub(crate) const PRICED: [Class; 8] =
    [Class::Cpu, Class::Dimm, Class::Ssd, Class::Hdd, Class::Gpu, Class::Nic, Class::Raid, Class::Psu];

/// The coverage ranges are checked at: p10 to p90.
const COVERAGE: f64 = 0.8;

/// The fitted classes of both segments.
#[derive(Debug, Clone)]
pub struct Prices {
    fits: BTreeMap<(Segment, Class), ClassFit>,
    /// Observations without a say in classes that could not be fitted.
    unfitted: BTreeMap<(Segment, Class), Vec<Dropped>>,
    /// By how much each model's own sd must be stretched so that ranges of a seller of whom no
    /// sale is known keep their word; absent where there are too few rows to tell.
    widening: BTreeMap<(Segment, Class), f64>,
    max_range_ratio: f64,
}

/// The price of one unit of a part: ln USD is location + Σ sd·Z(factor) + sale noise,
/// sold used and tested (or in the condition asked for) on a marketplace.
#[derive(Debug, Clone, PartialEq)]
pub struct PartPrice {
    pub part: Arc<Part>,
    pub condition: Condition,
    pub location: f64,
    pub loadings: Vec<Loading>,
    /// Log sd of a single sale around the price.
    pub sale_sd: f64,
    pub basis: Basis,
}

/// An observation that moves a price.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparable {
    pub observation: ObservationId,
    /// Ln USD per unit, as stated.
    pub log_usd: f64,
    /// What it alone would make of the price it moves, USD per unit; `None` where it
    /// moves a share or premium.
    pub says_usd: Option<f64>,
    /// The log price moves by this much of the observation's log price.
    pub weight: f64,
    /// Whether it is of the very same part.
    pub same: bool,
}

impl Prices {
    /// Fits every class of both segments. Nothing of one segment reaches the other.
    pub fn fit(snapshot: &Snapshot, parts: &Parts, policy: &Policy, n_threads: usize) -> Prices {
        let (max_age, max_ratio) = (policy.number(Key::MaxAgeMonths), policy.number(Key::MaxRangeRatio));
        let all: Vec<(Segment, Class)> =
            Segment::ALL.iter().flat_map(|s| PRICED.iter().map(move |c| (*s, *c))).collect();
        let fit = |(): &(), i: usize| ClassFit::new(all[i].1, all[i].0, snapshot, parts, max_age, max_ratio);
        let fitted = in_parallel(all.len(), n_threads, || (), fit);
        let (mut fits, mut unfitted) = (BTreeMap::new(), BTreeMap::new());
        for (key, result) in all.iter().zip(fitted) {
            match result {
                Ok(fit) => drop(fits.insert(*key, fit)),
                Err((_, dropped)) => drop(unfitted.insert(*key, dropped)),
            }
        }
        let widening = widening(&fits);
        Prices { fits, unfitted, widening, max_range_ratio: max_ratio }
    }

    pub fn class_fit(&self, segment: Segment, class: Class) -> Option<&ClassFit> {
        self.fits.get(&(segment, class))
    }

    /// Observations of a class that have no say, and why.
    pub fn dropped(&self, segment: Segment, class: Class) -> &[Dropped] {
        let fitted = self.fits.get(&(segment, class)).map(|fit| fit.dropped.as_slice());
        fitted.or_else(|| self.unfitted.get(&(segment, class)).map(Vec::as_slice)).unwrap_or_default()
    }

    /// What a unit fetches in a lot of so many, over what it fetches alone: n^λ. 1 for a
    /// class without a fit.
    pub(crate) fn lot_factor(&self, segment: Segment, class: Class, n: u32) -> f64 {
        let slope = self.fits.get(&(segment, class)).map_or(0.0, ClassFit::lot_slope);
        libm::exp(slope * libm::log(f64::from(n.max(1))))
    }

    /// The price of a part, or why there is none.
    pub fn price(&self, part: &Arc<Part>, condition: Condition) -> Result<PartPrice, GapKind> {
        let (class, segment) = (part.class(), part.segment);
        let fit = self.fits.get(&(segment, class)).ok_or(GapKind::NoObservation { class })?;
        let widen = self.widening(part, condition).ok_or_else(|| GapKind::NotEnough {
            class,
            why: "too few prices to tell how far off an estimate would be".to_string(),
        })?;
        let spread = fit.spread(part, condition);
        let price = PartPrice {
            part: Arc::clone(part),
            condition,
            location: spread.mean,
            loadings: loadings(part, segment, &spread, widen),
            sale_sd: spread.sale * widen,
            basis: basis(fit, part),
        };
        let ratio = libm::exp(2.0 * normal::quantile(0.9) * price.total_sd());
        if ratio > self.max_range_ratio {
            let why = format!("its p10–p90 range would span a factor of {ratio:.0}");
            return Err(GapKind::NotEnough { class, why });
        }
        Ok(price)
    }

    /// What moves a price, heaviest first, and what the priors contribute to its log.
    pub fn comparables(&self, price: &PartPrice) -> (Vec<Comparable>, f64) {
        let Some(fit) = self.fits.get(&(price.part.segment, price.part.class())) else {
            return (Vec::new(), price.location);
        };
        let same = fit.same(&price.part);
        let influence = fit.influence(&price.part, price.condition);
        let from_rows: f64 = influence.iter().zip(&fit.said).map(|(weight, said)| weight * said.log_usd).sum();
        let mut found: Vec<Comparable> = influence
            .iter()
            .enumerate()
            .map(|(j, &weight)| Comparable {
                observation: fit.said[j].observation,
                log_usd: fit.said[j].log_usd,
                says_usd: Some(libm::exp(fit.adjusted(j, price.location))),
                weight,
                same: same.contains(&j),
            })
            .collect();
        found.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.observation.cmp(&b.observation)));
        (found, price.location - from_rows)
    }

    /// By how much the sds of a part's price are stretched.
    pub(super) fn widening(&self, part: &Part, condition: Condition) -> Option<f64> {
        let key = (part.segment, part.class());
        match self.fits.get(&key)?.footing_of_sale(part, condition) {
            Footing::Elsewhere => self.widening.get(&key).copied(),
            _ => self.stretched(part, condition, COVERAGE),
        }
    }

    /// By how much they must be for a range that holds `coverage`.
    pub(super) fn stretched(&self, part: &Part, condition: Condition, coverage: f64) -> Option<f64> {
        let fit = self.fits.get(&(part.segment, part.class())).filter(|fit| fit.has_some_scores())?;
        stretched(&self.fits, fit, fit.footing_of_sale(part, condition), coverage)
    }

    /// Studentized misses of a segment's parts.
    pub(crate) fn segment_scores(&self, segment: Segment) -> Vec<f64> {
        lent(&self.fits, segment)
    }
}

fn widening(fits: &BTreeMap<(Segment, Class), ClassFit>) -> BTreeMap<(Segment, Class), f64> {
    let judged = fits.iter().filter(|(_, fit)| fit.has_some_scores());
    judged.filter_map(|(key, fit)| Some((*key, stretched(fits, fit, Footing::Elsewhere, COVERAGE)?))).collect()
}

/// The stretch of a price for sale: who has not sold yet meets a buyer nobody has heard of.
fn stretched(
    fits: &BTreeMap<(Segment, Class), ClassFit>,
    fit: &ClassFit,
    footing: Footing,
    coverage: f64,
) -> Option<f64> {
    if fit.has_enough_scores() {
        return stretch(&fit.scores, footing, Some(Source::OWN), coverage);
    }
    // How far sources lie apart in other classes says little of this one.
    Some(conformal::bound(&lent(fits, fit.segment), coverage)? / normal::quantile(0.5 + coverage / 2.0))
}

/// With so many misses of one kind ranges are judged by them alone.
const ENOUGH_SCORES: usize = 50;

/// What a normal sd must be stretched by so that a range meant to hold `coverage` of
/// outcomes holds it; `None` when there are too few misses to tell. Where there are enough
/// of them, misses of the same source decide, among these those of the same footing
/// (Vovk, Gammerman & Shafer 2005, ch. 4.5: categories of conformal prediction); what comes
/// from elsewhere is never believed to be nearer than what does not.
pub(crate) fn stretch(scores: &[Score], footing: Footing, publisher: Option<&str>, coverage: f64) -> Option<f64> {
    let near = |s: &&Score| s.footing != Footing::Elsewhere;
    let own = |s: &&Score| near(s) && publisher == Some(s.publisher.as_str());
    let like = |wanted: Footing| move |s: &&Score| s.footing == wanted;
    let of = |counts: &dyn Fn(&&Score) -> bool| scores.iter().filter(counts).map(|s| s.miss).collect::<Vec<f64>>();
    let first_enough = |kinds: [Vec<f64>; 3]| kinds.into_iter().find(|kind| kind.len() >= ENOUGH_SCORES);
    let bound = |kinds: [Vec<f64>; 3]| conformal::bound(&first_enough(kinds).unwrap_or_else(|| of(&near)), coverage);
    let found = match footing {
        Footing::Elsewhere => {
            let near = bound([of(&like(Footing::Source)), Vec::new(), Vec::new()])?;
            let far = of(&like(Footing::Elsewhere));
            let far = if far.len() >= ENOUGH_SCORES { conformal::bound(&far, coverage) } else { None };
            far.map_or(near, |far| far.max(near))
        }
        same => bound([of(&|s| own(s) && s.footing == same), of(&own), of(&like(same))])?,
    };
    Some(found / normal::quantile(0.5 + coverage / 2.0))
}

fn lent(fits: &BTreeMap<(Segment, Class), ClassFit>, segment: Segment) -> Vec<f64> {
    let of_segment = fits.iter().filter(|((s, _), _)| *s == segment);
    of_segment.flat_map(|(_, fit)| fit.lent.iter().copied()).collect()
}

impl PartPrice {
    /// Log sd of one unit's sale: every factor and the sale's own noise.
    pub fn total_sd(&self) -> f64 {
        let shared: f64 = self.loadings.iter().map(|l| l.sd * l.sd).sum();
        libm::sqrt(shared + self.sale_sd * self.sale_sd)
    }

    /// Quantiles of what one unit would fetch, USD.
    pub fn quantiles(&self) -> Option<Quantiles> {
        let sd = self.total_sd();
        Quantiles::new(GRID.map(|p| libm::exp(self.location + sd * normal::quantile(p)))).ok()
    }

    /// The middle of what one unit would fetch, USD: as likely to be above as below.
    pub fn middle_usd(&self) -> f64 {
        libm::exp(self.location)
    }

    /// Mean of what one unit would fetch, USD: e^(location + sd²/2), a lognormal's mean.
    pub fn mean_usd(&self) -> f64 {
        let sd = self.total_sd();
        libm::exp(self.location + sd * sd / 2.0)
    }

    /// The price as a drawn quantity, without the noise of a sale.
    pub fn drawn(&self) -> DrawnQuantity {
        let loadings = self.loadings.clone();
        DrawnQuantity { transform: Transform::Exp, location: self.location, loadings, each: None }
    }
}

fn loadings(part: &Part, segment: Segment, spread: &Spread, widen: f64) -> Vec<Loading> {
    let class = part.class();
    let family = super::features::family_of(part).unwrap_or_default();
    let all = [
        (format!("kind/{segment}"), spread.kind),
        (format!("class/{segment}/{class}"), spread.class),
        (format!("family/{segment}/{class}/{family}"), spread.family),
        (format!("item/{}", part.id), spread.item),
    ];
    let positive = all.into_iter().filter(|(_, sd)| *sd > 0.0);
    positive.map(|(factor, sd)| Loading { factor, sd: sd * widen }).collect()
}

fn basis(fit: &ClassFit, part: &Part) -> Basis {
    Basis { n_same: fit.same(part).len(), n_class: fit.said.len(), n_sources: fit.publishers(), newest: fit.newest() }
}
