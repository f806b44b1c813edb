//! Killed at any moment: what was acknowledged is there, what was not is wholly absent, nothing is damaged.
//!
//! `RACKWORTH_FAULT_TRIALS=300 cargo test -p rackworth --test faults` makes hundreds of trials of each command
//! where a dozen are usual.

#[cfg(test)]
#[path = "../../collect/tests/live/mock/mod.rs"]
#[expect(dead_code, reason = "the tests of collect need more of it")]
mod mock;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests start programs, wait, and ask how often")]
mod tests {
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::mock::machine::{self, CONTENT};
    use super::mock::{Mock, PASSWORD, Service, USER};

    const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    const FLEET: &str = "fixtures/fleets/small.csv";

    fn trials() -> u32 {
        std::env::var("RACKWORTH_FAULT_TRIALS").map_or(12, |text| text.parse().unwrap())
    }

    fn command(store: &Path, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rackworth"));
        command.current_dir(ROOT).args(line.split_whitespace()).env_clear();
        command.env("RACKWORTH_STORE", store).env("RACKWORTH_BMC_PASSWORD", PASSWORD);
        command
    }

    fn ok(store: &Path, line: &str) -> String {
        let output = command(store, line).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{line}: {:?}\n{err}", output.status.code());
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it and kills it after a while; whether it had said by then that all went well.
    fn killed(store: &Path, line: &str, after: Duration) -> bool {
        let mut child = command(store, line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + after;
        while child.try_wait().unwrap().is_none() && Instant::now() < end {
            std::thread::sleep(Duration::from_micros(500));
        }
        child.kill().unwrap();
        child.wait().unwrap().success()
    }

    /// Kills a command at moments spread over the time it takes, its end included. `count` tells how many of its
    /// results the store shows.
    fn at_any_moment(line: impl Fn(u32) -> String, count: impl Fn(&Path) -> usize) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        let begun = Instant::now();
        ok(&store, &line(0));
        let whole = begun.elapsed();
        assert_eq!(count(&store), 1);
        let mut acknowledged = 1;
        for trial in 1..=trials() {
            let after = whole * trial * 5 / trials() / 4;
            let before = acknowledged;
            acknowledged += usize::from(killed(&store, &line(trial), after));
            let shown = count(&store);
            assert!(
                (acknowledged..=before + 1).contains(&shown),
                "trial {trial}: {shown}, acknowledged {acknowledged}"
            );
            acknowledged = shown;
            ok(&store, "store verify");
        }
        println!("{acknowledged} of {} came through", trials() + 1);
        (folder, store)
    }

    fn fleets(store: &Path) -> usize {
        ok(store, "fleet list --json").matches("\"fleet\":").count()
    }

    #[test]
    fn import() {
        at_any_moment(|trial| format!("import {FLEET} --fleet f{trial} --on 2026-01-02"), fleets);
    }

    #[test]
    fn value() {
        let runs = |store: &Path| ok(store, "runs --format csv").lines().count() - 1;
        let line = |trial| format!("value {FLEET} --as-of 2026-10-31 --draws 200 --seed {trial} --json");
        let (_folder, store) = at_any_moment(line, runs);
        for run in ok(&store, "runs --format csv").lines().skip(1).take(3) {
            ok(&store, &format!("value --rerun {} --json", run.split(',').next().unwrap()));
        }
    }

    #[test]
    fn collect() {
        let service = |number| Service {
            resources: Arc::new(machine::server(number, CONTENT)),
            has_sessions: true,
            latency: Duration::from_millis(2),
            ..Service::default()
        };
        let mocks: Vec<Mock> = (0..3).map(|number| Mock::start(service(number)).unwrap()).collect();
        let hosts: Vec<String> = mocks.iter().map(|mock| format!("http://{}", mock.address)).collect();
        let hosts = hosts.join(" ");
        let line = |trial| format!("collect {hosts} --insecure --user {USER} --fleet f{trial} -q");
        let (_folder, store) = at_any_moment(line, fleets);
        let told = ok(&store, "fleet reread f0 --json");
        assert!(told.contains("\"is_new\": false"), "{told}");
        let value = ok(&store, "value f0 --json");
        assert_eq!(value.matches("\"label\":").count(), 1, "{value}");
    }
}
