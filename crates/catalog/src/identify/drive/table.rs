//! Names of drives that carry no meaning, looked up in a curated table.

use std::collections::BTreeMap;

use rackworth_model::measure::Bytes;

use crate::identify::dell;
use crate::identify::scan::Upper;
use crate::spec::{DriveForm, DriveSpec, Endurance, Interface, Media};
use crate::table::{Row, TableError, read_table};

const COLUMNS: [&str; 10] =
    ["maker", "number", "media", "capacity_gb", "interface", "form", "endurance", "rpm", "self_encrypting", "source"];

/// Numbers that server makers give to drives of others, such as HPE options.
#[derive(Debug)]
pub struct DriveTables {
    /// By number, in capitals.
    oem: BTreeMap<String, OemDrive>,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct OemDrive {
    pub spec: DriveSpec,
    pub source: String,
}

impl DriveTables {
    /// Reads `drive_oem.csv`; all problems are reported at once.
    pub(crate) fn read(csv_text: &str) -> Result<DriveTables, TableError> {
        let mut oem = BTreeMap::new();
        read_table("drive_oem.csv", csv_text, &COLUMNS, |row| {
            let number = row.required("number")?.to_ascii_uppercase();
            let drive = read_row(row)?;
            if oem.insert(number.clone(), drive).is_some() {
                row.problem("number", &number, "a number that no other row has");
                return None;
            }
            Some(())
        })?;
        Ok(DriveTables { oem })
    }

    /// The row of a number as printed, or of the Dell part number inside it.
    pub(super) fn look_up(&self, number: &str) -> Option<&OemDrive> {
        let printed = self.oem.get(std::str::from_utf8(Upper::of(number).bytes()).ok()?);
        printed.or_else(|| self.oem.get(dell::dpn_of(number)?.short()))
    }
}

fn read_row(row: &mut Row<'_>) -> Option<OemDrive> {
    row.required("maker")?;
    row.required("media")?;
    let spec = DriveSpec {
        media: row.parsed::<Media>("media", "ssd or hdd")?,
        capacity: Some(row.number("capacity_gb").and_then(Bytes::from_gb)?),
        interface: row.parsed::<Interface>("interface", "sata, sas or nvme"),
        form: row.parsed::<DriveForm>("form", "a drive form such as 2.5in"),
        endurance: row.parsed::<Endurance>("endurance", "boot, ri, mu or wi"),
        rpm: row.number("rpm"),
        self_encrypting: row.flag("self_encrypting"),
    };
    Some(OemDrive { spec, source: row.required("source")? })
}
