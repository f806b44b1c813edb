//! Prices of one's own, from the bytes of a file to the figures they move.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads its fixtures, and one whose preparation fails has failed"
)]

mod common;

use jiff::civil::date;
use rackworth_app::export::{ExportRequest, ExportTable, export};
use rackworth_app::import::{ImportRules, import};
use rackworth_app::{World, book};
use rackworth_collect::prices::read_bytes;
use rackworth_model::money::Currency;
use rackworth_model::observation::{Channel, Condition, ObservationKind};
use rackworth_model::priced::PriceFile;

fn rules() -> ImportRules {
    ImportRules { condition: Some(Condition::UsedTested), ..ImportRules::none(date(2026, 11, 27)) }
}

fn world(books: Vec<PriceFile>) -> World {
    common::world(date(2026, 11, 27), Currency::Usd, books)
}

fn file(name: &str) -> PriceFile {
    let path = format!("{}/../../fixtures/prices/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    read_bytes(name, &bytes)
}

#[test]
fn every_fixture_gives_what_it_states() {
    let rules = ImportRules {
        kind: None,
        channel: Some(Channel::Broker),
        currency: Some(Currency::Usd),
        observed_on: Some(date(2026, 11, 20)),
        ..rules()
    };
    let read = |name: &str, rules: &ImportRules| {
        let (answer, new) = import(&[file(name)], rules, &[]).unwrap();
        assert_eq!(answer.n_new, new.len());
        (answer.n_new, answer.n_refused())
    };
    for (name, expected) in [
        ("b-stock.csv", (2, 0)),
        ("broker.csv", (3, 3)),
        ("browse.json", (2, 0)),
        ("ebay-orders.csv", (3, 1)),
        ("itscope.csv", (3, 1)),
        ("partbridge.txt", (1, 1)),
        ("sales.csv", (2, 1)),
        ("settlement.csv", (2, 0)),
        ("price-list.csv", (0, 2)),
    ] {
        assert_eq!(read(name, &rules), expected, "{name}");
    }
    let asked = ImportRules { kind: Some(ObservationKind::Asked), ..rules };
    assert_eq!(read("price-list.csv", &asked), (2, 0));
}

/// A file, what it states (price, kind, units, place) and the cells that are refused.
type Stated = (&'static str, &'static [&'static str], &'static [&'static str]);

const STATED: [Stated; 9] = [
    ("b-stock.csv", &["289.99 USD each list_new 1 row 2", "511.00 USD each list_new 1 row 3"], &[]),
    (
        "broker.csv",
        &["95.00 USD each asked 1 row 2", "1085.50 USD each asked 1 row 4", "240.00 USD each asked 1 row 5"],
        &["cell D3", "cell F6", "cell C7"],
    ),
    (
        "browse.json",
        &["229.99 USD each asked 1 item /itemSummaries/0", "205.00 USD each asked 2 item /itemSummaries/1"],
        &[],
    ),
    (
        "ebay-orders.csv",
        &["195.00 USD each sold 2 row 4", "118.00 USD each sold 1 row 5", "110.00 USD each sold 4 row 8"],
        &["cell G7"],
    ),
    (
        "itscope.csv",
        &["1012.40 USD each list_new 1 row 2", "402.00 USD each list_new 1 row 3", "211.50 USD each asked 1 row 4"],
        &["cell D5"],
    ),
    ("partbridge.txt", &["70.00 USD each asked 40 row 2"], &["cell M3"]),
    ("sales.csv", &["182.00 EUR each sold 8 row 2", "96.50 EUR each sold 24 row 3"], &["row 4"]),
    ("settlement.csv", &["171.00 USD each settled 40 row 2", "38.25 USD each settled 120 row 3"], &[]),
    // Nobody says whether these were asked or paid.
    ("price-list.csv", &[], &["price-list.csv"]),
];

#[test]
fn every_layout_gives_its_prices_in_their_currency_and_tells_its_cells() {
    let rules = ImportRules {
        channel: Some(Channel::Broker),
        currency: Some(Currency::Usd),
        observed_on: Some(date(2026, 11, 20)),
        ..rules()
    };
    for (name, stated, refused) in STATED {
        let (answer, _) = import(&[file(name)], &rules, &[]).unwrap();
        let line = |line: &rackworth_app::import::ImportedLine| {
            let seen = &line.observation;
            format!("{} {} {} {}", seen.price, seen.kind, seen.lot, line.place.locator)
        };
        let lines: Vec<String> = answer.files[0].lines.iter().map(line).collect();
        assert_eq!(lines, stated, "{name}");
        let cells: Vec<String> = answer.files[0].refused.iter().map(|p| p.place.to_string()).collect();
        let cells: Vec<&str> = cells.iter().map(|cell| cell.rsplit(", ").next().unwrap_or_default()).collect();
        assert_eq!(cells, refused, "{name}");
    }
}

#[test]
fn importing_the_same_evidence_again_adds_nothing() {
    let (_, new) = import(&[file("ebay-orders.csv")], &rules(), &[]).unwrap();
    assert_eq!(new.len(), 3);
    let (again, none) = import(&[file("ebay-orders.csv")], &rules(), &new).unwrap();
    assert_eq!((again.n_new, again.n_known, none.len()), (0, 3, 0));
    // The same file under two names in one go.
    let renamed = PriceFile { name: "copy.csv".to_string(), ..file("ebay-orders.csv") };
    let (both, _) = import(&[file("ebay-orders.csv"), renamed], &rules(), &[]).unwrap();
    assert_eq!((both.n_new, both.n_known), (3, 3));
}

/// Own sales of a Gold 6248R, one after another.
fn own_sales(n: u32, price: &str) -> PriceFile {
    let row = |n: u32| format!("S-{n},2026-11-{:02},Xeon Gold 6248R,4,{price} USD,used,broker\n", n + 10);
    let rows: String = (1..=n).map(row).collect();
    let text = format!("Invoice,Sale Date,Item,Qty,Sale Price,Condition,Channel\n{rows}");
    read_bytes("sales.csv", text.as_bytes())
}

#[test]
fn prices_are_told_as_the_seller_himself_has_met_them() {
    let told = |world: &World, part: &str| {
        let (range, basis) = book::show(world, part).unwrap().price.unwrap();
        (range.quantiles.p50(), range.quantiles.p90() / range.quantiles.p10(), basis.n_same)
    };
    let (before, width_before, n_before) = told(&world(vec![]), "Xeon Gold 6248R");
    let (like_before, ..) = told(&world(vec![]), "Xeon Gold 6242R");
    for times in [0.4, 2.5, 7.0] {
        let usd = before * times;
        let price = format!("{usd:.2}");
        let world = world(vec![own_sales(6, &price)]);
        assert!(world.book_problems.is_empty());
        let (after, width, n) = told(&world, "Xeon Gold 6248R");
        assert_eq!(n, n_before + 6);
        // Six sales of the very thing: their price lies within p10–p90, and that is narrower than before.
        let off = after.max(usd) / after.min(usd);
        assert!(off * off < width && width < width_before, "{price}: {before} → {after}, {width}");
        // Of what one has not sold they say something, and less.
        let (like, ..) = told(&world, "Xeon Gold 6242R");
        let (moved, like_moved) = ((after / before).ln(), (like / like_before).ln());
        assert!(moved * like_moved > 0.0 && like_moved.abs() < 0.8 * moved.abs(), "{price}: {moved} {like_moved}");
    }
    let odd = 7.0 * before;
    let (one, ..) = told(&world(vec![own_sales(1, &format!("{odd:.2}"))]), "Xeon Gold 6248R");
    assert!(before < one && one < 0.67 * odd, "one odd sale: {before} → {one}");
}

fn csv_of(table: &ExportTable) -> String {
    let header = table.columns.iter().map(|c| c.word()).collect::<Vec<&str>>().join(",");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |row: &std::collections::BTreeMap<_, String>| {
        let cell = |c| quoted(row.get(c).map_or("", String::as_str));
        table.columns.iter().map(cell).collect::<Vec<String>>().join(",")
    };
    format!("{header}\n{}\n", table.rows.iter().map(line).collect::<Vec<String>>().join("\n"))
}

#[test]
fn what_is_exported_is_what_is_imported() {
    let sales = file("settlement.csv");
    let before = world(vec![sales]);
    let exported = export(&before, &ExportRequest { class: None, own_only: true });
    assert_eq!((exported.parts.rows.len(), exported.machines.rows.len(), exported.n_left_out), (2, 0, 0));
    let all = export(&before, &ExportRequest::default());
    assert!(all.parts.rows.len() > 900 && all.machines.rows.len() > 150);
    assert_eq!(all.n_left_out, 0);
    let own: Vec<_> = before.book.observations.clone();
    for table in [&all.parts, &all.machines] {
        let back = read_bytes("export.csv", csv_of(table).as_bytes());
        let (answer, new) = import(&[back], &ImportRules::none(date(2026, 11, 27)), &own).unwrap();
        assert_eq!((answer.n_new, new.len(), answer.n_refused()), (0, 0, 0), "{:?}", answer.files[0].refused.first());
        assert_eq!(answer.n_known, table.rows.len());
    }
}
