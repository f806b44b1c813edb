//! Price files: bytes in, priced lines out. Sheets of brokers, shops and one's own books, and stored answers of eBay.
//!
//! The format is recognized by content and header, never by the file's name. Columns are told apart by a reviewed table
//! of spellings (`columns.txt`); what no spelling fits is listed as not used. Cells stay the words they are.

mod browse;
mod columns;
pub mod ebay;
mod format;
mod table;

use std::path::Path;

use rackworth_model::Locator;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::Problem;
use rackworth_model::priced::PriceFile;

use crate::sheet;

/// The largest file that is read: far above any price list.
const MAX_BYTES: u64 = 256 << 20;

/// Reads a price file. Whatever goes wrong is a problem of the file; a file that cannot be opened, too.
pub fn read_file(path: &Path) -> PriceFile {
    let name = path.display().to_string();
    #[expect(clippy::disallowed_methods, reason = "this is the one place where price files are opened")]
    let read = std::fs::metadata(path).and_then(|about| match about.len() {
        len if len > MAX_BYTES => Err(std::io::Error::other(format!("{len} bytes, more than {MAX_BYTES}"))),
        _ => std::fs::read(path),
    });
    match read {
        Ok(bytes) => read_bytes(&name, &bytes),
        Err(error) => {
            let mut file = PriceFile::new(&name, &[]);
            let hint = "check the path and the permission to read it";
            problem(&mut file, &error.to_string(), "a file that can be read", hint);
            file
        }
    }
}

/// Reads the bytes of a price file; `name` is what places in it are called by.
pub fn read_bytes(name: &str, bytes: &[u8]) -> PriceFile {
    let mut file = PriceFile::new(name, bytes);
    if browse::looks_like_json(bytes) {
        browse::read(bytes, &mut file);
        return file;
    }
    let (grids, unread, problems) = sheet::read_grids_of(name, bytes, columns::count_known);
    file.unread = unread;
    file.problems = problems;
    for grid in &grids {
        table::read(grid, &mut file);
    }
    if file.format.is_none() && file.problems.is_empty() {
        let expected = "a header row with a part or its number and a price, such as `Part Number, Condition, Price`";
        problem(&mut file, "no table of prices", expected, "name the columns in the first row");
    }
    file
}

fn problem(file: &mut PriceFile, found: &str, expected: &str, hint: &str) {
    let place = Place { file: file.name.as_str().into(), locator: Locator::File };
    let (found, expected, hint) = (found.to_string(), expected.to_string(), Some(hint.to_string()));
    file.problems.push(Problem { place, found, expected, hint });
}
