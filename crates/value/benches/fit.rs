//! How long the pooled regression takes, and how much memory, against numpy's least
//! squares on the same design in the same run. Seconds are those a processor worked, so that what else a machine does
//! does not count; the seconds on the clock stand beside them.
//!
//! `cargo bench -p rackworth-value --bench fit -- [--python PATH] [ROWS…]`: 2,000 items
//! seen under the noise measured on the panel of used GPUs (single sales 0.257 in the log,
//! 0.035 a month in common), 1 and 10 million rows unless told otherwise.
#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads the clock and prints")]

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use rackworth_value::fit::{Fit, Group, Node, PRICE_TAILS, Penalty, Problem, Row, Rows};
use rackworth_value::normal::quantile;

const N_ITEMS: usize = 2_000;
/// Level, two properties of the item, months, an ask, as new.
const N_COLUMNS: usize = 6;

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let (mut python, mut sizes) = ("python3".to_string(), Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--python" => python = arguments.next().unwrap_or(python),
            other => sizes.extend(other.parse::<usize>()),
        }
    }
    if sizes.is_empty() {
        sizes = vec![1_000_000, 10_000_000];
    }
    let mut per_million = Vec::new();
    for n in sizes {
        let before = resident();
        let problem = problem(n);
        let (start, worked) = (Instant::now(), processor());
        let Ok(fit) = problem.fit_on(1) else {
            println!("{n} rows: no solution");
            continue;
        };
        let clock = start.elapsed().as_secs_f64();
        let seconds = processor().zip(worked).map_or(clock, |(now, then)| now - then);
        let bytes = (peak() - before).max(0.0) / n as f64;
        per_million.push(seconds / (n as f64 / 1e6));
        println!(
            "{n} rows: {seconds:.2} s of one processor ({clock:.2} s on the clock), {bytes:.0} bytes a row at most, {}",
            found(&fit)
        );
        match numpy(&python, &problem) {
            Some(theirs) => println!(
                "  numpy, one pass without heavy tails or pooling: {theirs:.2} s; ours/numpy {:.2}",
                seconds / theirs
            ),
            None => println!("  skipped numpy: `{python}` or its numpy is not at hand"),
        }
    }
    if let [one, .., ten] = per_million[..] {
        println!("seconds a million: {one:.2}, then {ten:.2}; growth {:.2} (1 is linear)", ten / one);
    }
}

fn problem(n: usize) -> Problem {
    let mut rows = Rows::with_capacity(n, n * N_COLUMNS);
    for j in 0..n {
        rows.push(&row(j));
    }
    let penalty = |i: usize| Penalty { a: vec![(i, 1.0)], mean: 0.0, group: 1, scale: 1.0 };
    Problem {
        n_coefficients: N_COLUMNS,
        nodes: vec![Node { group: 0, parent: None }; N_ITEMS],
        groups: vec![Group::learned(0.3, 6.0), Group::fixed(3.0)],
        penalties: (0..N_COLUMNS).map(penalty).collect(),
        noise: Group::learned(0.25, 10.0),
        n_noises: 1,
        noise_freedom: 10.0,
        tails: PRICE_TAILS,
        rows,
    }
}

fn row(j: usize) -> Row {
    let item = (draw(j, 0) * N_ITEMS as f64) as usize;
    let of_item = |what: usize| quantile(draw(item, 100 + what));
    let months = 24.0 * draw(j, 1);
    let (asked, new) = (f64::from(draw(j, 2) < 0.7), f64::from(draw(j, 3) < 0.2));
    let common = 0.035 * quantile(draw(months as usize, 200));
    let noise = 0.257 * quantile(draw(j, 4));
    let x = [1.0, of_item(1), of_item(2), months, asked, new];
    let y =
        5.0 + 0.6 * x[1] + 0.3 * x[2] + 0.3 * of_item(3) + 0.01 * months + 0.14 * asked + 0.3 * new + common + noise;
    Row { y, x: x.into_iter().enumerate().collect(), node: item, noise: 0, relative_variance: 1.0 }
}

/// A number in (0, 1) for an index and a purpose (splitmix64; Steele, Lea & Flood 2014).
fn draw(index: usize, purpose: usize) -> f64 {
    let mut z = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add((purpose as u64) << 48);
    for _ in 0..2 {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
    }
    ((z >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

fn found(fit: &Fit) -> String {
    let theta: Vec<String> = fit.theta().iter().map(|t| format!("{t:.3}")).collect();
    format!(
        "noise {:.3}, items {:.3}, θ {}",
        fit.variances.noise.sqrt(),
        fit.variances.groups[0].sqrt(),
        theta.join(" ")
    )
}

/// Seconds numpy takes for least squares with an effect per item, on the rows given to it.
fn numpy(python: &str, problem: &Problem) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/least_squares.py");
    let n = problem.rows.len();
    let arguments = [script.to_string(), n.to_string(), N_COLUMNS.to_string(), N_ITEMS.to_string()];
    let mut command = Command::new(python);
    let mut child = command
        .args(arguments)
        .env("OPENBLAS_NUM_THREADS", "1")
        .env("OMP_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut pipe = std::io::BufWriter::new(child.stdin.take()?);
    for j in 0..n {
        let mut line = vec![0.0; N_COLUMNS];
        for (column, value) in problem.rows.x(j) {
            line[column] = value;
        }
        for value in line.into_iter().chain([problem.rows.y(j), problem.rows.node(j) as f64]) {
            // A script that has ended says so by its exit code.
            pipe.write_all(&value.to_le_bytes()).ok()?;
        }
    }
    drop(pipe);
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Seconds a processor has worked for this thread, where the system tells.
fn processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<u64>().ok()? as f64 * 1e-9)
}

/// Bytes resident now and at most so far, where the system tells.
fn resident() -> f64 {
    status("VmRSS:")
}

fn peak() -> f64 {
    status("VmHWM:")
}

fn status(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() * 1024.0
}
