//! The catalog: every curated table, read once, and the parts in them by id.

use std::collections::BTreeMap;
use std::sync::Arc;

use rackworth_model::ids::{EvidenceId, Fingerprint, PartId};

use crate::generic;
use crate::identify::cpu::CpuTable;
use crate::identify::dimm::DimmTables;
use crate::identify::drive::DriveTables;
use crate::identify::gpu::GpuTable;
use crate::identify::nic::NicTable;
use crate::identify::other::DellParts;
use crate::identify::psu::PsuTable;
use crate::identify::raid::RaidTable;
use crate::identify::server::ServerTable;
use crate::part::Part;
use crate::table::{TableError, TableProblem};

/// The texts of the curated tables, by what they hold. CSV; each row cites its source.
#[derive(Debug, Clone, Copy)]
pub struct TableTexts<'t> {
    pub servers: &'t str,
    pub cpus: &'t str,
    pub gpus: &'t str,
    pub nics: &'t str,
    pub raids: &'t str,
    pub psus: &'t str,
    pub dell_parts: &'t str,
    pub dimm_oem: &'t str,
    pub drive_oem: &'t str,
}

impl TableTexts<'static> {
    /// The tables this crate was built with: the files of the repository's `catalog/`.
    pub const EMBEDDED: TableTexts<'static> = TableTexts {
        servers: include_str!("../../../catalog/servers.csv"),
        cpus: include_str!("../../../catalog/cpus.csv"),
        gpus: include_str!("../../../catalog/gpus.csv"),
        nics: include_str!("../../../catalog/nics.csv"),
        raids: include_str!("../../../catalog/raids.csv"),
        psus: include_str!("../../../catalog/psus.csv"),
        dell_parts: include_str!("../../../catalog/dell_parts.csv"),
        dimm_oem: include_str!("../../../catalog/dimm_oem.csv"),
        drive_oem: include_str!("../../../catalog/drive_oem.csv"),
    };
}

/// What is known about parts. Reading it twice from the same texts gives the same
/// answers, and [`Catalog::fingerprint`] tells two texts apart.
#[derive(Debug)]
pub struct Catalog {
    pub(crate) servers: ServerTable,
    pub(crate) cpus: CpuTable,
    pub(crate) gpus: GpuTable,
    pub(crate) nics: NicTable,
    pub(crate) raids: RaidTable,
    pub(crate) psus: PsuTable,
    pub(crate) dell_parts: DellParts,
    pub(crate) dimms: DimmTables,
    pub(crate) drives: DriveTables,
    parts: BTreeMap<PartId, Arc<Part>>,
    fingerprint: String,
}

impl Catalog {
    /// The catalog of the tables this crate was built with.
    pub fn embedded() -> Result<Catalog, TableError> {
        Catalog::read(&TableTexts::EMBEDDED)
    }

    /// A catalog from texts of one's own; the first table that cannot be read is told
    /// with all its problems.
    pub fn read(texts: &TableTexts<'_>) -> Result<Catalog, TableError> {
        let mut catalog = Catalog {
            servers: ServerTable::read(texts.servers)?,
            cpus: CpuTable::read(texts.cpus)?,
            gpus: GpuTable::read(texts.gpus)?,
            nics: NicTable::read(texts.nics)?,
            raids: RaidTable::read(texts.raids)?,
            psus: PsuTable::read(texts.psus)?,
            dell_parts: DellParts::read(texts.dell_parts)?,
            dimms: DimmTables::read(texts.dimm_oem)?,
            drives: DriveTables::read(texts.drive_oem)?,
            parts: BTreeMap::new(),
            fingerprint: fingerprint(texts),
        };
        catalog.index()?;
        Ok(catalog)
    }

    /// Collects the parts of all tables; two rows may not share an id.
    fn index(&mut self) -> Result<(), TableError> {
        let (servers, cpus, raids) = (self.servers.parts(), self.cpus.parts(), self.raids.parts());
        let listed = servers.iter().chain(cpus).chain(raids);
        let listed = listed.chain(self.gpus.parts()).chain(self.nics.parts()).chain(self.dell_parts.parts());
        let mut problems = Vec::new();
        for part in listed {
            if let Some(before) = self.parts.insert(part.id.clone(), Arc::clone(part)) {
                let expected = format!("an id of its own: {} has the same", before.name);
                problems.push(TableProblem { line: 0, column: String::new(), found: part.id.to_string(), expected });
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(TableError { table: "ids of all tables".to_string(), problems }) }
    }

    /// A hash over all table texts, in hexadecimal: two catalogs with equal
    /// fingerprints identify alike (by the same version of the rules).
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Every part that has a row of its own, in the order of ids. Generic parts, such
    /// as memory modules, are made on demand and are not among them.
    pub fn parts(&self) -> impl Iterator<Item = &Arc<Part>> {
        self.parts.values()
    }

    /// The part of an id: a row of a table, or a generic part such as
    /// `dimm/ddr4/rdimm/32g/3200` whose id says all there is to know of it.
    pub fn part(&self, id: &PartId) -> Option<Arc<Part>> {
        self.parts.get(id).cloned().or_else(|| generic::part_of_id(id).map(Arc::new))
    }
}

fn fingerprint(texts: &TableTexts<'_>) -> String {
    // Written out in full so that a new table cannot be forgotten.
    let TableTexts { servers, cpus, gpus, nics, raids, psus, dell_parts, dimm_oem, drive_oem } = texts;
    let all = [servers, cpus, gpus, nics, raids, psus, dell_parts, dimm_oem, drive_oem];
    let fingerprint = all.iter().fold(Fingerprint::of("catalog"), Fingerprint::field);
    EvidenceId::from_fingerprint(fingerprint).to_string()
}
