//! The command line: arguments in, a screen and an exit code out.
//!
//! **Invariant:** no domain logic. Here, and only here, the clock, the environment and
//! the terminal are looked at.

mod args;
mod commands;
mod failure;
mod hosts;
mod progress;
mod store_args;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

/// Fleets are many small texts: reading one from a store takes half as long as with the system's
/// allocator (`cargo bench -p rackworth-store --bench scale`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => return failure::usage(&error),
    };
    match commands::run(args) {
        Ok(code) => code.into(),
        Err(failure) => failure.report(),
    }
}
