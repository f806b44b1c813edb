//! Free text about components, as people type it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rackworth_catalog::Catalog;
use std::sync::OnceLock;

static CATALOG: OnceLock<Catalog> = OnceLock::new();

fuzz_target!(|text: &str| {
    let catalog = CATALOG.get_or_init(|| Catalog::embedded().expect("the embedded tables are read by their tests"));
    let list = format!("model,configuration\nR740,{}\n", text.replace(['\n', '\r', '"', ','], " "));
    let _ = catalog.identify_fleet(rackworth_collect::sheet::read_bytes("fuzz.csv", list.as_bytes()));
});
