//! Dell's support archive (TSR): a ZIP in a ZIP, with the views of the machine in it.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use rackworth_model::inventory::UnreadKind;

use super::dcim;
use super::draft::Draft;
use super::note::Notes;
use crate::sheet::encoding;

/// The file with the views, below `tsr/hardware/sysinfo/inventory`.
const VIEWS: &str = "sysinfo_DCIM_View.xml";
/// No inventory and no inner archive comes near these sizes, in bytes.
const LARGEST_VIEWS: u64 = 256 << 20;
const LARGEST_INNER: u64 = 1 << 30;

/// Whether the names in a ZIP are those of a support archive.
pub(super) fn is_it(names: &[String]) -> bool {
    names.iter().any(|name| name.ends_with(".pl.zip") || name.ends_with(VIEWS))
}

/// The names in a ZIP; none if it cannot be opened.
pub(super) fn names(archive: impl Read + Seek) -> Vec<String> {
    let archive = ZipArchive::new(archive);
    archive.map(|archive| listed(&archive)).unwrap_or_default()
}

fn listed(archive: &ZipArchive<impl Read + Seek>) -> Vec<String> {
    archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect()
}

pub(super) fn read(bytes: &[u8], notes: &mut Notes) -> Vec<Draft> {
    let views = take(bytes, VIEWS, LARGEST_VIEWS);
    let views = match views {
        Ok(None) => take(bytes, ".pl.zip", LARGEST_INNER).and_then(|inner| match inner {
            Some(inner) => take(&inner, VIEWS, LARGEST_VIEWS),
            None => Ok(None),
        }),
        found => found,
    };
    match views {
        Ok(Some(views)) => {
            let why = "only the hardware inventory of the archive is read, not its logs and settings";
            notes.leave(notes.line(1), UnreadKind::Section, "the rest of the archive", why);
            dcim::read(&encoding::decode(&views).text, notes)
        }
        Ok(None) => {
            let hint = "export the support archive with its system information";
            notes.problem(notes.line(1), "an archive without it", VIEWS, hint);
            Vec::new()
        }
        Err(found) => {
            notes.problem(notes.line(1), found, "a support archive that can be opened", "download it again");
            Vec::new()
        }
    }
}

/// The bytes of the first entry whose name ends with `end`.
fn take(bytes: &[u8], end: &str, largest: u64) -> Result<Option<Vec<u8>>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("a damaged archive: {error}"))?;
    let Some(name) = listed(&archive).into_iter().find(|name| name.ends_with(end)) else { return Ok(None) };
    let entry = archive.by_name(&name).map_err(|error| format!("`{name}`, which cannot be opened: {error}"))?;
    let mut content = Vec::new();
    entry.take(largest).read_to_end(&mut content).map_err(|error| format!("`{name}`, which is damaged: {error}"))?;
    Ok(Some(content))
}
