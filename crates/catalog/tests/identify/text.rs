//! What people type, understood and identified.

use std::sync::Arc;

use proptest::prelude::*;
use rackworth_catalog::TextReading;
use rackworth_catalog::spec::{ServerSpec, Spec};
use rackworth_model::hardware::ComponentKind::{self, Cpu, Dimm, Drive, Gpu, Nic, Psu, Raid, Unknown};
use rackworth_model::hardware::{HardwareId, Place, RawComponent};
use rackworth_model::inventory::{Amounts, RawText, TextUnit};
use rackworth_model::provenance::Locator;

use crate::common::{catalog, told};

fn raw(kind: ComponentKind, text: &str) -> RawText {
    RawText {
        kind,
        text: text.to_string(),
        count: None,
        amounts: Amounts::Unsaid,
        unit: None,
        id: HardwareId::default(),
        place: Place { file: Arc::from("list.csv"), locator: Locator::Line(2) },
    }
}

fn r740() -> ServerSpec {
    match &catalog().part(&"chassis/dell/poweredge-r740".parse().unwrap()).unwrap().spec {
        Spec::Server(spec) => spec.clone(),
        other => panic!("{other:?}"),
    }
}

fn read(text: &RawText) -> TextReading {
    catalog().read_text(text, Some(&r740()))
}

fn component(raw: &RawComponent) -> String {
    let id = told(&catalog().identify(raw));
    let id = match id.split_once(" | ") {
        _ if id == "?" => format!("? {}", raw.kind),
        Some((first, _)) => format!("{first} |…"),
        None => id,
    };
    format!("{}× {id}", raw.count)
}

/// Readings in order, options between `||`, components between `+`; `none` for a reading
/// without components; then `unread: …`.
fn shown(reading: &TextReading) -> Vec<String> {
    let option = |components: &[RawComponent]| match components {
        [] => "none".to_string(),
        _ => components.iter().map(component).collect::<Vec<_>>().join(" + "),
    };
    let readings = reading.readings.iter().map(|reading| {
        let options: Vec<String> = reading.options().iter().map(|o| option(&o.components)).collect();
        options.join(" || ")
    });
    readings.chain(reading.unread.iter().map(|unread| format!("unread: {}", unread.text))).collect()
}

fn of(kind: ComponentKind, text: &str) -> Vec<String> {
    shown(&read(&raw(kind, text)))
}

#[test]
fn a_configuration_in_one_line_is_taken_apart() {
    assert_eq!(
        of(Unknown, "2x Gold 6248R, 24x32GB 2933, 8x 1.92TB SSD, H740P, 2x750W"),
        [
            "2× cpu/intel/xeon-gold-6248r",
            "24× dimm/ddr4/any/32g/2933",
            "8× ssd/any/sata/1920g/any |…",
            "1× raid/dell/perc-h740p",
            "2× psu/any/750w"
        ]
    );
    assert_eq!(
        of(
            Unknown,
            "2 x Intel Xeon Gold 6148 20C 2.4GHz / 384GB DDR4 (12x32GB) / 4x960GB SATA SSD / PERC H730P 2GB / Dual 10GbE"
        ),
        [
            "2× cpu/intel/xeon-gold-6148",
            "12× dimm/ddr4/any/32g",
            "4× ssd/any/sata/960g/any",
            "1× raid/dell/perc-h730p",
            &of(Nic, "Dual 10GbE")[0]
        ]
    );
}

#[test]
fn separators_may_be_missing() {
    assert_eq!(
        of(Unknown, "2x Gold 6130 8x32GB RDIMM 2x 480GB SSD H730P 2x 750W"),
        [
            "2× cpu/intel/xeon-gold-6130",
            "8× dimm/ddr4/rdimm/32g",
            "2× ssd/any/sata/480g/any |…",
            "1× raid/dell/perc-h730p",
            "2× psu/any/750w"
        ]
    );
    assert_eq!(
        of(Unknown, "4x A100 80GB SXM4 2x EPYC 7763 4x 3.84TB NVMe"),
        ["4× gpu/nvidia/a100-sxm4-80g", "2× cpu/amd/epyc-7763", "4× ssd/any/nvme/3840g/any"]
    );
}

#[test]
fn memory_is_read_in_all_its_writings() {
    for (text, expected) in [
        ("16GB (2x8GB)", "2× dimm/ddr4/any/8g"),
        ("256GB (8x32GB DDR4-3200 RDIMM)", "8× dimm/ddr4/rdimm/32g/3200"),
        ("8GB X2", "2× dimm/ddr4/any/8g"),
        ("8x32GB DDR4", "8× dimm/ddr4/any/32g"),
        ("32GB x 24 2933MHz RDIMM", "24× dimm/ddr4/rdimm/32g/2933"),
        ("24 × 32 GB", "24× dimm/ddr4/any/32g"),
        ("24*32GB", "24× dimm/ddr4/any/32g"),
        ("24 32GB PC4-2666V", "24× dimm/ddr4/any/32g/2666"),
        ("12x 64GB LRDIMM", "12× dimm/ddr4/lrdimm/64g"),
        ("32GB 2Rx4 PC4-2400T RDIMM", "1× dimm/ddr4/rdimm/32g/2400"),
        ("4x M393A8G40AB2-CWE", "4× dimm/ddr4/rdimm/64g/3200"),
        ("none", "none"),
        ("-", "none"),
        ("0", "none"),
    ] {
        assert_eq!(of(Dimm, text), [expected], "{text}");
    }
}

#[test]
fn a_total_of_memory_keeps_every_split() {
    let total = RawText { amounts: Amounts::Total, unit: Some(TextUnit::Gigabytes), ..raw(Dimm, "768") };
    assert_eq!(shown(&read(&total)), ["24× dimm/ddr4/any/32g || 12× dimm/ddr4/any/64g || 6× dimm/ddr4/any/128g"]);
    let reading = read(&total);
    let options = reading.readings[0].options();
    assert!(options.iter().all(|option| (option.weight - 1.0 / 3.0).abs() < 1e-9));
    assert!(options[0].components[0].text.as_deref().unwrap().contains("equally likely"));
    let reserved = RawText { amounts: Amounts::Total, unit: Some(TextUnit::Megabytes), ..raw(Dimm, "196514") };
    assert_eq!(shown(&read(&reserved)), ["24× dimm/ddr4/any/8g || 12× dimm/ddr4/any/16g || 6× dimm/ddr4/any/32g"]);
    assert_eq!(of(Unknown, "768GB RAM"), shown(&read(&total)));
    assert_eq!(of(Dimm, "7 GB"), ["unread: 7 GB"]);
}

#[test]
fn memory_and_drive_in_one_cell_are_told_apart() {
    let found = of(Dimm, "256GB/1TB");
    assert_eq!(
        found,
        [
            "16× dimm/ddr4/any/16g || 8× dimm/ddr4/any/32g || 4× dimm/ddr4/any/64g || 2× dimm/ddr4/any/128g",
            "1× hdd/any/any/1000g/any |…"
        ]
    );
    let doubtful = read(&raw(Unknown, "256GB"));
    let weights: Vec<f64> = doubtful.readings[0].options().iter().map(|o| o.weight).collect();
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!((weights.last().unwrap() - 0.2).abs() < 1e-9, "a drive of 256 GB is kept");
}

#[test]
fn drives_are_read_with_their_words() {
    for (text, expected) in [
        ("8x 1.92TB SSD", vec!["8× ssd/any/sata/1920g/any |…"]),
        ("12x 3.84TB NVMe U.2 + 2x 480GB SATA SSD", vec!["12× ssd/any/nvme/3840g/any", "2× ssd/any/sata/480g/any"]),
        ("4TB x 12 SAS 7.2K", vec!["12× hdd/any/sas/4000g/7200"]),
        ("6x 1,92TB SAS SSD", vec!["6× ssd/any/sas/1920g/any"]),
        ("2x600GB 10K SAS", vec!["2× hdd/any/sas/600g/10000"]),
        ("8 x 1.2 TB 10K SAS 12Gbps", vec!["8× hdd/any/sas/1200g/10000"]),
        ("2x 240GB M.2", vec!["2× ssd/any/sata/240g/any |…"]),
        ("no drives", vec!["none"]),
        ("w/o HDD", vec!["none"]),
        ("No Hard Drives", vec!["none"]),
        ("N/A", vec!["none"]),
        ("MZ7LH1T9HMLT-00005", vec!["1× ssd/samsung/mz7lh1t9hmlt"]),
    ] {
        assert_eq!(of(Drive, text), expected, "{text}");
    }
    let total = RawText { amounts: Amounts::Total, ..raw(Drive, "15.36TB") };
    assert_eq!(shown(&read(&total)), ["unread: 15.36TB"]);
}

#[test]
fn processors_supplies_and_cards_are_read_in_their_columns() {
    for (kind, text, expected) in [
        (Cpu, "2 x Intel Xeon Gold 6148 20C 2.4GHz", "2× cpu/intel/xeon-gold-6148"),
        (Cpu, "Dual Xeon E5-2690v4", "2× cpu/intel/xeon-e5-2690-v4"),
        (Cpu, "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz", "1× cpu/intel/xeon-gold-6130"),
        (Cpu, "6130 x2", "2× cpu/intel/xeon-gold-6130"),
        (Cpu, "2x 7742", "2× cpu/amd/epyc-7742"),
        (Psu, "2x 1100W", "2× psu/any/1100w"),
        (Psu, "Dual 750W", "2× psu/any/750w"),
        (Psu, "750W PSU x2", "2× psu/any/750w"),
        (Psu, "2× 800 Watt", "2× psu/any/800w"),
        (Psu, "1+1 1400W", "2× psu/any/1400w"),
        (Gpu, "T4 x2", "2× gpu/nvidia/tesla-t4-pcie-16g"),
        (Gpu, "4x A100 80GB SXM4", "4× gpu/nvidia/a100-sxm4-80g"),
        (Gpu, "NVIDIA H100 PCIe", "1× gpu/nvidia/h100-pcie-80g"),
        (Raid, "PERC H730P 2GB", "1× raid/dell/perc-h730p"),
        (Nic, "X520-DA2", "1× nic/intel/x520/2x10g"),
        (Nic, "2x X520-DA2", "2× nic/intel/x520/2x10g"),
        (Nic, "ConnectX-4 Lx 2x25GbE", "1× nic/mellanox/connectx-4-lx/2x25g"),
    ] {
        assert_eq!(of(kind, text), [expected], "{text}");
        assert_eq!(of(Unknown, text), [expected], "{text} without its column");
    }
}

/// The words of a maker's order, <https://www.dell.com>.
#[test]
fn order_texts_are_read() {
    for (text, expected) in [
        (
            "Intel Xeon Gold 5118 2.3G, 12C/24T, 10.4GT/s, 16.5M Cache, Turbo, HT (105W) DDR4-2400",
            vec!["1× cpu/intel/xeon-gold-5118"],
        ),
        ("32GB RDIMM, 3200MT/s, Dual Rank", vec!["1× dimm/ddr4/rdimm/32g/3200"]),
        ("PERC H755 Adapter RAID Controller", vec!["1× raid/dell/perc-h755"]),
        ("Broadcom 57414 Dual Port 10/25GbE SFP28, OCP NIC 3.0", vec!["1× nic/broadcom/57414/2x25g-ocp"]),
        ("1.2TB 10K RPM SAS 12Gbps 512n 2.5in Hot-plug Hard Drive", vec!["1× hdd/any/sas/1200g/10000"]),
        ("HPE Ethernet 10Gb 2-port 562SFP+ Adapter", vec!["1× nic/intel/hpe-562sfpplus/2x10g"]),
        ("HPE 800W Flex Slot Platinum Hot Plug Low Halogen Power Supply Kit", vec!["1× psu/hpe/800w"]),
        (
            "2.5\" Chassis with up to 8 Hard Drives (SAS/SATA)",
            vec!["unread: 2.5\" Chassis", "unread: with up to 8 Hard Drives (SAS/SATA)"],
        ),
        ("5 x empty", vec!["none"]),
    ] {
        assert_eq!(of(Unknown, text), expected, "{text}");
    }
}

#[test]
fn words_that_only_describe_stay_with_what_they_describe() {
    assert_eq!(of(Cpu, "Intel Xeon Gold 6248R (24C/48T, 3.0GHz, 35.75MB, 205W)"), ["1× cpu/intel/xeon-gold-6248r"]);
    assert_eq!(of(Psu, "Dual, Hot-plug, Redundant Power Supply (1+1), 750W"), ["2× psu/any/750w"]);
    assert_eq!(of(Unknown, "24x 32GB, DDR4, RDIMM"), ["24× dimm/ddr4/rdimm/32g"]);
    assert_eq!(
        of(Unknown, "(2) Xeon Gold 6138 (16) 32GB (8) 1.2TB 10K SAS"),
        ["2× cpu/intel/xeon-gold-6138", "16× dimm/ddr4/any/32g", "8× hdd/any/sas/1200g/10000"]
    );
    assert_eq!(
        of(Unknown, "EPYC 7543 x2 / 512GB (16x32) / 2x1.6TB NVMe"),
        ["2× cpu/amd/epyc-7543", "16× dimm/ddr4/any/32g", "2× ssd/any/nvme/1600g/any"]
    );
    assert_eq!(
        of(Unknown, "CPU: 2x Gold 5218R; RAM: 12x32GB; HDD: none; RAID: H740P; PSU: 2x750W"),
        ["2× cpu/intel/xeon-gold-5218r", "12× dimm/ddr4/any/32g", "none", "1× raid/dell/perc-h740p", "2× psu/any/750w"]
    );
}

#[test]
fn columns_of_their_own_give_counts_units_and_numbers() {
    let counted = RawText { count: Some(24), amounts: Amounts::Each, ..raw(Dimm, "32GB DDR4 RDIMM 2933") };
    assert_eq!(shown(&read(&counted)), ["24× dimm/ddr4/rdimm/32g/2933"]);
    let restated = RawText { count: Some(24), ..raw(Dimm, "24x32GB") };
    assert_eq!(shown(&read(&restated)), ["24× dimm/ddr4/any/32g"]);
    let watts = RawText { unit: Some(TextUnit::Watts), count: Some(2), ..raw(Psu, "750") };
    assert_eq!(shown(&read(&watts)), ["2× psu/any/750w"]);
    let each = RawText { unit: Some(TextUnit::Gigabytes), count: Some(8), amounts: Amounts::Each, ..raw(Drive, "960") };
    assert_eq!(read(&each).readings[0].options()[0].components[0].count, 8);
    let id = HardwareId { part_number: Some("M393A4K40CB2-CVF".into()), ..HardwareId::default() };
    let numbered = RawText { count: Some(12), id, amounts: Amounts::Each, ..raw(Dimm, "32GB") };
    assert_eq!(shown(&read(&numbered)), ["12× dimm/ddr4/rdimm/32g/2933"]);
    let counted_only = RawText { count: Some(2), ..raw(Cpu, "cpu") };
    assert_eq!(shown(&read(&counted_only)), ["2× ? cpu"]);
}

#[test]
fn known_words_without_a_price_are_left_unread_with_their_reason() {
    for text in [
        "rails",
        "Ready rails with CMA",
        "iDRAC Enterprise license",
        "bezel",
        "8x caddies",
        "Windows Server 2019",
        "DVD-RW",
        "foo bar",
        "Dell R640",
    ] {
        let reading = read(&raw(Unknown, text));
        assert!(reading.readings.is_empty(), "{text}: {:?}", shown(&reading));
        assert!(!reading.unread.is_empty() && reading.unread.iter().all(|u| !u.why.is_empty()), "{text}");
    }
    assert_eq!(read(&raw(Unknown, "rails")).unread[0].place.locator, Locator::Line(2));
}

/// Listing titles of the field (https://www.ebay.com/str/unixsurpluscom).
#[test]
fn listing_titles_are_read_as_far_as_they_say() {
    let has = |text: &str, part: &str| {
        let found = of(Unknown, text);
        assert!(found.iter().any(|line| line.contains(part)), "{text}: {found:?}");
    };
    has("1U Supermicro 4x 1.92TB NVMe X11DPU Server Xeon Skylake 56 Cores 256GB 4x 10GB", "4× ssd/any/nvme/1920g");
    has(
        "Supermicro 2U 24 Bay 2029P-E1CR24H Server X11DPU 2x Xeon GOLD 6130 128G DDR4 RAM",
        "2× cpu/intel/xeon-gold-6130",
    );
    has(
        "Custom Server 1U Server 2x Xeon E5-2699 V4 22 Cores (44 Cores) 768GB RAM 2x PSU",
        "2× cpu/intel/xeon-e5-2699-v4",
    );
    has("Custom Server 1U Server 2x Xeon E5-2699 V4 22 Cores (44 Cores) 768GB RAM 2x PSU", "24× dimm/ddr4/any/32g ||");
    has(
        "TRUNAS Server 2U 12 Bay SUPERMICRO X10DRU-i+ 2x E5-2676 V3 14C 32GB DDR4 8x 6TB",
        "2× cpu/intel/xeon-e5-2676-v3",
    );
}

/// Every letter and digit of the input stands in a reading or among what was left unread.
fn assert_nothing_lost(text: &RawText) {
    let reading = read(text);
    let texts = reading.readings.iter().map(|r| &r.text).chain(reading.unread.iter().map(|u| &u.text));
    let mut kept: Vec<char> = texts.flat_map(|t| t.chars()).filter(|c| c.is_alphanumeric()).collect();
    for c in text.text.chars().filter(|c| c.is_alphanumeric()) {
        let at = kept.iter().position(|k| *k == c);
        assert!(at.is_some(), "`{c}` of `{}` is lost: {:?}", text.text, shown(&reading));
        at.map(|at| kept.swap_remove(at));
    }
    for reading in &reading.readings {
        let sum: f64 = reading.options().iter().map(|option| option.weight).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        for component in reading.options().iter().flat_map(|option| &option.components) {
            assert!(component.count >= 1 && component.text.as_deref().is_some_and(|t| t.contains(reading.text.trim())));
        }
    }
}

const PIECES: &[&str] = &[
    "2x",
    "x2",
    "24",
    "Gold",
    "6248R",
    "E5-2690",
    "v4",
    "32GB",
    "768GB",
    "1.92TB",
    "1,92TB",
    "SSD",
    "SAS",
    "7.2K",
    "DDR4",
    "RAM",
    ",",
    ";",
    "/",
    " ",
    "+",
    "and",
    "(",
    ")",
    "H740P",
    "PERC",
    "750W",
    "PSU",
    "T4",
    "A100",
    "SXM4",
    "10GbE",
    "Dual",
    "X520-DA2",
    "no",
    "drives",
    "w/o",
    "HDD",
    "N/A",
    "rails",
    "iDRAC",
    "×",
    "M.2",
    "(R)",
    "Intel(R)",
    "256GB/1TB",
    "0",
    "-",
    "R640",
    "foo",
    "MZ7LH1T9HMLT-00005",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_word_of_a_mix_is_lost(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..12),
        kind in 0..ComponentKind::ALL.len(),
        count in prop::option::of(0_u32..40),
        amounts in prop::sample::select(vec![Amounts::Total, Amounts::Each, Amounts::Unsaid]),
        unit in prop::sample::select(vec![None, Some(TextUnit::Gigabytes), Some(TextUnit::Megabytes), Some(TextUnit::Terabytes), Some(TextUnit::Watts)]),
    ) {
        let kind = ComponentKind::ALL[kind];
        assert_nothing_lost(&RawText { count, amounts, unit, ..raw(kind, &pieces.join(" ")) });
        assert_nothing_lost(&RawText { count, amounts, unit, ..raw(kind, &pieces.concat()) });
    }

    #[test]
    fn no_word_of_any_text_is_lost(text in "\\PC{0,60}", kind in 0..ComponentKind::ALL.len()) {
        assert_nothing_lost(&raw(ComponentKind::ALL[kind], &text));
    }
}
