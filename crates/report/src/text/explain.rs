//! The screen of `explain`: a tree from a figure down to observations and assumptions.

use rackworth_app::book::ObservationView;
use rackworth_app::explain::ExplainAnswer;
use rackworth_model::explain::{FactRef, Figure, Step, StepKind};

use crate::figure::{grouped, percent, plain, range};
use crate::style::{Label, Screen, wrapped};
use crate::words::{plural, source_word};

/// How deep the tree goes where nobody says.
pub const DEFAULT_DEPTH: usize = 4;

/// `explain` on a screen, `depth` levels deep.
pub fn render_explain(answer: &ExplainAnswer, screen: Screen, depth: usize) -> String {
    let mut out = heading(answer, screen);
    let tree = Tree { answer, screen, depth };
    tree.children(&mut out, &answer.explanation.root, "", 1);
    out.push_str(&spread(answer, screen));
    out.push_str(&weak(answer, screen));
    out.push_str(&assumptions(answer, screen));
    out
}

fn heading(answer: &ExplainAnswer, screen: Screen) -> String {
    let currency = answer.currency;
    let figure = screen.paint.put(Label::Figure, &range(&answer.per_asset.quantiles));
    let way = answer.way.word().replace('_', " ");
    let what = format!(
        "{} · {} · as of {} · run {}",
        answer.label,
        plural(answer.n_assets, "asset", "assets"),
        answer.as_of,
        answer.run.id.short()
    );
    let title = screen.paint.put(Label::Heading, &what);
    let note = format!("p50 (p10–p90) of joint draws; mean {} = the lines below, in USD", sum(answer.per_asset.mean));
    format!("{title}\n\n{figure} {currency} per asset, {way}   {}\n", screen.paint.put(Label::Note, &note))
}

struct Tree<'a> {
    answer: &'a ExplainAnswer,
    screen: Screen,
    depth: usize,
}

impl Tree<'_> {
    fn children(&self, out: &mut String, step: &Step, indent: &str, level: usize) {
        if level > self.depth {
            if !step.from.is_empty() {
                let deeper = format!("{indent}└─ … deeper with `--depth {}`\n", self.depth + 3);
                out.push_str(&self.screen.paint.put(Label::Note, &deeper));
            }
            return;
        }
        for (i, child) in step.from.iter().enumerate() {
            let last = i + 1 == step.from.len();
            let (branch, below) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let taken = match step.what {
                StepKind::Choose { chosen } if chosen != i => " (not taken)",
                _ => "",
            };
            out.push_str(&format!("{indent}{branch}{}{taken}\n", self.line(child)));
            self.children(out, child, &format!("{indent}{below}"), level + 1);
        }
    }

    fn line(&self, step: &Step) -> String {
        if let StepKind::Comparable { observation, weight, says, .. } = &step.what {
            return match self.answer.observations.get(observation) {
                Some(seen) => self.comparable(*says, *weight, seen),
                None => format!("observation {}", observation.short()),
            };
        }
        if let StepKind::Prior { .. } = &step.what {
            return self.screen.paint.put(Label::Note, &step.label);
        }
        let figure = self.screen.paint.put(Label::Figure, &self.figure(step));
        format!("{figure}  {}{}", step.label, self.facts(step))
    }

    fn figure(&self, step: &Step) -> String {
        match (&step.what, &step.figure) {
            (StepKind::Scale { by }, Figure::Drawn { mean, .. }) => format!("{} = × {by:.4}", sum(*mean)),
            (_, Figure::Drawn { mean, .. }) => sum(*mean),
            (_, Figure::Share { mean, .. }) => format!("× {mean:.2}"),
            (_, Figure::Fixed { value, .. }) => sum(*value),
        }
    }

    fn comparable(&self, says: Option<f64>, weight: f64, seen: &ObservationView) -> String {
        let says = says.map_or_else(String::new, |usd| format!(" · says {}", plain(usd)));
        let text = format!(
            "{} {} on {}, {}, {}{says} · weight {weight:.3} · {} · {}",
            seen.kind, seen.price, seen.observed_on, seen.condition, seen.subject, seen.publisher, seen.citation
        );
        self.screen.paint.put(Label::Plain, &text)
    }

    fn facts(&self, step: &Step) -> String {
        let mut told: Vec<String> = Vec::new();
        let mut places = Vec::new();
        for fact in &step.facts {
            match fact {
                FactRef::Policy(key) => told.push(key.clone()),
                FactRef::Place(place) => places.push(place.to_string()),
                FactRef::Part(id) => told.push(id.to_string()),
                FactRef::Observation(_) => {}
            }
        }
        if let Some(first) = places.first() {
            let more = places.len() - 1;
            told.push(if more == 0 {
                first.clone()
            } else {
                format!("{first} and {}", plural(more, "more place", "more places"))
            });
        }
        if told.is_empty() {
            return String::new();
        }
        self.screen.paint.put(Label::Note, &format!("  [{}]", told.join("; ")))
    }
}

/// Lines of a sum are told to the unit, finer than their range, so that a reader can add
/// them up.
fn sum(value: f64) -> String {
    if value.abs() < 10.0 { plain(value).replace('-', "−") } else { grouped(value) }
}

fn spread(answer: &ExplainAnswer, screen: Screen) -> String {
    let told: Vec<String> = answer
        .spread_from
        .iter()
        .filter(|share| share.share >= 0.03)
        .map(|share| format!("{} {}", source_word(&share.source), percent(share.share)))
        .collect();
    format!("\n{}\n", wrapped(&format!("spread from  {}", told.join(" · ")), screen.prose(), "             "))
}

/// What is weak about the prices of the parts, and what of them has no say.
fn weak(answer: &ExplainAnswer, screen: Screen) -> String {
    let mut out = String::new();
    for part in &answer.parts {
        let mut told: Vec<String> = part.warnings.iter().map(|warning| warning.text.clone()).collect();
        let mut why: Vec<&str> = part.dropped.iter().map(|(_, why)| why.as_str()).collect();
        why.sort_unstable();
        why.dedup();
        if !why.is_empty() {
            let n = plural(part.dropped.len(), "price of it has no say", "prices of it have no say");
            told.push(format!("{n} ({})", why.join(", ")));
        }
        if !told.is_empty() {
            out.push_str(&wrapped(&format!("  {}: {}", part.name, told.join("; ")), screen.prose(), "      "));
            out.push('\n');
        }
    }
    if out.is_empty() { out } else { format!("\n{}\n{out}", screen.paint.put(Label::Heading, "Weak evidence")) }
}

fn assumptions(answer: &ExplainAnswer, screen: Screen) -> String {
    if answer.policy.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", screen.paint.put(Label::Heading, "Policy in these figures"));
    for line in answer.policy.values() {
        let text = format!("  {} = {} {} · {} ({})", line.key, line.value, line.unit, line.source, line.set_by);
        out.push_str(&wrapped(&text, screen.prose(), "      "));
        out.push('\n');
    }
    out
}
