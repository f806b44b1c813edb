//! What of a part's specification moves its price, and what is believed of that before
//! any price has been seen.
//!
//! Prior slopes and spreads are assumptions: no study of second-hand server parts gives
//! them. They are wide (a spread of 0.3 lets a slope be anything from −0.6 to +0.6 around
//! its mean), so that where rows exist, rows decide. They are listed in
//! docs/spec/valuation.md §2.

use rackworth_catalog::part::Part;
use rackworth_catalog::spec::{DimmSpec, DriveSpec, Endurance, GpuForm, Interface, ModuleType, NicKind, Spec};
use rackworth_model::class::Class;

/// One property with a slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Regressor {
    pub(crate) name: &'static str,
    /// The value at which it changes nothing; also taken where it is not known.
    pub(crate) center: f64,
    /// Prior of the slope: log price per unit of the property.
    pub(crate) slope: f64,
    pub(crate) spread: f64,
}

const fn regressor(name: &'static str, center: f64, slope: f64, spread: f64) -> Regressor {
    Regressor { name, center, slope, spread }
}

// Centers are round values in the middle of what is traded: ln 32 GB, ln 16 cores …
const DIMM: [Regressor; 4] = [
    regressor("ln capacity", 3.465_735_902_799_726_5, 1.0, 0.2),
    regressor("load-reduced", 0.0, -0.1, 0.2),
    regressor("unbuffered or SO-DIMM", 0.0, -0.2, 0.3),
    regressor("ln speed within generation", 0.0, 0.5, 0.5),
];
const CPU: [Regressor; 8] = [
    regressor("ln cores", 2.772_588_722_239_781, 1.0, 0.4),
    regressor("ln base clock", 0.832_909_122_935_104, 0.7, 0.5),
    regressor("launch year", 2018.0, 0.25, 0.12),
    regressor("AMD", 0.0, 0.0, 0.3),
    regressor("ln thermal design power", 4.867_534_450_455_582, 0.5, 0.4),
    regressor("one socket only", 0.0, -0.3, 0.2),
    regressor("four sockets or more", 0.0, 0.2, 0.3),
    // What the maker asked for a core when it was new; ln 100 where it is not known.
    regressor("ln list price a core", 4.605_170_185_988_092, 0.5, 0.25),
];
const DRIVE: [Regressor; 5] = [
    regressor("ln capacity", 6.907_755_278_982_137, 0.9, 0.25),
    regressor("SAS", 0.0, 0.0, 0.3),
    regressor("NVMe", 0.0, 0.2, 0.3),
    regressor("endurance", 0.0, 0.15, 0.15),
    regressor("speed of rotation", 0.0, 0.0, 0.3),
];
const GPU: [Regressor; 4] = [
    regressor("ln memory", 3.465_735_902_799_726_5, 0.6, 0.4),
    regressor("ln dense FP16", 4.605_170_185_988_092, 0.6, 0.3),
    regressor("launch year", 2019.0, 0.2, 0.15),
    regressor("module", 0.0, -0.3, 0.4),
];
const NIC: [Regressor; 3] = [
    regressor("ln port speed", 3.218_875_824_868_201, 0.6, 0.3),
    regressor("ln ports", std::f64::consts::LN_2, 0.4, 0.3),
    regressor("DPU", 0.0, 0.8, 0.5),
];
const RAID: [Regressor; 2] = [regressor("launch year", 2017.0, 0.15, 0.15), regressor("ln cache", 0.0, 0.15, 0.15)];
const PSU: [Regressor; 1] = [regressor("ln watts", 6.684_611_727_667_927, 0.7, 0.3)];

/// The regressors of a class, in the order of [`values`].
pub(crate) fn regressors(class: Class) -> &'static [Regressor] {
    match class {
        Class::Dimm => &DIMM,
        Class::Cpu => &CPU,
        Class::Ssd | Class::Hdd => &DRIVE,
        Class::Gpu => &GPU,
        Class::Nic => &NIC,
        Class::Raid => &RAID,
        Class::Psu => &PSU,
        Class::Chassis | Class::Other => &[],
    }
}

/// The part's properties less their centers; 0 where a property is not known.
pub(crate) fn values(part: &Part) -> Vec<f64> {
    let raw = raw_values(part);
    let centered = |(value, regressor): (&Option<f64>, &Regressor)| value.map_or(0.0, |v| v - regressor.center);
    raw.iter().zip(regressors(part.class())).map(centered).collect()
}

fn raw_values(part: &Part) -> Vec<Option<f64>> {
    match &part.spec {
        Spec::Dimm(dimm) => dimm_values(dimm),
        Spec::Cpu(cpu) => vec![
            ln(cpu.cores),
            cpu.base_mhz.map(|mhz| libm::log(f64::from(mhz) / 1000.0)),
            cpu.launch_year.map(f64::from),
            Some(flag(cpu.vendor == "AMD")),
            cpu.tdp.and_then(|watts| ln(Some(watts.0))),
            cpu.max_sockets.map(|n| flag(n == 1)),
            cpu.max_sockets.map(|n| flag(n >= 4)),
            cpu.list_usd
                .zip(cpu.cores)
                .filter(|(_, cores)| *cores > 0)
                .map(|(usd, cores)| libm::log(f64::from(usd) / f64::from(cores))),
        ],
        Spec::Drive(drive) => drive_values(drive),
        Spec::Gpu(gpu) => vec![
            gpu.memory.map(|memory| libm::log(memory.gib())),
            gpu.fp16_tflops.filter(|t| *t > 0.0).map(libm::log),
            gpu.launch_year.map(f64::from),
            gpu.form.map(|form| flag(form != GpuForm::Pcie)),
        ],
        Spec::Nic(nic) => vec![ln(nic.link_gbps), ln(nic.ports), Some(flag(nic.kind == NicKind::Dpu))],
        Spec::Raid(raid) => {
            let cache = raid.cache_mib.map(|mib| if mib == 0 { -1.0 } else { libm::log(f64::from(mib) / 1024.0) });
            vec![raid.launch_year.map(f64::from), cache]
        }
        Spec::Psu(psu) => vec![psu.watts.and_then(|watts| ln(Some(watts.0)))],
        Spec::Server(_) | Spec::Other => Vec::new(),
    }
}

fn dimm_values(dimm: &DimmSpec) -> Vec<Option<f64>> {
    use rackworth_catalog::spec::MemoryGeneration::{Ddr2, Ddr3, Ddr4, Ddr5};
    // The speed each generation's servers mostly ran at.
    let usual = dimm.generation.map(|generation| match generation {
        Ddr2 => 667.0,
        Ddr3 => 1600.0,
        Ddr4 => 2666.0,
        Ddr5 => 4800.0,
    });
    let speed = dimm.speed_mts.zip(usual).map(|(speed, usual)| libm::log(f64::from(speed) / usual));
    let unbuffered = |module| {
        matches!(module, ModuleType::Udimm | ModuleType::EccUdimm | ModuleType::Sodimm | ModuleType::EccSodimm)
    };
    vec![
        Some(libm::log(dimm.capacity.gib().max(1.0))),
        dimm.module.map(|module| flag(module == ModuleType::Lrdimm)),
        dimm.module.map(|module| flag(unbuffered(module))),
        speed,
    ]
}

fn drive_values(drive: &DriveSpec) -> Vec<Option<f64>> {
    let endurance = drive.endurance.map(|endurance| match endurance {
        Endurance::Boot => -1.0,
        Endurance::ReadIntensive => 0.0,
        Endurance::MixedUse => 1.0,
        Endurance::WriteIntensive => 2.0,
    });
    vec![
        drive.capacity.map(|capacity| libm::log(capacity.gb().max(1.0))),
        drive.interface.map(|interface| flag(interface == Interface::Sas)),
        drive.interface.map(|interface| flag(interface == Interface::Nvme)),
        endurance,
        drive.rpm.map(|rpm| f64::from(rpm) / 7200.0 - 1.0),
    ]
}

fn ln(count: Option<u32>) -> Option<f64> {
    count.filter(|n| *n > 0).map(|n| libm::log(f64::from(n)))
}

fn flag(set: bool) -> f64 {
    if set { 1.0 } else { 0.0 }
}

/// The family a part is pooled in: generation of memory, generation of CPUs, interface of
/// drives, architecture of GPUs, kind of card. `None` pools it with the class alone.
pub fn family_of(part: &Part) -> Option<String> {
    match &part.spec {
        Spec::Dimm(dimm) => dimm.generation.map(|g| g.word().to_string()),
        Spec::Cpu(cpu) => Some(cpu.generation.clone()).filter(|generation| !generation.is_empty()),
        Spec::Drive(drive) => drive.interface.map(|i| i.word().to_string()),
        Spec::Gpu(gpu) => Some(gpu.architecture.clone()),
        Spec::Nic(nic) => Some(nic.kind.word().to_string()),
        Spec::Raid(_) | Spec::Psu(_) | Spec::Server(_) | Spec::Other => None,
    }
}
