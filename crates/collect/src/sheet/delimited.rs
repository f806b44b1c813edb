//! Text with a delimiter: CSV, TSV, and the same with semicolons or pipes.
//!
//! Rows are counted as a spreadsheet counts them, blank ones too. Quoting follows RFC 4180
//! (<https://www.rfc-editor.org/rfc/rfc4180>), but a quote that opens and never closes is read as a character:
//! taking it seriously would swallow the rest of the file into one cell.

use super::grid::{Cell, Grid};

/// Delimiters, in the order in which they win a tie.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// How much of a file is tried with each delimiter.
const SAMPLE_BYTES: usize = 64 * 1024;

/// The most lines a quoted cell may span.
const MAX_QUOTED_LINES: usize = 100;

/// A text taken apart.
pub(super) struct Delimited {
    pub(super) grid: Grid,
    /// Cells (row, column) that open with a quote that nothing closes.
    pub(super) unclosed: Vec<(u32, u32)>,
}

/// Takes text apart at its delimiter: the one of a first line `sep=;`, else the one with which a row reads best
/// as a header, where `known_headers` counts the known headers among cells, else the most regular one.
pub(super) fn read(text: &str, known_headers: impl Fn(&[Cell]) -> usize) -> Delimited {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match told_delimiter(text) {
        Some((delimiter, start)) => split(text, start, 2, delimiter),
        None => split(text, 0, 1, guess_delimiter(text, known_headers)),
    }
}

fn guess_delimiter(text: &str, known_headers: impl Fn(&[Cell]) -> usize) -> u8 {
    let sample = sample_of(text);
    let score = |delimiter: u8| {
        let grid = split(sample, 0, 1, delimiter).grid;
        let known = grid.rows.iter().take(50).map(|row| known_headers(&row.cells)).max().unwrap_or(0);
        (known, regularity(&grid))
    };
    let mut best = (DELIMITERS[0], score(DELIMITERS[0]));
    for delimiter in &DELIMITERS[1..] {
        let candidate = score(*delimiter);
        if candidate > best.1 {
            best = (*delimiter, candidate);
        }
    }
    best.0
}

/// A first line `sep=;`, as spreadsheets write and understand it: the delimiter and where the rest begins.
fn told_delimiter(text: &str) -> Option<(u8, usize)> {
    let line = text.lines().next()?;
    let delimiter = line.trim_end_matches('\r').strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    let [delimiter] = *delimiter.as_bytes() else { return None };
    let usable = delimiter.is_ascii() && !matches!(delimiter, b'"' | b'\r' | b'\n');
    usable.then(|| (delimiter, text.find('\n').map_or(text.len(), |end| end + 1)))
}

/// Whole lines from the beginning.
fn sample_of(text: &str) -> &str {
    if text.len() <= SAMPLE_BYTES {
        return text;
    }
    let end = text.as_bytes()[..SAMPLE_BYTES].iter().rposition(|byte| *byte == b'\n');
    end.map_or(text, |end| &text[..=end])
}

/// The most common number of cells that is above one: in how many rows it is found, and the number.
fn regularity(grid: &Grid) -> (usize, u32) {
    let mut widths = std::collections::BTreeMap::<u32, usize>::new();
    for row in grid.rows.iter().take(500) {
        let width = row.cells.last().map_or(0, |cell| cell.column + 1);
        if width > 1 {
            *widths.entry(width).or_default() += 1;
        }
    }
    widths.into_iter().map(|(width, n_rows)| (n_rows, width)).max().unwrap_or((0, 0))
}

fn split(text: &str, start: usize, first_row: u32, delimiter: u8) -> Delimited {
    let mut out = Delimited { grid: Grid::default(), unclosed: Vec::new() };
    let (mut at, mut row) = (start, first_row);
    while at < text.len() {
        let mut cells: Vec<(u32, String)> = Vec::new();
        let end = split_row(text, at, delimiter, |column, field| {
            if field.unclosed {
                out.unclosed.push((row, column));
            }
            if !field.text.is_empty() {
                cells.push((column, field.text));
            }
        });
        out.grid.push(row, cells.into_iter());
        at = end;
        row = row.saturating_add(1);
    }
    out
}

struct Field {
    text: String,
    unclosed: bool,
    /// Where the delimiter or the end of the row stands.
    end: usize,
}

/// Reads one row that starts at `at`; returns where the next one starts.
fn split_row(text: &str, mut at: usize, delimiter: u8, mut take: impl FnMut(u32, Field)) -> usize {
    let bytes = text.as_bytes();
    let mut column = 0_u32;
    loop {
        let field = read_field(text, at, delimiter);
        at = field.end;
        take(column, field);
        match bytes.get(at) {
            Some(byte) if *byte == delimiter => at += 1,
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return at + 2,
            Some(_) => return at + 1,
            None => return at,
        }
        column = column.saturating_add(1);
    }
}

fn read_field(text: &str, at: usize, delimiter: u8) -> Field {
    let bytes = text.as_bytes();
    let blank = bytes[at..].iter().take_while(|byte| **byte == b' ').count();
    let mut unclosed = false;
    if bytes.get(at + blank) == Some(&b'"') {
        match read_quoted(text, at + blank + 1, delimiter) {
            Quoted::Closed { text, end } => return Field { text, unclosed: false, end },
            Quoted::Literal => {}
            Quoted::Unclosed => unclosed = true,
        }
    }
    let length = bytes[at..].iter().position(|byte| ends_field(*byte, delimiter)).unwrap_or(bytes.len() - at);
    Field { text: text[at..at + length].to_string(), unclosed, end: at + length }
}

fn ends_field(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || byte == b'\n' || byte == b'\r'
}

enum Quoted {
    Closed {
        text: String,
        end: usize,
    },
    /// A quote closes on the same line, but the cell goes on after it: `"19" rack`.
    Literal,
    Unclosed,
}

/// Reads on behind an opening quote.
fn read_quoted(text: &str, start: usize, delimiter: u8) -> Quoted {
    let bytes = text.as_bytes();
    let (mut content, mut at, mut n_lines) = (String::new(), start, 0);
    loop {
        let Some(length) = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\n')) else {
            return Quoted::Unclosed;
        };
        content.push_str(&text[at..at + length]);
        at += length + 1;
        if bytes[at - 1] == b'\n' {
            content.push('\n');
            n_lines += 1;
            if n_lines > MAX_QUOTED_LINES {
                return Quoted::Unclosed;
            }
        } else if bytes.get(at) == Some(&b'"') {
            content.push('"');
            at += 1;
        } else {
            let blank = bytes[at..].iter().take_while(|byte| **byte == b' ').count();
            let closed = bytes.get(at + blank).is_none_or(|byte| ends_field(*byte, delimiter));
            return match (closed, n_lines) {
                (true, _) => Quoted::Closed { text: content, end: at + blank },
                (false, 0) => Quoted::Literal,
                (false, _) => Quoted::Unclosed,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(cells: &[Cell]) -> usize {
        cells.iter().filter(|cell| ["a", "b", "c"].contains(&cell.text.as_str())).count()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        let rows = read(text, known).grid.rows;
        rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
    }

    #[test]
    fn the_delimiter_is_the_one_that_gives_a_header() {
        for (text, delimiter) in [
            ("a,b,c\n1,2;5,3\n", ','),
            ("a;b;c\n1,5;2,5;3,5\n", ';'),
            ("a\tb\tc\n1,5\t2\t3", '\t'),
            ("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |", '|'),
            ("Fleet list, second edition; by us\n\na;b;c\n1;2;3", ';'),
            ("x;1,5;2\ny;2,5;3\n", ';'),
        ] {
            assert_eq!(char::from(guess_delimiter(text, known)), delimiter, "{text:?}");
        }
        assert_eq!(cells("sep=|\nx,y|b"), [["x,y", "b"]]);
    }

    #[test]
    fn quotes_hold_delimiters_newlines_and_quotes() {
        let rows = cells("a,b,c\r\n\"x, y\",\"two\nlines\",\"24\"\" rack\"\r\n");
        assert_eq!(rows[1], ["x, y", "two\nlines", "24\" rack"]);
        let rows = cells("a,b,c\n\"19\" rack,2.5\" SSD,z\n");
        assert_eq!(rows[1], ["\"19\" rack", "2.5\" SSD", "z"]);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_file() {
        let read = read("a,b\n\"oops,2\n3,4\n", |_| 0);
        assert_eq!(read.unclosed, [(2, 0)]);
        assert_eq!(read.grid.rows.len(), 3);
        assert_eq!(read.grid.rows[1].text(0), Some("\"oops"));
        assert_eq!(read.grid.rows[2].text(1), Some("4"));
    }

    #[test]
    fn rows_are_numbered_with_the_blank_ones() {
        let read = read("a,b\n\n,,\nx,y\n", |_| 0);
        assert_eq!(read.grid.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken_apart(text in "[a-c,;\\t|\"\\n\\r é]{0,80}") {
            let read = read(&text, <[Cell]>::len);
            let held: usize = read.grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.len()).sum();
            prop_assert!(held <= text.len());
        }

        #[test]
        fn what_is_quoted_comes_back(texts in prop::collection::vec("[a-z,\"\\n]{1,6}", 1..5)) {
            let line: Vec<String> = texts.iter().map(|text| format!("\"{}\"", text.replace('"', "\"\""))).collect();
            let read = split(&line.join(","), 0, 1, b',');
            let mut expected = Grid::default();
            expected.push(1, (0..).zip(texts.clone()));
            prop_assert_eq!(read.grid, expected);
        }
    }
}
