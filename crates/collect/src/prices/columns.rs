//! What the headers of price files mean: the table `columns.txt`, as it is looked up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rackworth_model::money::Currency;
use rackworth_model::priced::PriceField;

use crate::sheet::{Cell, words};

/// What a header was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) meaning: Meaning,
    /// The currency a price column names: `Price (EUR)`.
    pub(super) currency: Option<Currency>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Its field, and how far it is preferred to other columns of that field; 0 is most.
    Field(PriceField, u32),
    /// Known, and not used, for this reason.
    Skipped(String),
    Unknown,
}

static TABLE: LazyLock<BTreeMap<&'static str, Meaning>> = LazyLock::new(|| read(include_str!("columns.txt")));

fn read(text: &'static str) -> BTreeMap<&'static str, Meaning> {
    let mut table = BTreeMap::new();
    let mut ranks: BTreeMap<PriceField, u32> = BTreeMap::new();
    for (left, spellings) in text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "))
    {
        for spelling in spellings.split(", ") {
            let meaning = match (left.strip_prefix("skip "), left.parse::<PriceField>()) {
                (Some(why), _) => Meaning::Skipped(why.to_string()),
                (None, Ok(field)) => {
                    let rank = ranks.entry(field).or_default();
                    *rank += 1;
                    Meaning::Field(field, *rank)
                }
                (None, Err(_)) => continue,
            };
            table.entry(spelling).or_insert(meaning);
        }
    }
    table
}

/// What a header means in our own layout: exactly its words.
pub(super) fn own(header: &str) -> Option<PriceField> {
    header.trim().parse().ok()
}

/// What a header means in anybody's file.
pub(super) fn look_up(header: &str) -> Heading {
    let spelled = words(header);
    if let Some(meaning) = TABLE.get(spelled.as_str()) {
        return Heading { meaning: meaning.clone(), currency: None };
    }
    // `Price (EUR)`, `USD Price`: a price that names its currency.
    let (code, rest) = currency_beside(&spelled);
    let priced = |field: PriceField| matches!(field, PriceField::UnitPrice | PriceField::Price);
    match (code, TABLE.get(rest.trim())) {
        (Some(currency), Some(Meaning::Field(field, rank))) if priced(*field) => {
            Heading { meaning: Meaning::Field(*field, *rank), currency: Some(currency) }
        }
        _ => Heading { meaning: Meaning::Unknown, currency: None },
    }
}

fn currency_beside(spelled: &str) -> (Option<Currency>, String) {
    let mut code = None;
    let rest: Vec<&str> = spelled
        .split(' ')
        .filter(|word| match word.parse::<Currency>() {
            Ok(currency) => {
                code = Some(currency);
                false
            }
            Err(_) => *word != "in",
        })
        .collect();
    (code, rest.join(" "))
}

/// How many of a row's cells are headers we know; nothing where the row can be no header of prices.
pub(super) fn count_known(cells: &[Cell]) -> usize {
    let mut known = 0;
    let (mut has_price, mut has_thing) = (false, false);
    for cell in cells.iter().take(200) {
        let found = own(&cell.text).map_or_else(|| look_up(&cell.text).meaning, |field| Meaning::Field(field, 0));
        known += usize::from(found != Meaning::Unknown);
        if let Meaning::Field(field, _) = found {
            has_price |= matches!(field, PriceField::UnitPrice | PriceField::Price);
            has_thing |=
                matches!(field, PriceField::Part | PriceField::PartNumber | PriceField::Title | PriceField::Model);
        }
    }
    if has_price && has_thing { known } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in include_str!("columns.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (left, spellings) = line.split_once(": ").unwrap();
            assert!(left.starts_with("skip ") || left.parse::<PriceField>().is_ok(), "{left}");
            for spelling in spellings.split(", ") {
                assert_eq!(words(spelling), spelling, "not normalized");
            }
        }
    }

    #[test]
    fn headers_of_real_files() {
        let field = |header: &str| match look_up(header).meaning {
            Meaning::Field(field, _) => field.word(),
            Meaning::Skipped(_) => "skipped",
            Meaning::Unknown => "unknown",
        };
        for (header, expected) in [
            ("Item Title", "part"),
            ("Sold For", "unit_price"),
            ("Sale Date", "observed_on"),
            ("Buyer Email", "skipped"),
            ("Hersteller-SKU", "part_number"),
            ("Stückpreis", "unit_price"),
            ("min_acceptable_bid", "unit_price"),
            ("Ext. Retail", "skipped"),
            ("manufacturerSKU", "part_number"),
            ("Price (EUR)", "unit_price"),
            ("Feng Shui", "unknown"),
        ] {
            assert_eq!(field(header), expected, "{header}");
        }
        assert_eq!(look_up("Price (EUR)").currency, Some(Currency::Eur));
    }
}
