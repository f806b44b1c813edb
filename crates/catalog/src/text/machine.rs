//! The machine a text names before anything it holds: `Dell PowerEdge R640, 2x Gold 6138`.

use std::collections::BTreeSet;

use rackworth_model::hardware::{ComponentKind, HardwareId};
use rackworth_model::inventory::RawText;

use super::normal;
use crate::catalog::Catalog;
use crate::words::words;

/// A text that starts with the name of a machine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NamedMachine {
    /// The name as it was typed, with the makers before it.
    pub(crate) id: HardwareId,
    /// What the text says beside the name; empty where it says nothing more.
    pub(crate) rest: String,
    /// Words such as `server` say that the machine itself is meant.
    pub(crate) said_machine: bool,
}

/// Words before a model that are part of its name.
const BRANDS: [&str; 18] = [
    "DELL",
    "EMC",
    "POWEREDGE",
    "PE",
    "HP",
    "HPE",
    "PROLIANT",
    "LENOVO",
    "IBM",
    "THINKSYSTEM",
    "SYSTEM",
    "CISCO",
    "UCS",
    "SUPERMICRO",
    "FUJITSU",
    "PRIMERGY",
    "REFURBISHED",
    "USED",
];

/// Words that speak of a machine as a whole.
const MACHINE: [&str; 14] = [
    "SERVER",
    "SERVERS",
    "RACKSERVER",
    "NODE",
    "NODES",
    "BLADE",
    "TOWER",
    "RACK",
    "BAREBONE",
    "BAREBONES",
    "CTO",
    "CHASSIS",
    "1U",
    "2U",
];

/// Where those words name a part of one: `R640 rack rails`.
const PARTS: [&str; 12] =
    ["RAIL", "RAILS", "BEZEL", "RISER", "HEATSINK", "FAN", "FANS", "BOARD", "MOTHERBOARD", "BACKPLANE", "KIT", "CADDY"];

impl Catalog {
    /// The machine that a text names first; `None` where it starts with anything else.
    pub(crate) fn machine_named_by(&self, text: &str) -> Option<NamedMachine> {
        let all = words(text);
        let branded = all.iter().take_while(|word| BRANDS.contains(&word.text.as_str())).count();
        let hit = (0..=branded).find_map(|at| self.servers.models().longest_at(&all, at))?;
        let named = hit.at + hit.len;
        let end = all.get(named - 1)?.end;
        let rest = &all[named..];
        let said_machine = rest.iter().any(|word| MACHINE.contains(&word.text.as_str()))
            && !rest.iter().any(|word| PARTS.contains(&word.text.as_str()));
        let spoken = rest.iter().take_while(|word| MACHINE.contains(&word.text.as_str())).last();
        let from = spoken.filter(|_| said_machine).map_or(end, |word| word.end);
        let model = text.get(..end)?.trim().to_string();
        let id = HardwareId { model: Some(model), ..HardwareId::default() };
        Some(NamedMachine { id, rest: normal::typed(text, from, text.len()).to_string(), said_machine })
    }

    /// Whether a text in a list of parts is about a whole machine: it names one, and then nothing or more than one
    /// kind of component. `R740 750W PSU` is a supply.
    pub(crate) fn lists_machine(&self, text: &RawText) -> Option<NamedMachine> {
        let open = text.kind == ComponentKind::Unknown && text.id.part_number.is_none();
        let named = self.machine_named_by(&text.text).filter(|_| open)?;
        let rest = self.read_text(&RawText { text: named.rest.clone(), count: None, ..text.clone() }, None);
        let options = rest.readings.iter().flat_map(|reading| reading.options().iter().take(1));
        let kinds: BTreeSet<ComponentKind> =
            options.flat_map(|option| &option.components).map(|component| component.kind).collect();
        (named.said_machine || named.rest.is_empty() || kinds.len() > 1).then_some(named)
    }
}
