//! One file for each question: ask the app, render, print.

mod book;
mod collect;
mod explain;
mod fetch;
mod fleet;
mod identify;
mod keeping;
mod policy;
mod rates;
mod runs;
mod store;
mod value;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_app::{World, WorldRequest, fleets};
use rackworth_catalog::Catalog;
use rackworth_catalog::fleet::Fleet;
use rackworth_model::inventory::Inventory;
use rackworth_model::snapshot::{AsOf, KnownBy};
use rackworth_store::{Collection, Packed, Seen, Store, StoreError};

use crate::args::{Args, BookCommand, Command, FetchCommand, OutputArgs, PolicyCommand, WorldArgs};
use crate::failure::{Code, Failure};
use crate::progress::Progress;
use crate::store_args::KnownArgs;
use crate::terminal;

pub(crate) fn run(args: Args) -> Result<Code, Failure> {
    match args.command {
        Command::Value(args) => value::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Collect(args) => collect::run(&args),
        Command::Identify(args) => identify::run(&args),
        Command::Book { command: BookCommand::Show(args) } => book::show(&args),
        Command::Book { command: BookCommand::Trend(args) } => book::trend(&args),
        Command::Book { command: BookCommand::Doctor(args) } => book::doctor(&args),
        Command::Book { command: BookCommand::Import(args) } => book::import(&args),
        Command::Book { command: BookCommand::Rates(args) } => rates::record(&args),
        Command::Book { command: BookCommand::Fetch { command: FetchCommand::Ebay(args) } } => fetch::ebay(&args),
        Command::Book { command: BookCommand::Export(args) } => book::export(&args),
        Command::Import(args) => fleet::import(&args),
        Command::Fleet { command } => fleet::run(&command),
        Command::Runs(args) => runs::list(&args),
        Command::Diff(args) => runs::diff(&args),
        Command::Store { command } => store::run(&command),
        Command::Policy { command: PolicyCommand::Show(args) } => policy::show(&args),
    }
}

/// The market of the day asked for, today when none is.
fn world(args: &WorldArgs) -> Result<World, Failure> {
    Ok(world_seen(args)?.0)
}

/// The same with the store, where there is one, and how much of it was seen.
fn world_seen(args: &WorldArgs) -> Result<(World, Option<Store>, Seen), Failure> {
    let now = now();
    let known_by = args.known_by.unwrap_or(now);
    let mut store = keeping::there(&args.store)?;
    let (recorded, rates, seen) = match &mut store {
        Some(store) => {
            let (seen, known_by) = (store.seen()?, KnownBy(known_by));
            (store.observations_seen(known_by, seen)?, store.rates(known_by, seen)?, seen)
        }
        None => (Vec::new(), Vec::new(), Seen(0)),
    };
    let request = WorldRequest {
        as_of: args.as_of.unwrap_or_else(|| day_of(now)),
        known_by,
        currency: args.currency,
        seed: args.seed,
        n_draws: args.draws.map(|n| n as usize),
        n_threads: threads(args),
        policy: args.policy.as_deref().map(policy_text).transpose()?,
        recorded,
        rates,
        books: args.book.iter().map(|path| rackworth_collect::prices::read_file(path)).collect(),
    };
    let world = World::new(&request)?;
    for problem in &world.book_problems {
        terminal::tell(&format!("warning: {problem}"));
    }
    Ok((world, store, seen))
}

/// What was known by the moment asked for, now when none is.
fn known(args: &KnownArgs) -> KnownBy {
    KnownBy(args.known_by.unwrap_or_else(now))
}

fn day_of(moment: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(moment).date()
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

/// The text of a file that an argument names.
#[expect(clippy::disallowed_methods, reason = "the binary reads the files its arguments name")]
fn text_of(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::Input, format!("read `{}`", path.display())).because([error.to_string()])
}

/// Everything the paths hold.
fn read(paths: &[PathBuf], output: &OutputArgs) -> Inventory {
    let progress = Progress::new(!output.quiet && !output.no_progress);
    let inventory = rackworth_collect::read::read_paths(paths, &mut |at| progress.step(&at.name, at.done, at.total));
    progress.finish();
    inventory
}

/// The same with the bytes it was read from, to be kept.
fn read_to_keep(paths: &[PathBuf], output: &OutputArgs) -> Result<(Inventory, Vec<Packed>), StoreError> {
    let progress = Progress::new(!output.quiet && !output.no_progress);
    let mut packed = Vec::new();
    let inventory = rackworth_collect::read::read_keeping(
        paths,
        &mut |at| progress.step(&at.name, at.done, at.total),
        &mut |name, bytes| packed.push(Packed::of(bytes, name)),
    );
    progress.finish();
    Ok((inventory, packed.into_iter().collect::<Result<_, _>>()?))
}

/// A fleet as found, and what has to be kept of it.
struct Found {
    fleet: Fleet,
    kept: Kept,
}

enum Kept {
    /// It is a reading of the store and nothing else.
    Already(Collection),
    /// What was read, and its evidence; nothing when nothing is to be kept.
    NotYet(Inventory, Vec<Packed>),
}

/// Everything the paths hold; a name that is no path is a fleet of the store.
fn read_fleet(
    catalog: &Catalog,
    paths: &[PathBuf],
    args: &WorldArgs,
    store: Option<&mut Store>,
    output: &OutputArgs,
) -> Result<Fleet, Failure> {
    Ok(find_fleet(catalog, paths, args, store, output, false)?.fleet)
}

/// The same with what has to be kept of it.
fn find_fleet(
    catalog: &Catalog,
    paths: &[PathBuf],
    args: &WorldArgs,
    mut store: Option<&mut Store>,
    output: &OutputArgs,
    keeps: bool,
) -> Result<Found, Failure> {
    let (files, mut collections) = named(paths, args, store.as_deref_mut())?;
    if let (Some(store), [_], true) = (&mut store, collections.as_slice(), files.is_empty())
        && let Some(only) = collections.pop()
    {
        return Ok(Found { fleet: fleets::kept(store, only.seq, catalog)?, kept: Kept::Already(only) });
    }
    let (mut inventory, evidence) = match (files.is_empty(), keeps) {
        (true, _) => (Inventory::default(), Vec::new()),
        (false, false) => (read(&files, output), Vec::new()),
        (false, true) => read_to_keep(&files, output)?,
    };
    if let Some(store) = store {
        for collection in collections {
            inventory.extend(store.inventory(collection.seq)?);
        }
    }
    // Identification takes what was read; a store keeps it.
    let kept = Kept::NotYet(if keeps { inventory.clone() } else { Inventory::default() }, evidence);
    Ok(Found { fleet: catalog.identify_fleet(inventory), kept })
}

/// Files, and readings of the store, among what was named.
fn named(
    paths: &[PathBuf],
    args: &WorldArgs,
    mut store: Option<&mut Store>,
) -> Result<(Vec<PathBuf>, Vec<Collection>), Failure> {
    let now = now();
    let as_of = AsOf(args.as_of.unwrap_or_else(|| day_of(now)));
    let known_by = KnownBy(args.known_by.unwrap_or(now));
    let (mut files, mut collections) = (Vec::new(), Vec::new());
    for path in paths {
        match (&mut store, path.to_str()) {
            (Some(store), Some(name)) if !path.exists() => match store.collection(name, as_of, known_by)? {
                Some(collection) => collections.push(collection),
                None => {
                    not_yet(store, name, as_of, known_by)?;
                    files.push(path.clone());
                }
            },
            _ => files.push(path.clone()),
        }
    }
    Ok((files, collections))
}

/// A fleet that was read only after the day asked for is told as such, and not as a path that is not there.
fn not_yet(store: &mut Store, name: &str, as_of: AsOf, known_by: KnownBy) -> Result<(), Failure> {
    let readings = store.collections(known_by)?;
    let Some(first) = readings.iter().find(|reading| reading.fleet == name) else { return Ok(()) };
    let what = format!("find a reading of the fleet `{name}` as of {}: the first is of {}", as_of.0, first.read_on);
    Err(Failure::new(Code::Nothing, what).hint("ask `--as-of` a later day, or import it with `--on` an earlier one"))
}

/// Writes a page where an argument says.
#[expect(clippy::disallowed_methods, reason = "the binary writes the files its arguments name")]
fn write_page(path: &Path, page: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(Code::Input, format!("write `{}`", path.display())).because([error.to_string()])
    };
    std::fs::write(path, page).map_err(failed)
}
