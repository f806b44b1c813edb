//! Any text as rows of the price book, below the header of each table.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use rackworth_catalog::Catalog;
use rackworth_value::book::{BookTexts, EMBEDDED, PriceBook};

static CATALOG: OnceLock<Catalog> = OnceLock::new();

fuzz_target!(|rows: &str| {
    let catalog = CATALOG.get_or_init(|| Catalog::embedded().expect("the embedded tables are read by their tests"));
    let below = |table: &str| format!("{}\n{rows}\n", table.lines().next().unwrap_or_default());
    let (parts, machines, rates) = (below(EMBEDDED.parts), below(EMBEDDED.machines), below(EMBEDDED.rates));
    let _ = PriceBook::read(BookTexts { parts: &parts, machines: &machines, rates: &rates }, catalog);
});
