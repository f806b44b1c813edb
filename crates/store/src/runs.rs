//! Runs: what each needs to be run again, and what came of it.

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_model::ids::EvidenceId;
use rackworth_model::run::{Run, RunInputs};
use rackworth_model::snapshot::{AsOf, KnownBy};
use rackworth_model::{Currency, SnapshotId};

use crate::codec::{moment, narrow, pack, read_day, read_hex, read_moment, unpack, wide, word};
use crate::db::Row;
use crate::error::{ErrorKind, StoreError};
use crate::evidence::Packed;
use crate::observations::Seen;
use crate::store::{Store, next};

/// A recorded run.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedRun {
    pub run: Run,
    pub recorded_at: Timestamp,
    /// The reading that was valued.
    pub collection: i64,
    pub fleet: String,
    pub as_of: AsOf,
    pub known_by: KnownBy,
    /// How much of the store it saw.
    pub seen: Seen,
    /// The policy file's name and text, where one was given.
    pub policy: Option<(String, String)>,
    /// The total, as it was printed.
    pub total: String,
    /// The answer, as JSON.
    pub result: String,
}

/// What is told of a run to record it.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    pub run: &'a Run,
    pub collection: i64,
    pub as_of: Date,
    pub known_by: Timestamp,
    pub seen: Seen,
    pub policy: Option<&'a (String, String)>,
    /// Price files it counted beside the built-in book and the store, in their order.
    pub books: &'a [Packed],
    pub total: &'a str,
    pub result: &'a str,
}

const SELECT: &str = "SELECT r.id, b.recorded_at, r.collection, c.fleet, r.as_of, r.known_by, r.seen_batch, r.line_by, \
                      p.name, p.body, r.result, r.snapshot, r.fleet, r.policy, r.catalog, r.engine, r.seed, r.n_draws, \
                      r.currency, r.total FROM run r JOIN batch b ON b.seq = r.batch JOIN collection c ON c.seq = r.collection \
                      JOIN policy p ON p.fingerprint = r.policy";

impl Store {
    /// Records a run; one that is known stays as it is. Whether it is new.
    pub fn record_run(&mut self, new: &NewRun<'_>, recorded_at: Timestamp) -> Result<bool, StoreError> {
        const DOING: &str = "record a run";
        let inputs = &new.run.inputs;
        let result = pack(new.result.as_bytes())?;
        self.db.write(DOING, |db| {
            let id = new.run.id.to_string();
            let sql = "SELECT COUNT(*) FROM run WHERE id = $1";
            if db.first(DOING, sql, vec![id.clone().into()], |row| row.int(0))? != Some(0) {
                return Ok(false);
            }
            let batch = Store::begin_batch(db, "run", recorded_at)?;
            let (name, body) = new.policy.map_or(("", ""), |(name, body)| (name.as_str(), body.as_str()));
            let sql = "INSERT INTO policy (fingerprint, name, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            db.execute(DOING, sql, vec![inputs.policy.as_str().into(), name.into(), body.into()])?;
            let sql = "INSERT INTO run (seq, id, batch, collection, as_of, known_by, seen_batch, line_by, snapshot, fleet, \
                       policy, catalog, engine, seed, n_draws, currency, total, result) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
            let values = vec![
                next(db, "run")?.into(),
                id.into(),
                batch.into(),
                new.collection.into(),
                new.as_of.to_string().into(),
                moment(new.known_by).into(),
                new.seen.0.into(),
                inputs.line_by.as_str().into(),
                inputs.snapshot.to_string().into(),
                inputs.fleet.as_str().into(),
                inputs.policy.as_str().into(),
                inputs.catalog.as_str().into(),
                inputs.engine.as_str().into(),
                inputs.seed.to_string().into(),
                wide("draws", inputs.n_draws)?.into(),
                inputs.currency.code().into(),
                new.total.into(),
                result.into(),
            ];
            db.execute(DOING, sql, values)?;
            for (position, book) in (0_i64..).zip(new.books) {
                book.clone().put(db)?;
                let sql = "INSERT INTO run_book (run, position, name, evidence) VALUES ($1, $2, $3, $4)";
                let id = new.run.id.to_string();
                let values = vec![id.into(), position.into(), book.origin().into(), book.id().bytes().into()];
                db.execute(DOING, sql, values)?;
            }
            Ok(true)
        })
    }

    /// Names and bytes of the price files a run counted beside the built-in book and the store.
    pub fn run_books(&mut self, run: &Run) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let sql = "SELECT name, evidence FROM run_book WHERE run = $1 ORDER BY position";
        let values = vec![run.id.to_string().into()];
        let found = self.db.rows("read a run's price files", sql, values, |row| Ok((row.text(0)?, row.hash(1)?)))?;
        let mut books = Vec::new();
        for (name, id) in found {
            let bytes = self.kept_evidence(EvidenceId::from_bytes(id), &name)?;
            books.push((name, bytes));
        }
        Ok(books)
    }

    /// Every run known by a moment, in the order in which they were recorded.
    pub fn runs(&mut self, known_by: KnownBy) -> Result<Vec<RecordedRun>, StoreError> {
        let sql = format!("{SELECT} WHERE b.recorded_at <= $1 ORDER BY r.seq");
        self.db.rows("list runs", &sql, vec![moment(known_by.0).into()], read)
    }

    /// The run, known by a moment, whose id begins so.
    ///
    /// # Errors
    /// `Refused` when there is none, or when several begin so.
    pub fn run(&mut self, prefix: &str, known_by: KnownBy) -> Result<RecordedRun, StoreError> {
        let doing = format!("find run `{prefix}`");
        let plain = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_hexdigit());
        let sql = format!("{SELECT} WHERE r.id LIKE $1 AND b.recorded_at <= $2 ORDER BY r.seq");
        let values = vec![format!("{}%", prefix.to_ascii_lowercase()).into(), moment(known_by.0).into()];
        let mut found = if plain { self.db.rows(&doing, &sql, values, read)? } else { Vec::new() };
        match (found.pop(), found.len()) {
            (Some(run), 0) => Ok(run),
            (None, _) => Err(StoreError::new(ErrorKind::Refused, doing, "the store holds no such run")),
            (Some(_), n) => {
                let why = format!("{} runs begin so: type more of the id", n + 1);
                Err(StoreError::new(ErrorKind::Refused, doing, why))
            }
        }
    }
}

fn read(row: &Row) -> Result<RecordedRun, StoreError> {
    let snapshot = row.text(11)?;
    let snapshot_id = read_hex(&snapshot).ok_or_else(|| StoreError::damaged("a snapshot id", &snapshot))?;
    let currency: Currency = word("a currency", &row.text(18)?)?;
    let inputs = RunInputs {
        snapshot: SnapshotId::from_bytes(snapshot_id),
        fleet: row.text(12)?,
        policy: row.text(13)?,
        catalog: row.text(14)?,
        engine: row.text(15)?,
        seed: word("a seed", &row.text(16)?)?,
        n_draws: narrow("draws", row.int(17)?)?,
        currency,
        line_by: row.text(7)?,
    };
    let run = Run::of(inputs);
    let id = row.text(0)?;
    if run.id.to_string() != id {
        return Err(StoreError::damaged("a run", format!("{id}, which does not follow from its inputs")));
    }
    let body = row.text(9)?;
    Ok(RecordedRun {
        run,
        recorded_at: read_moment(&row.text(1)?)?,
        collection: row.int(2)?,
        fleet: row.text(3)?,
        as_of: AsOf(read_day(&row.text(4)?)?),
        known_by: KnownBy(read_moment(&row.text(5)?)?),
        seen: Seen(row.int(6)?),
        policy: (!body.is_empty()).then_some((row.text(8)?, body)),
        total: row.text(19)?,
        result: String::from_utf8(unpack(&row.bytes(10)?)?)
            .map_err(|error| StoreError::caused(ErrorKind::Corrupt, "read a run", error))?,
    })
}
