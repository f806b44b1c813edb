//! Evidence and observations: kept once, given back as they were, known from their moment on.
#![cfg_attr(test, expect(clippy::disallowed_methods, reason = "a test writes a file that is no store"))]

#[cfg(test)]
mod common;

use common::{at, observation, on_both};
use jiff::civil::date;
use proptest::prelude::*;
use rackworth_model::evidence::Evidence;
use rackworth_model::inventory::Inventory;
use rackworth_model::snapshot::{AsOf, FxRate, KnownBy};
use rackworth_model::{Currency, EvidenceId, Observation};
use rackworth_store::{ErrorKind, Seen, Store};

fn recorded(mut observation: Observation, when: &str) -> Observation {
    observation.recorded_at = at(when);
    observation
}

#[test]
fn observations_come_back_as_they_were() {
    on_both(|place| {
        let when = "2026-03-01T10:00:00.000000001Z";
        let all: Vec<Observation> = (0..250).map(observation).collect();
        let mut expected: Vec<Observation> = all.iter().cloned().map(|o| recorded(o, when)).collect();
        expected.sort_by_key(|o| o.id);
        let mut store = Store::open(place).unwrap();
        assert_eq!(store.record_observations(&all, at(when)).unwrap(), 250);
        assert_eq!(
            store.record_observations(&all, at("2026-04-01T00:00:00Z")).unwrap(),
            0,
            "known ones are passed over"
        );
        drop(store);
        let mut again = Store::open(place).unwrap();
        assert_eq!(again.observations(KnownBy(at(when))).unwrap(), expected);
        assert_eq!(again.observations(KnownBy(at("2026-03-01T10:00:00Z"))).unwrap(), []);
    });
}

#[test]
fn a_superseded_observation_stays_known_to_the_past() {
    on_both(|place| {
        let mut store = Store::open(place).unwrap();
        let (old, new) = (observation(1), observation(2));
        store.record_observations(&[old.clone(), new.clone()], at("2026-03-01T00:00:00Z")).unwrap();
        store.supersede(old.id, Some(new.id), "the price was per pair", at("2026-03-05T00:00:00Z")).unwrap();
        let known = |store: &mut Store, when| store.observations(KnownBy(at(when))).unwrap().len();
        assert_eq!(known(&mut store, "2026-03-04T00:00:00Z"), 2);
        assert_eq!(known(&mut store, "2026-03-06T00:00:00Z"), 1);
        let refused = store.supersede(observation(9).id, None, "", at("2026-03-05T00:00:00Z")).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Refused);
        assert_eq!(known(&mut store, "2026-03-06T00:00:00Z"), 1, "what failed has left nothing");
    });
}

#[test]
fn evidence_is_kept_once_under_its_hash() {
    on_both(|place| {
        let mut store = Store::open(place).unwrap();
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let id = store.put_evidence(&bytes, "a.xlsx").unwrap();
        assert_eq!(store.put_evidence(&bytes, "copy of a.xlsx").unwrap(), id);
        assert_eq!(id, EvidenceId::of(&bytes));
        assert_eq!(store.evidence(id).unwrap().as_deref(), Some(&bytes[..]));
        assert_eq!(store.origins(id).unwrap(), ["a.xlsx", "copy of a.xlsx"]);
        let nothing = store.put_evidence(b"", "empty").unwrap();
        assert_eq!(store.evidence(nothing).unwrap().as_deref(), Some(&b""[..]));
        assert_eq!(store.evidence(EvidenceId::of(b"never kept")).unwrap(), None);
    });
}

#[test]
fn a_file_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "not a database at all, but long enough to be looked at as one".repeat(20)).unwrap();
    let error = Store::open(path.to_str().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAStore, "{error}");
    assert!(error.to_string().contains("notes.txt"), "{error}");
}

#[test]
fn a_password_is_never_told() {
    let place = rackworth_store::Place::read("postgres://ann:s3cret@db.example.org:5433/prices");
    assert_eq!(place.to_string(), "postgres://db.example.org:5433/prices");
}

/// Debian's server has a certificate that nobody signed: spoken to when that is not asked for, refused when it is.
#[test]
fn a_server_is_spoken_to_over_tls_and_its_certificate_is_verified_when_asked() {
    let Ok(server) = std::env::var("RACKWORTH_TEST_POSTGRES") else {
        println!("skipped: RACKWORTH_TEST_POSTGRES is not set");
        return;
    };
    let mark = if server.contains('?') { '&' } else { '?' };
    let told = |mode: &str| Store::open(&format!("{server}{mark}sslmode={mode}&options[search_path]=rackworth_none"));
    // Whatever is wrong with the schema, the certificate comes first.
    let Err(refused) = told("verify-full") else { panic!("an unsigned certificate was believed") };
    let why = std::error::Error::source(&refused).map(ToString::to_string).unwrap_or_default();
    if why.contains("does not support TLS") {
        println!("skipped: the server speaks no TLS");
        return;
    }
    assert_eq!(refused.kind(), ErrorKind::Unreachable, "{refused}: {why}");
    assert!(why.contains("certificate") || why.contains("TLS"), "{why}");
    let encrypted = told("require").map(drop).map_err(|error| error.kind());
    assert_ne!(encrypted, Err(ErrorKind::Unreachable));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_was_recorded_later_changes_nothing_known_by_then(
        batches in prop::collection::vec((prop::collection::vec(0_u32..60, 0..12), 0_u32..28, prop::option::of(0_u32..60)), 1..6),
        day in 1_u32..28,
    ) {
        let moment = |day: u32| at(&format!("2026-05-{:02}T12:00:00Z", day + 1));
        on_both(|place| {
            let mut store = Store::open(place).unwrap();
            let known_by = KnownBy(moment(day));
            let (earlier, later): (Vec<_>, Vec<_>) = batches.iter().partition(|(_, on, _)| *on <= day);
            let record = |store: &mut Store, (numbers, on, gone): &(Vec<u32>, u32, Option<u32>)| {
                let all: Vec<Observation> = numbers.iter().copied().map(observation).collect();
                store.record_observations(&all, moment(*on)).unwrap();
                let n = i64::try_from(numbers.len()).unwrap() + 1;
                let rate = FxRate { from: Currency::Eur, to: Currency::Usd, on: date(2026, 5, 1), nanos: n, source: "bank".into() };
                store.record_rates(&[rate], moment(*on)).unwrap();
                let read = Inventory { evidence: vec![Evidence::of("a", &[u8::try_from(n).unwrap()])], ..Inventory::default() };
                store.record_collection("lab", date(2026, 5, 1), &read, vec![], moment(*on)).unwrap();
                // Superseding what is not there is refused, and that is fine here.
                if let Some(gone) = gone {
                    drop(store.supersede(observation(*gone).id, None, "test", moment(*on)));
                }
            };
            earlier.iter().for_each(|batch| record(&mut store, batch));
            let before = store.observations(known_by).unwrap();
            let (rates, fleets) = (store.rates(known_by, Seen::ALL).unwrap(), store.collections(known_by).unwrap());
            let seen = store.seen().unwrap();
            later.iter().for_each(|batch| record(&mut store, batch));
            assert_eq!(store.observations(known_by).unwrap(), before);
            assert_eq!(store.rates(known_by, Seen::ALL).unwrap(), rates);
            assert_eq!(store.collections(known_by).unwrap(), fleets);
            let newest = fleets.iter().max_by_key(|c| (c.read_on, c.recorded_at, c.seq));
            assert_eq!(store.collection("lab", AsOf(date(2026, 6, 1)), known_by).unwrap().as_ref(), newest);
            // Even what claims to be old is not seen by who looked before it came.
            store.record_observations(&[observation(99)], moment(0)).unwrap();
            assert_eq!(store.observations_seen(known_by, seen).unwrap(), before);
        });
    }
}
