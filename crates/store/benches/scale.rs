//! How fast facts go in and come out, and how much room they take.
//!
//! `cargo bench -p rackworth-store --bench scale -- [OBSERVATIONS [MACHINES [POSTGRES-URL]]]`;
//! a million observations and 100,000 machines of 20 components where nothing is said. The
//! server's schema must be empty.
#![expect(clippy::disallowed_methods, reason = "a bench looks at the clock and prints")]
#![expect(clippy::print_stdout, reason = "a bench looks at the clock and prints")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use rackworth_model::hardware::{ComponentKind, Place, RawComponent, Reading};
use rackworth_model::inventory::{AssetKind, Inventory, RawAsset};
use rackworth_model::observation::{
    Channel, Condition, DatePrecision, Observation, ObservationKind, Source, Statistic, Subject,
};
use rackworth_model::snapshot::{AsOf, KnownBy};
use rackworth_model::unit_price::{PricedPer, Quantity, UnitPrice};
use rackworth_model::{Currency, Locator, Provenance};
use rackworth_store::Store;

/// As in the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EACH: usize = 20;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let size = |i: usize, usual: usize| given.get(i).map_or(Ok(usual), |word| word.parse());
    let (n_observations, n_machines) = (size(0, 1_000_000)?, size(1, 100_000)?);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store.db");
    measure("SQLite", &path.display().to_string(), n_observations, n_machines)?;
    let size = std::fs::metadata(&path)?.len();
    println!("SQLite: {} bytes a component, all told", size / ((n_machines * EACH).max(1) as u64));
    if let Some(url) = given.get(2) {
        measure("PostgreSQL", url, n_observations, n_machines)?;
    }
    Ok(())
}

fn measure(name: &str, place: &str, n_observations: usize, n_machines: usize) -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2026-10-01T00:00:00Z".parse()?;
    let mut store = Store::open(place)?;
    let fleet = fleet(n_machines);
    let start = Instant::now();
    let (collection, _) = store.record_collection("bench", date(2026, 10, 1), &fleet, vec![], now)?;
    rate(name, "components in", n_machines * EACH, start);
    drop(fleet);
    let start = Instant::now();
    let found = store.collection("bench", AsOf(date(2026, 10, 2)), KnownBy(now))?;
    let seq = found.map_or(collection.seq, |found| found.seq);
    let mut n_components = 0;
    // As `value NAME` and `fleet show` take them: each asset becomes something else at once.
    store.each_asset(seq, &mut |asset| n_components += asset.readings.len())?;
    rate(name, "components of a fleet as of a day out, one asset after the other", n_components, start);
    let start = Instant::now();
    let read = store.inventory(seq)?;
    rate(name, "components of a fleet as of a day out, held together", read.assets.len() * EACH, start);
    drop(read);
    let observations = observations(n_observations, now)?;
    let start = Instant::now();
    store.record_observations(&observations, now)?;
    rate(name, "observations in", n_observations, start);
    let start = Instant::now();
    let read = store.observations(KnownBy(now))?;
    rate(name, "observations out", read.len(), start);
    Ok(())
}

fn rate(name: &str, what: &str, n: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{name}: {n} {what} in {seconds:.2} s: {:.0} a second", n as f64 / seconds);
}

fn fleet(n_machines: usize) -> Inventory {
    let machine = |i: usize| {
        let place = Place { file: Arc::from(format!("host-{i}")), locator: Locator::File };
        let mut asset = RawAsset::new(AssetKind::Server, place.clone());
        asset.service_tag = Some(format!("TAG{i:07}"));
        let component = |slot: usize| {
            let mut component = RawComponent::new(ComponentKind::Dimm, place.clone());
            component.id.manufacturer = Some("Samsung".to_string());
            component.id.part_number = Some("M393A4K40CB2-CVF".to_string());
            component.id.serial = Some(format!("{:08X}", (i * EACH + slot).wrapping_mul(2_654_435_761) % (1 << 32)));
            component.slot = Some(format!("DIMM.Socket.A{slot}"));
            Reading::certain("", vec![component])
        };
        asset.readings = (0..EACH).map(component).collect();
        asset
    };
    Inventory { assets: (0..n_machines).map(machine).collect(), ..Inventory::default() }
}

fn observations(n: usize, now: Timestamp) -> Result<Vec<Observation>, Box<dyn Error>> {
    let first: Date = date(2020, 1, 1);
    let observation = |i: usize| {
        let key = i.to_string();
        Ok(Observation {
            id: Observation::id_of("bench", &key, "claim"),
            subject: Subject::Part(format!("dimm/ddr4/rdimm/32g/{}", i % 5_000).parse()?),
            kind: ObservationKind::Sold,
            price: UnitPrice { micros: 1_000_000, currency: Currency::Usd, per: PricedPer::Each },
            lot: Quantity::each(1),
            statistic: Statistic::Single,
            n_behind: 1,
            condition: Condition::UsedTested,
            channel: Channel::Marketplace,
            observed_on: first.checked_add(jiff::Span::new().days(i64::try_from(i % 2_000)?))?,
            date_precision: DatePrecision::Day,
            recorded_at: now,
            source: Source { citation: format!("https://example.org/{key}"), publisher: "bench".to_string() },
            provenance: Provenance::Assumed { assumption: "bench".to_string() },
        })
    };
    (0..n).map(observation).collect()
}
