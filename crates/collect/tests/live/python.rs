//! The mock server beside this repository, where it and python3 are present: sessions, latency,
//! faults and real trees, none of it ours.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rackworth_collect::live::{Credentials, Outcome, Secret, SessionEnd, Stop};
use rackworth_collect::redfish::read_folder;
use serde_json::Value;

use crate::asking::{counts, request, run};

struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts the server with a tree; nothing where it or python3 is missing.
    fn start(tree: &str, extra: &[&str]) -> Option<Server> {
        let shared = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
        let (script, tree) = (shared.join("tools/mockserver.py"), shared.join("data/redfish").join(tree));
        if !script.is_file() || !tree.is_dir() {
            eprintln!("skipped: no mock server or no capture beside this repository");
            return None;
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("python3");
        command.arg(script).arg(tree).args(["--port", &port.to_string(), "--max-seconds", "60"]).args(extra);
        let spawned = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let Ok(mut child) = spawned else {
            eprintln!("skipped: no python3");
            return None;
        };
        // Its first line says that it listens.
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("redfish/v1"), "{line}");
        Some(Server { child, address: format!("http://127.0.0.1:{port}") })
    }

    /// Ends the server and reads what it counted.
    fn finish(self) -> Value {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        let output = self.child.wait_with_output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()[0].take()
    }
}

/// Collects a capture whole; the server counts a login it does not know as a write.
fn collect_from(tree: &str, extra: &[&str], n_writes: u64) {
    let Some(server) = Server::start(tree, extra) else { return };
    let mut request = request(std::slice::from_ref(&server.address));
    request.credentials = Credentials::one(Some("root".to_string()), Some(Secret::new("calvin")));
    request.limits.patience = Duration::from_secs(5);
    let report = run(&request, &Stop::default()).remove(0);
    let told = server.finish();
    assert_eq!((&told["sessions_leaked"], &told["writes"]), (&0.into(), &n_writes.into()), "{told}");
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/redfish")).join(tree);
    let expected = counts(&read_folder(&folder, &mut |_| {}).unwrap());
    assert_eq!(report.outcome, Outcome::Complete, "{tree}");
    assert_eq!(counts(&report.inventory), expected, "{tree}");
    assert_ne!(report.session, SessionEnd::LeftOpen(String::new()));
    eprintln!("{tree}: {} questions, {} again, {}", report.n_asked, report.n_again, told["status"]);
}

#[test]
fn a_capture_served_by_another_tool_is_complete() {
    collect_from("dell-r750-15g-idrac9-6.00", &["--auth", "session"], 0);
}

#[test]
fn one_that_knows_no_sessions_is_complete() {
    collect_from("hpe-dl360-gen10plus-ilo5", &["--auth", "basic"], 1);
}

#[test]
fn one_that_sends_members_along_is_complete() {
    collect_from("hpe-dl385-gen10plusv2-ilo5", &["--auth", "both", "--expand"], 0);
}

/// Every kind of fault the server knows, over one capture of each sort of service.
#[test]
fn those_that_go_wrong_in_a_tenth_of_their_answers_are_complete() {
    let kinds = "503,500,html,truncate,reset,hang,429,empty";
    let faults = ["--auth", "session", "--fault-rate", "0.1", "--fault-kinds", kinds, "--latency", "2"];
    let trees = [
        "dell-r750-15g-idrac9-6.00",
        "hpe-dl385-gen10plusv2-ilo5",
        "nvidia-gb200-computetray",
        "openbmc-stock",
        "supermicro-sys821ge-hgxh100",
    ];
    std::thread::scope(|scope| {
        for (tree, seed) in trees.into_iter().zip(["1", "2", "3", "4", "5"]) {
            let extra = [&faults[..], &["--hang-seconds", "1", "--seed", seed]].concat();
            scope.spawn(move || collect_from(tree, &extra, 0));
        }
    });
}

#[test]
fn one_that_is_easily_busy_is_complete() {
    let busy = ["--auth", "session", "--max-inflight", "1", "--latency", "2"];
    collect_from("lenovo-sr670v2-xcc-2.83", &busy, 0);
}
