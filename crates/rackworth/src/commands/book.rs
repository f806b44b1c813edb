//! `rackworth book`

use rackworth_app::export::ExportRequest;
use rackworth_app::import::ImportRules;
use rackworth_app::{book, doctor as examining, export as exporting, import as importing, trend as trending};
use rackworth_model::snapshot::KnownBy;
use rackworth_report::{csv, html, json, markdown, text};

use super::{day_of, keeping, now, world, world_seen, write_page};
use crate::args::{BookDoctorArgs, BookExportArgs, BookImportArgs, BookShowArgs, BookTrendArgs, Format};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn show(args: &BookShowArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let answer = book::show(&world, &args.part.join(" "))?;
    let written = match args.output.written_as() {
        Format::Text => text::render_book(&answer, terminal::screen(&args.output)),
        Format::Json => json::book(&answer),
        Format::Csv => csv::book(&answer),
        Format::Md => markdown::book(&answer),
    };
    terminal::answer(&written)?;
    if let Some(path) = &args.html {
        write_page(path, &html::book(&answer))?;
    }
    Ok(Code::Ok)
}

pub(crate) fn trend(args: &BookTrendArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let answer = trending::trend(&world, &args.of.join(" "))?;
    let written = match args.output.written_as() {
        Format::Text => text::render_trend(&answer, terminal::screen(&args.output)),
        Format::Json => json::trend(&answer),
        Format::Csv => csv::trend(&answer),
        Format::Md => markdown::trend(&answer),
    };
    terminal::answer(&written)?;
    if let Some(path) = &args.html {
        write_page(path, &html::trend(&answer))?;
    }
    Ok(Code::Ok)
}

pub(crate) fn doctor(args: &BookDoctorArgs) -> Result<Code, Failure> {
    let world = world(&args.world)?;
    let answer = examining::doctor(&world, args.stale_after);
    let written = match args.output.written_as() {
        Format::Text => text::render_doctor(&answer, terminal::screen(&args.output)),
        Format::Json => json::doctor(&answer),
        Format::Csv => csv::doctor(&answer),
        Format::Md => markdown::doctor(&answer),
    };
    terminal::answer(&written)?;
    Ok(Code::Ok)
}

pub(crate) fn import(args: &BookImportArgs) -> Result<Code, Failure> {
    let files: Vec<_> = args.files.iter().map(|path| rackworth_collect::prices::read_file(path)).collect();
    let rules = ImportRules {
        kind: args.kind,
        condition: args.condition,
        channel: args.channel,
        currency: args.currency,
        observed_on: args.observed_on,
        publisher: args.publisher.clone(),
        recorded_on: day_of(now()),
    };
    let at = now();
    let known = match keeping::there(&args.store)? {
        Some(mut store) => store.observations(KnownBy(at))?,
        None => Vec::new(),
    };
    let (mut answer, new) = importing::import(&files, &rules, &known)?;
    let keeps = !args.dry_run && keeping::meant(&args.store).is_some();
    if keeps && !new.is_empty() {
        let mut store = keeping::made(&args.store)?;
        store.put_packed(keeping::price_files(&args.files, &files)?)?;
        store.record_observations(&new, at)?;
        answer.recorded_in = Some(store.place().to_string());
    }
    let written = match args.output.written_as() {
        Format::Text => text::render_import(&answer, terminal::screen(&args.output)),
        Format::Json => json::import(&answer),
        Format::Csv => csv::import(&answer),
        Format::Md => markdown::import(&answer),
    };
    terminal::answer(&written)?;
    let read: usize = answer.files.iter().map(|file| file.lines.len() + file.n_repeated).sum();
    Ok(if read == 0 { Code::Input } else { Code::Ok })
}

pub(crate) fn export(args: &BookExportArgs) -> Result<Code, Failure> {
    let (mut world, store, _) = world_seen(&args.world)?;
    if let Some(mut store) = store {
        let mut files = Vec::new();
        for id in exporting::unworded(&world) {
            files.extend(store.evidence(id)?.map(|bytes| rackworth_collect::prices::read_bytes("", &bytes)));
        }
        exporting::reword(&mut world, &files);
    }
    let answer = exporting::export(&world, &ExportRequest { class: args.class, own_only: args.own });
    let table = if args.machines { &answer.machines } else { &answer.parts };
    terminal::answer(&if args.json { json::export(&answer) } else { csv::export(table) })?;
    let (n_machines, n_left_out) = (answer.machines.rows.len(), answer.n_left_out);
    if !args.quiet && !args.json && !args.machines && n_machines > 0 {
        terminal::tell(&format!("note: {n_machines} machines have another layout: `--machines` writes them"));
    }
    if !args.quiet && n_left_out > 0 {
        terminal::tell(&format!(
            "note: {n_left_out} machines are not written: the words of their content are not kept"
        ));
    }
    let is_empty = if args.json { answer.parts.rows.len() + n_machines == 0 } else { table.rows.is_empty() };
    Ok(if is_empty { Code::Nothing } else { Code::Ok })
}
