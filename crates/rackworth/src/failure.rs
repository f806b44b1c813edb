//! Every way to end, with its exit code: the one list (docs/reference/exit-codes.md).

use std::error::Error;
use std::process::ExitCode;

use rackworth_app::AskError;
use rackworth_model::inventory::Problem;

use crate::terminal;

/// Exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Answered; also a closed pipe.
    Ok = 0,
    /// Asked whether, and the answer is no: `diff --fail-above`.
    No = 1,
    /// Arguments or policy file wrong.
    Usage = 2,
    /// A file or record could not be read.
    Input = 3,
    /// No source answered.
    Unreachable = 4,
    /// Answered, but coverage is under `--require-coverage`, or hosts are not complete with `--strict`.
    Incomplete = 5,
    /// Nothing matched: empty fleet, unknown id or part.
    Nothing = 6,
    /// An invariant of rackworth broke.
    Bug = 70,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(code as u8)
    }
}

/// Why there is no answer, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    code: Code,
    what: String,
    causes: Vec<String>,
    hints: Vec<String>,
}

impl Failure {
    pub(crate) fn new(code: Code, what: impl Into<String>) -> Failure {
        Failure { code, what: what.into(), causes: Vec::new(), hints: Vec::new() }
    }

    pub(crate) fn because(mut self, causes: impl IntoIterator<Item = String>) -> Failure {
        self.causes.extend(causes);
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// Tells the failure on stderr; the code to end with.
    pub(crate) fn report(&self) -> ExitCode {
        let mut lines = vec![format!("error: failed to {}", self.what)];
        lines.extend(self.causes.iter().map(|cause| format!("  cause: {cause}")));
        if !self.hints.is_empty() {
            lines.push(String::new());
            lines.extend(self.hints.iter().map(|hint| format!("hint: {hint}")));
        }
        terminal::tell(&lines.join("\n"));
        self.code.into()
    }
}

/// Help and version go to stdout and are no failure; anything else clap says is.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // When even this cannot be written there is nobody to tell.
    drop(error.print());
    if error.use_stderr() { Code::Usage.into() } else { Code::Ok.into() }
}

/// On one line, for a warning.
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "failed to {}", self.what)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Failure {
        let what = error.to_string();
        let causes = chain(&error);
        let failure = |code| Failure::new(code, what.clone()).because(causes.clone());
        match &error {
            AskError::Policy { file, problems } => failure(Code::Usage)
                .because(problems.iter().map(|problem| format!("{file}: {problem}")))
                .hint("`rackworth policy show` lists every key with its unit and source"),
            AskError::NoRate { .. } => {
                failure(Code::Usage).hint("report in USD, or choose a day near one of the book's rates")
            }
            AskError::EmptyFleet { problems } => failure(if problems.is_empty() { Code::Nothing } else { Code::Input })
                .because(problems.iter().map(Problem::to_string))
                .hint("`rackworth identify PATH` lists what was seen and not read"),
            AskError::OtherWorld { engine, .. } => failure(Code::Usage)
                .hint(format!("the run was made by {engine}; that very binary gives its figures again")),
            AskError::EmptyBook { file, problems } => failure(Code::Input)
                .because(problems.iter().map(Problem::to_string))
                .hint(format!("`rackworth book import {file}` shows what each column and line was taken for")),
            AskError::UnknownId { like, .. } => failure(Code::Nothing)
                .hint(format!("ids are those `rackworth value` prints, such as {}", like.join(", "))),
            AskError::UnknownTrend { like, .. } => failure(Code::Nothing)
                .hint(format!("try a class such as `dimm`, or one of the families {}", like.join(", "))),
            AskError::UnknownPart { why, .. } => failure(Code::Nothing)
                .because([why.clone()])
                .hint("try words such as `Xeon Gold 6248R`, or a part id as `identify` prints it"),
            AskError::NoFigure { gaps, .. } => {
                failure(Code::Nothing).because(gaps.iter().map(|gap| format!("{}: {}", gap.of, gap.kind)))
            }
            AskError::BuiltInPolicy { problems } => {
                failure(Code::Bug).because(problems.iter().map(ToString::to_string))
            }
            _ => failure(Code::Bug),
        }
    }
}

/// Everything behind an error, outermost first.
pub(crate) fn chain(error: &dyn Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(format!("failed to {cause}"));
        next = cause.source();
    }
    causes
}
