//! Sheets: what people and exports say about machines.
//!
//! CSV and its kin, XLSX, XLSB, XLS and ODS become an [`Inventory`] of machines, their components and loose parts.
//! This module understands tables: which row is the header, what a column is about, what a row is. What the words
//! in a cell mean is for the catalog to say.
//!
//! **Invariant:** every cell that holds something ends in an asset, among the unread, or in a problem.

mod aliases;
mod capacity;
mod component;
mod compound;
mod delimited;
mod draft;
pub(crate) mod encoding;
mod findings;
mod gather;
mod grid;
mod heading;
mod layout;
mod machine;
mod number;
mod parts;
mod reader;
mod role;
mod rows;
mod settle;
mod table;
mod words;
mod workbook;

use std::path::Path;

use rackworth_model::Locator;
use rackworth_model::evidence::Evidence;
use rackworth_model::inventory::{Inventory, UnreadKind};

pub(crate) use findings::Findings;
pub(crate) use grid::{Cell, Grid, Row};
pub(crate) use words::{is_error, is_placeholder, words};

use rackworth_model::inventory::{Problem, Unread};
use workbook::{Failure, Format, Sheet};

/// Reads a sheet file. Whatever goes wrong is a problem in the inventory; a file that cannot be opened, too.
pub fn read_file(path: &Path) -> Inventory {
    let name = path.display().to_string();
    #[expect(clippy::disallowed_methods, reason = "this is the one place where sheets are opened")]
    match std::fs::read(path) {
        Ok(bytes) => read_bytes(&name, &bytes),
        Err(error) => {
            let mut findings = Findings::new(&name);
            let hint = "check the path and the permission to read it";
            findings.problem(findings.place(Locator::File), error.to_string(), "a file that can be read", Some(hint));
            Inventory { problems: findings.problems, ..Inventory::default() }
        }
    }
}

/// Reads the bytes of a sheet file, recognized by their content; `name` is what places in it are called by.
pub fn read_bytes(name: &str, bytes: &[u8]) -> Inventory {
    let mut findings = Findings::new(name);
    let grids = read_grids(bytes, &mut findings, table::count_known_headers);
    let assets = reader::read_sheets(&grids, &mut findings);
    if assets.is_empty() && findings.problems.is_empty() {
        report_nothing(&grids, &mut findings);
    }
    let Findings { unread, problems, .. } = findings;
    Inventory { assets, unread, problems, evidence: vec![Evidence::of(name, bytes)] }
}

/// The sheets of a file as cells, for readers of other tables than machines; `known_headers` counts the headers such a
/// reader knows among the cells of a row. With what was left unread and what is wrong.
pub(crate) fn read_grids_of(
    name: &str,
    bytes: &[u8],
    known_headers: impl Fn(&[Cell]) -> usize,
) -> (Vec<Grid>, Vec<Unread>, Vec<Problem>) {
    let mut findings = Findings::new(name);
    let grids = read_grids(bytes, &mut findings, known_headers);
    (grids, findings.unread, findings.problems)
}

fn read_grids(bytes: &[u8], findings: &mut Findings, known_headers: impl Fn(&[Cell]) -> usize) -> Vec<Grid> {
    let format = workbook::recognize(bytes);
    match format {
        Format::Text => read_text(bytes, findings, known_headers).into_iter().collect(),
        Format::Other(what) => {
            refuse(findings, what, "open it and save it as XLSX or CSV");
            Vec::new()
        }
        _ => read_workbook(format, bytes, findings),
    }
}

fn refuse(findings: &mut Findings, found: &str, hint: &str) {
    findings.problem(findings.place(Locator::File), found, "a sheet: CSV, XLSX, XLS or ODS", Some(hint));
}

fn read_workbook(format: Format, bytes: &[u8], findings: &mut Findings) -> Vec<Grid> {
    let sheets = match workbook::read(format, bytes) {
        Ok(sheets) => sheets,
        Err(Failure::Encrypted) => {
            refuse(findings, "a workbook that is protected by a password", "save a copy without the password");
            return Vec::new();
        }
        Err(Failure::Damaged(why)) => {
            refuse(findings, &format!("a damaged workbook ({why})"), "open it and save it again");
            return Vec::new();
        }
    };
    let mut grids = Vec::new();
    for sheet in sheets {
        match sheet {
            Sheet::Read(grid) => grids.push(grid),
            Sheet::Unread(name, why) => {
                let place = findings.row(&Some(name.clone()), 1);
                findings.leave(place, UnreadKind::Sheet, name, why);
            }
        }
    }
    grids
}

fn read_text(bytes: &[u8], findings: &mut Findings, known_headers: impl Fn(&[Cell]) -> usize) -> Option<Grid> {
    let decoded = encoding::decode(bytes);
    let text = decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let refused = if text.is_empty() {
        Some("nothing")
    } else if encoding::looks_binary(&decoded.text) {
        Some("bytes that are no text")
    } else if text.starts_with('<') {
        Some("an HTML or XML document")
    } else if text.starts_with('{') && text.ends_with('}') || text.starts_with("[{") || text.starts_with("[\n") {
        Some("a JSON document")
    } else {
        None
    };
    if let Some(found) = refused {
        refuse(findings, found, "export the list as CSV or XLSX");
        return None;
    }
    if decoded.damaged {
        let found = format!("bytes that mean nothing in {}", decoded.encoding);
        findings.problem(findings.place(Locator::File), found, "text in one encoding", Some("save it as UTF-8"));
    }
    let read = delimited::read(&decoded.text, known_headers);
    for (row, column) in read.unclosed {
        let hint = "double the quote, or put another one at the end of the cell";
        let place = findings.cell(&None, row, column);
        findings.problem(place, "a quote that opens the cell and is never closed", "a closing quote", Some(hint));
    }
    Some(read.grid)
}

/// Nothing was read and nothing said why: the file has no table we know.
fn report_nothing(grids: &[Grid], findings: &mut Findings) {
    let widest = grids.iter().flat_map(|grid| &grid.rows).map(|row| row.cells.len()).max().unwrap_or(0);
    let found = match (grids.iter().all(|grid| grid.rows.is_empty()), widest, findings.unread.first()) {
        (true, _, _) => "no filled cell".to_string(),
        (false, 1, _) => "a single column".to_string(),
        (false, _, Some(unread)) => format!("no table of machines or parts ({}: {})", unread.text, unread.why),
        (false, _, None) => "a header without rows under it".to_string(),
    };
    let expected = "a header row, such as `Serial Number, Model, CPU, RAM (GB)`, and a row for each machine or part";
    let hint = "name the columns in the first row";
    findings.problem(findings.place(Locator::File), found, expected, Some(hint));
}
