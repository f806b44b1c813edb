//! Workbooks: XLSX, XLSB, XLS and ODS, read with calamine into cells of text.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Range, Reader, SheetType, Xls, Xlsb, Xlsx};

use super::compound;
use super::grid::Grid;
use super::number::number_text;

/// The most cells a workbook may hold.
const MAX_CELLS: usize = 20_000_000;

/// What a file's first and last bytes say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
    Encrypted,
    /// Not a workbook, but a kind of file that can be named.
    Other(&'static str),
    /// None of these: text, if anything.
    Text,
}

/// Recognizes a file by its content.
pub(super) fn recognize(bytes: &[u8]) -> Format {
    if bytes.starts_with(b"PK\x03\x04") {
        return recognize_zip(bytes);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return recognize_compound(bytes);
    }
    let other: &[(&[u8], &str)] = &[
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"7z\xBC\xAF", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (b"SQLite format 3", "an SQLite database"),
        (b"PK\x05\x06", "an empty ZIP archive"),
    ];
    other.iter().find(|(magic, _)| bytes.starts_with(magic)).map_or(Format::Text, |(_, name)| Format::Other(name))
}

fn recognize_zip(bytes: &[u8]) -> Format {
    // File names stand in the directory at a ZIP archive's end; ODF's type is stored first, uncompressed.
    let tail = &bytes[bytes.len().saturating_sub(1 << 20)..];
    let has = |name: &str| contains(tail, name.as_bytes());
    if has("xl/workbook.bin") {
        Format::Xlsb
    } else if has("xl/workbook") || has("xl/worksheets/") {
        Format::Xlsx
    } else if contains(&bytes[..bytes.len().min(256)], b"opendocument.spreadsheet") || has("content.xml") {
        Format::Ods
    } else {
        Format::Other("a ZIP archive that is not a workbook")
    }
}

fn recognize_compound(bytes: &[u8]) -> Format {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if has("EncryptedPackage") {
        Format::Encrypted
    } else if has("Workbook") || has("Book") {
        Format::Xls
    } else {
        Format::Other("an Office file that is not a workbook")
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A sheet as a workbook holds it.
pub(super) enum Sheet {
    Read(Grid),
    /// Name, and why it could not be read.
    Unread(String, String),
}

/// Why a workbook cannot be read.
#[derive(Debug)]
pub(super) enum Failure {
    Encrypted,
    /// In the words of the library.
    Damaged(String),
}

/// Reads all sheets of a workbook of the given format, in their order.
///
/// calamine panics on some damaged workbooks (0.38 on an XLS record that is too short); that is a damaged workbook,
/// not a fault of ours, so it is caught here and nowhere else.
pub(super) fn read(format: Format, bytes: &[u8]) -> Result<Vec<Sheet>, Failure> {
    let damaged = || Failure::Damaged("its content does not hold together".to_string());
    std::panic::catch_unwind(|| read_unguarded(format, bytes)).unwrap_or_else(|_| Err(damaged()))
}

fn read_unguarded(format: Format, bytes: &[u8]) -> Result<Vec<Sheet>, Failure> {
    let cursor = Cursor::new(bytes);
    match format {
        Format::Xlsx => {
            let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(cursor).map_err(failure)?;
            let sheets = workbook.sheets_metadata().to_vec();
            Ok(read_sheets(sheets, |name, cells| {
                let mut reader = workbook.worksheet_cells_reader(name).map_err(words)?;
                while let Some(cell) = reader.next_cell().map_err(words)? {
                    cells.take(cell.get_position(), cell.get_value())?;
                }
                Ok(())
            }))
        }
        Format::Xlsb => {
            let mut workbook: Xlsb<_> = calamine::open_workbook_from_rs(cursor).map_err(failure)?;
            let sheets = workbook.sheets_metadata().to_vec();
            Ok(read_sheets(sheets, |name, cells| {
                let mut reader = workbook.worksheet_cells_reader(name).map_err(words)?;
                while let Some(cell) = reader.next_cell().map_err(words)? {
                    cells.take(cell.get_position(), cell.get_value())?;
                }
                Ok(())
            }))
        }
        Format::Xls if !compound::is_finite(bytes) => {
            Err(Failure::Damaged("its sectors do not hold together".to_string()))
        }
        Format::Xls => read_ranges(calamine::open_workbook_from_rs::<Xls<_>, _>(cursor).map_err(failure)?),
        Format::Ods => read_ranges(calamine::open_workbook_from_rs::<Ods<_>, _>(cursor).map_err(failure)?),
        Format::Encrypted => Err(Failure::Encrypted),
        Format::Other(_) | Format::Text => Err(Failure::Damaged("not a workbook".to_string())),
    }
}

fn failure(error: impl std::fmt::Display) -> Failure {
    let text = error.to_string();
    // The formats' error types share only their words.
    if text.contains("password protected") { Failure::Encrypted } else { Failure::Damaged(text) }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Reads sheets cell by cell: a workbook with one cell in its last row and column must not fill the memory.
fn read_sheets(
    sheets: Vec<calamine::Sheet>,
    mut read: impl FnMut(&str, &mut Sparse) -> Result<(), String>,
) -> Vec<Sheet> {
    let mut left = MAX_CELLS;
    let read = sheets.into_iter().map(|sheet| match sheet.typ {
        SheetType::WorkSheet => {
            let mut cells = Sparse { cells: Cells::new(), left };
            let done = read(&sheet.name, &mut cells);
            left = cells.left;
            match done {
                Ok(()) => Sheet::Read(grid_of(sheet.name, cells.cells)),
                Err(why) => Sheet::Unread(sheet.name, why),
            }
        }
        _ => Sheet::Unread(sheet.name, "it is not a worksheet".to_string()),
    });
    read.collect()
}

type Cells = BTreeMap<u32, Vec<(u32, String)>>;

/// The cells of a sheet that hold something.
struct Sparse {
    cells: Cells,
    /// How many more the workbook may hold.
    left: usize,
}

impl Sparse {
    fn take(&mut self, (row, column): (u32, u32), value: &DataRef<'_>) -> Result<(), String> {
        let text = match value {
            DataRef::SharedString(text) => (*text).to_string(),
            DataRef::Float(number) => number_text(*number),
            other => cell_text(&Data::from(other.clone())),
        };
        if !text.is_empty() {
            let more = || format!("the workbook has more than {MAX_CELLS} cells");
            self.left = self.left.checked_sub(1).ok_or_else(more)?;
            self.cells.entry(row).or_default().push((column, text));
        }
        Ok(())
    }
}

fn read_ranges<'a, R>(mut workbook: R) -> Result<Vec<Sheet>, Failure>
where
    R: Reader<Cursor<&'a [u8]>>,
    R::Error: std::fmt::Display,
{
    let sheets = workbook.sheets_metadata().to_vec();
    let read = sheets.into_iter().map(|sheet| match workbook.worksheet_range(&sheet.name) {
        Ok(range) => Sheet::Read(grid_of(sheet.name, range_cells(&range))),
        Err(error) => Sheet::Unread(sheet.name, error.to_string()),
    });
    Ok(read.collect())
}

fn range_cells(range: &Range<Data>) -> Cells {
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut cells = Cells::new();
    for (row, column, data) in range.used_cells() {
        let place = |first: u32, offset: usize| first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        cells.entry(place(first_row, row)).or_default().push((place(first_column, column), cell_text(data)));
    }
    cells
}

fn grid_of(name: String, cells: Cells) -> Grid {
    let mut grid = Grid { name: Some(name), rows: Vec::new() };
    for (row, mut cells) in cells {
        cells.sort_by_key(|(column, _)| *column);
        cells.dedup_by_key(|(column, _)| *column);
        grid.push(row.saturating_add(1), cells.into_iter());
    }
    grid
}

/// The text of a cell as a person reads it; formulas give the value that was stored with them.
fn cell_text(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) => moment_text(*moment),
    }
}

/// ISO 8601; only the date where the time is midnight, only the time where there is no date.
fn moment_text(moment: ExcelDateTime) -> String {
    if moment.is_duration() || moment.as_f64() < 0.0 {
        return number_text(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (moment.as_f64() < 1.0, (hour, minute, second)) {
        (true, _) => time,
        (false, (0, 0, 0)) => date,
        (false, _) => format!("{date}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn moments_are_iso_dates() {
        let text = |value| moment_text(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        assert_eq!(text(43831.0), "2020-01-01");
        assert_eq!(text(43831.5), "2020-01-01T12:00:00");
        assert_eq!(text(0.25), "06:00:00");
        assert_eq!(text(-1.0), "-1");
    }

    #[test]
    fn files_are_recognized_by_content() {
        assert_eq!(recognize(b"%PDF-1.7"), Format::Other("a PDF document"));
        assert_eq!(recognize(b"Serial,Model\n"), Format::Text);
        assert_eq!(recognize(b"PK\x03\x04 something else"), Format::Other("a ZIP archive that is not a workbook"));
        assert_eq!(recognize(b""), Format::Text);
    }
}
