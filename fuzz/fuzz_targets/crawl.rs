//! Any bytes as the answers to one question after another: pieces between zero bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let bodies: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    rackworth_collect::live::survive::read_answers(&bodies);
});
