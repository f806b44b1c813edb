//! `rackworth value`

use std::path::Path;

use rackworth_app::value::{self, By, ValueAnswer};
use rackworth_report::{csv, html, json, markdown, text};

use super::{read, world};
use crate::args::{By as ByArg, Format, ValueArgs};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &ValueArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let fleet = world.catalog.identify_fleet(read(&args.paths, &args.output));
    let by = match args.by {
        ByArg::Like => By::Likeness,
        ByArg::Model => By::Model,
        ByArg::Site => By::Site,
        ByArg::Asset => By::Asset,
    };
    let answer = value::value(&world, &fleet, by)?;
    let written = match args.output.written_as() {
        Format::Text => text::render_value(&answer, terminal::screen(&args.output)),
        Format::Json => json::value(&answer),
        Format::Csv => csv::value(&answer),
        Format::Md => markdown::value(&answer),
    };
    terminal::answer(&written)?;
    if !args.output.quiet && args.output.written_as() == Format::Text {
        for problem in &answer.problems {
            terminal::tell(&format!("warning: {problem}"));
        }
    }
    if let Some(path) = &args.html {
        write_page(path, &answer)?;
    }
    Ok(code(args, &answer))
}

#[expect(clippy::disallowed_methods, reason = "the binary writes the files its arguments name")]
fn write_page(path: &Path, answer: &ValueAnswer) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Code::Input, format!("write `{}`", path.display())).because([error.to_string()])
    };
    std::fs::write(path, html::value(answer)).map_err(failed)
}

fn code(args: &ValueArgs, answer: &ValueAnswer) -> Code {
    let least = args.require_coverage.map_or(0.0, |percent| f64::from(percent) / 100.0);
    if answer.coverage.share().unwrap_or(0.0) < least { Code::Incomplete } else { Code::Ok }
}
