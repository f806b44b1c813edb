//! Bytes as they were read, kept once under their hash.

use rackworth_model::ids::EvidenceId;

use crate::codec::{pack, unpack, wide};
use crate::db::Db;
use crate::error::{ErrorKind, StoreError};
use crate::store::Store;

impl Store {
    /// Keeps bytes and where they were met. The same bytes are kept once.
    pub fn put_evidence(&mut self, bytes: &[u8], origin: &str) -> Result<EvidenceId, StoreError> {
        let packed = Packed::of(bytes, origin)?;
        self.db.write("keep evidence", |db| packed.put(db))
    }

    /// Keeps many, all or nothing.
    pub fn put_packed(&mut self, evidence: Vec<Packed>) -> Result<(), StoreError> {
        self.db.write("keep evidence", |db| evidence.into_iter().try_for_each(|evidence| evidence.put(db).map(drop)))
    }

    /// The bytes with this hash, checked against it; `None` when they were never kept.
    pub fn evidence(&mut self, id: EvidenceId) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT packed FROM evidence WHERE id = $1";
        let found = self.db.first("read evidence", sql, vec![id.bytes().into()], |row| row.bytes(0))?;
        let Some(packed) = found else { return Ok(None) };
        let bytes = unpack(&packed)?;
        if EvidenceId::of(&bytes) != id {
            let why = format!("the bytes kept as {} do not have that hash", id.short());
            return Err(StoreError::new(ErrorKind::Corrupt, "read evidence", why));
        }
        Ok(Some(bytes))
    }

    /// As [`Store::evidence`], for bytes that have to be there.
    ///
    /// # Errors
    /// `Refused` when they were never kept.
    pub fn kept_evidence(&mut self, id: EvidenceId, name: &str) -> Result<Vec<u8>, StoreError> {
        let missing = || {
            let why = "its bytes were never kept; read it again from where it came";
            StoreError::new(ErrorKind::Refused, format!("find the evidence `{name}`"), why)
        };
        self.evidence(id)?.ok_or_else(missing)
    }

    /// Every name under which the bytes were met, in order.
    pub fn origins(&mut self, id: EvidenceId) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT origin FROM evidence_origin WHERE evidence = $1";
        let mut origins = self.db.rows("read evidence", sql, vec![id.bytes().into()], |row| row.text(0))?;
        origins.sort();
        Ok(origins)
    }
}

/// Evidence made ready to be kept: small in memory, and a writer holds others up no longer than it
/// must.
#[derive(Debug, Clone)]
pub struct Packed {
    id: EvidenceId,
    n_bytes: i64,
    packed: Vec<u8>,
    origin: String,
}

impl Packed {
    /// Packs bytes; `origin` tells where they were met.
    pub fn of(bytes: &[u8], origin: &str) -> Result<Packed, StoreError> {
        Ok(Packed {
            id: EvidenceId::of(bytes),
            n_bytes: wide("evidence", bytes.len())?,
            packed: pack(bytes)?,
            origin: origin.to_string(),
        })
    }

    pub fn id(&self) -> EvidenceId {
        self.id
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn put(self, db: &mut Db) -> Result<EvidenceId, StoreError> {
        const DOING: &str = "keep evidence";
        let id = self.id.bytes();
        let sql = "INSERT INTO evidence (id, n_bytes, packed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        db.execute(DOING, sql, vec![id.into(), self.n_bytes.into(), self.packed.into()])?;
        let sql = "INSERT INTO evidence_origin (evidence, origin) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        db.execute(DOING, sql, vec![id.into(), self.origin.into()])?;
        Ok(self.id)
    }
}
