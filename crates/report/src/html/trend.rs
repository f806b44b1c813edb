//! The picture of a trend: the level by quarter with its range, and a break where nothing is known.

use jiff::civil::Date;
use maud::{Markup, html};
use rackworth_app::book::BookAnswer;
use rackworth_app::evidence::LineView;
use rackworth_app::trend::TrendAnswer;
use rackworth_value::price::TrendPoint;

use super::page;
use crate::figure::{plain, range};
use crate::words::plural;

// Sizes in the units of the view box, which the page scales to its width.
const WIDTH: f64 = 1080.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 30.0;

/// The page of `book trend`.
pub fn trend(answer: &TrendAnswer) -> String {
    let title = format!("{} · price level", answer.name);
    let row = |point: &TrendPoint| {
        html! {
            tr {
                td { (point.quarter) }
                @match point.index {
                    Some([low, middle, high]) => {
                        td.number { (plain(middle)) }
                        td.number { (plain(low)) "–" (plain(high)) }
                    }
                    None => { td.number { span.gap { "nothing known" } } td {} }
                }
                td.number { (point.n) }
                td.number { (point.n_sources) }
            }
        }
    };
    let body = html! {
        header {
            h1 { (title) }
            p.sub { (answer.segment) " · " (plural(answer.n, "price", "prices")) " · " (answer.as_of) " is 100" }
        }
        section { (picture(answer)) }
        section {
            div.scroll {
                table {
                    thead { tr { th { "Quarter" } th.number { "Index" } th.number { "p10–p90" } th.number { "Prices" } th.number { "Sources" } } }
                    tbody { @for point in answer.points.iter().rev() { (row(point)) } }
                }
            }
        }
    };
    page(&title, &body)
}

/// The page of `book show`.
pub fn book(answer: &BookAnswer) -> String {
    let title = format!("{} · what it is worth", answer.name);
    let body = html! {
        header {
            h1 { (answer.name) }
            p.sub { code { (answer.part) } " · " (answer.segment) " · as of " (answer.as_of) }
        }
        section.cards { div.card.lead {
            div.name { "One unit, sold used and tested" }
            @match &answer.price {
                Ok((found, basis)) => {
                    div.figure { (crate::figure::middle(&found.quantiles)) }
                    div.range { "p10–p90: " (crate::figure::span(&found.quantiles)) " " (answer.currency) }
                    @if let Some(ends) = answer.range90 {
                        div.range { "nine in ten between " (crate::figure::ends(ends)) " " (answer.currency) }
                    }
                    div.range { (plural(basis.n_same, "price", "prices")) " of this part, " (basis.n_class) " of its class" }
                }
                Err(gap) => { div.gap { "no price: " (gap) } }
            }
            @if let Some(days) = answer.days_since { div.range { (days) " days since it was last seen" } }
        } }
        @if !answer.warnings.is_empty() {
            section {
                h2 { "What is weak about it" }
                ul { @for warning in &answer.warnings { li { (warning.text) } } }
            }
        }
        (comes_about(answer))
        @if let Some(trend) = &answer.trend {
            section {
                h2 { "Level of " (trend.name) }
                (picture(trend))
                p.note { (answer.as_of) " is 100; the shade is p10 to p90; a break is a time of which nothing is known." }
            }
        }
        (seen(answer))
        (left_out(answer))
    };
    page(&title, &body)
}

/// The factors of the price, and what they come to one after the other.
fn comes_about(answer: &BookAnswer) -> Markup {
    if answer.lines.is_empty() || answer.price.is_err() {
        return html! {};
    }
    let so_far = answer.lines.iter().scan(1.0, |product, line| {
        *product *= line.factor;
        Some(*product)
    });
    html! {
        section {
            h2 { "How it comes about" }
            div.scroll { table {
                thead { tr { th { "Line" } th.number { "Factor" } th.number { "So far, " (answer.currency) } } }
                tbody {
                    @for (i, (line, product)) in answer.lines.iter().zip(so_far).enumerate() {
                        tr {
                            td { (line.of) }
                            td.number { @if i > 0 { "× " (format!("{:.2}", line.factor)) } }
                            td.number { (plain(product)) }
                        }
                    }
                }
            } }
        }
    }
}

/// What has no say, and why.
fn left_out(answer: &BookAnswer) -> Markup {
    html! {
        @if !answer.dropped.is_empty() {
            section {
                h2 { "Without a say" }
                ul { @for (seen, why) in &answer.dropped {
                    li { (seen.kind) " " (seen.price) " on " (seen.observed_on) ", " (seen.publisher) ": " (why) }
                } }
            }
        }
    }
}

fn seen(answer: &BookAnswer) -> Markup {
    if answer.comparables.is_empty() {
        return html! {};
    }
    let own: Vec<(Date, f64)> = answer
        .comparables
        .iter()
        .filter(|c| c.same && c.adjusted > 0.0)
        .map(|c| (c.observation.observed_on, c.adjusted))
        .collect();
    html! {
        @if own.len() >= 2 {
            section {
                h2 { "Prices of this very part, brought to the terms of today" }
                (dots(&own, answer))
            }
        }
        section {
            h2 { "What moves it most" }
            p.note { "Bold is this very part." }
            div.scroll {
                table {
                    thead { tr { th { "Day" } th { "Kind" } th { "Condition" } th { "Of" } th.number { "As stated" } th { "Adjusted by" } th.number { "Says" } th.number { "Weight" } th { "Source" } } }
                    tbody {
                        @for c in &answer.comparables {
                            tr {
                                td { (c.observation.observed_on) }
                                td { (c.observation.kind) }
                                td { (c.observation.condition) }
                                td { @if c.same { b { (c.observation.subject) } } @else { (c.observation.subject) } }
                                td.number { (c.observation.price) }
                                td { (factors(&c.lines)) }
                                td.number { (plain(c.adjusted)) }
                                td.number { (format!("{:.3}", c.weight)) }
                                td { (c.observation.publisher) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn factors(lines: &[LineView]) -> String {
    lines.iter().map(|line| format!("{} × {:.2}", line.of, line.factor)).collect::<Vec<String>>().join(" · ")
}

/// A trend as a picture of its own, for any page.
pub(super) fn picture(answer: &TrendAnswer) -> Markup {
    let known = || answer.points.iter().filter_map(|point| point.index);
    let low = known().map(|index| index[0]).fold(f64::INFINITY, f64::min);
    let high = known().map(|index| index[2]).fold(0.0, f64::max);
    if !(low > 0.0 && high >= low) {
        return html! { p.gap { "nothing known" } };
    }
    let frame = Frame::new(0.0, (answer.points.len().max(2) - 1) as f64, low.min(100.0), high.max(100.0));
    let runs = runs(&answer.points);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(format!("price level of {} by quarter", answer.name)) {
            (frame.rules())
            @for (i, point) in answer.points.iter().enumerate() {
                @if point.quarter.number() == 1 || answer.points.len() < 6 {
                    text.soft.middle x=(frame.x(i as f64)) y=(HEIGHT - 8.0) {
                        @if answer.points.len() < 6 { (point.quarter) } @else { (point.quarter.year()) }
                    }
                    line.grid x1=(frame.x(i as f64)) x2=(frame.x(i as f64)) y1=(TOP) y2=(HEIGHT - BOTTOM) {}
                }
            }
            @for run in &runs {
                @if run.len() > 1 {
                    polygon.band points=(band(&frame, run)) {}
                    polyline.level points=(line(&frame, run, 1)) {}
                }
                @for (i, index) in run {
                    line.whisker x1=(frame.x(*i)) x2=(frame.x(*i)) y1=(frame.y(index[0])) y2=(frame.y(index[2])) {}
                    circle.level cx=(frame.x(*i)) cy=(frame.y(index[1])) r="3" {}
                }
            }
        }
    }
}

/// Quarters in a row of which something is known.
fn runs(points: &[TrendPoint]) -> Vec<Vec<(f64, [f64; 3])>> {
    let mut runs: Vec<Vec<(f64, [f64; 3])>> = vec![Vec::new()];
    for (i, point) in points.iter().enumerate() {
        match (point.index, runs.last_mut()) {
            (Some(index), Some(run)) => run.push((i as f64, index)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn line(frame: &Frame, run: &[(f64, [f64; 3])], which: usize) -> String {
    let at = |(i, index): &(f64, [f64; 3])| format!("{},{}", frame.x(*i), frame.y(index[which]));
    run.iter().map(at).collect::<Vec<String>>().join(" ")
}

fn band(frame: &Frame, run: &[(f64, [f64; 3])]) -> String {
    let back: Vec<(f64, [f64; 3])> = run.iter().rev().copied().collect();
    format!("{} {}", line(frame, run, 0), line(frame, &back, 2))
}

/// Prices by day, with the range of today's estimate.
fn dots(own: &[(Date, f64)], answer: &BookAnswer) -> Markup {
    let first = own.iter().map(|(day, _)| *day).min().unwrap_or(answer.as_of);
    let days = |day: Date| f64::from((day - first).get_days());
    let estimate = answer.price.as_ref().ok().map(|(found, _)| found.quantiles);
    let ends = estimate.iter().flat_map(|q| [q.p10(), q.p90()]);
    let values: Vec<f64> = own.iter().map(|(_, value)| *value).chain(ends).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    let frame = Frame::new(0.0, days(answer.as_of).max(1.0), low, high);
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label="prices of this part by day" {
            (frame.rules())
            @if let Some(q) = &estimate {
                rect.band x=(LEFT) width=(WIDTH - LEFT - RIGHT) y=(frame.y(q.p90())) height=(frame.y(q.p10()) - frame.y(q.p90())) {}
                line.level x1=(LEFT) x2=(WIDTH - RIGHT) y1=(frame.y(q.p50())) y2=(frame.y(q.p50())) {}
                text.soft.end x=(WIDTH - RIGHT) y=(frame.y(q.p50()) - 5.0) { "estimate " (range(q)) }
            }
            @for (day, value) in own { circle.level cx=(frame.x(days(*day))) cy=(frame.y(*value)) r="4" {} }
            text.soft x=(LEFT) y=(HEIGHT - 8.0) { (first) }
            text.soft.end x=(WIDTH - RIGHT) y=(HEIGHT - 8.0) { (answer.as_of) }
        }
    }
}

/// A plane with a logarithmic height.
struct Frame {
    first: f64,
    last: f64,
    low: f64,
    high: f64,
}

impl Frame {
    fn new(first: f64, last: f64, low: f64, high: f64) -> Frame {
        Frame { first, last, low: low * 0.93, high: high * 1.07 }
    }

    fn x(&self, value: f64) -> f64 {
        tenth(LEFT + (value - self.first) / (self.last - self.first) * (WIDTH - LEFT - RIGHT))
    }

    fn y(&self, value: f64) -> f64 {
        let share = crate::spark::log2(value / self.low) / crate::spark::log2(self.high / self.low);
        tenth(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM))
    }

    /// Lines at 1, 2 and 5 times powers of ten.
    fn rules(&self) -> Markup {
        let mut ticks = Vec::new();
        let mut unit = 0.001;
        while unit < self.high {
            ticks.extend([1.0, 2.0, 5.0].map(|k| k * unit));
            unit *= 10.0;
        }
        ticks.retain(|tick| *tick >= self.low && *tick <= self.high);
        html! {
            @for tick in ticks {
                line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(self.y(tick)) y2=(self.y(tick)) {}
                text.soft.end x=(LEFT - 8.0) y=(self.y(tick) + 4.0) { (plain(tick).trim_end_matches(".00")) }
            }
        }
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
