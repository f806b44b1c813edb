//! The one kind of table there is: columns with priorities that give way to the width
//! whole, names that wrap, figures that are never cut.

use unicode_width::UnicodeWidthStr;

use crate::style::{Label, Screen};

/// On which side a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A column: its header, its side, and how readily it gives way (0 never does).
#[derive(Debug, Clone)]
pub struct Column {
    pub header: String,
    pub align: Align,
    pub yields: u8,
}

impl Column {
    pub fn left(header: impl Into<String>) -> Column {
        Column { header: header.into(), align: Align::Left, yields: 0 }
    }

    pub fn right(header: impl Into<String>) -> Column {
        Column { header: header.into(), align: Align::Right, yields: 0 }
    }

    /// The higher, the sooner it is dropped when the screen is narrow.
    #[must_use]
    pub fn yielding(mut self, yields: u8) -> Column {
        self.yields = yields;
        self
    }
}

/// One cell: its text and what it is.
#[derive(Debug, Clone)]
pub struct Cell {
    pub text: String,
    pub label: Label,
}

impl Cell {
    pub fn new(label: Label, text: impl Into<String>) -> Cell {
        Cell { text: text.into(), label }
    }

    pub fn plain(text: impl Into<String>) -> Cell {
        Cell::new(Label::Plain, text)
    }
}

/// Rows under columns; a row of one cell spans the table.
#[derive(Debug, Clone)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

const GAP: usize = 2;
/// A left column is not wrapped narrower than this.
const LEAST: usize = 16;

impl Table {
    pub fn new(columns: Vec<Column>) -> Table {
        Table { columns, rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// The table on a screen, and a line that says which columns gave way.
    pub fn render(&self, screen: Screen) -> String {
        let mut kept: Vec<usize> = (0..self.columns.len()).collect();
        let mut widths = self.widths();
        if let Some(width) = screen.width {
            while total(&kept, &widths) > width && self.drop_one(&mut kept, &widths, width) {}
            self.narrow(&kept, &mut widths, width);
        }
        let mut out = String::new();
        let header: Vec<Cell> =
            self.columns.iter().map(|column| Cell::new(Label::Heading, column.header.clone())).collect();
        self.line(&mut out, &header, &kept, &widths, screen);
        for row in &self.rows {
            self.line(&mut out, row, &kept, &widths, screen);
        }
        let dropped: Vec<&str> =
            (0..self.columns.len()).filter(|i| !kept.contains(i)).map(|i| self.columns[i].header.as_str()).collect();
        if !dropped.is_empty() {
            let told = format!("left out for width: {}", dropped.join(", "));
            out.push_str(&screen.paint.put(Label::Note, &told));
            out.push('\n');
        }
        out
    }

    fn widths(&self) -> Vec<usize> {
        let of = |i: usize| {
            let cells = self.rows.iter().filter(|row| row.len() > 1).filter_map(|row| row.get(i));
            cells.map(|cell| cell.text.width()).chain([self.columns[i].header.width()]).max().unwrap_or(0)
        };
        (0..self.columns.len()).map(of).collect()
    }

    /// Drops the column that yields soonest, unless wrapping names is enough.
    fn drop_one(&self, kept: &mut Vec<usize>, widths: &[usize], width: usize) -> bool {
        let squeezed: Vec<usize> = widths.iter().enumerate().map(|(i, w)| self.least(i, *w)).collect();
        if total(kept, &squeezed) <= width {
            return false;
        }
        let soonest =
            kept.iter().copied().filter(|&i| self.columns[i].yields > 0).max_by_key(|&i| (self.columns[i].yields, i));
        match soonest {
            Some(i) => {
                kept.retain(|&k| k != i);
                true
            }
            None => false,
        }
    }

    fn least(&self, i: usize, width: usize) -> usize {
        if self.columns[i].align == Align::Left { width.min(LEAST) } else { width }
    }

    /// Takes from the widest left column until the table fits.
    fn narrow(&self, kept: &[usize], widths: &mut [usize], width: usize) {
        loop {
            let over = total(kept, widths).saturating_sub(width);
            let widest = kept
                .iter()
                .copied()
                .filter(|&i| self.columns[i].align == Align::Left && widths[i] > LEAST)
                .max_by_key(|&i| widths[i]);
            match widest {
                Some(i) if over > 0 => widths[i] -= over.min(widths[i] - LEAST),
                _ => return,
            }
        }
    }

    fn line(&self, out: &mut String, row: &[Cell], kept: &[usize], widths: &[usize], screen: Screen) {
        if let [cell] = row {
            out.push_str(&screen.paint.put(cell.label, &cell.text));
            out.push('\n');
            return;
        }
        let cells: Vec<Vec<String>> =
            kept.iter().map(|&i| row.get(i).map_or_else(Vec::new, |cell| lines_of(&cell.text, widths[i]))).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        for part in 0..height {
            let mut line = String::new();
            for (k, &i) in kept.iter().enumerate() {
                let text = cells[k].get(part).map_or("", String::as_str);
                let label = row.get(i).map_or(Label::Plain, |cell| cell.label);
                let pad = " ".repeat(widths[i].saturating_sub(text.width()));
                let painted = screen.paint.put(label, text);
                let gap = if k == 0 { "" } else { "  " };
                match self.columns[i].align {
                    Align::Left => line.push_str(&format!("{gap}{painted}{pad}")),
                    Align::Right => line.push_str(&format!("{gap}{pad}{painted}")),
                }
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

fn total(kept: &[usize], widths: &[usize]) -> usize {
    kept.iter().map(|&i| widths[i]).sum::<usize>() + GAP * kept.len().saturating_sub(1)
}

/// A text in lines no wider than a column where its words allow.
fn lines_of(text: &str, width: usize) -> Vec<String> {
    if text.width() <= width {
        return vec![text.to_string()];
    }
    crate::style::wrapped(text, width, "").lines().map(str::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Paint;

    fn table() -> Table {
        let mut table = Table::new(vec![
            Column::left("Machine"),
            Column::right("Count"),
            Column::right("Value").yielding(1),
            Column::right("Note").yielding(2),
        ]);
        table.push(vec![
            Cell::plain("PowerEdge R740, 2 × Gold 6248R, 768 GB"),
            Cell::plain("240"),
            Cell::plain("1,900 (1,600–2,300)"),
            Cell::plain("seen"),
        ]);
        table
    }

    fn shown(width: usize) -> String {
        table().render(Screen { width: Some(width), paint: Paint::Plain })
    }

    #[test]
    fn a_wide_screen_shows_all() {
        let expected = "\
Machine                                 Count                Value  Note
PowerEdge R740, 2 × Gold 6248R, 768 GB    240  1,900 (1,600–2,300)  seen
";
        assert_eq!(shown(80), expected);
    }

    #[test]
    fn names_wrap_before_columns_go() {
        let expected = "\
Machine                   Count                Value  Note
PowerEdge R740, 2 × Gold    240  1,900 (1,600–2,300)  seen
6248R, 768 GB
";
        assert_eq!(shown(58), expected);
    }

    #[test]
    fn columns_go_whole_and_are_named() {
        let expected = "\
Machine                Count
PowerEdge R740, 2 ×      240
Gold 6248R, 768 GB
left out for width: Value, Note
";
        assert_eq!(shown(28), expected);
    }
}
