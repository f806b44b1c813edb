//! `rackworth explain`

use rackworth_app::explain;
use rackworth_report::{csv, json, markdown, text};

use super::{read, world};
use crate::args::{ExplainArgs, Format};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &ExplainArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let fleet = world.catalog.identify_fleet(read(&args.paths, &args.output));
    let answer = explain::explain(&world, &fleet, &args.id)?;
    let written = match args.output.written_as() {
        Format::Text => text::render_explain(&answer, terminal::screen(&args.output), args.depth),
        Format::Json => json::explain(&answer),
        Format::Csv => csv::explain(&answer),
        Format::Md => markdown::explain(&answer, args.depth),
    };
    terminal::answer(&written)?;
    Ok(Code::Ok)
}
