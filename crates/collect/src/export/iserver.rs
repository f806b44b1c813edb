//! iserver's tables of a Cisco Intersight fleet, as printed or pasted into a page.

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, HardwareId, RawComponent};
use rackworth_model::inventory::{Amounts, RawText, UnreadKind};

use super::draft::{Draft, part, said};
use super::note::Notes;

pub(super) fn is_it(head: &str) -> bool {
    head.contains("iserver") && head.lines().any(is_header)
}

fn is_header(line: &str) -> bool {
    let cells = cells(line);
    cells.first() == Some(&"SF") && cells.contains(&"Serial") && cells.contains(&"Model")
}

/// The cells of a table's line; none for any other line.
fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let inner = line.strip_prefix('|').map(|rest| rest.strip_suffix('|').unwrap_or(rest));
    inner.map(|inner| inner.split('|').map(str::trim).collect()).unwrap_or_default()
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let mut machines: Vec<Draft> = Vec::new();
    let mut header: Vec<&str> = Vec::new();
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        if is_header(line) {
            header = cells(line);
            continue;
        }
        let row = cells(line);
        if row.len() < header.len() || row.is_empty() {
            continue;
        }
        let word = |name: &str| header.iter().position(|own| *own == name).and_then(|at| said(row.get(at).copied()));
        if word("Serial").is_some() {
            machines.push(read_machine(&word, number + 1, notes));
        }
        let Some(machine) = machines.last_mut() else { continue };
        machine.parts.extend(word("PCI").map(|words| card(words, number + 1, notes)));
        for name in header.iter().filter(|name| !READ.contains(name)) {
            others.entry(*name).or_insert(number + 1);
        }
    }
    for (name, line) in others {
        notes.leave(notes.line(line), UnreadKind::Column, name, "it tells of no part");
    }
    machines
}

const READ: &[&str] = &["Name", "Model", "Serial", "CPU", "Memory", "PCI"];

fn read_machine(word: &dyn Fn(&str) -> Option<String>, line: usize, notes: &Notes) -> Draft {
    let mut draft = Draft::machine(notes.line(line));
    // `(R) UCSC-C220-M5SX` is a rack server, `(B)` a blade.
    draft.asset.id.model = word("Model").map(|model| {
        let bare = ["(R) ", "(B) "].iter().find_map(|form| model.strip_prefix(form));
        bare.map_or(model.clone(), str::to_string)
    });
    draft.asset.hostname = word("Name");
    let serial = word("Serial");
    draft.add_serial(serial.as_deref());
    draft.asset.id.serial = serial;
    draft.parts.extend(word("CPU").and_then(|words| processors(&words, line, notes)));
    draft.asset.texts.extend(word("Memory").map(|words| memory(&words, line, notes)));
    draft
}

/// `2S 40C 80T`: two sockets, forty cores in all.
fn processors(words: &str, line: usize, notes: &Notes) -> Option<RawComponent> {
    let number = |unit: char| words.split_whitespace().find_map(|word| word.strip_suffix(unit)?.parse::<u32>().ok());
    let sockets = number('S').filter(|sockets| (1..=16).contains(sockets))?;
    let mut cpu = part(ComponentKind::Cpu, &notes.line(line));
    cpu.count = sockets;
    cpu.facts.cores = number('C').map(|cores| cores / sockets);
    cpu.text = Some(words.to_string());
    Some(cpu)
}

/// `384 [GiB]`: the sum; its modules are not told.
fn memory(words: &str, line: usize, notes: &Notes) -> RawText {
    RawText {
        kind: ComponentKind::Dimm,
        text: words.replace(['[', ']'], ""),
        count: None,
        amounts: Amounts::Total,
        unit: None,
        id: HardwareId::default(),
        place: notes.line(line),
    }
}

/// A card; of which kind is for the catalog to say.
fn card(words: String, line: usize, notes: &Notes) -> RawComponent {
    let mut card = part(ComponentKind::Unknown, &notes.line(line));
    card.id.model = Some(words);
    card
}
