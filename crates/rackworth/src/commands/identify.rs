//! `rackworth identify`

use rackworth_app::{identify, unknown as ask};
use rackworth_catalog::Catalog;
use rackworth_report::{csv, json, markdown, text};

use super::{keeping, read_fleet, world_seen};
use crate::args::{Format, IdentifyArgs, WorldArgs};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &IdentifyArgs) -> Result<Code, Failure> {
    if args.unknown {
        return unknown(args);
    }
    let catalog = Catalog::embedded().map_err(rackworth_app::AskError::Catalog)?;
    let mut store = keeping::there(&args.store)?;
    let fleet = read_fleet(&catalog, &args.paths, &asked(args), store.as_mut(), &args.output)?;
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

/// The world without any choices of method.
fn asked(args: &IdentifyArgs) -> WorldArgs {
    WorldArgs {
        book: Vec::new(),
        as_of: args.as_of,
        known_by: args.known.known_by,
        store: args.store.clone(),
        policy: None,
        currency: args.currency,
        seed: None,
        draws: None,
        threads: None,
    }
}

fn unknown(args: &IdentifyArgs) -> Result<Code, Failure> {
    let asked = asked(args);
    let (world, mut store, _) = world_seen(&asked)?;
    let fleet = read_fleet(&world.catalog, &args.paths, &asked, store.as_mut(), &args.output)?;
    let answer = ask::unknown(&world, &fleet);
    let written = match args.output.written_as() {
        Format::Text => text::render_unknown(&answer, terminal::screen(&args.output)),
        Format::Json => json::unknown(&answer),
        Format::Csv => csv::unknown(&answer),
        Format::Md => markdown::unknown(&answer),
    };
    terminal::answer(&written)?;
    Ok(if answer.n_assets == 0 { Code::Nothing } else { Code::Ok })
}
