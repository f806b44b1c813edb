//! Which hosts to ask: names, addresses, ranges and networks, typed or in a file.

use std::collections::BTreeSet;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::Problem;
use rackworth_model::provenance::Locator;

use super::pin::Pin;

/// More hosts than this are a slip of the pen: a network of 16 host bits.
const MOST: usize = 1 << 16;

/// One management controller to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
    pub is_plain: bool,
    /// The user name for this host alone.
    pub user: Option<String>,
    /// The certificate this host must show.
    pub pin: Option<Pin>,
    /// It comes from a range or network: an address where nothing listens is no failure.
    pub is_swept: bool,
}

impl Target {
    /// What sets it apart from other targets.
    fn key(&self) -> (String, u16) {
        (self.host.to_lowercase(), self.port)
    }

    /// Its name as a folder.
    pub fn folder(&self) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let name = self.to_string();
        name.trim_start_matches('.').chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
    }

    /// What stands before the path of a URL, as in the `Host` header.
    pub(crate) fn authority(&self) -> String {
        let host = match self.host.parse::<Ipv6Addr>() {
            Ok(_) => format!("[{}]", self.host),
            Err(_) => self.host.clone(),
        };
        if self.port == self.usual_port() { host } else { format!("{host}:{}", self.port) }
    }

    fn usual_port(&self) -> u16 {
        if self.is_plain { 80 } else { 443 }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.authority())
    }
}

/// Reads targets as typed: each a host, a range or a network.
///
/// All problems are told at once; a host named twice is asked once.
pub fn read_typed(words: &[String]) -> Result<Vec<Target>, Vec<Problem>> {
    let lines = words.iter().map(|word| (word.as_str(), Locator::File));
    read("the command line", lines)
}

/// Reads a file of targets: one a line, `user=NAME` and `pin=SHA256` after it, `#` begins a comment.
pub fn read_file(name: &str, text: &str) -> Result<Vec<Target>, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().zip(1..).map(|(line, number)| (line, Locator::Line(number)));
    read(name, lines)
}

/// Joins lists of targets: the first mention of a host wins.
pub fn join(lists: impl IntoIterator<Item = Vec<Target>>) -> Vec<Target> {
    let mut seen = BTreeSet::new();
    lists.into_iter().flatten().filter(|target| seen.insert(target.key())).collect()
}

fn read<'a>(name: &str, lines: impl Iterator<Item = (&'a str, Locator)>) -> Result<Vec<Target>, Vec<Problem>> {
    let mut targets = Vec::new();
    let mut problems = Vec::new();
    for (line, locator) in lines {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        match read_line(line) {
            Ok(found) => targets.push(found),
            Err(expected) => problems.push(problem(name, locator, line, expected)),
        }
        if targets.iter().map(Vec::len).sum::<usize>() > MOST {
            problems.push(problem(name, Locator::File, "more", "at most 65,536 hosts"));
            break;
        }
    }
    if problems.is_empty() { Ok(join(targets)) } else { Err(problems) }
}

fn problem(name: &str, locator: Locator, found: &str, expected: &str) -> Problem {
    Problem {
        place: Place { file: name.into(), locator },
        found: format!("`{}`", without_secrets(found)),
        expected: expected.to_string(),
        hint: Some("such as `10.0.0.7`, `bmc-7.example:8443`, `10.0.0.10-40`, `bmc[01-40]`, `10.0.0.0/24`".to_string()),
    }
}

/// A line as it may be shown: people put passwords where none belongs.
fn without_secrets(line: &str) -> String {
    let line = line.rsplit_once('@').map_or(line.to_string(), |(_, host)| format!("…@{host}"));
    let word = |word: &str| word.split_once('=').map_or(word.to_string(), |(name, _)| format!("{name}=…"));
    line.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

const EXPECTED: &str = "a host, a range of hosts or a network";

fn read_line(line: &str) -> Result<Vec<Target>, &'static str> {
    let mut words = line.split_whitespace();
    let mut targets = read_word(words.next().unwrap_or_default())?;
    for word in words {
        let (name, value) = word.split_once('=').ok_or("`user=NAME` or `pin=SHA256` after the host")?;
        match name {
            "user" if !value.is_empty() => targets.iter_mut().for_each(|target| target.user = Some(value.to_string())),
            "pin" => {
                let pin = value.parse::<Pin>().map_err(|_| "64 hexadecimal digits after `pin=`")?;
                targets.iter_mut().for_each(|target| target.pin = Some(pin));
            }
            _ => return Err("`user=NAME` or `pin=SHA256` after the host"),
        }
    }
    Ok(targets)
}

fn read_word(word: &str) -> Result<Vec<Target>, &'static str> {
    let (is_plain, rest) = match word.split_once("://") {
        Some(("https", rest)) => (false, rest),
        Some(("http", rest)) => (true, rest),
        Some(_) => return Err("`https://` or `http://` before the host, or nothing"),
        None => (false, word),
    };
    if rest.contains('@') {
        return Err("a host without user or password: they go into a credentials file");
    }
    if let Ok(network) = rest.parse::<IpNet>() {
        return hosts_of(network, is_plain);
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split_port(rest, is_plain)?;
    let target = |host: String, is_swept: bool| Target { host, port, is_plain, user: None, pin: None, is_swept };
    if host.parse::<IpAddr>().is_ok() {
        return Ok(vec![target(host.to_string(), false)]);
    }
    if let Some(range) = addresses(host)? {
        return Ok(range.map(|address| target(Ipv4Addr::from(address).to_string(), true)).collect());
    }
    let names = names(host)?;
    let is_swept = names.len() > 1;
    if names.iter().all(|name| is_name(name)) {
        Ok(names.into_iter().map(|name| target(name, is_swept)).collect())
    } else {
        Err(EXPECTED)
    }
}

fn hosts_of(network: IpNet, is_plain: bool) -> Result<Vec<Target>, &'static str> {
    let host_bits = network.max_prefix_len() - network.prefix_len();
    if host_bits > MOST.ilog2() as u8 {
        return Err("a network of at most 65,536 addresses");
    }
    let port = if is_plain { 80 } else { 443 };
    let target = |address: IpAddr| Target {
        host: address.to_string(),
        port,
        is_plain,
        user: None,
        pin: None,
        is_swept: host_bits > 0,
    };
    Ok(network.hosts().map(target).collect())
}

/// The host and the port after it; an IPv6 address with a port stands in brackets.
fn split_port(text: &str, is_plain: bool) -> Result<(&str, u16), &'static str> {
    let usual = if is_plain { 80 } else { 443 };
    let port = |text: &str| match text.parse::<u16>() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err("a port from 1 to 65535 after the colon"),
    };
    if text.parse::<Ipv6Addr>().is_ok() {
        return Ok((text, usual));
    }
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        && host.parse::<Ipv6Addr>().is_ok()
    {
        return match rest.strip_prefix(':') {
            Some(rest) => Ok((host, port(rest)?)),
            None if rest.is_empty() => Ok((host, usual)),
            None => Err(EXPECTED),
        };
    }
    match text.rsplit_once(':') {
        Some((host, rest)) if !host.contains(':') => Ok((host, port(rest)?)),
        Some(_) => Err("an IPv6 address, in brackets where a port follows"),
        None => Ok((text, usual)),
    }
}

/// `10.0.0.10-40` and `10.0.0.10-10.0.1.40`, both ends included; nothing if it is no such range.
fn addresses(text: &str) -> Result<Option<std::ops::RangeInclusive<u32>>, &'static str> {
    let Some((first, last)) = text.split_once('-') else { return Ok(None) };
    let Ok(first) = Ipv4Addr::from_str(first) else { return Ok(None) };
    let last = match (last.parse::<u8>(), last.parse::<Ipv4Addr>()) {
        (Ok(octet), _) => {
            let [a, b, c, _] = first.octets();
            Ipv4Addr::new(a, b, c, octet)
        }
        (_, Ok(last)) => last,
        _ => return Err("an address or its last number after the dash"),
    };
    let (first, last) = (u32::from(first), u32::from(last));
    match last.checked_sub(first) {
        Some(more) if (more as usize) < MOST => Ok(Some(first..=last)),
        Some(_) => Err("a range of at most 65,536 addresses"),
        None => Err("a range from the lower to the higher address"),
    }
}

/// `bmc[01-40].lab` is forty names; zeros before the first number are kept.
fn names(text: &str) -> Result<Vec<String>, &'static str> {
    const RANGE: &str = "a range such as `[01-40]`, from the lower to the higher number";
    let Some((before, rest)) = text.split_once('[') else { return Ok(vec![text.to_string()]) };
    let (range, after) = rest.split_once(']').ok_or(RANGE)?;
    let (first, last) = range.split_once('-').ok_or(RANGE)?;
    let number = |text: &str| {
        let is_number = text.len() <= 6 && !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok()).flatten().ok_or(RANGE)
    };
    let (lowest, highest) = (number(first)?, number(last)?);
    let width = if first.starts_with('0') { first.len() } else { 0 };
    match highest.checked_sub(lowest) {
        Some(more) if (more as usize) < MOST => {
            Ok((lowest..=highest).map(|number| format!("{before}{number:0width$}{after}")).collect())
        }
        _ => Err(RANGE),
    }
}

/// A host name (RFC 1123, section 2.1), underscores tolerated; all digits and dots would be a bad address.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && label.chars().all(is_word)
    };
    let has_letter = text.chars().any(|c| c.is_ascii_alphabetic());
    text.len() <= 253 && has_letter && text.trim_end_matches('.').split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Vec<String> {
        read_file("t", text).unwrap().iter().map(Target::to_string).collect()
    }

    #[test]
    fn hosts_ranges_and_networks() {
        assert_eq!(shown("bmc-1.lab\n10.0.0.7:8443 # rack 4\n\n# nothing"), ["bmc-1.lab", "10.0.0.7:8443"]);
        assert_eq!(shown("10.0.0.254-10.0.1.1"), ["10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"]);
        assert_eq!(shown("10.0.0.9-11:444"), ["10.0.0.9:444", "10.0.0.10:444", "10.0.0.11:444"]);
        assert_eq!(shown("10.0.0.0/30"), ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(shown("bmc[08-10].lab"), ["bmc08.lab", "bmc09.lab", "bmc10.lab"]);
        assert_eq!(shown("[2001:db8::1]:8443 2001:db8::2".split(' ').next().unwrap()), ["[2001:db8::1]:8443"]);
        assert_eq!(shown("2001:db8::2\nhttp://127.0.0.1:8000/"), ["[2001:db8::2]", "127.0.0.1:8000"]);
    }

    #[test]
    fn a_line_may_name_its_user_and_its_certificate() {
        let pin = "ab".repeat(32);
        let targets = read_file("t", &format!("bmc1 user=ops pin={pin}\nbmc2")).unwrap();
        assert_eq!(targets[0].user.as_deref(), Some("ops"));
        assert_eq!(targets[0].pin.unwrap().to_string().replace(':', "").to_lowercase(), pin);
        assert_eq!(targets[1].user, None);
    }

    #[test]
    fn a_host_named_twice_is_asked_once() {
        assert_eq!(shown("10.0.0.7\n10.0.0.6-8\nBMC\nbmc"), ["10.0.0.7", "10.0.0.6", "10.0.0.8", "BMC"]);
    }

    #[test]
    fn every_bad_line_is_told_with_its_number() {
        let problems =
            read_file("t", "ok\n10.0.0.999\na b\n10.0.0.9-3\nbmc[5-1]\nroot:pw@bmc\n10.0.0.0/8").unwrap_err();
        let lines: Vec<String> = problems.iter().map(|problem| problem.place.locator.to_string()).collect();
        assert_eq!(lines, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
    }

    #[test]
    fn a_password_where_none_belongs_is_not_repeated() {
        for line in ["root:hunter2@bmc", "https://root:hunter2@bmc/", "bmc password=hunter2", "a:hunter2@b@c x=hunter2"]
        {
            let told = format!("{:?}", read_file("t", line).unwrap_err());
            assert!(!told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn folders_are_plain_names() {
        let folders: Vec<String> =
            read_file("t", "[2001:db8::1]:8443\nbmc:8443").unwrap().iter().map(Target::folder).collect();
        assert_eq!(folders, ["_2001_db8__1__8443", "bmc_8443"]);
    }

    proptest! {
        #[test]
        fn any_text_is_targets_or_problems(text in "\\PC{0,80}") {
            match read_file("t", &text) {
                Ok(targets) => prop_assert!(targets.len() <= MOST),
                Err(problems) => prop_assert!(!problems.is_empty()),
            }
        }

        #[test]
        fn a_target_is_read_back_as_printed(a in 1u8..=254, b in 0u8..=255, port in 1u16..) {
            let word = format!("10.{b}.0.{a}:{port}");
            let targets = read_file("t", &word).unwrap();
            let again = read_file("t", &targets[0].to_string()).unwrap();
            prop_assert_eq!(&targets, &again);
        }

        #[test]
        fn a_network_has_its_hosts(prefix in 20u8..=30) {
            let targets = read_file("t", &format!("10.1.0.0/{prefix}")).unwrap();
            prop_assert_eq!(targets.len(), (1usize << (32 - prefix)) - 2);
        }
    }
}
