//! Stores of every version that was written: opened, brought up to date, and nothing lost.

#[cfg(test)]
#[expect(dead_code, reason = "other tests need more of it")]
mod common;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
mod tests {
    use std::path::{Path, PathBuf};

    use super::common::on_both;
    use jiff::Timestamp;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rackworth_model::snapshot::{AsOf, KnownBy};
    use rackworth_store::{Seen, Store, VERSION};
    use sqlx::{ConnectOptions, Connection};

    const ALL: KnownBy = KnownBy(Timestamp::MAX);

    fn fixture(version: i64, ending: &str) -> PathBuf {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/store"));
        folder.join(format!("version-{version}.{ending}"))
    }

    /// Makes the SQLite file of a version from its text.
    fn make(version: i64, path: &Path) {
        let sql = std::fs::read_to_string(fixture(version, "sql")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true);
            let mut c = options.connect().await.unwrap();
            sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut c).await.unwrap();
            c.close().await.unwrap();
        });
    }

    /// What was put into version 1, and has to be in it whatever the version of today.
    fn holds_what_version_1_held(store: &mut Store, version: i64) {
        assert_eq!(store.verify().unwrap().damage, Vec::<String>::new());
        let fleets = store.collections(ALL).unwrap();
        let told: Vec<_> = fleets.iter().map(|c| (c.fleet.as_str(), c.read_on, c.n_assets, c.n_components)).collect();
        assert_eq!(told, [("bench", date(2026, 10, 2), 1, 9), ("lab", date(2026, 10, 1), 1, 3)]);
        let lab = store.collection("lab", AsOf(date(2026, 10, 31)), ALL).unwrap().unwrap();
        let inventory = store.inventory(lab.seq).unwrap();
        assert_eq!(inventory.assets[0].service_tag.as_deref(), Some("F54P1G3"));
        let sheet = store.evidence(inventory.evidence[0].id).unwrap().unwrap();
        assert!(String::from_utf8(sheet).unwrap().contains("Xeon Gold 6248R"));
        assert_eq!(store.observations(ALL).unwrap().len(), 2, "three, and one of them superseded");
        assert_eq!(store.rates(ALL, Seen::ALL).unwrap()[0].nanos, 1_150_000_000);
        let run = &store.runs(ALL).unwrap()[0];
        assert_eq!(
            (run.fleet.as_str(), run.run.inputs.line_by.as_str(), run.as_of.0),
            ("lab", "like", date(2026, 10, 31))
        );
        assert!(run.result.contains("PowerEdge R740"));
        let books = store.runs(ALL).unwrap().iter().map(|run| store.run_books(&run.run).unwrap()).collect::<Vec<_>>();
        assert!(books.iter().flatten().all(|(name, bytes)| name.ends_with("sold.csv") && !bytes.is_empty()));
        assert_eq!(books.iter().flatten().count(), usize::from(version > 1), "version 2 keeps them");
    }

    #[test]
    fn a_store_of_every_version_opens_and_loses_nothing() {
        for version in 1..=VERSION {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("store.db");
            make(version, &path);
            holds_what_version_1_held(&mut Store::open(path.to_str().unwrap()).unwrap(), version);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_changed_in_an_archive_is_found(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let whole = std::fs::read(fixture(VERSION, "rwa")).unwrap();
            let told = rackworth_store::check(&mut &whole[..]).unwrap();
            let mut archive = whole.clone();
            let at = at.index(archive.len());
            archive[at] = to;
            let found = rackworth_store::check(&mut &archive[..]);
            // Some bytes of the packing mean nothing: then all of the content is there.
            prop_assert!(archive == whole || found.is_err() || found.is_ok_and(|found| found == told));
            prop_assert!(rackworth_store::check(&mut &whole[..at]).is_err(), "cut off");
        }

        #[test]
        fn any_bytes_are_no_archive(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(rackworth_store::check(&mut &bytes[..]).is_err());
        }
    }

    #[test]
    fn an_archive_of_every_version_is_taken_in_and_loses_nothing() {
        for version in 1..=VERSION {
            let archive = std::fs::read(fixture(version, "rwa")).unwrap();
            on_both(|place| {
                let mut store = Store::open(place).unwrap();
                store.import(&mut &archive[..]).unwrap();
                holds_what_version_1_held(&mut store, version);
                if version == VERSION {
                    let mut again = Vec::new();
                    store.export(&mut again).unwrap();
                    assert_eq!(again, archive);
                }
            });
        }
    }
}
