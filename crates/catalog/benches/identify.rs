//! How fast words become parts: one million real ones on one core, beside a list of
//! regular expressions in Python in the same run.
//!
//! `cargo bench -p rackworth-catalog --bench identify`. The words are drawn from lists and
//! captures beside the repository (`../shared/data`); without them nothing is timed.
#![expect(clippy::disallowed_methods, reason = "a bench reads files and the clock")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use rackworth_catalog::Catalog;
use rackworth_catalog::identify::interned::Interned;
use rackworth_model::hardware::{ComponentKind, Place, RawComponent};
use rackworth_model::provenance::Locator;

const N: usize = 1_000_000;
/// Python is slow enough that a part of them tells.
const N_PYTHON: usize = 200_000;
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");

fn main() {
    let Some(real) = real_words() else {
        println!("nothing timed: no lists beside the repository (../shared/data)");
        return;
    };
    let catalog = Catalog::embedded().expect("the embedded tables are sound");
    let drawn = drawn(&real);
    let components: Vec<RawComponent> = drawn.iter().map(|(kind, words)| component(*kind, words)).collect();
    println!("{} real words, {N} drawn from them, one core", real.len());

    let mut interned = Interned::new(&catalog);
    let cold = timed(|| components.iter().for_each(|c| drop(black_box(interned.identify(c)))));
    let warm = timed(|| components.iter().for_each(|c| drop(black_box(interned.identify(c)))));
    let each = timed(|| components.iter().for_each(|c| drop(black_box(catalog.identify(c)))));
    for kind in [ComponentKind::Dimm, ComponentKind::Drive, ComponentKind::Cpu] {
        let of_kind: Vec<&RawComponent> = components.iter().filter(|c| c.kind == kind).collect();
        let seconds = timed(|| of_kind.iter().for_each(|c| drop(black_box(catalog.identify(c)))));
        println!("{:<40} {:>10.0} a second", format!("{kind} read anew"), of_kind.len() as f64 / seconds);
    }
    let unseen: Vec<RawComponent> = drawn.iter().enumerate().map(|(n, (kind, words))| other(*kind, words, n)).collect();
    let mut interned = Interned::new(&catalog);
    let never = timed(|| unseen.iter().for_each(|c| drop(black_box(interned.identify(c)))));
    for (what, seconds) in [
        ("warm, with memory", warm),
        ("first pass, with memory", cold),
        ("each read anew, without memory", each),
        ("a million different ones", never),
    ] {
        println!("{what:<40} {:>10.0} a second", N as f64 / seconds);
    }
    match python(&drawn) {
        Some((plain, cached)) => {
            let rate = |seconds: f64| N_PYTHON as f64 / seconds;
            println!("{:<40} {:>10.0} a second", "Python, list of regular expressions", rate(plain));
            println!("{:<40} {:>10.0} a second", "Python, the same with functools.cache", rate(cached));
            println!("read anew: {:.1} times Python's list", N as f64 / each / rate(plain));
            println!("warm: {:.1} times Python's cache", N as f64 / warm / rate(cached));
        }
        None => println!("python3 is not here: nothing to compare with"),
    }
}

/// Seconds on the processor, where the system tells them; else by the clock.
fn timed(work: impl FnOnce()) -> f64 {
    let (start, before) = (Instant::now(), on_processor());
    work();
    match before.zip(on_processor()) {
        Some((before, after)) => after - before,
        None => start.elapsed().as_secs_f64(),
    }
}

/// Seconds this thread has run, from Linux's scheduler statistics.
fn on_processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

fn component(kind: ComponentKind, words: &str) -> RawComponent {
    let mut component = RawComponent::new(kind, Place { file: "bench".into(), locator: Locator::File });
    component.id.model = Some(words.to_string());
    component
}

/// The same words with an ending nobody wrote before.
fn other(kind: ComponentKind, words: &str, n: usize) -> RawComponent {
    component(kind, &format!("{words} {n:x}"))
}

/// Words of modules, drives and CPUs, with what kind they are of.
fn real_words() -> Option<Vec<(ComponentKind, String)>> {
    let lists = [
        ("catalog/dimm_pairs.csv", "part_number", ComponentKind::Dimm),
        ("catalog/oem_memory_pairs.csv", "sku", ComponentKind::Dimm),
        ("catalog/drive_pairs.csv", "reported_model", ComponentKind::Drive),
        ("catalog/drive_field_reliability.csv", "model", ComponentKind::Drive),
        ("catalog/cpu.csv", "sku", ComponentKind::Cpu),
    ];
    let mut found = Vec::new();
    for (file, column, kind) in lists {
        let text = fs::read_to_string(Path::new(DATA).join(file)).ok()?;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().ok()?.iter().position(|header| header == column)?;
        let cells = reader.records().flatten().filter_map(|row| row.get(at).map(str::to_string));
        found.extend(cells.filter(|cell| !cell.is_empty()).map(|cell| (kind, cell)));
    }
    Some(found)
}

/// Drawn with a fixed rule, so that every run asks the same.
fn drawn(real: &[(ComponentKind, String)]) -> Vec<(ComponentKind, String)> {
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        real[(state % real.len() as u64) as usize].clone()
    };
    (0..N).map(|_| draw()).collect()
}

/// Seconds of the script beside this file, plain and with its cache.
fn python(drawn: &[(ComponentKind, String)]) -> Option<(f64, f64)> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/regex_list.py");
    let mut child = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    let mut lines = String::new();
    for (kind, words) in drawn.iter().take(N_PYTHON) {
        lines.push_str(&format!("{kind}\t{words}\n"));
    }
    child.stdin.take()?.write_all(lines.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut figures = text.split_whitespace().skip(2).filter_map(|figure| figure.parse().ok());
    Some((figures.next()?, figures.next()?))
}
