//! The pictures, as SVG: bars from p10 to p90 with a tick at p50, and shares.

use maud::{Markup, html};
use rackworth_app::value::Range;

use crate::figure::{grouped, percent};
use crate::words::known_range;

/// One group's two ways.
pub(super) struct Pair {
    pub(super) label: String,
    pub(super) count: usize,
    pub(super) whole: Option<Range>,
    pub(super) parted: Option<Range>,
    /// Something in it has no price: it is worth that much at least.
    pub(super) at_least: bool,
}

// Sizes in the units of the view box, which the page scales to its width.
const WIDTH: f64 = 1080.0;
const LEFT: f64 = 400.0;
const RIGHT: f64 = 170.0;
const ROW: f64 = 44.0;
const TOP: f64 = 34.0;

/// Whole above parted out, per group.
pub(super) fn pairs(pairs: &[Pair], currency: &str) -> Markup {
    let ranges = || pairs.iter().flat_map(|pair| [&pair.whole, &pair.parted]).flatten();
    let most = ranges().map(|r| r.quantiles.p90()).fold(1.0, f64::max);
    let least = ranges().map(|r| r.quantiles.p10()).fold(f64::INFINITY, f64::min);
    let scale = Scale::new(least, most);
    let height = TOP + ROW * pairs.len() as f64 + 8.0;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
            aria-label="Net value of one machine, sold whole and parted out, p10 to p90 with the median marked" {
            g {
                rect.whole x=(LEFT) y="6" width="12" height="8" {}
                text x=(LEFT + 18.0) y="14" { "sold whole" }
                rect.parted x=(LEFT + 110.0) y="6" width="12" height="8" {}
                text x=(LEFT + 128.0) y="14" { "parted out" }
                text.soft x=(LEFT + 216.0) y="14" { "p10 to p90, median marked, " (currency) " net" @if scale.by_ratio { ", by ratios" } }
            }
            @for tick in scale.ticks() {
                line.grid x1=(scale.x(tick)) x2=(scale.x(tick)) y1=(TOP - 4.0) y2=(height - 6.0) {}
                text.soft.middle x=(scale.x(tick)) y=(TOP - 8.0) { (grouped(tick)) }
            }
            @for (i, pair) in pairs.iter().enumerate() { (one(pair, TOP + ROW * i as f64, &scale)) }
        }
    }
}

fn one(pair: &Pair, top: f64, scale: &Scale) -> Markup {
    let lines = two_lines(&format!("{} × {}", pair.count, pair.label));
    html! {
        g {
            @for (i, line) in lines.iter().enumerate() {
                text.end x=(LEFT - 12.0) y=(top + 15.0 + 14.0 * i as f64) { (line) }
            }
            (bar(&pair.whole, pair.at_least, "whole", top + 6.0, scale))
            (bar(&pair.parted, pair.at_least, "parted", top + 22.0, scale))
        }
    }
}

fn bar(found: &Option<Range>, at_least: bool, class: &str, y: f64, scale: &Scale) -> Markup {
    let Some(found) = found else {
        return html! { text.soft x=(LEFT + 4.0) y=(y + 10.0) { "no price" } };
    };
    let [low, middle, high] = [found.quantiles.p10(), found.quantiles.p50(), found.quantiles.p90()].map(|v| scale.x(v));
    html! {
        rect class=(class) x=(low) y=(y) width=((high - low).max(2.0)) height="11" rx="2" {}
        line.tick x1=(middle) x2=(middle) y1=(y) y2=(y + 11.0) {}
        text.soft x=(WIDTH - RIGHT + 8.0) y=(y + 10.0) { (known_range(Some(found), at_least)) }
    }
}

/// At most two lines that fit left of the bars; what is longer ends in an ellipsis.
fn two_lines(text: &str) -> Vec<String> {
    const LENGTH: usize = 52;
    let wrapped = crate::style::wrapped(text, LENGTH, "");
    let mut lines: Vec<String> = wrapped.lines().map(str::to_string).collect();
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1].push('…');
    }
    lines
}

/// From a value to a place: by differences, or by ratios where values are of very different size.
struct Scale {
    least: f64,
    most: f64,
    by_ratio: bool,
}

/// From this ratio on, the small ones could not be told apart by differences.
const WIDE: f64 = 20.0;

impl Scale {
    fn new(least: f64, most: f64) -> Scale {
        if least > 0.0 && most / least > WIDE {
            return Scale { least: least / 1.2, most, by_ratio: true };
        }
        Scale { least: least.min(0.0), most, by_ratio: false }
    }

    fn x(&self, value: f64) -> f64 {
        let share = if self.by_ratio {
            libm::log(value / self.least) / libm::log(self.most / self.least)
        } else {
            (value - self.least) / (self.most - self.least)
        };
        ((LEFT + share * (WIDTH - LEFT - RIGHT)) * 10.0).round() / 10.0
    }

    /// About five round numbers within the scale.
    fn ticks(&self) -> Vec<f64> {
        if self.by_ratio {
            let rounds = (0..12).flat_map(|power| [1.0, 3.0].map(|k| k * libm::pow(10.0, f64::from(power))));
            return rounds.filter(|tick| (self.least..=self.most).contains(tick)).collect();
        }
        let rough = (self.most - self.least) / 5.0;
        let mut step = 1.0;
        while step * 10.0 <= rough {
            step *= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0].map(|k| k * step).into_iter().find(|s| *s >= rough).unwrap_or(step * 10.0);
        let first = (self.least / step).ceil();
        (0..8).map(|i| (first + f64::from(i)) * step).filter(|tick| *tick <= self.most).collect()
    }
}

/// Shares of a whole, largest first.
pub(super) fn shares(shares: &[(String, f64)], name: &str) -> Markup {
    const W: f64 = 520.0;
    const NAMES: f64 = 190.0;
    const LINE: f64 = 24.0;
    let most = shares.iter().map(|(_, share)| *share).fold(0.01, f64::max);
    let height = LINE * shares.len() as f64 + 4.0;
    let width = |share: f64| ((share / most * (W - NAMES - 60.0)) * 10.0).round() / 10.0;
    html! {
        svg viewBox=(format!("0 0 {W} {height}")) role="img" aria-label=(format!("shares: {name}")) {
            @for (i, (label, share)) in shares.iter().enumerate() {
                text.end x=(NAMES - 8.0) y=(LINE * i as f64 + 16.0) { (label) }
                rect.bar x=(NAMES) y=(LINE * i as f64 + 5.0) width=(width(*share).max(1.0)) height="14" rx="2" {}
                text.soft x=(NAMES + width(*share) + 6.0) y=(LINE * i as f64 + 16.0) { (percent(*share)) }
            }
        }
    }
}
