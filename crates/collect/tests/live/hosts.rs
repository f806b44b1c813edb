//! Collecting from controllers of our own on loopback: what is sound comes out whole, what goes
//! wrong is named, nothing is left open.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rackworth_collect::live::gap::Why;
use rackworth_collect::live::{Credentials, Failed, Outcome, Secret, SessionEnd, Stop};
use rackworth_collect::redfish::read_resources;
use rackworth_model::hardware::ComponentKind;
use serde_json::json;

use crate::asking::{ask, counts, request, run, service, word};
use crate::mock::fault::{ALL, Fault, Faults};
use crate::mock::machine::{self, CONTENT};
use crate::mock::{Mock, ORIGIN, Service, USER};

fn assert_all_closed(mock: &Mock) {
    assert_eq!(mock.counters.left_open(), 0, "sessions left open");
    assert_eq!(mock.counters.writes.load(Ordering::Relaxed), 0, "something was written");
}

/// No more of any kind and no more in all than there is; a part whose kind was told by what is missing is unknown.
fn assert_no_more(found: &BTreeMap<ComponentKind, u32>, expected: &BTreeMap<ComponentKind, u32>, what: &str) {
    for (kind, n) in found.iter().filter(|(kind, _)| **kind != ComponentKind::Unknown) {
        assert!(n <= expected.get(kind).unwrap_or(&0), "{n} {kind:?} of {what}");
    }
    assert!(found.values().sum::<u32>() <= expected.values().sum(), "too many parts of {what}");
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

/// A login that opened a session and was not answered: the session is found and closed.
#[test]
fn a_session_whose_login_was_lost_is_closed() {
    let of_server = service(machine::server(1, CONTENT));
    let mock = Mock::start(Service { tells_sessions: true, lost_logins: 2, ..of_server }).unwrap();
    // None of these is ours, or certainly ours.
    for (token, user, origin, created) in [
        ("other-user", "ops", ORIGIN, "1970-01-01T00:00:00Z"),
        ("other-place", USER, "10.0.0.9", "1970-01-01T00:00:00Z"),
        ("long-ago", USER, ORIGIN, "1969-12-31T00:00:00Z"),
    ] {
        mock.counters
            .admit(token, json!({ "UserName": user, "ClientOriginIPAddress": origin, "CreatedTime": created }));
    }
    let report = ask(&mock);
    assert_eq!((&report.outcome, &report.session), (&Outcome::Complete, &SessionEnd::Closed));
    assert_eq!(mock.counters.opened.load(Ordering::Relaxed), 3);
    assert_eq!(mock.counters.closed.load(Ordering::Relaxed), 3);
    assert_eq!(mock.counters.left_open(), 3, "those of others stay");
    let kept = report.evidence.exchanges().iter().any(|exchange| exchange.uri.contains("Session"));
    assert!(!kept, "sessions are no evidence");
}

#[test]
fn a_session_whose_login_was_lost_is_told_where_it_cannot_be_told_from_others() {
    let lost = |mock: &Mock, words: &str| {
        let report = ask(mock);
        assert_eq!(report.outcome, Outcome::Complete);
        let SessionEnd::LeftOpen(why) = &report.session else { panic!("{:?}", report.session) };
        assert!(why.starts_with("the answer to a login was lost") && why.contains(words), "{why}");
    };
    let of_server = || service(machine::server(1, CONTENT));
    let silent = Mock::start(Service { lost_logins: 1, ..of_server() }).unwrap();
    lost(&silent, "does not tell who opened");
    assert_eq!(silent.counters.left_open(), 1);
    // Another tool of the same user on the same machine logged in at the same moment.
    let twin = Mock::start(Service { lost_logins: 1, tells_sessions: true, ..of_server() }).unwrap();
    let session = json!({ "UserName": USER, "ClientOriginIPAddress": ORIGIN, "CreatedTime": "1970-01-01T00:00:00Z" });
    twin.counters.admit("twin", session);
    lost(&twin, "more such sessions");
    assert_eq!(twin.counters.left_open(), 2);
}

#[test]
fn logins_that_are_all_lost_are_told() {
    let mock = Mock::start(Service { lost_logins: 99, ..service(machine::server(1, CONTENT)) }).unwrap();
    let report = ask(&mock);
    assert!(matches!(report.outcome, Outcome::Failed(Failed::Unreachable(_))), "{:?}", report.outcome);
    assert!(matches!(&report.session, SessionEnd::LeftOpen(why) if why.contains("may have opened")));
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
        .map(|faults| Service { faults, page: Some(6), tells_sessions: true, ..service(resources.clone()) })
        .map(|service| Mock::start(service).unwrap())
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
                assert_no_more(&found, &expected, &report.target.to_string());
            }
            Outcome::Failed(failed) => panic!("{}: {failed}", report.target),
        }
    }
    eprintln!("{n_complete} of {} hosts with faults are complete", reports.len());
    assert!(n_complete * 10 >= reports.len() * 8, "only {n_complete} of {} are complete", reports.len());
    mocks.iter().for_each(assert_all_closed);
}

/// Captures of real machines, one of each sort of service.
const CAPTURES: [&str; 6] = [
    "dell-r750-15g-idrac9-6.00",
    "hpe-dl385-gen10plusv2-ilo5",
    "lenovo-sr670v2-xcc-2.83",
    "nvidia-gb200-computetray",
    "openbmc-stock",
    "supermicro-sys821ge-hgxh100",
];

/// The same over captures, where they are present: every kind of fault alone and all together, with as many seeds as
/// `RACKWORTH_FAULT_SEEDS` says.
#[test]
#[expect(clippy::disallowed_methods, reason = "somebody may want more seeds than a test has time for")]
fn captures_with_faults_give_the_right_parts_or_a_named_partial() {
    let trees = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/redfish"));
    let n_seeds = std::env::var("RACKWORTH_FAULT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    let present: Vec<&str> = CAPTURES.into_iter().filter(|name| trees.join(name).is_dir()).collect();
    if present.len() < CAPTURES.len() {
        eprintln!("skipped: {} of {} captures are not there", CAPTURES.len() - present.len(), CAPTURES.len());
    }
    let mut kinds: Vec<Vec<Fault>> = ALL.iter().map(|fault| vec![*fault]).collect();
    kinds.push(ALL.to_vec());
    let (mut n_hosts, mut n_complete, mut n_missing) = (0, 0, 0);
    for name in present {
        let sound = service(machine::capture(&trees.join(name)));
        let expected = counts(&ask(&Mock::start(sound.clone()).unwrap()).inventory);
        let faults = |kinds: &Vec<Fault>, seed| Faults { kinds: kinds.clone(), permille: 100, seed, always: None };
        let faults = (0..n_seeds).flat_map(|seed| kinds.iter().map(move |kinds| faults(kinds, seed)));
        let start = |faults| Mock::start(Service { faults, tells_sessions: true, ..sound.clone() }).unwrap();
        let mocks: Vec<Mock> = faults.map(start).collect();
        for report in run(&request(&mocks.iter().map(word).collect::<Vec<_>>()), &Stop::default()) {
            let found = counts(&report.inventory);
            n_hosts += 1;
            match &report.outcome {
                Outcome::Complete => {
                    n_complete += 1;
                    assert_eq!(found, expected, "{name}");
                }
                Outcome::Partial(gaps) => {
                    n_missing += gaps.len();
                    assert!(!gaps.is_empty());
                    assert_no_more(&found, &expected, &format!("{name}, {gaps:?}"));
                }
                Outcome::Failed(failed) => panic!("{name}: {failed}"),
            }
        }
        mocks.iter().for_each(assert_all_closed);
    }
    eprintln!("{n_complete} of {n_hosts} captures with faults are complete, the others name {n_missing} resources");
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
