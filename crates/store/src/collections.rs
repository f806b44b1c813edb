//! Fleets as dated readings: what was read, when, and when we learnt it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_model::hardware::HardwareId;
use rackworth_model::ids::EvidenceId;
use rackworth_model::inventory::{Inventory, RawAsset};
use rackworth_model::snapshot::{AsOf, KnownBy};
use rayon::prelude::*;

use crate::codec::{from_json, moment, pack, read_day, read_moment, to_json, unpack, wide};
use crate::db::{Db, Insert, Row, Value};
use crate::error::StoreError;
use crate::evidence::Packed;
use crate::identity::{canonical, identity};
use crate::inventory::{AssetRow, HeadRow};
use crate::store::{Store, next};
use crate::unpacking::Unpacking;

/// One dated reading of a fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    pub seq: i64,
    pub id: String,
    /// Empty for a reading that only a run needs.
    pub fleet: String,
    /// The day the fleet was so.
    pub read_on: Date,
    pub recorded_at: Timestamp,
    pub n_assets: i64,
    /// Lines of content as read: one may stand for several components.
    pub n_components: i64,
    pub n_unread: i64,
    pub n_problems: i64,
    /// Hash over all that was read.
    pub inventory: [u8; 32],
}

/// Assets written at a time: bounds memory.
const AT_A_TIME: usize = 4_096;

pub(crate) const COMPONENT: &str = "content, position, kind, slot, part_number, serial, identity";

const COLUMNS: &str = "c.seq, c.id, c.fleet, c.read_on, b.recorded_at, c.n_assets, c.n_components, c.n_unread, \
                       c.n_problems, c.inventory";

impl Store {
    /// Records a reading of a fleet with its evidence, all or nothing. When the reading in force
    /// on that day already says the same, nothing is recorded: reading a file twice is reading it
    /// once. Also returns whether it is new.
    pub fn record_collection(
        &mut self,
        fleet: &str,
        read_on: Date,
        inventory: &Inventory,
        evidence: Vec<Packed>,
        recorded_at: Timestamp,
    ) -> Result<(Collection, bool), StoreError> {
        const DOING: &str = "record a reading";
        let drawn = Drawn::of(inventory)?;
        self.db.write(DOING, |db| {
            if let Some(known) = in_force(db, fleet, AsOf(read_on), KnownBy(Timestamp::MAX))?
                && known.inventory == drawn.hash
            {
                return Ok((known, false));
            }
            let batch = Store::begin_batch(db, "reading", recorded_at)?;
            for evidence in evidence {
                evidence.put(db)?;
            }
            let seq = drawn.put(db, fleet, read_on, batch)?;
            Ok((one(db, seq)?, true))
        })
    }

    /// Every reading known by a moment, by fleet and day.
    pub fn collections(&mut self, known_by: KnownBy) -> Result<Vec<Collection>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM collection c JOIN batch b ON b.seq = c.batch \
             WHERE b.recorded_at <= $1 AND c.fleet <> ''"
        );
        let mut found = self.db.rows("list readings", &sql, vec![moment(known_by.0).into()], read)?;
        found.sort_by(|a, b| (&a.fleet, a.read_on, a.seq).cmp(&(&b.fleet, b.read_on, b.seq)));
        Ok(found)
    }

    /// The reading of a fleet in force on a day, as known by a moment.
    pub fn collection(
        &mut self,
        fleet: &str,
        as_of: AsOf,
        known_by: KnownBy,
    ) -> Result<Option<Collection>, StoreError> {
        in_force(&mut self.db, fleet, as_of, known_by)
    }

    pub fn collection_by_seq(&mut self, seq: i64) -> Result<Collection, StoreError> {
        one(&mut self.db, seq)
    }

    /// What a reading found, as it was read.
    pub fn inventory(&mut self, seq: i64) -> Result<Inventory, StoreError> {
        let mut assets = Vec::new();
        let beside = self.each_asset(seq, &mut |asset| assets.push(asset))?;
        Ok(Inventory { assets, ..beside })
    }

    /// Hands on every asset of a reading, in the order of the source; what it found beside them.
    /// A fleet is wide in memory: who makes something else of each asset need not hold both.
    pub fn each_asset(&mut self, seq: i64, each: &mut dyn FnMut(RawAsset)) -> Result<Inventory, StoreError> {
        const DOING: &str = "read a fleet";
        let sql = "SELECT head FROM collection WHERE seq = $1";
        let head = self.db.first(DOING, sql, vec![seq.into()], |row| row.bytes(0))?;
        let head = head.ok_or_else(|| StoreError::damaged("a reading", seq))?;
        let beside = from_json::<HeadRow<'_>>("a reading", &unpack(&head)?)?.read()?;
        let sql = "SELECT c.body FROM asset a JOIN content c ON c.seq = a.content WHERE a.collection = $1 \
                   ORDER BY a.position";
        let mut unpacking = Unpacking::new(each);
        self.db.each_row(DOING, sql, vec![seq.into()], &mut |row| unpacking.add(row.bytes(0)?))?;
        unpacking.finish()?;
        Ok(beside)
    }
}

fn in_force(db: &mut Db, fleet: &str, as_of: AsOf, known_by: KnownBy) -> Result<Option<Collection>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM collection c JOIN batch b ON b.seq = c.batch \
         WHERE c.fleet = $1 AND c.read_on <= $2 AND b.recorded_at <= $3"
    );
    let values = vec![fleet.into(), as_of.0.to_string().into(), moment(known_by.0).into()];
    let found = db.rows("look for a fleet", &sql, values, read)?;
    Ok(found.into_iter().max_by_key(|c| (c.read_on, c.recorded_at, c.seq)))
}

fn one(db: &mut Db, seq: i64) -> Result<Collection, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM collection c JOIN batch b ON b.seq = c.batch WHERE c.seq = $1");
    let found = db.first("read a reading", &sql, vec![seq.into()], read)?;
    found.ok_or_else(|| StoreError::damaged("a reading", seq))
}

fn read(row: &Row) -> Result<Collection, StoreError> {
    Ok(Collection {
        seq: row.int(0)?,
        id: row.text(1)?,
        fleet: row.text(2)?,
        read_on: read_day(&row.text(3)?)?,
        recorded_at: read_moment(&row.text(4)?)?,
        n_assets: row.int(5)?,
        n_components: row.int(6)?,
        n_unread: row.int(7)?,
        n_problems: row.int(8)?,
        inventory: row.hash(9)?,
    })
}

/// An inventory made ready to be stored.
pub(crate) struct Drawn<'a> {
    inventory: &'a Inventory,
    head: Vec<u8>,
    /// Of each asset, the hash of its JSON and the JSON, packed.
    bodies: Vec<(EvidenceId, Vec<u8>)>,
    pub(crate) hash: [u8; 32],
}

impl<'a> Drawn<'a> {
    pub(crate) fn of(inventory: &'a Inventory) -> Result<Drawn<'a>, StoreError> {
        let Inventory { assets, unread, problems, evidence } = inventory;
        let head = to_json("a reading", &HeadRow::of(unread, problems, evidence))?;
        let body = |asset: &RawAsset| {
            let body = to_json("an asset", &AssetRow::from(asset))?;
            Ok((EvidenceId::of(body.as_bytes()), pack(body.as_bytes())?))
        };
        let bodies: Vec<(EvidenceId, Vec<u8>)> = assets.par_iter().map(body).collect::<Result<_, StoreError>>()?;
        let packed = pack(head.as_bytes())?;
        let mut all = head.into_bytes();
        bodies.iter().for_each(|(id, _)| all.extend(id.bytes()));
        Ok(Drawn { inventory, head: packed, bodies, hash: EvidenceId::of(&all).bytes() })
    }

    /// Writes it; the collection's number.
    pub(crate) fn put(&self, db: &mut Db, fleet: &str, read_on: Date, batch: i64) -> Result<i64, StoreError> {
        let contents = self.put_contents(db)?;
        let seq = next(db, "collection")?;
        let assets = &self.inventory.assets;
        let mut rows = Vec::with_capacity(assets.len());
        for (position, (asset, content)) in (0_i64..).zip(assets.iter().zip(&contents)) {
            rows.push(vec![seq.into(), position.into(), asset_identity(asset).into(), (*content).into()]);
        }
        let into = Insert { table: "asset", columns: "collection, position, identity, content", known_is_fine: false };
        db.insert("record assets", &into, rows)?;
        let components: usize = assets.iter().map(|asset| components(asset).count()).sum();
        let n_assets: u64 = assets.iter().map(|asset| u64::from(asset.count)).sum();
        let id =
            EvidenceId::of(format!("{fleet}\n{read_on}\n{batch}\n{}", EvidenceId::from_bytes(self.hash)).as_bytes());
        let sql = "INSERT INTO collection (seq, id, batch, fleet, read_on, inventory, n_assets, n_components, n_unread, \
                   n_problems, head) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let values = vec![
            seq.into(),
            id.to_string().into(),
            batch.into(),
            fleet.into(),
            read_on.to_string().into(),
            self.hash.into(),
            wide("assets", n_assets)?.into(),
            wide("components", components)?.into(),
            wide("lines", self.inventory.unread.len())?.into(),
            wide("problems", self.inventory.problems.len())?.into(),
            self.head.clone().into(),
        ];
        db.execute("record a reading", sql, values)?;
        Ok(seq)
    }

    /// Stores every content that is not known yet; the number of each asset's content.
    fn put_contents(&self, db: &mut Db) -> Result<Vec<i64>, StoreError> {
        let mut known = known_contents(db, &self.bodies)?;
        let first = next(db, "content")?;
        let mut new = Vec::new();
        for ((id, body), asset) in self.bodies.iter().zip(&self.inventory.assets) {
            if let Entry::Vacant(entry) = known.entry(*id) {
                entry.insert(first + wide("contents", new.len())?);
                new.push((*id, body, asset));
            }
        }
        let numbered: Vec<(i64, _)> = (first..).zip(new).collect();
        for chunk in numbered.chunks(AT_A_TIME) {
            put_chunk(db, chunk)?;
        }
        Ok(self.bodies.iter().filter_map(|(id, _)| known.get(id).copied()).collect())
    }
}

/// A content's number, hash, packed JSON and asset.
type NewContent<'a> = (i64, (EvidenceId, &'a Vec<u8>, &'a RawAsset));

fn put_chunk(db: &mut Db, chunk: &[NewContent<'_>]) -> Result<(), StoreError> {
    let row = |(seq, (id, body, _)): &NewContent<'_>| vec![(*seq).into(), id.bytes().into(), (*body).clone().into()];
    let bodies = chunk.iter().map(row).collect();
    let into = Insert { table: "content", columns: "seq, hash, body", known_is_fine: false };
    db.insert("record contents", &into, bodies)?;
    let parts = chunk.par_iter().flat_map_iter(|(seq, (_, _, asset))| component_rows(asset, *seq)).collect();
    let into = Insert { table: "component", columns: COMPONENT, known_is_fine: false };
    db.insert("record components", &into, parts).map(drop)
}

fn known_contents(db: &mut Db, bodies: &[(EvidenceId, Vec<u8>)]) -> Result<BTreeMap<EvidenceId, i64>, StoreError> {
    const NAMED: usize = 500;
    let ids: BTreeSet<EvidenceId> = bodies.iter().map(|(id, _)| *id).collect();
    let ids: Vec<EvidenceId> = ids.into_iter().collect();
    let mut known = BTreeMap::new();
    for chunk in ids.chunks(NAMED) {
        let named: Vec<String> = (1..=chunk.len()).map(|i| format!("${i}")).collect();
        let sql = format!("SELECT seq, hash FROM content WHERE hash IN ({})", named.join(", "));
        let values: Vec<Value> = chunk.iter().map(|id| id.bytes().into()).collect();
        known.extend(
            db.rows("look for contents", &sql, values, |row| Ok((EvidenceId::from_bytes(row.hash(1)?), row.int(0)?)))?,
        );
    }
    Ok(known)
}

/// What an asset is called by, in canonical form.
pub(crate) fn asset_identity(asset: &RawAsset) -> Option<String> {
    let told = [&asset.service_tag, &asset.id.serial, &asset.asset_tag, &asset.hostname];
    told.into_iter().flatten().find_map(|text| canonical(text))
}

/// Kind, slot and words of every component an asset is said to hold: where a text can be
/// understood in several ways, of the likeliest.
fn components(asset: &RawAsset) -> impl Iterator<Item = (&'static str, Option<&str>, &HardwareId)> {
    let listed = asset.readings.iter().filter_map(|reading| reading.options().first());
    let listed = listed.flat_map(|option| &option.components).map(|c| (c.kind.word(), c.slot.as_deref(), &c.id));
    listed.chain(asset.texts.iter().map(|t| (t.kind.word(), None, &t.id)))
}

pub(crate) fn component_rows(asset: &RawAsset, content: i64) -> Vec<Vec<Value>> {
    let row = |(position, (kind, slot, id)): (i64, (&'static str, Option<&str>, &HardwareId))| {
        let identity = identity(id)?;
        Some(vec![
            content.into(),
            position.into(),
            kind.into(),
            slot.map(str::to_string).into(),
            id.part_number.clone().into(),
            id.serial.clone().into(),
            identity.into(),
        ])
    };
    (0_i64..).zip(components(asset)).filter_map(row).collect()
}
