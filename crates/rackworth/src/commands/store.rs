//! `rackworth store`

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use rackworth_app::keep::{self, StoreAnswer};
use rackworth_report::{csv, json, markdown, text};

use super::keeping;
use crate::args::{Format, OutputArgs};
use crate::failure::{Code, Failure};
use crate::store_args::{StoreCommand, StoreFileArgs, StoreVerifyArgs};
use crate::terminal;

pub(crate) fn run(command: &StoreCommand) -> Result<Code, Failure> {
    match command {
        StoreCommand::Export(args) => export(args).map(|_| Code::Ok),
        StoreCommand::Backup(args) => backup(args),
        StoreCommand::Import(args) | StoreCommand::Restore(args) => import(args),
        StoreCommand::Verify(args) => verify(args),
    }
}

/// Writes beside the file and renames: a file of that name is whole or not there.
#[expect(clippy::disallowed_methods, reason = "the binary writes the files its arguments name")]
fn export(args: &StoreFileArgs) -> Result<(), Failure> {
    let mut store = keeping::needed(&args.store)?;
    let beside = args.file.with_extension("part");
    let mut file = BufWriter::new(File::create(&beside).map_err(|error| failed("write", &args.file, &error))?);
    let done = keep::export(&mut store, &args.file.display().to_string(), &mut file);
    if done.is_err() {
        drop(std::fs::remove_file(&beside));
    }
    let answer = done?;
    let written = file.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| file.sync_all());
    written.and_then(|()| std::fs::rename(&beside, &args.file)).map_err(|error| failed("write", &args.file, &error))?;
    tell(&answer, &args.output)
}

fn backup(args: &StoreFileArgs) -> Result<Code, Failure> {
    export(args)?;
    rackworth_store::check(&mut open(&args.file)?)?;
    Ok(Code::Ok)
}

fn import(args: &StoreFileArgs) -> Result<Code, Failure> {
    let mut file = open(&args.file)?;
    let mut store = keeping::made(&args.store)?;
    let answer = keep::import(&mut store, &args.file.display().to_string(), &mut file)?;
    tell(&answer, &args.output)?;
    Ok(Code::Ok)
}

fn verify(args: &StoreVerifyArgs) -> Result<Code, Failure> {
    let answer = keep::verify(&mut keeping::needed(&args.store)?, args.rebuild)?;
    tell(&answer, &args.output)?;
    Ok(if answer.damage.is_empty() { Code::Ok } else { Code::Input })
}

#[expect(clippy::disallowed_methods, reason = "the binary reads the files its arguments name")]
fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|error| failed("read", path, &error))
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::Input, format!("{verb} `{}`", path.display())).because([error.to_string()])
}

fn tell(answer: &StoreAnswer, output: &OutputArgs) -> Result<(), Failure> {
    terminal::answer(&match output.written_as() {
        Format::Text => text::render_store(answer),
        Format::Json => json::store(answer),
        Format::Csv => csv::store(answer),
        Format::Md => markdown::store(answer),
    })
}
