//! Records of collections: read back with the same parts, resumed, scrubbed, and free of secrets.
#![expect(clippy::disallowed_methods, reason = "the tests look into records")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use rackworth_collect::live::{Error, HostReport, Outcome, Record, Request, Stop, collect};
use rackworth_collect::redfish::read_folder;

use crate::asking::{ask, counts, request, run, service, word};
use crate::mock::fault::Faults;
use crate::mock::machine::{self, CONTENT};
use crate::mock::{Mock, PASSWORD, Service};

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rackworth-live-{name}-{}", std::process::id()));
    drop(fs::remove_dir_all(&folder));
    folder
}

fn recording(mock: &Mock, folder: &Path) -> Request {
    let record = Record { folder: folder.to_path_buf(), is_fresh: false, is_scrubbed: false };
    Request { record: Some(record), ..request(&[word(mock)]) }
}

fn run_one(request: &Request) -> HostReport {
    run(request, &Stop::default()).remove(0)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found
}

#[test]
fn a_record_is_read_back_with_the_same_parts_and_is_not_asked_for_again() {
    for expands in [false, true] {
        let folder = folder(&format!("whole-{expands}"));
        let mock = Mock::start(Service { expands, page: Some(5), ..service(machine::server(3, CONTENT)) }).unwrap();
        let report = run_one(&recording(&mock, &folder));
        assert_eq!((&report.outcome, &report.unwritten), (&Outcome::Complete, &Vec::new()));
        let read = read_folder(&folder, &mut |_| {}).unwrap();
        assert_eq!(counts(&read), counts(&report.inventory));
        let n_asked = mock.counters.asked.load(Ordering::Relaxed);
        let again = run_one(&recording(&mock, &folder));
        assert!(again.is_from_record);
        assert_eq!(counts(&again.inventory), counts(&report.inventory));
        assert_eq!(mock.counters.asked.load(Ordering::Relaxed), n_asked);
        let mut fresh = recording(&mock, &folder);
        fresh.record.as_mut().unwrap().is_fresh = true;
        assert!(!run_one(&fresh).is_from_record);
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn what_is_in_hand_is_not_asked_for_again() {
    let folder = folder("resumed");
    let resources = machine::server(4, CONTENT);
    let always = Some(("/Memory/1".to_string(), 404));
    let broken = Service { faults: Faults { always, ..Faults::default() }, ..service(resources.clone()) };
    let mock = Mock::start(broken).unwrap();
    let report = run_one(&recording(&mock, &folder));
    let Outcome::Partial(gaps) = &report.outcome else { panic!("{:?}", report.outcome) };
    assert_eq!(gaps.len(), 11, "Memory/1 and 10 to 19");
    // The same machine, mended: it answers at another port, so its record is put in that place.
    let mended = Mock::start(service(resources.clone())).unwrap();
    let place = |mock: &Mock| folder.join(format!("127.0.0.1_{}", mock.address.port()));
    fs::rename(place(&mock), place(&mended)).unwrap();
    let again = run_one(&recording(&mended, &folder));
    assert_eq!(again.outcome, Outcome::Complete);
    assert_eq!(mended.counters.paths().len(), 12, "the root and what was missing");
    assert_eq!(counts(&again.inventory), counts(&ask(&mended).inventory));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_interrupted_record_is_finished_by_the_next_collection() {
    let folder = folder("interrupted");
    let latency = Duration::from_millis(15);
    let mock = Mock::start(Service { latency, ..service(machine::server(5, CONTENT)) }).unwrap();
    let stop = Stop::default();
    let first = std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&recording(&mock, &folder), &stop).remove(0));
        std::thread::sleep(Duration::from_millis(200));
        stop.ask();
        running.join().unwrap()
    });
    assert!(matches!(first.outcome, Outcome::Partial(_)), "{:?}", first.outcome);
    assert_eq!(mock.counters.left_open(), 0);
    let second = run_one(&recording(&mock, &folder));
    assert_eq!(second.outcome, Outcome::Complete);
    // The root is asked for each time, because it says where to log in.
    let twice: Vec<String> = mock.counters.paths().into_iter().filter(|(_, n)| *n > 1).map(|(path, _)| path).collect();
    assert!(twice.len() <= 3, "asked for again: {twice:?}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_scrubbed_record_has_the_same_parts_and_no_serial() {
    let folder = folder("scrubbed");
    let mock = Mock::start(service(machine::server(6, CONTENT))).unwrap();
    let mut request = recording(&mock, &folder);
    request.record.as_mut().unwrap().is_scrubbed = true;
    let report = run_one(&request);
    assert_eq!((&report.outcome, &report.unwritten), (&Outcome::Complete, &Vec::new()));
    assert_eq!(counts(&read_folder(&folder, &mut |_| {}).unwrap()), counts(&report.inventory));
    for file in files(&folder) {
        let text = fs::read_to_string(&file).unwrap();
        for secret in ["EXS000006", "EXM000006", "EXD000006", "EXP000006", "127.0.0.1"] {
            assert!(!text.contains(secret), "{secret} in {}", file.display());
            assert!(!file.display().to_string().contains("127.0.0.1"));
        }
    }
    assert!(folder.join("host-0001/host.json").is_file());
    fs::remove_dir_all(folder).unwrap();
}

/// Whole or cut off, with `--scrub` or without: what was replaced is not known any more, so that is told before
/// any host is asked.
#[test]
fn a_scrubbed_record_is_not_resumed() {
    let folder = folder("scrubbed-again");
    let latency = Duration::from_millis(15);
    let mock = Mock::start(Service { latency, ..service(machine::server(6, CONTENT)) }).unwrap();
    let mut request = recording(&mock, &folder);
    request.record.as_mut().unwrap().is_scrubbed = true;
    let stop = Stop::default();
    let begun = std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&request, &stop).remove(0));
        std::thread::sleep(Duration::from_millis(200));
        // A collection that is killed now is known for a scrubbed one, too.
        let is_marked =
            fs::read_to_string(folder.join("rackworth-collection.json")).unwrap().contains("\"scrubbed\": true");
        stop.ask();
        (running.join().unwrap(), is_marked)
    });
    assert!(matches!(begun.0.outcome, Outcome::Partial(_)) && begun.1, "{:?}", begun.0.outcome);
    let n_asked = mock.counters.asked.load(Ordering::Relaxed);
    let again = collect(&request, &Stop::default(), &mut |_| {}).unwrap_err();
    assert!(matches!(again, Error::NotEmpty(_)) && again.to_string().contains("cannot be resumed"), "{again}");
    for is_fresh in [false, true] {
        let mut plain = recording(&mock, &folder);
        plain.record.as_mut().unwrap().is_fresh = is_fresh;
        assert!(matches!(collect(&plain, &Stop::default(), &mut |_| {}), Err(Error::Scrubbed(_))));
    }
    assert_eq!(mock.counters.asked.load(Ordering::Relaxed), n_asked, "somebody was asked");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = folder("foreign");
    let mock = Mock::start(service(machine::server(6, CONTENT))).unwrap();
    let place = folder.join(format!("127.0.0.1_{}", mock.address.port()));
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("notes.txt"), "mine").unwrap();
    assert!(matches!(collect(&recording(&mock, &folder), &Stop::default(), &mut |_| {}), Err(Error::Foreign(_))));
    assert_eq!(mock.counters.asked.load(Ordering::Relaxed), 0);
    fs::remove_dir_all(folder).unwrap();
}

/// Neither the password nor what it is sent as is in anything that is written, reported or printed.
#[test]
fn nothing_holds_the_password() {
    // The account as Basic authentication sends it.
    const ENCODED: &str = "cm9vdDpjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl";
    for (has_sessions, permille) in [(true, 0), (false, 0), (true, 300)] {
        let folder = folder(&format!("secret-{has_sessions}-{permille}"));
        let faults = Faults { kinds: crate::mock::fault::ALL.to_vec(), permille, seed: 3, always: None };
        let resources = machine::server(8, CONTENT);
        let mock = Mock::start(Service { has_sessions, faults, ..service(resources) }).unwrap();
        let request = recording(&mock, &folder);
        let report = run_one(&request);
        let mut all = format!("{request:?} {report:?}");
        for exchange in report.evidence.exchanges() {
            all += &String::from_utf8_lossy(&report.evidence.body(exchange.body).unwrap());
        }
        for file in files(&folder) {
            all += &fs::read_to_string(file).unwrap();
        }
        assert!(all.len() > 10_000);
        for secret in [PASSWORD, ENCODED, "token0"] {
            assert!(!all.contains(secret), "`{secret}` shows");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}
