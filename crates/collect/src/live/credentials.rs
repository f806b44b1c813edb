//! Who to be at which host: one account for all, or a file with accounts by host and network.
#![expect(clippy::disallowed_methods, reason = "the credentials file is read here, after its permissions")]

use std::fs::{self, File};
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use toml::{Table, Value};

use super::pin::Pin;
use super::secret::Secret;
use super::target::Target;

/// A user name and its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub user: String,
    pub password: Secret,
}

/// What a file says about the hosts one of its names stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entry {
    user: Option<String>,
    password: Option<Secret>,
    pin: Option<Pin>,
}

/// Accounts for all hosts.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Hosts as spelled, in lower case, with the port or without.
    hosts: Vec<(String, Entry)>,
    /// The narrowest network first.
    networks: Vec<(IpNet, Entry)>,
    default: Entry,
}

/// Why a credentials file cannot be used. Never holds a line of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    #[error("read credentials `{}`", path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("accept credentials `{}`: others may read it (mode {mode:03o}, expected 600)", path.display())]
    Open { path: PathBuf, mode: u32 },
    #[error("read credentials `{}`: line {line} is no TOML", path.display())]
    NoToml { path: PathBuf, line: usize },
    #[error("read credentials `{}`: `{key}` must be {expected}", path.display())]
    Key { path: PathBuf, key: String, expected: &'static str },
}

impl Credentials {
    /// One account for every host.
    pub fn one(user: Option<String>, password: Option<Secret>) -> Credentials {
        Credentials { default: Entry { user, password, pin: None }, ..Credentials::default() }
    }

    /// Reads a file of accounts that nobody else may read.
    ///
    /// Refuses a file that its group or the world may read; there are no such modes on Windows.
    pub fn read(path: &Path) -> Result<Credentials, CredentialsError> {
        let unreadable = |source| CredentialsError::Unreadable { path: path.to_path_buf(), source };
        let mut file = File::open(path).map_err(unreadable)?;
        check_mode(path, &file.metadata().map_err(unreadable)?)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(unreadable)?;
        Credentials::parse(path, &text)
    }

    /// Reads the text of such a file; `path` is what errors call it by.
    pub fn parse(path: &Path, text: &str) -> Result<Credentials, CredentialsError> {
        // The parser's own message quotes the line, and the line may hold a password.
        let table = text.parse::<Table>().map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            CredentialsError::NoToml { path: path.to_path_buf(), line: before.matches('\n').count() + 1 }
        })?;
        let wrong = |(key, expected)| CredentialsError::Key { path: path.to_path_buf(), key, expected };
        let mut credentials = Credentials::default();
        for (key, value) in &table {
            match (key.as_str(), value) {
                ("default", Value::Table(entry)) => credentials.default = entry_of("default", entry).map_err(wrong)?,
                ("hosts", Value::Table(hosts)) => credentials.add_hosts(hosts).map_err(wrong)?,
                _ => return Err(wrong((key.clone(), "left out: known are [default] and [hosts.\"NAME\"]"))),
            }
        }
        Ok(credentials)
    }

    fn add_hosts(&mut self, hosts: &Table) -> Result<(), (String, &'static str)> {
        for (name, value) in hosts {
            let key = format!("hosts.{name}");
            let Value::Table(entry) = value else { return Err((key, "a table with `user` and `password`")) };
            let entry = entry_of(&key, entry)?;
            match name.parse::<IpNet>() {
                Ok(network) => self.networks.push((network, entry)),
                Err(_) => self.hosts.push((name.to_lowercase(), entry)),
            }
        }
        self.networks.sort_by_key(|(network, _)| std::cmp::Reverse(network.prefix_len()));
        Ok(())
    }

    /// Fills what the file does not say.
    #[must_use]
    pub fn or(mut self, user: Option<String>, password: Option<Secret>) -> Credentials {
        self.default.user = self.default.user.or(user);
        self.default.password = self.default.password.or(password);
        self
    }

    /// Whether every one of these targets has a user name and a password.
    pub fn cover(&self, targets: &[Target]) -> bool {
        targets.iter().all(|target| self.covers(target))
    }

    /// Whether this target has a user name and a password.
    pub fn covers(&self, target: &Target) -> bool {
        self.account(target).is_some()
    }

    /// The account for a host: what is said closest to it.
    pub(super) fn account(&self, target: &Target) -> Option<Account> {
        let entries = self.entries(target);
        let user = target.user.clone().or_else(|| entries.iter().find_map(|entry| entry.user.clone()))?;
        let password = entries.iter().find_map(|entry| entry.password.clone())?;
        Some(Account { user, password })
    }

    /// The certificate a host must show.
    pub(super) fn pin(&self, target: &Target) -> Option<Pin> {
        target.pin.or_else(|| self.entries(target).iter().find_map(|entry| entry.pin))
    }

    fn entries(&self, target: &Target) -> Vec<&Entry> {
        let host = target.host.to_lowercase();
        let names = [format!("{host}:{}", target.port), format!("[{host}]:{}", target.port), host];
        let named = names.iter().filter_map(|name| self.hosts.iter().find(|(known, _)| known == name));
        let address = target.host.parse::<IpAddr>().ok();
        let within = self.networks.iter().filter(|(network, _)| address.is_some_and(|a| network.contains(&a)));
        let found = named.map(|(_, entry)| entry).chain(within.map(|(_, entry)| entry));
        found.chain(std::iter::once(&self.default)).collect()
    }
}

fn entry_of(name: &str, table: &Table) -> Result<Entry, (String, &'static str)> {
    let mut entry = Entry::default();
    for (key, value) in table {
        let wrong = |expected| (format!("{name}.{key}"), expected);
        let text = value.as_str().filter(|text| !text.is_empty()).ok_or(wrong("text in quotes"))?;
        match key.as_str() {
            "user" => entry.user = Some(text.to_string()),
            "password" => entry.password = Some(Secret::new(text)),
            "pin" => entry.pin = Some(text.parse().map_err(|_| wrong("64 hexadecimal digits"))?),
            _ => return Err(wrong("left out: known are `user`, `password` and `pin`")),
        }
    }
    Ok(entry)
}

#[cfg(unix)]
fn check_mode(path: &Path, metadata: &fs::Metadata) -> Result<(), CredentialsError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(CredentialsError::Open { path: path.to_path_buf(), mode }) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path, _: &fs::Metadata) -> Result<(), CredentialsError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::target;
    use proptest::prelude::*;

    const FILE: &str = r#"
        [default]
        user = "root"
        password = "first"
        [hosts."10.0.0.7"]
        password = "second"
        [hosts."10.1.0.0/16"]
        user = "ops"
        [hosts."10.1.2.0/24"]
        password = "third"
        [hosts."bmc:8443"]
        user = "eight"
    "#;

    fn account(credentials: &Credentials, word: &str) -> (String, String) {
        let targets = target::read_file("t", word).unwrap();
        let account = credentials.account(&targets[0]).unwrap();
        (account.user, account.password.reveal().to_string())
    }

    #[test]
    fn what_is_said_closest_to_a_host_wins() {
        let credentials = Credentials::parse(Path::new("f"), FILE).unwrap();
        let is = |word: &str, user: &str, password: &str| {
            assert_eq!(account(&credentials, word), (user.to_string(), password.to_string()), "{word}");
        };
        is("10.0.0.7", "root", "second");
        is("10.0.0.7 user=me", "me", "second");
        is("10.1.2.3", "ops", "third");
        is("10.1.9.3", "ops", "first");
        is("BMC:8443", "eight", "first");
        is("bmc", "root", "first");
    }

    #[test]
    fn a_message_never_holds_a_password() {
        let words =
            ["[default]\nuser = \"a\"\npassword = hunter2", "[default]\npassword = [\"hunter2\"]", "x = \"hunter2\""];
        for text in words {
            let error = Credentials::parse(Path::new("f"), text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        let credentials = Credentials::one(Some("root".to_string()), Some(Secret::new("hunter2")));
        assert!(!format!("{credentials:?}").contains("hunter2"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("rackworth-credentials-{}", std::process::id()));
        fs::write(&path, FILE).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Credentials::read(&path), Err(CredentialsError::Open { mode: 0o640, .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert!(Credentials::read(&path).is_ok());
        fs::remove_file(&path).unwrap();
    }

    proptest! {
        #[test]
        fn any_text_is_credentials_or_an_error(text in "\\PC{0,80}") {
            let _ = Credentials::parse(Path::new("f"), &text);
        }
    }
}
