//! Any bytes behind the mark of a ZIP: support archives and workbooks.
#![no_main]

mod hook;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: hook::forgive_calamine(), |bytes: &[u8]| {
    let marked = [b"PK\x03\x04", bytes].concat();
    let _ = rackworth_collect::export::read_bytes("fuzz", &marked);
    let _ = rackworth_collect::sheet::read_bytes("fuzz", &marked);
});
