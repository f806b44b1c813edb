//! Any bytes as an export, by every reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = rackworth_collect::export::read_bytes("fuzz", bytes);
    rackworth_collect::export::read_as_every_format("fuzz", bytes);
});
