//! `rackworth value`

use rackworth_app::trend;
use rackworth_app::value::{self, By, ValueAnswer};
use rackworth_app::{World, runs};
use rackworth_report::{csv, html, json, markdown, text, words};
use rackworth_store::{NewRun, Seen, Store};

use super::{Found, Kept, day_of, find_fleet, keeping, now, policy_text, threads, world_seen, write_page};
use crate::args::{By as ByArg, Format, ValueArgs};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn run(args: &ValueArgs) -> Result<Code, Failure> {
    let (world, answer) = match &args.rerun {
        Some(prefix) => rerun(args, prefix)?,
        None => return first(args),
    };
    tell(args, &world, &answer)?;
    Ok(code(args, &answer))
}

fn first(args: &ValueArgs) -> Result<Code, Failure> {
    let (world, mut store, seen) = world_seen(&args.world)?;
    let meant = keeping::meant(&args.world.store);
    let Found { fleet, kept } =
        find_fleet(&world.catalog, &args.paths, &args.world, store.as_mut(), &args.output, meant.is_some())?;
    let answer = value::value(&world, &fleet, args.by.map_or(By::Likeness, by))?;
    tell(args, &world, &answer)?;
    if let Some(meant) = meant {
        let asked = Asked { args, world: &world, kept, seen };
        let store = store.map_or_else(|| Store::at(&meant.place), Ok);
        match store.map_err(Failure::from).and_then(|mut store| asked.record(&mut store, &answer)) {
            Err(failure) if meant.is_named => return Err(failure),
            // The answer stands without the store that nobody asked for.
            Err(failure) => terminal::tell(&format!("warning: the run was not recorded: {failure}")),
            Ok(()) => {}
        }
    }
    Ok(code(args, &answer))
}

/// Runs a recorded run again, and makes sure that the same comes out.
fn rerun(args: &ValueArgs, prefix: &str) -> Result<(World, ValueAnswer), Failure> {
    let mut store = keeping::needed(&args.world.store)?;
    let recorded = store.run(prefix, rackworth_model::KnownBy(args.world.known_by.unwrap_or_else(now)))?;
    let world = World::new(&runs::request(&mut store, &recorded, threads(&args.world))?)?;
    let fleet = runs::fleet(&mut store, &recorded, &world)?;
    let recorded_by = recorded.run.inputs.line_by.parse().unwrap_or(By::Likeness);
    let answer = runs::rerun(&world, &fleet, &recorded, args.by.map_or(recorded_by, by))?;
    if answer.by == recorded_by && json::value(&answer) != recorded.result {
        return Err(Failure::new(Code::Bug, format!("give run {} the figures it had", recorded.run.id.short())));
    }
    Ok((world, answer))
}

/// What has to be kept of a run.
struct Asked<'a> {
    args: &'a ValueArgs,
    world: &'a World,
    kept: Kept,
    seen: Seen,
}

impl Asked<'_> {
    fn record(self, store: &mut Store, answer: &ValueAnswer) -> Result<(), Failure> {
        let now = now();
        let collection = match self.kept {
            Kept::Already(collection) => collection.seq,
            Kept::NotYet(inventory, evidence) => {
                store.record_collection("", day_of(now), &inventory, evidence, now)?.0.seq
            }
        };
        let policy = self.args.world.policy.as_deref().map(policy_text).transpose()?;
        let books = keeping::books(&self.args.world.book)?;
        let run = NewRun {
            run: &answer.run,
            collection,
            as_of: answer.as_of,
            known_by: self.world.snapshot.known_by.0,
            seen: self.seen,
            policy: policy.as_ref(),
            books: &books,
            total: &words::total_range(answer.best.as_ref()),
            result: &json::value(answer),
        };
        store.record_run(&run, now)?;
        Ok(())
    }
}

fn by(by: ByArg) -> By {
    match by {
        ByArg::Like => By::Likeness,
        ByArg::Model => By::Model,
        ByArg::Site => By::Site,
        ByArg::Asset => By::Asset,
    }
}

fn tell(args: &ValueArgs, world: &World, answer: &ValueAnswer) -> Result<(), Failure> {
    let written = match args.output.written_as() {
        Format::Text => text::render_value(answer, terminal::screen(&args.output)),
        Format::Json => json::value(answer),
        Format::Csv => csv::value(answer),
        Format::Md => markdown::value(answer),
    };
    terminal::answer(&written)?;
    if !args.output.quiet && args.output.written_as() == Format::Text {
        for problem in &answer.problems {
            terminal::tell(&format!("warning: {problem}"));
        }
    }
    match &args.html {
        Some(path) => write_page(path, &html::value(answer, &trend::of_value(world, answer))),
        None => Ok(()),
    }
}

fn code(args: &ValueArgs, answer: &ValueAnswer) -> Code {
    let least = args.require_coverage.map_or(0.0, |percent| f64::from(percent) / 100.0);
    if answer.coverage.share().unwrap_or(0.0) < least { Code::Incomplete } else { Code::Ok }
}
