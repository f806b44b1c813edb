//! `rackworth book fetch`

use std::path::Path;
use std::time::Duration;

use rackworth_app::fetch::{self as fetching, FetchAnswer};
use rackworth_app::import::ImportRules;
use rackworth_collect::live::{Limits, Secret};
use rackworth_collect::prices::ebay::{self, Error, Page, Request};
use rackworth_model::snapshot::KnownBy;
use rackworth_report::{csv, json, markdown, text};
use rackworth_store::Packed;

use super::{day_of, keeping, now};
use crate::args::{FetchEbayArgs, Format};
use crate::failure::{Code, Failure, chain};
use crate::terminal;

/// The least time between two questions: five a second trouble nobody, and 5,000 a day are what a new application has
/// (<https://developer.ebay.com/develop/get-started/api-call-limits>).
const PAUSE: Duration = Duration::from_millis(200);

pub(crate) fn ebay(args: &FetchEbayArgs) -> Result<Code, Failure> {
    let request = request(args)?;
    if let Some(folder) = &args.record {
        make(folder)?;
    }
    let mut unwritten = None;
    let fetched = ebay::fetch(&request, &mut |page| {
        if let Some(folder) = &args.record
            && let Err(error) = write(folder, page)
        {
            unwritten.get_or_insert(error);
        }
    })?;
    let at = now();
    let known = match keeping::there(&args.store)? {
        Some(mut store) => store.observations(KnownBy(at))?,
        None => Vec::new(),
    };
    let rules = ImportRules { condition: args.condition, ..ImportRules::none(day_of(at)) };
    let (mut answer, new) = fetching::fetch(&request.endpoint, &request.marketplace, &fetched, &rules, &known)?;
    answer.kept_in = args.record.as_ref().filter(|_| answer.n_pages() > 0).map(|path| path.display().to_string());
    let keeps = !args.dry_run && !args.sandbox && keeping::meant(&args.store).is_some();
    if keeps && !new.is_empty() {
        let mut store = keeping::made(&args.store)?;
        let pages = fetched.pages.iter().map(|page| Packed::of(&page.bytes, &page.name));
        store.put_packed(pages.collect::<Result<_, _>>()?)?;
        store.record_observations(&new, at)?;
        answer.import.recorded_in = Some(store.place().to_string());
    }
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_fetch(&answer, terminal::screen(&args.output)),
        Format::Json => json::fetch(&answer),
        Format::Csv => csv::import(&answer.import),
        Format::Md => markdown::import(&answer.import),
    })?;
    notes(args, &answer);
    unwritten.map_or_else(|| Ok(code(&answer)), Err)
}

fn request(args: &FetchEbayArgs) -> Result<Request, Failure> {
    let of_ebay = if args.sandbox { ebay::SANDBOX } else { ebay::PRODUCTION };
    Ok(Request {
        endpoint: args.endpoint.clone().unwrap_or_else(|| of_ebay.to_string()),
        key: secret("RACKWORTH_EBAY_KEY")?,
        secret: secret("RACKWORTH_EBAY_SECRET")?,
        marketplace: args.marketplace.clone(),
        searches: args.searches.clone(),
        categories: args.category.iter().map(u32::to_string).collect(),
        conditions: args.condition_id.iter().map(u32::to_string).collect(),
        most_items: args.most,
        page_size: ebay::LARGEST_PAGE,
        limits: Limits { patience: Duration::from_secs(args.timeout.into()), attempts: 4, ..Limits::default() },
        pause: PAUSE,
        authorities: args.ca.clone(),
        now,
    })
}

fn secret(name: &str) -> Result<Secret, Failure> {
    let found = terminal::variable(name).filter(|text| !text.trim().is_empty());
    found.map(|text| Secret::new(text.trim())).ok_or_else(|| {
        Failure::new(Code::Usage, format!("find the account to ask eBay with: {name} is not set"))
            .hint("set RACKWORTH_EBAY_KEY and RACKWORTH_EBAY_SECRET to the App ID and Cert ID of your application")
    })
}

#[expect(clippy::disallowed_methods, reason = "the binary writes the files its arguments name")]
fn write(folder: &Path, page: &Page) -> Result<(), Failure> {
    let path = folder.join(&page.name);
    std::fs::write(&path, &page.bytes).map_err(|error| unwritable(&path, &error))
}

fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::Input, format!("keep answers in `{}`", path.display())).because([error.to_string()])
}

fn notes(args: &FetchEbayArgs, answer: &FetchAnswer) {
    if args.output.quiet {
        return;
    }
    if args.sandbox {
        terminal::tell("note: the sandbox's listings are invented: nothing was recorded");
    } else if answer.import.recorded_in.is_none() && answer.kept_in.is_none() && answer.n_pages() > 0 {
        terminal::tell("note: the answers were not kept: `--record DIR` keeps them for `book import`");
    }
}

fn code(answer: &FetchAnswer) -> Code {
    match answer.n_pages() {
        0 => Code::Unreachable,
        _ if answer.is_partial() => Code::Incomplete,
        _ if answer.searches.iter().all(|search| search.n_items == 0) => Code::Nothing,
        _ => Code::Ok,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let (code, hint) = match &error {
            Error::Denied { .. } => (
                Code::Usage,
                "check RACKWORTH_EBAY_KEY and RACKWORTH_EBAY_SECRET: production and sandbox have their own",
            ),
            Error::Endpoint(_) | Error::Plain(_) => (Code::Usage, "such as `https://api.ebay.com`"),
            Error::Trust(_) => (Code::Usage, "`--ca FILE` names a file of authorities in PEM"),
            Error::Silent { .. } => (Code::Unreachable, "check the network, and whether a proxy is in between"),
            _ => (Code::Bug, "tell us"),
        };
        Failure::new(code, error.to_string()).because(chain(&error)).hint(hint)
    }
}
