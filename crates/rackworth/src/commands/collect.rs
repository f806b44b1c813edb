//! `rackworth collect`

use std::time::Duration;

use jiff::Timestamp;
use rackworth_app::collect::{self, CollectAnswer, CollectedHost, Keeping, Kept};
use rackworth_collect::live::credentials::CredentialsError;
use rackworth_collect::live::trust::TrustRequest;
use rackworth_collect::live::{self, Credentials, Limits, Record, Request, Secret, Stop, Target, target};
use rackworth_model::inventory::Problem;
use rackworth_report::{csv, json, markdown, text};

use super::{keeping, now, text_of};
use crate::args::{CollectArgs, Format};
use crate::failure::{Code, Failure, chain};
use crate::hosts::HostProgress;
use crate::terminal;

pub(crate) fn run(args: &CollectArgs) -> Result<Code, Failure> {
    let targets = targets(args)?;
    if args.fleet.as_ref().is_some_and(|fleet| fleet.trim().is_empty()) {
        return Err(Failure::new(Code::Usage, "record a fleet without a name"));
    }
    if args.insecure {
        terminal::tell(
            "warning: --insecure: no certificate is checked; whoever is between you and a host reads its password",
        );
    }
    let credentials = credentials(args, &targets)?;
    let request = Request {
        targets,
        credentials,
        trust: TrustRequest { authorities: args.ca.clone(), pins: args.pin.clone(), is_insecure: args.insecure },
        limits: Limits {
            hosts_at_once: args.parallel.into(),
            per_host: args.per_host.into(),
            patience: Duration::from_secs(args.timeout.into()),
            host_time: Duration::from_secs(60 * u64::from(args.host_timeout)),
            ..Limits::default()
        },
        record: args.record.as_ref().map(|folder| Record {
            folder: folder.clone(),
            is_fresh: args.fresh,
            is_scrubbed: args.scrub,
        }),
        now: clock,
    };
    let stop = Stop::default();
    let progress = HostProgress::new(!args.output.quiet && !args.output.no_progress, request.targets.len());
    stop_on_interrupt(&stop, &progress)?;
    let mut store = args.fleet.as_ref().map(|_| keeping::made(&args.store)).transpose()?;
    let keeping = store.as_mut().zip(args.fleet.as_deref());
    let keeping = keeping.map(|(store, fleet)| Keeping { store, fleet, now: clock });
    let mut on_host = |host: &CollectedHost, counts, n_hosts| progress.step(host, counts, n_hosts);
    let answer = collect::collect(&request, &stop, keeping, &mut on_host);
    progress.finish();
    let answer = answer?;
    terminal::answer(&match args.output.written_as() {
        Format::Text => text::render_collect(&answer, terminal::screen(&args.output)),
        Format::Json => json::collect(&answer),
        Format::Csv => csv::collect(&answer),
        Format::Md => markdown::collect(&answer),
    })?;
    Ok(code(args, &answer))
}

fn clock() -> Timestamp {
    now()
}

fn code(args: &CollectArgs, answer: &CollectAnswer) -> Code {
    let is_whole = answer.counts.partial == 0 && answer.counts.failed == 0;
    match answer.n_answered() {
        _ if answer.is_interrupted => Code::Incomplete,
        _ if matches!(answer.kept, Some(Kept::Failed(_))) => Code::Input,
        0 => Code::Unreachable,
        _ if args.strict && !is_whole => Code::Incomplete,
        _ => Code::Ok,
    }
}

fn targets(args: &CollectArgs) -> Result<Vec<Target>, Failure> {
    let problems = |problems: Vec<Problem>| {
        let hints: Vec<String> = problems.iter().filter_map(|problem| problem.hint.clone()).take(1).collect();
        let failure = Failure::new(Code::Usage, "read the hosts to ask");
        let failure = failure.because(problems.iter().map(Problem::to_string));
        hints.into_iter().fold(failure, Failure::hint)
    };
    let typed = target::read_typed(&args.hosts).map_err(problems)?;
    let listed = match &args.targets {
        Some(path) => target::read_file(&path.display().to_string(), &text_of(path)?).map_err(problems)?,
        None => Vec::new(),
    };
    let targets = target::join([typed, listed]);
    if targets.is_empty() {
        return Err(Failure::new(Code::Usage, "find a host to ask: the list is empty"));
    }
    Ok(targets)
}

/// Accounts from the file, then the environment, then a prompt: whatever is still missing.
fn credentials(args: &CollectArgs, targets: &[Target]) -> Result<Credentials, Failure> {
    let user = args.user.clone().or_else(|| terminal::variable("RACKWORTH_BMC_USER"));
    let password = terminal::variable("RACKWORTH_BMC_PASSWORD").map(Secret::new);
    let from_file = args.credentials.as_deref().map(Credentials::read).transpose()?.unwrap_or_default();
    let credentials = from_file.or(user.clone(), password);
    if credentials.cover(targets) || !terminal::stdin_is_terminal() {
        return match targets.iter().any(|target| credentials.covers(target)) {
            true => Ok(credentials),
            false => Err(no_credentials()),
        };
    }
    let user = match user {
        Some(user) => Some(user),
        None => Some(terminal::ask("User name: ")?).filter(|user| !user.is_empty()),
    };
    let credentials = credentials.or(user, None);
    if credentials.cover(targets) {
        return Ok(credentials);
    }
    Ok(credentials.or(None, Some(Secret::new(terminal::ask_secretly("Password: ")?))))
}

fn no_credentials() -> Failure {
    Failure::new(Code::Usage, "find a user name and a password for any host")
        .hint("pass `--user NAME` and set RACKWORTH_BMC_PASSWORD, or pass `--credentials FILE`")
}

/// The first interrupt ends the collection, the second one the program.
fn stop_on_interrupt(stop: &Stop, progress: &HostProgress) -> Result<(), Failure> {
    /// What shells report of a program that an interrupt ended.
    const INTERRUPTED: i32 = 130;
    let (stop, progress) = (stop.clone(), progress.clone());
    let handler = move || {
        if stop.is_asked() {
            progress.tell("left at once: sessions may be open until they expire");
            std::process::exit(INTERRUPTED);
        }
        progress.tell("stopping: closing every session; again to leave at once");
        stop.ask();
    };
    let failed = |error: ctrlc::Error| Failure::new(Code::Bug, "listen for Ctrl-C").because([error.to_string()]);
    ctrlc::set_handler(handler).map_err(failed)
}

impl From<CredentialsError> for Failure {
    fn from(error: CredentialsError) -> Failure {
        let failure = Failure::new(Code::Usage, error.to_string()).because(chain(&error));
        match error {
            CredentialsError::Open { path, .. } => failure.hint(format!("chmod 600 {}", path.display())),
            _ => failure,
        }
    }
}

impl From<live::Error> for Failure {
    fn from(error: live::Error) -> Failure {
        let (code, hint) = match &error {
            live::Error::Foreign(_) => (Code::Usage, Some("choose a folder that is new, or an earlier record")),
            live::Error::NotEmpty(_) | live::Error::Scrubbed(_) => (Code::Usage, Some("choose a new folder")),
            live::Error::Trust(_) => (Code::Usage, None),
            live::Error::Record { .. } | live::Error::Runtime(_) => (Code::Input, None),
            _ => (Code::Bug, None),
        };
        let failure = Failure::new(code, error.to_string()).because(chain(&error));
        hint.into_iter().fold(failure, Failure::hint)
    }
}
