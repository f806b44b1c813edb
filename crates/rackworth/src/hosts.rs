//! How far asking hosts has come: a line on a terminal, a line of JSON for each host otherwise.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use rackworth_app::collect::{CollectedHost, HostCounts};
use rackworth_report::words::host_state;
use serde_json::json;

use crate::terminal;

/// Shown, told, or silent. Clones are one display.
#[derive(Clone)]
pub(crate) struct HostProgress {
    bar: ProgressBar,
    is_wanted: bool,
}

impl HostProgress {
    pub(crate) fn new(is_wanted: bool, n_hosts: usize) -> HostProgress {
        let bar = ProgressBar::with_draw_target(Some(n_hosts as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{pos}/{len} hosts{msg}{pace}") {
            // Written anew with each tick, so that the time left runs down between hosts.
            let pace = |state: &ProgressState, to: &mut dyn Write| {
                let n_hosts = state.len().unwrap_or_default();
                // Nobody can be told that a line could not be written.
                to.write_str(&pace_words(state.pos(), n_hosts, state.elapsed())).ok();
            };
            bar.set_style(style.with_key("pace", pace));
        }
        if is_wanted && terminal::stderr_is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        HostProgress { bar, is_wanted }
    }

    /// Tells something while the line is shown.
    pub(crate) fn tell(&self, text: &str) {
        self.bar.suspend(|| terminal::tell(text));
    }

    /// A host is done.
    pub(crate) fn step(&self, host: &CollectedHost, counts: HostCounts, n_hosts: usize) {
        let done = counts.done();
        self.bar.set_position(done);
        if self.bar.is_hidden() && self.is_wanted && !terminal::stderr_is_terminal() {
            let (per_minute, left) = pace(done, n_hosts as u64, self.bar.elapsed());
            let line = json!({
                "event": "host", "host": host.host, "outcome": host_state(host.state),
                "why": host.why, "missing": host.missing.iter().map(|missing| missing.uris.len()).sum::<usize>(),
                "session_left_open": host.session_left_open, "done": done, "hosts": n_hosts, "complete": counts.complete, "partial": counts.partial,
                "failed": counts.failed, "nobody": counts.nobody, "hosts_per_minute": per_minute.round(),
                "seconds_left": left.as_secs(),
            });
            terminal::tell(&line.to_string());
        }
        let told = [(counts.partial, "partial"), (counts.failed, "failed")];
        let told = told.into_iter().filter(|(count, _)| *count > 0);
        self.bar.set_message(told.map(|(count, what)| format!(", {count} {what}")).collect::<String>());
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Hosts a minute so far, and how long the others take at this pace.
fn pace(done: u64, n_hosts: u64, elapsed: Duration) -> (f64, Duration) {
    let seconds = elapsed.as_secs_f64().max(1e-3);
    let per_second = done as f64 / seconds;
    let left = n_hosts.saturating_sub(done) as f64 / per_second.max(1e-9);
    (per_second * 60.0, Duration::from_secs_f64(left.min(1e9)))
}

/// How fast it goes and what is left, once that can be told.
fn pace_words(done: u64, n_hosts: u64, elapsed: Duration) -> String {
    if done == 0 || done >= n_hosts {
        return String::new();
    }
    let (per_minute, left) = pace(done, n_hosts, elapsed);
    format!("; {per_minute:.0} a minute, about {} left", HumanDuration(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_tells_what_is_left() {
        let (per_minute, left) = pace(30, 90, Duration::from_secs(30));
        assert!((per_minute - 60.0).abs() < 1e-9);
        assert_eq!(left.as_secs(), 60);
        assert!(pace(0, 10, Duration::ZERO).1.as_secs() > 0);
        assert_eq!(pace_words(30, 90, Duration::from_secs(30)), "; 60 a minute, about 60 seconds left");
        assert_eq!(pace_words(0, 90, Duration::from_secs(30)) + &pace_words(90, 90, Duration::from_secs(90)), "");
    }
}
