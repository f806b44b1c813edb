//! `book import` and `book export`, machine-readable.

use std::collections::BTreeMap;

use rackworth_app::export::ExportAnswer;
use rackworth_app::import::{self as app, FileImport, ImportAnswer, column_words};
use schemars::JsonSchema;
use serde::Serialize;

use super::book::Observation;
use super::{About, Coverage, Document, Problem, Unread, covered};

/// What files add to the book.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Import {
    pub recorded_on: String,
    /// Prices the book did not hold.
    pub n_new: usize,
    pub n_known: usize,
    /// Where new prices were recorded; null for a dry run.
    pub recorded_in: Option<String>,
    pub files: Vec<ImportedFile>,
}

/// One file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportedFile {
    pub name: String,
    /// What it was recognized as; null when it was not.
    pub format: Option<String>,
    pub recognized_by: String,
    pub columns: Vec<MappedColumn>,
    pub assumed: Vec<Assumption>,
    pub lines: Vec<ImportedLine>,
    pub n_lines: usize,
    pub n_refused: usize,
    pub n_repeated: usize,
    pub refused: Vec<Problem>,
    pub unread: Vec<Unread>,
}

/// A column, and what it was taken for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MappedColumn {
    pub place: String,
    pub header: String,
    /// A column of the built-in book's layout, or null when it is not used.
    pub field: Option<String>,
    pub taken_as: String,
    pub sample: Option<String>,
}

/// Something lines do not say, and who says it instead.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Assumption {
    pub field: String,
    pub value: String,
    pub because: String,
    pub n_lines: usize,
}

/// A line that became an observation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportedLine {
    pub place: String,
    pub what: String,
    pub is_new: bool,
    pub observation: Observation,
}

impl From<&ImportAnswer> for Document<Import> {
    fn from(answer: &ImportAnswer) -> Document<Import> {
        let n_lines: usize = answer.files.iter().map(|file| file.n_lines).sum();
        let n_refused: usize = answer.files.iter().map(|file| file.n_refused).sum();
        Document {
            rackworth: About { schema: "import/1", run: None },
            answer: Import {
                recorded_on: answer.recorded_on.to_string(),
                n_new: answer.n_new,
                n_known: answer.n_known,
                recorded_in: answer.recorded_in.clone(),
                files: answer.files.iter().map(ImportedFile::from).collect(),
            },
            coverage: Coverage { priced: n_lines.saturating_sub(n_refused) as u64, total: n_lines as u64 },
            gaps: Vec::new(),
        }
    }
}

impl From<&FileImport> for ImportedFile {
    fn from(file: &FileImport) -> ImportedFile {
        let column = |column: &rackworth_model::priced::PriceColumn| MappedColumn {
            place: column.place.to_string(),
            header: column.header.clone(),
            field: column.field.map(|field| field.to_string()),
            taken_as: column_words(column),
            sample: column.sample.clone(),
        };
        let assumption = |(assumed, n): &(rackworth_value::book::import::Assumed, usize)| Assumption {
            field: assumed.field.to_string(),
            value: assumed.value.clone(),
            because: assumed.because.clone(),
            n_lines: *n,
        };
        ImportedFile {
            name: file.name.clone(),
            format: file.format.clone(),
            recognized_by: file.recognized_by.clone(),
            columns: file.columns.iter().map(column).collect(),
            assumed: file.assumed.iter().map(assumption).collect(),
            lines: file.lines.iter().map(ImportedLine::from).collect(),
            n_lines: file.n_lines,
            n_refused: file.n_refused,
            n_repeated: file.n_repeated,
            refused: file.refused.iter().map(Problem::from).collect(),
            unread: file.unread.iter().map(Unread::from).collect(),
        }
    }
}

impl From<&app::ImportedLine> for ImportedLine {
    fn from(line: &app::ImportedLine) -> ImportedLine {
        ImportedLine {
            place: line.place.to_string(),
            what: line.what.clone(),
            is_new: line.is_new,
            observation: Observation::from(&line.observation),
        }
    }
}

/// Observations in the layout of the built-in book; `book import` reads them back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Export {
    pub as_of: String,
    /// Each with the columns it has, by their names (pricebook/README.md); money as text, exactly.
    pub observations: Vec<BTreeMap<String, String>>,
    /// Machines, with the columns of that layout.
    pub machines: Vec<BTreeMap<String, String>>,
    /// Machines whose own words are no longer at hand, and which are not written.
    pub n_left_out: usize,
}

impl From<&ExportAnswer> for Document<Export> {
    fn from(answer: &ExportAnswer) -> Document<Export> {
        let row = |row: &BTreeMap<rackworth_model::priced::PriceField, String>| {
            row.iter().map(|(field, text)| (field.to_string(), text.clone())).collect()
        };
        Document {
            rackworth: About { schema: "book-export/1", run: None },
            answer: Export {
                as_of: answer.as_of.to_string(),
                observations: answer.parts.rows.iter().map(row).collect(),
                machines: answer.machines.rows.iter().map(row).collect(),
                n_left_out: answer.n_left_out,
            },
            coverage: covered(answer.parts.rows.len() + answer.machines.rows.len()),
            gaps: Vec::new(),
        }
    }
}
