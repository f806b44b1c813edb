//! Chores of the repository, in Rust: generated files, tidiness, examples.
#![expect(clippy::disallowed_methods, reason = "the repository's files are its business")]

mod examples;
mod generated;
#[cfg(test)]
mod section;
#[cfg(test)]
mod tidy;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write every generated file anew: schemas, examples
    Gen,
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Gen => generated::write_all(),
    }
}
