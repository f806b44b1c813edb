//! Where the tables of a sheet are: header rows, the rows under them, and what stands around.

use super::aliases::{Attribute, Field};
use super::findings::SheetName;
use super::grid::{Cell, Grid, Row};
use super::heading::{Heading, Meaning, identify};
use super::number::is_bare_number;

/// How far from the top a first header is looked for.
const MAX_ROWS_ABOVE: usize = 1000;

/// How many rows a better header may stand under a first candidate.
const LOOK_AHEAD: usize = 5;

/// One header cell; of a header in two rows, both together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) column: u32,
    pub(super) text: String,
    pub(super) heading: Heading,
}

/// A header row and the rows that belong to it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) sheet: SheetName,
    /// Number of the (last) header row.
    pub(super) header_row: u32,
    pub(super) headers: Vec<Header>,
    pub(super) rows: Vec<&'a Row>,
    /// The sheet's name and the words above the header.
    pub(super) titles: Vec<String>,
}

/// A sheet taken apart. Every row of it is a header's, a table's, above one, or repeated.
#[derive(Debug, Default)]
pub(super) struct Tables<'a> {
    pub(super) tables: Vec<Table<'a>>,
    /// Rows above a header.
    pub(super) above: Vec<&'a Row>,
    /// Rows that say a table's header again.
    pub(super) repeated: Vec<&'a Row>,
}

/// Finds the tables of a sheet. A sheet without a header gives no table, and all its rows as `above`.
pub(super) fn split_tables(grid: &Grid) -> Tables<'_> {
    let rows = &grid.rows;
    let mut out = Tables::default();
    let mut at = 0;
    while let Some(found) = find_header(rows, at) {
        out.above.extend(&rows[at..found.first]);
        let mut titles: Vec<String> = grid.name.iter().cloned().collect();
        titles.extend(rows[at..found.first].iter().map(Row::line));
        let (body, next) = take_body(rows, &found, &mut out.repeated);
        let sheet = grid.name.clone();
        let header_row = rows[found.last].number;
        out.tables.push(Table { sheet, header_row, headers: found.headers, rows: body, titles });
        at = next;
    }
    out.above.extend(&rows[at..]);
    out
}

/// How many of the cells are headers we know; nothing where too few are for a header.
pub(super) fn count_known_headers(cells: &[Cell]) -> usize {
    let rating = rate(&headers_of(cells));
    if rating.is_header() { rating.n_known } else { 0 }
}

struct Found {
    first: usize,
    last: usize,
    headers: Vec<Header>,
}

/// What speaks for a row being a header.
#[derive(Debug, Clone, Copy, Default)]
struct Rating {
    n_cells: usize,
    n_known: usize,
    /// Different meanings that help to read a machine or a part.
    n_useful: usize,
    n_numbers: usize,
    /// Fields that say which thing it is, or its model.
    n_identities: usize,
    /// A field or attribute is among them, not only components' names, which data rows hold too.
    has_field: bool,
}

impl Rating {
    fn is_header(&self) -> bool {
        // The more of a row helps, the more foreign columns may stand between.
        let mostly_known = self.n_known * 2 >= self.n_cells
            || self.n_useful >= 4
            || self.n_useful == 3 && self.n_known * 5 >= self.n_cells
            || self.n_identities >= 2 && self.n_known * 4 >= self.n_cells;
        self.n_useful >= 2 && mostly_known && self.n_numbers * 5 <= self.n_cells
    }

    /// The stricter test for a header under a table.
    fn is_next_header(&self) -> bool {
        self.is_header() && self.has_field && self.n_known * 10 >= self.n_cells * 6
    }
}

fn headers_of(cells: &[Cell]) -> Vec<Header> {
    let header = |cell: &Cell| Header { column: cell.column, text: cell.text.clone(), heading: identify(&cell.text) };
    let head: Vec<Header> = cells.iter().take(8).map(header).collect();
    // A long row of data need not be looked up to its end.
    if cells.len() > 8 && !head.iter().any(|header| header.heading.is_known()) {
        return head;
    }
    head.into_iter().chain(cells.iter().skip(8).map(header)).collect()
}

fn rate(headers: &[Header]) -> Rating {
    let mut rating = Rating { n_cells: headers.len(), ..Rating::default() };
    let mut useful: Vec<&Meaning> = Vec::new();
    for header in headers {
        rating.n_numbers += usize::from(is_bare_number(&header.text));
        let Some(meaning) = &header.heading.meaning else { continue };
        rating.n_known += 1;
        rating.n_identities += usize::from(header.heading.field().is_some_and(Field::identifies));
        rating.has_field |= !matches!(meaning, Meaning::Part(part) if part.attribute == Attribute::Text);
        if is_useful(meaning) && !useful.contains(&meaning) {
            useful.push(meaning);
        }
    }
    rating.n_useful = useful.len();
    rating
}

fn is_useful(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Field { field, .. } => !matches!(field, Field::Extra | Field::Line),
        Meaning::Part(part) => part.attribute != Attribute::Extra,
        Meaning::Bare(attribute) => *attribute != Attribute::Extra,
    }
}

/// The next header at or below `from`: the best row among the first candidate and the few below it.
fn find_header(rows: &[Row], from: usize) -> Option<Found> {
    let end = rows.len().min(from.saturating_add(MAX_ROWS_ABOVE));
    let (mut best, mut best_useful) = candidates(rows, from..end).next()?;
    let ahead = best.first + 1..end.min(best.first + 1 + LOOK_AHEAD);
    for (found, n_useful) in candidates(rows, ahead) {
        if n_useful * 2 > best_useful * 3 {
            (best, best_useful) = (found, n_useful);
        }
    }
    Some(best)
}

fn candidates(rows: &[Row], range: std::ops::Range<usize>) -> impl Iterator<Item = (Found, usize)> {
    range.filter_map(|at| header_at(rows, at))
}

/// A header at this row, alone or together with the next; and how many useful meanings it has.
fn header_at(rows: &[Row], at: usize) -> Option<(Found, usize)> {
    let headers = headers_of(&rows[at].cells);
    let rating = rate(&headers);
    if let Some((headers, n_useful)) = header_of_two(rows, at, &headers, rating) {
        return Some((Found { first: at, last: at + 1, headers }, n_useful));
    }
    let single = rating.is_header() || is_lone_header(rows, at, &headers);
    single.then_some((Found { first: at, last: at, headers }, rating.n_useful))
}

/// A header of one column over a list of single cells.
fn is_lone_header(rows: &[Row], at: usize, headers: &[Header]) -> bool {
    let [header] = headers else { return false };
    let listed = matches!(
        header.heading.field(),
        Some(
            Field::Serial
                | Field::ServiceTag
                | Field::Model
                | Field::Description
                | Field::Configuration
                | Field::PartNumber
        )
    );
    let below = &rows[at + 1..];
    let alone = |row: &Row| row.cells.len() == 1 && row.cells[0].column == header.column;
    listed && !below.is_empty() && below.iter().all(alone)
}

/// A row of groups (`CPU`, `RAM`) over a row of their columns (`Model`, `Qty`).
fn header_of_two(rows: &[Row], at: usize, top: &[Header], top_rating: Rating) -> Option<(Vec<Header>, usize)> {
    let below = rows.get(at + 1).filter(|row| row.number == rows[at].number + 1)?;
    if !top.iter().any(names_part) || below.cells.len() < 2 {
        return None;
    }
    let bottom = headers_of(&below.cells);
    let joined = join_headers(top, &bottom);
    let rating = rate(&joined);
    let joins = |cell: &&Header| group_of(top, cell).is_some_and(|group| in_group(group, cell).is_some());
    let n_known_below = bottom.iter().filter(|cell| cell.heading.is_known() || joins(cell)).count();
    let alone = rate(&bottom).n_useful.max(top_rating.n_useful);
    let sound = rating.is_header() && rating.n_useful > alone && n_known_below * 10 >= bottom.len() * 7;
    sound.then_some((joined, rating.n_useful))
}

/// Whether a header is a component's name alone.
fn names_part(header: &Header) -> bool {
    matches!(&header.heading.meaning, Some(Meaning::Part(part)) if matches!(part.attribute, Attribute::Text | Attribute::Total))
}

/// Each column with its own words and those of the group above it or to its upper left.
fn join_headers(top: &[Header], bottom: &[Header]) -> Vec<Header> {
    let mut joined: Vec<Header> =
        top.iter().filter(|header| !bottom.iter().any(|cell| cell.column == header.column)).cloned().collect();
    for (at, cell) in bottom.iter().enumerate() {
        let repeated = bottom.iter().enumerate().any(|(other, header)| other != at && header.text == cell.text);
        joined.push(join_header(group_of(top, cell), cell, repeated));
    }
    joined.sort_by_key(|header| header.column);
    joined
}

/// The group a cell stands under: of the column, or of the nearest one to its left.
fn group_of<'a>(top: &'a [Header], cell: &Header) -> Option<&'a Header> {
    top.iter().rev().find(|header| header.column <= cell.column)
}

fn join_header(group: Option<&Header>, cell: &Header, repeated: bool) -> Header {
    let Some(group) = group else { return cell.clone() };
    let direct = group.column == cell.column;
    let text = format!("{} {}", group.text, cell.text);
    match in_group(group, cell) {
        Some(heading) if direct || repeated || describes(cell) => Header { column: cell.column, text, heading },
        _ if direct && !cell.heading.is_known() => Header { column: cell.column, text, heading: group.heading.clone() },
        _ => cell.clone(),
    }
}

/// What a cell means as the attribute of the component above it: `Qty` under `CPU`.
fn in_group(group: &Header, cell: &Header) -> Option<Heading> {
    let name = group.text.split(['(', '[']).next().unwrap_or_default();
    let heading = identify(&format!("{name} {}", cell.text));
    let is_part = matches!(heading.meaning, Some(Meaning::Part(_)));
    (names_part(group) && is_part && !is_bare_number(&cell.text))
        .then(|| Heading { unit: heading.unit.or(group.heading.unit), ..heading })
}

/// Whether a header describes a thing rather than tells which one it is.
fn describes(header: &Header) -> bool {
    match &header.heading.meaning {
        None | Some(Meaning::Bare(_)) => true,
        Some(Meaning::Field { field, .. }) => {
            let describing = [Field::Model, Field::Maker, Field::Quantity, Field::Type, Field::Description];
            describing.contains(field) || *field == Field::Configuration
        }
        Some(Meaning::Part(_)) => false,
    }
}

/// The rows of a table, up to the next header; and where to go on.
fn take_body<'a>(rows: &'a [Row], found: &Found, repeated: &mut Vec<&'a Row>) -> (Vec<&'a Row>, usize) {
    let mut body: Vec<&Row> = Vec::new();
    for at in found.last + 1..rows.len() {
        let row = &rows[at];
        if repeats(row, &found.headers) {
            repeated.push(row);
            continue;
        }
        if begins_table(rows, at) {
            return end_at(rows, body, at);
        }
        body.push(row);
    }
    (body, rows.len())
}

/// Ends a table above a header: single cells between a gap and the header are that header's titles.
fn end_at<'a>(rows: &'a [Row], mut body: Vec<&'a Row>, header: usize) -> (Vec<&'a Row>, usize) {
    let mut next = header;
    while next > 0
        && body.last().is_some_and(|last| last.cells.len() == 1 && std::ptr::eq(*last, &raw const rows[next - 1]))
    {
        body.pop();
        next -= 1;
    }
    (body, next)
}

fn repeats(row: &Row, headers: &[Header]) -> bool {
    let same = |cell: &&Cell| headers.iter().any(|header| header.column == cell.column && header.text == cell.text);
    // The first cells decide nearly always; a whole comparison is for the rows that pass.
    if row.cells.len() < 2 || row.cells.iter().take(3).filter(same).count() == 0 {
        return false;
    }
    row.cells.iter().filter(same).count() * 10 >= row.cells.len() * 7
}

/// Whether another table begins here: after a gap or a title, with a header.
fn begins_table(rows: &[Row], at: usize) -> bool {
    let above = &rows[at - 1];
    let apart = rows[at].number > above.number + 1 || above.cells.len() == 1;
    if !apart || rows[at].cells.len() < 2 {
        return false;
    }
    let headers = headers_of(&rows[at].cells);
    let rating = rate(&headers);
    rating.is_next_header() || header_of_two(rows, at, &headers, rating).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(text: &str) -> Grid {
        let mut grid = Grid::default();
        for (number, line) in (1..).zip(text.lines()) {
            grid.push(number, (0..).zip(line.split('|').map(str::to_string)));
        }
        grid
    }

    /// Per table: its header row, headers, and the numbers of its rows; then the rows above.
    fn shown(text: &str) -> String {
        let grid = grid(text);
        let split = split_tables(&grid);
        let numbers = |rows: &[&Row]| rows.iter().map(|row| row.number.to_string()).collect::<Vec<_>>().join(" ");
        let table = |table: &Table| {
            let headers: Vec<&str> = table.headers.iter().map(|header| header.text.as_str()).collect();
            format!("{}: {} -> {}\n", table.header_row, headers.join(", "), numbers(&table.rows))
        };
        let tables: String = split.tables.iter().map(table).collect();
        format!("{tables}above: {}; repeated: {}", numbers(&split.above), numbers(&split.repeated))
    }

    #[test]
    fn titles_stand_above_the_header() {
        let text =
            "Server inventory 2024\nSite:|Berlin\n\nName|Serial|Model|CPU\nsrv1|A1|R640|6248R\nsrv2|A2|R740|6230";
        insta::assert_snapshot!(shown(text), @"
        4: Name, Serial, Model, CPU -> 5 6
        above: 1 2; repeated: 
        ");
    }

    #[test]
    fn tables_stand_under_one_another_and_headers_repeat() {
        let text = "Serial|Model|CPU\nA1|R640|6248R\nSerial|Model|CPU\nA2|R740|6230\n\nSpare parts\nPart Number|Description|Qty\nP1|32GB DIMM|4";
        insta::assert_snapshot!(shown(text), @"
        1: Serial, Model, CPU -> 2 4
        7: Part Number, Description, Qty -> 8
        above: 6; repeated: 3
        ");
    }

    #[test]
    fn a_header_may_have_two_rows() {
        let text = "||CPU||RAM||Location\nSerial|Model|Model|Qty|Size|Qty|\nA1|R640|6248R|2|32 GB|24|Berlin";
        insta::assert_snapshot!(shown(text), @"
        2: Serial, Model, CPU Model, CPU Qty, RAM Size, RAM Qty, Location -> 3
        above: ; repeated: 
        ");
        let text = "Serial|CPU||Notes\n|Model|Qty|\nA1|6248R|2|x";
        insta::assert_snapshot!(shown(text), @"
        2: Serial, CPU Model, CPU Qty, Notes -> 3
        above: ; repeated: 
        ");
    }

    #[test]
    fn data_rows_are_no_headers() {
        let text = "Host|Type|Description\nsrv1|CPU|Processor\n\nsrv1|Memory|RAM\nsrv1|Disk|HDD";
        insta::assert_snapshot!(shown(text), @"
        1: Host, Type, Description -> 2 4 5
        above: ; repeated: 
        ");
        insta::assert_snapshot!(shown("some|words\nand|more"), @"above: 1 2; repeated: ");
        insta::assert_snapshot!(shown("Serial\nA1\nA2"), @"
        1: Serial -> 2 3
        above: ; repeated: 
        ");
    }
}
