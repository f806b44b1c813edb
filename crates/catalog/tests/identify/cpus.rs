//! CPUs from real brand strings.

use crate::common::{catalog, component, identify, told};
use proptest::prelude::*;
use rackworth_catalog::Identification;
use rackworth_catalog::spec::Spec;
use rackworth_model::hardware::ComponentKind::{self, Cpu};

#[test]
fn brand_strings_of_all_sources_are_read() {
    for (text, id) in [
        ("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", "cpu/intel/xeon-gold-6248r"),
        ("Gold 6248R", "cpu/intel/xeon-gold-6248r"),
        ("6248r", "cpu/intel/xeon-gold-6248r"),
        ("2x6248R", "cpu/intel/xeon-gold-6248r"),
        ("2xE5-2690v4", "cpu/intel/xeon-e5-2690-v4"),
        ("4x8280", "cpu/intel/xeon-platinum-8280"),
        ("AMD EPYC 7763 64-Core Processor                ", "cpu/amd/epyc-7763"),
        ("AMD EPYC 7702 64-Core Processor                ", "cpu/amd/epyc-7702"),
        ("EPYC 7F72", "cpu/amd/epyc-7f72"),
        ("E5-2690 v4", "cpu/intel/xeon-e5-2690-v4"),
        ("E5-2690v4", "cpu/intel/xeon-e5-2690-v4"),
        ("e5 2690 V4", "cpu/intel/xeon-e5-2690-v4"),
        ("2690 v4", "cpu/intel/xeon-e5-2690-v4"),
        ("Intel(R) Xeon(R) CPU E5-2690 v4 @ 2.60GHz", "cpu/intel/xeon-e5-2690-v4"),
        ("Intel(R) Xeon(R) CPU E5-2660 0 @ 2.20GHz", "cpu/intel/xeon-e5-2660"),
        ("Intel(R) Xeon(R) CPU E5-2680 @ 2.70GHz", "cpu/intel/xeon-e5-2680"),
        ("Intel(R) Xeon(R) Platinum 8462Y+", "cpu/intel/xeon-platinum-8462yplus"),
        ("INTEL(R) XEON(R) GOLD 6530", "cpu/intel/xeon-gold-6530"),
        ("Intel(R) Xeon(R) Silver 4310 CPU @ 2.10GHz", "cpu/intel/xeon-silver-4310"),
        ("Intel(R) Xeon(R) E-2278G CPU @ 3.40GHz", "cpu/intel/xeon-e-2278g"),
        ("Intel(R) Xeon(R) CPU E3-1240 V2 @ 3.40GHz", "cpu/intel/xeon-e3-1240-v2"),
        ("Intel(R) Xeon(R) CPU X5675 @ 3.07GHz", "cpu/intel/xeon-x5675"),
        ("Intel(R) Xeon(R) CPU           E5620  @ 2.40GHz", "cpu/intel/xeon-e5620"),
        ("Intel(R) Xeon(R) CPU E7- 4860 @ 2.27GHz", "cpu/intel/xeon-e7-4860"),
        ("Intel(R) Xeon(R) CPU E5-2673 v4 @ 2.30GHz", "cpu/intel/xeon-e5-2673-v4"),
        ("AMD Opteron(tm) Processor 6176", "cpu/amd/opteron-6176"),
        ("Intel(R) Xeon(R) 6980P", "cpu/intel/xeon-6980p"),
        ("Xeon 6 6737P", "cpu/intel/xeon-6737p"),
        ("Intel(R) Xeon(R) CPU Max 9480", "cpu/intel/xeon-cpu-max-9480"),
        ("Xeon Gold 6140", "cpu/intel/xeon-gold-6140"),
        ("AMD Opteron(tm) Processor 6140", "cpu/amd/opteron-6140"),
        ("Intel(R) Xeon(R) CPU 5150 @ 2.66GHz", "cpu/intel/xeon-5150"),
        ("Xeon 6148 20C 2.4GHz 150W", "cpu/intel/xeon-gold-6148"),
    ] {
        assert_eq!(identify(Cpu, text, ""), id, "{text}");
    }
}

#[test]
fn what_is_no_model_is_refused_with_its_reason() {
    for (text, word) in [
        ("AMD Eng Sample: 100-000000248-08_35/21_N", "sample"),
        ("Epyc 9965 QS 192c/384t", "sample"),
        ("Genuine Intel(R) CPU 0000%@", "sample"),
        ("Intel Xeon processor", "names no model"),
        ("Central Processor", "names no model"),
        ("ARMv9", "architecture"),
        ("Multi-Core Intel(R) Xeon(R) processor 7xxx Series", "no catalogued CPU"),
        ("E5-2690 v7", "no catalogued CPU"),
        ("Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz", "no catalogued CPU"),
        ("", "names no CPU model"),
        ("N/A", "names no CPU model"),
    ] {
        match catalog().identify(&component(Cpu, text, "")) {
            Identification::Unidentified { reason } => assert!(reason.contains(word), "{text}: {reason}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn soldered_cpus_are_no_parts() {
    for text in [
        "Grace A02",
        "Intel(R) Xeon(R) CPU D-1541 @ 2.10GHz",
        "Intel(R) Xeon(R) D-2753NT CPU @ 2.00GHz",
        "ARM Cortex-A72",
    ] {
        assert!(identify(Cpu, text, "").starts_with("not: "), "{text}");
    }
}

#[test]
fn a_cpu_of_nvidia_is_soldered_whatever_its_number() {
    let mut raw = component(Cpu, "", "699-2G548-0201-TS3");
    raw.id.manufacturer = Some("NVIDIA".to_string());
    assert!(told(&catalog().identify(&raw)).starts_with("not: "));
}

#[test]
fn a_series_keeps_all_its_models() {
    let found = catalog().identify(&component(Cpu, "2x Xeon E5-2600 v4", ""));
    let candidates = found.candidates();
    assert!(candidates.len() > 20);
    assert!((candidates.iter().map(|(_, weight)| weight).sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(candidates.iter().all(|(part, _)| part.name.starts_with("Xeon E5-26") && part.name.ends_with("v4")));
    assert!(identify(Cpu, "Gold 62xx", "").contains("xeon-gold-6248r"));
    assert!(identify(Cpu, "EPYC 7002", "").contains("cpu/amd/epyc-7702"));
}

#[test]
fn words_that_disagree_lower_the_confidence() {
    let belief = |text: &str| match catalog().identify(&component(Cpu, text, "")) {
        Identification::Identified { confidence, .. } => confidence.get(),
        other => panic!("{text}: {other:?}"),
    };
    assert!(belief("Xeon Gold 6248") > 0.99);
    assert!(belief("6248") < belief("6248R"));
    assert!(belief("Xeon Silver 6248") < 0.9);
    assert!(belief("Xeon Gold 6248 @ 3.60GHz") < 0.95);
}

/// Every catalogued CPU, in the forms sources write it, is itself and nothing else.
#[test]
fn every_cpu_is_itself_in_all_its_forms() {
    for part in catalog().parts() {
        let Spec::Cpu(cpu) = &part.spec else { continue };
        let soldered = cpu.socket.as_deref().is_some_and(|socket| socket.contains("BGA"));
        let clock = f64::from(cpu.base_mhz.unwrap_or(2400)) / 1000.0;
        let name = &part.name;
        let branded = match name.strip_prefix("Xeon ") {
            Some(rest) => format!("Intel(R) Xeon(R) {rest} CPU @ {clock:.2}GHz"),
            None => format!("AMD {name} {}-Core Processor                ", cpu.cores.unwrap_or(8)),
        };
        for text in
            [name.clone(), format!("{} {name}", cpu.vendor), branded, name.to_lowercase(), name.replace('-', " ")]
        {
            let found = told(&catalog().identify(&component(ComponentKind::Cpu, &text, "")));
            let expected = if soldered { format!("not: {name} is soldered to its board") } else { part.id.to_string() };
            assert_eq!(found, expected, "{text}");
        }
    }
}

/// A letter more or less is another model, or none.
#[test]
fn no_cpu_is_taken_for_its_neighbor() {
    for part in catalog().parts() {
        let Spec::Cpu(_) = &part.spec else { continue };
        for text in [format!("{}Q", part.name), format!("{}7", part.name), part.name.replacen("E5-", "E5-1", 1) + "0"] {
            let found = told(&catalog().identify(&component(Cpu, &text, "")));
            assert_ne!(found, part.id.to_string(), "{text}");
        }
    }
}

proptest! {
    #[test]
    fn any_words_are_identified_or_refused(text in "\\PC{0,60}") {
        identify(Cpu, &text, &text);
    }

    #[test]
    fn any_mix_of_cpu_words_is_identified_or_refused(
        words in prop::collection::vec(prop::sample::select(vec!["Xeon", "Gold", "E5", "-", "2690", "v4", "6248R", "EPYC", "7763", "@", "2.5GHz", "26xx", "x2"]), 0..8)
    ) {
        let text = words.join(" ");
        let weights: f64 = catalog().identify(&component(Cpu, &text, "")).candidates().iter().map(|(_, w)| w).sum();
        prop_assert!(weights == 0.0 || (weights - 1.0).abs() < 1e-9);
    }
}
