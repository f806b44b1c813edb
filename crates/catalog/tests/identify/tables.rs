//! The curated tables: whole, unique, cited.

use std::collections::BTreeSet;

use rackworth_catalog::spec::Spec;
use rackworth_catalog::{Catalog, TableTexts};
use rackworth_model::class::{Class, Segment};
use rackworth_model::ids::PartId;

#[test]
fn every_part_has_an_id_that_reads_back_and_a_public_source() {
    let catalog = Catalog::embedded().unwrap();
    let mut names = BTreeSet::new();
    for part in catalog.parts() {
        assert_eq!(part.id.as_str().parse::<PartId>().as_ref(), Ok(&part.id));
        assert_eq!(part.id.class_word(), part.class().word(), "{}", part.id);
        assert!(part.source.contains("https://"), "{}: `{}` is no public address", part.id, part.source);
        assert_eq!(catalog.part(&part.id).as_ref(), Some(part));
        assert!(names.insert((part.class(), part.name.clone())), "{} is named twice", part.name);
    }
    assert!(names.len() > 2000, "{} parts", names.len());
}

#[test]
fn the_wall_between_the_markets_stands() {
    let catalog = Catalog::embedded().unwrap();
    for part in catalog.parts() {
        match &part.spec {
            Spec::Gpu(_) => assert_eq!(part.segment, Segment::Accelerated, "{}", part.id),
            Spec::Server(server) => assert_eq!(part.segment, server.segment, "{}", part.id),
            _ => assert_eq!(part.segment, Segment::General, "{}", part.id),
        }
    }
    let of = |id: &str| catalog.part(&id.parse().unwrap()).unwrap().segment;
    assert_eq!(of("chassis/dell/poweredge-xe9680"), Segment::Accelerated);
    assert_eq!(of("chassis/dell/poweredge-xe2420"), Segment::General);
    assert_eq!(of("chassis/dell/poweredge-c4140"), Segment::General);
}

#[test]
fn cpu_generations_of_servers_are_those_of_cpus() {
    let catalog = Catalog::embedded().unwrap();
    let known: BTreeSet<String> = catalog
        .parts()
        .filter_map(|part| match &part.spec {
            Spec::Cpu(cpu) => Some(cpu.generation.clone()),
            _ => None,
        })
        .collect();
    for part in catalog.parts() {
        let Spec::Server(server) = &part.spec else { continue };
        for generation in &server.cpu_generations {
            let soldered = generation == "Grace" || generation == "Vera";
            assert!(soldered || known.contains(generation), "{}: `{generation}` is no CPU generation", part.id);
        }
    }
}

#[test]
fn every_class_has_rows() {
    let catalog = Catalog::embedded().unwrap();
    for class in [Class::Cpu, Class::Gpu, Class::Nic, Class::Raid, Class::Chassis, Class::Other] {
        assert!(catalog.parts().filter(|part| part.class() == class).count() > 50, "{class}");
    }
}

#[test]
fn another_text_gives_another_fingerprint() {
    let catalog = Catalog::embedded().unwrap();
    assert_eq!(catalog.fingerprint(), Catalog::embedded().unwrap().fingerprint());
    assert_eq!(catalog.fingerprint().len(), 64);
    let psus = format!("{}Dell,TEST-1,750,https://example.org\n", TableTexts::EMBEDDED.psus);
    let changed = Catalog::read(&TableTexts { psus: &psus, ..TableTexts::EMBEDDED }).unwrap();
    assert_ne!(changed.fingerprint(), catalog.fingerprint());
}

#[test]
fn two_rows_of_one_part_are_refused() {
    let row = TableTexts::EMBEDDED.raids.lines().nth(1).unwrap();
    let raids = format!("{}{row}\n", TableTexts::EMBEDDED.raids);
    let error = Catalog::read(&TableTexts { raids: &raids, ..TableTexts::EMBEDDED }).unwrap_err();
    assert!(error.to_string().contains("an id of its own"), "{error}");
}

#[test]
fn a_row_without_source_is_refused() {
    let psus = "maker,part_number,watts,source\nDell,X,750,\n";
    let error = Catalog::read(&TableTexts { psus, ..TableTexts::EMBEDDED }).unwrap_err();
    assert_eq!(
        error.to_string(),
        "read the catalog table `psus.csv`: line 2, column `source`: expected a value, found ``"
    );
}
