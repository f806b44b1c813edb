//! Where a component has been: what a DIMM's serial tells from one reading to the next.

use jiff::civil::Date;
use rackworth_model::snapshot::KnownBy;

use crate::codec::{moment, read_day};
use crate::db::Row;
use crate::error::StoreError;
use crate::identity::canonical;
use crate::store::Store;

/// One component in one reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    pub read_on: Date,
    pub fleet: String,
    /// What its asset is called, in canonical form.
    pub asset: Option<String>,
    pub slot: Option<String>,
    pub kind: String,
    /// As read.
    pub part_number: Option<String>,
    pub serial: Option<String>,
    /// Part number and serial in canonical form.
    pub identity: String,
}

const FROM: &str = "SELECT c.read_on, c.fleet, a.identity, p.slot, p.kind, p.part_number, p.serial, p.identity \
                    FROM component p JOIN asset a ON a.content = p.content JOIN collection c ON c.seq = a.collection \
                    JOIN batch b ON b.seq = c.batch";

impl Store {
    /// Every reading in which a component with this serial (or Dell piece-part identification) was
    /// seen, by day; spellings that are confused are one.
    pub fn placements_of(&mut self, serial: &str, known_by: KnownBy) -> Result<Vec<Placement>, StoreError> {
        let Some(plain) = canonical(serial) else { return Ok(Vec::new()) };
        let sql = format!(
            "{FROM} WHERE b.recorded_at <= $1 AND c.fleet <> '' AND (p.identity = $2 OR p.identity LIKE '% ' || $2 \
             OR p.identity LIKE 'PPID ' || $2 || '%')"
        );
        let values = vec![moment(known_by.0).into(), plain.into()];
        self.placements(&sql, values)
    }

    /// Every component of one reading that says who it is.
    pub fn placements_in(&mut self, collection: i64) -> Result<Vec<Placement>, StoreError> {
        self.placements(&format!("{FROM} WHERE c.seq = $1"), vec![collection.into()])
    }

    fn placements(&mut self, sql: &str, values: Vec<crate::db::Value>) -> Result<Vec<Placement>, StoreError> {
        let mut found = self.db.rows("look for components", sql, values, read)?;
        found.sort();
        Ok(found)
    }
}

fn read(row: &Row) -> Result<Placement, StoreError> {
    Ok(Placement {
        read_on: read_day(&row.text(0)?)?,
        fleet: row.text(1)?,
        asset: row.maybe_text(2)?,
        slot: row.maybe_text(3)?,
        kind: row.text(4)?,
        part_number: row.maybe_text(5)?,
        serial: row.maybe_text(6)?,
        identity: row.text(7)?,
    })
}
