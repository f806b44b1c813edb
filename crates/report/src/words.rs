//! Words for the things answers count and name.

use rackworth_app::collect::HostState;
use rackworth_app::value::{Group, Range, Total};
use rackworth_model::class::Class;
use rackworth_model::coverage::{Gap, GapKind};
use rackworth_value::engine::Way;
use rackworth_value::spread::SpreadSource;

use crate::figure::{count, range};

/// `1 asset`, `2 assets`.
pub fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n as u64), if n == 1 { one } else { many })
}

/// How a host ended, in a word.
pub fn host_state(state: HostState) -> &'static str {
    match state {
        HostState::Complete => "complete",
        HostState::Partial => "partial",
        HostState::Failed => "failed",
        HostState::Nobody => "nobody",
    }
}

/// A range as far as it is known: `≥` where something in it has no price.
pub fn known_range(found: Option<&Range>, at_least: bool) -> String {
    let mark = if at_least { "≥ " } else { "" };
    found.map_or_else(|| "no price".to_string(), |found| format!("{mark}{}", range(&found.quantiles)))
}

/// What a group fetches whole; loose parts are no machine to be sold.
pub fn whole_range(group: &Group) -> String {
    if group.n_machines == 0 {
        return "no machine".to_string();
    }
    known_range(group.whole.as_ref(), !group.coverage.is_complete())
}

/// What to do where prices are missing.
pub fn missing_prices(gaps: &[Gap]) -> Option<&'static str> {
    let missing = |gap: &Gap| matches!(gap.kind, GapKind::NoObservation { .. } | GapKind::NotEnough { .. });
    gaps.iter().any(missing).then_some("prices you know of such parts fill these: `rackworth book import FILE`")
}

pub fn total_range(total: Option<&Total>) -> String {
    known_range(total.map(|total| &total.range), total.is_some_and(|total| total.at_least))
}

/// What is best for a group and what is pulled, or why nothing is known.
pub fn best_words(group: &Group) -> String {
    best(group, |way| match way {
        Way::PartedOut => {
            let pulled: Vec<&str> = group.pulled.iter().map(|class| class.plural()).collect();
            format!("{}: {}", way_word(group, way), pulled.join(", "))
        }
        other => way_word(group, other).to_string(),
    })
}

/// What is best for a group, in two words.
pub fn best_way(group: &Group) -> String {
    best(group, |way| way_word(group, way).to_string())
}

fn way_word(group: &Group, way: Way) -> &'static str {
    match way {
        Way::Whole => "sell whole",
        Way::PartedOut if group.n_machines == 0 => "sell",
        Way::PartedOut => "part out",
        Way::Scrap => "scrap",
    }
}

fn best(group: &Group, one: impl Fn(Way) -> String) -> String {
    match group.best.as_slice() {
        [] => group.gaps.first().map_or_else(String::new, |gap| gap.kind.to_string()),
        [(way, _)] => one(*way),
        several => several.iter().map(|(way, n)| format!("{n} {}", one(*way))).collect::<Vec<_>>().join("; "),
    }
}

/// For how much of the fleet a total stands; nothing to say where it is all.
pub fn covers(total: &Total, n_assets: usize) -> Option<String> {
    let what = if total.n_possible < n_assets { "machines" } else { "assets" };
    let told = format!("for {} of {} {what}", count(total.n_assets as u64), count(total.n_possible as u64));
    (total.n_assets < n_assets).then_some(told)
}

/// A class as part of a whole: the base of a machine, or its content.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Chassis => "base",
        other => other.plural(),
    }
}

/// Where spread comes from, in words.
pub fn source_word(source: &SpreadSource) -> String {
    match source {
        SpreadSource::AskToSale => "asks against sales".to_string(),
        SpreadSource::Level(class) => format!("level of {} prices", class.singular()),
        SpreadSource::Part(class) => format!("single {}", class.plural()),
        SpreadSource::Machine => "what boxes fetch".to_string(),
        SpreadSource::Premium => "platform and buyer".to_string(),
        SpreadSource::Yield => "yields".to_string(),
        SpreadSource::Rest => "single sales and the rest".to_string(),
    }
}
