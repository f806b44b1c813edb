//! Closed lists of words people use around components.

use rackworth_model::hardware::ComponentKind;

/// The largest count that is taken for one.
const MOST: u32 = 192;

pub(super) const NIC_BRANDS: [&str; 9] =
    ["BROADCOM", "BCM", "BRCM", "NIC", "ETHERNET", "NETXTREME", "QLOGIC", "NETWORK", "GBE"];
pub(super) const GPU_COMPANY: [&str; 8] = ["NVIDIA", "TESLA", "GPU", "GPUS", "CARD", "CARDS", "16GB", "24GB"];
pub(super) const LANES: [&str; 9] = ["PCIE", "PCI", "E", "GEN3", "GEN4", "GEN5", "3.0", "4.0", "5.0"];
pub(super) const PIECES: [&str; 10] = ["PCS", "PC", "EA", "EACH", "UNITS", "STK", "STÜCK", "OFF", "PIECES", "NOS"];
pub(super) const BUSES: [&str; 3] = ["SAS", "SATA", "RAID"];
pub(super) const RAID_LEVELS: [&str; 8] = ["0", "1", "5", "6", "10", "50", "60", "1E"];
pub(super) const PORT_SPEEDS: [f64; 8] = [1.0, 10.0, 25.0, 40.0, 50.0, 100.0, 200.0, 400.0];
pub(super) const PORTS: [&str; 21] = [
    "NIC", "NICS", "SFP", "SFP+", "SFP28", "QSFP", "QSFP+", "QSFP28", "QSFP56", "RJ45", "BASE", "BASET", "ETHERNET",
    "LAN", "PORT", "PORTS", "NETWORK", "NDC", "RNDC", "DUAL", "DAC",
];

/// Words of the description of a CPU; its memory is among them.
pub(super) const CPU_WORDS: [&str; 16] = [
    "S", "TURBO", "HT", "CACHE", "CORE", "CORES", "THREAD", "THREADS", "SMT", "UPI", "QPI", "BOOST", "DDR3", "DDR4",
    "DDR5", "TDP",
];
/// Words that describe what stands before them.
pub(super) const QUALITIES: [&str; 16] = [
    "CORE",
    "CORES",
    "THREADS",
    "GHZ",
    "MHZ",
    "CACHE",
    "TDP",
    "HOTPLUG",
    "HOT",
    "PLUG",
    "PLATINUM",
    "TITANIUM",
    "REDUNDANT",
    "REGISTERED",
    "REG",
    "RPM",
];
/// Nouns that a number before them counts: `8 DIMMs`, `2 CPU`.
pub(super) const NOUNS: [&str; 24] = [
    "CPU",
    "CPUS",
    "PROCESSOR",
    "PROCESSORS",
    "XEON",
    "XEONS",
    "DIMM",
    "DIMMS",
    "RDIMM",
    "RDIMMS",
    "LRDIMM",
    "LRDIMMS",
    "SSD",
    "SSDS",
    "HDD",
    "HDDS",
    "DRIVES",
    "DISKS",
    "GPU",
    "GPUS",
    "PSU",
    "PSUS",
    "NICS",
    "NVME",
];
/// Words whose number counts nothing: `Gen 4 NVMe`, `iLO 5`.
pub(super) const NUMBERED: [&str; 9] = ["GEN", "PCIE", "PCI", "E", "DDR", "ILO", "IDRAC", "RAID", "V"];

/// Brands stand before what they made.
pub(super) const LEADS: [&str; 36] = [
    "INTEL",
    "AMD",
    "NVIDIA",
    "DELL",
    "EMC",
    "HPE",
    "HP",
    "LENOVO",
    "IBM",
    "CISCO",
    "SUPERMICRO",
    "SAMSUNG",
    "MICRON",
    "HYNIX",
    "SK",
    "KINGSTON",
    "CRUCIAL",
    "KIOXIA",
    "TOSHIBA",
    "SEAGATE",
    "WD",
    "WESTERN",
    "DIGITAL",
    "HGST",
    "HITACHI",
    "MELLANOX",
    "BROADCOM",
    "QLOGIC",
    "EMULEX",
    "LSI",
    "AND",
    "WITH",
    "PLUS",
    "INCL",
    "UND",
    "GENUINE",
];

/// Words, by the class they speak for.
const HINTS: [(ComponentKind, &[&str]); 7] = [
    (
        ComponentKind::Dimm,
        &[
            "RAM",
            "MEMORY",
            "MEM",
            "DDR",
            "DDR2",
            "DDR3",
            "DDR3L",
            "DDR4",
            "DDR5",
            "RDIMM",
            "RDIMMS",
            "LRDIMM",
            "LRDIMMS",
            "UDIMM",
            "UDIMMS",
            "SODIMM",
            "DIMM",
            "DIMMS",
            "ECC",
            "PC3",
            "PC3L",
            "PC4",
            "PC5",
            "SPEICHER",
            "ARBEITSSPEICHER",
            "MRDIMM",
            "PMEM",
            "OPTANE",
            "REGISTERED",
        ],
    ),
    (
        ComponentKind::Drive,
        &[
            "SSD",
            "SSDS",
            "HDD",
            "HDDS",
            "NVME",
            "SAS",
            "SATA",
            "DRIVE",
            "DRIVES",
            "DISK",
            "DISKS",
            "HARD",
            "STORAGE",
            "RPM",
            "7.2K",
            "10K",
            "15K",
            "5.4K",
            "NL",
            "NLSAS",
            "FLASH",
            "FESTPLATTE",
            "FESTPLATTEN",
            "HDS",
            "SED",
        ],
    ),
    (
        ComponentKind::Cpu,
        &["CPU", "CPUS", "PROCESSOR", "PROCESSORS", "PROC", "PROCS", "XEON", "XEONS", "EPYC", "OPTERON"],
    ),
    (ComponentKind::Gpu, &["GPU", "GPUS", "TESLA", "QUADRO", "GRAPHICS", "ACCELERATOR", "ACCELERATORS"]),
    (
        ComponentKind::Nic,
        &[
            "NIC",
            "NICS",
            "LAN",
            "ETHERNET",
            "NETWORK",
            "SFP",
            "SFP+",
            "SFP28",
            "QSFP",
            "QSFP+",
            "QSFP28",
            "RJ45",
            "INFINIBAND",
            "HCA",
            "DPU",
            "NDC",
            "RNDC",
            "GBE",
            "CNA",
        ],
    ),
    (ComponentKind::Raid, &["RAID", "HBA", "PERC", "CONTROLLER", "MEGARAID"]),
    (ComponentKind::Psu, &["PSU", "PSUS", "POWER", "SUPPLY", "SUPPLIES", "PWR", "NETZTEIL", "NETZTEILE"]),
];

/// The class a word speaks for.
pub(super) fn hint(word: &str) -> Option<ComponentKind> {
    HINTS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind)
}

/// `2X` and `X2`.
pub(super) fn count_of(word: &str) -> Option<u32> {
    let digits = word.strip_suffix('X').or_else(|| word.strip_prefix('X'))?;
    is_small(digits).then(|| digits.parse().ok()).flatten()
}

/// A whole number that may be a count.
pub(super) fn is_small(word: &str) -> bool {
    let digits = (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    digits && word.parse::<u32>().is_ok_and(|n| (1..=MOST).contains(&n))
}

pub(super) fn spelled_count(word: &str) -> Option<u32> {
    match word {
        "SINGLE" | "ONE" => Some(1),
        "DUAL" | "TWIN" | "TWO" | "REDUNDANT" => Some(2),
        "QUAD" | "FOUR" => Some(4),
        _ => None,
    }
}

/// The number a word starts with, or is.
pub(super) fn leading_number(word: &str) -> Option<f64> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let number: f64 = word.get(..end)?.parse().ok()?;
    (number.is_finite() && (0.0..1e9).contains(&number)).then_some(number)
}

/// What follows the leading number of a word.
pub(super) fn unit_of(word: &str) -> &str {
    word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
}

pub(super) fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "GB" | "TB" | "G" | "T" | "GIB" | "TIB" | "MB" | "MIB" | "W" | "WATT" | "WATTS" | "GBE" | "GO" | "TO"
    )
}
