//! How long a question takes: the market of the day, a fleet of 200 and one of 10,000 machines. The parts of the
//! question are timed apart; on one fleet, valuation should be the larger part and reading and identifying the smaller.
//!
//! `cargo bench -p rackworth-app`
#![expect(clippy::expect_used, reason = "a benchmark without its input is nothing")]

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::date;
use rackworth_app::value::{By, value};
use rackworth_app::{World, WorldRequest};
use rackworth_model::inventory::Inventory;
use rackworth_model::money::Currency;

fn main() {
    divan::main();
}

fn world(n_threads: usize) -> World {
    let request = WorldRequest {
        as_of: date(2026, 10, 31),
        known_by: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 60),
        currency: Currency::Usd,
        seed: None,
        n_draws: None,
        n_threads,
        policy: None,
        recorded: Vec::new(),
        rates: Vec::new(),
        books: Vec::new(),
    };
    World::new(&request).expect("the built-in tables are sound")
}

/// The example fleet, every machine `times` times.
fn inventory(times: u32) -> Inventory {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/fleet-200.csv"));
    let mut inventory = rackworth_collect::read::read_paths(&[path], &mut |_| {});
    for asset in &mut inventory.assets {
        asset.count = times;
    }
    inventory
}

#[divan::bench(sample_count = 10)]
fn market_of_the_day() -> World {
    world(1)
}

#[divan::bench(sample_count = 10)]
fn read_200(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| inventory(1));
}

#[divan::bench(sample_count = 10)]
fn identify_200(bencher: divan::Bencher<'_, '_>) {
    let world = world(1);
    bencher.with_inputs(|| inventory(1)).bench_values(|inventory| world.catalog.identify_fleet(inventory));
}

#[divan::bench(args = [1, 2], sample_count = 10)]
fn value_200(bencher: divan::Bencher<'_, '_>, n_threads: usize) {
    let world = world(n_threads);
    let fleet = world.catalog.identify_fleet(inventory(1));
    bencher.bench(|| value(&world, &fleet, By::Likeness).expect("the example has assets"));
}

#[divan::bench(sample_count = 2)]
fn value_10_000_alike(bencher: divan::Bencher<'_, '_>) {
    let world = world(2);
    let fleet = world.catalog.identify_fleet(inventory(50));
    bencher.bench(|| value(&world, &fleet, By::Likeness).expect("the example has assets"));
}

#[divan::bench(sample_count = 1)]
fn value_10_000_one_by_one(bencher: divan::Bencher<'_, '_>) {
    let world = world(2);
    let fleet = world.catalog.identify_fleet(inventory(50));
    bencher.bench(|| value(&world, &fleet, By::Asset).expect("the example has assets"));
}
