//! Parts whose id says all there is to know of them.

use proptest::prelude::*;
use rackworth_catalog::generic;
use rackworth_catalog::spec::Spec;
use rackworth_model::ids::PartId;
use rackworth_model::measure::{Bytes, Watts};

use crate::common::catalog;

fn part(id: &str) -> Option<std::sync::Arc<rackworth_catalog::Part>> {
    catalog().part(&id.parse().unwrap())
}

#[test]
fn generic_ids_are_resolved() {
    let Spec::Dimm(dimm) = &part("dimm/ddr4/rdimm/32g/3200").unwrap().spec else { panic!() };
    assert_eq!((dimm.capacity, dimm.speed_mts), (Bytes::from_gib(32).unwrap(), Some(3200)));
    let Spec::Drive(drive) = &part("ssd/any/nvme/1920g/ri").unwrap().spec else { panic!() };
    assert_eq!(drive.capacity, Bytes::from_gb(1920));
    let Spec::Psu(psu) = &part("psu/dell/750w").unwrap().spec else { panic!() };
    assert_eq!(psu.watts, Some(Watts(750)));
    for id in ["dimm/ddr4/any/32g", "ssd/samsung/mz7lh1t9hmlt", "dimm/ddr5/rdimm/64g/4800", "hdd/any/sas/1200g/10000"] {
        assert!(part(id).is_some(), "{id}");
    }
}

#[test]
fn ids_that_are_written_differently_or_unknown_are_not_resolved() {
    for id in [
        "dimm/ddr4/rdimm",
        "dimm/rdimm/ddr4/32g/3200",
        "cpu/intel/xeon-gold-0000",
        "psu/dell/0750w",
        "psu/dell",
        "ssd/x",
    ] {
        assert_eq!(part(id), None, "{id}");
    }
}

proptest! {
    #[test]
    fn any_id_is_resolved_to_itself_or_not_at_all(text in "(dimm|ssd|hdd|psu|cpu)(/[a-z0-9.-]{1,6}){1,5}") {
        let id: PartId = text.parse().unwrap();
        if let Some(part) = generic::part_of_id(&id) {
            prop_assert_eq!(part.id, id);
        }
    }
}
