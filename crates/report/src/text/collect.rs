//! The screen of `collect`.

use rackworth_app::collect::{CollectAnswer, CollectedHost, HostState, Kept};

use crate::figure::count;
use crate::style::{Label, Screen, wrapped};
use crate::table::{Cell, Column, Table};
use crate::words::{host_state, plural};

/// `collect` on a screen.
pub fn render_collect(answer: &CollectAnswer, screen: Screen) -> String {
    let mut out = String::new();
    let shown: Vec<&CollectedHost> = answer.hosts.iter().filter(|host| host.state != HostState::Nobody).collect();
    if !shown.is_empty() {
        out.push_str(&hosts(&shown).render(screen));
    }
    out.push_str(&missing(&shown, screen));
    out.push_str(&failed(&shown, screen));
    out.push_str(&warnings(&shown, screen));
    out.push_str(&summary(answer, screen));
    out
}

fn hosts(hosts: &[&CollectedHost]) -> Table {
    let mut table = Table::new(vec![
        Column::left("Host"),
        Column::left("Outcome"),
        Column::left("Machine"),
        Column::left("Serial").yielding(1),
        Column::right("Components"),
        Column::right("Asked").yielding(3),
        Column::right("Seconds").yielding(2),
    ]);
    for host in hosts {
        let label = match host.state {
            HostState::Complete => Label::Better,
            HostState::Partial => Label::Gap,
            HostState::Failed | HostState::Nobody => Label::Worse,
        };
        let rows = host.machines.len().max(1);
        for row in 0..rows {
            let machine = host.machines.get(row);
            let first = |text: String| if row == 0 { text } else { String::new() };
            let model = machine.map(|machine| machine.model.clone().unwrap_or_else(|| "no model told".to_string()));
            table.push(vec![
                Cell::new(Label::Id, first(host.host.clone())),
                Cell::new(label, first(host_state(host.state).to_string())),
                Cell::plain(model.unwrap_or_default()),
                Cell::plain(machine.and_then(|machine| machine.serial.clone()).unwrap_or_default()),
                Cell::plain(machine.map(|machine| count(machine.n_components)).unwrap_or_default()),
                Cell::plain(first(asked(host))),
                Cell::plain(first(seconds(host))),
            ]);
        }
    }
    table
}

fn asked(host: &CollectedHost) -> String {
    if host.is_from_record { "in record".to_string() } else { count(host.n_asked) }
}

fn seconds(host: &CollectedHost) -> String {
    if host.is_from_record { String::new() } else { format!("{:.1}", host.took.as_secs_f64()) }
}

fn missing(hosts: &[&CollectedHost], screen: Screen) -> String {
    let partial: Vec<&&CollectedHost> = hosts.iter().filter(|host| !host.missing.is_empty()).collect();
    if partial.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Missing"));
    for host in partial {
        for missing in &host.missing {
            let what = match missing.uris.as_slice() {
                [one] => one.clone(),
                many => format!("{} below {}", plural(many.len(), "resource", "resources"), missing.of),
            };
            out.push_str(&line(&format!("  {}  {what}: {}", host.host, missing.why), Label::Gap, screen));
        }
    }
    out
}

fn failed(hosts: &[&CollectedHost], screen: Screen) -> String {
    let failed: Vec<&&CollectedHost> = hosts.iter().filter(|host| host.why.is_some()).collect();
    if failed.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Failed"));
    for host in failed {
        let why = host.why.as_deref().unwrap_or_default();
        out.push_str(&line(&format!("  {}  {why}", host.host), Label::Error, screen));
        if let Some(hint) = &host.hint {
            // A fingerprint is copied: it stays on one line.
            out.push_str(&screen.paint.put(Label::Hint, &format!("    hint: {hint}")));
            out.push('\n');
        }
    }
    out
}

fn warnings(hosts: &[&CollectedHost], screen: Screen) -> String {
    let mut out = String::new();
    for host in hosts {
        if let Some(why) = &host.session_left_open {
            let text = format!("warning: {}: a session stays open on it until it expires: {why}", host.host);
            out.push_str(&line(&text, Label::Error, screen));
        }
        if let Some(first) = host.unwritten.first() {
            let text = format!("warning: {}: not written to the record: {first}", host.host);
            let more = host.unwritten.len() - 1;
            let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
            out.push_str(&line(&format!("{text}{more}"), Label::Error, screen));
        }
    }
    out
}

fn line(text: &str, label: Label, screen: Screen) -> String {
    let indent = text.len() - text.trim_start().len();
    let text = match screen.width {
        Some(width) => wrapped(text, width.saturating_sub(indent), "      "),
        None => text.trim_start().to_string(),
    };
    format!("{}{}\n", " ".repeat(indent), screen.paint.put(label, &text))
}

fn summary(answer: &CollectAnswer, screen: Screen) -> String {
    let counts = answer.counts;
    let n_hosts = counts.complete + counts.partial + counts.failed;
    let mut text = format!(
        "{}: {} complete, {} partial, {} failed",
        plural(n_hosts as usize, "host", "hosts"),
        count(counts.complete),
        count(counts.partial),
        count(counts.failed),
    );
    if counts.nobody > 0 {
        text.push_str(&format!("; nobody answered at {}", plural(counts.nobody as usize, "address", "addresses")));
    }
    if answer.is_interrupted {
        text.push_str("; interrupted");
    }
    let head = screen.paint.put(Label::Heading, &text);
    let (in_folder, in_store) = (in_folder(answer), in_store(answer));
    let kept: Vec<String> = in_store.into_iter().chain(in_folder).collect();
    let kept = if kept.is_empty() {
        "not kept: `--fleet NAME` keeps it in the store, `--record DIR` what hosts answer as files".to_string()
    } else {
        kept.join("\n")
    };
    format!("\n{head}\n{}\n", screen.paint.put(Label::Note, &kept))
}

fn in_store(answer: &CollectAnswer) -> Option<String> {
    Some(match answer.kept.as_ref()? {
        Kept::Recorded(recorded) => {
            let fleet = &recorded.reading.fleet;
            let done = if recorded.is_new { "recorded" } else { "already recorded" };
            format!("{done} as the fleet `{fleet}` in {}: `rackworth value {fleet}` values it", recorded.store)
        }
        Kept::EvidenceOnly(n) => format!(
            "no reading recorded, as it would lack machines; what {} told is kept in the store",
            plural(*n, "host", "hosts")
        ),
        Kept::Failed(why) => format!("not recorded: {why}"),
    })
}

fn in_folder(answer: &CollectAnswer) -> Option<String> {
    Some(match &answer.record {
        Some(folder) if answer.is_scrubbed && answer.is_interrupted => {
            format!(
                "kept in `{folder}`, scrubbed: it cannot be resumed; `rackworth value {folder}` reads what is there"
            )
        }
        Some(folder) if answer.is_interrupted => {
            format!("kept in `{folder}`: the same command again asks for what is missing")
        }
        Some(folder) if answer.is_scrubbed => {
            format!("kept in `{folder}`, scrubbed: look through it before you share it")
        }
        Some(folder) => format!("kept in `{folder}`: `rackworth value {folder}` reads it"),
        None => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rackworth_app::collect::{CollectedMachine, HostCounts, MissingResources};
    use rackworth_model::inventory::AssetKind;

    use super::*;
    use crate::style::Paint;

    fn host(name: &str, state: HostState) -> CollectedHost {
        let machine = CollectedMachine {
            kind: AssetKind::Server,
            model: Some("Dell Inc. PowerEdge R750".to_string()),
            serial: Some("EXTAG01".to_string()),
            n_components: 32,
        };
        CollectedHost {
            host: name.to_string(),
            state,
            machines: if state < HostState::Failed { vec![machine] } else { Vec::new() },
            missing: Vec::new(),
            why: None,
            hint: None,
            n_asked: 169,
            n_again: 0,
            took: Duration::from_millis(2340),
            is_from_record: false,
            session_left_open: None,
            unwritten: Vec::new(),
        }
    }

    fn answer() -> CollectAnswer {
        let drives = "/redfish/v1/Systems/1/Storage/1/Drives";
        let missing = MissingResources {
            of: drives.to_string(),
            why: "answered 404".to_string(),
            uris: (0..6).map(|at| format!("{drives}/{at}")).collect(),
        };
        let partial = CollectedHost {
            missing: vec![missing],
            session_left_open: Some("the logout was answered 503".to_string()),
            ..host("10.0.0.8", HostState::Partial)
        };
        let failed = CollectedHost {
            why: Some("user name or password not accepted".to_string()),
            hint: Some("check user and password".to_string()),
            n_asked: 2,
            ..host("10.0.0.9", HostState::Failed)
        };
        CollectAnswer {
            hosts: vec![host("10.0.0.7", HostState::Complete), partial, failed, host("10.0.0.10", HostState::Nobody)],
            counts: HostCounts { complete: 1, partial: 1, failed: 1, nobody: 1 },
            is_interrupted: false,
            record: Some("inventory".to_string()),
            is_scrubbed: false,
            kept: None,
        }
    }

    #[test]
    fn hosts_are_listed_by_how_they_ended() {
        let expected = "\
Host      Outcome   Machine                   Serial   Components  Asked  Seconds
10.0.0.7  complete  Dell Inc. PowerEdge R750  EXTAG01          32    169      2.3
10.0.0.8  partial   Dell Inc. PowerEdge R750  EXTAG01          32    169      2.3
10.0.0.9  failed                                                       2      2.3

Missing
  10.0.0.8  6 resources below /redfish/v1/Systems/1/Storage/1/Drives: answered 404

Failed
  10.0.0.9  user name or password not accepted
    hint: check user and password
warning: 10.0.0.8: a session stays open on it until it expires: the logout was answered 503

3 hosts: 1 complete, 1 partial, 1 failed; nobody answered at 1 address
kept in `inventory`: `rackworth value inventory` reads it
";
        assert_eq!(render_collect(&answer(), Screen { width: None, paint: Paint::Plain }), expected);
    }

    #[test]
    fn a_narrow_screen_keeps_host_and_outcome() {
        let screen = render_collect(&answer(), Screen { width: Some(60), paint: Paint::Plain });
        let table: Vec<&str> = screen.lines().take_while(|line| !line.is_empty()).collect();
        assert!(table.iter().all(|line| line.chars().count() <= 60), "{screen}");
        assert!(screen.contains("left out for width") && screen.contains("partial"), "{screen}");
    }
}
