//! `rackworth book rates`

use rackworth_app::rates::{self, read_rates};
use rackworth_report::{csv, json, markdown, text};

use super::{keeping, now, text_of};
use crate::args::{BookRatesArgs, Format};
use crate::failure::{Code, Failure};
use crate::terminal;

/// Records the exchange rates of a file: all of them, or none when a line cannot be read.
pub(crate) fn record(args: &BookRatesArgs) -> Result<Code, Failure> {
    let name = args.file.display().to_string();
    let found = read_rates(&name, &text_of(&args.file)?);
    let mut answer = rates::rates(&name, &found);
    if !args.dry_run && found.problems.is_empty() {
        let mut store = keeping::made(&args.store)?;
        answer.n_new = Some(store.record_rates(&found.rates, now())?);
        answer.recorded_in = Some(store.place().to_string());
    }
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_rates(&answer, terminal::screen(&args.output)),
        Format::Json => json::rates(&answer),
        Format::Csv => csv::rates(&answer),
        Format::Md => markdown::rates(&answer),
    })?;
    Ok(if found.problems.is_empty() { Code::Ok } else { Code::Input })
}
