//! The tables of all sheets of a file, read into assets.

use std::borrow::Cow;

use rackworth_model::inventory::{RawAsset, UnreadKind};
use rackworth_model::provenance::column_letters;

use super::aliases::{Field, RowWord, aliases};
use super::component::{component_named, read_component, read_keys};
use super::draft::{Context, Draft};
use super::findings::{Findings, quoted};
use super::gather::Gather;
use super::grid::{Grid, Row};
use super::layout::{Layout, lay_out};
use super::machine::read_machine;
use super::role::{Role, is_storage};
use super::rows::{Errors, Sieve};
use super::table::{Table, split_tables};
use super::words::words;

/// Reads all tables of all sheets. Machines come before components, so that a list of components finds the
/// machines of any other sheet.
pub(super) fn read_sheets(sheets: &[Grid], findings: &mut Findings) -> Vec<RawAsset> {
    let mut tables = Vec::new();
    for grid in sheets {
        if let Some(why) = left_by_name(grid, sheets) {
            leave_sheet(grid, why, findings);
            continue;
        }
        tables.extend(find_tables(grid, findings));
    }
    let layouts: Vec<Layout> = tables.iter().map(lay_out).collect();
    let mut gather = Gather::default();
    for machines in [true, false] {
        for (at, (table, layout)) in tables.iter().zip(&layouts).enumerate() {
            if matches!(layout.role, Role::Machines) == machines {
                read_table(at, table, layout, &mut gather, findings);
            }
        }
    }
    gather.finish()
}

/// RVTools writes a sheet for each kind of virtual thing beside the one for hosts; they name hosts in every row.
fn left_by_name(grid: &Grid, sheets: &[Grid]) -> Option<&'static str> {
    let is_named = |grid: &Grid, name: &str| grid.name.as_deref() == Some(name);
    let of_rvtools = sheets.iter().any(|grid| is_named(grid, "vHost"));
    let name = grid.name.as_deref()?;
    let virtual_name =
        name.strip_prefix("dv").or(name.strip_prefix('v'))?.starts_with(|c: char| c.is_ascii_uppercase());
    (of_rvtools && virtual_name && name != "vHost").then_some("RVTools lists the hosts' hardware in `vHost` only")
}

fn leave_sheet(grid: &Grid, why: &str, findings: &mut Findings) {
    let Some(first) = grid.rows.first() else { return };
    let place = findings.row(&grid.name, first.number);
    let text = grid.name.clone().unwrap_or_else(|| first.line());
    findings.leave(place, UnreadKind::Sheet, text, why);
}

fn find_tables<'a>(grid: &'a Grid, findings: &mut Findings) -> Vec<Table<'a>> {
    let split = split_tables(grid);
    if split.tables.is_empty() {
        leave_sheet(grid, "no row of it reads as a header", findings);
        return Vec::new();
    }
    for row in split.above {
        findings.leave_row(&grid.name, row, "it stands outside a table");
    }
    for row in split.repeated {
        findings.leave_row(&grid.name, row, "it repeats the header");
    }
    split.tables
}

fn read_table(at: usize, table: &Table<'_>, layout: &Layout, gather: &mut Gather, findings: &mut Findings) {
    if let Role::Unread(why) = &layout.role {
        let place = findings.row(&table.sheet, table.header_row);
        let headers: Vec<&str> = table.headers.iter().map(|header| header.text.as_str()).collect();
        let text = table.sheet.clone().unwrap_or_else(|| headers.join(" | "));
        findings.leave(place, UnreadKind::Sheet, text, why.clone());
        return;
    }
    report_columns(table, layout, findings);
    let context = Context { table: at, sheet: &table.sheet, layout, of_servers: says_servers(table) };
    let mut rows = Rows { context, gather, findings, last: None, last_keys: Vec::new() };
    let (sieve, mut errors) = (Sieve::of(table, layout), Errors::default());
    for row in &table.rows {
        let row = errors.strip(row).map_or(Cow::Borrowed(*row), Cow::Owned);
        if row.cells.is_empty() {
            continue;
        }
        rows.read(&row, &sieve);
    }
    errors.report(&table.sheet, findings);
}

/// Whether the sheet's name, a title or a header calls the machines servers.
fn says_servers(table: &Table<'_>) -> bool {
    let server = |text: &str| {
        let words = words(text);
        // A column about the chassis of something does not say that it is one.
        words.len() <= 80
            && !words.starts_with("chassis ")
            && (words == "vhost"
                || words == "v host"
                || words.split(' ').any(|word| aliases().row_word(word) == Some(RowWord::Server)))
    };
    table.titles.iter().any(|title| server(title)) || table.headers.iter().any(|header| server(&header.text))
}

/// Tells which columns are not read, and which contradict each other.
fn report_columns(table: &Table<'_>, layout: &Layout, findings: &mut Findings) {
    let sheet = &table.sheet;
    for header in &layout.unknown {
        if let Some(example) = table.rows.iter().find_map(|row| row.text(header.column)) {
            let why = format!("its header has no known meaning; it holds {} and the like", quoted(example));
            let place = findings.cell(sheet, table.header_row, header.column);
            findings.leave(place, UnreadKind::Column, header.text.clone(), why);
        }
    }
    for (column, example) in headless_columns(table) {
        let why = format!("it has no header; it holds {} and the like", quoted(&example));
        let place = findings.cell(sheet, table.header_row, column);
        findings.leave(place, UnreadKind::Column, format!("column {}", column_letters(column)), why);
    }
    for clash in &layout.clashes {
        let place = findings.cell(sheet, table.header_row, clash.other.0);
        let name = |(column, header): &(u32, String)| format!("{} ({})", quoted(header), column_letters(*column));
        let found = format!("two columns for it, {} and {}, that differ", name(&clash.used), name(&clash.other));
        let hint = "rename the column that is not it; the first is used, the other is kept beside";
        findings.problem(place, found, format!("one column for the {}", clash.field), Some(hint));
    }
}

fn headless_columns(table: &Table<'_>) -> std::collections::BTreeMap<u32, String> {
    let mut headers: Vec<u32> = table.headers.iter().map(|header| header.column).collect();
    headers.sort_unstable();
    let mut found = std::collections::BTreeMap::new();
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        if headers.binary_search(&cell.column).is_err() && !found.contains_key(&cell.column) {
            found.insert(cell.column, cell.text.clone());
        }
    }
    found
}

/// Reads the rows of one table, each with what the row above left behind.
struct Rows<'a> {
    context: Context<'a>,
    gather: &'a mut Gather,
    findings: &'a mut Findings,
    /// The machine of the row above: where it is held, its row, how many cells it fills.
    last: Option<(usize, u32, usize)>,
    /// The machine that a component row above named, for rows that leave it blank.
    last_keys: Vec<super::component::Key>,
}

impl Rows<'_> {
    fn read(&mut self, row: &Row, sieve: &Sieve) {
        if self.continues(row) {
            return self.read_more(row);
        }
        if let Some(why) = sieve.why_left(row) {
            return self.leave(row, why);
        }
        match &self.context.layout.role {
            Role::Machines => self.read_in_machines(row),
            Role::Components { keys, fill_down, kind } => {
                let (keys, fill_down, kind) = (keys.clone(), *fill_down, *kind);
                if self.is_machine(row) {
                    self.read_machine(row);
                } else {
                    self.read_listed(row, &keys, fill_down, kind);
                }
            }
            Role::LooseParts { .. } if self.is_machine(row) => self.read_machine(row),
            Role::LooseParts { kind } => self.read_loose(row, *kind),
            Role::Unread(_) => {}
        }
    }

    fn leave(&mut self, row: &Row, why: impl Into<String>) {
        self.last = None;
        self.findings.leave_row(self.context.sheet, row, why);
    }

    /// Whether the type cell of a row in a list of components says it is a machine.
    fn is_machine(&self, row: &Row) -> bool {
        component_named(&self.context, row).is_none()
            && self.context.field(row, Field::Type).is_some_and(|text| aliases().row_word(&words(text)).is_some())
    }

    fn read_in_machines(&mut self, row: &Row) {
        let part = component_named(&self.context, row).filter(|noun| !is_storage(*noun));
        if part.is_none() {
            return self.read_machine(row);
        }
        let hosts: Vec<u32> = self
            .context
            .layout
            .fields
            .iter()
            .filter(|c| matches!(c.field, Field::Host | Field::HostSerial))
            .map(|c| c.column)
            .collect();
        let named = self.gather.find(&read_keys(&self.context, row, &hosts)).is_some();
        if named { self.read_listed(row, &hosts, false, None) } else { self.read_loose(row, None) }
    }

    fn read_machine(&mut self, row: &Row) {
        match read_machine(&self.context, row, self.findings) {
            Ok(draft) => {
                let at = self.gather.add_machine(draft, row, &self.context, self.findings);
                self.last = at.map(|at| (at, row.number, row.cells.len()));
                if let Role::Components { keys, .. } = &self.context.layout.role {
                    self.last_keys = read_keys(&self.context, row, keys);
                }
            }
            Err(why) => self.leave(row, why),
        }
    }

    fn read_listed(
        &mut self,
        row: &Row,
        keys: &[u32],
        fill_down: bool,
        kind: Option<rackworth_model::hardware::ComponentKind>,
    ) {
        match read_component(&self.context, row, keys, kind, self.findings) {
            Ok(mut component) => {
                if component.keys.is_empty() && fill_down {
                    component.keys.clone_from(&self.last_keys);
                }
                self.last_keys.clone_from(&component.keys);
                if component.keys.is_empty() {
                    self.gather.add_loose(component, &self.context, row, self.findings);
                } else {
                    self.gather.add_component(component, &self.context, row, self.findings);
                }
            }
            Err(why) => self.leave(row, why),
        }
    }

    fn read_loose(&mut self, row: &Row, kind: Option<rackworth_model::hardware::ComponentKind>) {
        match read_component(&self.context, row, &[], kind, self.findings) {
            Ok(component) => self.gather.add_loose(component, &self.context, row, self.findings),
            Err(why) => self.leave(row, why),
        }
    }

    /// Whether a row only adds components to the machine above it, as merged cells look: it is the next row, fills
    /// no cell that tells of a machine, and far fewer cells.
    fn continues(&self, row: &Row) -> bool {
        let Some((_, above, n_cells)) = self.last else { return false };
        if self.context.layout.role != Role::Machines || row.number != above + 1 || row.cells.len() * 2 > n_cells {
            return false;
        }
        let is_part =
            |column: u32| self.context.layout.groups.iter().any(|g| g.columns.iter().any(|c| c.column == column));
        row.cells.iter().all(|cell| is_part(cell.column))
    }

    fn read_more(&mut self, row: &Row) {
        let Some((at, _, n_cells)) = self.last else { return };
        match read_machine(&self.context, row, self.findings) {
            Ok(draft) => {
                let more: Draft = draft;
                self.gather.add_lines(at, more);
                self.last = Some((at, row.number, n_cells));
            }
            Err(why) => self.leave(row, why),
        }
    }
}
