//! Leaving prices out, one by one or with their source.

use std::collections::BTreeMap;

use rackworth_model::ids::ObservationId;
use rackworth_model::observation::{Observation, ObservationKind};
use rackworth_model::snapshot::Snapshot;

use super::held::{Held, Leave, baseline, part_of};
use crate::parallel::in_parallel;
use crate::policy::{Key, Policy};
use crate::price::{ClassFit, PRICED, Parts, Score, Usable, select, stretch};
use crate::stats::accuracy::Outcome;

/// Estimates every plain price of a snapshot without itself, in the order of the
/// snapshot's observations. `counts` chooses which are held out.
pub fn leave_out(
    snapshot: &Snapshot,
    parts: &Parts,
    policy: &Policy,
    leave: Leave,
    n_threads: usize,
    counts: impl Fn(&Observation) -> bool,
) -> Vec<Held> {
    let plain = |o: &&Observation| {
        let stated = !matches!(o.kind, ObservationKind::Indexed | ObservationKind::ListNew);
        stated && part_of(o, parts).is_some() && counts(o)
    };
    let targets: Vec<&Observation> = snapshot.observations.iter().filter(plain).collect();
    // Targets that leave the same prices out share a fit.
    let mut shared: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (i, target) in targets.iter().enumerate() {
        let Some(part) = part_of(target, parts) else { continue };
        let alone = (leave == Leave::One).then_some(i);
        let key = (part.segment, part.class(), target.observed_on, target.recorded_at, &target.source.publisher, alone);
        shared.entry(key).or_default().push(i);
    }
    let groups: Vec<Vec<&Observation>> =
        shared.into_values().map(|group| group.into_iter().map(|i| targets[i]).collect()).collect();
    let one = |(): &(), i: usize| held(&groups[i], snapshot, parts, policy, leave);
    let mut found: Vec<Held> = in_parallel(groups.len(), n_threads, || (), one).into_iter().flatten().collect();
    let order: BTreeMap<ObservationId, usize> = targets.iter().enumerate().map(|(i, o)| (o.id, i)).collect();
    found.sort_by_key(|held| order.get(&held.observation).copied());
    found
}

/// What could be known on the day of an observation without it: the snapshot as of that
/// day, known by the moment it was recorded, less what is left out.
fn known_without(target: &Observation, snapshot: &Snapshot, leave: Leave) -> Snapshot {
    let known = |o: &&Observation| {
        let left_out = match leave {
            Leave::One => o.id == target.id,
            Leave::Source => o.source.publisher == target.source.publisher,
        };
        o.observed_on <= target.observed_on && o.recorded_at <= target.recorded_at && !left_out
    };
    let mut past = snapshot.clone();
    past.as_of.0 = target.observed_on;
    past.known_by.0 = target.recorded_at;
    past.observations = snapshot.observations.iter().filter(known).cloned().collect();
    past
}

/// Estimates targets of one class, day and publisher by what is known without them.
fn held(targets: &[&Observation], snapshot: &Snapshot, parts: &Parts, policy: &Policy, leave: Leave) -> Vec<Held> {
    let (max_age, max_ratio) = (policy.number(Key::MaxAgeMonths), policy.number(Key::MaxRangeRatio));
    let Some((first, part)) = targets.first().and_then(|first| Some((first, part_of(first, parts)?))) else {
        return Vec::new();
    };
    let (class, segment) = (part.class(), part.segment);
    let past = known_without(first, snapshot, leave);
    let (rest, _) = select(class, segment, &past, parts, max_age);
    let fitted = ClassFit::new(class, segment, &past, parts, max_age, max_ratio).ok();
    let fitted = fitted.map(|fit| (scores_for(&fit, &past, parts, (max_age, max_ratio)), fit));
    let one = |target: &&Observation| {
        let part = part_of(target, parts)?;
        let actual = crate::price::log_usd(target, snapshot, f64::INFINITY).ok()?;
        let usable = Usable { observation: target, part: Some(part.clone()), log_usd: actual };
        let outcome = fitted.as_ref().and_then(|(scores, fit)| outcome(fit, scores, &usable, policy));
        Some(Held {
            observation: target.id,
            segment,
            class,
            item: part.id.to_string(),
            publisher: target.source.publisher.clone(),
            observed_on: target.observed_on,
            outcome,
            actual,
            baseline: baseline(target, part, &rest),
        })
    };
    targets.iter().filter_map(one).collect()
}

/// The estimate of a statement and its ranges; `None` where it is too uncertain to be told.
fn outcome(fit: &ClassFit, scores: &[Score], usable: &Usable<'_>, policy: &Policy) -> Option<Outcome> {
    let (estimate, sd) = fit.stated(usable);
    let (footing, publisher) = (fit.footing(usable), usable.observation.source.publisher.as_str());
    let half = |coverage: f64| {
        Some(sd * stretch(scores, footing, Some(publisher), coverage)? * crate::normal::quantile(0.5 + coverage / 2.0))
    };
    let told = fit.has_some_scores()
        && half(0.8).is_some_and(|half| 2.0 * half <= libm::log(policy.number(Key::MaxRangeRatio)));
    told.then(|| Outcome { estimate, actual: usable.log_usd, half80: half(0.8), half90: half(0.9) })
}

/// The misses a class is judged by: its own, or its segment's where it has few.
fn scores_for(fit: &ClassFit, past: &Snapshot, parts: &Parts, (max_age, max_ratio): (f64, f64)) -> Vec<Score> {
    if fit.has_enough_scores() {
        return fit.scores.clone();
    }
    let mut lent = fit.lent.clone();
    for class in PRICED.into_iter().filter(|class| *class != fit.class) {
        if let Ok(other) = ClassFit::new(class, fit.segment, past, parts, max_age, max_ratio) {
            lent.extend(other.lent);
        }
    }
    lent.into_iter().map(Score::lent).collect()
}
