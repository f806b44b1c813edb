//! The printer: answers to stdout, everything else to stderr.

use std::io::{self, ErrorKind, IsTerminal, Write};

use rackworth_report::style::{Paint, Screen};

use crate::args::{Color, OutputArgs};
use crate::failure::{Code, Failure};

/// Columns where the terminal does not say.
const USUAL_WIDTH: usize = 80;

/// The screen an answer goes to: a terminal has a width, a pipe or file has none.
pub(crate) fn screen(output: &OutputArgs) -> Screen {
    let terminal = io::stdout().is_terminal();
    let width = terminal.then(|| terminal_width().unwrap_or(USUAL_WIDTH));
    let width = width.or_else(|| variable("RACKWORTH_WIDTH").and_then(|text| text.parse().ok()));
    Screen { width, paint: paint(output.color, terminal) }
}

fn paint(color: Color, terminal: bool) -> Paint {
    let wanted = match color {
        Color::Always => true,
        Color::Never => false,
        // https://no-color.org and https://bixense.com/clicolors
        Color::Auto if variable("NO_COLOR").is_some_and(|text| !text.is_empty()) => false,
        Color::Auto if variable("CLICOLOR_FORCE").is_some_and(|text| text != "0") => true,
        Color::Auto => terminal,
    };
    if wanted { Paint::Colored } else { Paint::Plain }
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Writes an answer to stdout. A closed pipe is a quiet success.
pub(crate) fn answer(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::new(Code::Input, "write the answer").because([error.to_string()]))
        }
        _ => Ok(()),
    }
}

/// Writes a note to stderr; when nobody listens there it is lost.
pub(crate) fn tell(text: &str) {
    let mut stderr = io::stderr().lock();
    drop(writeln!(stderr, "{text}"));
}

pub(crate) fn stderr_is_terminal() -> bool {
    io::stderr().is_terminal()
}

pub(crate) fn stdin_is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Asks on the terminal and reads one line.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(Code::Input, "read the answer").because([error.to_string()]);
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question}").and_then(|()| stderr.flush()).map_err(failed)?;
    let mut line = String::new();
    io::stdin().read_line(&mut line).map_err(failed)?;
    Ok(line.trim().to_string())
}

/// Asks on the terminal and reads one line that does not show.
pub(crate) fn ask_secretly(question: &str) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::new(Code::Input, "read the password").because([error.to_string()]);
    rpassword::prompt_password(question).map_err(failed)
}
