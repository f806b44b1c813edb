//! Asking controllers of our own, with little patience.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rackworth_collect::live::trust::TrustRequest;
use rackworth_collect::live::{Credentials, Event, HostReport, Limits, Request, Secret, Stop, collect, target};
use rackworth_model::hardware::{ComponentKind, Reading};
use rackworth_model::inventory::Inventory;

use crate::mock::machine::Resources;
use crate::mock::{Mock, PASSWORD, Service, USER};

pub(crate) fn epoch() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

pub(crate) fn request(words: &[String]) -> Request {
    Request {
        targets: target::read_typed(words).unwrap(),
        credentials: Credentials::one(Some(USER.to_string()), Some(Secret::new(PASSWORD))),
        trust: TrustRequest { is_insecure: true, ..TrustRequest::default() },
        limits: Limits {
            patience: Duration::from_millis(400),
            back_off: Duration::from_millis(4),
            ..Limits::default()
        },
        record: None,
        now: epoch,
    }
}

pub(crate) fn word(mock: &Mock) -> String {
    format!("http://{}", mock.address)
}

pub(crate) fn run(request: &Request, stop: &Stop) -> Vec<HostReport> {
    let mut reports = Vec::new();
    let mut on_event = |event| {
        if let Event::Done(report) = event {
            reports.push(*report);
        }
    };
    collect(request, stop, &mut on_event).unwrap();
    reports
}

pub(crate) fn ask(mock: &Mock) -> HostReport {
    run(&request(&[word(mock)]), &Stop::default()).remove(0)
}

pub(crate) fn service(resources: Resources) -> Service {
    Service { resources: Arc::new(resources), has_sessions: true, ..Service::default() }
}

pub(crate) fn counts(inventory: &Inventory) -> BTreeMap<ComponentKind, u32> {
    let mut counts = BTreeMap::new();
    let readings = inventory.assets.iter().flat_map(|asset| &asset.readings);
    for component in readings.flat_map(Reading::options).flat_map(|option| &option.components) {
        *counts.entry(component.kind).or_default() += component.count;
    }
    counts
}
