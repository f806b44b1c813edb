//! Whether a store still says what was put into it.

use jiff::Timestamp;
use rackworth_model::ids::EvidenceId;
use rackworth_model::snapshot::KnownBy;

use crate::codec::{narrow, unpack};
use crate::collections::{COMPONENT, component_rows};
use crate::db::{Db, Insert};
use crate::error::StoreError;
use crate::store::Store;
use crate::unpacking::read_asset;

/// What was looked at, and everything found wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    pub observations: u64,
    pub evidence: u64,
    pub collections: u64,
    pub assets: u64,
    pub runs: u64,
    /// In words, one for each thing; empty for a sound store.
    pub damage: Vec<String>,
}

/// What must find no row: a name in words, and a query for what breaks it.
const REFERENCES: &[(&str, &str)] = &[
    ("observations of no batch", "SELECT COUNT(*) FROM observation WHERE batch NOT IN (SELECT seq FROM batch)"),
    ("readings of no batch", "SELECT COUNT(*) FROM collection WHERE batch NOT IN (SELECT seq FROM batch)"),
    ("assets of no reading", "SELECT COUNT(*) FROM asset WHERE collection NOT IN (SELECT seq FROM collection)"),
    ("assets without content", "SELECT COUNT(*) FROM asset WHERE content NOT IN (SELECT seq FROM content)"),
    ("components of no content", "SELECT COUNT(*) FROM component WHERE content NOT IN (SELECT seq FROM content)"),
    ("runs of no reading", "SELECT COUNT(*) FROM run WHERE collection NOT IN (SELECT seq FROM collection)"),
    ("price files of no run", "SELECT COUNT(*) FROM run_book WHERE run NOT IN (SELECT id FROM run)"),
    ("price files never kept", "SELECT COUNT(*) FROM run_book WHERE evidence NOT IN (SELECT id FROM evidence)"),
    ("runs without policy", "SELECT COUNT(*) FROM run WHERE policy NOT IN (SELECT fingerprint FROM policy)"),
];

impl Store {
    /// Reads everything and compares it with its hashes.
    ///
    /// # Errors
    /// Only when the store cannot be read at all; damage is told in the answer.
    pub fn verify(&mut self) -> Result<Verified, StoreError> {
        let mut found = Verified::default();
        self.db.read("verify the store", |db| {
            integrity(db, &mut found)?;
            for (what, sql) in REFERENCES {
                let n = db.first("verify the store", sql, vec![], |row| row.int(0))?.unwrap_or(0);
                if n > 0 {
                    found.damage.push(format!("{n} {what}"));
                }
            }
            evidence(db, &mut found)?;
            contents(db, &mut found)?;
            let mut count = |table: &str| {
                let sql = format!("SELECT COUNT(*) FROM {table}");
                let n = db.first("verify the store", &sql, vec![], |row| row.int(0))?.unwrap_or(0);
                narrow("a count", n)
            };
            found.observations = count("observation")?;
            found.collections = count("collection")?;
            found.assets = count("asset")?;
            Ok(())
        })?;
        match self.runs(KnownBy(Timestamp::MAX)) {
            Ok(runs) => found.runs = runs.len() as u64,
            Err(error) => found.damage.push(error.to_string()),
        }
        if let Err(error) = self.observations(KnownBy(Timestamp::MAX)) {
            found.damage.push(error.to_string());
        }
        Ok(found)
    }

    /// Drops the table of components and writes it anew from what was read; how many there are.
    pub fn rebuild(&mut self) -> Result<u64, StoreError> {
        const DOING: &str = "rebuild the components";
        self.db.write(DOING, |db| {
            db.execute(DOING, "DELETE FROM component", vec![])?;
            let mut rows = Vec::new();
            db.each_row(DOING, "SELECT seq, body FROM content ORDER BY seq", vec![], &mut |row| {
                let asset = read_asset(&unpack(&row.bytes(1)?)?)?;
                rows.extend(component_rows(&asset, row.int(0)?));
                Ok(())
            })?;
            db.insert(DOING, &Insert { table: "component", columns: COMPONENT, known_is_fine: false }, rows)
        })
    }
}

/// SQLite checks its own pages; PostgreSQL has checksums of its own.
fn integrity(db: &mut Db, found: &mut Verified) -> Result<(), StoreError> {
    if db.is_postgres() {
        return Ok(());
    }
    let told = db.rows("verify the store", "PRAGMA integrity_check", vec![], |row| row.text(0))?;
    found.damage.extend(told.into_iter().filter(|line| line != "ok"));
    Ok(())
}

fn evidence(db: &mut Db, found: &mut Verified) -> Result<(), StoreError> {
    let (mut n, mut damage) = (0, Vec::new());
    db.each_row("verify the store", "SELECT id, n_bytes, packed FROM evidence", vec![], &mut |row| {
        let id = EvidenceId::from_bytes(row.hash(0)?);
        let size: u64 = narrow("a size", row.int(1)?)?;
        let bytes = unpack(&row.bytes(2)?);
        if !bytes.is_ok_and(|bytes| EvidenceId::of(&bytes) == id && bytes.len() as u64 == size) {
            damage.push(format!("evidence {} does not have its hash", id.short()));
        }
        n += 1;
        Ok(())
    })?;
    found.evidence = n;
    found.damage.extend(damage);
    Ok(())
}

fn contents(db: &mut Db, found: &mut Verified) -> Result<(), StoreError> {
    let mut damage = Vec::new();
    db.each_row("verify the store", "SELECT seq, hash, body FROM content", vec![], &mut |row| {
        let id = EvidenceId::from_bytes(row.hash(1)?);
        let sound = row
            .bytes(2)
            .and_then(|body| unpack(&body))
            .is_ok_and(|body| read_asset(&body).is_ok() && EvidenceId::of(&body) == id);
        if !sound {
            damage.push(format!("content {} does not have its hash", row.int(0)?));
        }
        Ok(())
    })?;
    found.damage.extend(damage);
    Ok(())
}
