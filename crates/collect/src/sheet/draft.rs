//! Assets in the making, and the cells of one row as the columns' meanings see them.

use std::sync::Arc;

use rackworth_model::hardware::ComponentKind;
use rackworth_model::inventory::{RawAsset, RawText};

use super::aliases::Field;
use super::findings::{Findings, SheetName};
use super::grid::Row;
use super::layout::{FieldColumn, Layout};
use super::number::lost_its_digits;
use super::parts::Told;
use super::words::is_placeholder;

/// An asset that later rows may add to.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) asset: RawAsset,
    pub(super) texts: Vec<DraftText>,
    /// Which table it first appeared in, and the row there: the order of assets.
    pub(super) first_seen: (usize, u32),
    /// The cells of its row, to tell whether another row says the same.
    pub(super) line: String,
}

/// A text about components, and where it is from.
#[derive(Debug, Clone)]
pub(super) struct DraftText {
    pub(super) raw: RawText,
    pub(super) header: Arc<str>,
    /// From a row of its own in a list of components, which tells more than a machine's row.
    pub(super) listed: bool,
}

/// What reading a row needs to know of its table.
pub(super) struct Context<'a> {
    /// Number of the table within the file.
    pub(super) table: usize,
    pub(super) sheet: &'a SheetName,
    pub(super) layout: &'a Layout,
    /// The table says that its machines are servers.
    pub(super) of_servers: bool,
}

impl Context<'_> {
    pub(super) fn draft_text(
        &self,
        findings: &Findings,
        row: u32,
        kind: ComponentKind,
        told: Told,
        listed: bool,
    ) -> DraftText {
        let place = findings.cell(self.sheet, row, told.column);
        let Told { header, text, count, amounts, unit, id, .. } = told;
        DraftText { raw: RawText { kind, text, count, amounts, unit, id, place }, header, listed }
    }

    /// The fields of a row that hold something, in the order of their columns.
    pub(super) fn fields<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (&'r FieldColumn, &'r str)> {
        self.layout.fields.iter().filter_map(|column| Some((column, row.text(column.column)?)))
    }

    /// The text of a field's column, where it says something.
    pub(super) fn field<'r>(&self, row: &'r Row, field: Field) -> Option<&'r str> {
        let column = self.layout.column_of(field)?;
        row.text(column.column).filter(|text| !is_placeholder(text))
    }

    /// The row's cells without running numbers, to compare rows.
    pub(super) fn line(&self, row: &Row) -> String {
        let lines = self.layout.fields.iter().filter(|column| column.field == Field::Line);
        let running: Vec<u32> = lines.map(|column| column.column).collect();
        let mut line = String::with_capacity(row.cells.iter().map(|cell| cell.text.len() + 4).sum());
        for cell in row.cells.iter().filter(|cell| !running.contains(&cell.column)) {
            // A column's number as a character that no cell begins with by chance.
            line.push(char::from_u32(0xF0000 + cell.column % 0xFFFE).unwrap_or('\n'));
            line.push_str(&cell.text);
        }
        line
    }
}

/// Takes an identity from a cell, or says why it is none.
pub(super) fn take_identity(
    slot: &mut Option<String>,
    extras: &mut Vec<(String, String)>,
    header: &str,
    text: &str,
) -> Result<(), LostDigits> {
    if slot.as_ref().is_some_and(|told| told.to_lowercase() == text.to_lowercase()) {
        return Ok(());
    }
    let beside = slot.is_some() || is_placeholder(text);
    let lost = lost_its_digits(text);
    if beside || lost {
        extras.push((header.to_string(), text.to_string()));
    } else {
        *slot = Some(text.to_string());
    }
    if lost { Err(LostDigits) } else { Ok(()) }
}

/// A number that was saved in exponent form, so that most of its digits are gone.
pub(super) struct LostDigits;

impl LostDigits {
    pub(super) fn report(&self, findings: &mut Findings, sheet: &SheetName, row: u32, column: u32, text: &str) {
        let place = findings.cell(sheet, row, column);
        let hint = "format the column as text and save the sheet again";
        findings.problem(
            place,
            format!("`{text}`, whose last digits are lost"),
            "a serial or tag with all its digits",
            Some(hint),
        );
    }
}
