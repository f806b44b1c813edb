//! Named deviations of reported sizes from what is sold, and their repairs.
//!
//! Readers repair what their source is known for; here are those that the size itself
//! shows, whoever reports it. The name travels with the component.

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::measure::Bytes;

use super::{dimm, drive};

/// One deviation: how it shows, and the machine or line that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirk {
    pub name: &'static str,
    pub story: &'static str,
    pub shown_by: &'static str,
}

pub(crate) const DECIMAL_MEGABYTES: &str = "memory-decimal-megabytes";
pub(crate) const DECIMAL_GIGABYTES: &str = "memory-decimal-gigabytes";
pub(crate) const SMBIOS_LIMIT: &str = "memory-smbios-limit";
pub(crate) const BINARY_MEGABYTES: &str = "drive-binary-megabytes";

/// Every quirk, in the order of their names.
pub const QUIRKS: [Quirk; 4] = [
    Quirk {
        name: BINARY_MEGABYTES,
        story: "decimal megabytes of a drive are counted as binary ones: 2,013,667,524,608 bytes are 1.92 TB",
        shown_by: "Gigabyte H262-Z63 (MZ7LH1T9HMLT)",
    },
    Quirk {
        name: DECIMAL_GIGABYTES,
        story: "a GiB of memory is counted as 10⁹ bytes: 64,000,000,000 bytes are a 64 GB module",
        shown_by: "lists that write `64 GB` for a module",
    },
    Quirk {
        name: DECIMAL_MEGABYTES,
        story: "a MiB of memory is counted as 10⁶ bytes: 15,625 MiB are a 16 GB module",
        shown_by: "Gigabyte H262-Z63 (M393A2K43DB2-CWE)",
    },
    Quirk {
        name: SMBIOS_LIMIT,
        story: "SMBIOS before 2.7 ends at 32,767 MiB, which stands for 32 GB and more",
        shown_by: "DSP0134, Memory Device, field Size: the value 7FFFh",
    },
];

/// The quirk that the reported size of a component shows.
pub(crate) fn of(component: &RawComponent) -> Option<&'static str> {
    let reported: Bytes = component.facts.capacity.filter(|capacity| capacity.0 > 0)?;
    match component.kind {
        ComponentKind::Dimm => dimm::quirk_of(reported),
        ComponentKind::Drive => drive::quirk_of(reported),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackworth_model::hardware::Place;
    use rackworth_model::provenance::Locator;

    #[test]
    fn each_quirk_is_shown_by_a_size() {
        let shown = |kind, bytes| {
            let mut component = RawComponent::new(kind, Place { file: "test".into(), locator: Locator::File });
            component.facts.capacity = Some(Bytes(bytes));
            of(&component)
        };
        let mut found = [
            shown(ComponentKind::Drive, 2_013_667_524_608),
            shown(ComponentKind::Dimm, 64_000_000_000),
            shown(ComponentKind::Dimm, 15_625 << 20),
            shown(ComponentKind::Dimm, 32_767 << 20),
        ]
        .map(Option::unwrap);
        found.sort_unstable();
        assert_eq!(found, QUIRKS.map(|quirk| quirk.name));
        assert_eq!(shown(ComponentKind::Dimm, 64 << 30), None);
        assert_eq!(shown(ComponentKind::Drive, 1_920_383_410_176), None);
        assert_eq!(shown(ComponentKind::Cpu, 15_625 << 20), None);
    }
}
