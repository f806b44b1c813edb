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

pub(crate) fn run() -> Result<()> {
    let n_threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let intro = "## Prices\n\nWritten by `cargo xtask backtest`.\n\n".to_string();
    let body = intro + &book::report(n_threads)? + &outside::report()?;
    println!("{body}");
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("failed to read {PAGE}"))?;
    fs::write(&path, replaced(&page, "prices", &body)?).with_context(|| format!("failed to write {PAGE}"))
}
