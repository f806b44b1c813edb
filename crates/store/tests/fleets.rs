//! Readings of fleets: given back bit for bit, kept once, in force from their day, and known from
//! their moment.

#[cfg(test)]
mod common;

use std::sync::Arc;

use common::{at, on_both};
use jiff::civil::date;
use rackworth_model::evidence::Evidence;
use rackworth_model::hardware::{ComponentKind, HardwareId, Place, RawComponent, Reading, ReadingOption};
use rackworth_model::inventory::{
    Amounts, AssetKind, Inventory, Problem, RawAsset, RawText, TextUnit, Unread, UnreadKind,
};
use rackworth_model::measure::Bytes;
use rackworth_model::snapshot::{AsOf, KnownBy};
use rackworth_model::{Locator, Observation};
use rackworth_store::{ErrorKind, Packed, Store};

fn place(row: u32) -> Place {
    Place { file: Arc::from("räck.xlsx"), locator: Locator::Row { sheet: Some("A".into()), row } }
}

fn dimm(serial: &str, slot: &str) -> RawComponent {
    let mut dimm = RawComponent::new(ComponentKind::Dimm, place(1));
    dimm.id.part_number = Some("M393A4K40CB2-CVF ".into());
    dimm.id.serial = Some(serial.into());
    dimm.slot = Some(slot.into());
    dimm.facts.capacity = Bytes::from_gib(32);
    dimm.quirks = vec!["padded_words"];
    dimm
}

fn server(tag: &str, row: u32, dimms: &[(&str, &str)]) -> RawAsset {
    let mut asset = RawAsset::new(AssetKind::Server, place(row));
    asset.service_tag = Some(tag.into());
    asset.readings = dimms.iter().map(|(serial, slot)| Reading::certain("", vec![dimm(serial, slot)])).collect();
    let either = |weight, kind| ReadingOption { weight, components: vec![RawComponent::new(kind, place(row))] };
    asset.readings.extend(Reading::ambiguous(
        "a drive",
        vec![either(0.1, ComponentKind::Drive), either(0.7, ComponentKind::Nic), either(0.3, ComponentKind::Raid)],
    ));
    asset.texts.push(RawText {
        kind: ComponentKind::Dimm,
        text: "384".into(),
        count: Some(2),
        amounts: Amounts::Total,
        unit: Some(TextUnit::Gigabytes),
        id: HardwareId::default(),
        place: place(row),
    });
    asset
}

fn inventory(assets: Vec<RawAsset>) -> Inventory {
    Inventory {
        assets,
        unread: vec![Unread { place: place(9), kind: UnreadKind::Row, text: "?".into(), why: "empty".into() }],
        problems: vec![Problem { place: place(8), found: "x".into(), expected: "y".into(), hint: None }],
        evidence: vec![Evidence::of("räck.xlsx", b"the sheet")],
    }
}

#[test]
fn a_reading_comes_back_as_it_was() {
    on_both(|at_place| {
        let mut store = Store::open(at_place).unwrap();
        let read = inventory(vec![server("F54P1G3", 2, &[("S1234567", "A1")]), server("F54P1G4", 3, &[])]);
        let origin = || vec![Packed::of(b"the sheet", "räck.xlsx").unwrap()];
        let now = at("2026-10-01T08:00:00Z");
        let (first, new) = store.record_collection("lab", date(2026, 10, 1), &read, origin(), now).unwrap();
        assert!(new);
        assert_eq!(store.inventory(first.seq).unwrap(), read);
        let id = read.evidence[0].id;
        assert_eq!(store.evidence(id).unwrap().as_deref(), Some(&b"the sheet"[..]));
        let (again, new) = store.record_collection("lab", date(2026, 10, 2), &read, origin(), now).unwrap();
        assert_eq!((again, new), (first, false), "nothing changed, nothing recorded");
        assert_eq!(store.verify().unwrap().damage, Vec::<String>::new());
    });
}

#[test]
fn a_fleet_is_as_of_a_day_and_known_by_a_moment() {
    on_both(|at_place| {
        let mut store = Store::open(at_place).unwrap();
        let mut record = |tag, on, known| {
            let read = inventory(vec![server(tag, 2, &[])]);
            store.record_collection("lab", on, &read, vec![], at(known)).unwrap().0
        };
        let march = record("MARCH01", date(2026, 3, 1), "2026-03-02T00:00:00Z");
        let may = record("MAY0001", date(2026, 5, 1), "2026-05-02T00:00:00Z");
        let late = record("MARCH02", date(2026, 3, 1), "2026-06-01T00:00:00Z");
        let mut in_force = |on, known| store.collection("lab", AsOf(on), KnownBy(at(known))).unwrap();
        assert_eq!(in_force(date(2026, 4, 1), "2026-05-30T00:00:00Z"), Some(march));
        assert_eq!(in_force(date(2026, 4, 1), "2026-06-02T00:00:00Z"), Some(late));
        assert_eq!(in_force(date(2026, 6, 1), "2026-06-02T00:00:00Z"), Some(may));
        assert_eq!(in_force(date(2026, 2, 1), "2026-06-02T00:00:00Z"), None);
    });
}

#[test]
fn a_component_that_moves_keeps_its_history() {
    on_both(|at_place| {
        let mut store = Store::open(at_place).unwrap();
        let known = at("2026-10-01T08:00:00Z");
        let before = inventory(vec![server("F54P1G3", 2, &[("S-O1I23456", "A1")]), server("F54P1G4", 3, &[])]);
        let after = inventory(vec![server("F54P1G3", 2, &[]), server("F54P1G4", 3, &[("S0112 3456", "B2")])]);
        store.record_collection("lab", date(2026, 3, 1), &before, vec![], known).unwrap();
        store.record_collection("lab", date(2026, 4, 1), &after, vec![], known).unwrap();
        let told = store.placements_of("s011 23456", KnownBy(known)).unwrap();
        let at: Vec<_> = told.iter().map(|p| (p.asset.as_deref(), p.slot.as_deref(), p.serial.as_deref())).collect();
        let expected =
            [(Some("F54P1G3"), Some("A1"), Some("S-O1I23456")), (Some("F54P1G4"), Some("B2"), Some("S0112 3456"))];
        assert_eq!(at, expected);
        assert_eq!(store.rebuild().unwrap(), 2);
        assert_eq!(store.placements_of("S011 23456", KnownBy(known)).unwrap(), told);
    });
}

#[test]
fn an_archive_that_was_touched_is_refused_whole() {
    on_both(|at_place| {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path().join("a.db").to_str().unwrap()).unwrap();
        let all: Vec<Observation> = (0..50).map(common::observation).collect();
        store.record_observations(&all, at("2026-03-01T00:00:00Z")).unwrap();
        store
            .record_collection(
                "lab",
                date(2026, 3, 1),
                &inventory(vec![server("T1234", 1, &[])]),
                vec![],
                at("2026-03-01T00:00:00Z"),
            )
            .unwrap();
        let mut archive = Vec::new();
        let told = store.export(&mut archive).unwrap();
        assert_eq!(rackworth_store::check(&mut &archive[..]).unwrap(), told);
        let mut other = Store::open(at_place).unwrap();
        let cut = &archive[..archive.len() / 2];
        assert_eq!(other.import(&mut &cut[..]).unwrap_err().kind(), ErrorKind::Corrupt);
        assert_eq!(other.observations(KnownBy(at("2026-04-01T00:00:00Z"))).unwrap(), [], "nothing half visible");
        assert_eq!(other.import(&mut &archive[..]).unwrap(), told);
        assert_eq!(other.import(&mut &archive[..]).unwrap_err().kind(), ErrorKind::Refused);
        let mut back = Vec::new();
        other.export(&mut back).unwrap();
        assert_eq!(back, archive, "lossless");
        assert_eq!(other.verify().unwrap().damage, Vec::<String>::new());
    });
}

#[test]
fn a_newer_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    drop(Store::open(path.to_str().unwrap()).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{ConnectOptions, Connection};
        let mut c = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
        sqlx::raw_sql("INSERT INTO schema_step VALUES (99, 'of the future')").execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    });
    let error = Store::open(path.to_str().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Newer);
    assert!(error.to_string().contains("version 99"), "{error}");
}

#[test]
fn a_store_in_use_is_told_after_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store =
        Store::patient(&rackworth_store::Place::File(path.clone()), std::time::Duration::from_millis(50)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let holder = runtime.block_on(async {
        use sqlx::ConnectOptions;
        let mut c = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut c).await.unwrap();
        c
    });
    let error = store.put_evidence(b"bytes", "a file").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
    drop(holder);
}
