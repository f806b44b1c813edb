//! `collect` on a terminal: the prompt, the line that says how far it is, Ctrl-C. A pseudo-terminal stands for the
//! person, controllers of our own on loopback for the hosts.
#![cfg(unix)]

#[cfg(test)]
#[path = "../../collect/tests/live/mock/mod.rs"]
#[expect(dead_code, reason = "the tests of collect need more of it")]
mod mock;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests wait, and look into what was written")]
mod tests {
    use std::fs;
    use std::io::{Read, Write};
    use std::path::Path;
    use std::process::{Child, Command, Output};
    use std::sync::atomic::Ordering;
    use std::sync::{Arc, Mutex};
    use std::thread::{self, JoinHandle, sleep};
    use std::time::{Duration, Instant};

    use pty_process::blocking::{Command as OnTerminal, Pty, open};
    use serde_json::Value;

    use super::mock::machine::{self, CONTENT};
    use super::mock::{Mock, PASSWORD, Service, USER};

    const BINARY: &str = env!("CARGO_BIN_EXE_rackworth");

    /// `root:correct horse battery staple`, as Basic sends it.
    const ENCODED: &str = "cm9vdDpjb3JyZWN0IGhvcnNlIGJhdHRlcnkgc3RhcGxl";

    /// The longest a test waits for anything.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// The program on a terminal of 100 columns.
    struct Terminal {
        pty: Arc<Pty>,
        child: Child,
        shown: Arc<Mutex<Vec<u8>>>,
        reader: JoinHandle<()>,
    }

    impl Terminal {
        fn start(args: &[String], password: Option<&str>) -> Terminal {
            let (pty, pts) = open().unwrap();
            pty.resize(pty_process::Size::new(24, 100)).unwrap();
            let command = OnTerminal::new(BINARY).args(args).env_clear().env("TERM", "xterm");
            let command =
                password.into_iter().fold(command, |command, word| command.env("RACKWORTH_BMC_PASSWORD", word));
            let child = command.spawn(pts).unwrap();
            let (pty, shown) = (Arc::new(pty), Arc::new(Mutex::new(Vec::new())));
            let (from, to) = (Arc::clone(&pty), Arc::clone(&shown));
            let reader = thread::spawn(move || {
                let mut buffer = [0; 4096];
                // Once the program has left, reading is an error.
                while let Ok(n) = (&*from).read(&mut buffer) {
                    to.lock().unwrap().extend_from_slice(&buffer[..n]);
                }
            });
            Terminal { pty, child, shown, reader }
        }

        fn shown(&self) -> String {
            String::from_utf8_lossy(&self.shown.lock().unwrap()).into_owned()
        }

        fn type_in(&self, text: &str) {
            (&*self.pty).write_all(text.as_bytes()).unwrap();
        }

        /// Answers a prompt, a moment after it shows, as people do.
        fn answer(&self, prompt: &str, text: &str) {
            wait_until(prompt, || self.shown().contains(prompt));
            sleep(Duration::from_millis(200));
            self.type_in(text);
        }

        /// The exit code, and all that was shown.
        fn finish(mut self) -> (Option<i32>, String) {
            let mut code = None;
            wait_until("the end", || {
                code = self.child.try_wait().unwrap();
                code.is_some()
            });
            self.reader.join().unwrap();
            (code.unwrap().code(), String::from_utf8_lossy(&self.shown.lock().unwrap()).into_owned())
        }
    }

    fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
            sleep(Duration::from_millis(10));
        }
    }

    fn collect(mocks: &[Mock], extra: &[&str]) -> Vec<String> {
        let hosts = mocks.iter().map(|mock| format!("http://{}", mock.address));
        let words = ["collect".to_string()].into_iter().chain(hosts);
        words.chain(["--insecure"].iter().chain(extra).map(|word| (*word).to_string())).collect()
    }

    fn mocks(n: usize, latency: Duration) -> Vec<Mock> {
        let service = |number| Service {
            resources: Arc::new(machine::server(number, CONTENT)),
            has_sessions: true,
            latency,
            ..Service::default()
        };
        (0..n).map(|number| Mock::start(service(number)).unwrap()).collect()
    }

    fn in_a_pipe(args: &[String]) -> Output {
        Command::new(BINARY).args(args).env_clear().env("RACKWORTH_BMC_PASSWORD", PASSWORD).output().unwrap()
    }

    /// All that stands in the files below a folder.
    fn text_below(folder: &Path) -> String {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let text = |path: std::path::PathBuf| match path.is_dir() {
            true => text_below(&path),
            false => String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned(),
        };
        entries.map(text).collect()
    }

    fn assert_no_secret(text: &str) {
        for secret in [PASSWORD, ENCODED, "token0"] {
            assert!(!text.contains(secret), "`{secret}` shows in {text}");
        }
    }

    #[test]
    fn a_password_typed_at_the_prompt_shows_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("record");
        let mocks = mocks(1, Duration::ZERO);
        let terminal = Terminal::start(&collect(&mocks, &["--record", record.to_str().unwrap()]), None);
        terminal.answer("User name: ", &format!("{USER}\n"));
        terminal.answer("Password: ", &format!("{PASSWORD}\n"));
        let (code, shown) = terminal.finish();
        assert_eq!(code, Some(0), "{shown}");
        assert!(shown.contains("1 host: 1 complete"), "{shown}");
        assert!(shown.contains(USER), "what is no secret is echoed: {shown}");
        assert_no_secret(&shown);
        let kept = text_below(&record);
        assert!(kept.contains("EXS000000"));
        assert_no_secret(&kept);
    }

    #[test]
    fn a_password_that_is_not_accepted_shows_nowhere() {
        let mocks = mocks(1, Duration::ZERO);
        let terminal = Terminal::start(&collect(&mocks, &["--user", USER]), None);
        terminal.answer("Password: ", "hunter2\n");
        let (code, shown) = terminal.finish();
        assert_eq!(code, Some(4), "{shown}");
        assert!(shown.contains("not accepted") && !shown.contains("hunter2"), "{shown}");
    }

    /// Ctrl-C while hosts are asked: every session is closed, what was kept is told, and the same command goes on.
    #[test]
    fn ctrl_c_closes_every_session_and_the_same_command_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("record");
        let mocks = mocks(4, Duration::from_millis(40));
        let args = collect(&mocks, &["--user", USER, "--parallel", "3", "--record", record.to_str().unwrap()]);
        let terminal = Terminal::start(&args, Some(PASSWORD));
        let n_asked = |mock: &Mock| mock.counters.asked.load(Ordering::Relaxed);
        wait_until("three hosts at hand", || mocks.iter().filter(|mock| n_asked(mock) > 12).count() == 3);
        assert_eq!(mocks.iter().map(|mock| mock.counters.left_open()).sum::<usize>(), 3);
        wait_until("the line", || terminal.shown().contains("0/4 hosts"));
        terminal.type_in("\u{3}");
        let (code, shown) = terminal.finish();
        assert_eq!(mocks.iter().map(|mock| mock.counters.left_open()).sum::<usize>(), 0, "sessions left open");
        assert_eq!(code, Some(5), "{shown}");
        for words in ["stopping: closing every session", "interrupted", "the same command again"] {
            assert!(shown.contains(words), "no `{words}` in {shown}");
        }
        assert_no_secret(&shown);
        let before: Vec<_> = mocks.iter().map(|mock| mock.counters.paths()).collect();

        let output = in_a_pipe(&args);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{told}");
        let lines: Vec<Value> = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        assert_eq!(lines.len(), 4, "a line of JSON a host: {told}");
        assert!(lines.iter().all(|line| line["event"] == "host" && line["outcome"] == "complete"), "{told}");
        assert!(String::from_utf8(output.stdout).unwrap().contains("4 hosts: 4 complete"));
        assert_eq!(mocks.iter().map(|mock| mock.counters.left_open()).sum::<usize>(), 0);
        for (mock, before) in mocks.iter().zip(before) {
            // The root is asked each time, and what was in flight when the interrupt came.
            let paths = mock.counters.paths();
            let again: Vec<_> = paths.iter().filter(|(path, n)| before.contains_key(*path) && **n > 1).collect();
            assert!(again.len() <= 3, "asked for again: {again:?}");
        }
        assert_no_secret(&text_below(&record));
    }

    #[test]
    fn a_second_ctrl_c_leaves_at_once_and_says_what_that_costs() {
        let mocks = mocks(1, Duration::from_secs(4));
        let terminal = Terminal::start(&collect(&mocks, &["--user", USER]), Some(PASSWORD));
        // The second question is the login, whose answer is waited for.
        wait_until("the login", || mocks[0].counters.asked.load(Ordering::Relaxed) == 2);
        terminal.type_in("\u{3}");
        wait_until("the first", || terminal.shown().contains("stopping"));
        terminal.type_in("\u{3}");
        let (code, shown) = terminal.finish();
        assert_eq!(code, Some(130), "{shown}");
        assert!(shown.contains("sessions may be open"), "{shown}");
    }
}
