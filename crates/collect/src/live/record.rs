//! A record of a collection on disk: a folder a host, in the layout of the DMTF mock-up tools, with
//! every exchange beside it.
#![expect(clippy::disallowed_methods, reason = "a record is files")]

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use rackworth_model::ids::EvidenceId;
use serde_json::{Map, Value, json};

use super::evidence::{EXCHANGES, Exchange, HostEvidence};
use super::follow;
use super::gap::{Gap, Why};
use super::report::{Failed, Outcome};
use super::scrub::{Rewriter, Scrubber};
use super::shared::lock;

/// How the host ended, in its folder.
const HOST: &str = "host.json";

/// How the collection ended, in the folder of the record.
const COLLECTION: &str = "rackworth-collection.json";

/// Whether a file is about a record and not a source of its own.
pub(crate) fn is_manifest(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == COLLECTION)
}

/// Writes the answers of one host as they come.
#[derive(Debug)]
pub(super) struct Recorder {
    folder: PathBuf,
    exchanges: Mutex<File>,
}

/// What a record holds of a host.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Good answers whose bytes are whole, by URI.
    pub(super) resources: BTreeMap<String, (Exchange, Vec<u8>)>,
    pub(super) is_complete: bool,
}

impl Recorder {
    /// Opens the folder of a host; what it holds already stays, unless `is_fresh`.
    pub(super) fn open(folder: &Path, is_fresh: bool) -> io::Result<Recorder> {
        if is_fresh && folder.join(EXCHANGES).is_file() {
            // Only what a record wrote is removed: a part that is gone must not be read again.
            remove(&folder.join("redfish"))?;
            fs::remove_file(folder.join(EXCHANGES))?;
        }
        fs::create_dir_all(folder)?;
        // Until it ends well, it is not complete.
        match fs::remove_file(folder.join(HOST)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let exchanges = OpenOptions::new().create(true).append(true).open(folder.join(EXCHANGES))?;
        Ok(Recorder { folder: folder.to_path_buf(), exchanges: Mutex::new(exchanges) })
    }

    /// Writes one answer; the text of an error names the URI.
    pub(super) fn write(&self, exchange: &Exchange, bytes: &[u8]) -> Result<(), String> {
        self.write_files(exchange, bytes).map_err(|error| format!("{}: {error}", exchange.uri))
    }

    fn write_files(&self, exchange: &Exchange, bytes: &[u8]) -> io::Result<()> {
        let json = super::verdict::read_object(bytes);
        let is_error =
            json.as_ref().is_some_and(|json| json.contains_key("error") && !json.contains_key("@odata.type"));
        if json.is_some() && (exchange.status == 200 || is_error) {
            write_whole(&self.folder, &exchange.uri, bytes)?;
        }
        for (uri, member) in json.iter().flat_map(whole_members) {
            write_whole(&self.folder, &uri, &serde_json::to_vec_pretty(member)?)?;
        }
        let line = format!("{}\n", exchange.line());
        lock(&self.exchanges).write_all(line.as_bytes())
    }

    /// Tells how the host ended.
    pub(super) fn finish(&self, host: &str, outcome: &Outcome, at: Timestamp) -> io::Result<()> {
        let text = serde_json::to_string_pretty(&host_json(host, outcome, at))?;
        write_atomically(&self.folder.join(HOST), text.as_bytes())
    }
}

/// Writes the record of a host with everything that names it replaced, and tells how it ended in the
/// same words.
pub(super) fn write_scrubbed(
    folder: &Path,
    scrubber: &Scrubber,
    host: &str,
    evidence: &HostEvidence,
    outcome: &Outcome,
    at: Timestamp,
) -> io::Result<Outcome> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let recorder = Recorder::open(folder, true)?;
    let body = |exchange: &Exchange| serde_json::from_slice::<Value>(&evidence.body(exchange.body)?).ok();
    let bodies: Vec<Option<Value>> = evidence.exchanges().iter().map(body).collect();
    let known: Vec<&Value> = bodies.iter().flatten().collect();
    let rewriter = scrubber.of_host(host, &known);
    for (exchange, body) in evidence.exchanges().iter().zip(&bodies) {
        // What is no JSON is of no use to a reader, and nobody knows what it tells.
        let bytes =
            body.as_ref().map_or_else(|| Ok(Vec::new()), |body| serde_json::to_vec_pretty(&rewriter.body(body)))?;
        let exchange = Exchange {
            uri: rewriter.text(&exchange.uri),
            body: EvidenceId::of(&bytes),
            n_bytes: bytes.len() as u64,
            ..exchange.clone()
        };
        recorder.write_files(&exchange, &bytes)?;
    }
    let outcome = match outcome {
        Outcome::Partial(gaps) => Outcome::Partial(gaps.iter().map(|gap| scrubbed_gap(&rewriter, gap)).collect()),
        Outcome::Failed(failed) => Outcome::Failed(match failed {
            // The words of an answer may name it.
            Failed::NoService(why) => Failed::NoService(rewriter.text(why)),
            failed => failed.clone(),
        }),
        Outcome::Complete => Outcome::Complete,
    };
    recorder.finish(&name, &outcome, at)?;
    Ok(outcome)
}

fn scrubbed_gap(rewriter: &Rewriter, gap: &Gap) -> Gap {
    let why = match &gap.why {
        Why::Refused { status, message } => {
            Why::Refused { status: *status, message: message.as_ref().map(|text| rewriter.text(text)) }
        }
        why => why.clone(),
    };
    Gap { uri: rewriter.text(&gap.uri), why }
}

/// Whether a folder holds nothing, or is not there.
pub(super) fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Members that came with their collection get a file each, so that other tools find them.
fn whole_members(json: &Map<String, Value>) -> Vec<(String, &Map<String, Value>)> {
    let members = json.get("Members").and_then(Value::as_array).into_iter().flatten();
    let whole = members.filter_map(|member| Some((follow::target(member)?, member.as_object()?)));
    whole.filter(|(_, member)| member.contains_key("@odata.type") && member.len() > 3).collect()
}

/// How a host ended, for machines.
fn host_json(host: &str, outcome: &Outcome, at: Timestamp) -> Value {
    let (word, why, gaps) = match outcome {
        Outcome::Complete => ("complete", None, &[][..]),
        Outcome::Partial(gaps) => ("partial", None, gaps.as_slice()),
        Outcome::Failed(failed) => ("failed", Some(failed.to_string()), &[][..]),
    };
    let gap = |gap: &Gap| json!({ "uri": gap.uri, "why": gap.why.to_string() });
    let missing: Vec<Value> = gaps.iter().map(gap).collect();
    json!({
        "rackworth": { "schema": "host/1", "version": env!("CARGO_PKG_VERSION") },
        "host": host, "outcome": word, "why": why, "missing": missing, "at": at.to_string(),
    })
}

/// Tells how a collection ended: the hosts and their folders.
pub(super) fn write_collection(
    folder: &Path,
    is_scrubbed: bool,
    hosts: &[(String, String, Outcome)],
    at: Timestamp,
) -> io::Result<()> {
    let host = |(host, folder, outcome): &(String, String, Outcome)| {
        let mut json = host_json(host, outcome, at);
        if let Some(json) = json.as_object_mut() {
            json.remove("rackworth");
            json.insert("folder".to_string(), folder.as_str().into());
        }
        json
    };
    let json = json!({
        "rackworth": { "schema": "collection/1", "version": env!("CARGO_PKG_VERSION") },
        "at": at.to_string(), "scrubbed": is_scrubbed, "hosts": hosts.iter().map(host).collect::<Vec<_>>(),
    });
    fs::create_dir_all(folder)?;
    write_atomically(&folder.join(COLLECTION), serde_json::to_string_pretty(&json)?.as_bytes())
}

/// Whether a folder holds a record whose serials, addresses and names are replaced.
pub(super) fn is_scrubbed(folder: &Path) -> bool {
    let text = fs::read(folder.join(COLLECTION)).unwrap_or_default();
    serde_json::from_slice::<Value>(&text).is_ok_and(|told| told["scrubbed"] == true)
}

/// Whether a folder holds something that no record wrote.
pub(super) fn is_foreign(folder: &Path) -> bool {
    !is_empty(folder) && !folder.join(EXCHANGES).is_file() && !folder.join(COLLECTION).is_file()
}

/// What the folder of a host holds; a line or file that is not whole counts as not there.
pub(super) fn read(folder: &Path) -> Held {
    let mut held = Held::default();
    let text = fs::read(folder.join(EXCHANGES)).unwrap_or_default();
    for line in String::from_utf8_lossy(&text).lines() {
        let Some((exchange, hash)) = read_line(line) else { continue };
        let Some(path) = file_of(folder, &exchange.uri).filter(|_| exchange.status == 200) else { continue };
        let Ok(bytes) = fs::read(path) else { continue };
        if EvidenceId::of(&bytes).to_string() == hash {
            let body = EvidenceId::of(&bytes);
            held.resources.insert(exchange.uri.clone(), (Exchange { body, ..exchange }, bytes));
        }
    }
    let host = fs::read(folder.join(HOST)).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    held.is_complete = host.is_some_and(|host| host["outcome"] == "complete");
    held
}

fn read_line(line: &str) -> Option<(Exchange, String)> {
    let json: Value = serde_json::from_str(line).ok()?;
    let exchange = Exchange {
        uri: json["uri"].as_str()?.to_string(),
        query: json["query"].as_str().map(str::to_string),
        status: u16::try_from(json["status"].as_u64()?).ok()?,
        at: json["at"].as_str()?.parse().ok()?,
        body: EvidenceId::of(b""),
        n_bytes: json["bytes"].as_u64()?,
    };
    Some((exchange, json["sha256"].as_str()?.to_string()))
}

fn write_whole(folder: &Path, uri: &str, bytes: &[u8]) -> io::Result<()> {
    let path = file_of(folder, uri).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidFilename, "no file name"))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    write_atomically(&path, bytes)
}

/// A file is there whole or not at all.
fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let draft = path.with_extension("part");
    fs::write(&draft, bytes)?;
    fs::rename(&draft, path)
}

/// Where a resource is written: a folder for each segment of its URI, percent signs read.
fn file_of(folder: &Path, uri: &str) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    let mut n_segments = 0;
    for segment in uri.split('/').filter(|segment| !segment.is_empty()) {
        path.push(file_name(segment)?);
        n_segments += 1;
    }
    (n_segments > 0).then(|| path.join("index.json"))
}

/// A segment as the name of a folder: nothing that leads elsewhere.
fn file_name(segment: &str) -> Option<String> {
    const LONGEST: usize = 240;
    let name = super::path::decoded(segment).replace(['/', '\\', '\0'], "_");
    let is_dots = name.trim_matches('.').is_empty();
    // Hidden folders are not read.
    let name = if name.starts_with('.') { format!("_{name}") } else { name };
    (!is_dots && name.len() <= LONGEST).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exchange(uri: &str, bytes: &[u8]) -> Exchange {
        Exchange {
            uri: uri.to_string(),
            query: None,
            status: 200,
            at: Timestamp::UNIX_EPOCH,
            body: EvidenceId::of(bytes),
            n_bytes: bytes.len() as u64,
        }
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("rackworth-record-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        folder
    }

    #[test]
    fn what_was_written_is_in_hand_and_what_was_changed_is_not() {
        let folder = folder("held");
        let recorder = Recorder::open(&folder, false).unwrap();
        for uri in ["/redfish/v1/Systems/1/", "/redfish/v1/Systems/1/Drives/Disk.0%3AA", "/redfish/v1/M?$skip=50"] {
            recorder.write(&exchange(uri, b"{\"a\":1}"), b"{\"a\":1}").unwrap();
        }
        fs::write(folder.join("redfish/v1/M?$skip=50/index.json"), b"{}").unwrap();
        assert!(!read(&folder).is_complete);
        recorder.finish("h", &Outcome::Complete, Timestamp::UNIX_EPOCH).unwrap();
        let held = read(&folder);
        assert!(held.is_complete);
        let uris: Vec<&str> = held.resources.keys().map(String::as_str).collect();
        assert_eq!(uris, ["/redfish/v1/Systems/1/", "/redfish/v1/Systems/1/Drives/Disk.0%3AA"]);
        drop(Recorder::open(&folder, true).unwrap());
        assert!(read(&folder).resources.is_empty());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn members_that_came_with_their_list_get_a_file_each() {
        let folder = folder("members");
        let recorder = Recorder::open(&folder, false).unwrap();
        let bytes =
            br##"{"Members":[{"@odata.id":"/redfish/v1/Systems/1","@odata.type":"#C.C","Id":"1","Name":"n"}]}"##;
        recorder.write(&exchange("/redfish/v1/Systems", bytes), bytes).unwrap();
        assert!(folder.join("redfish/v1/Systems/1/index.json").is_file());
        assert_eq!(read(&folder).resources.len(), 1);
        fs::remove_dir_all(&folder).unwrap();
    }

    proptest! {
        #[test]
        fn no_uri_leads_out_of_its_folder(uri in "\\PC{0,40}|(/[.%2eEfF/]{0,6}){0,5}") {
            let root = Path::new("/root/of/it");
            if let Some(path) = file_of(root, &uri) {
                prop_assert!(path.starts_with(root));
                let is_up = |part: std::path::Component<'_>| part == std::path::Component::ParentDir;
                prop_assert!(!path.components().any(is_up), "{}", path.display());
            }
        }

        #[test]
        fn any_line_is_an_exchange_or_not(line in "\\PC{0,80}") {
            let _ = read_line(&line);
        }
    }
}
