//! From the priced lines of anybody's file to observations: each line is brought to the columns of our own layout, then
//! read like the embedded book. What a line does not say comes from the format or from the person who imports, and is
//! told; what nobody says is a refusal with its cell, never a guess and never zero.

mod amount;
mod canonical;
mod day;
mod title;
mod words;
mod worth;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_model::hardware::{Place, RawComponent};
use rackworth_model::inventory::Problem;
use rackworth_model::money::Currency;
use rackworth_model::observation::{Channel, Condition, Observation, ObservationKind, Subject};
use rackworth_model::priced::{PriceField, PriceFile, PricedLine};

use super::row::Row;
use super::{MachineRows, PriceBook, machines, parts};
use canonical::{Canonical, Context};

pub(super) use worth::plain;

/// The one part that words name, as a title in a price file is read; `None` where they name none or several kinds.
pub fn named(catalog: &Catalog, words: &str, place: &Place) -> Option<RawComponent> {
    title::component_of(catalog, words, place)
}

/// What the person who imports says of a file that does not say it itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRules {
    /// Overrides the format's own kind; a line that states its kind keeps it.
    pub kind: Option<ObservationKind>,
    pub condition: Option<Condition>,
    pub channel: Option<Channel>,
    pub currency: Option<Currency>,
    pub observed_on: Option<Date>,
    pub publisher: Option<String>,
    /// The day the file is read: when its facts were learnt.
    pub recorded_on: Date,
}

impl ImportRules {
    /// Nothing is said beside the file.
    pub fn none(recorded_on: Date) -> ImportRules {
        ImportRules {
            kind: None,
            condition: None,
            channel: None,
            currency: None,
            observed_on: None,
            publisher: None,
            recorded_on,
        }
    }
}

/// Something lines did not say, and what was put in its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumed {
    pub field: PriceField,
    pub value: String,
    /// Who says so: the format, an argument, the file's name.
    pub because: String,
}

/// What importing a file gave.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    pub observations: Vec<(Observation, Place)>,
    pub parts: Vec<Arc<Part>>,
    /// What lines about machines state.
    pub machine_rows: MachineRows,
    /// How many lines each assumption was made for.
    pub assumed: BTreeMap<Assumed, usize>,
    /// Lines that could not be used, with their cells; several problems of one line are several entries.
    pub refused: Vec<Problem>,
    /// How many lines `refused` is about.
    pub n_refused: usize,
    /// Lines that say again what another line of the file said.
    pub n_repeated: usize,
}

/// Reads the lines of a file as observations.
pub fn import(file: &PriceFile, rules: &ImportRules, catalog: &Catalog) -> Imported {
    let Some(format) = file.format else { return Imported::default() };
    let mut importer = Importer { context: Context::new(file, format, rules, catalog), out: Imported::default() };
    if let Some(problem) = importer.context.lacks_kind() {
        importer.out.refused.push(problem);
        importer.out.n_refused = file.lines.len();
        return importer.out;
    }
    let mut known = parts::Known::new();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for line in &file.lines {
        importer.take(line, &mut known, &mut alike);
    }
    importer.out
}

struct Importer<'a> {
    context: Context<'a>,
    out: Imported,
}

impl Importer<'_> {
    fn take(&mut self, line: &PricedLine, known: &mut parts::Known, alike: &mut BTreeMap<String, usize>) {
        let mut canonical = match self.context.canonical(line) {
            Ok(canonical) => canonical,
            Err(problems) => return self.refuse(problems),
        };
        // Lines that say the same are several things where nothing tells them apart: each has a number of its own. A
        // listing is told apart by its key, and said twice it is one.
        let nth = alike.entry(canonical.identity()).or_default();
        *nth += 1;
        if *nth > 1 && canonical.has_key {
            self.out.n_repeated += 1;
            return;
        }
        if *nth > 1 {
            canonical.number(*nth);
        }
        match self.observation(line, &canonical, known) {
            Ok((observation, parts)) => {
                if matches!(observation.subject, Subject::Machine(_)) {
                    self.out.machine_rows.insert(observation.id, canonical.cells.clone());
                }
                self.out.observations.push((observation, line.place.clone()));
                self.out.parts.extend(parts);
                for assumed in canonical.assumed {
                    *self.out.assumed.entry(assumed).or_default() += 1;
                }
            }
            Err(problem) => self.refuse(vec![*problem]),
        }
    }

    fn refuse(&mut self, problems: Vec<Problem>) {
        self.out.n_refused += 1;
        self.out.refused.extend(problems);
    }

    fn observation(
        &self,
        line: &PricedLine,
        canonical: &Canonical,
        known: &mut parts::Known,
    ) -> Result<(Observation, Vec<Arc<Part>>), Box<Problem>> {
        let catalog = self.context.catalog;
        let row = Row {
            cells: canonical.cells.iter().map(|(field, text)| (field.word(), text.as_str())).collect(),
            place: line.place.clone(),
            evidence: self.context.file.evidence,
        };
        let told = |why: String| Box::new(self.unidentified(line, why));
        let is_machine = self.context.is_own() && row.cell("title").is_some() && row.cell("part").is_none();
        if is_machine {
            return machines::observation_and_parts(&row, catalog).map_err(told);
        }
        let text = row.cell("part").filter(|text| text.contains(' '));
        let said = text.and_then(|text| title::component_of(catalog, text, &line.place));
        let (observation, part) = parts::observation(&row, catalog, said, known).map_err(told)?;
        Ok((observation, part.into_iter().collect()))
    }

    fn unidentified(&self, line: &PricedLine, why: String) -> Problem {
        let fields = [PriceField::Part, PriceField::PartNumber, PriceField::Title, PriceField::Model];
        let field = fields.into_iter().find(|field| line.cells.contains_key(field)).unwrap_or(PriceField::Part);
        Problem {
            place: line.place_of(field).clone(),
            found: why,
            expected: "a part the catalog knows, in words or by its maker's number".to_string(),
            hint: Some("`rackworth book show WORDS` tells what words are taken for".to_string()),
        }
    }
}

/// What adding observations to a book did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    pub new: usize,
    /// Already there: the same claim, or the same place of the same evidence.
    pub known: usize,
}

impl PriceBook {
    /// Adds observations and the parts they are of; what the book holds already is left out.
    pub fn add(&mut self, observations: impl IntoIterator<Item = Observation>, parts: &[Arc<Part>]) -> Added {
        for part in parts {
            self.know(part);
        }
        let mut ids: BTreeSet<_> = self.observations.iter().map(|o| o.id).collect();
        let mut places: BTreeSet<String> = self.observations.iter().map(said_where).collect();
        let mut added = Added::default();
        for observation in observations {
            if ids.insert(observation.id) & places.insert(said_where(&observation)) {
                self.observations.push(observation);
                added.new += 1;
            } else {
                added.known += 1;
            }
        }
        added
    }
}

/// The place of a claim in its evidence: the same bytes under another name say nothing new.
fn said_where(observation: &Observation) -> String {
    let what = match &observation.subject {
        Subject::Part(part) => part.to_string(),
        Subject::Series(series) => series.name.clone(),
        Subject::Machine(machine) => machine.title.clone(),
    };
    match &observation.provenance {
        rackworth_model::Provenance::Read { evidence, locator } => format!("{evidence} {locator} {what}"),
        _ => observation.id.to_string(),
    }
}

#[cfg(test)]
mod tests;
