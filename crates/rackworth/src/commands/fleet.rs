//! `rackworth fleet` and `rackworth import`

use rackworth_app::fleets::{self, RecordedAnswer};
use rackworth_app::{identify, value};
use rackworth_catalog::Catalog;
use rackworth_model::snapshot::AsOf;
use rackworth_report::{csv, json, markdown, text};
use rackworth_store::{Collection, Store};

use super::{day_of, keeping, known, now, read_fleet, read_to_keep, world_seen};
use crate::args::{Format, OutputArgs};
use crate::failure::{Code, Failure};
use crate::store_args::{FleetCommand, FleetGapsArgs, FleetHistoryArgs, FleetListArgs, FleetShowArgs, ImportArgs};
use crate::terminal;

pub(crate) fn run(command: &FleetCommand) -> Result<Code, Failure> {
    match command {
        FleetCommand::List(args) => list(args),
        FleetCommand::Show(args) => show(args),
        FleetCommand::Gaps(args) => gaps(args),
        FleetCommand::History(args) => history(args),
        FleetCommand::Reread(args) => reread(args),
    }
}

/// Records what the paths hold as a fleet's reading of a day.
pub(crate) fn import(args: &ImportArgs) -> Result<Code, Failure> {
    if args.fleet.trim().is_empty() {
        return Err(Failure::new(Code::Usage, "record a fleet without a name"));
    }
    let (inventory, evidence) = read_to_keep(&args.paths, &args.output)?;
    if inventory.assets.is_empty() {
        return Err(rackworth_app::AskError::EmptyFleet { problems: inventory.problems }.into());
    }
    let mut store = keeping::made(&args.store)?;
    let now = now();
    let on = args.on.unwrap_or_else(|| day_of(now));
    let n_evidence = evidence.len();
    let (collection, is_new) = store.record_collection(&args.fleet, on, &inventory, evidence, now)?;
    let answer = RecordedAnswer::new(&store, collection, is_new, n_evidence);
    tell_recorded(&answer, &args.output)
}

fn tell_recorded(answer: &RecordedAnswer, output: &OutputArgs) -> Result<Code, Failure> {
    terminal::answer(&match output.written_as() {
        Format::Text => text::render_recorded(answer),
        Format::Json => json::recorded(answer),
        Format::Csv => csv::recorded(answer),
        Format::Md => markdown::recorded(answer),
    })?;
    Ok(Code::Ok)
}

fn list(args: &FleetListArgs) -> Result<Code, Failure> {
    let as_of = AsOf(args.as_of.unwrap_or_else(|| day_of(now())));
    let answer = fleets::list(&mut keeping::needed(&args.store)?, as_of, known(&args.known))?;
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_fleets(&answer, terminal::screen(&args.output)),
        Format::Json => json::fleets(&answer),
        Format::Csv => csv::fleets(&answer),
        Format::Md => markdown::fleets(&answer),
    })?;
    Ok(if answer.readings.is_empty() { Code::Nothing } else { Code::Ok })
}

fn history(args: &FleetHistoryArgs) -> Result<Code, Failure> {
    let mut store = keeping::needed(&args.store)?;
    let screen = terminal::screen(&args.output);
    let format = args.output.written_as();
    let (written, is_empty) = if let Some(serial) = &args.serial {
        let answer = fleets::placements(&mut store, serial, known(&args.known))?;
        let text = match format {
            Format::Text => text::render_placements(&answer, screen),
            Format::Json => json::placements(&answer),
            Format::Csv => csv::placements(&answer),
            Format::Md => markdown::placements(&answer),
        };
        (text, answer.placements.is_empty())
    } else {
        let fleet = args.fleet.as_deref().unwrap_or_default();
        let answer = fleets::history(&mut store, fleet, known(&args.known))?;
        let text = match format {
            Format::Text => text::render_fleets(&answer, screen),
            Format::Json => json::fleets(&answer),
            Format::Csv => csv::fleets(&answer),
            Format::Md => markdown::fleets(&answer),
        };
        (text, answer.readings.is_empty())
    };
    terminal::answer(&written)?;
    Ok(if is_empty { Code::Nothing } else { Code::Ok })
}

/// The store, and the reading that was asked for.
fn in_force(args: &FleetShowArgs) -> Result<(Store, Collection), Failure> {
    let mut store = keeping::needed(&args.store)?;
    let as_of = AsOf(args.as_of.unwrap_or_else(|| day_of(now())));
    let missing = || {
        Failure::new(Code::Nothing, format!("find a fleet `{}` as of {}", args.fleet, as_of.0))
            .hint("`rackworth fleet list` lists the fleets in the store")
    };
    let collection = store.collection(&args.fleet, as_of, known(&args.known))?.ok_or_else(missing)?;
    Ok((store, collection))
}

fn reread(args: &FleetShowArgs) -> Result<Code, Failure> {
    let (mut store, collection) = in_force(args)?;
    tell_recorded(&fleets::reread(&mut store, &collection, now())?, &args.output)
}

fn show(args: &FleetShowArgs) -> Result<Code, Failure> {
    let (mut store, collection) = in_force(args)?;
    let catalog = Catalog::embedded().map_err(rackworth_app::AskError::Catalog)?;
    let answer = identify::identify(&fleets::kept(&mut store, collection.seq, &catalog)?);
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_identify(&answer, terminal::screen(&args.output)),
        Format::Json => json::identify(&answer),
        Format::Csv => csv::identify(&answer),
        Format::Md => markdown::identify(&answer),
    })?;
    Ok(Code::Ok)
}

fn gaps(args: &FleetGapsArgs) -> Result<Code, Failure> {
    let (world, mut store, _) = world_seen(&args.world)?;
    let paths = std::slice::from_ref(&args.fleet);
    let fleet = read_fleet(&world.catalog, paths, &args.world, store.as_mut(), &args.output)?;
    let answer = value::value(&world, &fleet, value::By::Likeness)?;
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_gaps(&answer, terminal::screen(&args.output)),
        Format::Json => json::gaps(&answer),
        Format::Csv => csv::gaps(&answer),
        Format::Md => markdown::gaps(&answer),
    })?;
    Ok(Code::Ok)
}
