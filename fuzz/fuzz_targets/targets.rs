//! Any text as hosts to ask, in a file and as typed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rackworth_collect::live::target;

fuzz_target!(|text: &str| {
    if let Ok(targets) = target::read_file("fuzz", text) {
        for target in targets.iter().take(100) {
            let folder = target.folder();
            assert!(!folder.is_empty() && !folder.contains(['/', '\\']) && !folder.starts_with('.'), "{folder}");
        }
    }
    let _ = target::read_typed(&text.split_whitespace().map(str::to_string).collect::<Vec<_>>());
});
