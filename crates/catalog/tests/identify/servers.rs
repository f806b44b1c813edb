//! Machines from real model strings.

use proptest::prelude::*;
use rackworth_catalog::spec::Spec;
use rackworth_model::hardware::HardwareId;

use crate::common::{catalog, told};

fn server(manufacturer: &str, model: &str) -> String {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let id = HardwareId { manufacturer: some(manufacturer), model: some(model), ..HardwareId::default() };
    told(&catalog().identify_server(&id))
}

#[test]
fn model_strings_of_all_sources_are_read() {
    for (model, id) in [
        ("PowerEdge R640                  ", "chassis/dell/poweredge-r640"),
        ("Dell R740", "chassis/dell/poweredge-r740"),
        ("R740xd", "chassis/dell/poweredge-r740xd"),
        ("PowerEdge R730XD", "chassis/dell/poweredge-r730xd"),
        ("Poweredge r640 8x2.5", "chassis/dell/poweredge-r640"),
        ("PowerEdge R740xd2", "chassis/dell/poweredge-r740xd2"),
        ("PowerEdge R6515 (SKU=NotProvided;ModelName=PowerEdge R6515)", "chassis/dell/poweredge-r6515"),
        ("PowerEdge C6220 II", "chassis/dell/poweredge-c6220-ii"),
        ("PowerEdge 2950", "chassis/dell/poweredge-2950"),
        ("OEM-R 720xd", "chassis/dell/poweredge-r720xd"),
        ("XC740xd-12 CORE", "chassis/dell/xc740xd"),
        ("PowerEdge M640", "chassis/dell/poweredge-m640"),
        ("PowerEdge XE9680", "chassis/dell/poweredge-xe9680"),
        ("ProLiant DL380a Gen11 -- SIMULATED", "chassis/hpe/proliant-dl380a-gen11"),
        ("ProLiant DL360 Gen10 Plus - SIMULATED", "chassis/hpe/proliant-dl360-gen10-plus"),
        ("ProLiant DL385 Gen10 Plus v2", "chassis/hpe/proliant-dl385-gen10-plus-v2"),
        ("DL380 G9", "chassis/hpe/proliant-dl380-gen9"),
        ("HP DL380 Gen8", "chassis/hpe/proliant-dl380p-gen8"),
        ("DL360 Gen10+", "chassis/hpe/proliant-dl360-gen10-plus"),
        ("ProLiant DL380 G7", "chassis/hpe/proliant-dl380-g7"),
        ("ProLiant XL675d Gen10 Plus", "chassis/hpe/proliant-xl675d-gen10-plus"),
        ("ThinkSystem SR670 V2", "chassis/lenovo/thinksystem-sr670-v2"),
        ("SR650", "chassis/lenovo/thinksystem-sr650"),
        ("7X19CTO1WW", "chassis/lenovo/thinksystem-sr850"),
        ("7Z23CTO1WW", "chassis/lenovo/thinksystem-sr670-v2"),
        ("System x3650 M5: -[8871AC1]-", "chassis/lenovo/system-x3650-m5"),
        ("UCSC-C220-M4S", "chassis/cisco/ucs-c220-m4"),
        ("(R) UCSC-C220-M5SX", "chassis/cisco/ucs-c220-m5"),
        ("UCSC-C240-M5SN", "chassis/cisco/ucs-c240-m5sn"),
        ("HXAF240C-M5SX", "chassis/cisco/hyperflex-hxaf240c-m5"),
        ("SYS-821GE-TNHR", "chassis/supermicro/sys-821ge-tnhr"),
        ("AS -1014S-WTRT", "chassis/supermicro/as-1014s-wtrt"),
        ("H262-Z63-00", "chassis/gigabyte/h262-z63"),
        ("S2600BPB", "chassis/intel/s2600bpb"),
        ("GB200 NVL", "chassis/nvidia/gb200-nvl-compute-tray"),
    ] {
        assert_eq!(server("", model), id, "{model}");
    }
}

#[test]
fn a_model_is_not_read_out_of_a_longer_word() {
    for model in ["R7400", "XR740", "2950", "Super Server", "3500", "", "To be filled by O.E.M.", "PowerEdge"] {
        assert_eq!(server("", model), "?", "{model}");
    }
}

#[test]
fn a_model_without_its_generation_keeps_all_generations() {
    let found = server("HPE", "ProLiant DL380");
    assert!(found.contains("dl380-gen9 | ") && found.contains("dl380-gen10-plus | "), "{found}");
    assert!(!found.contains("dl380a"), "{found}");
    assert!(server("", "C220").contains("ucs-c220-m5"));
}

#[test]
fn a_maker_that_contradicts_the_model_lowers_the_confidence() {
    let id =
        HardwareId { manufacturer: Some("Dell Inc.".into()), model: Some("GB200 NVL".into()), ..HardwareId::default() };
    match catalog().identify_server(&id) {
        rackworth_catalog::Identification::Identified { confidence, .. } => assert!(confidence.get() < 0.9),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_machine_is_itself() {
    for part in catalog().parts() {
        let Spec::Server(spec) = &part.spec else { continue };
        for model in
            [part.name.clone(), format!("{}                ", part.name.to_uppercase()), part.name.to_lowercase()]
        {
            assert_eq!(server("", &model), part.id.to_string(), "{model}");
            assert_eq!(server(&spec.maker, &model), part.id.to_string(), "{model}");
        }
    }
}

proptest! {
    #[test]
    fn any_words_are_identified_or_refused(manufacturer in "\\PC{0,20}", model in "\\PC{0,50}") {
        server(&manufacturer, &model);
    }
}
