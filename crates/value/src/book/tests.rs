//! The embedded book: every row is used or refused with a reason.

use jiff::civil::date;
use rackworth_model::money::Currency;
use rackworth_model::observation::ObservationKind;

use super::*;

fn book() -> PriceBook {
    PriceBook::read(EMBEDDED, &Catalog::embedded().unwrap())
}

#[test]
fn every_row_of_the_embedded_book_is_used_joined_or_refused_with_a_reason() {
    let book = book();
    let rows = |text: &str| csv::Reader::from_reader(text.as_bytes()).records().count();
    let total = rows(EMBEDDED.parts) + rows(EMBEDDED.machines);
    let kept = book.observations.len() + book.refused.len();
    // What is missing are second readings of one listing.
    assert!(kept <= total && total - kept < 60, "{kept} of {total}");
    for refused in &book.refused {
        assert!(refused.line > 1 && refused.why.len() > 10, "{refused:?}");
    }
    assert!(book.refused.len() * 20 < total, "{} of {total} refused", book.refused.len());
    assert_eq!(book.rates.len(), rows(EMBEDDED.rates));
}

#[test]
fn every_observation_is_cited_dated_and_positive() {
    for observation in book().observations {
        assert!(observation.source.citation.len() > 8 && !observation.source.publisher.is_empty());
        assert!(observation.price.micros > 0, "{observation:?}");
        assert!(observation.observed_on > date(2010, 1, 1) && observation.observed_on <= date(2026, 10, 31));
    }
}

#[test]
fn every_price_can_be_brought_to_dollars_on_its_day() {
    let book = book();
    let rates = FxRates::new(book.rates.clone(), 45);
    for observation in &book.observations {
        let found = rates.convert(observation.price.currency, Currency::Usd, observation.observed_on);
        assert!(found.is_some(), "{} on {}", observation.price, observation.observed_on);
    }
}

#[test]
fn two_readings_of_one_listing_are_one_observation() {
    let header = EMBEDDED.parts.lines().next().unwrap();
    let row = |day: &str, price: &str| {
        let cells = [
            day,
            "day",
            "asked",
            "cpu",
            "Xeon E5-2690 v4",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "used_tested",
            "marketplace",
            price,
            "EUR",
            "1",
            "each",
            "single",
            "1",
            "",
            "",
            "",
            "ebay.de",
            "2026-10-31",
            "",
            "https://www.ebay.de/itm/1",
        ];
        cells.join(",")
    };
    let text = format!("{header}\n{}\n{}\n", row("2026-08-15", "30.00"), row("2026-08-22", "28.00"));
    let texts = BookTexts { parts: &text, machines: "title\n", rates: "on,from,to,rate,source\n" };
    let book = PriceBook::read(texts, &Catalog::embedded().unwrap());
    assert_eq!(book.refused, []);
    let on = |day| {
        let known_by = KnownBy("2027-01-01T00:00:00Z".parse().unwrap());
        book.snapshot(AsOf(day), known_by, &Policy::built_in().unwrap()).observations
    };
    let found = on(date(2026, 9, 1));
    assert_eq!((found.len(), found[0].observed_on), (1, date(2026, 8, 22)));
    assert_eq!(found[0].kind, ObservationKind::Asked);
    // On an earlier day its earlier reading is what was known.
    assert_eq!(on(date(2026, 8, 20))[0].observed_on, date(2026, 8, 15));
}

#[test]
fn rows_that_cannot_be_used_are_told_with_their_line() {
    let header = EMBEDDED.parts.lines().next().unwrap();
    let text = format!("{header}\nnonsense\n2026-08-15,day,wished,cpu,Xeon E5-2690 v4{}\n", ",".repeat(24));
    let texts =
        BookTexts { parts: &text, machines: "title\nx\n", rates: "on,from,to,rate,source\n2026-01-01,EUR,USD,-1,x\n" };
    let book = PriceBook::read(texts, &Catalog::embedded().unwrap());
    let told: Vec<String> = book.refused.iter().map(|r| format!("{}:{} {}", r.file, r.line, r.why)).collect();
    assert_eq!(
        told,
        [
            "fx.csv:2 `rate` is `-1`, which is no rate",
            "machines.csv:2 `launch_year` is blank",
            "parts.csv:2 1 cells: expected 29",
            "parts.csv:3 `currency` is blank",
        ]
    );
}
