//! Finds trees on disk and loads their resources.
#![expect(clippy::disallowed_methods, reason = "reading files is what this crate is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Inventory, Problem};
use rackworth_model::provenance::Locator;
use serde_json::Value;

use super::uri;

/// Folders deeper than this below a given one are not looked into.
const DEEPEST: usize = 32;

/// No resource that describes hardware comes near this size.
const LARGEST_RESOURCE: u64 = 64 << 20;

/// How the files of a tree are laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Layout {
    /// `index.json` in a folder per resource; the URI of the folder itself.
    Mockup { base: String },
    /// Each `.json` file is one resource.
    Loose,
}

/// A tree on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) name: String,
    /// The folder that is the tree.
    pub(crate) folder: PathBuf,
    /// Where its resources begin.
    root: PathBuf,
    layout: Layout,
}

/// What a folder holds: trees, and the files that belong to none.
#[derive(Debug, Default)]
pub(crate) struct Search {
    pub(crate) trees: Vec<Found>,
    pub(crate) files: Vec<PathBuf>,
    /// Files beside the resources of a tree: about it, unless they turn out to be exports.
    pub(crate) beside: Vec<PathBuf>,
    seen: BTreeSet<PathBuf>,
}

/// Looks for trees in and under a folder; everything is found in the order of its path.
///
/// Fails if the folder itself cannot be read; one below that cannot is left out.
pub(crate) fn search(folder: &Path) -> io::Result<Search> {
    fs::read_dir(folder)?;
    let mut search = Search::default();
    search.walk(folder, String::new(), 0);
    Ok(search)
}

impl Search {
    /// `below` is the path from the folder where the search began.
    fn walk(&mut self, folder: &Path, below: String, depth: usize) {
        if depth > DEEPEST || !is_new(folder, &mut self.seen) {
            return;
        }
        let entries = entries(folder);
        let files = entries.iter().map(|(_, path)| path).filter(|path| path.is_file());
        if let Some((root, layout)) = recognize(folder, &entries) {
            // A sheet beside the resources is a source of its own.
            let (sheets, others): (Vec<&PathBuf>, Vec<&PathBuf>) = files.partition(|path| has_sheet_name(path));
            self.files.extend(sheets.into_iter().cloned());
            let is_own = |path: &PathBuf| layout == Layout::Loose && path.extension().is_some_and(|end| end == "json");
            self.beside.extend(others.into_iter().filter(|path| !is_own(path)).cloned());
            let name = if below.is_empty() { own_name(folder) } else { below };
            self.trees.push(Found { name, folder: folder.to_path_buf(), root, layout });
            return;
        }
        self.files.extend(files.cloned());
        for (name, path) in entries.into_iter().filter(|(_, path)| path.is_dir()) {
            let below = if below.is_empty() { name } else { format!("{below}/{name}") };
            self.walk(&path, below, depth + 1);
        }
    }
}

/// Whether a folder is met for the first time: links may lead in circles.
fn is_new(folder: &Path, seen: &mut BTreeSet<PathBuf>) -> bool {
    fs::canonicalize(folder).is_ok_and(|real| seen.insert(real))
}

fn own_name(folder: &Path) -> String {
    let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    real.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// File names of sheets, in lower case.
pub(crate) fn has_sheet_name(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| ["csv", "tsv", "xlsx", "xlsm", "xls", "ods"].contains(&extension.as_str()))
}

/// The entries of a folder by name; hidden ones are left out, and so is what cannot be read.
pub(crate) fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = listed.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let mut entries: Vec<(String, PathBuf)> = named.filter(|(name, _)| !name.starts_with('.')).collect();
    entries.sort();
    entries
}

/// Whether a folder is a tree, where its resources begin, and how they are laid out.
fn recognize(folder: &Path, entries: &[(String, PathBuf)]) -> Option<(PathBuf, Layout)> {
    let v1 = folder.join("redfish").join("v1");
    if v1.is_dir() {
        return Some((v1, Layout::Mockup { base: uri::ROOT.to_string() }));
    }
    if let Some(own) = own_uri(&folder.join("index.json")) {
        return Some((folder.to_path_buf(), Layout::Mockup { base: own.trim_end_matches('/').to_string() }));
    }
    if entries.iter().any(is_service) {
        return Some((folder.to_path_buf(), Layout::Mockup { base: uri::ROOT.to_string() }));
    }
    let is_resource =
        |(name, path): &(String, PathBuf)| name.to_lowercase().ends_with(".json") && own_uri(path).is_some();
    let is_loose = entries.iter().any(is_resource) && !holds_mockup(entries, &mut BTreeSet::new(), 0);
    is_loose.then(|| (folder.to_path_buf(), Layout::Loose))
}

/// A folder that only the root of a service has, with a resource in it or one below.
fn is_service((name, path): &(String, PathBuf)) -> bool {
    let is_root = ["systems", "chassis", "managers"].contains(&name.to_lowercase().as_str());
    let holds = |folder: &Path| folder.join("index.json").is_file();
    is_root && path.is_dir() && (holds(path) || entries(path).iter().any(|(_, below)| holds(below)))
}

/// Whether a tree in folders stands below: then files beside it are resources of their own.
fn holds_mockup(entries: &[(String, PathBuf)], seen: &mut BTreeSet<PathBuf>, depth: usize) -> bool {
    entries.iter().filter(|(_, path)| path.is_dir()).any(|(name, path)| {
        if depth > DEEPEST || !is_new(path, seen) {
            return false;
        }
        let is_root = name == "redfish" && path.join("v1").is_dir();
        is_root || path.join("index.json").is_file() || holds_mockup(&self::entries(path), seen, depth + 1)
    })
}

/// The `@odata.id` of a file that is a Redfish resource.
fn own_uri(path: &Path) -> Option<String> {
    let bytes = read_bounded(path).ok()?;
    let json = parse(&bytes)?;
    json.get("@odata.type").and_then(Value::as_str)?;
    json.get("@odata.id").and_then(Value::as_str).filter(|own| own.starts_with('/')).map(str::to_string)
}

/// Whether a single file is a Redfish resource.
pub(crate) fn is_resource(path: &Path) -> bool {
    own_uri(path).is_some()
}

fn parse(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).ok()
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST_RESOURCE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("{size} bytes are too many for a resource")));
    }
    fs::read(path)
}

/// Reads one tree; files that cannot be read become problems.
pub(crate) fn read_tree(tree: &Found) -> Inventory {
    let (resources, problems) = load_tree(tree);
    let mut inventory = super::read_resources(&tree.name, &resources);
    inventory.problems.extend(problems);
    inventory
}

/// The resources of a tree by URI, and the files that cannot be read.
pub(crate) fn load_tree(tree: &Found) -> (BTreeMap<String, Vec<u8>>, Vec<Problem>) {
    let mut resources = BTreeMap::new();
    let mut problems = Vec::new();
    let mut load = |uri: Option<String>, path: &Path| match read_bounded(path) {
        Ok(bytes) => {
            let uri = uri.unwrap_or_else(|| loose_uri(&bytes, path));
            insert(&mut resources, uri, bytes, path);
        }
        Err(error) => problems.push(unreadable(&tree.name, path, &error)),
    };
    match &tree.layout {
        Layout::Mockup { base } => walk_mockup(&tree.root, base, &mut BTreeSet::new(), &mut load, 0),
        Layout::Loose => walk_loose(&tree.root, &mut BTreeSet::new(), &mut load, 0),
    }
    (resources, problems)
}

/// One file that is a Redfish resource, as a tree of its own.
pub(crate) fn load_single(path: &Path) -> (BTreeMap<String, Vec<u8>>, Vec<Problem>) {
    match read_bounded(path) {
        Ok(bytes) => (BTreeMap::from([(loose_uri(&bytes, path), bytes)]), Vec::new()),
        Err(error) => (BTreeMap::new(), vec![unreadable(&path.display().to_string(), path, &error)]),
    }
}

fn walk_mockup(
    folder: &Path,
    base: &str,
    seen: &mut BTreeSet<PathBuf>,
    load: &mut dyn FnMut(Option<String>, &Path),
    depth: usize,
) {
    if depth > DEEPEST || !is_new(folder, seen) {
        return;
    }
    for (name, path) in entries(folder) {
        if path.is_dir() {
            walk_mockup(&path, &format!("{base}/{name}"), seen, load, depth + 1);
        } else if name == "index.json" {
            load(Some(base.to_string()), &path);
        }
    }
}

fn walk_loose(folder: &Path, seen: &mut BTreeSet<PathBuf>, load: &mut dyn FnMut(Option<String>, &Path), depth: usize) {
    if depth > DEEPEST || !is_new(folder, seen) {
        return;
    }
    for (name, path) in entries(folder) {
        if path.is_dir() {
            walk_loose(&path, seen, load, depth + 1);
        } else if name.to_lowercase().ends_with(".json") {
            load(None, &path);
        }
    }
}

/// The URI a loose resource gives for itself, else its file name.
fn loose_uri(bytes: &[u8], path: &Path) -> String {
    let own = parse(bytes).and_then(|json| json.get("@odata.id")?.as_str().map(str::to_string));
    own.unwrap_or_else(|| format!("/{}", file_name(path)))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Two files of one URI: the same bytes are one resource, other bytes a second one under its file name.
fn insert(resources: &mut BTreeMap<String, Vec<u8>>, uri: String, bytes: Vec<u8>, path: &Path) {
    match resources.get(&uri) {
        None => {
            resources.insert(uri, bytes);
        }
        Some(known) if *known == bytes => {}
        Some(_) => {
            resources.insert(format!("{uri}#{}", file_name(path)), bytes);
        }
    }
}

fn unreadable(name: &str, path: &Path, error: &io::Error) -> Problem {
    Problem {
        place: Place { file: name.into(), locator: Locator::File },
        found: format!("`{}`, which cannot be read: {error}", path.display()),
        expected: "a Redfish resource".to_string(),
        hint: Some("check the permissions of the file, or collect it again".to_string()),
    }
}
