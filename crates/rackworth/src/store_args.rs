//! What was typed about the store.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::args::{OutputArgs, WorldArgs};

/// Which store.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct StoreArgs {
    /// Where facts and runs are kept: a file, a `postgres://` URL, or `none`
    /// [default: $RACKWORTH_STORE, else a file in your data folder]
    #[arg(long, value_name = "PATH|URL")]
    pub(crate) store: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ImportArgs {
    /// Folders of Redfish trees, CSV, TSV, XLSX or ODS files, in any mixture
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// What the fleet is called from now on
    #[arg(long, value_name = "NAME")]
    pub(crate) fleet: String,
    /// The day the fleet was so [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<Date>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RunsArgs {
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DiffArgs {
    /// The run to start from, by its id or the first digits of it
    #[arg(value_name = "RUN")]
    pub(crate) from: String,
    /// The run to arrive at
    #[arg(value_name = "RUN")]
    pub(crate) to: String,
    /// Exit with code 1 when the value moved by more than this, up or down
    #[arg(long, value_name = "PERCENT")]
    pub(crate) fail_above: Option<f64>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FleetCommand {
    /// List the fleets in the store, each as last read
    List(FleetListArgs),
    /// Show how every line of a fleet was read, as what, and what was not
    Show(FleetShowArgs),
    /// List what of a fleet has no price, and why
    Gaps(FleetGapsArgs),
    /// Read a fleet's evidence again with this rackworth's readers
    Reread(FleetShowArgs),
    /// List a fleet's readings with what came, went and moved; or where one component has been
    History(FleetHistoryArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FleetListArgs {
    /// The day fleets are taken at [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FleetShowArgs {
    #[arg(value_name = "FLEET")]
    pub(crate) fleet: String,
    /// The day the fleet is taken at [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FleetGapsArgs {
    #[arg(value_name = "FLEET")]
    pub(crate) fleet: PathBuf,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FleetHistoryArgs {
    /// A fleet's name
    #[arg(value_name = "FLEET", required_unless_present = "serial")]
    pub(crate) fleet: Option<String>,
    /// A component's serial: every reading in which it was seen, in whatever fleet
    #[arg(long, conflicts_with = "fleet")]
    pub(crate) serial: Option<String>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What was known.
#[derive(Debug, ClapArgs)]
pub(crate) struct KnownArgs {
    /// Use only what had been recorded by then: a moment, or a day to its end in UTC [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment)]
    pub(crate) known_by: Option<Timestamp>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreCommand {
    /// Copy everything into one file, and read it back to be sure
    Backup(StoreFileArgs),
    /// Make a store from a backup or export, where none is
    Restore(StoreFileArgs),
    /// Compare everything with its hashes
    Verify(StoreVerifyArgs),
    /// Write everything into a portable archive
    Export(StoreFileArgs),
    /// Take a portable archive into an empty store, SQLite or PostgreSQL
    Import(StoreFileArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StoreFileArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct StoreVerifyArgs {
    /// First write anew what is derived from what was read
    #[arg(long)]
    pub(crate) rebuild: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// `2026-09-30` is that day to its end in UTC, anything longer a moment.
pub(crate) fn parse_moment(text: &str) -> Result<Timestamp, String> {
    let expected = || "expected a day such as 2026-09-30 or a moment such as 2026-09-30T12:00:00Z".to_string();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let day: Date = text.parse().map_err(|_| expected())?;
    let next = day.tomorrow().map_err(|_| expected())?;
    let midnight = jiff::tz::Offset::UTC.to_timestamp(next.at(0, 0, 0, 0)).map_err(|_| expected())?;
    Ok(midnight - jiff::SignedDuration::from_nanos(1))
}
