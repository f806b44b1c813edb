//! Numbers of memory modules that carry no meaning, looked up in a curated table.

use std::collections::BTreeMap;

use rackworth_model::measure::Bytes;

use crate::identify::scan::Upper;
use crate::spec::{DimmSpec, MemoryGeneration, ModuleType};
use crate::table::{Row, TableError, read_table};

const COLUMNS: [&str; 9] =
    ["maker", "number", "capacity_gib", "generation", "module", "speed_mts", "ranks", "chip_width", "source"];

/// Numbers that server makers give to modules of others: HPE options and spares, Lenovo
/// options and field replaceable units, Dell part numbers and shop numbers.
#[derive(Debug)]
pub struct DimmTables {
    /// By number, in capitals.
    oem: BTreeMap<String, OemDimm>,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct OemDimm {
    pub spec: DimmSpec,
    pub source: String,
}

impl DimmTables {
    /// Reads `dimm_oem.csv`; all problems are reported at once.
    pub(crate) fn read(csv_text: &str) -> Result<DimmTables, TableError> {
        let mut oem = BTreeMap::new();
        read_table("dimm_oem.csv", csv_text, &COLUMNS, |row| {
            let number = row.required("number")?.to_ascii_uppercase();
            let dimm = read_row(row)?;
            if oem.insert(number.clone(), dimm).is_some() {
                row.problem("number", &number, "a number that no other row has");
                return None;
            }
            Some(())
        })?;
        Ok(DimmTables { oem })
    }

    /// The row of a number as printed, or of the Dell part number inside it.
    pub(super) fn look_up(&self, number: &str) -> Option<&OemDimm> {
        let upper = Upper::of(number);
        let text = std::str::from_utf8(upper.bytes()).ok()?;
        self.oem.get(text).or_else(|| dell_part_number(text).and_then(|dell| self.oem.get(dell)))
    }
}

fn read_row(row: &mut Row<'_>) -> Option<OemDimm> {
    let spec = DimmSpec {
        generation: row.parsed::<MemoryGeneration>("generation", "ddr2, ddr3, ddr4 or ddr5"),
        module: row.parsed::<ModuleType>("module", "a module type such as rdimm"),
        capacity: row.number("capacity_gib").and_then(Bytes::from_gib)?,
        speed_mts: row.number("speed_mts"),
        ranks: row.number("ranks"),
        chip_width: row.number("chip_width"),
    };
    row.required("maker")?;
    Some(OemDimm { spec, source: row.required("source")? })
}

/// The five letters of a Dell part number: inside a kit number (`SNP75X1VC/32G`), or
/// behind the `0` of the printed form (`075X1V`, `075X1VA02`, `CN-075X1V-…`, `CN075X1V…`).
fn dell_part_number(text: &str) -> Option<&str> {
    if let Some(kit) = text.strip_prefix("SNP") {
        return kit.get(..5);
    }
    let country = |text: &str| text.bytes().take(2).filter(u8::is_ascii_uppercase).count() == 2;
    let bare = match text.get(2..) {
        Some(rest) if country(text) => rest.strip_prefix('-').unwrap_or(rest),
        _ => text,
    };
    bare.strip_prefix('0')?.get(..5).filter(|dell| dell.bytes().all(|b| b.is_ascii_alphanumeric()))
}
