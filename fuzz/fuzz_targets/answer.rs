//! Any bytes as what a host sends over its connection.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| rackworth_collect::live::survive::read_wire(bytes));
