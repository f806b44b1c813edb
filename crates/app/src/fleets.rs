//! Fleets in the store: which there are, what changed from one reading to the next, and where a
//! component has been.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_catalog::Catalog;
use rackworth_catalog::fleet::{Fleet, Identifying};
use rackworth_collect::read::read_kept;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::Inventory;
use rackworth_model::snapshot::{AsOf, KnownBy};
pub use rackworth_store::Placement;
use rackworth_store::{Collection, Store, StoreError};

/// One dated reading.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadingLine {
    pub fleet: String,
    pub read_on: Date,
    pub recorded_at: Timestamp,
    pub n_assets: i64,
    /// Lines of content as read: one may stand for several components.
    pub n_components: i64,
    pub n_unread: i64,
    pub n_problems: i64,
    /// Against the reading before it: components that say who they are.
    pub came: usize,
    pub went: usize,
    pub moved: usize,
}

/// The answer to "which fleets are there?" and "how has this one changed?".
#[derive(Debug, Clone, PartialEq)]
pub struct FleetsAnswer {
    pub store: String,
    pub readings: Vec<ReadingLine>,
}

/// The answer to "where has this component been?".
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementsAnswer {
    pub serial: String,
    pub placements: Vec<Placement>,
}

/// The answer to "what was recorded?".
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedAnswer {
    pub store: String,
    pub reading: ReadingLine,
    pub id: String,
    /// False when the store already said the same.
    pub is_new: bool,
    pub n_evidence: usize,
}

/// The newest reading of each fleet as of a day.
pub fn list(store: &mut Store, as_of: AsOf, known_by: KnownBy) -> Result<FleetsAnswer, StoreError> {
    let mut newest: BTreeMap<String, Collection> = BTreeMap::new();
    for collection in store.collections(known_by)?.into_iter().filter(|c| c.read_on <= as_of.0) {
        newest.insert(collection.fleet.clone(), collection);
    }
    let readings = newest.into_values().map(|c| line(&c)).collect();
    Ok(FleetsAnswer { store: store.place().to_string(), readings })
}

/// Every reading of one fleet, oldest first, with what changed.
pub fn history(store: &mut Store, fleet: &str, known_by: KnownBy) -> Result<FleetsAnswer, StoreError> {
    let mut readings = Vec::new();
    let mut before: Option<Places> = None;
    let all = store.collections(known_by)?;
    for collection in all.iter().filter(|c| c.fleet == fleet) {
        let places = places(store.placements_in(collection.seq)?);
        let mut told = line(collection);
        if let Some(before) = &before {
            (told.came, told.went, told.moved) = changes(before, &places);
        }
        readings.push(told);
        before = Some(places);
    }
    Ok(FleetsAnswer { store: store.place().to_string(), readings })
}

/// A kept fleet, each asset identified as it comes out of the store.
pub fn kept(store: &mut Store, collection: i64, catalog: &Catalog) -> Result<Fleet, StoreError> {
    let mut identifying = Identifying::new(catalog);
    let beside = store.each_asset(collection, &mut |asset| identifying.add(asset))?;
    Ok(identifying.finish(beside))
}

/// Every reading in which a component was seen.
pub fn placements(store: &mut Store, serial: &str, known_by: KnownBy) -> Result<PlacementsAnswer, StoreError> {
    Ok(PlacementsAnswer { serial: serial.to_string(), placements: store.placements_of(serial, known_by)? })
}

/// Reads a fleet's evidence again: a later reader may find more in it. What is not in the evidence (hosts that
/// failed, files that were left out) stays as it was told.
///
/// # Errors
/// `Refused` when a piece of the evidence was never kept.
pub fn reread(store: &mut Store, collection: &Collection, now: Timestamp) -> Result<RecordedAnswer, StoreError> {
    let before = store.inventory(collection.seq)?;
    let mut kept = Vec::new();
    for evidence in &before.evidence {
        kept.push((evidence.name.clone(), store.kept_evidence(evidence.id, &evidence.name)?));
    }
    let n_evidence = kept.len();
    let is_kept = |place: &Place| before.evidence.iter().any(|evidence| *evidence.name == *place.file);
    let mut inventory = Inventory {
        unread: before.unread.iter().filter(|unread| !is_kept(&unread.place)).cloned().collect(),
        problems: before.problems.iter().filter(|problem| !is_kept(&problem.place)).cloned().collect(),
        ..Inventory::default()
    };
    inventory.extend(read_kept(kept));
    inventory.evidence.clone_from(&before.evidence);
    let (collection, is_new) =
        store.record_collection(&collection.fleet, collection.read_on, &inventory, Vec::new(), now)?;
    Ok(RecordedAnswer::new(store, collection, is_new, n_evidence))
}

impl RecordedAnswer {
    /// A reading as the store told of it: the reading, and whether it is new.
    pub fn new(store: &Store, collection: Collection, is_new: bool, n_evidence: usize) -> RecordedAnswer {
        let store = store.place().to_string();
        RecordedAnswer { store, reading: line(&collection), id: collection.id, is_new, n_evidence }
    }
}

fn line(collection: &Collection) -> ReadingLine {
    ReadingLine {
        fleet: collection.fleet.clone(),
        read_on: collection.read_on,
        recorded_at: collection.recorded_at,
        n_assets: collection.n_assets,
        n_components: collection.n_components,
        n_unread: collection.n_unread,
        n_problems: collection.n_problems,
        came: 0,
        went: 0,
        moved: 0,
    }
}

/// Asset and slot of each component.
type Places = BTreeMap<String, (Option<String>, Option<String>)>;

fn places(found: Vec<Placement>) -> Places {
    found.into_iter().map(|p| (p.identity, (p.asset, p.slot))).collect()
}

fn changes(before: &Places, after: &Places) -> (usize, usize, usize) {
    let came = after.keys().filter(|id| !before.contains_key(*id)).count();
    let went = before.keys().filter(|id| !after.contains_key(*id)).count();
    let moved = after.iter().filter(|(id, at)| before.get(*id).is_some_and(|was| was != *at)).count();
    (came, went, moved)
}
