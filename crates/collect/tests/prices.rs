//! Price files: what each format's columns are taken for, and that no bytes break the reading.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test reads its fixtures, and one whose preparation fails has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rackworth_collect::prices::read_bytes;
use rackworth_model::priced::{PriceField, PriceFile, PriceFormat};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/prices");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "md"));
    paths.sort();
    paths
}

fn read(name: &str) -> PriceFile {
    let path = fixtures().into_iter().find(|path| path.ends_with(name)).unwrap();
    read_bytes(name, &fs::read(path).unwrap())
}

fn mapping(file: &PriceFile) -> String {
    let one = |column: &rackworth_model::priced::PriceColumn| {
        format!("{}={}", column.header, column.field.map_or("-", |field| field.word()))
    };
    file.columns.iter().map(one).collect::<Vec<String>>().join(" | ")
}

#[test]
fn every_format_is_recognized_by_its_content() {
    let found: Vec<(String, PriceFormat, usize)> = fixtures()
        .iter()
        .map(|path| {
            // The name says nothing.
            let file = read_bytes("x", &fs::read(path).unwrap());
            (path.file_stem().unwrap().to_string_lossy().into_owned(), file.format.unwrap(), file.lines.len())
        })
        .collect();
    let expected = [
        ("b-stock", PriceFormat::BStock, 2),
        ("broker", PriceFormat::BrokerList, 6),
        ("browse", PriceFormat::EbayBrowse, 2),
        ("ebay-orders", PriceFormat::EbayOrders, 4),
        ("itscope", PriceFormat::ItScope, 4),
        ("partbridge", PriceFormat::PartBridge, 2),
        ("price-list", PriceFormat::PriceList, 2),
        ("sales", PriceFormat::Sales, 3),
        ("settlement", PriceFormat::Settlement, 2),
    ];
    assert_eq!(found, expected.map(|(name, format, n)| (name.to_string(), format, n)));
}

#[test]
fn columns_are_told_apart() {
    assert_eq!(
        mapping(&read("broker.csv")),
        "Part Number=part_number | Mfg=maker | Cond=condition | Price=unit_price | Qty=stock | Description=part | \
         Age In Days=-"
    );
    assert_eq!(
        mapping(&read("sales.csv")),
        "Invoice=listing | Sale Date=observed_on | Item=part | Qty=quantity | Sale Price (EUR)=unit_price | \
         Buyer=buyer | Condition=condition"
    );
    assert_eq!(
        mapping(&read("b-stock.csv")),
        "Item #=listing | Item Description=part | Qty=- | Unit Retail=unit_price | Ext. Retail=- | UPC=- | \
         Condition=- | Lot ID=-"
    );
    let orders = read("ebay-orders.csv");
    let kept: Vec<&str> = orders.columns.iter().filter(|c| c.field.is_some()).map(|c| c.header.as_str()).collect();
    assert_eq!(
        kept,
        [
            "Order Number",
            "Item Title",
            "Quantity",
            "Sold For",
            "Shipping And Handling",
            "eBay Collected Tax",
            "Total Price",
            "Sale Date",
        ]
    );
    // Who bought is not kept.
    assert!(orders.lines.iter().flat_map(|line| line.cells.values()).all(|cell| !cell.text.contains("Person")));
    assert_eq!(orders.unread.len(), 3);
}

#[test]
fn a_currency_in_the_header_is_that_of_its_cells() {
    let sales = read("sales.csv");
    let priced = sales.lines.iter().filter(|line| line.text(PriceField::UnitPrice).is_some());
    assert!(priced.clone().count() == 2 && priced.clone().all(|line| line.text(PriceField::Currency) == Some("EUR")));
    let cell = &sales.lines[1].cells[&PriceField::UnitPrice];
    assert_eq!((cell.text.as_str(), cell.place.to_string().as_str()), ("96,50", "sales.csv, cell E3"));
}

#[test]
fn a_workbook_is_read_as_a_sheet_of_text_is() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in ["Part Number", "Mfg", "Cond", "Price", "Qty"].iter().enumerate() {
        sheet.write(0, u16::try_from(column).unwrap(), *header).unwrap();
    }
    for (row, (number, price)) in [("M393A4K40CB2-CVF", 95.5), ("SRF90", 240.0)].iter().enumerate() {
        let row = u32::try_from(row).unwrap() + 1;
        sheet.write(row, 0, *number).unwrap().write(row, 1, "x").unwrap().write(row, 2, "USED").unwrap();
        sheet.write(row, 3, *price).unwrap().write(row, 4, 7).unwrap();
    }
    let file = read_bytes("x", &workbook.save_to_buffer().unwrap());
    assert_eq!(file.format, Some(PriceFormat::BrokerList));
    let prices: Vec<(&str, String)> = file
        .lines
        .iter()
        .map(|line| (line.text(PriceField::UnitPrice).unwrap(), line.place_of(PriceField::UnitPrice).to_string()))
        .collect();
    let place = |row: u32| format!("x, sheet `Sheet1`, cell D{row}");
    assert_eq!(prices, [("95.5", place(2)), ("240", place(3))]);
}

#[test]
fn what_is_no_price_file_says_why() {
    let why = |bytes: &[u8]| read_bytes("x", bytes).problems.first().map(|p| p.found.clone()).unwrap_or_default();
    assert!(why(b"").contains("nothing"));
    assert!(why(b"%PDF-1.7").contains("PDF"));
    assert!(why(b"Serial,Model,CPU\n1,R640,2x Gold 6130\n").contains("no table of prices"));
    assert!(why(b"{\"a\":1}").contains("without items"));
    assert!(why(b"<html>").contains("HTML"));
}

/// One mutation of a file: a byte changed, a piece removed, repeated or put elsewhere.
fn mutated(bytes: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, how, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at % bytes.len();
        let end = (at + usize::from(*byte)).min(bytes.len());
        match how % 5 {
            0 => bytes[at] = *byte,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => bytes.insert(at, b",;\t\"\n{}[]$"[usize::from(*byte) % 10]),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let file = read_bytes("x", &bytes);
        prop_assert!(file.format.is_some() || !file.problems.is_empty());
    }

    #[test]
    fn mutated_files_never_panic_and_lose_nothing(
        which in 0_usize..9,
        changes in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6),
    ) {
        let bytes = mutated(&fs::read(&fixtures()[which]).unwrap(), &changes);
        let file = read_bytes("x", &bytes);
        prop_assert!(file.format.is_some() || !file.problems.is_empty());
        for line in &file.lines {
            prop_assert!(!line.cells.is_empty() || file.format == Some(PriceFormat::BookParts));
        }
    }

    #[test]
    fn text_that_looks_like_a_list_never_panics(
        header in "(Part|Item|MPN|Price|Qty|Cond|Date|Sold For|Kind|[a-z]{1,4})([,;\t](Part|Price|Qty|Cond|Mfg|Date|[a-z]{1,4})){1,6}",
        rows in prop::collection::vec("\\PC{0,40}", 0..12),
    ) {
        let text = format!("{header}\n{}", rows.join("\n"));
        let file = read_bytes("x", text.as_bytes());
        prop_assert!(file.format.is_some() || !file.problems.is_empty());
    }
}
