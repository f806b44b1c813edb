//! A market from the embedded tables, and holdings to value in it.

use std::sync::{Arc, OnceLock};

use jiff::civil::date;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_model::Observation;
use rackworth_model::class::Segment;
use rackworth_model::coverage::GapKind;
use rackworth_model::ids::{AssetId, PartId};
use rackworth_model::observation::{Condition, MachineShape, Offer};
use rackworth_model::snapshot::{AsOf, KnownBy, Snapshot};
use rackworth_value::book::{EMBEDDED, PriceBook};
use rackworth_value::engine::{ContentLine, HeldMachine, Holding, Market};
use rackworth_value::policy::Policy;
use rackworth_value::random::Generator;

pub(crate) const GENERATOR: Generator = Generator { seed: 11, n_draws: 400 };

pub(crate) fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::embedded().unwrap())
}

pub(crate) fn book() -> &'static PriceBook {
    static BOOK: OnceLock<PriceBook> = OnceLock::new();
    BOOK.get_or_init(|| PriceBook::read(EMBEDDED, catalog()))
}

pub(crate) fn policy() -> Policy {
    Policy::built_in().unwrap()
}

pub(crate) fn as_of() -> AsOf {
    AsOf(date(2026, 10, 31))
}

pub(crate) fn known_by() -> KnownBy {
    KnownBy("2026-11-01T00:00:00Z".parse().unwrap())
}

/// The book as of the end of October 2026, with other observations than its own.
pub(crate) fn snapshot_of(observations: Vec<Observation>) -> Snapshot {
    let book = PriceBook { observations, ..book().clone() };
    book.snapshot(as_of(), known_by(), &policy())
}

pub(crate) fn market_of(observations: Vec<Observation>) -> Market {
    Market::fit(&snapshot_of(observations), &book().parts, policy(), 2)
}

pub(crate) fn market() -> &'static Market {
    static MARKET: OnceLock<Market> = OnceLock::new();
    MARKET.get_or_init(|| market_of(book().observations.clone()))
}

pub(crate) fn part(id: &str) -> Arc<Part> {
    catalog().part(&id.parse::<PartId>().unwrap()).unwrap_or_else(|| panic!("no part {id}"))
}

pub(crate) fn line(units: u32, id: &str) -> ContentLine {
    let part = part(id);
    ContentLine {
        label: format!("{units} × {}", part.name),
        class: part.class(),
        units,
        parts: Ok(vec![(1.0, vec![(part, units)])]),
        reading: format!("reading/{units}/{id}"),
        life_left_percent: None,
        facts: Vec::new(),
    }
}

/// A line nobody can identify.
pub(crate) fn unknown(units: u32, class: rackworth_model::Class) -> ContentLine {
    ContentLine {
        label: format!("{units} × something"),
        class,
        parts: Err(GapKind::Unidentified { reason: "no word of it is known".into() }),
        ..line(units, "dimm/ddr4/rdimm/32g/2666")
    }
}

pub(crate) fn ids(names: &[&str]) -> Vec<AssetId> {
    names.iter().map(|name| AssetId::from_key(name).unwrap()).collect()
}

pub(crate) fn shape() -> MachineShape {
    MachineShape { launch_year: 2017, nodes: 1, rack_units: 2, sockets: 2, offer: Offer::Complete }
}

/// A general machine of 2017 with CPUs, memory and drives.
pub(crate) fn r740(names: &[&str]) -> Holding {
    Holding {
        label: "PowerEdge R740".into(),
        assets: ids(names),
        machine: Some(HeldMachine {
            platform: Some("server/dell/poweredge-r740".parse().unwrap()),
            segment: Segment::General,
            shape: Ok(shape()),
        }),
        condition: Condition::UsedTested,
        content: vec![
            line(2, "cpu/intel/xeon-gold-6148"),
            line(24, "dimm/ddr4/rdimm/32g/2666"),
            line(8, "ssd/any/sata/1920g/ri"),
            line(1, "hdd/any/sas/1200g/10000"),
        ],
    }
}

/// A machine built around accelerators, with nothing of the general market in it.
pub(crate) fn hgx(names: &[&str]) -> Holding {
    Holding {
        label: "HGX board".into(),
        assets: ids(names),
        machine: Some(HeldMachine {
            platform: None,
            segment: Segment::Accelerated,
            shape: Ok(MachineShape { launch_year: 2020, rack_units: 4, ..shape() }),
        }),
        condition: Condition::UsedTested,
        content: vec![line(8, "gpu/nvidia/a100-sxm4-80g")],
    }
}
