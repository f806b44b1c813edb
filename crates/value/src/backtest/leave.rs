//! Leaving prices out, one by one or with their source.

use rackworth_model::observation::{Observation, ObservationKind};
use rackworth_model::snapshot::Snapshot;

use super::held::{Held, Leave, baseline, part_of};
use crate::parallel::in_parallel;
use crate::policy::{Key, Policy};
use crate::price::{ClassFit, PRICED, Parts, Usable, select, stretch};
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
    let one = |(): &(), i: usize| held(targets[i], snapshot, parts, policy, leave);
    in_parallel(targets.len(), n_threads, || (), one).into_iter().flatten().collect()
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

fn held(target: &Observation, snapshot: &Snapshot, parts: &Parts, policy: &Policy, leave: Leave) -> Option<Held> {
    let max_age = policy.number(Key::MaxAgeMonths);
    let part = part_of(target, parts)?;
    let (class, segment) = (part.class(), part.segment);
    let past = known_without(target, snapshot, leave);
    let (rest, _) = select(class, segment, &past, parts, max_age);
    let actual = crate::price::log_usd(target, snapshot, f64::INFINITY).ok()?;
    let outcome = ClassFit::new(class, segment, &past, parts, max_age).ok().and_then(|fit| {
        let usable = Usable { observation: target, part: Some(part.clone()), log_usd: actual };
        let (estimate, sd) = fit.stated(&usable);
        let scores = scores_for(&fit, &past, parts, max_age);
        let half =
            |coverage: f64| Some(sd * stretch(&scores, coverage)? * crate::normal::quantile(0.5 + coverage / 2.0));
        // What is too uncertain to be told is not told here either.
        let told = half(0.8).is_some_and(|half| 2.0 * half <= libm::log(policy.number(Key::MaxRangeRatio)));
        told.then(|| Outcome { estimate, actual, half80: half(0.8), half90: half(0.9) })
    });
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
}

/// The misses a class is judged by: its own, or its segment's where it has few.
fn scores_for(fit: &ClassFit, past: &Snapshot, parts: &Parts, max_age: f64) -> Vec<f64> {
    if fit.has_enough_scores() {
        return fit.scores.clone();
    }
    let mut all = fit.scores.clone();
    for class in PRICED.into_iter().filter(|class| *class != fit.class) {
        if let Ok(other) = ClassFit::new(class, fit.segment, past, parts, max_age) {
            all.extend(other.scores);
        }
    }
    all
}
