//! The wall between the two segments: nothing on one side moves a byte on the other.

use crate::market::{GENERATOR, as_of, book, hgx, known_by, line, market, market_of, part, r740};
use proptest::prelude::*;
use rackworth_model::UnitPrice;
use rackworth_model::class::Segment;
use rackworth_model::observation::{Condition, Observation, Subject};
use rackworth_value::engine::Holding;

fn is_accelerated(observation: &Observation) -> bool {
    match &observation.subject {
        Subject::Part(id) => book().parts.get(id).is_some_and(|part| part.segment == Segment::Accelerated),
        Subject::Machine(machine) => machine.segment == Segment::Accelerated,
        Subject::Series(_) => false,
    }
}

/// The book with one side of the wall disturbed: prices multiplied, rows left out, one
/// row repeated under another id.
fn disturbed(accelerated: bool, factor: f64, leave_out: usize) -> Vec<Observation> {
    let mut out = Vec::new();
    for (i, observation) in book().observations.iter().enumerate() {
        let mut observation = observation.clone();
        if is_accelerated(&observation) == accelerated {
            if leave_out > 0 && i % (leave_out + 1) == 0 {
                continue;
            }
            let micros = (observation.price.micros as f64 * factor) as i64;
            observation.price = UnitPrice { micros, ..observation.price };
        }
        out.push(observation);
    }
    out
}

fn draws(market: &rackworth_value::engine::Market, holding: &Holding) -> Vec<Vec<f64>> {
    let ways = market.value(holding, GENERATOR).ways;
    [&ways.whole, &ways.parted, &ways.scrap].into_iter().flatten().map(|way| way.draws.clone()).collect()
}

const GENERAL_PARTS: [&str; 5] = [
    "cpu/intel/xeon-gold-6148",
    "dimm/ddr4/rdimm/32g/2666",
    "dimm/ddr5/rdimm/64g/4800",
    "hdd/any/sas/1200g/10000",
    "ssd/any/nvme/3840g/ri",
];
const ACCELERATED_PARTS: [&str; 3] =
    ["gpu/nvidia/tesla-t4-pcie-16g", "gpu/nvidia/a100-sxm4-80g", "gpu/nvidia/h100-pcie-80g"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn accelerated_prices_do_not_move_the_general_market(factor in 0.2_f64..5.0, leave_out in 0_usize..4) {
        let other = market_of(disturbed(true, factor, leave_out));
        for id in GENERAL_PARTS {
            let price = |m: &rackworth_value::engine::Market| m.prices.price(&part(id), Condition::UsedTested);
            prop_assert_eq!(price(market()), price(&other), "{}", id);
        }
        prop_assert_eq!(draws(market(), &r740(&["a", "b"])), draws(&other, &r740(&["a", "b"])));
    }

    #[test]
    fn general_prices_do_not_move_the_accelerated_market(factor in 0.2_f64..5.0, leave_out in 0_usize..4) {
        let other = market_of(disturbed(false, factor, leave_out));
        for id in ACCELERATED_PARTS {
            let price = |m: &rackworth_value::engine::Market| m.prices.price(&part(id), Condition::UsedTested);
            prop_assert_eq!(price(market()), price(&other), "{}", id);
        }
        prop_assert_eq!(draws(market(), &hgx(&["a"])), draws(&other, &hgx(&["a"])));
    }
}

#[test]
fn the_disturbance_is_felt_on_its_own_side() {
    let price = |m: &rackworth_value::engine::Market, id| m.prices.price(&part(id), Condition::UsedTested);
    let accelerated = market_of(disturbed(true, 3.0, 0));
    assert_ne!(price(market(), "gpu/nvidia/tesla-t4-pcie-16g"), price(&accelerated, "gpu/nvidia/tesla-t4-pcie-16g"));
    assert_ne!(draws(market(), &hgx(&["a"])), draws(&accelerated, &hgx(&["a"])));
    let general = market_of(disturbed(false, 3.0, 0));
    assert_ne!(price(market(), "dimm/ddr4/rdimm/32g/2666"), price(&general, "dimm/ddr4/rdimm/32g/2666"));
    // A machine with a GPU in it holds a part of each market.
    let mut mixed = r740(&["a"]);
    mixed.content.push(line(2, "gpu/nvidia/tesla-t4-pcie-16g"));
    assert_ne!(draws(market(), &mixed), draws(&accelerated, &mixed));
}

#[test]
fn what_is_recorded_later_changes_nothing_known_before() {
    let mut later = book().observations.clone();
    for observation in &mut later.clone() {
        observation.id = Observation::id_of("elsewhere", &observation.id.to_string(), "repeated at a tenth");
        observation.price = UnitPrice { micros: observation.price.micros / 10, ..observation.price };
        observation.recorded_at = "2026-11-02T00:00:00Z".parse().unwrap();
        later.push(observation.clone());
    }
    assert!(known_by().0 < "2026-11-02T00:00:00Z".parse().unwrap() && as_of().0.year() == 2026);
    let other = market_of(later);
    assert_eq!(draws(market(), &r740(&["a"])), draws(&other, &r740(&["a"])));
}
