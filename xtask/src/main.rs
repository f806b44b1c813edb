//! Chores of the repository, in Rust: generated files, tidiness, examples.
#![expect(clippy::disallowed_methods, reason = "the repository's files are its business")]

mod accuracy;
mod backtest;
mod examples;
mod generated;
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
    /// Measure identification on lists and captures beside the repository
    Accuracy,
    /// Leave prices out, estimate them, and measure how far off that was
    Backtest,
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Gen => generated::write_all(),
        Command::Accuracy => accuracy::run(),
        Command::Backtest => backtest::run(),
    }
}
