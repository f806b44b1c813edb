//! Network cards and storage controllers from real strings.

use proptest::prelude::*;
use rackworth_model::hardware::ComponentKind::{self, Nic, Raid};
use rackworth_model::hardware::PciId;

use crate::common::{catalog, component, identify, told};

#[test]
fn part_numbers_of_cards_are_read() {
    for (model, number, id) in [
        (
            "HPE InfiniBand NDR200/Ethernet 200GbE 2-port QSFP112 PCIe5 x16 MCX755106AC-HEAT Adapter",
            "P65324-001",
            "nic/mellanox/connectx-7/2x200g",
        ),
        ("P13186-001               ", "P13186-001               ", "nic/mellanox/connectx-5/2x25g"),
        ("MCX75310AAS-NEAT", "MCX75310AAS-NEAT", "nic/mellanox/connectx-7/1x400g"),
        ("AOC-STGS-i2T", "AOC-STGS-i2T", "nic/intel/x550/2x10g"),
        ("MBF2M516C-CECOT", "", "nic/nvidia/bluefield-2/2x100g"),
        ("BlueField-2 DPU 100GbE Dual-Port", "MBF2H536C-CECOT", "nic/nvidia/bluefield-2/2x100g"),
        ("BlueField-3 DPU", "900-9D3B6-00CN-PA0", "nic/nvidia/bluefield-3/2x200g"),
        ("BRCM 2P 25G SFP 57414S OCP NIC", "0KHCTP", "nic/broadcom/57414/2x25g-ocp"),
        ("", "0KHCTPA02", "nic/broadcom/57414/2x25g-ocp"),
        ("UCSC-MLOM-C25Q-04", "73-19238-03", "nic/cisco/vic-1457/4x25g-mlom"),
        ("P4768-B01", "699-24768-0000-TS3", "nic/mellanox/connectx-7-io-board/1x400g-mezz"),
        ("BCM5719", "SN37A28309", "nic/broadcom/5719/4x1g-ocp"),
        ("X520-DA2", "", "nic/intel/x520/2x10g"),
        ("MCX4121A-ACAT", "", "nic/mellanox/connectx-4-lx/2x25g"),
        ("QLE2692", "", "nic/qlogic/qle2692/2x16g"),
        ("HPE 544+FLR-QSFP", "764285-B21", "nic/mellanox/hpe-544plusflr-qsfp/2x56g-flr"),
        ("HPE 544+FLR-QSFP", "", "nic/mellanox/hpe-544plusflr-qsfp/2x56g-flr"),
    ] {
        assert_eq!(identify(Nic, model, number), id, "{model} {number}");
    }
}

#[test]
fn descriptions_of_cards_are_read() {
    for (text, id) in [
        ("BRCM 2P 25G SFP 57414S OCP NIC", "nic/broadcom/57414/2x25g-ocp"),
        ("Ethernet 10/25Gb 2-port SFP28 MCX512F-ACHT Adapter", "nic/mellanox/connectx-5/2x25g"),
        ("Mellanox ConnectX-4 LX 25GbE SFP Rack NDC - 24:8A:07:5A:9E:8D", "nic/mellanox/connectx-4-lx/2x25g-ndc"),
        ("Intel(R) Ethernet 10G 2P X520-k bNDC - 24:6E:96:78:33:0E", "nic/intel/x520/2x10g-ndc"),
        ("ConnectX-6 100GE 1P NIC", "nic/mellanox/connectx-6/1x100g"),
        ("Cisco UCS VIC 1457 MLOM", "nic/cisco/vic-1457/4x25g-mlom"),
        ("Cisco(R) Ethernet Converged NIC XXV710-DA2", "nic/intel/xxv710/2x25g"),
        ("Intel X520-DA2 10 Gbps 2 port NIC", "nic/intel/x520/2x10g"),
        ("Cisco(R) Ethernet Converged NIC X710-DA4", "nic/intel/x710/4x10g"),
        ("Intel XL710-QDA2 Dual Port 40Gb QSFP converged NIC", "nic/intel/xl710/2x40g"),
        ("Intel Eth Adptr I350T4 OCPv3", "nic/intel/i350/4x1g-ocp"),
        ("i350-T2", "nic/intel/i350/2x1g"),
        ("Broadcom 5719 1GbE RJ45 4-port OCP Ethernet Adapter", "nic/broadcom/5719/4x1g-ocp"),
        ("Mellanox ConnectX-5 EN 25GbE Dual-port SFP28 Adapter - B8:CE:F6:94:F0", "nic/mellanox/connectx-5/2x25g"),
        ("Broadcom Adv. Dual 25Gb Ethernet BCM57414 OCP", "nic/broadcom/57414/2x25g-ocp"),
    ] {
        assert_eq!(identify(Nic, text, ""), id, "{text}");
    }
}

#[test]
fn cards_known_by_chip_only_stay_open() {
    let mut raw = component(Nic, "MT27710 Family [ConnectX-4 Lx]", "");
    assert!(told(&catalog().identify(&raw)).contains("1x10g | nic/mellanox/connectx-4-lx/2x10g"));
    raw.facts.ports = Some(2);
    raw.facts.link_gbps = Some(25);
    assert_eq!(told(&catalog().identify(&raw)), "nic/mellanox/connectx-4-lx/2x25g");
    let mut raw = component(Nic, "Network Adapter View", "");
    raw.facts.pci = Some(PciId { vendor: 0x15b3, device: 0xa2d6 });
    assert!(told(&catalog().identify(&raw)).contains("nic/nvidia/bluefield-2/2x100g"));
    assert!(identify(Nic, "BlueField-2 SmartNIC Main Card", "MBF2H5").contains("nic/nvidia/bluefield-2/2x100g"));
    assert!(identify(Nic, "Dual 10GbE", "").contains("nic/intel/x520/2x10g"));
}

#[test]
fn soldered_ports_are_no_cards() {
    for text in [
        "PowerEdge Rx5xx LOM Board",
        "Intel X550 LOM",
        "Ethernet Connection X722 for 10GbE SFP+",
        "HPE Ethernet 1Gb 4-port 331i Adapter",
    ] {
        assert!(identify(Nic, text, "").starts_with("not: "), "{text}");
    }
    let mut raw = component(Nic, "NetXtreme BCM5720 2-port Gigabit Ethernet PCIe", "");
    raw.slot = Some("NIC.Embedded.1-1-1".to_string());
    assert_eq!(told(&catalog().identify(&raw)), "not: ports soldered to the board");
    assert_eq!(identify(Nic, "", ""), "?");
}

#[test]
fn controllers_of_all_makers_are_read() {
    for (model, number, id) in [
        ("PERC H730P Mini", "", "raid/dell/perc-h730p"),
        ("PERC H730P Mini (for blades)", "", "raid/dell/perc-h730p"),
        ("PERC H710 Adapter", "", "raid/dell/perc-h710"),
        ("PERC H710P 1GB", "", "raid/dell/perc-h710p"),
        ("H740P", "", "raid/dell/perc-h740p"),
        ("PERC H755 Front", "", "raid/dell/perc-h755"),
        ("", "00878MA03", "raid/dell/perc-h740p"),
        ("PERC H965i Front", "", "raid/dell/perc-h965i"),
        ("Dell HBA330 Mini", "", "raid/dell/hba330"),
        ("HBA355i Front", "", "raid/dell/hba355i"),
        ("BOSS-S1 (2x M.2 SATA) add-on", "", "raid/dell/boss-s1"),
        ("BOSS-S2 Adapter", "0FGNRW", "raid/dell/boss-s2"),
        ("AHCI.SL.6-1#FRU | BOSS-S2", "", "raid/dell/boss-s2"),
        ("HPE SR416i-a Gen10+", "P12691-001", "raid/hpe/sr416i-a"),
        ("HPE MR416i-o Gen11", "", "raid/hpe/mr416i-o"),
        ("HPE Smart Array P408i-p SR Gen10", "830826-001", "raid/hpe/smart-array-p408i-p"),
        ("HPE Smart Array P408i-a SR Gen10", "", "raid/hpe/smart-array-p408i-a"),
        ("SAS3408", "SR17A04503", "raid/lenovo/raid-530-8i"),
        ("ThinkSystem RAID 530-8i PCIe 12Gb Adapter", "", "raid/lenovo/raid-530-8i"),
        ("M.2 NVMe 2-Bay RAID Kit", "SR17A32489", "raid/lenovo/m.2-nvme-2-bay-raid-kit"),
        ("UCSC-RAID-M5", "", "raid/cisco/12g-modular-raid-2gb-m5"),
        ("Cisco 12G SAS Modular Raid Controller", "", "raid/cisco/12g-sas-modular-raid-m4"),
        ("Cisco 12G Modular Raid Controller with 2GB cache (max 16 drives)", "", "raid/cisco/12g-modular-raid-2gb-m5"),
        ("AOC-S3008L-L8e HBA Controller with 2x SFF-8643 HD-SAS Cables", "", "raid/supermicro/aoc-s3008l-l8e"),
        ("LSI MegaRAID SAS 9361-8i", "", "raid/broadcom/9361-8i"),
        ("Dell PERC H200E", "", "raid/dell/perc-h200e"),
        ("LSI 9212-4i HBA", "", "raid/broadcom/9212-4i"),
        ("LSI 9305-16e HBA", "", "raid/broadcom/9305-16e"),
    ] {
        assert_eq!(identify(Raid, model, number), id, "{model} {number}");
    }
}

#[test]
fn ports_of_the_chipset_are_no_controllers() {
    for text in [
        "C620 Series Chipset Family SSATA Controller [AHCI mode]",
        "C620 Series Chipset Family SATA Controller [AHCI mode]",
        "FCH SATA Controller [AHCI mode] [dead:beef]",
        "VMD",
        "PERC S140 Controller",
        "NVMe Storage Controller",
        "SAMSUNG MZTL23T8HCLS-00A07",
        "PCIe Extender 2",
        "Onboard SATA Controller (onboard)",
    ] {
        assert!(identify(Raid, text, "").starts_with("not: "), "{text}: {}", identify(Raid, text, ""));
    }
    assert_eq!(identify(Raid, "N/A", ""), "?");
}

proptest! {
    #[test]
    fn any_words_are_identified_or_refused(model in "\\PC{0,50}", number in "\\PC{0,20}") {
        identify(ComponentKind::Nic, &model, &number);
        identify(ComponentKind::Raid, &model, &number);
    }
}
