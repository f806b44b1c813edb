//! How far off the estimator is on prices it has not been shown: printed, and kept as a
//! part of docs/reference/accuracy.md.

mod book;
mod outside;
mod table;

use std::fs;
use std::num::NonZero;

use anyhow::{Context, Result};

use crate::generated::root;
use crate::section::replaced;

const PAGE: &str = "docs/reference/accuracy.md";

/// What a reader has to know before the tables.
const CAVEAT: &str = "\
Read them as optimistic: which specs of a CPU count, how noise is grouped, the levels of the tree of effects and the prior
of a source's condition were chosen after looking at misses on these very rows, without folds kept apart. Nine in ten prices
of CPUs are one site's, so predicting them is mostly predicting that site. A price from a source nobody has seen before is
much harder than one left out: see the table of sources left out, whose ranges hold far less than they say.";

pub(crate) fn run() -> Result<()> {
    let n_threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let intro = format!(
        "## Prices\n\nWritten by `cargo xtask backtest` (in a release build it takes minutes).\n\n{CAVEAT}\n\n"
    );
    let body = intro + &book::report(n_threads)? + &outside::report()?;
    println!("{body}");
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("failed to read {PAGE}"))?;
    fs::write(&path, replaced(&page, "prices", &body)?).with_context(|| format!("failed to write {PAGE}"))
}
