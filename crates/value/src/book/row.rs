//! One row of a table: cells by column name, and what they must hold.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use rackworth_model::hardware::Place;
use rackworth_model::ids::EvidenceId;
use rackworth_model::money::{Currency, Money};
use rackworth_model::observation::{
    Channel, Condition, DatePrecision, Observation, ObservationKind, Source, Statistic, Subject,
};
use rackworth_model::provenance::{Locator, Provenance};
use rackworth_model::unit_price::{PricedPer, Quantity, UnitPrice};

/// A row with its header and place.
pub(super) struct Row<'a> {
    pub(super) cells: BTreeMap<&'a str, &'a str>,
    pub(super) place: Place,
    pub(super) evidence: EvidenceId,
}

/// Calls `each` for every row of a CSV text with its line; a row that is no CSV is told to `broken`.
pub(super) fn for_each(
    file: &str,
    text: &str,
    mut each: impl FnMut(&Row<'_>, u64),
    mut broken: impl FnMut(u64, String),
) {
    let file: std::sync::Arc<str> = file.into();
    let evidence = EvidenceId::of(text.as_bytes());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return broken(1, error.to_string()),
    };
    for (i, record) in reader.records().enumerate() {
        match record {
            Ok(cells) => {
                let line = cells.position().map_or(i as u64 + 2, csv::Position::line);
                if cells.len() == header.len() {
                    let place = Place { file: std::sync::Arc::clone(&file), locator: Locator::Line(line) };
                    each(&Row { cells: header.iter().zip(cells.iter()).collect(), place, evidence }, line);
                } else {
                    broken(line, format!("{} cells: expected {}", cells.len(), header.len()));
                }
            }
            Err(error) => broken(i as u64 + 2, error.to_string()),
        }
    }
}

impl Row<'_> {
    /// The cell of a column, trimmed; `None` when blank or when there is no such column.
    pub(super) fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    pub(super) fn needed(&self, column: &str) -> Result<&str, String> {
        self.cell(column).ok_or_else(|| format!("`{column}` is blank"))
    }

    /// A blank cell is `None`; anything else must parse.
    pub(super) fn parsed<T: FromStr>(&self, column: &str) -> Result<Option<T>, String> {
        let Some(cell) = self.cell(column) else { return Ok(None) };
        cell.parse().map(Some).map_err(|_| format!("`{column}` is `{cell}`, which does not belong there"))
    }

    pub(super) fn needed_as<T: FromStr>(&self, column: &str) -> Result<T, String> {
        self.needed(column)?;
        self.parsed(column)?.ok_or_else(|| format!("`{column}` is blank"))
    }

    /// The observation a row states about a subject.
    pub(super) fn observation(&self, subject: Subject, claim: &str) -> Result<Observation, String> {
        let currency: Currency = self.needed_as("currency")?;
        let price = self.needed("price")?;
        let count: u64 = self.parsed("quantity")?.unwrap_or(1);
        let per: PricedPer = self.parsed("per")?.unwrap_or(PricedPer::Each);
        let units = Quantity { count, per };
        let money = Money::parse(price, currency).map_err(|e| format!("`price`: could not {e}"))?;
        let citation = self.needed("source")?.to_string();
        let observed_on: Date = self.needed_as("observed_on")?;
        let statistic: Statistic = self.parsed("statistic")?.unwrap_or(Statistic::Single);
        let key = format!("{observed_on}/{price}/{count}/{statistic}");
        let kind: ObservationKind = self.needed_as("kind")?;
        let (condition, channel): (Condition, Channel) = (self.needed_as("condition")?, self.needed_as("channel")?);
        let publisher = self.needed("publisher")?.to_string();
        // One page may ask for a thing in two conditions, or list two sellers.
        let claim = format!("{claim}/{kind}/{condition}/{channel}/{publisher}");
        let precision: Option<DatePrecision> = self.parsed("precision")?;
        Ok(Observation {
            id: Observation::id_of(&citation, &key, &claim),
            subject,
            kind,
            price: UnitPrice::from_lot(money, units).map_err(|e| format!("`price`: could not {e}"))?,
            lot: units,
            statistic,
            n_behind: self.parsed("n")?.unwrap_or(1),
            condition,
            channel,
            observed_on,
            date_precision: precision.unwrap_or(DatePrecision::Day),
            recorded_at: self.recorded_at()?,
            source: Source { publisher, citation },
            provenance: Provenance::Read { evidence: self.evidence, locator: self.place.locator.clone() },
        })
    }

    /// Midnight UTC of the day a row was recorded.
    fn recorded_at(&self) -> Result<Timestamp, String> {
        let day = self.needed("recorded_on")?;
        format!("{day}T00:00:00Z").parse().map_err(|_| format!("`recorded_on` is `{day}`, which is no date"))
    }
}
