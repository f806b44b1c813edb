//! Every test runs on both databases: SQLite in a folder of its own, PostgreSQL in a schema of
//! its own when `RACKWORTH_TEST_POSTGRES` names a server.
#![expect(clippy::disallowed_methods, reason = "tests ask the environment for a server")]

use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use jiff::civil::date;
use rackworth_model::observation::{
    Channel, Condition, DatePrecision, Machine, MachineContent, MachineShape, Observation, ObservationKind, Offer,
    Series, Source, Statistic, Subject,
};
use rackworth_model::unit_price::{PricedPer, Quantity, UnitPrice};
use rackworth_model::{Class, Currency, EvidenceId, Locator, Provenance, Segment};
use sqlx::Connection;

/// Runs a test on each database there is; the argument is where a new store may be made.
pub(crate) fn on_both(test: impl Fn(&str)) {
    let folder = tempfile::tempdir().unwrap();
    test(folder.path().join("store.db").to_str().unwrap());
    match std::env::var("RACKWORTH_TEST_POSTGRES") {
        Ok(server) => in_schema(&server, &test),
        Err(_) => println!("skipped on PostgreSQL: RACKWORTH_TEST_POSTGRES is not set"),
    }
}

static SCHEMAS: AtomicU32 = AtomicU32::new(0);

fn in_schema(server: &str, test: &impl Fn(&str)) {
    let schema = format!("rackworth_{}_{}", std::process::id(), SCHEMAS.fetch_add(1, Ordering::Relaxed));
    statement(server, &format!("CREATE SCHEMA {schema}"));
    let mark = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{mark}options[search_path]={schema}");
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| test(&url)));
    statement(server, &format!("DROP SCHEMA {schema} CASCADE"));
    if let Err(panic) = done {
        std::panic::resume_unwind(panic);
    }
}

fn statement(server: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Observation number `n`: parts, series and machines in turn, every way of knowing in turn.
pub(crate) fn observation(n: u32) -> Observation {
    let key = n.to_string();
    let part = |text: &str| text.parse().unwrap();
    let subject = match n % 3 {
        0 => Subject::Part(part(&format!("dimm/ddr4/rdimm/32g/{n}"))),
        1 => Subject::Series(Series { class: Class::Dimm, name: format!("chip {n}"), family: Some("ddr4".into()) }),
        _ => Subject::Machine(Machine {
            title: format!("R740 \"{n}\" ü"),
            platform: Some(part("chassis/dell/poweredge-r740")),
            segment: Segment::General,
            shape: MachineShape { launch_year: 2017, nodes: 1, rack_units: 2, sockets: 2, offer: Offer::Complete },
            content: vec![MachineContent {
                class: Class::Cpu,
                options: vec![(1.0 / 3.0, vec![(part("cpu/intel/a"), 2)]), (2.0 / 3.0, vec![(part("cpu/intel/b"), 2)])],
            }],
        }),
    };
    let read = Provenance::Read {
        evidence: EvidenceId::of(b"a sheet"),
        locator: Locator::Cell { sheet: Some("GPU".into()), row: n, column: 3 },
    };
    let provenance = match n % 4 {
        0 => read,
        1 => Provenance::Declared { by: "Ann".into(), on: date(2026, 1, 2), why: "saw it".into() },
        2 => Provenance::Derived { rule: "lot".into(), inputs: vec![read] },
        _ => Provenance::Assumed { assumption: "none".into() },
    };
    Observation {
        id: Observation::id_of("test", &key, "claim"),
        subject,
        kind: ObservationKind::ALL[n as usize % ObservationKind::ALL.len()],
        price: UnitPrice { micros: i64::from(n) * 1_000_003, currency: Currency::Eur, per: PricedPer::Each },
        lot: Quantity::each(u64::from(n) + 1),
        statistic: Statistic::ALL[n as usize % Statistic::ALL.len()],
        n_behind: n,
        condition: Condition::ALL[n as usize % Condition::ALL.len()],
        channel: Channel::ALL[n as usize % Channel::ALL.len()],
        observed_on: date(2026, 1, 1).checked_add(jiff::Span::new().days(i64::from(n % 300))).unwrap(),
        date_precision: DatePrecision::Day,
        recorded_at: at("2026-01-01T00:00:00.5Z"),
        source: Source { citation: format!("https://example.org/{n}"), publisher: "example".into() },
        provenance,
    }
}
