//! What a source reports beside the number of a memory module.

use rackworth_model::hardware::RawComponent;
use rackworth_model::measure::Bytes;

use crate::identify::quirks;
use crate::identify::scan::{Upper, has, said};
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};

/// The reported properties, in our words. Rank counts are not among them: slot indexes
/// and constants are reported for them too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Witness {
    /// As reported; quirks and all.
    pub capacity: Option<Bytes>,
    pub generation: Option<MemoryGeneration>,
    pub module: Option<ModuleType>,
    pub speed_mts: Option<u32>,
}

impl Witness {
    pub(super) fn of(component: &RawComponent) -> Witness {
        let facts = &component.facts;
        let kind = said(facts.memory_type.as_deref()).map(Upper::of);
        let generation = kind.as_ref().and_then(|kind| generation(kind.bytes()));
        let module = said(facts.module_type.as_deref()).map(Upper::of).and_then(|word| module(word.bytes()));
        let module = module.or_else(|| kind.as_ref().and_then(|kind| module_of_kind(kind.bytes())));
        let speed_mts = facts.speed_mts.and_then(|speed| standard_speed(generation, speed));
        Witness { capacity: facts.capacity.filter(|capacity| capacity.0 > 0), generation, module, speed_mts }
    }
}

/// Words for memory that is soldered to a board or a package, and the SMBIOS codes that
/// some sources give in their place (DSP0134, Memory Device type).
pub(super) fn is_soldered(kind: &[u8]) -> bool {
    let words = ["LPDDR", "HBM", "GDDR"];
    // SMBIOS lists the firmware's flash chips among the memory.
    words.iter().any(|word| has(kind, word))
        || matches!(kind, b"FLASH" | b"27" | b"28" | b"29" | b"30" | b"32" | b"33" | b"35")
}

/// `DDR4`, `DDR4_SDRAM`, `DDR2 FB-DIMM`, or an SMBIOS code (26 is DDR4).
fn generation(kind: &[u8]) -> Option<MemoryGeneration> {
    match kind {
        b"19" | b"20" | b"25" => return Some(MemoryGeneration::Ddr2),
        b"24" => return Some(MemoryGeneration::Ddr3),
        b"26" => return Some(MemoryGeneration::Ddr4),
        b"34" => return Some(MemoryGeneration::Ddr5),
        _ if is_soldered(kind) => return None,
        _ => {}
    }
    let words = [
        ("DDR5", MemoryGeneration::Ddr5),
        ("DDR4", MemoryGeneration::Ddr4),
        ("DDR3", MemoryGeneration::Ddr3),
        ("DDR2", MemoryGeneration::Ddr2),
    ];
    words.into_iter().find(|(word, _)| has(kind, word)).map(|(_, generation)| generation)
}

/// `RDIMM`, `SO_DIMM`, `Synchronous Registered (Buffered)`, `UDIMM(ECC)`, `3DS LRDIMM`.
fn module(word: &[u8]) -> Option<ModuleType> {
    let ecc = has(word, "ECC") && !has(word, "NON-ECC") && !has(word, "NON ECC");
    if let Some(module) = module_of_kind(word) {
        return Some(module);
    }
    if has(word, "LRDIMM") || has(word, "LOAD REDUCED") || has(word, "LOAD-REDUCED") {
        return Some(ModuleType::Lrdimm);
    }
    if has(word, "MRDIMM") || has(word, "MCRDIMM") {
        return Some(ModuleType::Mrdimm);
    }
    if ["SODIMM", "SO_DIMM", "SO-DIMM", "SOUDIMM"].iter().any(|small| has(word, small)) {
        return Some(if ecc { ModuleType::EccSodimm } else { ModuleType::Sodimm });
    }
    if has(word, "UDIMM") || has(word, "UNBUFFERED") || has(word, "UNREGISTERED") {
        return Some(if ecc { ModuleType::EccUdimm } else { ModuleType::Udimm });
    }
    (has(word, "RDIMM") || has(word, "REGISTERED")).then_some(ModuleType::Rdimm)
}

fn module_of_kind(kind: &[u8]) -> Option<ModuleType> {
    ["OPTANE", "PMEM", "DCPMM", "PERSISTENT"].iter().any(|word| has(kind, word)).then_some(ModuleType::Pmem)
}

/// The JEDEC speed a report means: SMBIOS says 2667 for 2666 and 1067 for 1066. `None`
/// for a speed no module of the generation is sold with.
pub(super) fn standard_speed(generation: Option<MemoryGeneration>, reported: u32) -> Option<u32> {
    let ddr2: &[u32] = &[400, 533, 667, 800];
    let ddr3: &[u32] = &[800, 1066, 1333, 1600, 1866, 2133];
    let ddr4: &[u32] = &[1600, 1866, 2133, 2400, 2666, 2933, 3200];
    let ddr5: &[u32] = &[4000, 4400, 4800, 5200, 5600, 6000, 6400, 7200, 8000, 8800];
    let find = |speeds: &[u32]| speeds.iter().copied().find(|speed| speed.abs_diff(reported) <= 1);
    match generation {
        Some(MemoryGeneration::Ddr2) => find(ddr2),
        Some(MemoryGeneration::Ddr3) => find(ddr3),
        Some(MemoryGeneration::Ddr4) => find(ddr4),
        Some(MemoryGeneration::Ddr5) => find(ddr5),
        None => [ddr2, ddr3, ddr4, ddr5].into_iter().find_map(find),
    }
}

/// Speeds that one generation only reaches. Lower ones do not tell: faster memory runs
/// at them too.
pub(super) fn generation_of_speed(speed: u32) -> Option<MemoryGeneration> {
    match speed {
        2400..=3200 => Some(MemoryGeneration::Ddr4),
        4000.. => Some(MemoryGeneration::Ddr5),
        _ => None,
    }
}

/// The size of a module that a reported capacity means: MiB exactly, or one of the
/// named quirks. `None` when modules of that size are not sold.
///
/// Quirks: Gigabyte reports 16 GiB as 15,625 MiB (16,384 decimal megabytes); some sheets
/// and services count a GiB as 10⁹ bytes; SMBIOS before 2.7 ends at 32,767 MiB.
pub(super) fn module_size(reported: Bytes) -> Option<Bytes> {
    const MIB_SIZES: [u64; 16] = [
        256, 512, 1024, 2048, 4096, 8192, 16_384, 24_576, 32_768, 49_152, 65_536, 98_304, 131_072, 196_608, 262_144,
        524_288,
    ];
    let means = |mib: u64| [mib << 20, decimal_megabytes(mib), decimal_gigabytes(mib)].contains(&reported.0);
    let cut = (reported == Bytes(SMBIOS_LIMIT)).then_some(32_768);
    cut.or_else(|| MIB_SIZES.into_iter().find(|mib| means(*mib))).and_then(Bytes::from_mib)
}

/// The quirk by which a reported capacity means a module's size; `None` when it says it
/// plainly, or is no module's.
pub(crate) fn quirk_of(reported: Bytes) -> Option<&'static str> {
    let mib = module_size(reported)?.0 >> 20;
    let shows = [
        (quirks::SMBIOS_LIMIT, SMBIOS_LIMIT),
        (quirks::DECIMAL_MEGABYTES, decimal_megabytes(mib)),
        (quirks::DECIMAL_GIGABYTES, decimal_gigabytes(mib)),
    ];
    let plain = reported.0 == mib << 20;
    shows.into_iter().find(|(_, bytes)| !plain && *bytes == reported.0).map(|(name, _)| name)
}

fn decimal_megabytes(mib: u64) -> u64 {
    mib * 1_000_000
}

fn decimal_gigabytes(mib: u64) -> u64 {
    mib * 1_000_000_000 / 1024
}

/// The largest size an SMBIOS table before version 2.7 can hold: 32,767 MiB. It stands
/// for every larger module, too.
const SMBIOS_LIMIT: u64 = 32_767 << 20;

/// Whether a reported capacity is what a module of this spec would be reported with.
/// Persistent memory reports what is left of it after its own use: 126.4 GiB of 128.
pub(super) fn capacity_agrees(spec: &DimmSpec, reported: Bytes) -> bool {
    if spec.module == Some(ModuleType::Pmem) {
        return reported <= spec.capacity && reported.0 / 97 >= spec.capacity.0 / 100;
    }
    let cut = reported.0 == SMBIOS_LIMIT && spec.capacity.0 > SMBIOS_LIMIT;
    cut || module_size(reported) == Some(spec.capacity)
}

/// Whether a report of one type can be about a module of the other. Most sources know
/// only whether a module has a register, so an LRDIMM is reported as an RDIMM and an ECC
/// SODIMM as a UDIMM.
pub(super) fn modules_agree(one: ModuleType, other: ModuleType) -> bool {
    let family = |module| match module {
        ModuleType::Rdimm | ModuleType::Lrdimm | ModuleType::Mrdimm => 1,
        ModuleType::EccUdimm | ModuleType::Udimm | ModuleType::Sodimm | ModuleType::EccSodimm => 2,
        ModuleType::Pmem => 3,
    };
    family(one) == family(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_sources_mean_the_same() {
        let of = |text: &str| module(Upper::of(text).bytes());
        assert_eq!(of("Synchronous Registered (Buffered)"), Some(ModuleType::Rdimm));
        assert_eq!(of("Synchronous Unbuffered (Unregistered)"), Some(ModuleType::Udimm));
        assert_eq!(of("Synchronous Registered (Buffered) LRDIMM"), Some(ModuleType::Lrdimm));
        assert_eq!(of("UDIMM(ECC)"), Some(ModuleType::EccUdimm));
        assert_eq!(of("SO_DIMM"), Some(ModuleType::Sodimm));
        assert_eq!(of("Synchronous"), None);
        let of = |text: &str| generation(Upper::of(text).bytes());
        assert_eq!(of("DDR4_SDRAM"), Some(MemoryGeneration::Ddr4));
        assert_eq!(of("26"), Some(MemoryGeneration::Ddr4));
        assert_eq!((of("LPDDR5_SDRAM"), of("HBM"), of("DRAM")), (None, None, None));
    }

    #[test]
    fn speeds_are_rounded_to_what_is_sold() {
        let ddr4 = Some(MemoryGeneration::Ddr4);
        assert_eq!(standard_speed(ddr4, 2667), Some(2666));
        assert_eq!(standard_speed(ddr4, 2934), Some(2933));
        assert_eq!(standard_speed(ddr4, 1333), None);
        assert_eq!(standard_speed(None, 0), None);
    }

    #[test]
    fn quirks_of_capacity_are_undone() {
        let gib = |n| Bytes::from_gib(n);
        assert_eq!(Bytes::from_mib(15_625).and_then(module_size), gib(16), "Gigabyte");
        assert_eq!(Bytes::from_mib(32_768).and_then(module_size), gib(32));
        assert_eq!(Bytes::from_gb(64).and_then(module_size), gib(64));
        assert_eq!(module_size(Bytes(SMBIOS_LIMIT)), gib(32));
        assert_eq!(Bytes::from_mib(491_520).and_then(module_size), None, "Grace");
        assert_eq!(Bytes::from_mib(97_871).and_then(module_size), None, "HBM");
    }
}
