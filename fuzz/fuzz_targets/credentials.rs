//! Any text as a file of accounts: read, or an error that holds nothing of it.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use rackworth_collect::live::{Credentials, target};

fuzz_target!(|text: &str| {
    let targets = target::read_file("fuzz", "10.0.0.7\nbmc:8443\n[2001:db8::1]").unwrap_or_default();
    match Credentials::parse(Path::new("fuzz"), text) {
        Ok(credentials) => assert!(!format!("{credentials:?}").contains("hunter2") || !is_password(text)),
        Err(error) => assert!(!format!("{error} {error:?}").contains("hunter2") || !is_password(text)),
    }
    if let Ok(credentials) = Credentials::parse(Path::new("fuzz"), text) {
        let _ = credentials.cover(&targets);
    }
});

/// Names of hosts and keys may be told; the seeds have this word in passwords only.
fn is_password(text: &str) -> bool {
    text.matches("hunter2").count() == text.matches("password = \"hunter2\"").count()
}
