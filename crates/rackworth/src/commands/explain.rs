//! `rackworth explain`

use rackworth_app::explain;
use rackworth_report::{csv, json, markdown, text};

use super::{read_fleet, world_seen};
use crate::args::{ExplainArgs, Format};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &ExplainArgs) -> Result<Code, Failure> {
    let (world, mut store, _) = world_seen(&args.world)?;
    let fleet = read_fleet(&world.catalog, &args.paths, &args.world, store.as_mut(), &args.output)?;
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
