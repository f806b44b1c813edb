//! What was typed.

mod collect;
mod fetch;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_model::class::{Class, UnknownWord};
use rackworth_model::money::Currency;
use rackworth_model::observation::{Channel, Condition, ObservationKind};

use crate::store_args::{
    DiffArgs, FleetCommand, ImportArgs, KnownArgs, RunsArgs, StoreArgs, StoreCommand, parse_moment,
};
pub(crate) use collect::CollectArgs;
pub(crate) use fetch::{FetchCommand, FetchEbayArgs};

/// Tells the owner of a server fleet what it is worth, whole and in parts, from dated evidence
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Start with: rackworth value FLEET.csv")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The questions.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Value a fleet: whole beside parted out, with ranges, coverage and gaps
    #[command(after_help = VALUE_EXAMPLES)]
    Value(ValueArgs),
    /// Open a figure down to observations and assumptions
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Show how every line was read, as what, and what was not
    #[command(after_help = IDENTIFY_EXAMPLES)]
    Identify(IdentifyArgs),
    /// Ask management controllers over Redfish what they hold, and keep their answers
    #[command(after_help = "See `rackworth collect --help` for passwords and ways to name hosts", after_long_help = collect::EXAMPLES)]
    Collect(CollectArgs),
    /// Ask the price book
    Book {
        #[command(subcommand)]
        command: BookCommand,
    },
    /// Read what paths hold and keep it as a fleet of the store
    Import(ImportArgs),
    /// Ask about the fleets in the store
    Fleet {
        #[command(subcommand)]
        command: FleetCommand,
    },
    /// List the recorded runs
    Runs(RunsArgs),
    /// Tell why the value moved from one run to another: fleet, market or method
    Diff(DiffArgs),
    /// Back up, restore, verify or move the store
    Store {
        #[command(subcommand)]
        command: StoreCommand,
    },
    /// Look at the policy in force
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
}

const VALUE_EXAMPLES: &str = "\
Examples:
  rackworth value examples/fleet-200.csv
  rackworth value redfish-captures/ racks.xlsx --by model
  rackworth value fleet.csv --policy mine.toml --currency EUR --html fleet.html";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  rackworth explain r740 fleet.csv            the best way of the group `r740`
  rackworth explain r740/whole fleet.csv      sold whole
  rackworth explain F54P1G3 captures/ --depth 9";

const IDENTIFY_EXAMPLES: &str = "\
Examples:
  rackworth identify fleet.csv
  rackworth identify captures/ --unknown          what to look up first";

const IMPORT_EXAMPLES: &str = "\
Examples:
  rackworth book import acme-2026-11.xlsx --observed-on 2026-11-20 --dry-run
  rackworth book import ebay-orders.csv --condition used_tested
  rackworth book import sold.csv --channel private --condition used_tested --currency EUR";

#[derive(Debug, Subcommand)]
pub(crate) enum BookCommand {
    /// List what is known of a part: range, comparables, what has no say and why
    Show(BookShowArgs),
    /// Show how the prices of a class or family moved, by quarter
    Trend(BookTrendArgs),
    /// Find what is stale, known from one source, far off or contradictory, and what to do about it
    Doctor(BookDoctorArgs),
    /// Record price lists, order reports, sales and settlements; shows what every column and line was taken for
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(BookImportArgs),
    /// Record exchange rates: a CSV of `on,from,to,rate,source`, or the ECB's file of reference rates
    Rates(BookRatesArgs),
    /// Ask a marketplace; nothing else ever does
    Fetch {
        #[command(subcommand)]
        command: FetchCommand,
    },
    /// Write the book's observations in the layout `book import` reads
    Export(BookExportArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// List every entry in force with its source
    Show(PolicyShowArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ValueArgs {
    /// Folders of Redfish trees, CSV, TSV, XLSX or ODS files, exports of tools, in any mixture; or a fleet of the store
    #[arg(required_unless_present = "rerun", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Run a recorded run again, by its id or the first digits of it: the same figures, or a refusal
    #[arg(long, value_name = "RUN", conflicts_with_all = ["paths", "as_of", "known_by", "policy", "seed", "draws"])]
    pub(crate) rerun: Option<String>,
    /// What a line stands for [default: like]
    #[arg(long, value_enum)]
    pub(crate) by: Option<By>,
    /// Write one self-contained page with the same figures and pictures
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Exit with code 5 when less than this share is priced
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) require_coverage: Option<u8>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ExplainArgs {
    /// A group's or asset's id as `value` prints it; with `/whole`, `/parted_out` or `/scrap` for one way
    pub(crate) id: String,
    /// The same files `value` was given
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How many levels to open
    #[arg(long, default_value_t = rackworth_report::text::DEFAULT_DEPTH, value_name = "LEVELS")]
    pub(crate) depth: usize,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IdentifyArgs {
    /// Folders of Redfish trees, CSV, TSV, XLSX or ODS files, exports of tools, in any mixture
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// List what is not known instead, most valuable first, with what would settle it
    #[arg(long)]
    pub(crate) unknown: bool,
    /// The day a fleet of the store is taken at, and of the market that weighs what is not known
    /// [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    #[command(flatten)]
    pub(crate) known: KnownArgs,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// The currency that weighs what is not known
    #[arg(long, default_value = "USD", value_parser = parse_currency)]
    pub(crate) currency: Currency,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookShowArgs {
    /// A part id or its words, such as `Xeon Gold 6248R` or `dimm/ddr4/rdimm/32g/2933`
    #[arg(required = true, value_name = "PART")]
    pub(crate) part: Vec<String>,
    /// Write one self-contained page with the same figures and pictures
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookTrendArgs {
    /// A class such as `dimm` or `gpu`, or a family such as `ddr4` or `dimm/ddr4`
    #[arg(required = true, value_name = "CLASS|FAMILY")]
    pub(crate) of: Vec<String>,
    /// Write one self-contained page with the same figures and a picture
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookDoctorArgs {
    /// A part is stale when its newest price is older than so many days [default: the policy's
    /// evidence.stale_after_months]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..=36_500))]
    pub(crate) stale_after: Option<i32>,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookRatesArgs {
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Only tell what the file holds
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookImportArgs {
    /// CSV, TSV, XLSX or ODS files, or stored answers of eBay's Browse API
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What the prices are, where no line says so: asked, bid, quoted, sold, settled, indexed or list_new
    #[arg(long, value_parser = parse_word::<ObservationKind>)]
    pub(crate) kind: Option<ObservationKind>,
    /// The state of things no line tells: new, refurbished, used_tested, used_untested, for_parts or unknown
    #[arg(long, value_parser = parse_word::<Condition>)]
    pub(crate) condition: Option<Condition>,
    /// Where it was sold or offered, where no line says so: marketplace, broker, private and so on
    #[arg(long, value_parser = parse_word::<Channel>)]
    pub(crate) channel: Option<Channel>,
    /// The currency of amounts without one
    #[arg(long, value_parser = parse_currency)]
    pub(crate) currency: Option<Currency>,
    /// The day prices held, where no line says so
    #[arg(long, value_name = "DATE")]
    pub(crate) observed_on: Option<Date>,
    /// Whose prices they are, where no line says so
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BookExportArgs {
    /// Of this class only: cpu, dimm, ssd, hdd, gpu, nic, raid or psu
    #[arg(long, value_parser = parse_word::<Class>)]
    pub(crate) class: Option<Class>,
    /// Only what is not of the built-in book
    #[arg(long)]
    pub(crate) own: bool,
    #[command(flatten)]
    pub(crate) world: WorldArgs,
    /// Whole machines, in the layout of `machines.csv`, instead of parts
    #[arg(long, conflicts_with = "json")]
    pub(crate) machines: bool,
    /// One JSON object with parts and machines instead of CSV in a layout of the built-in book
    #[arg(long)]
    pub(crate) json: bool,
    /// The answer only: no notes
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct PolicyShowArgs {
    /// A policy file of your own; what it does not say stays built in
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// The world a question is asked of.
#[derive(Debug, ClapArgs)]
pub(crate) struct WorldArgs {
    /// The day of the market [default: today]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Use only what had been recorded by then: a moment, or a day to its end in UTC [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = parse_moment)]
    pub(crate) known_by: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// A policy file of your own; what it does not say stays built in
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// A price file that counts beside the built-in book, in any layout `book import` reads; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) book: Vec<PathBuf>,
    /// The currency of the report
    #[arg(long, default_value = "USD", value_parser = parse_currency)]
    pub(crate) currency: Currency,
    /// The seed of the joint draws: the same seed, the same figures
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// How many joint draws
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(crate) draws: Option<u32>,
    /// How many threads work; figures do not depend on it
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// How the answer is written.
#[derive(Debug, ClapArgs)]
pub(crate) struct OutputArgs {
    /// One JSON object, schema versioned; the same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// How the answer is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Whether to color
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
    /// The answer only: no notes, no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// No progress display
    #[arg(long)]
    pub(crate) no_progress: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Csv,
    Md,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Machines with the same content and condition
    Like,
    Model,
    Site,
    Asset,
}

impl OutputArgs {
    pub(crate) fn written_as(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }
}

fn parse_word<T: FromStr<Err = UnknownWord>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|unknown: UnknownWord| format!("expected one of {}", unknown.expected.join(", ")))
}

fn parse_currency(text: &str) -> Result<Currency, String> {
    text.parse().map_err(|_| {
        let codes: Vec<&str> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        format!("expected one of {}", codes.join(", "))
    })
}
