//! Power supplies and what belongs to its machine.

use proptest::prelude::*;
use rackworth_model::hardware::ComponentKind::{self, Backplane, Board, Fan, Psu, Riser, Unknown};
use rackworth_model::measure::Watts;

use crate::common::{catalog, component, identify, told};

#[test]
fn power_is_read_from_names_and_tables() {
    for (model, number, id) in [
        ("PWR SPLY,750W,RDNT,ARTESYN    ", "0Y9VFCA01", "psu/dell/750w"),
        ("PWR SPLY,750WP,HVDC-C14,DELTA", "", "psu/dell/750w"),
        ("PWR SPLY,2400W,RDNT,ARTESYN", "07GN3CA02", "psu/dell/2400w"),
        ("", "07GN3CA02", "psu/dell/2400w"),
        ("", "07GN3C", "psu/dell/2400w"),
        ("865438-B21", "", "psu/hpe/800w"),
        ("P44712-B21", "", "psu/hpe/2200w"),
        ("P38997-B21", "", "psu/hpe/1600w"),
        ("LENOVO-SP57B07051", "SP57B07051", "psu/lenovo/2400w"),
        ("PS-2771-1S-LF", "341-0591-01", "psu/cisco/770w"),
        ("PWS-1K28P-SQ", "", "psu/supermicro/1280w"),
        ("PWS-3K06G-2R", "PWS-3K06G-2R", "psu/supermicro/3000w"),
        ("Dell 750 Watt hot-plug", "", "psu/dell/750w"),
        ("750W", "", "psu/any/750w"),
    ] {
        assert_eq!(identify(Psu, model, number), id, "{model} {number}");
    }
}

#[test]
fn reported_power_fills_what_words_do_not_say() {
    let with = |model: &str, watts: u32| {
        let mut raw = component(Psu, model, "");
        raw.facts.watts = Some(Watts(watts));
        told(&catalog().identify(&raw))
    };
    assert_eq!(with("999999-B21", 3000), "psu/any/3000w");
    // The input limits it: the supply is what its name says.
    assert_eq!(with("PWR SPLY,1100W,RDNT", 1050), "psu/dell/1100w");
    assert_eq!(with("", 0), "not: an empty bay");
    assert_eq!(with("PWS-DF009-2F", 0), "not: a fan in the bay of a power supply");
    assert_eq!(identify(Psu, "PWS-DF009-2F", ""), "not: a fan in the bay of a power supply");
    assert_eq!(identify(Psu, "", ""), "?");
}

#[test]
fn boards_and_their_like_belong_to_the_machine_unless_dell_numbers_them() {
    assert_eq!(identify(Board, "", "0WMWCRA01"), "other/dell/wmwcr");
    assert_eq!(identify(Board, "", "08C1X5"), "not: a board that belongs to its machine");
    assert_eq!(identify(Board, "X11DPU", ""), "not: a board that belongs to its machine");
    assert_eq!(identify(Backplane, "BP14G+ 0:1", ""), "not: a backplane that belongs to its machine");
    assert_eq!(identify(Backplane, "DRIVE BACKPLANE", "0YD2C2A00"), "other/dell/yd2c2");
    assert_eq!(identify(Riser, "", ""), "not: a riser that belongs to its machine");
    assert_eq!(identify(Fan, "Fan 1A", ""), "not: a fan that belongs to its machine");
}

#[test]
fn parts_of_unknown_kind_are_tried_as_every_kind() {
    for (text, id) in [
        ("PWR SPLY,750W,RDNT,ARTESYN", "psu/dell/750w"),
        ("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", "cpu/intel/xeon-gold-6248r"),
        ("NVIDIA A100-SXM4-80GB", "gpu/nvidia/a100-sxm4-80g"),
        ("PERC H730P Mini", "raid/dell/perc-h730p"),
        ("MCX4121A-ACAT", "nic/mellanox/connectx-4-lx/2x25g"),
        ("0WMWCR", "other/dell/wmwcr"),
    ] {
        assert_eq!(identify(Unknown, text, ""), id, "{text}");
    }
    assert_eq!(identify(Unknown, "something else", ""), "?");
    assert_eq!(identify(Unknown, "", ""), "?");
}

proptest! {
    #[test]
    fn any_words_are_identified_or_refused(model in "\\PC{0,50}", number in "\\PC{0,20}", kind in 0..ComponentKind::ALL.len()) {
        identify(ComponentKind::ALL[kind], &model, &number);
    }
}
