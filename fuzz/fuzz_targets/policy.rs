//! Any text as a policy file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = rackworth_value::policy::read(text, Some("fuzz.toml"));
});
