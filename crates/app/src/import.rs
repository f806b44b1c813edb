//! What a file of prices would add to the book, before and after it is added.

use jiff::civil::Date;
use rackworth_catalog::Catalog;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Problem, Unread};
use rackworth_model::observation::Observation;
use rackworth_model::priced::{PriceColumn, PriceField, PriceFile};
use rackworth_value::book::PriceBook;
pub use rackworth_value::book::import::ImportRules;
use rackworth_value::book::import::{Assumed, Imported, import as read};

use crate::book::{ObservationView, view_in};
use crate::world::AskError;

/// One line of a file that became an observation.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedLine {
    pub place: Place,
    /// The part's id, or the machine's title.
    pub what: String,
    pub observation: ObservationView,
    /// Not in the book already.
    pub is_new: bool,
}

/// What one file gave.
#[derive(Debug, Clone, PartialEq)]
pub struct FileImport {
    pub name: String,
    /// What it was recognized as; `None` when it was not.
    pub format: Option<String>,
    pub recognized_by: String,
    pub columns: Vec<PriceColumn>,
    /// What lines did not say, who says it instead, and of how many lines.
    pub assumed: Vec<(Assumed, usize)>,
    pub lines: Vec<ImportedLine>,
    pub n_lines: usize,
    pub n_refused: usize,
    /// Lines that say again what another line said.
    pub n_repeated: usize,
    /// Every line that could not be used, with its cell.
    pub refused: Vec<Problem>,
    pub unread: Vec<Unread>,
}

/// The answer to "what does this file add?".
#[derive(Debug, Clone, PartialEq)]
pub struct ImportAnswer {
    pub recorded_on: Date,
    pub files: Vec<FileImport>,
    pub n_new: usize,
    pub n_known: usize,
    /// Where new observations were recorded; `None` for a dry run.
    pub recorded_in: Option<String>,
}

impl ImportAnswer {
    pub fn n_refused(&self) -> usize {
        self.files.iter().map(|file| file.n_refused + usize::from(file.format.is_none())).sum()
    }
}

/// Reads files into observations; those that `known` and the built-in book hold already are told apart from new ones,
/// which come back in the order of the files.
pub fn import(
    files: &[PriceFile],
    rules: &ImportRules,
    known: &[Observation],
) -> Result<(ImportAnswer, Vec<Observation>), AskError> {
    let catalog = Catalog::embedded().map_err(AskError::Catalog)?;
    let mut book = PriceBook::read(rackworth_value::book::EMBEDDED, &catalog);
    book.add(known.iter().cloned(), &[]);
    let (mut answer, mut new) = (
        ImportAnswer { recorded_on: rules.recorded_on, files: Vec::new(), n_new: 0, n_known: 0, recorded_in: None },
        Vec::new(),
    );
    for file in files {
        let imported = read(file, rules, &catalog);
        let told = file_import(file, imported, &mut book, &mut new);
        answer.n_new += told.lines.iter().filter(|line| line.is_new).count();
        answer.n_known += told.n_repeated + told.lines.iter().filter(|line| !line.is_new).count();
        answer.files.push(told);
    }
    Ok((answer, new))
}

fn file_import(file: &PriceFile, imported: Imported, book: &mut PriceBook, new: &mut Vec<Observation>) -> FileImport {
    book.add([], &imported.parts);
    let mut lines = Vec::new();
    for (observation, place) in imported.observations {
        let is_new = book.add([observation.clone()], &[]).new == 1;
        let view = view_in(&book.parts, &observation);
        let what = match &observation.subject {
            rackworth_model::Subject::Part(id) => id.to_string(),
            _ => view.subject.clone(),
        };
        lines.push(ImportedLine { place, what, observation: view, is_new });
        if is_new {
            new.push(observation);
        }
    }
    FileImport {
        name: file.name.clone(),
        format: file.format.map(|format| format.to_string()),
        recognized_by: file.recognized_by.clone(),
        columns: file.columns.clone(),
        assumed: imported.assumed.into_iter().collect(),
        lines,
        n_lines: file.lines.len(),
        n_refused: imported.n_refused,
        n_repeated: imported.n_repeated,
        refused: file.problems.iter().cloned().chain(imported.refused).collect(),
        unread: file.unread.clone(),
    }
}

/// What a column is used as, in words.
pub fn column_words(column: &PriceColumn) -> String {
    match (column.field, &column.note) {
        (Some(field), _) => field_words(field).to_string(),
        (None, Some(note)) => format!("not used: {note}"),
        (None, None) => "not used: its header is not known".to_string(),
    }
}

fn field_words(field: PriceField) -> &'static str {
    match field {
        PriceField::UnitPrice => "price of one unit",
        PriceField::Price => "price of the lot",
        PriceField::ObservedOn => "day",
        PriceField::Part => "part, in words",
        PriceField::PartNumber => "part number",
        PriceField::Stock => "units at hand, no lot",
        PriceField::Listing => "key of the line",
        PriceField::OrderTotal => "total, to check by",
        other => other.word(),
    }
}
