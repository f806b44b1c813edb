//! A thousand controllers on loopback: wall time against the bound that latency sets, memory at
//! its most, sessions left open; python clients of the same controllers beside it.
//!
//! `cargo bench -p rackworth-collect --bench live [-- HOSTS [RESOURCES [LATENCY_MS]]]`
//!
//! The controllers run in a process of their own, so that their memory does not count. With
//! `RACKWORTH_BENCH_PYTHON` naming a python that has `sushy` or `redfish`, each asks one host for the
//! same resources, one after another as those libraries do.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::disallowed_methods, reason = "a bench reads its arguments, the clock and its own memory")]

#[path = "../tests/live/mock/mod.rs"]
#[expect(dead_code, reason = "tests need more of it")]
mod mock;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rackworth_collect::live::trust::TrustRequest;
use rackworth_collect::live::{Credentials, Event, Limits, Outcome, Request, Secret, Stop, collect, target};

use mock::machine::{self, Content};
use mock::{Counters, PASSWORD, Service, USER};

const HOSTS_AT_ONCE: usize = 256;
const PER_HOST: usize = 2;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = |at: usize, usual: u64| words.get(at).and_then(|word| word.parse().ok()).unwrap_or(usual);
    if words.first().is_some_and(|word| word == "serve") {
        return serve(number(1, 1) as usize, number(2, 200) as usize, number(3, 50));
    }
    let (n_hosts, n_resources, latency) = (number(0, 1000) as usize, number(1, 200) as usize, number(2, 50));
    let mut server = Server::start(n_hosts, n_resources, latency);
    let (wall, n_asked, n_complete) = run(&server.ports);
    let cpu = cpu_seconds();
    let left = server.finish();
    let in_flight = HOSTS_AT_ONCE.min(n_hosts) * PER_HOST;
    let bound = n_asked as f64 * latency as f64 / 1000.0 / in_flight as f64;
    println!("hosts                {n_hosts}, {n_complete} complete, {n_asked} questions, {latency} ms each");
    println!("in flight            {in_flight} ({HOSTS_AT_ONCE} hosts × {PER_HOST})");
    println!("wall                 {:.2} s", wall.as_secs_f64());
    println!("bound by latency     {bound:.2} s");
    println!("ratio                {:.2} (goal 1.2)", wall.as_secs_f64() / bound);
    println!("CPU of the collector {cpu:.1} s; load of the machine {}", load());
    println!("memory at its most   {} MB (goal 300)", most_memory_kb() / 1024);
    println!("sessions             {left}");
    compare(n_resources, latency);
}

fn now() -> Timestamp {
    Timestamp::now()
}

/// Asks every port; the time, the questions, and how many hosts were complete.
fn run(ports: &[u16]) -> (Duration, u64, usize) {
    let words: Vec<String> = ports.iter().map(|port| format!("http://127.0.0.1:{port}")).collect();
    let request = Request {
        targets: target::read_typed(&words).unwrap_or_default(),
        credentials: Credentials::one(Some(USER.to_string()), Some(Secret::new(PASSWORD))),
        trust: TrustRequest { is_insecure: true, ..TrustRequest::default() },
        limits: Limits { hosts_at_once: HOSTS_AT_ONCE, per_host: PER_HOST, ..Limits::default() },
        record: None,
        now,
    };
    let (mut n_asked, mut n_complete) = (0, 0);
    let begun = Instant::now();
    let done = collect(&request, &Stop::default(), &mut |event| {
        if let Event::Done(report) = event {
            n_asked += report.n_asked;
            n_complete += usize::from(report.outcome == Outcome::Complete);
        }
    });
    if let Err(error) = done {
        println!("failed to {error}");
    }
    (begun.elapsed(), n_asked, n_complete)
}

/// The most memory this process ever had, kB (`VmHWM` of proc(5)).
fn most_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// CPU time of this process, s (`utime` and `stime` of proc(5), in ticks of 1/100 s on Linux).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // After the name in brackets `utime` is the twelfth word and `stime` the thirteenth.
    let words = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    words.skip(11).take(2).filter_map(|word| word.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// How many processes want to run, on average over a minute: others may be at work here.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_string()
}

/// Controllers in a process of their own.
struct Server {
    child: Child,
    ports: Vec<u16>,
    lines: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(n_hosts: usize, n_resources: usize, latency: u64) -> Server {
        let own = std::env::current_exe().expect("a running program has a path");
        let mut command = Command::new(own);
        command.args(["serve", &n_hosts.to_string(), &n_resources.to_string(), &latency.to_string()]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the bench can start itself");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("its output is text");
        let ports = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        Server { child, ports, lines }
    }

    /// Ends the controllers; what they say of their sessions.
    fn finish(&mut self) -> String {
        drop(self.child.stdin.take());
        let mut line = String::new();
        drop(self.lines.read_line(&mut line));
        drop(self.child.wait());
        line.trim().to_string()
    }
}

/// Serves controllers until the other side hangs up.
fn serve(n_hosts: usize, n_resources: usize, latency: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("the system gives threads");
    // Twelve resources are root, lists and what holds them.
    let content = Content { cpus: 2, dimms: n_resources.saturating_sub(12 + 2 + 2 + 24), drives: 24, supplies: 2 };
    let mut all = Vec::new();
    let mut ports = Vec::new();
    for number in 0..n_hosts {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        listener.set_nonblocking(true).expect("a listener can wait");
        ports.push(listener.local_addr().expect("a bound listener has an address").port().to_string());
        let service = Service {
            resources: Arc::new(machine::server(number, content)),
            latency: Duration::from_millis(latency),
            has_sessions: true,
            ..Service::default()
        };
        let counters = Arc::new(Counters::default());
        runtime.spawn(mock::serve(listener, Arc::new(service), Arc::clone(&counters)));
        all.push(counters);
    }
    println!("{}", ports.join(" "));
    drop(std::io::stdout().flush());
    drop(std::io::stdin().read_line(&mut String::new()));
    let left: usize = all.iter().map(|counters| counters.left_open()).sum();
    let opened: u64 = all.iter().map(|counters| counters.opened.load(Ordering::Relaxed)).sum();
    println!("{opened} opened, {left} left open (goal 0)");
}

/// One host, asked by us and by each python library that is there, for the same resources.
fn compare(n_resources: usize, latency: u64) {
    let Ok(python) = std::env::var("RACKWORTH_BENCH_PYTHON") else {
        println!("python               skipped: RACKWORTH_BENCH_PYTHON names none");
        return;
    };
    let mut server = Server::start(1, n_resources, latency);
    let (ours, n_asked, _) = run(&server.ports);
    println!("one host, ours       {:.2} s, {n_asked} questions", ours.as_secs_f64());
    for library in ["redfish", "sushy"] {
        let port = server.ports.first().copied().unwrap_or_default();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/live.py");
        let output = Command::new(&python).args([script, library, &port.to_string(), USER, PASSWORD]).output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string()).unwrap_or_default();
        match text.split_once(' ').and_then(|(seconds, n)| Some((seconds.parse::<f64>().ok()?, n.to_string()))) {
            Some((seconds, n)) => println!(
                "one host, {library:<10} {seconds:.2} s, {n} resources: {:.1} times ours",
                seconds / ours.as_secs_f64()
            ),
            None => println!("one host, {library:<10} skipped: not installed"),
        }
    }
    server.finish();
}
