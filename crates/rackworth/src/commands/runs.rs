//! `rackworth runs` and `rackworth diff`

use rackworth_app::diff::{self, DiffError};
use rackworth_app::runs;
use rackworth_report::{csv, json, markdown, text};

use super::{keeping, known};
use crate::args::Format;
use crate::failure::{Code, Failure};
use crate::store_args::{DiffArgs, RunsArgs};
use crate::terminal;

pub(crate) fn list(args: &RunsArgs) -> Result<Code, Failure> {
    let answer = runs::runs(&mut keeping::needed(&args.store)?, known(&args.known))?;
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_runs(&answer, terminal::screen(&args.output)),
        Format::Json => json::runs(&answer),
        Format::Csv => csv::runs(&answer),
        Format::Md => markdown::runs(&answer),
    })?;
    Ok(if answer.runs.is_empty() { Code::Nothing } else { Code::Ok })
}

pub(crate) fn diff(args: &DiffArgs) -> Result<Code, Failure> {
    let mut store = keeping::needed(&args.store)?;
    let known_by = known(&args.known);
    let (from, to) = (store.run(&args.from, known_by)?, store.run(&args.to, known_by)?);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let answer = diff::diff(&mut store, &from, &to, threads).map_err(|error| match error {
        DiffError::Ask(error) => error.into(),
        DiffError::Store(error) => error.into(),
        DiffError::Currencies { .. } => {
            Failure::new(Code::Usage, error.to_string()).hint("value one of them again with `--currency`")
        }
    })?;
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_diff(&answer, terminal::screen(&args.output)),
        Format::Json => json::diff(&answer),
        Format::Csv => csv::diff(&answer),
        Format::Md => markdown::diff(&answer),
    })?;
    let moved = answer.share().map_or(0.0, |share| share.abs() * 100.0);
    Ok(if args.fail_above.is_some_and(|most| moved > most) { Code::No } else { Code::Ok })
}
