//! Recognizes what a path holds by its content, and reads it: Redfish trees, sheets, exports of tools.
#![expect(clippy::disallowed_methods, reason = "reading files is what this crate is for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Inventory, Problem, Unread, UnreadKind};
use rackworth_model::provenance::Locator;

use crate::export::{self, Format};
use crate::live::evidence::EXCHANGES;
use crate::redfish::folder::{self, Found};
use crate::redfish::{self, Progress, bundle};
use crate::sheet;

/// One thing to read.
#[derive(Debug)]
enum Source {
    Tree(Found),
    /// A file that is a single Redfish resource.
    Resource(PathBuf),
    Sheet(PathBuf),
    /// What a tool printed or exported.
    Export(Format, PathBuf),
}

/// What a file is, as far as its first bytes tell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Content {
    Resource,
    Sheet,
    Export(Format),
    /// Text without columns.
    Prose,
    /// Something else, in words.
    Other(&'static str),
}

/// What a source holds, in memory.
enum Loaded {
    Tree(BTreeMap<String, Vec<u8>>),
    Sheet(Vec<u8>),
    Export(Format, Vec<u8>),
}

/// Takes the name and the bytes of a piece of evidence.
pub type Keep<'a> = &'a mut dyn FnMut(&str, &[u8]);

/// Reads everything the paths name, in the order of the paths: folders are searched for Redfish
/// trees and sheets, files are recognized by their content.
///
/// Never fails: what cannot be read is a problem (a path that was given) or a note (a file that
/// was found in a folder). The same path given twice is read once.
pub fn read_paths(paths: &[PathBuf], on_progress: &mut dyn FnMut(Progress)) -> Inventory {
    read_all(paths, on_progress, None)
}

/// As [`read_paths`]; `keep` is given the name and the bytes of each piece of evidence, as they
/// were read. Those of a tree are all its resources.
pub fn read_keeping(paths: &[PathBuf], on_progress: &mut dyn FnMut(Progress), keep: Keep<'_>) -> Inventory {
    read_all(paths, on_progress, Some(keep))
}

/// Reads evidence that was kept: names and bytes, as [`read_keeping`] gave them. A later reader may
/// find more in them than an earlier one did.
pub fn read_kept(evidence: impl IntoIterator<Item = (String, Vec<u8>)>) -> Inventory {
    let mut reader = Reader::default();
    // How each answer came is for people; what it says is in the tree.
    for (name, bytes) in evidence.into_iter().filter(|(name, _)| !name.ends_with(EXCHANGES)) {
        match recognize_kept(bytes) {
            Ok(loaded) => reader.read(&name, &loaded),
            Err(found) => reader.inventory.unread.push(left(Path::new(&name), found)),
        }
    }
    reader.finish()
}

fn read_all(paths: &[PathBuf], on_progress: &mut dyn FnMut(Progress), mut keep: Option<Keep<'_>>) -> Inventory {
    let mut reader = Reader::default();
    let mut sources = Vec::new();
    let paths: BTreeSet<&PathBuf> = paths.iter().collect();
    for path in paths {
        match find(path, &mut reader.inventory) {
            Ok(found) => sources.extend(found),
            Err(error) => reader.inventory.problems.push(unreadable(path, &error)),
        }
    }
    name_apart(&mut sources);
    let total = sources.len();
    for (done, source) in sources.iter().enumerate() {
        let name = source.name();
        on_progress(Progress { name: name.clone(), done, total });
        let Some(loaded) = source.load(&mut reader.inventory.problems) else { continue };
        reader.read(&name, &loaded);
        if let Some(keep) = &mut keep {
            loaded.with_bytes(|bytes| keep(&name, bytes));
        }
    }
    reader.finish()
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    inventory: Inventory,
    told: Vec<export::Told>,
}

impl Reader {
    fn read(&mut self, name: &str, loaded: &Loaded) {
        match loaded {
            Loaded::Tree(resources) => self.inventory.extend(redfish::read_resources(name, resources)),
            Loaded::Sheet(bytes) => self.inventory.extend(sheet::read_bytes(name, bytes)),
            Loaded::Export(format, bytes) => self.told.push(export::read(*format, name, bytes)),
        }
    }

    /// Exports are joined only when all of them are read, and the trees of the same machines are known.
    fn finish(mut self) -> Inventory {
        let exported = export::join::join(self.told, &mut self.inventory.assets);
        self.inventory.extend(exported);
        self.inventory
    }
}

impl Loaded {
    /// The bytes that the id of its evidence is the hash of.
    fn with_bytes(&self, give: impl FnOnce(&[u8])) {
        match self {
            Loaded::Tree(resources) => give(&bundle::write(resources)),
            Loaded::Sheet(bytes) | Loaded::Export(_, bytes) => give(bytes),
        }
    }
}

/// What kept bytes are, or what else they look like.
fn recognize_kept(bytes: Vec<u8>) -> Result<Loaded, &'static str> {
    if let Some(resources) = bundle::read(&bytes) {
        return Ok(Loaded::Tree(resources));
    }
    let archive = bytes.starts_with(b"PK").then(|| export::recognize_archive(io::Cursor::new(&bytes))).flatten();
    if let Some(format) = archive {
        return Ok(Loaded::Export(format, bytes));
    }
    match content_of(&bytes[..bytes.len().min(HEAD)]) {
        Content::Export(format) => Ok(Loaded::Export(format, bytes)),
        Content::Sheet | Content::Prose => Ok(Loaded::Sheet(bytes)),
        Content::Resource => Err("a Redfish resource without its tree"),
        Content::Other(found) => Err(found),
    }
}

impl Source {
    fn name(&self) -> String {
        match self {
            Source::Tree(tree) => tree.name.clone(),
            Source::Resource(path) | Source::Sheet(path) | Source::Export(_, path) => path.display().to_string(),
        }
    }

    /// What it holds; `None` when nothing of it can be read.
    fn load(&self, problems: &mut Vec<Problem>) -> Option<Loaded> {
        let mut whole = |path: &Path| fs::read(path).map_err(|error| problems.push(unreadable(path, &error))).ok();
        let (resources, unread) = match self {
            Source::Sheet(path) => return whole(path).map(Loaded::Sheet),
            Source::Export(format, path) => return whole(path).map(|bytes| Loaded::Export(*format, bytes)),
            Source::Tree(tree) => folder::load_tree(tree),
            Source::Resource(path) => folder::load_single(path),
        };
        problems.extend(unread);
        (!resources.is_empty() || matches!(self, Source::Tree(_))).then_some(Loaded::Tree(resources))
    }
}

/// The sources a path leads to.
fn find(path: &Path, inventory: &mut Inventory) -> io::Result<Vec<Source>> {
    if fs::metadata(path)?.is_dir() {
        return find_in_folder(path, inventory);
    }
    let found = match recognize(path)? {
        Content::Resource => Source::Resource(path.to_path_buf()),
        // A sheet of one column has no delimiter: the sheet reader says what it lacks.
        Content::Sheet | Content::Prose => Source::Sheet(path.to_path_buf()),
        Content::Export(format) => Source::Export(format, path.to_path_buf()),
        Content::Other(found) => {
            inventory.problems.push(refused(path, found));
            return Ok(Vec::new());
        }
    };
    Ok(vec![found])
}

fn find_in_folder(folder: &Path, inventory: &mut Inventory) -> io::Result<Vec<Source>> {
    let search = folder::search(folder)?;
    let mut sources: Vec<(PathBuf, Source)> =
        search.trees.into_iter().map(|tree| (tree.folder.clone(), Source::Tree(tree))).collect();
    for path in search.files.into_iter().filter(|path| !crate::live::record::is_manifest(path)) {
        match recognize(&path) {
            Ok(Content::Sheet) => sources.push((path.clone(), Source::Sheet(path))),
            Ok(Content::Export(format)) => sources.push((path.clone(), Source::Export(format, path))),
            Ok(Content::Resource) => sources.push((path.clone(), Source::Resource(path))),
            Ok(Content::Prose) => inventory.unread.push(left(&path, "text without columns")),
            Ok(Content::Other(found)) => inventory.unread.push(left(&path, found)),
            Err(error) => inventory.problems.push(unreadable(&path, &error)),
        }
    }
    for path in search.beside {
        if let Ok(Content::Export(format)) = recognize(&path) {
            sources.push((path.clone(), Source::Export(format, path)));
        }
    }
    if sources.is_empty() {
        inventory.problems.push(refused(folder, "a folder without either"));
    }
    sources.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(sources.into_iter().map(|(_, source)| source).collect())
}

/// Trees of one name, found under different paths, are called by their paths.
fn name_apart(sources: &mut [Source]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for source in sources.iter() {
        *counts.entry(source.name()).or_default() += 1;
    }
    for source in sources {
        if let Source::Tree(tree) = source
            && counts.get(&tree.name).is_some_and(|count| *count > 1)
        {
            tree.name = tree.folder.display().to_string();
        }
    }
}

/// Enough for the head of any sheet.
const HEAD: usize = 64 << 10;

/// What a file is by its first bytes.
fn recognize(path: &Path) -> io::Result<Content> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    let mut content = content_of(&head);
    if head.starts_with(b"PK")
        && let Some(format) = export::recognize_archive(File::open(path)?)
    {
        content = Content::Export(format);
    }
    let is_named = folder::has_sheet_name(path);
    Ok(match content {
        Content::Other("JSON") if folder::is_resource(path) => Content::Resource,
        Content::Prose if is_named => Content::Sheet,
        Content::Other("JSON") => Content::Other("JSON that is no Redfish resource"),
        content => content,
    })
}

/// Magic numbers: ZIP (xlsx, ods; APPNOTE 4.3.7), the compound file of old xls (MS-CFB 2.2), PDF.
fn content_of(head: &[u8]) -> Content {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Content::Sheet;
    }
    if head.starts_with(b"%PDF") {
        return Content::Other("a PDF");
    }
    let text = text_of(head);
    if let Some(format) = export::recognize_text(&text) {
        return Content::Export(format);
    }
    let first = text.trim_start().chars().next();
    match first {
        None => Content::Other("nothing"),
        Some('{' | '[') => Content::Other("JSON"),
        Some('<') => Content::Other("XML or HTML"),
        Some(_) if text.contains('\0') => Content::Other("bytes that are no text"),
        Some(_) if has_columns(&text) => Content::Sheet,
        Some(_) => Content::Prose,
    }
}

/// The text of a head, for recognition only: UTF-16 by its mark, else UTF-8 with what is not
/// replaced.
fn text_of(head: &[u8]) -> String {
    let wide = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match head {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => String::from_utf8_lossy(head).into_owned(),
    }
}

/// Whether most of the first lines have the same number of one delimiter.
fn has_columns(text: &str) -> bool {
    const LINES: usize = 20;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LINES).collect();
    let Some(first) = lines.first().filter(|_| lines.len() > 1) else { return false };
    ['\t', ';', ',', '|'].into_iter().any(|delimiter| {
        let count = |line: &str| line.matches(delimiter).count();
        let alike = lines.iter().filter(|line| count(line) == count(first)).count();
        count(first) > 0 && alike * 5 >= lines.len() * 4
    })
}

fn file_place(path: &Path) -> Place {
    Place { file: path.display().to_string().into(), locator: Locator::File }
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let found = match error.kind() {
        io::ErrorKind::NotFound => "nothing at this path".to_string(),
        _ => format!("something that cannot be read: {error}"),
    };
    let hint = Some("check the path and its permissions".to_string());
    Problem { place: file_place(path), found, expected: EXPECTED.to_string(), hint }
}

fn refused(path: &Path, found: &str) -> Problem {
    let hint = Some("export the list as CSV or XLSX, or collect the machines over Redfish".to_string());
    Problem { place: file_place(path), found: found.to_string(), expected: EXPECTED.to_string(), hint }
}

const EXPECTED: &str = "a folder of Redfish resources, a sheet (CSV, TSV, XLSX, ODS) or the export of a tool";

fn left(path: &Path, found: &str) -> Unread {
    let why = format!("it is {found}, neither a sheet, an export nor a Redfish resource");
    let text = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Unread { place: file_place(path), kind: UnreadKind::File, text, why }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn files_are_told_by_their_first_bytes() {
        assert_eq!(content_of(b"PK\x03\x04rest"), Content::Sheet);
        assert_eq!(content_of(b"a,b\n1,2\n"), Content::Sheet);
        assert_eq!(content_of(b"\xFF\xFEa\0\t\0b\0\n\x001\0\t\x002\0\n\0"), Content::Sheet);
        assert_eq!(content_of(b"Some words, and more.\nNo columns here\n"), Content::Prose);
        assert_eq!(content_of(b"  {\"a\":1}"), Content::Other("JSON"));
        assert_eq!(content_of(b"<CIM/>"), Content::Other("XML or HTML"));
        assert_eq!(content_of(b""), Content::Other("nothing"));
        assert_eq!(content_of(b"\x7fELF\0\0\0"), Content::Other("bytes that are no text"));
    }

    #[test]
    fn a_path_that_is_not_there_is_a_problem() {
        let read = read_paths(&[PathBuf::from("/nowhere/at all")], &mut |_| {});
        assert_eq!(read.problems.len(), 1);
        assert!(read.problems[0].to_string().contains("nothing at this path"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_something(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = content_of(&bytes);
        }
    }
}
