//! `rackworth runs` and `rackworth diff`

use rackworth_app::diff::{self, DiffError};
use rackworth_app::runs;
use rackworth_report::{json, text};

use super::keeping;
use crate::args::Format;
use crate::failure::{Code, Failure};
use crate::store_args::{DiffArgs, RunsArgs};
use crate::terminal;

pub(crate) fn list(args: &RunsArgs) -> Result<Code, Failure> {
    let answer = runs::runs(&mut keeping::needed(&args.store)?)?;
    terminal::answer(&match args.output.written_as() {
        Format::Json => json::runs(&answer),
        _ => text::render_runs(&answer, terminal::screen(&args.output)),
    })?;
    Ok(if answer.runs.is_empty() { Code::Nothing } else { Code::Ok })
}

pub(crate) fn diff(args: &DiffArgs) -> Result<Code, Failure> {
    let mut store = keeping::needed(&args.store)?;
    let (from, to) = (store.run(&args.from)?, store.run(&args.to)?);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let answer = diff::diff(&mut store, &from, &to, threads).map_err(|error| match error {
        DiffError::Ask(error) => error.into(),
        DiffError::Store(error) => error.into(),
        DiffError::Currencies { .. } => {
            Failure::new(Code::Usage, error.to_string()).hint("value one of them again with `--currency`")
        }
    })?;
    terminal::answer(&match args.output.written_as() {
        Format::Json => json::diff(&answer),
        _ => text::render_diff(&answer, terminal::screen(&args.output)),
    })?;
    let moved = answer.share().map_or(0.0, |share| share.abs() * 100.0);
    Ok(if args.fail_above.is_some_and(|most| moved > most) { Code::No } else { Code::Ok })
}
