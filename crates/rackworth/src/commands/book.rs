//! `rackworth book`

use rackworth_app::book;
use rackworth_report::{csv, json, markdown, text};

use super::world;
use crate::args::{BookShowArgs, Format};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn show(args: &BookShowArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let answer = book::show(&world, &args.part.join(" "))?;
    let written = match args.output.written_as() {
        Format::Text => text::render_book(&answer, terminal::screen(&args.output)),
        Format::Json => json::book(&answer),
        Format::Csv => csv::book(&answer),
        Format::Md => markdown::book(&answer),
    };
    terminal::answer(&written)?;
    Ok(Code::Ok)
}
