//! The wall between the markets, from the answers of services to holdings: whatever is collected together, the parts of
//! AI racks are held on the accelerated side, ordinary servers on the general one, and every part is held once.
#![expect(clippy::unwrap_used, reason = "a test whose preparation fails has failed")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use rackworth_app::holdings::{Apart, Held, hold};
use rackworth_catalog::Catalog;
use rackworth_collect::redfish::read_resources;
use rackworth_model::class::{Class, Segment};
use rackworth_model::inventory::Inventory;
use serde_json::{Value, json};

/// What a host tells of, and where its tree lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Host {
    Tray(&'static str),
    /// A tray whose model nobody knows, with the GPUs of one.
    Stranger(&'static str),
    Switch,
    Shelf,
    Server,
}

type Resources = BTreeMap<String, Vec<u8>>;

fn put(all: &mut Resources, schema: &str, path: &str, mut body: Value) {
    body["@odata.id"] = format!("/redfish/v1/{path}").into();
    body["@odata.type"] = format!("#{schema}.v1_5_0.{schema}").into();
    all.insert(format!("/redfish/v1/{path}"), body.to_string().into_bytes());
}

fn resources(host: Host, serial: usize) -> Resources {
    let mut all = Resources::new();
    let mut system = |maker: &str, model: &str| {
        let serial = format!("RWK{serial:05}");
        let body = json!({ "Manufacturer": maker, "Model": model, "SerialNumber": serial });
        put(&mut all, "ComputerSystem", "Systems/1", body);
    };
    match host {
        Host::Tray(model) | Host::Stranger(model) => {
            let known = matches!(host, Host::Tray(_));
            system("NVIDIA", if known { model } else { "RWK-UNHEARD-OF" });
            let gpu = format!("NVIDIA {}", model.trim_end_matches(" NVL"));
            for at in 0..4 {
                let body = json!({ "ProcessorType": "GPU", "Manufacturer": "NVIDIA", "Model": gpu,
                    "SerialNumber": format!("G{serial}-{at}") });
                put(&mut all, "Processor", &format!("Systems/1/Processors/GPU_{at}"), body);
            }
        }
        Host::Switch => system("NVIDIA", "N5110_LD"),
        Host::Shelf => {
            let body = json!({ "ChassisType": "PowerShelf", "Model": "RWK-33KW", "SerialNumber": format!("S{serial}"),
                "PowerSubsystem": { "@odata.id": "/redfish/v1/Chassis/S/PowerSubsystem" } });
            put(&mut all, "Chassis", "Chassis/S", body);
        }
        Host::Server => {
            system("Dell Inc.", "PowerEdge R740");
            for at in 0..2 {
                let body = json!({ "ProcessorType": "CPU", "Model": "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz" });
                put(&mut all, "Processor", &format!("Systems/1/Processors/CPU.{at}"), body);
            }
        }
    }
    all
}

/// All hosts read together: those of a rack in its folder, servers there or elsewhere.
fn held(hosts: &[(Host, u8)]) -> Vec<Held> {
    let mut all = Inventory::default();
    for (number, (host, folder)) in hosts.iter().enumerate() {
        let read = read_resources(&format!("r{folder}/host{number}"), &resources(*host, number));
        all.assets.extend(read.assets);
    }
    hold(&Catalog::embedded().unwrap().identify_fleet(all), Apart::ByAsset)
}

fn units(held: &[Held], segment: Segment, class: Class) -> u32 {
    let of = held.iter().filter(|held| held.holding.machine.as_ref().is_some_and(|machine| machine.segment == segment));
    of.flat_map(|held| &held.holding.content).filter(|line| line.class == class).map(|line| line.units).sum()
}

fn check(hosts: &[(Host, u8)]) {
    let held = held(hosts);
    let count = |is: fn(Host) -> bool| hosts.iter().filter(|(host, _)| is(*host)).count() as u32;
    let n_servers = count(|host| host == Host::Server);
    let n_trays = count(|host| matches!(host, Host::Tray(_) | Host::Stranger(_)));
    let general =
        |held: &&Held| held.holding.machine.as_ref().is_none_or(|machine| machine.segment == Segment::General);
    assert_eq!(held.iter().filter(general).count(), n_servers as usize, "only ordinary servers are general: {held:#?}");
    assert!(held.iter().filter(general).all(|held| held.model.contains("R740")));
    let found = [
        units(&held, Segment::Accelerated, Class::Gpu),
        units(&held, Segment::General, Class::Gpu),
        units(&held, Segment::Accelerated, Class::Cpu),
        units(&held, Segment::General, Class::Cpu),
    ];
    assert_eq!(found, [4 * n_trays, 0, 0, 2 * n_servers], "GPUs and CPUs on their sides: {held:#?}");
}

#[test]
fn a_stranger_with_the_gpus_of_a_rack_is_no_ordinary_server() {
    check(&[(Host::Stranger("GB300 NVL"), 0), (Host::Shelf, 0), (Host::Server, 0), (Host::Switch, 1)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn rack_parts_and_ordinary_servers_stay_on_their_sides(
        hosts in proptest::collection::vec(
            (
                prop_oneof![
                    4 => Just(Host::Tray("GB200 NVL")),
                    3 => Just(Host::Tray("GB300 NVL")),
                    1 => Just(Host::Stranger("GB200 NVL")),
                    3 => Just(Host::Switch),
                    2 => Just(Host::Shelf),
                    2 => Just(Host::Server),
                ],
                0u8..3,
            ),
            0..40,
        ),
    ) {
        check(&hosts);
    }

    /// What else is collected, in other folders, changes nothing about a rack.
    #[test]
    fn servers_elsewhere_change_nothing_about_a_rack(trays in 1usize..19, switches in 0usize..10, servers in 1usize..6) {
        let mut hosts = vec![(Host::Tray("GB200 NVL"), 0); trays];
        hosts.extend(vec![(Host::Switch, 0); switches]);
        let rack = |held: Vec<Held>| {
            let lines = held.into_iter().map(|held| format!("{:?}", held.holding)).collect::<Vec<_>>();
            lines.into_iter().filter(|line| line.contains("Accelerated")).collect::<Vec<_>>()
        };
        let alone = rack(held(&hosts));
        hosts.extend(vec![(Host::Server, 1); servers]);
        prop_assert_eq!(alone, rack(held(&hosts)));
    }
}
