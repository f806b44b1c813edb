//! Rows of a table that are no thing of their own: totals, notes; and cells that hold a spreadsheet's error.

use std::collections::BTreeMap;

use super::aliases::{Field, aliases};
use super::findings::{Findings, SheetName, quoted};
use super::grid::{Cell, Row};
use super::layout::Layout;
use super::number::is_bare_number;
use super::table::Table;
use super::words::{is_error, words};

/// What to look for in the rows of one table.
pub(super) struct Sieve {
    /// Columns that say which thing a row is, or what sort of thing.
    naming: Vec<u32>,
    /// Rows usually fill three cells or more, so that a single one is a note.
    wide: bool,
}

impl Sieve {
    pub(super) fn of(table: &Table<'_>, layout: &Layout) -> Sieve {
        let plain = [Field::Quantity, Field::Line, Field::Extra, Field::Site, Field::Condition, Field::Virtual];
        let fields = layout.fields.iter().filter(|column| !plain.contains(&column.field)).map(|column| column.column);
        let head = &table.rows[..table.rows.len().min(8)];
        let n_wide = head.iter().filter(|row| row.cells.len() >= 3).count();
        Sieve { naming: fields.collect(), wide: n_wide * 2 >= head.len() && n_wide > 0 }
    }

    /// Why a row is not read, if it is not.
    pub(super) fn why_left(&self, row: &Row) -> Option<&'static str> {
        let first = row.cells.first()?;
        if aliases().is_total(&words(&first.text)) {
            return Some("it is a row of totals");
        }
        let named = self.naming.iter().any(|column| row.text(*column).is_some());
        if self.wide && row.cells.len() == 1 {
            return Some("only one cell is filled, as in a note or a heading");
        }
        let numbers = row.cells.iter().all(|cell| is_bare_number(&cell.text));
        (self.wide && !named && numbers).then_some("it holds numbers only, as a row of sums does")
    }
}

/// Cells that hold an error, told once for each column.
#[derive(Default)]
pub(super) struct Errors {
    by_column: BTreeMap<u32, (u32, String, u32)>,
}

impl Errors {
    /// The row without its cells that hold an error; `None` where it has none.
    pub(super) fn strip(&mut self, row: &Row) -> Option<Row> {
        if !row.cells.iter().any(|cell| is_error(&cell.text)) {
            return None;
        }
        let (bad, sound): (Vec<&Cell>, Vec<&Cell>) = row.cells.iter().partition(|cell| is_error(&cell.text));
        for cell in bad {
            let told = self.by_column.entry(cell.column).or_insert_with(|| (row.number, cell.text.clone(), 0));
            told.2 += 1;
        }
        Some(Row { number: row.number, cells: sound.into_iter().cloned().collect() })
    }

    pub(super) fn report(self, sheet: &SheetName, findings: &mut Findings) {
        for (column, (row, text, count)) in self.by_column {
            let more = if count > 1 { format!(" here and in other rows, {count} in all") } else { String::new() };
            let place = findings.cell(sheet, row, column);
            let hint = "repair the formula, or enter the value";
            findings.problem(place, format!("{}{more}", quoted(&text)), "a value", Some(hint));
        }
    }
}
