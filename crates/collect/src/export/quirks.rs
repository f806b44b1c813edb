//! Named deviations of exports from what their words mean, and their repairs.
//!
//! A value is changed only here or beside a name from here; the name travels with the component.

use crate::redfish::quirks::{Quirk, is_placeholder};

pub(super) const BINARY_DISK: &str = "binary-disk-megabytes";
pub(super) const CUT_OFF: &str = "cut-off";
pub(super) const FILLED_FIELD: &str = "filled-field";
pub(super) const FIRMWARE_FLASH: &str = "firmware-flash";
pub(super) const MASKED_NUMBER: &str = "masked-number";
pub(super) const NO_OUTER_BRACE: &str = "no-outer-brace";
pub(super) const MAC_IN_NAME: &str = "mac-in-name";
pub(super) const VIEW_PER_PORT: &str = "view-per-port";
pub(super) const VIRTUAL_DISK: &str = "virtual-disk";
pub(super) const VIRTUAL_MACHINE: &str = "virtual-machine";

/// Words about something found, with the quirk that explains them.
pub(super) fn told(found: &str, quirk: &str) -> String {
    format!("{found} ({quirk})")
}

/// Every quirk, in the order of their names.
pub const QUIRKS: &[Quirk] = &[
    Quirk {
        name: BINARY_DISK,
        story: "the megabytes of a disk are binary: 238475 is a 250 GB drive",
        shown_by: "GLPI agent on VMware ESX",
    },
    Quirk {
        name: CUT_OFF,
        story: "the export ends in the middle of a record; what is complete is read",
        shown_by: "any export whose copy was cut off",
    },
    Quirk {
        name: FILLED_FIELD,
        story: "a field nobody filled in holds the firmware's own word for it; it is read as missing",
        shown_by: "dmidecode of Supermicro, ASUS and HP boards (`<BAD INDEX>`, `P1-DIMM1A_PN`, `NO DIMM`)",
    },
    Quirk {
        name: FIRMWARE_FLASH,
        story: "the flash chip of the firmware is listed as a memory device; it is no module",
        shown_by: "dmidecode of HP and Sun servers (Type: Flash)",
    },
    Quirk {
        name: MAC_IN_NAME,
        story: "the name of a network card ends with the address of a port",
        shown_by: "hardware inventory of iDRAC 8 and 9",
    },
    Quirk {
        name: MASKED_NUMBER,
        story: "digits of a number were masked by letters: it is read as a word",
        shown_by: "OpenManage Enterprise device lists in public samples (`25XX9`)",
    },
    Quirk {
        name: NO_OUTER_BRACE,
        story: "a JSON document lacks the braces around it",
        shown_by: "omsdk SystemInventory of a PowerEdge of the 14th generation",
    },
    Quirk {
        name: VIEW_PER_PORT,
        story: "each port of a network card is a view of its own; they are one card",
        shown_by: "hardware inventory of iDRAC 8 and 9 (NIC.Integrated.1-1-1, NIC.Integrated.1-2-1)",
    },
    Quirk {
        name: VIRTUAL_DISK,
        story: "a volume of a RAID controller calls itself a disk; it is no part",
        shown_by: "smartctl behind PERC and Smart Array controllers",
    },
    Quirk {
        name: VIRTUAL_MACHINE,
        story: "the tool ran inside of a virtual machine; its processors and memory are the host's",
        shown_by: "dmidecode under VMware and KVM",
    },
];

/// Fillers of exports beside those of management controllers, in lower case.
const FILLERS: &[&str] = &[
    "--",
    "<bad index>",
    "<out of spec>",
    "asset-1234567890",
    "fill by oem",
    "filled by o.e.m.",
    "no asset tag",
    "no dimm",
    "not defined",
    "not installed",
    "not present",
    "not provided",
    "none provided",
    "o.e.m.",
    "oem",
    "other",
    "part number",
    "partnum",
    "serial number",
    "sernum",
    "manufacturer",
    "system manufacturer",
    "system product name",
    "system version",
    "chassis serial number",
    "base board serial number",
    "to be filled by o.e.m",
    "unknow",
    "[empty]",
    "(none)",
    "dead:beef",
];

/// Makers and products of virtual machines.
pub(super) fn is_virtual_machine(words: &str) -> bool {
    const WORDS: &[&str] = &[
        "vmware virtual",
        "vmware7,1",
        "vmware, inc",
        "qemu",
        "kvm",
        "bochs",
        "virtualbox",
        "innotek",
        "xen hvm",
        "virtual machine",
        "amazon ec2",
        "google compute engine",
        "openstack",
        "bhyve",
        "parallels",
    ];
    let words = words.to_lowercase();
    WORDS.iter().any(|word| words.contains(word))
}

/// Text that fills a field and says nothing.
pub(super) fn is_filler(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    is_placeholder(text) || FILLERS.contains(&lower.as_str()) || is_numbered(&lower) || is_masked(&lower)
}

/// `SerNum0`, `ModulePartNumber00`, `Array1_PartNumber0`, `P1-DIMM1A_PN`, `Dimm3_AssetTag`: the
/// name of the field with the number of the slot (AMI and Phoenix firmware).
fn is_numbered(lower: &str) -> bool {
    const NAMES: &[&str] = &[
        "sernum",
        "serialnumber",
        "serial",
        "partnum",
        "partnumber",
        "modulepartnumber",
        "moduleserialnumber",
        "modulemanufacturer",
        "manufacturer",
        "assettagnum",
        "assettag",
        "assettagno",
        "sn",
        "pn",
        "tag",
        "manufactu",
    ];
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let (slot, name) = bare.rsplit_once('_').map_or(("", bare), |(slot, name)| (slot, name));
    // More digits than a slot has are a number of its own.
    let numbered = (1..=2).contains(&(lower.len() - bare.len())) || slot.contains("dimm");
    numbered && (slot.is_empty() || slot.contains("dimm") || slot.starts_with("array")) && NAMES.contains(&name)
}

/// A word the firmware put there for want of a better one; a plain `Unknown` is no quirk.
pub(super) fn is_firmware_filler(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    lower.starts_with('<') || is_numbered(&lower) || matches!(lower.as_str(), "no dimm" | "not available")
}

/// `XXXXXXXXXXXX`, `BXXXXXXXXXXXXXXXXN`, `REDACTED`: somebody took the number out.
fn is_masked(lower: &str) -> bool {
    lower == "redacted" || (lower.len() > 3 && lower.chars().filter(|c| *c == 'x').count() * 10 >= lower.len() * 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_names_are_words() {
        assert!(QUIRKS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for quirk in QUIRKS {
            assert!(quirk.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", quirk.name);
        }
    }

    #[test]
    fn fillers_of_firmware_say_nothing() {
        for filler in [
            "--",
            "<BAD INDEX>",
            "SerNum0",
            "Array1_PartNumber0",
            "P1-DIMM1A_PN",
            "Dimm0_AssetTag",
            "ModulePartNumber00",
            "BXXXXXXXXXXXXXXXXN",
            "REDACTED",
            "System Product Name",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for word in ["A1", "Serial", "PN752369", "MAXXFAN", "0715", "X11DPH-T", "Tag"] {
            assert!(!is_filler(word), "{word}");
        }
    }
}
