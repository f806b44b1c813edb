//! Published answers on public data (docs/spec/valuation.md, acceptance numbers A1–A5, A8).
//! The data are read in place from `../shared`; without them a line says so.
#![expect(clippy::print_stdout, reason = "says what is skipped")]

use rackworth_value::fit::conformal;
use rackworth_value::random::Generator;
use rackworth_value::stats::order::{mean, quantile};
use rackworth_value::stats::regression::Table;
use rackworth_value::stats::roll::{Ratio, cod, mki, prb, prd};

/// Rows of a table as maps from its header, or `None` when the data are not at hand.
fn table(name: &str) -> Option<(csv::StringRecord, Vec<csv::StringRecord>)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/datasets/").to_string() + name;
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        println!("skipped: `../shared/data/datasets/{name}` is not at hand");
        return None;
    };
    let header = reader.headers().unwrap().clone();
    Some((header, reader.records().map(Result::unwrap).collect()))
}

fn cell<'a>(header: &csv::StringRecord, row: &'a csv::StringRecord, name: &str) -> &'a str {
    let at = header.iter().position(|n| n == name).unwrap_or_else(|| panic!("no column {name}"));
    &row[at]
}

fn number(header: &csv::StringRecord, row: &csv::StringRecord, name: &str) -> f64 {
    cell(header, row, name).parse().unwrap()
}

/// Within a relative 1e-6, or half a unit of the last digit the answer was printed with.
fn close(found: &[f64], expected: &[&str]) {
    assert_eq!(found.len(), expected.len());
    for (value, text) in found.iter().zip(expected) {
        let published: f64 = text.parse().unwrap();
        let digits = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let rounding = 0.5 * libm::pow(10.0, -(digits as f64));
        let miss = (value - published).abs();
        assert!(miss <= (1e-6 * published.abs()).max(rounding * 1.000_001), "{value} against {text}");
    }
}

fn computers() -> Option<Table> {
    let (header, rows) = table("rdatasets/Ecdat_Computers.csv")?;
    let mut out = Table::new(10);
    for row in &rows {
        let n = |name: &str| number(&header, row, name);
        let yes = |name: &str| if cell(&header, row, name) == "yes" { 1.0 } else { 0.0 };
        let x = [
            1.0,
            libm::log(n("speed")),
            libm::log(n("hd")),
            libm::log(n("ram")),
            n("screen"),
            yes("cd"),
            yes("multi"),
            yes("premium"),
            n("ads"),
            n("trend"),
        ];
        out.push(libm::log(n("price")), &x);
    }
    Some(out)
}

#[test]
fn a1_least_squares_on_pc_prices() {
    let Some(table) = computers() else { return };
    let fit = table.least_squares().unwrap();
    let expected = [
        "5.48021774",
        "0.208148",
        "0.14450143",
        "0.18115818",
        "0.04772467",
        "0.04646479",
        "0.03382873",
        "-0.23146808",
        "0.00019706",
        "-0.0228127",
    ];
    close(&fit.coefficients, &expected);
    close(&[table.explained(&fit).r2, fit.scale], &["0.79176005", "0.11782359"]);
}

#[test]
fn a2_huber_on_pc_prices() {
    let Some(table) = computers() else { return };
    let fit = table.huber(1.345).unwrap();
    let expected = [
        "5.55488397",
        "0.19814173",
        "0.13844902",
        "0.19198429",
        "0.04580932",
        "0.04357538",
        "0.03007033",
        "-0.23409202",
        "0.00020728",
        "-0.02237991",
    ];
    close(&fit.coefficients, &expected);
    close(&[fit.scale], &["0.108968"]);
}

#[test]
fn a3_student_on_pc_prices() {
    let Some(table) = computers() else { return };
    let fit = table.student(4.0).unwrap();
    let expected = [
        "5.5748963",
        "0.1929178",
        "0.1384158",
        "0.1963247",
        "0.0452136",
        "0.0405994",
        "0.0281212",
        "-0.2365144",
        "0.0002138",
        "-0.02222",
    ];
    close(&fit.coefficients, &expected);
    close(&[fit.scale], &["0.09459098"]);
}

#[test]
fn a4_auctions_with_two_bundles_among_them() {
    let Some((header, rows)) = table("rdatasets/openintro_mariokart.csv") else { return };
    let (mut all, mut clean) = (Table::new(5), Table::new(5));
    for row in &rows {
        let flag = |name: &str, word: &str| if cell(&header, row, name) == word { 1.0 } else { 0.0 };
        let n = |name: &str| number(&header, row, name);
        let x = [1.0, flag("cond", "new"), flag("stock_photo", "yes"), n("duration"), n("wheels")];
        all.push(n("total_pr"), &x);
        if n("total_pr") < 100.0 {
            clean.push(n("total_pr"), &x);
        }
    }
    let cleaned = clean.least_squares().unwrap();
    close(&cleaned.coefficients, &["36.210968", "5.130564", "1.080311", "-0.026808", "7.285178"]);
    let explained = clean.explained(&cleaned);
    close(&[explained.r2, explained.adjusted], &["0.719026", "0.710762"]);
    let ruined = all.least_squares().unwrap();
    close(&ruined.coefficients, &["40.938512", "2.581551", "-6.754189", "0.378794", "9.947629"]);
    let robust = all.student(4.0).unwrap();
    close(&robust.coefficients, &["36.064319", "4.404296", "1.078552", "0.012407", "7.200993"]);
    close(&[robust.scale], &["4.100580"]);
    for fit in [&robust, &all.huber(1.345).unwrap()] {
        for k in [1, 4] {
            assert!((fit.coefficients[k] / cleaned.coefficients[k] - 1.0).abs() < 0.15, "{k}: {fit:?}");
        }
    }
}

#[test]
fn a5_ratio_studies() {
    let Some((header, rows)) = table("assesspy_sample/ccao_sample.csv") else { return };
    let roll: Vec<Ratio> = rows
        .iter()
        .map(|row| Ratio { estimate: number(&header, row, "estimate"), sale: number(&header, row, "sale_price") })
        .collect();
    assert_eq!(roll.len(), 979);
    let found = [cod(&roll), prd(&roll), prb(&roll), mki(&roll)].map(Option::unwrap);
    close(&found, &["17.814569011968914", "1.0484192615223522", "0.002475787427836253", "0.9114570241057016"]);
}

#[test]
fn a8_conformal_ranges_hold_what_they_promise() {
    // Coverage over draws of the calibration set is Beta(k, n+1−k); its mean over
    // repetitions must lie within three standard errors of k/(n+1).
    for (n, coverage, k, sd) in [(19_usize, 0.9, 18, 0.065_47), (99, 0.9, 90, 0.029_85), (99, 0.8, 80, 0.039_80)] {
        assert_eq!(conformal::rank(n, coverage), k);
        let repetitions = 2000;
        let draws = Generator { seed: 8, n_draws: repetitions * n }.uniforms("calibration");
        let covered: Vec<f64> = draws.chunks(n).map(|scores| conformal::bound(scores, coverage).unwrap()).collect();
        let expected = k as f64 / (n as f64 + 1.0);
        let found = mean(&covered).unwrap();
        assert!((found - expected).abs() <= 3.0 * sd / (repetitions as f64).sqrt(), "{n}: {found}");
        let spread: f64 = covered.iter().map(|c| (c - found) * (c - found)).sum::<f64>() / repetitions as f64;
        assert!((spread.sqrt() / sd - 1.0).abs() < 0.05, "{n}: {}", spread.sqrt());
        assert!(quantile(&covered, 0.5).unwrap() > expected);
    }
    assert_eq!(conformal::rank(999, 0.9), 900);
}
