//! A world for tests: few draws, two threads, no store.

use jiff::civil::Date;
use rackworth_app::{World, WorldRequest};
use rackworth_model::money::Currency;
use rackworth_model::priced::PriceFile;

pub(crate) fn world(as_of: Date, currency: Currency, books: Vec<PriceFile>) -> World {
    let request = WorldRequest {
        as_of,
        known_by: "2026-11-27T18:00:00Z".parse().unwrap(),
        currency,
        seed: None,
        n_draws: Some(200),
        n_threads: 2,
        policy: None,
        books,
        recorded: Vec::new(),
        rates: Vec::new(),
    };
    World::new(&request).unwrap()
}
