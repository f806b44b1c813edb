//! A line on stderr that says how far long work has come: only on a terminal, and only
//! after half a second.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal;

/// Shown, or silent.
pub(crate) struct Progress {
    bar: ProgressBar,
}

/// Work shorter than this needs no progress.
const PATIENCE: Duration = Duration::from_millis(500);

impl Progress {
    pub(crate) fn new(wanted: bool) -> Progress {
        if !wanted || !terminal::stderr_is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// So many of so many are done; `what` is at hand.
    pub(crate) fn step(&self, what: &str, done: usize, total: usize) {
        if self.bar.is_hidden() && self.bar.elapsed() > PATIENCE && terminal::stderr_is_terminal() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total as u64);
        self.bar.set_prefix("reading");
        self.bar.set_message(what.to_string());
        self.bar.set_position(done as u64);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
