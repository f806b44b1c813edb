//! Dated market facts: appended, superseded, never edited.

use jiff::Timestamp;
use rackworth_model::ids::ObservationId;
use rackworth_model::observation::{Observation, Source};
use rackworth_model::snapshot::KnownBy;
use rackworth_model::unit_price::{Quantity, UnitPrice};

use crate::codec::{ProvenanceRow, from_json, moment, narrow, read_day, read_moment, to_json, wide, word};
use crate::db::{Insert, Row, Value};
use crate::error::{ErrorKind, StoreError};
use crate::store::Store;
use crate::subject;

/// The last write a reader saw: numbers are given in the order in which writes become visible,
/// so everything up to it, and nothing after it, was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen(pub i64);

impl Seen {
    /// Whatever there is.
    pub const ALL: Seen = Seen(i64::MAX);
}

/// How many rows are turned into values at a time: bounds memory, not speed.
const CHUNK: usize = 20_000;

const COLUMNS: &str = "id, batch, observed_on, date_precision, subject_kind, subject, kind, price_micros, currency, \
                       price_per, lot_count, lot_per, statistic, n_behind, condition, channel, citation, publisher, \
                       provenance";

impl Store {
    /// Appends what is not yet known; `recorded_at` is when we learnt it, whatever the
    /// observations themselves say. An observation whose id is known stays as it is.
    /// How many were new.
    pub fn record_observations(&mut self, all: &[Observation], recorded_at: Timestamp) -> Result<u64, StoreError> {
        const DOING: &str = "record observations";
        if all.is_empty() {
            return Ok(0);
        }
        let into = Insert { table: "observation", columns: COLUMNS, known_is_fine: true };
        self.db.write(DOING, |db| {
            let batch = Store::begin_batch(db, "observations", recorded_at)?;
            let mut new = 0;
            for chunk in all.chunks(CHUNK) {
                let rows = chunk.iter().map(|o| values(o, batch)).collect::<Result<_, _>>()?;
                new += db.insert(DOING, &into, rows)?;
            }
            Ok(new)
        })
    }

    /// From `recorded_at` on, `old` no longer counts; `new` takes its place, where there is one.
    ///
    /// # Errors
    /// `Refused` when `old` was never recorded.
    pub fn supersede(
        &mut self,
        old: ObservationId,
        new: Option<ObservationId>,
        why: &str,
        recorded_at: Timestamp,
    ) -> Result<(), StoreError> {
        const DOING: &str = "supersede an observation";
        self.db.write(DOING, |db| {
            for id in [Some(old), new].into_iter().flatten() {
                let sql = "SELECT COUNT(*) FROM observation WHERE id = $1";
                if db.first(DOING, sql, vec![id.bytes().into()], |row| row.int(0))? != Some(1) {
                    let why = format!("the store holds no observation {}", id.short());
                    return Err(StoreError::new(ErrorKind::Refused, DOING, why));
                }
            }
            let batch = Store::begin_batch(db, "supersession", recorded_at)?;
            let by = new.map_or(Value::NoBytes, |id| id.bytes().into());
            let sql = "INSERT INTO superseded (observation, by_id, batch, why) VALUES ($1, $2, $3, $4)";
            db.execute(DOING, sql, vec![old.bytes().into(), by, batch.into(), why.into()]).map(drop)
        })
    }

    /// What was known by a moment, in the order of ids.
    pub fn observations(&mut self, known_by: KnownBy) -> Result<Vec<Observation>, StoreError> {
        self.observations_seen(known_by, Seen::ALL)
    }

    /// What was known by a moment to somebody who saw so much of the store.
    pub fn observations_seen(&mut self, known_by: KnownBy, seen: Seen) -> Result<Vec<Observation>, StoreError> {
        let columns: Vec<String> = COLUMNS.split(", ").map(|column| format!("o.{column}")).collect();
        let sql = format!(
            "SELECT b.recorded_at, {} FROM observation o JOIN batch b ON b.seq = o.batch \
             WHERE b.recorded_at <= $1 AND b.seq <= $2 AND NOT EXISTS ( \
                 SELECT 1 FROM superseded s JOIN batch sb ON sb.seq = s.batch \
                 WHERE s.observation = o.id AND sb.recorded_at <= $1 AND sb.seq <= $2)",
            columns.join(", ")
        );
        let values = vec![moment(known_by.0).into(), seen.0.into()];
        let mut found = self.db.rows("read observations", &sql, values, read)?;
        found.sort_by_key(|o| o.id);
        Ok(found)
    }

    /// The last write this store has seen.
    pub fn seen(&mut self) -> Result<Seen, StoreError> {
        let sql = "SELECT COALESCE(MAX(seq), 0) FROM batch";
        Ok(Seen(self.db.first("read the store", sql, vec![], |row| row.int(0))?.unwrap_or(0)))
    }
}

fn values(o: &Observation, batch: i64) -> Result<Vec<Value>, StoreError> {
    let (subject_kind, subject) = subject::write(&o.subject)?;
    if o.observed_on.year() < 0 {
        let why = format!("observation {} is of {}: expected a year from 0 to 9999", o.id.short(), o.observed_on);
        return Err(StoreError::new(ErrorKind::Refused, "record observations", why));
    }
    Ok(vec![
        o.id.bytes().into(),
        batch.into(),
        o.observed_on.to_string().into(),
        o.date_precision.word().into(),
        subject_kind.into(),
        subject.into(),
        o.kind.word().into(),
        o.price.micros.into(),
        o.price.currency.code().into(),
        o.price.per.word().into(),
        wide("a lot", o.lot.count)?.into(),
        o.lot.per.word().into(),
        o.statistic.word().into(),
        i64::from(o.n_behind).into(),
        o.condition.word().into(),
        o.channel.word().into(),
        o.source.citation.as_str().into(),
        o.source.publisher.as_str().into(),
        to_json("where a fact comes from", &ProvenanceRow::from(&o.provenance))?.into(),
    ])
}

fn read(row: &Row) -> Result<Observation, StoreError> {
    let price = UnitPrice {
        micros: row.int(8)?,
        currency: word("a currency", &row.text(9)?)?,
        per: word("a unit of price", &row.text(10)?)?,
    };
    let lot = Quantity { count: narrow("a lot", row.int(11)?)?, per: word("a unit of a lot", &row.text(12)?)? };
    let provenance: ProvenanceRow = from_json("where a fact comes from", &row.text(19)?)?;
    Ok(Observation {
        id: ObservationId::from_bytes(row.hash(1)?),
        subject: subject::read(&row.text(5)?, &row.text(6)?)?,
        kind: word("a kind of observation", &row.text(7)?)?,
        price,
        lot,
        statistic: word("a statistic", &row.text(13)?)?,
        n_behind: narrow("a count", row.int(14)?)?,
        condition: word("a condition", &row.text(15)?)?,
        channel: word("a channel", &row.text(16)?)?,
        observed_on: read_day(&row.text(3)?)?,
        date_precision: word("a precision", &row.text(4)?)?,
        recorded_at: read_moment(&row.text(0)?)?,
        source: Source { citation: row.text(17)?, publisher: row.text(18)? },
        provenance: provenance.try_into()?,
    })
}
