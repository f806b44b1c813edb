//! Any bytes as a sheet.
#![no_main]

mod hook;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hook::forgive_calamine(), |bytes: &[u8]| {
    let _ = rackworth_collect::sheet::read_bytes("fuzz", bytes);
});
