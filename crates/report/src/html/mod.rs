//! One self-contained page: the same figures as the screen, with pictures. It loads
//! nothing, runs nothing, and can be mailed or printed.

mod chart;
mod trend;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use rackworth_app::trend::TrendAnswer;
use rackworth_app::value::{Group, Range, Total, ValueAnswer};

use crate::figure::{count, percent};
use crate::words::{best_words, class_word, covers, known_range, missing_prices, plural, source_word, whole_range};

const STYLE: &str = include_str!("page.css");

/// How many groups the picture shows; the table shows all.
const PICTURED: usize = 20;

pub use trend::{book, trend};

/// The page of `value`, with the trends of what it consists of.
pub fn value(answer: &ValueAnswer, trends: &[TrendAnswer]) -> String {
    let title = format!("Fleet value as of {}", answer.as_of);
    let body = html! {
        (heading(answer))
        (totals(answer))
        (comparison(answer))
        (shares(answer))
        (moves(trends))
        (groups(answer))
        (gaps(answer))
        (left_unread(answer))
        (footing(answer))
    };
    page(&title, &body)
}

/// A page that needs nothing but itself.
fn page(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    };
    page.into_string()
}

/// How the prices of what the fleet consists of moved.
fn moves(trends: &[TrendAnswer]) -> Markup {
    html! {
        @for trend in trends {
            section {
                h2 { "How " (trend.name) " moved" }
                (trend::picture(trend))
            }
        }
        @if let Some(trend) = trends.first() {
            p.note { "Price level by quarter, " (trend.as_of) " being 100; the shade is p10 to p90; a break is a time of which nothing is known." }
        }
    }
}

fn heading(answer: &ValueAnswer) -> Markup {
    html! {
        header {
            h1 { "What the fleet is worth" }
            p.sub {
                (plural(answer.n_assets, "asset", "assets")) " · as of " (answer.as_of) " · " (answer.currency)
                " · premise " (answer.premise) " · run " code { (answer.run.id.short()) }
            }
        }
    }
}

fn totals(answer: &ValueAnswer) -> Markup {
    let card = |name: &str, total: &Option<Total>, lead: bool| {
        html! {
            div.card.lead[lead] {
                div.name { (name) }
                @match total {
                    Some(total) => {
                        div.figure { (if total.at_least { "≥ " } else { "" }) (crate::figure::middle(&total.range.quantiles)) }
                        div.range { "p10–p90: " (crate::figure::span(&total.range.quantiles)) " " (answer.currency) }
                        @if let Some(covers) = covers(total, answer.n_assets) { div.range { (covers) } }
                    }
                    None => { div.gap { "no price" } }
                }
            }
        }
    };
    let share = answer.coverage.share().map_or_else(|| "nothing to price".to_string(), percent);
    html! {
        section.cards {
            (card("Each asset in its best way", &answer.best, true))
            (card("All sold whole", &answer.whole, false))
            (card("All parted out", &answer.parted, false))
            div.card {
                div.name { "Covered" }
                div.figure { (share) }
                div.range { (count(answer.coverage.priced)) " of " (count(answer.coverage.total)) " parts and machines priced" }
            }
        }
        p.note {
            "Net of fees, freight, labor and wiping. Figures are medians of " (count(answer.run.inputs.n_draws as u64))
            " joint draws with the range from the 10th to the 90th percentile."
        }
    }
}

fn comparison(answer: &ValueAnswer) -> Markup {
    let bars: Vec<chart::Pair> = answer
        .groups
        .iter()
        .filter(|group| group.whole.is_some() || group.parted.is_some())
        .take(PICTURED)
        .map(|group| chart::Pair {
            label: group.label.clone(),
            count: group.assets.len(),
            whole: group.whole.clone(),
            parted: group.parted.clone(),
            at_least: !group.coverage.is_complete(),
        })
        .collect();
    if bars.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { "Whole beside parted out, each" }
            (chart::pairs(&bars, answer.currency.code()))
        }
    }
}

fn shares(answer: &ValueAnswer) -> Markup {
    let total: f64 = answer.consists_of.iter().map(|share| share.mean.max(0.0)).sum();
    let parts: Vec<(String, f64)> = answer
        .consists_of
        .iter()
        .filter(|share| share.mean > 0.005 * total)
        .map(|share| (class_word(share.class).to_string(), share.mean / total))
        .collect();
    let spread: Vec<(String, f64)> = answer
        .spread_from
        .iter()
        .filter(|share| share.share >= 0.01)
        .map(|share| (source_word(&share.source), share.share))
        .collect();
    html! {
        div.two {
            section {
                h2 { "What the value consists of" }
                (chart::shares(&parts, "consists"))
                p.note { "Mean before the cost of selling." }
            }
            section {
                h2 { "Where the uncertainty comes from" }
                (chart::shares(&spread, "spread"))
                p.note { "Shares of the variance of the total in the best way." }
            }
        }
    }
}

fn groups(answer: &ValueAnswer) -> Markup {
    html! {
        section {
            h2 { "All groups" }
            div.scroll {
                table {
                    thead {
                        tr {
                            th { "Id" } th { "Machines" } th.number { "Count" } th.number { "Whole, each" }
                            th.number { "Parted out, each" } th.number { "Parting wins" } th { "Best way" }
                            th.number { "All of them, best way" }
                        }
                    }
                    tbody { @for group in &answer.groups { (row(group)) } }
                }
            }
        }
    }
}

fn row(group: &Group) -> Markup {
    let complete = group.coverage.is_complete();
    let figure = |words: String, found: &Option<Range>| {
        html! { @if found.is_some() { (words) } @else { span.gap { (words) } } }
    };
    let known = |found: &Option<Range>| figure(known_range(found.as_ref(), !complete), found);
    html! {
        tr {
            td { code { (group.id) } }
            td.machines { (group.label) }
            td.number { (count(group.assets.len() as u64)) }
            td.number { (figure(whole_range(group), &group.whole)) }
            td.number { (known(&group.parted)) }
            td.number { (group.parted_wins.map_or_else(String::new, percent)) }
            td { (best_words(group)) }
            td.number { (known(&group.best_total)) }
        }
    }
}

fn gaps(answer: &ValueAnswer) -> Markup {
    if answer.gaps.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { "Without a price" }
            ul {
                @for gap in &answer.gaps {
                    li { (count(gap.units)) " × " (gap.of) ": " span.gap { (gap.kind) } }
                }
            }
            @if let Some(hint) = missing_prices(&answer.gaps) { p.note { (hint) } }
        }
    }
}

fn left_unread(answer: &ValueAnswer) -> Markup {
    if answer.unread.is_empty() && answer.problems.is_empty() {
        return html! {};
    }
    html! {
        section {
            details {
                summary { "Not read: " (plural(answer.unread.len(), "piece", "pieces")) ", " (plural(answer.problems.len(), "problem", "problems")) }
                ul {
                    @for problem in &answer.problems { li { (problem) } }
                    @for unread in &answer.unread {
                        li { (unread.kind) " " code { (unread.text) } " in " (unread.place) ": " (unread.why) }
                    }
                }
            }
        }
    }
}

fn footing(answer: &ValueAnswer) -> Markup {
    html! {
        footer {
            @if answer.assumed.condition > 0 {
                p { "Condition not stated for " (plural(answer.assumed.condition, "asset", "assets")) ": priced as used and tested." }
            }
            @if answer.assumed.shape > 0 {
                p { "Model not known for " (plural(answer.assumed.shape, "asset", "assets")) ": size and age taken from the CPUs." }
            }
            @for rate in &answer.rates {
                p { "1 " (rate.from) " = " (rate.value()) " " (rate.to) " on " (rate.on) " (" (rate.source) ")" }
            }
            p { "An estimate from dated observations and listed assumptions, not an appraisal. Every figure opens with "
                code { "rackworth explain" } "." }
        }
    }
}
