//! Curated tables: CSV text with a fixed header, read into typed rows.
//!
//! Every problem of a table is reported at once, each with its line, its column, what
//! was found and what was expected. An empty cell is "not known", never zero.

use std::fmt;
use std::str::FromStr;

/// One thing wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableProblem {
    /// Counted from 1; the header is line 1.
    pub line: u64,
    /// The column's heading; empty when the whole row is meant.
    pub column: String,
    pub found: String,
    pub expected: String,
}

impl fmt::Display for TableProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        write!(f, ": expected {}, found `{}`", self.expected, self.found)
    }
}

/// A table that could not be read, with everything wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read the catalog table `{table}`: {}", shown(.problems))]
pub struct TableError {
    pub table: String,
    /// At least one, in the order of their lines.
    pub problems: Vec<TableProblem>,
}

fn shown(problems: &[TableProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// One row while it is read: cells by heading, and the problems met so far.
pub struct Row<'t> {
    columns: &'t [&'static str],
    record: csv::StringRecord,
    line: u64,
    problems: &'t mut Vec<TableProblem>,
}

impl Row<'_> {
    /// Counted from 1; the header is line 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The trimmed cell; `None` when it is empty or there is no such column.
    pub fn text(&self, column: &str) -> Option<String> {
        let at = self.columns.iter().position(|c| *c == column)?;
        let cell = self.record.get(at)?.trim();
        (!cell.is_empty()).then(|| cell.to_string())
    }

    /// The trimmed cell, which may not be empty.
    pub fn required(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if text.is_none() {
            self.problem(column, "", "a value");
        }
        text
    }

    /// A cell that parses; `None` when it is empty, and also, with a problem, when it
    /// does not parse. `expected` says what should stand there: `a whole number`.
    pub fn parsed<T: FromStr>(&mut self, column: &str, expected: &str) -> Option<T> {
        let text = self.text(column)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.problem(column, &text, expected);
        }
        value
    }

    /// A cell with a whole number.
    pub fn number<T: FromStr>(&mut self, column: &str) -> Option<T> {
        self.parsed(column, "a whole number")
    }

    /// A cell with `yes` or `no`.
    pub fn flag(&mut self, column: &str) -> Option<bool> {
        match self.text(column).as_deref() {
            None => None,
            Some("yes") => Some(true),
            Some("no") => Some(false),
            Some(other) => {
                let other = other.to_string();
                self.problem(column, &other, "`yes` or `no`");
                None
            }
        }
    }

    /// The items of a cell, which are separated by `;`.
    pub fn list(&self, column: &str) -> Vec<String> {
        let text = self.text(column).unwrap_or_default();
        text.split(';').map(str::trim).filter(|item| !item.is_empty()).map(ToString::to_string).collect()
    }

    /// Notes something wrong with a cell of this row.
    pub fn problem(&mut self, column: &str, found: &str, expected: &str) {
        let (column, found, expected) = (column.to_string(), found.to_string(), expected.to_string());
        self.problems.push(TableProblem { line: self.line, column, found, expected });
    }
}

/// Reads every row of a table whose header must be exactly `columns`. A column named
/// `source` may not be empty. `read` gives `None` for a row it noted a problem about.
pub fn read_table<T>(
    table: &str,
    text: &str,
    columns: &[&'static str],
    mut read: impl FnMut(&mut Row<'_>) -> Option<T>,
) -> Result<Vec<T>, TableError> {
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for record in read_records(text, columns, &mut problems) {
        let line = record.position().map_or(0, csv::Position::line);
        let before = problems.len();
        let mut row = Row { columns, record, line, problems: &mut problems };
        if columns.contains(&"source") {
            row.required("source");
        }
        match read(&mut row) {
            Some(value) => rows.push(value),
            None if problems.len() == before => {
                let (found, expected) = ("an incomplete row".to_string(), "a complete row".to_string());
                problems.push(TableProblem { line, column: String::new(), found, expected });
            }
            None => {}
        }
    }
    if problems.is_empty() { Ok(rows) } else { Err(TableError { table: table.to_string(), problems }) }
}

/// The records under a header that is as expected; none under one that is not.
fn read_records(text: &str, columns: &[&'static str], problems: &mut Vec<TableProblem>) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    if header != columns {
        let (found, expected) = (header.join(","), format!("the header `{}`", columns.join(",")));
        problems.push(TableProblem { line: 1, column: String::new(), found, expected });
        return Vec::new();
    }
    let mut records = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) if record.len() == columns.len() => records.push(record),
            Ok(record) => problems.push(TableProblem {
                line: record.position().map_or(0, csv::Position::line),
                column: String::new(),
                found: format!("{} cells", record.len()),
                expected: format!("{} cells", columns.len()),
            }),
            Err(error) => problems.push(TableProblem {
                line: error.position().map_or(0, csv::Position::line),
                column: String::new(),
                found: error.to_string(),
                expected: "CSV in UTF-8".to_string(),
            }),
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: &[&str] = &["name", "cores", "source"];

    fn read(text: &str) -> Result<Vec<(String, Option<u32>)>, TableError> {
        read_table("test.csv", text, COLUMNS, |row| Some((row.required("name")?, row.number("cores"))))
    }

    #[test]
    fn an_empty_cell_is_not_known() {
        let rows = read("name,cores,source\nx, 8 ,http://a\ny,,http://b\n").unwrap();
        assert_eq!(rows, [("x".to_string(), Some(8)), ("y".to_string(), None)]);
    }

    #[test]
    fn all_problems_are_told_with_their_places() {
        let error = read("name,cores,source\n,eight,\nx,1\ny,2,http://b\n").unwrap_err();
        let told: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|t| t == "line 3: expected 3 cells, found `2 cells`"), "{told:?}");
        assert!(told.iter().any(|t| t == "line 2, column `source`: expected a value, found ``"), "{told:?}");
        assert!(told.iter().any(|t| t == "line 2, column `name`: expected a value, found ``"), "{told:?}");
        let error = read("name,cores,source\nx,eight,http://a\n").unwrap_err().to_string();
        assert!(error.contains("line 2, column `cores`: expected a whole number, found `eight`"), "{error}");
    }

    #[test]
    fn a_wrong_header_is_refused() {
        assert_eq!(read("name,core,source\nx,8,http://a\n").unwrap_err().problems[0].line, 1);
        assert!(read("").is_err());
    }

    proptest! {
        #[test]
        fn any_text_gives_rows_or_problems(text in "(name,cores,source\n)?[a-z0-9,\"\n\\PC]{0,60}") {
            if let Err(error) = read(&text) {
                prop_assert!(!error.problems.is_empty());
            }
        }
    }
}
