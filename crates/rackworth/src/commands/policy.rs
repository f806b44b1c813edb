//! `rackworth policy`

use rackworth_app::policy::policy;
use rackworth_app::world::read_policy;
use rackworth_report::{csv, json, markdown, text};

use super::policy_text;
use crate::args::{Format, PolicyShowArgs};
use crate::failure::{Code, Failure};
use crate::terminal;

pub(crate) fn show(args: &PolicyShowArgs) -> Result<Code, Failure> {
    let file = args.policy.as_deref().map(policy_text).transpose()?;
    let answer = policy(&read_policy(file.as_ref())?);
    let written = match args.output.written_as() {
        Format::Text => text::render_policy(&answer, terminal::screen(&args.output)),
        Format::Json => json::policy(&answer),
        Format::Csv => csv::policy(&answer),
        Format::Md => markdown::policy(&answer),
    };
    terminal::answer(&written)?;
    Ok(Code::Ok)
}
