//! Laws every valuation keeps.

use crate::market::{GENERATOR, ids, line, market, part, r740, unknown};
use proptest::prelude::*;
use rackworth_model::class::Class;
use rackworth_model::explain::{FactRef, Figure, Step, StepKind, Transform};
use rackworth_model::observation::Condition;
use rackworth_value::engine::{Holding, Way};
use rackworth_value::policy::{Key, read};
use rackworth_value::random::Generator;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
}

fn mean_of(step: &Step) -> f64 {
    match &step.figure {
        Figure::Drawn { mean, .. } | Figure::Share { mean, .. } => *mean,
        Figure::Fixed { value, .. } => *value,
    }
}

#[test]
fn an_explanation_folds_to_its_number_from_its_leaves() {
    let holding = r740(&["a", "b", "c"]);
    let value = market().value(&holding, GENERATOR);
    for way in [Way::Whole, Way::PartedOut, Way::Scrap] {
        let of = value.ways.of(way).unwrap();
        assert_eq!(of.refold(GENERATOR), of.draws, "{way}");
        let explained = market().explain(&holding, way, GENERATOR).unwrap();
        assert!(close(mean_of(&explained.root), of.mean()), "{way}");
    }
}

#[test]
fn every_step_follows_from_the_steps_below_it() {
    for way in [Way::Whole, Way::PartedOut] {
        let explained = market().explain(&r740(&["a", "b"]), way, GENERATOR).unwrap();
        for step in explained.steps() {
            let below: Vec<f64> = step.from.iter().map(mean_of).collect();
            match &step.what {
                StepKind::Sum => assert!(close(mean_of(step), below.iter().sum()), "{}", step.label),
                StepKind::Count { n } => assert!(close(mean_of(step), f64::from(*n) * below[0]), "{}", step.label),
                StepKind::Scale { by } => assert!(close(mean_of(step), by * below[0]), "{}", step.label),
                StepKind::Choose { chosen } => assert!(close(mean_of(step), below[*chosen]), "{}", step.label),
                _ => {}
            }
        }
    }
}

#[test]
fn every_leaf_is_an_observation_an_assumption_or_what_is_believed_before_any() {
    let explained = market().explain(&r740(&["a"]), Way::PartedOut, GENERATOR).unwrap();
    for step in explained.steps() {
        match &step.what {
            StepKind::Drawn(drawn) if drawn.transform == Transform::Logistic && step.from.is_empty() => {
                let named =
                    step.facts.iter().any(|fact| matches!(fact, FactRef::Policy(key) if key.starts_with("yield.")));
                assert!(named, "{} has no source", step.label);
            }
            StepKind::Drawn(_) => assert!(!step.from.is_empty(), "{} has no evidence", step.label),
            StepKind::Fixed { .. } => {
                assert!(step.facts.iter().any(|f| matches!(f, FactRef::Policy(_))), "{} has no source", step.label);
            }
            _ => {}
        }
    }
}

#[test]
fn comparables_and_prior_give_a_drawn_quantity_its_location() {
    let explained = market().explain(&r740(&["a"]), Way::Whole, GENERATOR).unwrap();
    let mut seen = 0;
    for step in explained.steps() {
        let StepKind::Drawn(drawn) = &step.what else { continue };
        let part = |evidence: &Step| match &evidence.what {
            StepKind::Comparable { log_price, weight, .. } => weight * log_price,
            StepKind::Prior { contribution } => *contribution,
            _ => 0.0,
        };
        if !step.from.is_empty() {
            seen += 1;
            assert!(close(step.from.iter().map(part).sum(), drawn.location), "{}", step.label);
        }
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn one_thread_and_eight_give_the_same_bytes() {
    let holdings: Vec<Holding> = (0..12).map(|i| r740(&[&format!("m{i}"), &format!("n{i}")])).collect();
    let draws = |n_threads| -> Vec<Vec<f64>> {
        let values = market().value_all(&holdings, GENERATOR, n_threads);
        values.into_iter().map(|value| value.ways.best_value().unwrap().draws.clone()).collect()
    };
    assert_eq!(draws(1), draws(8));
}

#[test]
fn a_draw_does_not_depend_on_which_other_assets_are_there() {
    let alone = market().value(&r740(&["a"]), GENERATOR);
    let b = market().value(&r740(&["b"]), GENERATOR);
    let both = market().value(&r740(&["a", "b"]), GENERATOR);
    let whole = |v: &rackworth_value::engine::HoldingValue| v.ways.whole.clone().unwrap().draws;
    for (d, together) in whole(&both).iter().enumerate() {
        assert!(close(*together, (whole(&alone)[d] + whole(&b)[d]) / 2.0), "draw {d}");
    }
}

#[test]
fn an_unidentified_component_changes_coverage_and_never_value() {
    let plain = market().value(&r740(&["a"]), GENERATOR);
    let mut holding = r740(&["a"]);
    holding.content.push(unknown(3, Class::Nic));
    let with = market().value(&holding, GENERATOR);
    assert_eq!(with.ways.whole.unwrap().draws, plain.ways.whole.unwrap().draws);
    assert_eq!(with.ways.parted.unwrap().draws, plain.ways.parted.unwrap().draws);
    assert_eq!((with.coverage.priced, with.coverage.total), (plain.coverage.priced, plain.coverage.total + 3));
    assert_eq!(with.gaps.len(), 1);
    assert_eq!(with.gaps[0].units, 3);
}

#[test]
fn a_machine_without_a_price_is_a_gap_and_its_parts_still_count() {
    let mut holding = r740(&["a"]);
    let reason = rackworth_model::GapKind::Unidentified { reason: "no model".into() };
    holding.machine.as_mut().unwrap().shape = Err(reason);
    let value = market().value(&holding, GENERATOR);
    assert!(value.ways.whole.is_none());
    assert!(value.ways.parted.is_some());
    assert_eq!(value.coverage.total - value.coverage.priced, 1);
}

#[test]
fn nothing_known_at_all_has_no_figure() {
    let mut holding = r740(&["a"]);
    holding.machine.as_mut().unwrap().shape = Err(rackworth_model::GapKind::Unidentified { reason: "x".into() });
    holding.content = vec![unknown(2, Class::Cpu)];
    let value = market().value(&holding, GENERATOR);
    assert!(value.ways.best.is_none() && value.ways.best_value().is_none());
}

#[test]
fn drives_to_be_shredded_are_worth_minus_the_shredding() {
    let mut shredding = market().clone();
    let mine = "[drives]\ntreatment = \"shred\"\nusd_per_shred = 10\n";
    shredding.policy = shredding.policy.with(read(mine, Some("mine.toml")).unwrap());
    let mut bare = r740(&["a"]);
    bare.content.retain(|line| !matches!(line.class, Class::Ssd | Class::Hdd));
    let without = shredding.value(&bare, GENERATOR).ways.whole.unwrap();
    let with = shredding.value(&r740(&["a"]), GENERATOR).ways.whole.unwrap();
    // Nine drives at 10 USD each.
    for (with, without) in with.draws.iter().zip(&without.draws) {
        assert!(close(with + 90.0, *without));
    }
    assert_eq!(shredding.policy.number(Key::UsdPerShred), 10.0);
}

#[test]
fn a_worn_drive_is_not_sold() {
    let mut worn = r740(&["a"]);
    worn.content[2].life_left_percent = Some(40);
    let whole = |holding: &Holding| market().value(holding, GENERATOR).ways.whole.unwrap().mean();
    assert!(whole(&worn) < whole(&r740(&["a"])));
    worn.content[2].life_left_percent = Some(90);
    assert!(close(whole(&worn), whole(&r740(&["a"]))));
}

#[test]
fn an_uncertain_reading_lies_between_its_options() {
    let with = |parts| {
        let mut holding = r740(&["a"]);
        holding.content[1].parts = Ok(parts);
        market().value(&holding, GENERATOR).ways.whole.unwrap().mean()
    };
    let small = vec![(part("dimm/ddr4/rdimm/16g/2666"), 24)];
    let large = vec![(part("dimm/ddr4/rdimm/64g/2666"), 24)];
    let (low, high) = (with(vec![(1.0, small.clone())]), with(vec![(1.0, large.clone())]));
    let mixed = with(vec![(0.5, small), (0.5, large)]);
    assert!(low < mixed && mixed < high, "{low} {mixed} {high}");
}

#[test]
fn conditions_and_premises_order_as_they_should() {
    let condition = |condition| {
        let holding = Holding { condition, ..r740(&["a"]) };
        market().value(&holding, GENERATOR).ways.whole.unwrap().mean()
    };
    assert!(condition(Condition::ForParts) < condition(Condition::UsedTested));
    assert!(condition(Condition::UsedTested) < condition(Condition::Refurbished));
    let mut forced = market().clone();
    forced.policy = forced.policy.with(read("[sale]\npremise = \"forced\"\n", Some("f")).unwrap());
    let whole = |m: &rackworth_value::engine::Market| m.value(&r740(&["a"]), GENERATOR).ways.whole.unwrap().mean();
    assert!(whole(&forced) < 0.6 * whole(market()));
}

#[test]
fn loose_parts_have_no_whole() {
    let holding = Holding { machine: None, assets: ids(&["lot"]), ..r740(&["x"]) };
    let value = market().value(&holding, GENERATOR);
    assert!(value.ways.whole.is_none() && value.ways.scrap.is_none());
    assert_eq!(value.ways.best, Some(Way::PartedOut));
}

#[test]
fn superchips_are_not_pulled() {
    let mut holding = crate::market::hgx(&["tray"]);
    holding.content = vec![line(2, "gpu/nvidia/gh200-superchip-96g"), line(1, "ssd/any/nvme/1920g/ri")];
    let value = market().value(&holding, GENERATOR);
    assert!(!value.ways.pulled.contains(&Class::Gpu));
    assert!(value.ways.whole.unwrap().mean() > 1_000.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_components_does_not_matter(order in Just([0_usize, 1, 2, 3]).prop_shuffle()) {
        let mut turned = r740(&["a"]);
        turned.content = order.iter().map(|&i| r740(&["a"]).content[i].clone()).collect();
        let (a, b) = (market().value(&r740(&["a"]), GENERATOR), market().value(&turned, GENERATOR));
        prop_assert!(close(a.ways.whole.unwrap().mean(), b.ways.whole.unwrap().mean()));
        prop_assert!(close(a.ways.parted.unwrap().mean(), b.ways.parted.unwrap().mean()));
    }

    #[test]
    fn more_of_the_same_is_worth_more(n in 1_u32..24) {
        let whole = |n: u32| {
            let mut holding = r740(&["a"]);
            holding.content[1] = line(n, "dimm/ddr4/rdimm/32g/2666");
            market().value(&holding, GENERATOR).ways.whole.unwrap().mean()
        };
        prop_assert!(whole(n + 1) > whole(n));
    }

    #[test]
    fn the_seed_moves_draws_and_hardly_the_answer(seed in any::<u64>()) {
        let generator = Generator { seed, n_draws: 2000 };
        let mean = market().value(&r740(&["a"]), generator).ways.whole.unwrap().mean();
        let usual = market().value(&r740(&["a"]), Generator { seed: 1, n_draws: 2000 }).ways.whole.unwrap().mean();
        // Five standard errors of a mean of 2,000 draws whose sd is half the mean.
        prop_assert!((mean / usual - 1.0).abs() < 0.1, "{} {}", mean, usual);
    }
}
