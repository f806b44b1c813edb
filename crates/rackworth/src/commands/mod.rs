//! One file for each question: ask the app, render, print.

mod book;
mod explain;
mod identify;
mod policy;
mod value;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rackworth_app::{World, WorldRequest};
use rackworth_model::inventory::Inventory;

use crate::args::{Args, BookCommand, Command, OutputArgs, PolicyCommand, WorldArgs};
use crate::failure::{Code, Failure};
use crate::progress::Progress;

pub(crate) fn run(args: Args) -> Result<Code, Failure> {
    match args.command {
        Command::Value(args) => value::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Identify(args) => identify::run(&args),
        Command::Book { command: BookCommand::Show(args) } => book::show(&args),
        Command::Policy { command: PolicyCommand::Show(args) } => policy::show(&args),
    }
}

/// The market of the day asked for, today when none is.
fn world(args: &WorldArgs) -> Result<World, Failure> {
    let now = now();
    let request = WorldRequest {
        as_of: args.as_of.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(now).date()),
        known_by: now,
        currency: args.currency,
        seed: args.seed,
        n_draws: args.draws.map(|n| n as usize),
        n_threads: threads(args),
        policy: args.policy.as_deref().map(policy_text).transpose()?,
    };
    Ok(World::new(&request)?)
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the clock is read")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn threads(args: &WorldArgs) -> usize {
    let machine = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    args.threads.map_or_else(machine, std::num::NonZero::get)
}

/// A policy file's name and text.
#[expect(clippy::disallowed_methods, reason = "the binary reads the files its arguments name")]
fn policy_text(path: &Path) -> Result<(String, String), Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path);
    let failed =
        |error: std::io::Error| Failure::new(Code::Usage, format!("read policy `{name}`")).because([error.to_string()]);
    Ok((name.clone(), text.map_err(failed)?))
}

/// Everything the paths hold.
fn read(paths: &[PathBuf], output: &OutputArgs) -> Inventory {
    let progress = Progress::new(!output.quiet && !output.no_progress);
    let inventory = rackworth_collect::read::read_paths(paths, &mut |at| progress.step(&at.name, at.done, at.total));
    progress.finish();
    inventory
}
