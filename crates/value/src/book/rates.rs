//! Dated exchange rates.

use rackworth_model::hardware::Place;
use rackworth_model::inventory::Problem;
use rackworth_model::money::Currency;
use rackworth_model::provenance::Locator;
use rackworth_model::snapshot::FxRate;

use super::row::{Row, for_each};
use super::{PriceBook, Refused};

const FILE: &str = "fx.csv";

pub(super) fn read(text: &str, book: &mut PriceBook) {
    let (mut rates, mut refused) = (Vec::new(), Vec::new());
    let each = |row: &Row<'_>, line: u64| match rate(row) {
        Ok(rate) => rates.push(rate),
        Err(why) => refused.push((line, why)),
    };
    let mut broken = Vec::new();
    for_each(FILE, text, each, |line, why| broken.push((line, why)));
    book.rates = rates;
    let told = refused.into_iter().chain(broken);
    book.refused.extend(told.map(|(line, why)| Refused { file: FILE.to_string(), line, why }));
}

fn rate(row: &Row<'_>) -> Result<FxRate, String> {
    let (from, to): (Currency, Currency) = (row.needed_as("from")?, row.needed_as("to")?);
    let text = row.needed("rate")?;
    let nanos = billionths(text).filter(|n| *n > 0).ok_or_else(|| format!("`rate` is `{text}`, which is no rate"))?;
    Ok(FxRate { from, to, on: row.needed_as("on")?, nanos, source: row.needed("source")?.to_string() })
}

/// What a file of exchange rates holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateFile {
    pub rates: Vec<FxRate>,
    /// Currencies of the file that are not known here.
    pub unknown: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Where the European Central Bank tells its reference rates, in files of this layout.
const ECB: &str = "https://www.ecb.europa.eu/stats/eurofxref/";

/// Reads a file of rates: rows of `on,from,to,rate,source` as in the built-in book, or the reference rates of the
/// European Central Bank (`Date,USD,JPY,…`: units for one euro, `N/A` where there is none).
pub fn read_rates(file: &str, text: &str) -> RateFile {
    let header = text.lines().next().unwrap_or_default();
    let names: Vec<&str> = header.split(',').map(|name| name.trim().trim_start_matches('\u{feff}')).collect();
    let mut found = RateFile::default();
    match names.first() {
        Some(&"Date") if names.len() > 1 => read_ecb(file, text, &mut found),
        _ if ["on", "from", "to", "rate", "source"].iter().all(|name| names.contains(name)) => {
            let mut refused = Vec::new();
            let each = |row: &Row<'_>, line: u64| match rate(row) {
                Ok(rate) => found.rates.push(rate),
                Err(why) => refused.push((line, why)),
            };
            let mut broken = Vec::new();
            for_each(file, text, each, |line, why| broken.push((line, why)));
            found.problems = refused.into_iter().chain(broken).map(|(line, why)| problem(file, line, why)).collect();
        }
        _ => found.problems.push(problem(file, 1, format!("the header `{header}`"))),
    }
    found
}

fn read_ecb(file: &str, text: &str, found: &mut RateFile) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().into_iter().flatten().skip(1).map(str::to_string).collect();
    let known: Vec<Option<Currency>> = names.iter().map(|name| name.parse().ok()).collect();
    let unknown = names.iter().zip(&known).filter(|(name, known)| known.is_none() && !name.is_empty());
    found.unknown = unknown.map(|(name, _)| name.clone()).collect();
    for (line, row) in (2..).zip(reader.records()) {
        let row = match row {
            Ok(row) => row,
            Err(error) => return found.problems.push(problem(file, line, error.to_string())),
        };
        let day = row.get(0).unwrap_or_default();
        let Ok(on) = day.parse() else {
            found.problems.push(problem(file, line, format!("`{day}`, which is no day")));
            continue;
        };
        for (cell, to) in row.iter().skip(1).zip(&known) {
            let Some(to) = to.filter(|_| !cell.is_empty() && cell != "N/A") else { continue };
            match billionths(cell).filter(|nanos| *nanos > 0) {
                Some(nanos) => {
                    found.rates.push(FxRate { from: Currency::Eur, to, on, nanos, source: ECB.to_string() });
                }
                None => found.problems.push(problem(file, line, format!("`{cell}` for {to}, which is no rate"))),
            }
        }
    }
}

fn problem(file: &str, line: u64, found: String) -> Problem {
    Problem {
        place: Place { file: file.into(), locator: Locator::Line(line) },
        found,
        expected: "rows of `on,from,to,rate,source`, or the reference rates of the European Central Bank".to_string(),
        hint: None,
    }
}

/// Decimal text as an integer count of billionths; more digits than that are cut.
fn billionths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    format!("{whole}{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{billionths, read_rates};

    #[test]
    fn both_layouts_are_read_and_every_bad_cell_is_told() {
        let own = read_rates(
            "own.csv",
            "on,from,to,rate,source\n2026-11-02,EUR,USD,1.1655,bank\n2026-11-03,EUR,USD,-,bank\n",
        );
        assert_eq!((own.rates.len(), own.rates[0].nanos), (1, 1_165_500_000));
        assert!(own.problems[0].to_string().contains("line 3"), "{}", own.problems[0]);
        let ecb = read_rates(
            "e.csv",
            "Date,USD,JPY,ISK,\n2026-11-03,1.16,N/A,143.1,\n2026-11-02,x,180.2,143,\nsoon,1,1,1,\n",
        );
        let told: Vec<String> = ecb.rates.iter().map(|r| format!("{} {} {}", r.on, r.to, r.value())).collect();
        assert_eq!(told, ["2026-11-03 USD 1.16", "2026-11-02 JPY 180.2"]);
        assert_eq!((ecb.unknown, ecb.problems.len()), (vec!["ISK".to_string()], 2));
        assert_eq!(read_rates("no.csv", "a,b\n1,2\n").problems.len(), 1);
        assert_eq!(read_rates("none.csv", "").problems.len(), 1);
    }

    #[test]
    fn decimals_become_billionths() {
        assert_eq!(billionths("1.1655"), Some(1_165_500_000));
        assert_eq!(billionths("1410"), Some(1_410_000_000_000));
        assert_eq!(billionths("0.00071234567891"), Some(712_345));
        for text in ["", ".5", "-1", "1,2", "1e3", "99999999999999999999"] {
            assert_eq!(billionths(text), None, "{text}");
        }
    }
}
