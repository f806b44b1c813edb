//! Lines of anybody's file as observations, and what is refused.

use jiff::civil::date;
use proptest::prelude::*;
use rackworth_model::Locator;
use rackworth_model::observation::Subject;
use rackworth_model::priced::PriceCell;
use rackworth_model::priced::PriceFormat;

use super::super::{EMBEDDED, export};
use super::*;

const FILE: &str = "lists/acme.csv";

fn line(row: u32, cells: &[(PriceField, &str)]) -> PricedLine {
    let place = |locator| Place { file: FILE.into(), locator };
    let cell = |(column, (field, text)): (usize, &(PriceField, &str))| {
        let column = u32::try_from(column).unwrap();
        (*field, PriceCell { text: (*text).to_string(), place: place(Locator::Cell { sheet: None, row, column }) })
    };
    PricedLine { place: place(Locator::Row { sheet: None, row }), cells: cells.iter().enumerate().map(cell).collect() }
}

fn file(format: PriceFormat, lines: Vec<PricedLine>) -> PriceFile {
    let mut file = PriceFile::new(FILE, format!("{lines:?}").as_bytes());
    (file.format, file.lines) = (Some(format), lines);
    file
}

fn rules() -> ImportRules {
    ImportRules::none(date(2026, 11, 27))
}

fn run(format: PriceFormat, rules: &ImportRules, rows: &[&[(PriceField, &str)]]) -> Imported {
    let lines = (2..).zip(rows).map(|(row, cells)| line(row, cells)).collect();
    import(&file(format, lines), rules, &Catalog::embedded().unwrap())
}

const BROKER: &[(PriceField, &str)] = &[
    (PriceField::PartNumber, "M393A4K40CB2-CVF"),
    (PriceField::Maker, "Samsung"),
    (PriceField::Condition, "REF"),
    (PriceField::UnitPrice, "$1,085.00"),
    (PriceField::Stock, "40"),
    (PriceField::ObservedOn, "2026-11-20"),
];

use PriceField as F;

/// The cells with one of them changed, or left out.
fn but(cells: &[(F, &'static str)], field: F, text: Option<&'static str>) -> Vec<(F, &'static str)> {
    let kept = cells.iter().copied().filter(|(other, _)| *other != field);
    kept.chain(text.map(|text| (field, text))).collect()
}

#[test]
fn a_broker_list_is_asked_by_a_broker_and_its_stock_is_no_lot() {
    let found = run(PriceFormat::BrokerList, &rules(), &[BROKER]);
    assert_eq!(found.refused, []);
    let (o, _) = &found.observations[0];
    assert!(matches!(&o.subject, Subject::Part(id) if id.as_str() == "dimm/ddr4/rdimm/32g/2933"), "{:?}", o.subject);
    assert_eq!((o.kind, o.condition, o.channel), (ObservationKind::Asked, Condition::Refurbished, Channel::Broker));
    assert_eq!((o.price.to_string().as_str(), o.lot.count), ("1085.00 USD each", 1));
    assert_eq!(o.source.publisher, "acme");
    let told: Vec<String> = found.assumed.keys().map(|a| format!("{}={} ({})", a.field, a.value, a.because)).collect();
    assert_eq!(
        told,
        [
            "kind=asked (by format: broker list)",
            "channel=broker (by format: broker list)",
            "currency=USD (`$` without another word)",
            "publisher=acme (the file's name)",
        ]
    );
}

#[test]
fn what_a_line_lacks_is_refused_with_its_cell_and_all_at_once() {
    let refused = |cells: &[(F, &str)]| {
        let found = run(PriceFormat::BrokerList, &rules(), &[cells]);
        assert_eq!((found.observations.len(), found.n_refused), (0, 1));
        found.refused.iter().map(ToString::to_string).collect::<Vec<String>>()
    };
    assert_eq!(
        refused(&but(BROKER, F::UnitPrice, Some("call"))),
        ["lists/acme.csv, cell F2: expected an amount such as 1234.50, found `call`"]
    );
    assert_eq!(
        refused(&but(BROKER, F::UnitPrice, Some("$0.00"))),
        ["lists/acme.csv, cell F2: expected an amount above zero, found `$0.00`"]
    );
    assert_eq!(
        refused(&but(BROKER, F::UnitPrice, None)),
        ["lists/acme.csv, row 2: expected an amount above zero, found no price"]
    );
    assert_eq!(
        refused(&but(&but(BROKER, F::ObservedOn, Some("soon")), F::Condition, Some("blue"))),
        [
            "lists/acme.csv, cell E2: expected a day such as 2026-03-04, found `soon`",
            "lists/acme.csv, cell F2: expected a condition, found `blue`",
        ]
    );
    assert!(refused(&but(BROKER, F::UnitPrice, Some("85.00")))[0].contains("expected a currency"));
    assert!(refused(&but(BROKER, F::ObservedOn, Some("2027-01-01")))[0].contains("yet to come"));
    assert!(refused(&but(BROKER, F::PartNumber, Some("GRYL-7")))[0].contains("expected a part the catalog knows"));
}

#[test]
fn a_list_that_says_no_kind_is_refused_once_and_read_with_one() {
    let rows: &[&[(F, &str)]] = &[BROKER, BROKER, BROKER];
    let refused = run(PriceFormat::PriceList, &rules(), rows);
    assert_eq!((refused.refused.len(), refused.n_refused), (1, 3));
    assert!(refused.refused[0].expected.contains("--kind"));
    let rules = ImportRules { kind: Some(ObservationKind::Bid), channel: Some(Channel::Broker), ..rules() };
    let read = run(PriceFormat::PriceList, &rules, rows);
    assert_eq!(read.observations.len(), 3);
    assert!(read.observations.iter().all(|(o, _)| o.kind == ObservationKind::Bid));
}

const ORDER: &[(F, &str)] = &[
    (F::Part, "Intel Xeon Gold 6248R 24-Core 3.0GHz CPU"),
    (F::Listing, "12-34567-89012"),
    (F::Quantity, "2"),
    (F::UnitPrice, "$210.00"),
    (F::Shipping, "$12.00"),
    (F::OrderTotal, "$432.00"),
    (F::ObservedOn, "Nov-03-26"),
    (F::Condition, "used"),
];

#[test]
fn an_order_says_itself_whether_its_price_is_for_one() {
    let price = |cells: &[(F, &str)]| {
        let found = run(PriceFormat::EbayOrders, &rules(), &[cells]);
        let shown = found.observations.first().map(|(o, _)| (o.price.to_string(), o.lot.count));
        shown.ok_or_else(|| found.refused[0].found.clone())
    };
    assert_eq!(price(ORDER), Ok(("210.00 USD each".to_string(), 2)));
    assert_eq!(price(&but(ORDER, F::OrderTotal, Some("$222.00"))), Ok(("105.00 USD each".to_string(), 2)));
    assert!(price(&but(ORDER, F::OrderTotal, Some("$300.00"))).unwrap_err().contains("in an order of"));
    assert!(price(&but(ORDER, F::OrderTotal, None)).unwrap_err().contains("without a total"));
    let pair = but(&but(ORDER, F::Part, Some("Lot of 4 Intel Xeon Gold 6248R")), F::Quantity, Some("1"));
    assert_eq!(price(&pair), Ok(("52.50 USD each".to_string(), 4)));
    let o = run(PriceFormat::EbayOrders, &rules(), &[ORDER]).observations.remove(0).0;
    assert_eq!((o.kind, o.channel), (ObservationKind::Sold, Channel::Marketplace));
    assert_eq!((o.source.citation.as_str(), o.source.publisher.as_str()), ("eBay order 12-34567-89012", "own sales"));
}

#[test]
fn a_list_that_says_own_is_the_sellers_own() {
    let publisher = |stated: &'static str| {
        let cells = but(ORDER, F::Publisher, Some(stated));
        run(PriceFormat::EbayOrders, &rules(), &[&cells]).observations.remove(0).0.source.publisher
    };
    assert_eq!((publisher("Own").as_str(), publisher("Northgate ITAD").as_str()), ("own sales", "Northgate ITAD"));
}

#[test]
fn the_same_evidence_twice_is_one_and_alike_lines_are_several() {
    let catalog = Catalog::embedded().unwrap();
    let mut book = PriceBook::read(EMBEDDED, &catalog);
    let plain = but(BROKER, F::UnitPrice, Some("85.00 USD"));
    // Two lines that nothing tells apart are two things; a listing said twice is one.
    let listed = [plain.as_slice(), &[(F::Listing, "A-7")]].concat();
    let found = run(PriceFormat::BrokerList, &rules(), &[&plain, &plain, &listed, &listed]);
    assert_eq!((found.observations.len(), found.n_repeated), (3, 1));
    let observations = || found.observations.iter().map(|(o, _)| o.clone());
    assert_eq!(book.add(observations(), &found.parts), Added { new: 3, known: 0 });
    assert_eq!(book.add(observations(), &found.parts), Added { new: 0, known: 3 });
    // The same lines in a longer file, read another day.
    let later = ImportRules::none(date(2026, 12, 24));
    let more = run(PriceFormat::BrokerList, &later, &[&plain, &plain, &listed, BROKER]);
    let added = book.add(more.observations.into_iter().map(|(o, _)| o), &more.parts);
    assert_eq!(added, Added { new: 1, known: 3 });
}

#[test]
fn the_embedded_book_comes_back_from_its_own_export() {
    let catalog = Catalog::embedded().unwrap();
    let book = PriceBook::read(EMBEDDED, &catalog);
    let ids: BTreeSet<_> = book.observations.iter().map(|o| o.id).collect();
    assert_eq!(ids.len(), book.observations.len(), "two observations share an id");
    let mut lines = Vec::new();
    for observation in &book.observations {
        if let Some(row) = export::parts_row(observation, &book.parts) {
            let cells: Vec<(F, &str)> = row.iter().map(|(field, text)| (*field, text.as_str())).collect();
            lines.push(line(u32::try_from(lines.len()).unwrap() + 2, &cells));
        }
    }
    assert!(lines.len() > 800);
    let n_lines = lines.len();
    let found = import(&file(PriceFormat::BookParts, lines), &rules(), &catalog);
    let refused: Vec<String> = found.refused.iter().map(ToString::to_string).collect();
    assert_eq!(refused, Vec::<String>::new());
    assert_eq!(found.observations.len() + found.n_repeated, n_lines);
    let by_id: BTreeMap<_, _> = book.observations.iter().map(|o| (o.id, o)).collect();
    for (o, place) in &found.observations {
        let before = by_id.get(&o.id).unwrap_or_else(|| panic!("{place}: {o:?}"));
        let mut same = (*before).clone();
        same.provenance = o.provenance.clone();
        assert_eq!(*o, same);
    }
}

#[test]
fn machines_come_back_from_their_own_words() {
    let catalog = Catalog::embedded().unwrap();
    let book = PriceBook::read(EMBEDDED, &catalog);
    let machines = book.observations.iter().filter(|o| matches!(o.subject, Subject::Machine(_)));
    let mut lines = Vec::new();
    for observation in machines.clone() {
        let row = &book.machine_rows[&observation.id];
        let cells: Vec<(F, &str)> = row.iter().map(|(field, text)| (*field, text.as_str())).collect();
        lines.push(line(u32::try_from(lines.len()).unwrap() + 2, &cells));
    }
    assert!(lines.len() > 150);
    // Beside parts in one file, as the JSON export has them.
    for format in [PriceFormat::BookMachines, PriceFormat::BookParts] {
        let found = import(&file(format, lines.clone()), &rules(), &catalog);
        assert_eq!((found.refused.as_slice(), found.n_repeated), (&[][..], 0));
        assert_eq!(found.machine_rows.len(), lines.len());
        for ((o, _), before) in found.observations.iter().zip(machines.clone()) {
            let same = Observation { provenance: o.provenance.clone(), ..before.clone() };
            assert_eq!(*o, same);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_cell_can_break_the_reading(
        texts in prop::collection::vec("\\PC{0,30}|[0-9.,$€ -]{0,12}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", 0..12),
        fields in prop::collection::vec(0..F::ALL.len(), 12),
        format in 0..PriceFormat::ALL.len(),
    ) {
        let cells: Vec<(F, &str)> = fields.iter().map(|i| F::ALL[*i]).zip(texts.iter().map(String::as_str)).collect();
        let all = ImportRules {
            kind: Some(ObservationKind::Sold),
            condition: Some(Condition::UsedTested),
            channel: Some(Channel::Broker),
            currency: Some(Currency::Usd),
            observed_on: Some(date(2026, 1, 1)),
            publisher: Some("p".to_string()),
            ..rules()
        };
        let found = run(PriceFormat::ALL[format], &all, &[&cells, BROKER]);
        prop_assert_eq!(found.observations.len() + found.n_refused + found.n_repeated, 2);
        prop_assert!(found.observations.iter().all(|(o, _)| o.price.micros > 0));
    }
}
