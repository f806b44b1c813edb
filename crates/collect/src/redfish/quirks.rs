//! Named deviations of services from what their words mean, and their repairs.
//!
//! A value is changed only here, by a quirk with a name; the name travels with the component.

use rackworth_model::measure::Bytes;

/// One deviation: how it shows, and what is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirk {
    pub name: &'static str,
    pub story: &'static str,
    /// The machine whose tree shows it.
    pub shown_by: &'static str,
}

/// Names of quirks that were met while reading one component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quirks(Vec<&'static str>);

impl Quirks {
    pub(super) fn add(&mut self, name: &'static str) {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
    }

    pub(super) fn extend(&mut self, others: &Quirks) {
        for name in &others.0 {
            self.add(name);
        }
    }

    pub(super) fn names(mut self) -> Vec<&'static str> {
        self.0.sort_unstable();
        self.0
    }
}

pub(super) const PLACEHOLDER: &str = "placeholder";
pub(super) const CISCO_CAPACITY: &str = "cisco-capacity-mib";
pub(super) const INSPUR_CAPACITY: &str = "inspur-capacity-kb";
pub(super) const GIGABYTE_CAPACITY: &str = "gigabyte-capacity-binary";
pub(super) const DECIMAL_MEMORY: &str = "decimal-memory";
pub(super) const DECIMAL_PCI: &str = "decimal-pci-ids";
pub(super) const TOTAL_MEMORY: &str = "total-memory-decimal";
pub(super) const RANK_COUNT: &str = "rank-count";
pub(super) const LOWER_CASE_LINKS: &str = "lower-case-links";
pub(super) const ENCODED_LINKS: &str = "encoded-links";
pub(super) const MISSING_PAGE: &str = "missing-page";
pub(super) const DEAD_LINKS: &str = "dead-links";
pub(super) const MODEL_IS_PART_NUMBER: &str = "model-is-part-number";
pub(super) const DELL_PPID: &str = "dell-ppid";
pub(super) const BAY_HOLDS_FAN: &str = "bay-holds-fan";
pub(super) const SWITCH_AS_CONTROLLER: &str = "switch-as-controller";
pub(super) const SOLDERED_MEMORY: &str = "soldered-memory";
pub(super) const TWO_DIES: &str = "two-dies-a-module";
pub(super) const SIMULATED: &str = "simulated-model";
pub(super) const CONTROLLER_IS_DRIVE: &str = "controller-is-drive";
pub(super) const TWIN_SYSTEMS: &str = "twin-systems";
pub(super) const MODULE_WORDS: &str = "module-words";
pub(super) const FROM_SUMMARY: &str = "from-summary";
pub(super) const PORT_SPEED: &str = "port-speed-bits";

/// Every quirk, in the order of their names.
pub const QUIRKS: &[Quirk] = &[
    Quirk {
        name: BAY_HOLDS_FAN,
        story: "a power supply bay holds a fan module or a dummy; it reports no watts and is read as a fan",
        shown_by: "Supermicro SYS-821GE-TNHR (PWS-DF009-2F)",
    },
    Quirk {
        name: CISCO_CAPACITY,
        story: "CapacityBytes counts binary megabytes: 3815447 is a 4 TB drive",
        shown_by: "Cisco UCS S3260",
    },
    Quirk {
        name: CONTROLLER_IS_DRIVE,
        story: "an NVMe drive is listed again as its own storage controller; the two are one part",
        shown_by: "HPE ProLiant DL385 Gen10 Plus v2 (MZXLR6T4HALA)",
    },
    Quirk {
        name: DEAD_LINKS,
        story: "drives are linked whose URIs answer 404; SimpleStorage names them without serials",
        shown_by: "Dell PowerEdge R650",
    },
    Quirk {
        name: DECIMAL_MEMORY,
        story: "CapacityMiB was divided by 1000 once and by 1024 once: 15625 is a 16 GB module",
        shown_by: "GIGABYTE H262-Z63",
    },
    Quirk {
        name: DECIMAL_PCI,
        story: "VendorId and DeviceId are digits without 0x: they are decimal",
        shown_by: "HPE ProLiant DL385 Gen10 Plus v2 (5555 is 0x15b3)",
    },
    Quirk {
        name: DELL_PPID,
        story: "PCIeDevice gives a piece of the PPID as the serial; the drive gives the whole as its part number",
        shown_by: "Dell PowerEdge R750",
    },
    Quirk {
        name: ENCODED_LINKS,
        story: "a `#` or `:` in a URI is spelled %23, _0x23_ or %3A in links and plain in the resource",
        shown_by: "Dell PowerEdge R650",
    },
    Quirk {
        name: FROM_SUMMARY,
        story: "the collection was not collected; ProcessorSummary says how many of what",
        shown_by: "Dell PowerEdge R630",
    },
    Quirk {
        name: GIGABYTE_CAPACITY,
        story: "CapacityBytes counts decimal megabytes times 2^20: 2013667524608 is a 1.92 TB drive",
        shown_by: "GIGABYTE H262-Z63",
    },
    Quirk {
        name: INSPUR_CAPACITY,
        story: "CapacityBytes counts thousands of bytes: 800165888 is an 800 GB drive",
        shown_by: "Inspur (public issue reports)",
    },
    Quirk {
        name: LOWER_CASE_LINKS,
        story: "links are spelled in lower case or end with a slash; their resource does not",
        shown_by: "HPE ProLiant XL675d Gen10 Plus",
    },
    Quirk {
        name: MISSING_PAGE,
        story: "a collection counts more members than were collected: the next page was never asked for",
        shown_by: "Dell PowerEdge R650",
    },
    Quirk {
        name: MODEL_IS_PART_NUMBER,
        story: "Model repeats the part number; the name of the thing is in Name",
        shown_by: "HPE ProLiant DL380a Gen11 (900-21010-0320-030)",
    },
    Quirk {
        name: MODULE_WORDS,
        story: "a GPU has no words of its own; those of its processor module and tray are its evidence",
        shown_by: "NVIDIA GB200 NVL compute tray",
    },
    Quirk {
        name: PLACEHOLDER,
        story: "a property holds text that fills a field and says nothing; it is read as missing",
        shown_by: "HPE ProLiant XL675d Gen10 Plus (999999-B21)",
    },
    Quirk {
        name: PORT_SPEED,
        story: "a speed in Mbit/s holds bits: speeds beyond 1.6 Tbit/s are not read",
        shown_by: "Lenovo ThinkSystem SR670 V2 (1073741824)",
    },
    Quirk {
        name: RANK_COUNT,
        story: "RankCount holds the slot number, 1 for every module, or 0; ranks are never read from it",
        shown_by: "Supermicro SYS-821GE-TNHR, Lenovo ThinkSystem SR670 V2",
    },
    Quirk {
        name: SIMULATED,
        story: "the model ends with ` - SIMULATED`, put there by whoever published the tree",
        shown_by: "HPE ProLiant DL360 Gen10 Plus",
    },
    Quirk {
        name: SOLDERED_MEMORY,
        story: "memory soldered to a processor module says it is an RDIMM; its module type is not believed",
        shown_by: "NVIDIA GH200",
    },
    Quirk {
        name: SWITCH_AS_CONTROLLER,
        story: "the management side of a PCIe switch (1000:00b2) says it is a SAS controller; it is a riser with a switch",
        shown_by: "Lenovo ThinkSystem SR670 V2",
    },
    Quirk {
        name: TOTAL_MEMORY,
        story: "TotalSystemMemoryGiB holds decimal gigabytes scaled down: 476.837376 is 512 GB",
        shown_by: "Dell PowerEdge R820",
    },
    Quirk {
        name: TWIN_SYSTEMS,
        story: "the baseboard of the GPUs is a second ComputerSystem of the same machine",
        shown_by: "NVIDIA GB200 NVL compute tray",
    },
    Quirk {
        name: TWO_DIES,
        story: "each die of a two-die module is a GPU of its own with a placeholder for a serial; two are one part",
        shown_by: "HPE Cray EX235a (MI250X)",
    },
];

/// Words that fill a field and say nothing, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "na",
    "n/a",
    "none",
    "null",
    "nil",
    "unknown",
    "undefined",
    "unspecified",
    "not specified",
    "not available",
    "notavailable",
    "not applicable",
    "notapplicable",
    "no information",
    "empty",
    "tbd",
    "redacted",
    "masked",
    "to be filled by o.e.m.",
    "to be filled by oem",
    "default string",
    "system serial number",
    "free form asset tag",
    "cpldserialnumber",
    "999wwyy123456",
    "999999-b21",
    "999999-001",
    "01234567",
    "0123456789",
    "123456789",
    "1234567890",
    "01234567890123456789ab",
    "000000000001",
];

/// Text that says nothing: blanks, a known filler, one sign over and over, a variable nobody filled in.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let digits = text.strip_prefix("0x").unwrap_or(&text);
    let filled = digits.len() > 1 && digits.chars().all(|c| digits.starts_with(c) && "0x.-_?*f".contains(c));
    let variable = text.starts_with('$') && text.contains('_');
    text.is_empty() || text == "-" || filled || variable || PLACEHOLDERS.contains(&text.as_str())
}

/// Drive capacity in bytes by whose service told it. `None`: no drive is so small, and no quirk is known.
pub(super) fn drive_capacity(told: u64, maker: &str, quirks: &mut Quirks) -> Option<Bytes> {
    // The smallest thing sold as a server's drive is a 1 GB SD card.
    const LEAST: u64 = 900_000_000;
    const MIB: u64 = 1 << 20;
    let maker = maker.to_lowercase();
    if maker.contains("cisco") && told < LEAST {
        quirks.add(CISCO_CAPACITY);
        return told.checked_mul(MIB).filter(|bytes| *bytes >= LEAST).map(Bytes);
    }
    // No drive sold by Inspur since NVMe is smaller than 100 GB, and none in kilobytes reaches it.
    if maker.contains("inspur") && told < 100_000_000_000 {
        quirks.add(INSPUR_CAPACITY);
        return told.checked_mul(1000).filter(|bytes| *bytes >= LEAST).map(Bytes);
    }
    if maker.contains("gigabyte") && told.is_multiple_of(MIB) && !told.is_multiple_of(MIB * 1024) {
        quirks.add(GIGABYTE_CAPACITY);
        return (told / MIB).checked_mul(1_000_000).map(Bytes);
    }
    (told >= LEAST).then_some(Bytes(told))
}

/// Module capacity in MiB: a size that is no multiple of 1024 but becomes one when a division by
/// 1000 is made good (× 2^20 / 10^6).
pub(super) fn module_mib(told: u64, quirks: &mut Quirks) -> u64 {
    let scaled = told.checked_mul(1 << 20).filter(|scaled| scaled.is_multiple_of(1_000_000));
    match scaled.map(|scaled| scaled / 1_000_000) {
        Some(repaired) if !told.is_multiple_of(1024) && repaired.is_multiple_of(1024) => {
            quirks.add(DECIMAL_MEMORY);
            repaired
        }
        _ => told,
    }
}

/// Total memory in GiB, as modules are sold. A fraction that becomes a multiple of 4 when a
/// scaling by 10^9 / 2^30 is made good was scaled; the quirk's name tells so.
pub(super) fn total_gib(told: f64) -> Option<(u64, Option<&'static str>)> {
    // Beyond 2^40 GiB no machine goes; the bound keeps the cast exact.
    if !(told > 0.0 && told < 1_099_511_627_776.0) {
        return None;
    }
    let scaled = told * 1.073_741_824;
    let near = (scaled / 4.0).round() * 4.0;
    if told.fract() != 0.0 && near > 0.0 && (scaled - near).abs() < 0.01 {
        return Some((near as u64, Some(TOTAL_MEMORY)));
    }
    Some((told.round() as u64, None)).filter(|(gib, _)| *gib > 0)
}

/// A part of the fan family in a power supply bay: Supermicro's dummies are called `PWS-DF…`.
pub(super) fn is_fan_module(model: &str) -> bool {
    let model = model.trim().to_uppercase();
    model.starts_with("PWS-DF") || model.contains("FAN")
}

/// The model without what a publisher of the tree put behind it.
pub(super) fn without_simulated(model: &str) -> Option<&str> {
    let kept = model.trim_end().strip_suffix("SIMULATED")?;
    Some(kept.trim_end_matches([' ', '-']))
}

/// The serial that Dell's PCIeDevice would give for a drive with this PPID: without the part
/// number and the revision, `PH-0N0VK0-TBPKK-16O-02F3-A01` (or the same without dashes) is
/// `PHTBPKK16O02F3` there.
pub(crate) fn serial_of_ppid(part_number: &str) -> Option<String> {
    let text = part_number.trim().to_uppercase();
    let widths: Vec<usize> = text.split('-').map(str::len).collect();
    let plain = text.replace('-', "");
    let is_ppid =
        matches!(widths.as_slice(), [2, 6, 5, 3, 4, 3] | [23]) && plain.chars().all(|c| c.is_ascii_alphanumeric());
    // Country 2, part number 6, maker 5, date 3, number 4, revision 3.
    let country_and_rest = is_ppid.then(|| plain.get(..2).zip(plain.get(8..20))).flatten();
    country_and_rest.map(|(country, rest)| format!("{country}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_is_in_order_and_names_are_words() {
        assert!(QUIRKS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for quirk in QUIRKS {
            assert!(quirk.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", quirk.name);
            assert!(!quirk.story.is_empty() && !quirk.shown_by.is_empty());
        }
    }

    #[test]
    fn fillers_say_nothing() {
        for filler in [
            "",
            "   ",
            "N/A",
            "Unknown",
            "nil",
            "....................",
            "00000000000000",
            "xx",
            "Default string",
            "$PRODUCT_MANUFACTURER",
            "0x0000000000000000",
            "999999-B21",
            "To be filled by O.E.M.",
            "01234567890123456789AB",
        ] {
            assert!(is_placeholder(filler), "{filler}");
        }
        for word in ["0", "PERC H710", "0x311093", "S6C1NA0TA01511", "NA1", "Xeon"] {
            assert!(!is_placeholder(word), "{word}");
        }
    }

    #[test]
    fn capacities_are_repaired_by_maker() {
        let told = |bytes, maker| drive_capacity(bytes, maker, &mut Quirks::default()).map(|b| b.to_string());
        assert_eq!(told(3_815_447, "Cisco Systems Inc").as_deref(), Some("4 TB"));
        assert_eq!(told(114_473, "Cisco Systems Inc").as_deref(), Some("120 GB"));
        assert_eq!(told(1_200_243_081_216, "Cisco Systems Inc").as_deref(), Some("1.2 TB"));
        assert_eq!(told(800_165_888, "Inspur").as_deref(), Some("800 GB"));
        assert_eq!(told(2_013_667_524_608, "GIGABYTE").as_deref(), Some("1.92 TB"));
        assert_eq!(told(3_815_447, "Dell Inc."), None);
    }

    #[test]
    fn memory_is_repaired_by_its_number() {
        let mib = |told| module_mib(told, &mut Quirks::default());
        assert_eq!(
            [mib(15_625), mib(62_500), mib(16_384), mib(97_871), mib(491_520)],
            [16_384, 65_536, 16_384, 97_871, 491_520]
        );
        assert_eq!(total_gib(476.837376), Some((512, Some(TOTAL_MEMORY))));
        assert_eq!(total_gib(384.0), Some((384, None)));
        assert_eq!(total_gib(0.0), None);
        assert_eq!(total_gib(f64::NAN), None);
    }

    #[test]
    fn a_ppid_holds_the_serial_of_its_pcie_device() {
        assert_eq!(serial_of_ppid("PH-0N0VK0-TBPKK-16O-02F3-A01").as_deref(), Some("PHTBPKK16O02F3"));
        assert_eq!(serial_of_ppid("PH06DFD87557136BMI1XA02").as_deref(), Some("PH7557136BMI1X"));
        assert_eq!(serial_of_ppid("900-21010-0320-030"), None);
    }

    #[test]
    fn a_publisher_s_suffix_goes() {
        assert_eq!(without_simulated("ProLiant DL380a Gen11 -- SIMULATED"), Some("ProLiant DL380a Gen11"));
        assert_eq!(without_simulated("ProLiant DL380a Gen11"), None);
    }

    proptest! {
        #[test]
        fn no_text_or_number_panics(text in ".{0,40}", bytes in any::<u64>(), gib in any::<f64>()) {
            let mut quirks = Quirks::default();
            let _ = is_placeholder(&text);
            let _ = serial_of_ppid(&text);
            let _ = without_simulated(&text);
            for maker in ["Cisco", "Inspur", "GIGABYTE", "Dell"] {
                let _ = drive_capacity(bytes, maker, &mut quirks);
            }
            let _ = module_mib(bytes, &mut quirks);
            let _ = total_gib(gib);
        }
    }
}
