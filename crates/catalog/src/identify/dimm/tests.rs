//! Memory modules by number and by facts.

use proptest::prelude::*;
use rackworth_model::hardware::{ComponentKind, Place};
use rackworth_model::provenance::Locator;

use super::*;

const GIB: u64 = 1 << 30;

fn tables() -> DimmTables {
    let text = "maker,number,capacity_gib,generation,module,speed_mts,ranks,chip_width,source\n\
                HPE,P00924-B21,32,ddr4,rdimm,2933,2,4,https://example.org/p\n\
                Dell,75X1V,32,ddr4,rdimm,3200,2,4,https://example.org/d\n";
    DimmTables::read(text).unwrap()
}

fn module(number: &str) -> RawComponent {
    let place = Place { file: "test".into(), locator: Locator::File };
    let mut component = RawComponent::new(ComponentKind::Dimm, place);
    component.id.part_number = Some(number.to_string());
    component
}

/// The id and, behind it, ranks and chip width of a number: `ddr4/rdimm/32g/2933 2x4`.
fn read(number: &str) -> String {
    let Some(DimmDecoded { spec, .. }) = decode(number) else { return "nothing".to_string() };
    let id = generic_part(&spec).map(|part| part.id.to_string()).unwrap_or_default();
    let shown = |n: Option<u8>| n.map_or("?".to_string(), |n| n.to_string());
    format!("{} {}x{}", id.trim_start_matches("dimm/"), shown(spec.ranks), shown(spec.chip_width))
}

fn identified(component: &RawComponent) -> String {
    match identify(&tables(), component) {
        Identification::Identified { part, rule, .. } => format!("{} by {rule}", part.id),
        Identification::Ambiguous { candidates, why, .. } => {
            let ids: Vec<String> = candidates.iter().map(|(part, weight)| format!("{} {weight:.1}", part.id)).collect();
            format!("{}: {why}", ids.join(" | "))
        }
        Identification::NotAPart { why, .. } => format!("not a part: {why}"),
        Identification::Unidentified { reason } => format!("unidentified: {reason}"),
    }
}

#[test]
fn samsung_numbers() {
    assert_eq!(read("M393A4K40CB2-CVF"), "ddr4/rdimm/32g/2933 2x4");
    assert_eq!(read("M393A8G40AB2-CWE    "), "ddr4/rdimm/64g/3200 ?x4");
    assert_eq!(read("M386A8K40BM2-CTD7Q"), "ddr4/lrdimm/64g/2666 4x4");
    assert_eq!(read("M391A2K43BB1-CTD"), "ddr4/ecc-udimm/16g/2666 2x8");
    assert_eq!(read("M393B1K70CH0-"), "ddr3/rdimm/8g 2x4");
    assert_eq!(read("M393B1K73CHD-YF8"), "ddr3/rdimm/8g/1066 4x8");
    assert_eq!(read("M321R2GA3EB2-CCPKC"), "ddr5/rdimm/16g/6400 1x8");
    assert_eq!(read("M321R8GA0BB0-CQKZJ"), "ddr5/rdimm/64g/4800 2x4");
    assert_eq!(read("M321RYGA0PB0-CWMKH"), "ddr5/rdimm/96g/5600 2x4");
    assert_eq!(read("M321RAJA0MB0-CWMKH"), "ddr5/rdimm/128g/5600 2x4");
    assert_eq!(read("M425R4GA3BB0-CQKOD"), "ddr5/sodimm/32g/4800 2x8");
    assert_eq!(read("M3 93T5750GZA-CE6"), "ddr2/rdimm/2g/667 ?x4");
}

#[test]
fn hynix_numbers() {
    assert_eq!(read("HMA84GR7CJR4N-XN"), "ddr4/rdimm/32g/3200 2x4");
    assert_eq!(read("HMA41GR7MFR8N-TFT1  "), "ddr4/rdimm/8g/2133 2x8");
    assert_eq!(read("HMA84GL7AMR4N-TF"), "ddr4/lrdimm/32g/2133 4x4");
    assert_eq!(read("HMABAGL7ABR4N-XN"), "ddr4/lrdimm/128g/3200 4x4");
    assert_eq!(read("HMA81GS7DJR8N-VK"), "ddr4/ecc-sodimm/8g/2666 1x8");
    assert_eq!(read("HMT31GR7BFR4C-G"), "ddr3/rdimm/8g 2x4");
    assert_eq!(read("HMT41GV7BMR4A-H9"), "ddr3/rdimm/8g/1333 2x4");
    assert_eq!(read("HMCG94AEBRA123N"), "ddr5/rdimm/64g/4800 2x4");
    assert_eq!(read("HMCG78AHBRA477N"), "ddr5/rdimm/16g/6400 1x8");
    assert_eq!(read("HMCT04MEERA131N"), "ddr5/rdimm/128g/4800 4x4");
    assert_eq!(read("HMCGM4MGBRB240N"), "ddr5/rdimm/96g/5600 2x4");
    assert_eq!(read("HYMP525F72CP4N3-Y5"), "ddr2/any/2g/667 ?x?");
}

#[test]
fn micron_and_crucial_numbers() {
    assert_eq!(read("36ASF4G72PZ-2G9E2   "), "ddr4/rdimm/32g/2933 2x4");
    assert_eq!(read("MTA18ASF2G72PDZ-3G2E1"), "ddr4/rdimm/16g/3200 2x8");
    assert_eq!(read("MTA72ASS8G72LZ-2G6D2"), "ddr4/lrdimm/64g/2666 4x4");
    assert_eq!(read("9ASF51272PZ-2G1A2"), "ddr4/rdimm/4g/2133 1x8");
    assert_eq!(read("36JSZF51272PZ1G4F1"), "ddr3/rdimm/4g/1333 2x4");
    assert_eq!(read("18JSF1G72PZ-1"), "ddr3/rdimm/8g 1x4");
    assert_eq!(read("MTC40F2046S1RC48BA1"), "ddr5/rdimm/64g/4800 2x4");
    assert_eq!(read("MTC20F104XS1RC56BB1"), "ddr5/rdimm/48g/5600 1x4");
    assert_eq!(read("MTC40F2046S1HC88XDY WCCCC"), "ddr5/mrdimm/64g/8800 2x4");
    assert_eq!(read("CT16G4RFD8266"), "ddr4/rdimm/16g/2666 2x8");
    assert_eq!(read("CT2K64G4LFQ4266"), "ddr4/lrdimm/64g/2666 4x4");
    assert_eq!(read("CT102472BD160B"), "ddr3/ecc-udimm/8g/1600 ?x?");
    assert_eq!(read("CB16GU2400.C16E"), "ddr4/udimm/16g/2400 ?x?");
    assert_eq!(read("CT32G48C40U5"), "ddr5/udimm/32g/4800 ?x?");
}

#[test]
fn kingston_and_other_numbers() {
    assert_eq!(read("KVR16R11D4/16"), "ddr3/rdimm/16g/1600 2x4");
    assert_eq!(read("KVR16LR11D4/16"), "ddr3/rdimm/16g/1600 2x4");
    assert_eq!(read("KVR16R11D4K4/64"), "ddr3/rdimm/16g/1600 2x4");
    assert_eq!(read("KVR1333D3D4R9S/8G"), "ddr3/rdimm/8g/1333 2x4");
    assert_eq!(read("KSM56R46BD4-64"), "ddr5/rdimm/64g/5600 2x4");
    assert_eq!(read("KSM26ES8/8ME"), "ddr4/ecc-udimm/8g/2666 1x8");
    assert_eq!(read("KSM29LQ4/64"), "ddr4/lrdimm/64g/2933 4x4");
    assert_eq!(read("9965516-031.A00LF"), "nothing");
    assert_eq!(read("NT4GC72B4NA1NL-CG"), "ddr3/any/4g/1333 ?x4");
    assert_eq!(read("EBJ17RH4E6NA-GN-F"), "ddr3/rdimm/16g/1600 ?x4");
    assert_eq!(read("SF4724G4CK8H8HLSBI"), "ddr4/any/32g ?x4");
    assert_eq!(read("NMA1XXD128GPS"), "ddr4/pmem/128g/2666 ?x?");
    assert_eq!(read("SNP7JXF5C/128G"), "any/any/128g ?x?");
    assert_eq!(read("KTD-PE424/32G"), "ddr4/rdimm/32g/2400 ?x?");
    assert_eq!(read("KTL-TS426D8/16G"), "ddr4/rdimm/16g/2666 2x8");
    assert_eq!(read("KTH-PL316LV/16G"), "ddr3/rdimm/16g/1600 ?x?");
    assert_eq!(read("CMK32GX4M2A2666C16"), "ddr4/udimm/16g/2666 ?x?");
    assert_eq!(read("F4-3200C16D-32GVK"), "ddr4/udimm/16g/3200 ?x?");
    assert_eq!(read("EBE51RD8ABFA-4A-E"), "ddr2/rdimm/512m/400 ?x8");
    assert_eq!(read("72T64001HR5A"), "ddr2/rdimm/512m ?x?");
    assert_eq!(read("HYS72T256220HP-3S-B"), "ddr2/rdimm/2g ?x?");
    for number in [
        "",
        "NO DIMM",
        "KINGSTON",
        "CM",
        "F4-",
        "HYS72T",
        "EBE",
        "KTD-PE",
        "Not Specified",
        "M393",
        "HMA",
        "MTC",
        "CT",
        "atermiter",
        "25L3205",
    ] {
        assert_eq!(read(number), "nothing", "{number}");
    }
}

#[test]
fn names_are_as_people_say_them() {
    let name = |number: &str| decode(number).and_then(|found| generic_part(&found.spec)).map(|part| part.name);
    assert_eq!(name("HMA84GR7CJR4N-XN").as_deref(), Some("32 GB DDR4-3200 RDIMM"));
    assert_eq!(name("M393B1K70CH0-").as_deref(), Some("8 GB DDR3 RDIMM"));
    assert_eq!(name("HYMP564U72CP8-Y5").as_deref(), Some("512 MB DDR2-667 ECC UDIMM"));
}

#[test]
fn numbers_of_server_makers_are_looked_up() {
    assert_eq!(identified(&module("p00924-b21 ")), "dimm/ddr4/rdimm/32g/2933 by dimm/oem-number");
    for number in ["SNP75X1VC/32G", "075X1V", "75X1V", "CN-075X1V-12345-67A-0001-A00"] {
        assert_eq!(identified(&module(number)), "dimm/ddr4/rdimm/32g/3200 by dimm/oem-number", "{number}");
    }
    let kit = identified(&module("SNP75X1VC/64G"));
    assert!(kit.contains("dimm/ddr4/any/64g") && kit.ends_with("equal weights are an assumption"), "{kit}");
}

#[test]
fn facts_fill_what_a_number_leaves_open() {
    let mut component = module("M393B1K70CH0-");
    component.facts.speed_mts = Some(1333);
    component.facts.capacity = Some(Bytes(8 * GIB));
    assert_eq!(identified(&component), "dimm/ddr3/rdimm/8g/1333 by dimm/samsung");
    let mut component = module("9965516-031.A00LF");
    component.facts.capacity = Some(Bytes(16 * GIB));
    component.facts.module_type = Some("Registered (Buffered)".to_string());
    component.facts.speed_mts = Some(1067);
    assert_eq!(identified(&component), "dimm/ddr3/rdimm/16g/1066 by dimm/facts");
}

#[test]
fn facts_alone_identify_a_module() {
    let mut component = module("NOT AVAILABLE");
    component.facts.capacity = Some(Bytes(16 * GIB));
    assert_eq!(
        identified(&component),
        "dimm/ddr3/any/16g 0.3 | dimm/ddr4/any/16g 0.3 | dimm/ddr5/any/16g 0.3: \
         its generation is not stated; equal weights are an assumption"
    );
    component.facts.memory_type = Some("DDR4".to_string());
    assert_eq!(identified(&component), "dimm/ddr4/any/16g by dimm/facts");
    component.facts.module_type = Some("RDIMM".to_string());
    component.facts.speed_mts = Some(2667);
    assert_eq!(identified(&component), "dimm/ddr4/rdimm/16g/2666 by dimm/facts");
    component.facts.capacity = Some(Bytes(17 * GIB));
    assert_eq!(identified(&component), "unidentified: memory modules of 17408 MiB are not sold");
    component.facts.capacity = None;
    assert_eq!(identified(&component), "unidentified: neither part number nor capacity is known");
    component.facts.memory_type = Some("DDR4 Persistent memory".to_string());
    component.facts.module_type = None;
    component.facts.capacity = Bytes::from_mib(129_408);
    assert_eq!(identified(&component), "dimm/ddr4/pmem/128g/2666 by dimm/facts");
}

#[test]
fn contradictions_keep_both_readings() {
    let mut component = module("M393A2K40BB2-CTD6Q");
    component.facts.capacity = Some(Bytes(8 * GIB));
    let found = identified(&component);
    assert_eq!(
        found,
        "dimm/ddr4/rdimm/16g/2666 0.5 | dimm/ddr4/rdimm/8g/2666 0.5: \
         the number says 16 GB DDR4-2666 RDIMM, its source reports 8 GB"
    );
    let mut component = module("M393A2K40CB1-CRC");
    component.facts.module_type = Some("UDIMM(ECC)".to_string());
    assert!(identified(&component).starts_with("dimm/ddr4/rdimm/16g/2400 0.9 | dimm/ddr4/ecc-udimm/16g/2400 0.1"));
    let mut component = module("M393A2K40CB1-CRC");
    component.facts.memory_type = Some("DDR3".to_string());
    assert!(identified(&component).starts_with("dimm/ddr4/rdimm/16g/2400 0.9 | dimm/ddr3/rdimm/16g 0.1"));
}

#[test]
fn quirks_are_no_contradictions() {
    let mut component = module("M393A2K43DB2-CWE    ");
    component.facts.memory_type = Some("DDR4".to_string());
    component.facts.capacity = Bytes::from_mib(15_625);
    assert_eq!(identified(&component), "dimm/ddr4/rdimm/16g/3200 by dimm/samsung", "decimal megabytes");
    let mut component = module("M386B4G70DM0-CMA4");
    component.facts.capacity = Bytes::from_mib(32_767);
    component.facts.module_type = Some("RDIMM".to_string());
    component.facts.speed_mts = Some(1333);
    assert_eq!(identified(&component), "dimm/ddr3/lrdimm/32g/1866 by dimm/samsung", "cut, bare and slowed");
    let mut component = module("NMA1XXD128GPS");
    component.facts.capacity = Bytes::from_mib(129_408);
    assert_eq!(identified(&component), "dimm/ddr4/pmem/128g/2666 by dimm/optane");
}

#[test]
fn what_cannot_be_pulled_out_is_no_part() {
    let mut component = module("161-0534-900");
    component.slot = Some("GPU_0_DRAM_0".to_string());
    assert!(identified(&component).starts_with("not a part"));
    let mut component = module("699-2G548-0201-TS3");
    component.facts.memory_type = Some("LPDDR5_SDRAM".to_string());
    component.facts.module_type = Some("RDIMM".to_string());
    assert_eq!(identified(&component), "not a part: LPDDR5_SDRAM memory is soldered");
    let mut component = module("");
    component.slot = Some("ProcessorModule_0_Memory_0".to_string());
    component.facts.capacity = Bytes::from_mib(491_520);
    assert!(identified(&component).starts_with("not a part"));
    assert_eq!(identified(&module("NO DIMM")), "not a part: the slot is empty");
    let mut component = module("");
    component.facts.capacity = Some(Bytes(0));
    assert_eq!(identified(&component), "not a part: the slot is empty");
}

#[test]
fn tables_tell_what_is_wrong_with_them() {
    let text = "maker,number,capacity_gib,generation,module,speed_mts,ranks,chip_width,source\n\
                HPE,A,32,ddr9,rdimm,2933,2,4,https://example.org\n\
                HPE,B,32,ddr4,rdimm,2933,2,4,https://example.org\n\
                HPE,B,32,ddr4,rdimm,2933,2,4,https://example.org\n";
    let told = DimmTables::read(text).unwrap_err().to_string();
    assert!(told.contains("line 2, column `generation`") && told.contains("line 4, column `number`"), "{told}");
}

proptest! {
    #[test]
    fn any_text_is_decoded_or_refused(text in "\\PC{0,40}") {
        decode(&text);
    }

    /// Numbers that look like real ones, cut and mangled.
    #[test]
    fn mangled_numbers_never_panic(
        start in "(M393A|M3 93T|M321R|HMA|HMCG|HMT|HYMP|MTA|MTC|36|18JSF|KVR|KSM|KVR1333D|CT|CT2K|NT|EBJ|SF472|NMA1XXD|SNP|99)",
        rest in "[0-9A-Z /.é-]{0,24}",
    ) {
        if let Some(found) = decode(&(start + &rest)) {
            prop_assert!(found.spec.capacity.0 > 0);
            prop_assert!(generic_part(&found.spec).is_some());
        }
    }

    #[test]
    fn any_report_is_weighed(
        number in "(M393A4K40CB2-CVF|HMT31GR7BFR4C-G|9965516-031.A00LF|NMA1XXD128GPS|P00924-B21|\\PC{0,12})",
        capacity in proptest::option::of(0_u64..1 << 42),
        kind in proptest::option::of("(DDR3|DDR4|DDR5|HBM|\\PC{0,8})"),
        form in proptest::option::of("(RDIMM|UDIMM|LRDIMM|\\PC{0,8})"),
        speed in proptest::option::of(0_u32..10_000),
    ) {
        let mut component = module(&number);
        component.facts.capacity = capacity.map(Bytes);
        component.facts.memory_type = kind;
        component.facts.module_type = form;
        component.facts.speed_mts = speed;
        let candidates = identify(&tables(), &component).candidates();
        let total: f64 = candidates.iter().map(|(_, weight)| weight).sum();
        prop_assert!(candidates.is_empty() || (total - 1.0).abs() < 1e-9);
        prop_assert!(candidates.is_sorted_by(|a, b| a.1 >= b.1), "the heaviest first");
    }

    /// The id says everything a generic part is known by.
    #[test]
    fn whitespace_and_case_do_not_matter(number in "(M393A4K40CB2-CVF|HMA84GR7CJR4N-XN|MTA36ASF4G72PZ-2G9E2|KSM26RD4/32)") {
        let padded = format!("  {}   ", number.to_lowercase());
        prop_assert_eq!(read(&padded), read(&number));
    }
}
