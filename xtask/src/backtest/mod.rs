//! How far off the estimator is on prices it has not been shown: printed, and kept as a
//! part of docs/reference/accuracy.md.

mod book;
mod goals;
mod outside;
mod rolling;
mod table;

use std::fs;
use std::num::NonZero;

use anyhow::{Context, Result};

use crate::generated::root;
use crate::section::replaced;

const PAGE: &str = "docs/reference/accuracy.md";

/// What a reader has to know before the tables.
const CAVEAT: &str = "\
How heavy the tails of noise are is chosen anew for each held-out price, by cross-validation inside the rows it is estimated
from, and so are all variances and what ranges are stretched by. What is not nested: the candidates themselves (Cauchy tails,
the median as what is compared, three prices as the least of a class, ranges told apart at four), which specs of a CPU count,
the levels of the tree of effects and the priors were set by people who had seen these tables: read them as optimistic. Nine in
ten prices of CPUs are one site's, so predicting them is mostly predicting that site. Leaving sources out, a class has two or
three of any size: each range is right or wrong for a whole source at once, and a coverage far from its promise is one or two
sources, not many prices.";

/// What is known of why goals are missed.
pub(crate) const WHY: &str = "\
*By chance*: what nine in ten resamplings of the very same prices give; for ranges, what luck alone makes of a promise that is
kept. Rows of one seller are not independent, so luck reaches farther than that.

*1–3 comparables.* The estimate leans on specs, family and other sources. That helps where single prices scatter (GPUs without
twins), and costs where the few comparables are one seller's of one month and nearly one price (memory): their median is hard
to beat there. A tenth cannot be told from nothing by so few prices. *GPUs with four and more.* The two errors differ by less
than luck. *Bias of CPUs.* Not explained: nearly all are one site's last prices seen, of any age. *Ranges* are held to their
word by class, not by the number of comparables: with many of a GPU they come out too narrow, with none of a module too wide.";

pub(crate) fn run() -> Result<()> {
    let n_threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let intro = format!(
        "## Prices\n\nWritten by `cargo xtask backtest` (in a release build it takes minutes).\n\n{CAVEAT}\n\n"
    );
    let body = intro + &book::report(n_threads)? + &rolling::report()? + &outside::report()?;
    println!("{body}");
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("failed to read {PAGE}"))?;
    fs::write(&path, replaced(&page, "prices", &body)?).with_context(|| format!("failed to write {PAGE}"))
}
