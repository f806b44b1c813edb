//! What was typed after `collect`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use rackworth_collect::live::pin::Pin;

use super::OutputArgs;
use crate::store_args::StoreArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  rackworth collect 10.0.0.0/24 --user ops --fleet ashburn
  rackworth collect 10.0.0.0/24 --user ops --record inventory/
  rackworth collect --targets bmcs.txt --credentials bmc.toml --record inventory/
  rackworth collect bmc-r12-[01-40].example --ca company-ca.pem --record share/ --scrub

Hosts: bmc-7.example  10.0.0.7:8443  [2001:db8::7]  10.0.0.10-40  bmc[01-40].example  10.0.0.0/24
A targets file has one of them a line, with `user=NAME` and `pin=SHA256` after it; `#` begins a
comment.

Passwords come from a prompt, from RACKWORTH_BMC_PASSWORD (user name: RACKWORTH_BMC_USER), or from a
credentials file that nobody else may read (mode 600); never from arguments:
  [default]
  user = \"root\"
  password = \"…\"
  [hosts.\"10.0.0.7\"]       # also \"10.0.0.0/24\" and \"bmc-7.example:8443\"
  password = \"…\"
  pin = \"…\"                # SHA-256 of the host's certificate

Ctrl-C finishes what is in hand and closes every session.";

#[derive(Debug, ClapArgs)]
pub(crate) struct CollectArgs {
    /// Management controllers (iDRAC, iLO, XCC, BMC …): names, addresses, ranges, networks
    #[arg(value_name = "HOST", required_unless_present = "targets")]
    pub(crate) hosts: Vec<String>,
    /// A file of hosts, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) targets: Option<PathBuf>,
    /// The user name where nothing else names one
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// A file of accounts, for all hosts or by host (mode 600)
    #[arg(long, value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,
    /// Believe certificates of the authorities in this PEM file, and of no others
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Believe the certificate with this fingerprint, whoever shows it; may be given more than once
    #[arg(long, value_name = "SHA256")]
    pub(crate) pin: Vec<Pin>,
    /// Believe any certificate, and ask `http://` hosts: whoever is in between reads the password
    #[arg(long, conflicts_with = "pin")]
    pub(crate) insecure: bool,
    /// Keep what hosts answer: a folder a host. Given again, what is complete or in hand is not asked
    #[arg(long, value_name = "DIR")]
    pub(crate) record: Option<PathBuf>,
    /// Replace serials, tags, names and addresses in the record, the same by the same
    #[arg(long, requires = "record", conflicts_with = "fresh")]
    pub(crate) scrub: bool,
    /// Ask everything anew, and replace what the record holds of these hosts
    #[arg(long, requires = "record")]
    pub(crate) fresh: bool,
    /// Keep what hosts tell in the store, as this fleet's reading of today
    #[arg(long, value_name = "NAME")]
    pub(crate) fleet: Option<String>,
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Hosts asked at the same time
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub(crate) parallel: u16,
    /// Questions to one host at the same time
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub(crate) per_host: u8,
    /// Seconds to wait for an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) timeout: u16,
    /// Minutes for one host altogether
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) host_timeout: u16,
    /// Exit with code 5 unless every host is complete
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
