//! A sheet of prices: its header row, what each column is, and the lines under it.

use std::collections::BTreeMap;

use rackworth_model::Locator;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Unread, UnreadKind};
use rackworth_model::priced::{PriceCell, PriceColumn, PriceField, PriceFile, PriceFormat, PricedLine};

use super::columns::{self, Meaning};
use super::format;
use crate::sheet::{Cell, Grid, Row, is_error, is_placeholder, words};

/// How far from the top a header is looked for.
const MAX_ROWS_ABOVE: usize = 60;

/// A column that is used.
struct Used {
    column: u32,
    field: PriceField,
    currency: Option<(String, Place)>,
}

/// Reads the table of a sheet into the file; a sheet without one is told among the unread.
pub(super) fn read(grid: &Grid, file: &mut PriceFile) {
    let name: std::sync::Arc<str> = file.name.as_str().into();
    let place = |locator| Place { file: std::sync::Arc::clone(&name), locator };
    let row_place = |row: &Row| place(Locator::Row { sheet: grid.name.clone(), row: row.number });
    let best = (0..grid.rows.len().min(MAX_ROWS_ABOVE))
        .max_by_key(|&at| (columns::count_known(&grid.rows[at].cells), std::cmp::Reverse(at)));
    let Some(header) = best.filter(|&at| columns::count_known(&grid.rows[at].cells) > 0) else {
        leave(
            file,
            place(Locator::Row { sheet: grid.name.clone(), row: 1 }),
            UnreadKind::Sheet,
            grid,
            "it has no table of prices",
        );
        return;
    };
    for row in &grid.rows[..header] {
        leave_row(file, row_place(row), row, "it stands above the header");
    }
    let head = &grid.rows[header];
    let normalized: Vec<String> = head.cells.iter().map(|cell| words(&cell.text)).collect();
    let own: Vec<String> = head.cells.iter().map(|cell| cell.text.clone()).collect();
    let (format, recognized_by) = format::recognize(&normalized, &own);
    if file.format.is_some_and(|before| before != format) {
        let why = format!("it is another kind of list ({format}) than the sheets before it");
        leave(file, row_place(head), UnreadKind::Sheet, grid, &why);
        return;
    }
    (file.format, file.recognized_by) = (Some(format), recognized_by);
    let cell_place = |row: u32, column: u32| place(Locator::Cell { sheet: grid.name.clone(), row, column });
    let body = &grid.rows[header + 1..];
    let used = lay_out(head, body, format, &cell_place, file);
    for row in body {
        match line(row, head, format, &used, row_place(row), &cell_place) {
            Ok(line) => file.lines.push(line),
            Err(why) => leave_row(file, row_place(row), row, why),
        }
    }
}

fn leave(file: &mut PriceFile, place: Place, kind: UnreadKind, grid: &Grid, why: &str) {
    let text = grid.name.clone().unwrap_or_else(|| file.name.clone());
    file.unread.push(Unread { place, kind, text, why: why.to_string() });
}

fn leave_row(file: &mut PriceFile, place: Place, row: &Row, why: &str) {
    file.unread.push(Unread { place, kind: UnreadKind::Row, text: row.line(), why: why.to_string() });
}

/// What each column is; of several columns for one field the most preferred that holds anything is used.
fn lay_out(
    head: &Row,
    body: &[Row],
    format: PriceFormat,
    cell_place: &dyn Fn(u32, u32) -> Place,
    file: &mut PriceFile,
) -> Vec<Used> {
    let holds = |column: u32| body.iter().find_map(|row| row.text(column));
    let own = matches!(format, PriceFormat::BookParts | PriceFormat::BookMachines);
    let headings: Vec<(&Cell, columns::Heading)> = head
        .cells
        .iter()
        .map(|cell| {
            let found = columns::own(&cell.text).filter(|_| own);
            let mine = found.map(|field| columns::Heading { meaning: Meaning::Field(field, 0), currency: None });
            (cell, mine.unwrap_or_else(|| columns::look_up(&cell.text)))
        })
        .collect();
    let mut chosen: BTreeMap<PriceField, (bool, u32, u32)> = BTreeMap::new();
    for (cell, heading) in &headings {
        if let Meaning::Field(field, rank) = heading.meaning {
            let candidate = (holds(cell.column).is_none(), rank, cell.column);
            chosen.entry(field).and_modify(|best| *best = (*best).min(candidate)).or_insert(candidate);
        }
    }
    let mut used = Vec::new();
    for (cell, heading) in headings {
        let place = cell_place(head.number, cell.column);
        let (field, note) = match heading.meaning {
            Meaning::Field(field, _) if unused_by(format, field) => (None, unused_why(format, field)),
            Meaning::Field(field, _) if chosen.get(&field).is_some_and(|best| best.2 == cell.column) => {
                let field = if on_a_shelf(format, field) { PriceField::Stock } else { field };
                let currency = heading.currency.map(|currency| (currency.code().to_string(), place.clone()));
                used.push(Used { column: cell.column, field, currency });
                (Some(field), None)
            }
            Meaning::Field(field, _) => (None, Some(format!("another column is taken for `{field}`"))),
            Meaning::Skipped(why) => (None, Some(why)),
            Meaning::Unknown => (None, None),
        };
        let sample = holds(cell.column).map(str::to_string).filter(|_| field.is_some());
        file.columns.push(PriceColumn { place, header: cell.text.clone(), field, sample, note });
    }
    used
}

/// What brokers and distributors have on the shelf was not offered together.
fn on_a_shelf(format: PriceFormat, field: PriceField) -> bool {
    field == PriceField::Quantity && matches!(format, PriceFormat::BrokerList | PriceFormat::ItScope)
}

/// A manifest states what a new one costs: the state of the units in the lot says nothing about that price.
fn unused_by(format: PriceFormat, field: PriceField) -> bool {
    format == PriceFormat::BStock
        && matches!(field, PriceField::Condition | PriceField::Quantity | PriceField::Publisher)
}

fn unused_why(format: PriceFormat, field: PriceField) -> Option<String> {
    Some(format!("a {format} states the price of a new one; `{field}` is about the lot"))
}

fn line(
    row: &Row,
    head: &Row,
    format: PriceFormat,
    used: &[Used],
    place: Place,
    cell_place: &dyn Fn(u32, u32) -> Place,
) -> Result<PricedLine, &'static str> {
    if row.cells.len() >= 2 && row.cells.iter().all(|cell| head.text(cell.column) == Some(cell.text.as_str())) {
        return Err("it repeats the header");
    }
    let own = matches!(format, PriceFormat::BookParts | PriceFormat::BookMachines);
    let mut cells = BTreeMap::new();
    for used in used {
        // `unknown` is a condition, and our own layout has no words for nothing.
        let is_word =
            |text: &&str| own || used.field == PriceField::Condition || !is_placeholder(text) || is_error(text);
        let Some(text) = row.text(used.column).filter(is_word) else { continue };
        if let Some((code, at)) = &used.currency {
            cells.entry(PriceField::Currency).or_insert(PriceCell { text: code.clone(), place: at.clone() });
        }
        cells.insert(used.field, PriceCell { text: text.to_string(), place: cell_place(row.number, used.column) });
    }
    let has = |fields: &[PriceField]| fields.iter().any(|field| cells.contains_key(field));
    let names =
        has(&[PriceField::Part, PriceField::PartNumber, PriceField::Title, PriceField::Model, PriceField::Series]);
    let priced = has(&[PriceField::UnitPrice, PriceField::Price]);
    if format == PriceFormat::EbayOrders && !(names && priced) {
        return Err("it sums up an order or the report, and names no item");
    }
    if !names && !priced {
        return Err("it names no part and states no price");
    }
    Ok(PricedLine { place, cells })
}
