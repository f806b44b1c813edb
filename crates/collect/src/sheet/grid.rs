//! A sheet as cells of text: what every format is turned into before anything is understood.

/// One cell that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Counted from 0.
    pub(crate) column: u32,
    /// Without white space around it; never blank.
    pub(crate) text: String,
}

/// One row that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Counted from 1, as the spreadsheet shows it.
    pub(crate) number: u32,
    /// In order of their columns.
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    /// The text at a column; `None` for a blank cell.
    pub(crate) fn text(&self, column: u32) -> Option<&str> {
        let at = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        Some(&self.cells[at].text)
    }

    /// The cells as one line, for a report.
    pub(crate) fn line(&self) -> String {
        let texts: Vec<&str> = self.cells.iter().map(|cell| cell.text.as_str()).collect();
        texts.join(" | ")
    }
}

/// One sheet. Blank rows are not held, but the numbers of the others count them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grid {
    /// `None` for a file that is one sheet, such as CSV.
    pub(crate) name: Option<String>,
    pub(crate) rows: Vec<Row>,
}

impl Grid {
    /// Appends a row; cells come in order of their columns, blank ones are left out.
    pub(crate) fn push(&mut self, number: u32, cells: impl Iterator<Item = (u32, String)>) {
        let cells: Vec<Cell> = cells.filter_map(|(column, text)| cell(column, text)).collect();
        let ruled = cells.iter().all(|cell| is_ruler(&cell.text)) && cells.iter().any(|cell| cell.text.len() > 2);
        if !cells.is_empty() && !ruled {
            self.rows.push(Row { number, cells });
        }
    }
}

fn cell(column: u32, text: String) -> Option<Cell> {
    let trimmed = trim(&text);
    let text = if trimmed.len() == text.len() { text } else { trimmed.to_string() };
    (!text.is_empty()).then_some(Cell { column, text })
}

/// Strips white space of any sort, also the kinds `str::trim` leaves: byte order marks and zero-width characters.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}')
    })
}

/// A line drawn with characters, as in text tables: `+-----+`, `====`.
fn is_ruler(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '=' | '+' | '_' | ':' | '|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_cells_and_ruled_lines_are_not_rows() {
        let mut grid = Grid::default();
        let mut push = |number, cells: &[&str]| {
            grid.push(number, (0..).zip(cells.iter().map(ToString::to_string)));
        };
        push(1, &["\u{feff}a\u{a0}", " ", "b"]);
        push(2, &["", "\t"]);
        push(3, &["+----", "----+"]);
        push(4, &["-", "x"]);
        assert_eq!(grid.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4]);
        assert_eq!((grid.rows[0].text(0), grid.rows[0].text(1), grid.rows[0].text(2)), (Some("a"), None, Some("b")));
        assert_eq!(grid.rows[1].line(), "- | x");
    }
}
