//! Exchange rates: dated, appended, known from their moment on.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rackworth_model::snapshot::{FxRate, KnownBy};

use crate::codec::{moment, read_day, word};
use crate::db::Insert;
use crate::error::StoreError;
use crate::observations::Seen;
use crate::store::Store;

impl Store {
    /// Appends rates that are not yet known; how many were new.
    pub fn record_rates(&mut self, rates: &[FxRate], recorded_at: Timestamp) -> Result<u64, StoreError> {
        const DOING: &str = "record exchange rates";
        if rates.is_empty() {
            return Ok(0);
        }
        let columns = "from_currency, to_currency, held_on, source, nanos, batch";
        let into = Insert { table: "exchange_rate", columns, known_is_fine: true };
        self.db.write(DOING, |db| {
            let batch = Store::begin_batch(db, "rates", recorded_at)?;
            let row = |rate: &FxRate| {
                vec![
                    rate.from.code().into(),
                    rate.to.code().into(),
                    rate.on.to_string().into(),
                    rate.source.as_str().into(),
                    rate.nanos.into(),
                    batch.into(),
                ]
            };
            db.insert(DOING, &into, rates.iter().map(row).collect())
        })
    }

    /// The rates known by a moment to somebody who saw so much: of what one source said of one
    /// day, the last word.
    pub fn rates(&mut self, known_by: KnownBy, seen: Seen) -> Result<Vec<FxRate>, StoreError> {
        let sql = "SELECT r.from_currency, r.to_currency, r.held_on, r.source, r.nanos FROM exchange_rate r \
                   JOIN batch b ON b.seq = r.batch WHERE b.recorded_at <= $1 AND b.seq <= $2 \
                   ORDER BY b.recorded_at, b.seq, r.nanos";
        let values = vec![moment(known_by.0).into(), seen.0.into()];
        let found = self.db.rows("read exchange rates", sql, values, |row| {
            Ok(FxRate {
                from: word("a currency", &row.text(0)?)?,
                to: word("a currency", &row.text(1)?)?,
                on: read_day(&row.text(2)?)?,
                source: row.text(3)?,
                nanos: row.int(4)?,
            })
        })?;
        let last: BTreeMap<_, FxRate> =
            found.into_iter().map(|rate| ((rate.from, rate.to, rate.on, rate.source.clone()), rate)).collect();
        Ok(last.into_values().collect())
    }
}
