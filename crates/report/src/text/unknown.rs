//! The screen of `identify --unknown`.

use rackworth_app::unknown::{Doubt, Open, UnknownAnswer};

use super::identify::wrapped_keeping_indent;
use crate::figure::{count, grouped, percent};
use crate::style::{Label, Screen};
use crate::words::plural;

/// How many of the parts something may be are named.
const NAMED: usize = 4;

/// `identify --unknown` on a screen.
pub fn render_unknown(answer: &UnknownAnswer, screen: Screen) -> String {
    let heading =
        format!("Not settled, most valuable first · as of {} · {} · used and tested", answer.as_of, answer.currency);
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &heading));
    if answer.open.is_empty() {
        out.push_str("  nothing: every component is known\n");
    }
    for open in &answer.open {
        out.push_str(&render_open(open, screen));
    }
    let units: u64 = answer.open.iter().map(|open| open.units).sum();
    let of = plural(answer.n_assets, "asset", "assets");
    let summary = format!("{of}, {} components; not settled: {} units", count(answer.n_components), count(units));
    out.push_str(&format!("\n{}\n", screen.paint.put(Label::Heading, &summary)));
    out
}

fn render_open(open: &Open, screen: Screen) -> String {
    let worth = match (open.worth, open.between) {
        (Some(worth), Some((low, high))) if rounded(low) != rounded(high) => {
            format!("about {} ({}–{})", rounded(worth), rounded(low), rounded(high))
        }
        (Some(worth), Some(_)) => format!("about {}", rounded(worth)),
        (Some(worth), None) => format!("about {} if it is a usual one", rounded(worth)),
        (None, _) => "worth not told".to_string(),
    };
    let label = if open.doubt == Doubt::Unknown { Label::Gap } else { Label::Plain };
    let head = format!("  {} × {}  {}  {worth}", count(open.units), open.class, open.text);
    let mut out = format!("{}\n", screen.paint.put(label, &wrapped_keeping_indent(&head, screen)));
    let mut line = |text: String| {
        out.push_str(&screen.paint.put(Label::Note, &wrapped_keeping_indent(&text, screen)));
        out.push('\n');
    };
    line(format!("    {}", open.why));
    if !open.may_be.is_empty() && open.doubt == Doubt::OneOfSeveral {
        line(format!("    may be {}", may_be(&open.may_be)));
    }
    line(format!("    in {}", found_in(open)));
    line(format!("    settled by {}", open.settled_by));
    out
}

/// Two figures: the sums are rough.
fn rounded(value: f64) -> String {
    let mut step = 1.0;
    while step * 100.0 <= value {
        step *= 10.0;
    }
    grouped((value / step).round() * step)
}

fn may_be(parts: &[(String, f64)]) -> String {
    let named = parts.iter().take(NAMED).map(|(id, weight)| format!("{id} {}", percent(*weight)));
    let mut named: Vec<String> = named.collect();
    if parts.len() > NAMED {
        named.push(format!("{} more", parts.len() - NAMED));
    }
    named.join(" or ")
}

fn found_in(open: &Open) -> String {
    let first = open.assets.first().map_or_else(String::new, ToString::to_string);
    match open.assets.len().saturating_sub(1) {
        0 => format!("{first} ({})", open.place),
        n => format!("{first} and {} ({})", plural(n, "other", "others"), open.place),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Paint;
    use rackworth_model::class::Class;
    use rackworth_model::money::Currency;

    #[test]
    fn each_thing_is_told_with_its_worth_and_what_settles_it() {
        let open = Open {
            doubt: Doubt::OneOfSeveral,
            class: Class::Ssd,
            text: "8x 1.92TB SSD".to_string(),
            units: 144,
            assets: ["list:5.1", "list:5.2"]
                .iter()
                .filter_map(|id| rackworth_model::ids::AssetId::from_key(id))
                .collect(),
            place: "list.csv, cell D5".to_string(),
            why: "its interface is not stated".to_string(),
            may_be: vec![("ssd/any/sata/1920g/any".to_string(), 0.5), ("ssd/any/sas/1920g/any".to_string(), 0.5)],
            settled_by: "the number on its label",
            worth: Some(33_421.0),
            between: Some((27_700.0, 40_100.0)),
        };
        let nothing =
            Open { worth: None, between: None, doubt: Doubt::Unknown, may_be: Vec::new(), units: 1, ..open.clone() };
        let (as_of, currency) = (jiff::civil::date(2026, 9, 30), Currency::Usd);
        let answer = UnknownAnswer { as_of, currency, n_assets: 2, n_components: 300, open: vec![open, nothing] };
        let screen = render_unknown(&answer, Screen { width: Some(78), paint: Paint::Plain });
        let expected = "\
Not settled, most valuable first · as of 2026-09-30 · USD · used and tested
  144 × ssd  8x 1.92TB SSD  about 33,000 (28,000–40,000)
    its interface is not stated
    may be ssd/any/sata/1920g/any 50 % or ssd/any/sas/1920g/any 50 %
    in list:5.1 and 1 other (list.csv, cell D5)
    settled by the number on its label
  1 × ssd  8x 1.92TB SSD  worth not told
    its interface is not stated
    in list:5.1 and 1 other (list.csv, cell D5)
    settled by the number on its label

2 assets, 300 components; not settled: 145 units
";
        // Runs of blanks are for people.
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&screen), plain(expected), "{screen}");
    }
}
