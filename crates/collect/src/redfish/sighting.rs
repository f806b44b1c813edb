//! Parts from several witnesses: each list of a service that names a part is one sighting of it.
//!
//! A list names each part once, so two sightings in one list are never the same part, whatever
//! serials they share; sightings in different lists are joined one to one, by the strongest tie first.

use std::collections::BTreeSet;

use rackworth_model::hardware::{ComponentKind, Facts, HardwareId, RawComponent, Reading};

use super::body::Body;
use super::quirks::{self, Quirks};

/// One list's word on one part.
#[derive(Debug, Clone)]
pub(super) struct Sighting {
    pub(super) component: RawComponent,
    /// Keys of resources that are this part.
    pub(super) keys: BTreeSet<String>,
    /// Names a service gives to one thing only, in all its lists.
    pub(super) aliases: BTreeSet<String>,
    /// Words two lists would share about it: a slot with a name, a name.
    pub(super) hints: BTreeSet<String>,
    pub(super) serials: BTreeSet<String>,
    /// The slot is only an id, for want of a better word.
    has_weak_slot: bool,
    /// Free words, the best witness first.
    pub(super) phrases: Vec<String>,
    pub(super) quirks: Quirks,
}

/// What makes two sightings in different lists the same part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// One links to the other, or both are one resource.
    Key,
    Serial,
    Alias,
    Hint,
    /// A word in common (model, part number, name), the same capacity where both tell it.
    Words,
    /// One tells nothing but its sort.
    Sort,
}

/// Names of things that only say what sort of thing they are; digits and signs are left out.
const SORTS: &[&str] = &[
    "",
    "adapter",
    "backplane",
    "computer system card",
    "cpu",
    "dimm",
    "dimm slot",
    "disk bay",
    "drive",
    "drive bay",
    "empty bay",
    "fan",
    "fan bay",
    "fpga",
    "gpu",
    "hpeserverpowersupply",
    "hpesmartstoragediskdrive",
    "hpe smart storage array controller",
    "memory",
    "memory instance",
    "network adapter",
    "network adapter view",
    "network controller",
    "network device view",
    "network interface",
    "networkadapter",
    "nic",
    "nvme storage controller",
    "nvmessd",
    "pcie device",
    "pcie ssd in slot in bay",
    "pciedevice",
    "pciedevices",
    "pd",
    "physical disk",
    "physical drive",
    "physical drive lsi device",
    "power supply",
    "power supply bay",
    "powersupplyunit",
    "proc dimm",
    "procdimm",
    "processor",
    "processors",
    "ps status",
    "psu",
    "sata bay",
    "secondary storage device",
    "slot",
    "slot nvme device",
    "solid state disk",
    "storage",
    "storage controller",
    "system",
    "video controller",
];

/// Trimmed, inner blanks single, upper case: how words are compared.
pub(super) fn comparable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Whether a name only says what sort of thing it is (`DIMM A1`, `Power Supply Bay 2`).
pub(super) fn is_generic(name: &str) -> bool {
    let letters: String = name.chars().map(|c| if c.is_alphabetic() { c.to_ascii_lowercase() } else { ' ' }).collect();
    let words: Vec<&str> = letters.split_whitespace().filter(|word| word.len() > 1).collect();
    SORTS.contains(&words.join(" ").as_str())
}

impl Sighting {
    pub(super) fn new(component: RawComponent) -> Sighting {
        Sighting {
            component,
            keys: BTreeSet::new(),
            aliases: BTreeSet::new(),
            hints: BTreeSet::new(),
            serials: BTreeSet::new(),
            has_weak_slot: false,
            phrases: Vec::new(),
            quirks: Quirks::default(),
        }
    }

    /// A sighting of what a body describes: its words, its slot, its keys.
    pub(super) fn of(kind: ComponentKind, body: &Body<'_>) -> Sighting {
        let mut sighting = Sighting::new(RawComponent::new(kind, body.place()));
        sighting.keys.extend(body.keys());
        sighting.component.id = body.hardware_id(&mut sighting.quirks);
        sighting.component.slot = body.slot();
        sighting.has_weak_slot = body.told_slot().is_none();
        if let Some(serial) = sighting.component.id.serial.clone() {
            sighting.serials.insert(comparable(&serial));
        }
        sighting.add_name(body);
        sighting
    }

    /// Takes the name: as the model where the model only repeats the part number, else as a phrase.
    fn add_name(&mut self, body: &Body<'_>) {
        let Some(name) = body.word(&["Name"], &mut self.quirks) else { return };
        let places = [body.text(&["Id"]), body.told_slot()];
        let is_place = places.into_iter().flatten().any(|place| comparable(&place) == comparable(&name));
        if is_generic(&name) || is_place {
            return;
        }
        self.hints.insert(comparable(&name));
        let id = &mut self.component.id;
        let words = |text: &Option<String>| text.as_deref().map(comparable);
        if id.model.is_some() && words(&id.model) == words(&id.part_number) {
            id.model = Some(name);
            self.quirks.add(quirks::MODEL_IS_PART_NUMBER);
        } else {
            self.phrases.push(name);
        }
    }

    pub(super) fn set_slot(&mut self, slot: String) {
        self.component.slot = Some(slot);
        self.has_weak_slot = false;
    }

    pub(super) fn facts(&mut self) -> &mut Facts {
        &mut self.component.facts
    }

    pub(super) fn add_phrase(&mut self, phrase: Option<String>) {
        self.phrases.extend(phrase.filter(|phrase| !quirks::is_placeholder(phrase)));
    }

    /// Whether there is any word to tell it from another part of its kind.
    pub(super) fn is_named(&self) -> bool {
        let id = &self.component.id;
        id.model.is_some() || id.part_number.is_some() || id.serial.is_some() || !self.phrases.is_empty()
    }

    pub(super) fn ties(&self, tie: Tie) -> Vec<String> {
        let all = |words: &BTreeSet<String>| words.iter().cloned().collect();
        match tie {
            Tie::Key => all(&self.keys),
            Tie::Serial => all(&self.serials),
            Tie::Alias => all(&self.aliases),
            Tie::Hint => all(&self.hints),
            Tie::Words => {
                let id = &self.component.id;
                let words = [&id.model, &id.part_number].into_iter().flatten().map(|word| comparable(word));
                words.chain(self.hints.iter().cloned()).collect()
            }
            Tie::Sort => vec![String::new()],
        }
    }

    /// Both have serials and share none, or both have capacities far apart.
    pub(super) fn contradicts(&self, other: &Sighting) -> bool {
        let serials = !self.serials.is_empty() && !other.serials.is_empty() && self.serials.is_disjoint(&other.serials);
        let sizes = match (self.component.facts.capacity, other.component.facts.capacity) {
            (Some(a), Some(b)) => a.0.abs_diff(b.0) > a.0.max(b.0) / 20,
            _ => false,
        };
        serials || sizes
    }

    /// The serials told differ, and still meet: one of them is a piece of a PPID.
    fn is_ppid_of(&self, other: &Sighting) -> bool {
        let told = |sighting: &Sighting| sighting.component.id.serial.as_deref().map(comparable);
        let (mine, theirs) = (told(self), told(other));
        mine.is_some() && theirs.is_some() && mine != theirs && !self.serials.is_disjoint(&other.serials)
    }

    /// Takes over what another witness knows and this one does not.
    pub(super) fn absorb(&mut self, other: Sighting) {
        if self.is_ppid_of(&other) {
            self.quirks.add(quirks::DELL_PPID);
        }
        let (mine, theirs) = (&mut self.component, other.component);
        self.phrases.extend(other.phrases);
        for (word, told) in [(&mine.id.model, &theirs.id.model), (&mine.id.part_number, &theirs.id.part_number)] {
            if let (Some(_), Some(told)) = (word, told) {
                self.phrases.push(told.clone());
            }
        }
        fill_id(&mut mine.id, theirs.id);
        mine.contradictions.extend(mine.facts.fill_from(theirs.facts, &theirs.place));
        mine.contradictions.extend(theirs.contradictions);
        if mine.slot.is_none() || (self.has_weak_slot && !other.has_weak_slot) {
            mine.slot = theirs.slot.or(mine.slot.take());
            self.has_weak_slot = other.has_weak_slot;
        }
        if mine.kind == ComponentKind::Unknown {
            mine.kind = theirs.kind;
        }
        self.keys.extend(other.keys);
        self.aliases.extend(other.aliases);
        self.hints.extend(other.hints);
        self.serials.extend(other.serials);
        self.quirks.extend(&other.quirks);
    }

    /// The component with everything its witnesses told.
    pub(super) fn into_component(self) -> RawComponent {
        let mut component = self.component;
        let mut told: BTreeSet<String> = BTreeSet::new();
        let id = &component.id;
        told.extend(
            [&id.manufacturer, &id.model, &id.part_number, &id.serial]
                .into_iter()
                .flatten()
                .map(|word| comparable(word)),
        );
        let mut phrases = self.phrases;
        phrases.retain(|phrase| told.insert(comparable(phrase)));
        component.text = (!phrases.is_empty()).then(|| phrases.join("; "));
        component.quirks = self.quirks.names();
        component
    }
}

fn fill_id(mine: &mut HardwareId, theirs: HardwareId) {
    mine.manufacturer = mine.manufacturer.take().or(theirs.manufacturer);
    mine.model = mine.model.take().or(theirs.model);
    mine.part_number = mine.part_number.take().or(theirs.part_number);
    mine.serial = mine.serial.take().or(theirs.serial);
}

/// The reading of one component: nothing about it is ambiguous, it was listed.
pub(super) fn reading(component: RawComponent) -> Reading {
    let id = &component.id;
    let words = [&id.manufacturer, &id.model, &id.part_number, &component.text];
    let words: Vec<&str> = words.into_iter().flatten().map(|word| word.trim()).collect();
    let text = match (words.is_empty(), component.slot.as_deref()) {
        (false, _) => words.join(" "),
        (true, Some(slot)) => format!("{} {slot}", component.kind),
        (true, None) => component.kind.to_string(),
    };
    Reading::certain(text, vec![component])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sorts_are_no_words() {
        for name in [
            "DIMM A1",
            "Power Supply Bay 2",
            "PCIe SSD in Slot 0 in Bay 1",
            "PS1 Status",
            "proc1dimm10",
            "GPU 1",
            "PD-1",
        ] {
            assert!(is_generic(name), "{name}");
        }
        for name in ["480GB 6G SATA SSD", "NVIDIA L40", "PERC H710 Adapter", "Cisco UCS VIC 1457 MLOM"] {
            assert!(!is_generic(name), "{name}");
        }
    }
}
