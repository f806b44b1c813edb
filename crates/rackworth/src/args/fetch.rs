//! What was typed after `book fetch`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use rackworth_collect::prices::ebay::{MARKETPLACES, MOST_ITEMS};
use rackworth_model::observation::Condition;

use super::{OutputArgs, parse_word};
use crate::store_args::StoreArgs;

const EXAMPLES: &str = "\
Examples:
  rackworth book fetch ebay \"Xeon Gold 6248R\" --dry-run
  rackworth book fetch ebay M393A4K40CB2-CVF \"Tesla V100 SXM2 32GB\" --record answers/
  rackworth book fetch ebay \"Xeon Gold 6248R\" --marketplace EBAY_DE --category 164

The key and the secret of your application come from RACKWORTH_EBAY_KEY (App ID, client id) and
RACKWORTH_EBAY_SECRET (Cert ID, client secret); never from arguments. What is fetched are asks of
running listings at a fixed price: nobody paid them yet. Your agreement with eBay says what you may
do with its answers.";

#[derive(Debug, Subcommand)]
pub(crate) enum FetchCommand {
    /// Ask eBay's Browse API what sellers ask, and record it as `book import` does
    #[command(after_help = EXAMPLES)]
    Ebay(FetchEbayArgs),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct FetchEbayArgs {
    /// Words as typed into eBay's search field, each argument a search of its own
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) searches: Vec<String>,
    /// Which marketplace: EBAY_US, EBAY_DE, EBAY_GB and so on
    #[arg(long, default_value = "EBAY_US", value_name = "ID", value_parser = clap::builder::PossibleValuesParser::new(MARKETPLACES), hide_possible_values = true)]
    pub(crate) marketplace: String,
    /// Only in this category, by eBay's number (164 is CPUs); may be repeated
    #[arg(long, value_name = "NUMBER")]
    pub(crate) category: Vec<u32>,
    /// Only in this condition, by eBay's number (3000 is used); may be repeated
    #[arg(long, value_name = "NUMBER")]
    pub(crate) condition_id: Vec<u32>,
    /// About so many listings of each search, in whole pages
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=MOST_ITEMS))]
    pub(crate) most: u64,
    /// Keep the answers as received, a file a page, for `book import`
    #[arg(long, value_name = "DIR")]
    pub(crate) record: Option<PathBuf>,
    /// The state of things no listing tells
    #[arg(long, value_parser = parse_word::<Condition>)]
    pub(crate) condition: Option<Condition>,
    /// Show what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Ask eBay's sandbox, whose listings are invented: nothing is recorded
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Another service that speaks as eBay does; `http://` for this very machine alone
    #[arg(long, value_name = "URL", conflicts_with = "sandbox")]
    pub(crate) endpoint: Option<String>,
    /// Believe certificates of the authorities in this PEM file, and of no others
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) timeout: u16,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
