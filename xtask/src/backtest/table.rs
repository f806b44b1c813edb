//! Tables of accuracy in Markdown.

use rackworth_value::stats::accuracy::{Accuracy, Outcome};
use rackworth_value::stats::order::median;

/// A share as percent with one digit; a dash where there is none.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_string(), |s| format!("{:.1} %", 100.0 * s))
}

pub(crate) fn plain(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_string(), |v| format!("{v:.2}"))
}

/// Median of |e^(estimate − actual) − 1| over pairs of logs.
pub(crate) fn mdape(pairs: &[(f64, f64)]) -> Option<f64> {
    let errors: Vec<f64> = pairs.iter().map(|(estimate, actual)| (libm::exp(estimate - actual) - 1.0).abs()).collect();
    median(&errors)
}

/// The cells every table of ours begins with.
pub(crate) const HEAD: &str =
    "n | MdAPE | within 10 % | within 20 % | bias | 80 % holds | its log width | 90 % holds | its log width";

pub(crate) fn cells(outcomes: &[Outcome]) -> String {
    let Some(a) = Accuracy::of(outcomes) else {
        return "0 | – | – | – | – | – | – | – | –".to_string();
    };
    let bias = format!("{:+.1} %", 100.0 * a.bias);
    let (mdape, ppe10, ppe20) = (percent(Some(a.mdape)), percent(Some(a.ppe10)), percent(Some(a.ppe20)));
    let ranges = [percent(a.cover80), plain(a.width80), percent(a.cover90), plain(a.width90)].join(" | ");
    format!("{} | {mdape} | {ppe10} | {ppe20} | {bias} | {ranges}", a.n)
}

/// A header line and its rule.
pub(crate) fn header(cells: &str) -> String {
    let n = cells.split(" | ").count();
    format!("| {cells} |\n|{}\n", " --- |".repeat(n))
}
