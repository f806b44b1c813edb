//! `rackworth identify`

use rackworth_app::identify;
use rackworth_catalog::Catalog;
use rackworth_report::{csv, json, markdown, text};

use super::read;
use crate::args::{Format, IdentifyArgs};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &IdentifyArgs) -> Result<Code, Failure> {
    let catalog = Catalog::embedded().map_err(rackworth_app::AskError::Catalog)?;
    let fleet = catalog.identify_fleet(read(&args.paths, &args.output));
    let answer = identify::identify(&fleet);
    let written = match args.output.written_as() {
        Format::Text => text::render_identify(&answer, terminal::screen(&args.output)),
        Format::Json => json::identify(&answer),
        Format::Csv => csv::identify(&answer),
        Format::Md => markdown::identify(&answer),
    };
    terminal::answer(&written)?;
    let nothing = answer.n_assets == 0;
    Ok(match (nothing, answer.problems.is_empty()) {
        (false, _) => Code::Ok,
        (true, true) => Code::Nothing,
        (true, false) => Code::Input,
    })
}
