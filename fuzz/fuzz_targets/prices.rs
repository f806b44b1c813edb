//! Any bytes as a price file, down to observations.
#![no_main]

mod hook;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use rackworth_catalog::Catalog;
use rackworth_value::book::import::{ImportRules, import};

static CATALOG: OnceLock<Catalog> = OnceLock::new();

fuzz_target!(init: hook::forgive_calamine(), |bytes: &[u8]| {
    let catalog = CATALOG.get_or_init(|| Catalog::embedded().expect("the embedded tables are read by their tests"));
    let file = rackworth_collect::prices::read_bytes("fuzz", bytes);
    let day = "2026-01-05".parse().expect("a date");
    let _ = import(&file, &ImportRules::none(day), catalog);
});
