//! Totals of memory: `768GB` says how much, not in how many modules of what size.
//!
//! Every split a machine can hold is kept, all with equal weight. That is an assumption,
//! and the text of each alternative says so.

use rackworth_model::measure::Bytes;

use crate::spec::{MemoryGeneration, ServerSpec};

/// Sizes memory modules of servers are sold in, GiB.
const MODULES: [u64; 6] = [8, 16, 32, 64, 128, 256];
/// Slots of a machine nobody has described.
const USUAL_SLOTS: u64 = 32;
/// No machine holds more, GiB.
const MOST: f64 = 65_536.0;

/// A way to make up a total: so many modules of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) modules: u32,
    pub(super) gib: u64,
}

impl Split {
    pub(super) fn capacity(self) -> Option<Bytes> {
        Bytes::from_gib(self.gib)
    }

    /// What stands beside the words it was read from.
    pub(super) fn shown(self) -> String {
        format!("assumed {} × {} GB; every split its slots allow is taken as equally likely", self.modules, self.gib)
    }
}

/// Whole GiB of a reported total. What a hypervisor keeps back, and totals written in
/// decimal units, are made up for where the next size of memory is within four percent.
pub(super) fn whole_gib(gb: f64) -> Option<u64> {
    if !(1.0..=MOST).contains(&gb) {
        return None;
    }
    let near = (gb.round() - gb).abs() < 0.01 && (gb.round() as u64).is_multiple_of(4);
    let sold = (gb / 8.0).ceil() * 8.0;
    if near || gb <= 8.0 && (gb.round() - gb).abs() < 0.01 {
        return Some(gb.round() as u64);
    }
    (sold / gb < 1.04).then_some(sold as u64)
}

/// Every feasible split, small modules first: a whole number of modules of a size its
/// generation has, in the slots there are, an even number where there are two sockets
/// (unless nothing even fits).
pub(super) fn splits(total_gib: u64, host: Option<&ServerSpec>) -> Vec<Split> {
    let slots = host.and_then(|host| host.dimm_slots).map_or(USUAL_SLOTS, u64::from);
    let generation = host.and_then(|host| host.memory);
    let sized = MODULES.into_iter().filter(|gib| exists(*gib, generation) && total_gib.is_multiple_of(*gib));
    let all: Vec<Split> = sized
        .filter_map(|gib| Some(Split { modules: u32::try_from(total_gib / gib).ok()?, gib }))
        .filter(|split| (1..=slots).contains(&u64::from(split.modules)))
        .collect();
    let two_sockets = host.and_then(|host| host.sockets).is_some_and(|sockets| sockets == 2);
    let even: Vec<Split> = all.iter().copied().filter(|split| split.modules.is_multiple_of(2)).collect();
    if two_sockets && !even.is_empty() { even } else { all }
}

/// Registered modules of these sizes were made in this generation. DDR3 ended at 64 GB
/// (LRDIMM), DDR5 starts at 16 GB.
fn exists(gib: u64, generation: Option<MemoryGeneration>) -> bool {
    match generation {
        Some(MemoryGeneration::Ddr2) => gib <= 8,
        Some(MemoryGeneration::Ddr3) => gib <= 64,
        Some(MemoryGeneration::Ddr5) => gib >= 16,
        Some(MemoryGeneration::Ddr4) | None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rackworth_model::class::Segment;

    fn host(sockets: u32, slots: u32, memory: MemoryGeneration) -> ServerSpec {
        ServerSpec {
            maker: "Dell".to_string(),
            family: None,
            segment: Segment::General,
            generation: None,
            launch_year: None,
            rack_units: None,
            sockets: Some(sockets),
            dimm_slots: Some(slots),
            memory: Some(memory),
            max_speed_mts: None,
            max_cpu_tdp: None,
            cpu_generations: Vec::new(),
        }
    }

    fn shown(total: u64, host: &ServerSpec) -> Vec<(u32, u64)> {
        splits(total, Some(host)).iter().map(|split| (split.modules, split.gib)).collect()
    }

    #[test]
    fn a_total_is_split_as_its_machine_allows() {
        let r740 = host(2, 24, MemoryGeneration::Ddr4);
        assert_eq!(shown(768, &r740), [(24, 32), (12, 64), (6, 128)]);
        assert_eq!(shown(384, &r740), [(24, 16), (12, 32), (6, 64)]);
        assert_eq!(shown(64, &host(1, 4, MemoryGeneration::Ddr4)), [(4, 16), (2, 32), (1, 64)]);
        assert_eq!(shown(512, &host(2, 16, MemoryGeneration::Ddr3)), [(16, 32), (8, 64)]);
        assert_eq!(shown(32, &host(2, 24, MemoryGeneration::Ddr4)), [(4, 8), (2, 16)]);
        assert_eq!(shown(8, &host(2, 24, MemoryGeneration::Ddr4)), [(1, 8)]);
        assert!(shown(7, &r740).is_empty());
    }

    #[test]
    fn what_a_hypervisor_keeps_back_is_made_up_for() {
        assert_eq!(whole_gib(196_514.0 / 1024.0), Some(192));
        assert_eq!(whole_gib(768.0), Some(768));
        assert_eq!(whole_gib(255.6), Some(256));
        assert_eq!(whole_gib(4.0), Some(4));
        assert_eq!(whole_gib(0.0), None);
        assert_eq!(whole_gib(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn every_split_makes_up_the_total(total in 0_u64..10_000, slots in 1_u32..100, sockets in 1_u32..5) {
            for split in splits(total, Some(&host(sockets, slots, MemoryGeneration::Ddr4))) {
                prop_assert_eq!(u64::from(split.modules) * split.gib, total);
                prop_assert!((1..=slots).contains(&split.modules));
            }
        }
    }
}
