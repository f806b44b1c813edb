//! What an estimate says of itself must be what it is: lines multiply up, warnings are true.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

mod common;

use jiff::civil::date;
use rackworth_app::World;
use rackworth_app::book::{self, BookAnswer};
use rackworth_app::evidence::{LineView, WarningKind};
use rackworth_collect::prices::read_bytes;
use rackworth_model::money::Currency;
use rackworth_model::priced::PriceFile;

fn world(currency: Currency, books: Vec<PriceFile>) -> World {
    common::world(date(2026, 10, 31), currency, books)
}

fn product(lines: &[LineView]) -> f64 {
    lines.iter().map(|line| line.factor).product()
}

fn close(a: f64, b: f64) -> bool {
    (a / b - 1.0).abs() < 1e-9
}

const PARTS: [&str; 7] = [
    "Xeon Gold 6248R",
    "32GB DDR4-2933 RDIMM",
    "dimm/ddr4/rdimm/64g/3200",
    "Tesla V100 SXM2 32GB",
    "EPYC 7742",
    "Samsung PM1733 3.84TB NVMe",
    "Seagate Exos X16 16TB SATA",
];

#[test]
fn lines_multiply_up_to_the_estimate_and_to_what_each_comparable_says() {
    for currency in [Currency::Usd, Currency::Eur] {
        let world = world(currency, Vec::new());
        for part in PARTS {
            let answer = book::show(&world, part).unwrap();
            let Ok((range, _)) = &answer.price else { continue };
            assert!(close(product(&answer.lines), range.quantiles.p50()), "{part}: {:?}", answer.lines);
            assert_eq!(answer.lines[0].of, "base");
            for comparable in &answer.comparables {
                let says = comparable.stated * product(&comparable.lines);
                assert!(close(says, comparable.adjusted), "{part}: {comparable:?}");
            }
            let [low, high] = answer.range90.unwrap();
            assert!(low < range.quantiles.p10() && range.quantiles.p90() < high, "{part}: {low} {high}");
        }
    }
}

fn kinds(answer: &BookAnswer) -> Vec<WarningKind> {
    answer.warnings.iter().map(|warning| warning.kind).collect()
}

#[test]
fn a_price_says_what_is_weak_about_it_until_it_is_not() {
    use WarningKind::{AsksOnly, NotSeen, SingleSource, Stale};
    let show = |rows: &str| {
        let header = "Invoice,Date,Item,Price,Condition,Channel,Seller,Kind";
        let file = read_bytes("own.csv", format!("{header}\n{rows}").as_bytes());
        let books = if rows.is_empty() { Vec::new() } else { vec![file] };
        kinds(&book::show(&world(Currency::Usd, books), "Xeon Gold 6138").unwrap())
    };
    assert_eq!(show(""), [NotSeen]);
    assert_eq!(show("1,2024-03-01,Xeon Gold 6138,40 USD,used,broker,a,asked\n"), [SingleSource, AsksOnly, Stale]);
    let two =
        "1,2024-03-01,Xeon Gold 6138,40 USD,used,broker,a,asked\n2,2026-10-01,Xeon Gold 6138,30 USD,used,broker,b,";
    assert_eq!(show(&format!("{two}asked\n")), [AsksOnly]);
    assert_eq!(show(&format!("{two}sold\n")), []);
}
