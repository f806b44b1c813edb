//! What cannot be as it is told: parts that do not fit the machine they are listed in.
//!
//! A finding says that a machine, a part or a count was read wrongly, or reported wrongly;
//! it changes no figure. Only what is identified is held against the machine's facts, and
//! only facts that are known speak.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use rackworth_model::words;

use crate::fleet::Line;
use crate::part::{Identification, Part};
use crate::spec::{CpuSpec, DimmSpec, ModuleType, ServerSpec, Spec};

words! {
    /// What does not fit.
    FindingKind {
        /// Memory of another generation or build than the machine takes.
        Memory "memory",
        /// More modules than there are slots.
        Slots "slots",
        /// A CPU of another socket than the machine has.
        Socket "socket",
        /// More CPUs than there are sockets.
        Sockets "sockets",
        /// A CPU that takes more power than the machine cools.
        Power "power",
    }
}

/// Something that cannot be as it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub kind: FindingKind,
    /// `24 × 32 GB DDR5-4800 RDIMM in a PowerEdge R740, which takes DDR4`.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Parts in a machine with their counts, alike ones together.
struct Content<'l> {
    parts: Vec<(&'l Arc<Part>, u64)>,
}

impl<'l> Content<'l> {
    /// The identified parts of the likeliest way to read each line.
    fn of(lines: &'l [Line]) -> Content<'l> {
        let mut parts: Vec<(&Arc<Part>, u64)> = Vec::new();
        for line in lines {
            let Some(option) = line.options.first() else { continue };
            for (component, identification) in &option.components {
                let Identification::Identified { part, .. } = identification else { continue };
                match parts.iter_mut().find(|(old, _)| old.id == part.id) {
                    Some((_, n)) => *n += u64::from(component.count),
                    None => parts.push((part, u64::from(component.count))),
                }
            }
        }
        Content { parts }
    }

    fn cpus(&self) -> impl Iterator<Item = (&'l str, &'l CpuSpec, u64)> {
        self.parts.iter().filter_map(|(part, n)| match &part.spec {
            Spec::Cpu(spec) => Some((part.name.as_str(), spec, *n)),
            _ => None,
        })
    }

    fn dimms(&self) -> impl Iterator<Item = (&'l str, &'l DimmSpec, u64)> {
        self.parts.iter().filter_map(|(part, n)| match &part.spec {
            Spec::Dimm(spec) => Some((part.name.as_str(), spec, *n)),
            _ => None,
        })
    }
}

/// Holds the content of a machine against what the machine takes. `cpus` are those of the
/// catalog, from which the sockets of a generation are known.
pub(crate) fn findings(machine: &str, server: &ServerSpec, lines: &[Line], cpus: &[Arc<Part>]) -> Vec<Finding> {
    let content = Content::of(lines);
    let mut found = memory(machine, server, &content);
    found.extend(slots(machine, server, &content));
    found.extend(sockets(machine, server, &content));
    let fitting = sockets_of(server, cpus);
    for (name, cpu, n) in content.cpus() {
        found.extend(socket(machine, server, &fitting, (name, cpu, n)));
        found.extend(power(machine, server, (name, cpu, n)));
    }
    found.sort();
    found
}

fn finding(kind: FindingKind, what: String) -> Finding {
    Finding { kind, what }
}

fn memory(machine: &str, server: &ServerSpec, content: &Content<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, dimm, n) in content.dimms() {
        let generations = server.memory.zip(dimm.generation).filter(|(takes, has)| takes != has);
        if let Some((takes, _)) = generations {
            let takes = takes.word().to_uppercase();
            let what = format!("{n} × {name} in a {machine}, which takes {takes}");
            found.push(finding(FindingKind::Memory, what));
        } else if takes_unbuffered(server) && dimm.module.is_some_and(has_register) {
            let what = format!("{n} × {name} in a {machine}, which takes unbuffered modules");
            found.push(finding(FindingKind::Memory, what));
        }
    }
    found
}

/// Machines for one small Xeon have no wires for registers (Intel Xeon E and E3 data sheets).
fn takes_unbuffered(server: &ServerSpec) -> bool {
    let small = |generation: &String| generation.starts_with("Xeon E-") || generation.starts_with("Xeon E3");
    !server.cpu_generations.is_empty() && server.cpu_generations.iter().all(small)
}

fn has_register(module: ModuleType) -> bool {
    matches!(module, ModuleType::Rdimm | ModuleType::Lrdimm | ModuleType::Mrdimm)
}

fn slots(machine: &str, server: &ServerSpec, content: &Content<'_>) -> Option<Finding> {
    let (has, n) = (u64::from(server.dimm_slots?), content.dimms().map(|(_, _, n)| n).sum::<u64>());
    (n > has).then(|| finding(FindingKind::Slots, format!("{n} memory modules in a {machine}, which has {has} slots")))
}

fn sockets(machine: &str, server: &ServerSpec, content: &Content<'_>) -> Option<Finding> {
    let (has, n) = (u64::from(server.sockets?), content.cpus().map(|(_, _, n)| n).sum::<u64>());
    let noun = if has == 1 { "socket" } else { "sockets" };
    (n > has).then(|| finding(FindingKind::Sockets, format!("{n} CPUs in a {machine}, which has {has} {noun}")))
}

/// The sockets of the CPU generations a machine takes.
fn sockets_of(server: &ServerSpec, cpus: &[Arc<Part>]) -> BTreeSet<String> {
    let socket = |part: &Arc<Part>| match &part.spec {
        Spec::Cpu(cpu) if server.cpu_generations.contains(&cpu.generation) => cpu.socket.clone(),
        _ => None,
    };
    cpus.iter().filter_map(socket).collect()
}

/// A CPU fits when its generation is listed or its socket is that of a listed one.
fn socket(
    machine: &str,
    server: &ServerSpec,
    fitting: &BTreeSet<String>,
    (name, cpu, n): (&str, &CpuSpec, u64),
) -> Option<Finding> {
    let listed = server.cpu_generations.contains(&cpu.generation);
    let own = cpu.socket.as_ref()?;
    if server.cpu_generations.is_empty() || fitting.is_empty() || listed || fitting.contains(own) {
        return None;
    }
    let takes = server.cpu_generations.join(" and ");
    Some(finding(FindingKind::Socket, format!("{n} × {name} ({own}) in a {machine}, which takes {takes}")))
}

fn power(machine: &str, server: &ServerSpec, (name, cpu, n): (&str, &CpuSpec, u64)) -> Option<Finding> {
    let (limit, own) = (server.max_cpu_tdp?, cpu.tdp?);
    let what = || format!("{n} × {name} of {} W in a {machine}, which cools {} W a CPU", own.0, limit.0);
    (own.0 > limit.0).then(|| finding(FindingKind::Power, what()))
}

#[cfg(test)]
mod tests {
    use rackworth_model::hardware::{ComponentKind, Place};
    use rackworth_model::inventory::{Amounts, AssetKind, Inventory, RawAsset, RawText};
    use rackworth_model::provenance::Locator;

    use crate::Catalog;

    fn told(model: &str, content: &str) -> Vec<String> {
        let catalog = Catalog::embedded().unwrap();
        let place = Place { file: "test".into(), locator: Locator::File };
        let mut raw = RawAsset::new(AssetKind::Server, place.clone());
        raw.id.model = Some(model.to_string());
        raw.texts = vec![RawText {
            kind: ComponentKind::Unknown,
            text: content.to_string(),
            count: None,
            amounts: Amounts::Unsaid,
            unit: None,
            id: Default::default(),
            place,
        }];
        let fleet = catalog.identify_fleet(Inventory { assets: vec![raw], ..Inventory::default() });
        fleet.assets.iter().flat_map(|asset| &asset.findings).map(ToString::to_string).collect()
    }

    #[test]
    fn what_fits_is_not_flagged() {
        assert_eq!(told("PowerEdge R740", "2x Gold 6248R, 24x32GB DDR4-2933 RDIMM"), [""; 0]);
        assert_eq!(told("PowerEdge R6515", "1x EPYC 7702P, 16x32GB DDR4-3200 RDIMM"), [""; 0]);
        assert_eq!(told("PowerEdge T340", "1x Xeon E-2224, 4x16GB DDR4-2666 ECC UDIMM"), [""; 0]);
        assert_eq!(told("no such machine", "9x Gold 6248R, 99x32GB DDR4-2933 RDIMM"), [""; 0]);
    }

    #[test]
    fn what_does_not_fit_is_flagged() {
        let cases = [
            (
                "PowerEdge R740",
                "12x32GB DDR5-4800 RDIMM",
                "12 × 32 GB DDR5-4800 RDIMM in a PowerEdge R740, which takes DDR4",
            ),
            ("PowerEdge R740", "30x32GB DDR4-2933 RDIMM", "30 memory modules in a PowerEdge R740, which has 24 slots"),
            (
                "PowerEdge R6515",
                "1x Gold 6248R",
                "1 × Xeon Gold 6248R (FCLGA3647) in a PowerEdge R6515, which takes EPYC 7002 and EPYC 7003",
            ),
            ("PowerEdge R6515", "2x EPYC 7702P", "2 CPUs in a PowerEdge R6515, which has 1 socket"),
            (
                "PowerEdge T340",
                "4x16GB DDR4-2666 RDIMM",
                "4 × 16 GB DDR4-2666 RDIMM in a PowerEdge T340, which takes unbuffered modules",
            ),
        ];
        for (model, content, expected) in cases {
            assert_eq!(told(model, content), [expected], "{content} in {model}");
        }
    }
}
