//! The catalogued properties of a part. What is not known is `None`, never a default.

use rackworth_model::class::Segment;
use rackworth_model::measure::{Bytes, Watts};
use rackworth_model::words;

words! {
    /// Generation of DRAM.
    MemoryGeneration {
        Ddr2 "ddr2",
        Ddr3 "ddr3",
        Ddr4 "ddr4",
        Ddr5 "ddr5",
    }
}

words! {
    /// How a memory module is built.
    ModuleType {
        Rdimm "rdimm",
        Lrdimm "lrdimm",
        /// Unbuffered with ECC.
        EccUdimm "ecc-udimm",
        Udimm "udimm",
        Sodimm "sodimm",
        EccSodimm "ecc-sodimm",
        /// Multiplexed rank module (MRDIMM, MCRDIMM).
        Mrdimm "mrdimm",
        /// Persistent memory in a DIMM slot (Optane PMem).
        Pmem "pmem",
    }
}

words! {
    /// What a drive stores on.
    Media {
        Ssd "ssd",
        Hdd "hdd",
    }
}

words! {
    /// How a drive talks.
    Interface {
        Sata "sata",
        Sas "sas",
        Nvme "nvme",
    }
}

words! {
    /// How much writing an SSD is sold for.
    Endurance {
        /// Boot and OEM drives of less than half a drive write a day.
        Boot "boot",
        /// About one drive write a day.
        ReadIntensive "ri",
        /// About three drive writes a day.
        MixedUse "mu",
        /// Ten and more drive writes a day.
        WriteIntensive "wi",
    }
}

words! {
    /// The body of a drive.
    DriveForm {
        Inch25 "2.5in",
        Inch35 "3.5in",
        M2 "m.2",
        /// EDSFF E1.S.
        E1S "e1.s",
        /// EDSFF E1.L.
        E1L "e1.l",
        /// EDSFF E3.S and E3.L.
        E3 "e3",
        /// A PCIe add-in card.
        Card "aic",
        /// SD and microSD cards.
        Sd "sd",
    }
}

words! {
    /// How an accelerator is mounted.
    GpuForm {
        Pcie "pcie",
        /// NVIDIA SXM modules on a baseboard.
        Sxm "sxm",
        /// OCP accelerator modules.
        Oam "oam",
        /// Soldered to a superchip board together with a CPU (GH200, GB200, GB300).
        Superchip "superchip",
    }
}

words! {
    /// What sort of card a NIC is.
    NicKind {
        Ethernet "ethernet",
        Infiniband "infiniband",
        /// A card with processors of its own (BlueField and its like).
        Dpu "dpu",
        FibreChannel "fc",
    }
}

words! {
    /// The PowerEdge families.
    Family {
        R "R",
        T "T",
        C "C",
        Xr "XR",
        Mx "MX",
        Xe "XE",
    }
}

/// A server CPU.
#[derive(Debug, Clone, PartialEq)]
pub struct CpuSpec {
    pub vendor: String,
    /// Marketing generation, such as `Xeon Scalable gen2` or `EPYC 7003`.
    pub generation: String,
    pub cores: Option<u32>,
    pub base_mhz: Option<u32>,
    pub boost_mhz: Option<u32>,
    pub tdp: Option<Watts>,
    pub launch_year: Option<i16>,
    /// The most sockets it works in together.
    pub max_sockets: Option<u32>,
    /// Its socket, such as `FCLGA3647` or `SP3`.
    pub socket: Option<String>,
    pub memory: Option<MemoryGeneration>,
    /// The maker's 1,000-unit price when new, in USD.
    pub list_usd: Option<u32>,
}

/// A memory module.
#[derive(Debug, Clone, PartialEq)]
pub struct DimmSpec {
    pub generation: Option<MemoryGeneration>,
    pub module: Option<ModuleType>,
    /// A power-of-two count of bytes (sold as "32 GB").
    pub capacity: Bytes,
    /// Rated speed, million transfers a second.
    pub speed_mts: Option<u32>,
    pub ranks: Option<u8>,
    /// Data width of its chips: 4 or 8.
    pub chip_width: Option<u8>,
}

/// A drive.
#[derive(Debug, Clone, PartialEq)]
pub struct DriveSpec {
    pub media: Media,
    /// Decimal marketing capacity, where it is known.
    pub capacity: Option<Bytes>,
    pub interface: Option<Interface>,
    pub form: Option<DriveForm>,
    /// SSDs only.
    pub endurance: Option<Endurance>,
    /// HDDs only.
    pub rpm: Option<u32>,
    pub self_encrypting: Option<bool>,
}

/// A GPU or other accelerator.
#[derive(Debug, Clone, PartialEq)]
pub struct GpuSpec {
    pub vendor: String,
    pub architecture: String,
    pub memory: Option<Bytes>,
    pub form: Option<GpuForm>,
    /// Dense FP16 tensor throughput (or FP16 vector where there are no tensor cores), TFLOPS.
    pub fp16_tflops: Option<f64>,
    pub tdp: Option<Watts>,
    pub launch_year: Option<i16>,
}

/// A network card or DPU.
#[derive(Debug, Clone, PartialEq)]
pub struct NicSpec {
    pub kind: NicKind,
    pub ports: Option<u32>,
    /// Speed of one port.
    pub link_gbps: Option<u32>,
}

/// A RAID controller, host bus adapter or boot-drive controller.
#[derive(Debug, Clone, PartialEq)]
pub struct RaidSpec {
    /// Cache, in MiB; 0 for a controller known to have none.
    pub cache_mib: Option<u32>,
    /// SAS or PCIe speed of a drive port, Gbit/s.
    pub port_gbps: Option<u32>,
    pub launch_year: Option<i16>,
}

/// A power supply.
#[derive(Debug, Clone, PartialEq)]
pub struct PsuSpec {
    pub watts: Option<Watts>,
}

/// A machine: what is left of it when its content is taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerSpec {
    pub maker: String,
    pub family: Option<Family>,
    pub segment: Segment,
    /// The maker's generation, such as `14G` or `Gen10 Plus`.
    pub generation: Option<String>,
    pub launch_year: Option<i16>,
    pub rack_units: Option<u32>,
    /// CPU sockets of one node.
    pub sockets: Option<u32>,
    pub dimm_slots: Option<u32>,
    pub memory: Option<MemoryGeneration>,
    pub max_speed_mts: Option<u32>,
    /// The most power of one CPU that the maker's manual lets it cool.
    pub max_cpu_tdp: Option<Watts>,
    /// The CPU generations it takes, in the words of [`CpuSpec::generation`].
    pub cpu_generations: Vec<String>,
}

/// The properties of a part, by class.
#[derive(Debug, Clone, PartialEq)]
pub enum Spec {
    Cpu(CpuSpec),
    Dimm(DimmSpec),
    Drive(DriveSpec),
    Gpu(GpuSpec),
    Nic(NicSpec),
    Raid(RaidSpec),
    Psu(PsuSpec),
    Server(ServerSpec),
    /// Boards, risers, backplanes, fans: inventoried, not priced by class.
    Other,
}
