//! Collecting from controllers of our own on loopback: what is sound comes out whole, what goes
//! wrong is named, nothing is left open.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rackworth_collect::live::gap::Why;
use rackworth_collect::live::{Credentials, Failed, Outcome, Secret, SessionEnd, Stop};
use rackworth_collect::redfish::read_resources;
use rackworth_model::hardware::ComponentKind;

use crate::asking::{ask, counts, request, run, service, word};
use crate::mock::fault::{ALL, Fault, Faults};
use crate::mock::machine::{self, CONTENT};
use crate::mock::{Mock, Service, USER};

fn assert_all_closed(mock: &Mock) {
    assert_eq!(mock.counters.left_open(), 0, "sessions left open");
    assert_eq!(mock.counters.writes.load(Ordering::Relaxed), 0, "something was written");
}

#[test]
fn a_sound_host_is_complete_and_its_session_is_closed() {
    let resources = machine::server(1, CONTENT);
    let expected = counts(&read_resources("x", &resources));
    for (page, expands) in [(None, false), (Some(5), false), (None, true), (Some(7), true)] {
        let mock = Mock::start(Service { page, expands, ..service(resources.clone()) }).unwrap();
        let report = ask(&mock);
        assert_eq!(report.outcome, Outcome::Complete, "page {page:?}, expand {expands}");
        assert_eq!(counts(&report.inventory), expected);
        assert_eq!(report.session, SessionEnd::Closed);
        assert_all_closed(&mock);
        let paths = mock.counters.paths();
        assert!(paths.values().all(|n| *n == 1), "something was read twice: {paths:?}");
        assert!(!paths.keys().any(|path| path.contains("Log") || path.contains("Account")));
        assert!(mock.counters.most_at_once.load(Ordering::Relaxed) <= 2);
    }
}

#[test]
fn a_host_without_sessions_gets_the_account_with_each_question() {
    let mock = Mock::start(Service { has_sessions: false, ..service(machine::server(1, CONTENT)) }).unwrap();
    let report = ask(&mock);
    assert_eq!((report.outcome, report.session), (Outcome::Complete, SessionEnd::None));
}

#[test]
fn a_root_that_wants_an_account_gets_one() {
    let mock = Mock::start(Service { root_wants_account: true, ..service(machine::server(1, CONTENT)) }).unwrap();
    assert_eq!(ask(&mock).outcome, Outcome::Complete);
    assert_all_closed(&mock);
}

#[test]
fn a_wrong_password_is_tried_once() {
    for has_sessions in [true, false] {
        let mock = Mock::start(Service { has_sessions, ..service(machine::server(1, CONTENT)) }).unwrap();
        let mut request = request(&[word(&mock)]);
        request.credentials = Credentials::one(Some(USER.to_string()), Some(Secret::new("wrong")));
        let report = run(&request, &Stop::default()).remove(0);
        assert_eq!(report.outcome, Outcome::Failed(Failed::Denied));
        assert!(report.n_asked < 8, "{} questions", report.n_asked);
        assert_eq!(mock.counters.opened.load(Ordering::Relaxed), 0);
    }
}

#[test]
fn nobody_there_is_a_failure_or_nobody() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let words = [format!("http://{free}"), format!("http://127.0.0.2-3:{}", free.port())];
    let reports = run(&request(&words), &Stop::default());
    assert_eq!(reports.len(), 3);
    assert!(reports.iter().all(|report| matches!(report.outcome, Outcome::Failed(Failed::Unreachable(_)))));
    assert_eq!(reports.iter().filter(|report| report.is_nobody()).count(), 2);
}

#[test]
fn without_tls_nothing_is_sent_unless_told() {
    let mock = Mock::start(service(machine::server(1, CONTENT))).unwrap();
    let mut request = request(&[word(&mock)]);
    request.trust.is_insecure = false;
    let report = run(&request, &Stop::default()).remove(0);
    assert_eq!(report.outcome, Outcome::Failed(Failed::Plain));
    assert_eq!(mock.counters.asked.load(Ordering::Relaxed), 0);
}

/// The case of the R650: every drive's URI is dead, and two other lists name the drives.
#[test]
fn drives_behind_dead_links_are_found_elsewhere_and_the_host_is_partial() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/redfish/dead-links"));
    let resources = machine::linked_fixture(folder);
    let whole = rackworth_collect::redfish::read_folder(folder, &mut |_| {}).unwrap();
    let mock = Mock::start(service(resources)).unwrap();
    let report = ask(&mock);
    assert_eq!(counts(&report.inventory)[&ComponentKind::Drive], counts(&whole)[&ComponentKind::Drive]);
    let Outcome::Partial(gaps) = &report.outcome else { panic!("{:?}", report.outcome) };
    let is_dead_drive = |uri: &str| uri.contains("/Drives/");
    assert!(gaps.iter().any(|gap| is_dead_drive(&gap.uri) && matches!(gap.why, Why::Refused { status: 404, .. })));
    assert_all_closed(&mock);
}

/// With any kind of fault in a tenth of the answers, a complete host has the right parts, and a
/// partial one has no more of anything and names what it lacks.
#[test]
fn faults_give_the_right_parts_or_a_named_partial() {
    let resources = machine::server(7, CONTENT);
    let expected = counts(&read_resources("x", &resources));
    let mut kinds: Vec<Vec<Fault>> = ALL.iter().map(|fault| vec![*fault]).collect();
    kinds.push(ALL.to_vec());
    let mocks: Vec<Mock> = kinds
        .iter()
        .flat_map(|kinds| (0..3).map(|seed| Faults { kinds: kinds.clone(), permille: 100, seed, always: None }))
        .map(|faults| Mock::start(Service { faults, page: Some(6), ..service(resources.clone()) }).unwrap())
        .collect();
    let words: Vec<String> = mocks.iter().map(word).collect();
    let reports = run(&request(&words), &Stop::default());
    let mut n_complete = 0;
    for report in &reports {
        let found = counts(&report.inventory);
        match &report.outcome {
            Outcome::Complete => {
                n_complete += 1;
                assert_eq!(found, expected, "{}", report.target);
            }
            Outcome::Partial(gaps) => {
                assert!(!gaps.is_empty());
                for (kind, n) in &found {
                    assert!(n <= &expected[kind], "{}: {n} {kind:?}", report.target);
                }
            }
            Outcome::Failed(failed) => panic!("{}: {failed}", report.target),
        }
    }
    eprintln!("{n_complete} of {} hosts with faults are complete", reports.len());
    assert!(n_complete * 10 >= reports.len() * 8, "only {n_complete} of {} are complete", reports.len());
    mocks.iter().for_each(assert_all_closed);
}

/// The same over captures of real machines, where they are present.
#[test]
fn captures_with_faults_give_the_right_parts_or_a_named_partial() {
    let trees = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/redfish"));
    let names = ["dell-r750-15g-idrac9-6.00", "hpe-dl385-gen10plusv2-ilo5", "lenovo-sr670v2-xcc-2.83"];
    for name in names {
        if !trees.join(name).is_dir() {
            eprintln!("skipped: no capture {name}");
            continue;
        }
        let resources = machine::capture(&trees.join(name));
        let expected = counts(&read_resources("x", &resources));
        let faults = Faults { kinds: ALL.to_vec(), permille: 100, seed: 5, always: None };
        let mock = Mock::start(Service { faults, ..service(resources) }).unwrap();
        let report = ask(&mock);
        let found = counts(&report.inventory);
        match &report.outcome {
            Outcome::Complete => assert_eq!(found, expected, "{name}"),
            Outcome::Partial(gaps) => {
                eprintln!("{name}: {} missing, the first {} {}", gaps.len(), gaps[0].uri, gaps[0].why);
                for (kind, n) in &found {
                    assert!(n <= expected.get(kind).unwrap_or(&0), "{name}: {n} {kind:?}");
                }
            }
            Outcome::Failed(failed) => panic!("{name}: {failed}"),
        }
        assert_all_closed(&mock);
    }
}

#[test]
fn a_stop_closes_every_session_and_keeps_what_is_in_hand() {
    let latency = Duration::from_millis(20);
    let mocks: Vec<Mock> =
        (0..4).map(|n| Mock::start(Service { latency, ..service(machine::server(n, CONTENT)) }).unwrap()).collect();
    let mut request = request(&mocks.iter().map(word).collect::<Vec<_>>());
    request.limits.hosts_at_once = 3;
    let stop = Stop::default();
    let reports = std::thread::scope(|scope| {
        let running = scope.spawn(|| run(&request, &stop));
        std::thread::sleep(Duration::from_millis(200));
        stop.ask();
        running.join().unwrap()
    });
    assert_eq!(reports.len(), 4);
    let n_begun = reports.iter().filter(|report| matches!(report.outcome, Outcome::Partial(_))).count();
    assert!(n_begun >= 1, "{:?}", reports.iter().map(|report| &report.outcome).collect::<Vec<_>>());
    assert!(reports.iter().any(|report| report.outcome == Outcome::Failed(Failed::Interrupted)));
    mocks.iter().for_each(assert_all_closed);
}
