//! The screen of `identify`.

use rackworth_app::identify::{IdentifiedAsset, IdentifiedLine, IdentifiedRack, IdentifyAnswer, Known};

use super::value::unread_counts;
use crate::figure::{count, percent};
use crate::style::{Label, Screen, wrapped};
use crate::words::plural;

/// `identify` on a screen.
pub fn render_identify(answer: &IdentifyAnswer, screen: Screen) -> String {
    let mut out = String::new();
    for asset in &answer.assets {
        out.push_str(&render_asset(asset, screen));
    }
    out.push_str(&problems(answer, screen));
    out.push_str(&unread(answer, screen));
    out.push_str(&summary(answer, screen));
    out
}

fn render_asset(asset: &IdentifiedAsset, screen: Screen) -> String {
    let first = asset.ids.first().map_or_else(String::new, ToString::to_string);
    let more =
        if asset.ids.len() > 1 { format!(" … {} alike", count(asset.ids.len() as u64)) } else { String::new() };
    let id = screen.paint.put(Label::Id, &format!("{first}{more}"));
    let site = asset.site.as_deref().map_or_else(String::new, |site| format!(" · {site}"));
    let condition = asset.condition.as_deref().map_or_else(String::new, |condition| format!(" · {condition}"));
    let mut out = format!(
        "{id}  {}{condition}{site}  {}\n",
        platform(asset, screen),
        screen.paint.put(Label::Note, &asset.place)
    );
    for line in asset.rack.iter().flat_map(trays) {
        out.push_str(&format!("{}\n", screen.paint.put(Label::Plain, &line)));
    }
    for finding in &asset.findings {
        let text = format!("     does not fit: {finding}");
        out.push_str(&screen.paint.put(Label::Gap, &wrapped_keeping_indent(&text, screen)));
        out.push('\n');
    }
    for line in together(&asset.lines) {
        out.push_str(&line_text(&line, screen));
    }
    for (header, text) in &asset.extras {
        out.push_str(&screen.paint.put(Label::Note, &format!("     {header}: {text} (kept, not used)")));
        out.push('\n');
    }
    out
}

/// `18 × GB200 NVL compute tray (tray)`: alike trays together, and why they are one rack.
fn trays(rack: &IdentifiedRack) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for tray in &rack.trays {
        match counts.iter_mut().find(|(model, _)| *model == tray.model) {
            Some((_, count)) => *count += 1,
            None => counts.push((&tray.model, 1)),
        }
    }
    let mut lines: Vec<String> =
        counts.iter().map(|(model, count)| format!("{count:>4} × {model} (in the rack)")).collect();
    lines.push(format!("     one rack: {}", rack.grouped_by));
    lines
}

fn platform(asset: &IdentifiedAsset, screen: Screen) -> String {
    match &asset.platform {
        Known::Part { name, confidence, rule, .. } => {
            let sure = screen.paint.put(Label::Note, &format!("({rule}, {})", percent(*confidence)));
            format!("{} {sure}", screen.paint.put(Label::Heading, name))
        }
        Known::OneOf { why, .. } => screen.paint.put(Label::Gap, &format!("{}: {why}", asset.model)),
        Known::NotAPart { .. } => screen.paint.put(Label::Heading, &asset.model),
        Known::Unknown { reason } => screen.paint.put(Label::Gap, &format!("{}: {reason}", asset.model)),
    }
}

/// Lines that differ in their place alone are told once, with their units added up.
fn together(lines: &[IdentifiedLine]) -> Vec<IdentifiedLine> {
    let mut out: Vec<IdentifiedLine> = Vec::new();
    for line in lines {
        let alike = |old: &&mut IdentifiedLine| {
            old.text == line.text
                && old.known == line.known
                && told_differently(old) == told_differently(line)
                && (old.weight - line.weight).abs() < 1e-9
        };
        match out.iter_mut().find(alike) {
            Some(old) if line.weight > 0.999 => old.count += line.count,
            _ => out.push(line.clone()),
        }
    }
    out
}

/// What other witnesses tell, without where.
fn told_differently(line: &IdentifiedLine) -> Vec<String> {
    line.contradictions.iter().map(|c| format!("{} {}, elsewhere {}", c.property, c.kept, c.other)).collect()
}

fn line_text(line: &IdentifiedLine, screen: Screen) -> String {
    let belief = if line.weight > 0.999 { String::new() } else { format!("{} ", percent(line.weight)) };
    let (label, known) = match &line.known {
        Known::Part { name, confidence, rule, .. } => {
            (Label::Plain, format!("{name}  ({rule}, {})", percent(*confidence)))
        }
        Known::OneOf { parts, why, rule } => {
            let each: Vec<String> = parts.iter().map(|(id, weight)| format!("{id} {}", percent(*weight))).collect();
            (Label::Gap, format!("{why}: {}  ({rule})", each.join(" or ")))
        }
        Known::NotAPart { why, rule, .. } => (Label::Note, format!("not counted: {why}  ({rule})")),
        Known::Unknown { reason } => (Label::Gap, format!("unknown: {reason}")),
    };
    let quirks = if line.quirks.is_empty() { String::new() } else { format!("  quirk: {}", line.quirks.join(", ")) };
    let differing = told_differently(line);
    let differing =
        if differing.is_empty() { String::new() } else { format!("  told differently: {}", differing.join("; ")) };
    let text = format!("{:>4} × {belief}{} → {known}{quirks}{differing}", line.count, line.text);
    format!("{}\n", screen.paint.put(label, &wrapped_keeping_indent(&text, screen)))
}

pub(super) fn wrapped_keeping_indent(text: &str, screen: Screen) -> String {
    match screen.width {
        Some(width) => {
            let indent = text.len() - text.trim_start().len();
            format!("{}{}", " ".repeat(indent), wrapped(text, width.saturating_sub(indent), "         "))
        }
        None => text.to_string(),
    }
}

fn problems(answer: &IdentifyAnswer, screen: Screen) -> String {
    let mut out = String::new();
    for problem in &answer.problems {
        out.push_str(&screen.paint.put(Label::Error, &format!("problem: {problem}")));
        out.push('\n');
        if let Some(hint) = &problem.hint {
            out.push_str(&screen.paint.put(Label::Hint, &format!("hint: {hint}")));
            out.push('\n');
        }
    }
    out
}

fn unread(answer: &IdentifyAnswer, screen: Screen) -> String {
    if answer.unread.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Not read"));
    for unread in &answer.unread {
        let line = format!("  {} `{}` in {}: {}", unread.kind, unread.text, unread.place, unread.why);
        out.push_str(&wrapped(&line, screen.width.unwrap_or(usize::MAX), "    "));
        out.push('\n');
    }
    out
}

fn summary(answer: &IdentifyAnswer, screen: Screen) -> String {
    let counts = answer.counts;
    let text = format!(
        "{}: {} components identified, {} one of several, {} unknown, {} not counted; not read: {}",
        plural(answer.n_assets, "asset", "assets"),
        count(counts.identified),
        count(counts.ambiguous),
        count(counts.unknown),
        count(counts.not_parts),
        unread_counts(&answer.unread),
    );
    format!("\n{}\n", screen.paint.put(Label::Heading, &text))
}
