//! The screen of `book fetch`.

use rackworth_app::fetch::{FetchAnswer, Searched};

use super::render_import;
use crate::style::{Label, Screen, wrapped};
use crate::words::plural;

/// `book fetch` on a screen: what was searched and what is missing, then what `book import` shows.
pub fn render_fetch(answer: &FetchAnswer, screen: Screen) -> String {
    let mut out = String::new();
    for search in &answer.searches {
        out.push_str(&one(search, answer, screen));
    }
    let again = match answer.n_again {
        0 => String::new(),
        n => format!(", {n} of them again"),
    };
    let kept = answer.kept_in.as_ref().map_or_else(String::new, |folder| format!("; answers kept in {folder}"));
    let asked = plural(answer.n_asked as usize, "question", "questions");
    let line = format!("{asked} to {}{again}{kept}", answer.endpoint);
    out.push_str(&format!("{}\n\n", screen.paint.put(Label::Note, &wrapped(&line, screen.prose(), "  "))));
    out.push_str(&render_import(&answer.import, screen));
    out
}

fn one(search: &Searched, answer: &FetchAnswer, screen: Screen) -> String {
    let of = search.total.map_or_else(String::new, |total| format!(" of {total}"));
    let listings = plural(search.n_items as usize, "listing", "listings");
    let pages = plural(search.n_pages as usize, "page", "pages");
    let twice = match search.n_repeated {
        0 => String::new(),
        n => format!(", {n} listed twice"),
    };
    let title = format!("{} · {} · {listings}{of} on {pages}{twice}", search.words, answer.marketplace);
    let mut out = format!("{}\n", screen.paint.put(Label::Heading, &wrapped(&title, screen.prose(), "  ")));
    for gap in &search.gaps {
        let line = wrapped(&format!("missing: {gap}"), screen.prose(), "    ");
        out.push_str(&format!("  {}\n", screen.paint.put(Label::Gap, &line)));
    }
    for warning in &search.warnings {
        let line = wrapped(&format!("eBay remarks: {warning}"), screen.prose(), "    ");
        out.push_str(&format!("  {}\n", screen.paint.put(Label::Note, &line)));
    }
    out
}
