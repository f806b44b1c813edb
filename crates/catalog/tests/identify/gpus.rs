//! GPUs from real part numbers and names.

use proptest::prelude::*;
use rackworth_model::hardware::ComponentKind::{self, Gpu};
use rackworth_model::hardware::PciId;

use crate::common::{catalog, component, identify, told};

#[test]
fn part_numbers_and_die_markings_are_read() {
    for (number, id) in [
        ("900-21010-0000-000", "gpu/nvidia/h100-pcie-80g"),
        ("900-21010-0320-030", "gpu/nvidia/h100-nvl-94g"),
        ("699-21010-0200-600", "gpu/nvidia/h100-pcie-80g"),
        ("2330-885-A1", "gpu/nvidia/h100-sxm5-80g"),
        ("20B0-884-A1", "gpu/nvidia/a100-sxm4-40g"),
        ("26B5-895-A1", "gpu/nvidia/l40-pcie-48g"),
        ("2321-886-A1", "gpu/nvidia/h100-nvl-94g"),
        ("2342-888-A1", "gpu/nvidia/gh200-superchip-96g"),
        ("699-2G183-0200-100", "gpu/nvidia/tesla-t4-pcie-16g"),
        ("699-2G500-0202-400", "gpu/nvidia/tesla-v100-pcie-32g"),
        ("900-2G193-0000-000", "gpu/nvidia/l4-pcie-24g"),
        ("900-2H400-0300-031-HP", "gpu/nvidia/tesla-p100-pcie-16g"),
        ("UCSC-GPU-P100-12G", "gpu/nvidia/tesla-p100-pcie-12g"),
        ("575TK", "gpu/nvidia/a100-pcie-80g"),
    ] {
        assert_eq!(identify(Gpu, "", number), id, "{number}");
    }
}

#[test]
fn names_are_read_with_form_and_memory() {
    for (name, id) in [
        ("NVIDIA H100 PCIe", "gpu/nvidia/h100-pcie-80g"),
        ("H100 80GB HBM3", "gpu/nvidia/h100-sxm5-80g"),
        ("NVIDIA H100 NVL", "gpu/nvidia/h100-nvl-94g"),
        ("NVIDIA A100-SXM4-80GB", "gpu/nvidia/a100-sxm4-80g"),
        ("A100 80GB SXM4", "gpu/nvidia/a100-sxm4-80g"),
        ("A100 40GB PCIe", "gpu/nvidia/a100-pcie-40g"),
        ("Tesla V100-SXM2-16GB", "gpu/nvidia/tesla-v100-sxm2-16g"),
        ("Tesla V100 32GB SXM2", "gpu/nvidia/tesla-v100-sxm2-32g"),
        ("Tesla T4 16GB", "gpu/nvidia/tesla-t4-pcie-16g"),
        ("T4", "gpu/nvidia/tesla-t4-pcie-16g"),
        ("NVIDIA GH200 96GB HBM3", "gpu/nvidia/gh200-superchip-96g"),
        ("NVIDIA L40", "gpu/nvidia/l40-pcie-48g"),
        ("L40S 48GB", "gpu/nvidia/l40s-pcie-48g"),
        ("H200 141GB SXM", "gpu/nvidia/h200-sxm5-141g"),
        ("B200 SXM6", "gpu/nvidia/b200-sxm6-180g"),
        ("NVIDIA GB300", "gpu/nvidia/gb300-superchip-288g"),
        ("Quadro RTX 6000 24GB", "gpu/nvidia/quadro-rtx-6000-pcie-24g"),
        ("RTX 6000 Ada Generation", "gpu/nvidia/rtx-6000-ada-pcie-48g"),
        ("RTX A6000 48GB", "gpu/nvidia/rtx-a6000-pcie-48g"),
        ("Tesla K80 24GB (2x12)", "gpu/nvidia/tesla-k80-pcie-24g"),
        ("MI300X 192GB", "gpu/amd/instinct-mi300x-oam-192g"),
        ("AMD Instinct MI210", "gpu/amd/instinct-mi210-pcie-64g"),
        ("H100 96GB PCIe", "gpu/nvidia/h100-pcie-96g"),
    ] {
        assert_eq!(identify(Gpu, name, ""), id, "{name}");
    }
}

#[test]
fn what_is_not_stated_stays_open() {
    for (name, ids) in [
        ("A100 80GB", "gpu/nvidia/a100-pcie-80g | gpu/nvidia/a100-sxm4-80g"),
        ("A100 PCIe", "gpu/nvidia/a100-pcie-40g | gpu/nvidia/a100-pcie-80g"),
        ("Tesla V100 SXM2", "gpu/nvidia/tesla-v100-sxm2-16g | gpu/nvidia/tesla-v100-sxm2-32g"),
        ("H100", "gpu/nvidia/h100-pcie-80g | gpu/nvidia/h100-nvl-94g | gpu/nvidia/h100-sxm5-80g"),
    ] {
        assert_eq!(identify(Gpu, name, ""), ids, "{name}");
    }
}

#[test]
fn the_pci_device_is_enough() {
    let with = |vendor, device| {
        let mut raw = component(Gpu, "", "");
        raw.facts.pci = Some(PciId { vendor, device });
        told(&catalog().identify(&raw))
    };
    assert_eq!(with(0x10de, 0x2331), "gpu/nvidia/h100-pcie-80g");
    assert_eq!(with(0x1002, 0x740f), "gpu/amd/instinct-mi210-pcie-64g");
    assert_eq!(with(0x10de, 0xffff), "?");
    assert_eq!(with(0x102b, 0x0536), "not: graphics of the management controller, soldered to the board");
}

#[test]
fn soldered_graphics_and_switches_are_no_parts() {
    for name in
        ["Integrated Matrox G200eW3 Graphics Controller", "Embedded Video Controller", "ASPEED AST2600", "NVSwitch"]
    {
        assert!(identify(Gpu, name, "").starts_with("not: "), "{name}");
    }
    assert_eq!(identify(Gpu, "GeForce RTX 2060 SUPER", ""), "?");
    assert_eq!(identify(Gpu, "", ""), "?");
}

proptest! {
    #[test]
    fn any_words_are_identified_or_refused(model in "\\PC{0,40}", number in "[0-9A-Fa-f]{0,4}-[0-9A-Z]{0,3}-[A-Z0-9]{0,2}") {
        identify(ComponentKind::Gpu, &model, &number);
    }
}
