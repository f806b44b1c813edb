//! Any bytes as a sheet.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = rackworth_collect::sheet::read_bytes("fuzz", bytes);
});
