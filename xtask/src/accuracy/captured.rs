//! Numbers on real machines that are on none of the lists: each is asked alone, and
//! judged by what its machine reports beside it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use rackworth_catalog::Catalog;
use rackworth_catalog::part::Part;
use rackworth_catalog::spec::Spec;
use rackworth_model::hardware::{ComponentKind, Facts, RawComponent};
use rackworth_model::measure::Bytes;

use super::score::{Goal, Tally};
use super::{cell, read_rows};

pub(super) fn measure(catalog: &Catalog, data: &Path) -> Result<Vec<Tally>> {
    let listed = listed(data)?;
    let mut inventory = rackworth_collect::read::read_paths(&[data.join("redfish"), data.join("exports")], &mut |_| {});
    let mut modules =
        Tally::new("memory: numbers of captured machines on no list", Some(Goal { right: 0.0, wrong: 0.0 }));
    let mut drives =
        Tally::new("drives: names of captured machines on no list", Some(Goal { right: 0.0, wrong: 0.01 }));
    let mut asked = BTreeSet::new();
    let readings = inventory.assets.iter_mut().flat_map(|asset| std::mem::take(&mut asset.readings));
    for component in readings.flat_map(|reading| reading.options().to_vec()).flat_map(|option| option.components) {
        let number = match component.kind {
            ComponentKind::Dimm => component.id.part_number.clone(),
            ComponentKind::Drive => component.id.model.clone(),
            _ => None,
        };
        let Some(number) = number.map(|number| number.trim().to_string()) else { continue };
        let known = listed.contains(&number) || !asked.insert(number.clone());
        if number.is_empty() || known {
            continue;
        }
        let tally = if component.kind == ComponentKind::Dimm { &mut modules } else { &mut drives };
        tally.ask(catalog, &alone(&component), |part| faults(part, &component.facts));
    }
    Ok(vec![modules, drives])
}

fn listed(data: &Path) -> Result<BTreeSet<String>> {
    let mut listed = BTreeSet::new();
    for (file, column) in [("dimm_pairs.csv", "part_number"), ("drive_pairs.csv", "reported_model")] {
        let rows = read_rows(&data.join("catalog").join(file))?;
        listed.extend(rows.iter().filter_map(|row| cell(row, column).map(str::to_string)));
    }
    Ok(listed)
}

/// The component with its words and without what is reported beside them.
fn alone(component: &RawComponent) -> RawComponent {
    let mut alone = component.clone();
    (alone.facts, alone.text, alone.id.manufacturer) = (Facts::default(), None, None);
    alone
}

fn faults(part: &Part, facts: &Facts) -> Vec<String> {
    let own = match &part.spec {
        Spec::Dimm(spec) => Some(spec.capacity.gib()),
        Spec::Drive(spec) => spec.capacity.map(Bytes::gb),
        _ => None,
    };
    let reported = facts.capacity.filter(|capacity| capacity.0 > 0).map(|capacity| match &part.spec {
        Spec::Dimm(_) => capacity.gib(),
        _ => capacity.gb(),
    });
    let differs = own.zip(reported).is_some_and(|(own, reported)| (own - reported).abs() > 0.05 * own);
    differs.then(|| format!("{own:?} for {reported:?}")).into_iter().collect()
}
