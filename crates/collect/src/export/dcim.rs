//! What Dell's DCIM views say of a machine: one part for each thing a buyer would count.
//!
//! Views are per port or function; cards are counted by their device (`NIC.Slot.3` of
//! `NIC.Slot.3-1-1`). What is soldered to the system board (`.Embedded.`) is no card.

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, PciId, RawComponent};
use rackworth_model::inventory::UnreadKind;
use rackworth_model::measure::Watts;

use super::draft::{Draft, is_named, part};
use super::note::Notes;
use super::views::{View, views};
use super::{quirks, xml};

pub(super) fn is_it(head: &str) -> bool {
    head.contains("DCIM_") && ["<Inventory", "<CIM", "Envelope", "<INSTANCE"].iter().any(|root| head.contains(root))
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let root = xml::read(text, notes);
    read_views(&views(&root, notes), notes).into_iter().collect()
}

/// One machine, or parts of one, from its views.
pub(super) fn read_views(views: &[View], notes: &mut Notes) -> Option<Draft> {
    let first = views.first()?;
    let mut draft = match views.iter().find(|view| view.class == "SystemView") {
        Some(system) => read_system(system),
        None => Draft::pieces(first.place.clone()),
    };
    let mut cards: BTreeMap<String, Card> = BTreeMap::new();
    for view in views {
        match view.class.as_str() {
            "CPUView" => draft.parts.extend(read_processor(view)),
            "MemoryView" => draft.parts.extend(read_module(view, notes)),
            "PhysicalDiskView" | "PCIeSSDView" => draft.parts.extend(read_drive(view, notes)),
            "PowerSupplyView" => draft.parts.extend(read_supply(view, notes)),
            "EnclosureView" => draft.parts.extend(read_enclosure(view, notes)),
            "NICView" | "InfiniBandView" | "FCView" => add_card(&mut cards, ComponentKind::Nic, view, notes),
            "ControllerView" => add_card(&mut cards, ComponentKind::Raid, view, notes),
            "VideoView" => add_card(&mut cards, ComponentKind::Gpu, view, notes),
            _ => {}
        }
    }
    for view in views.iter().filter(|view| view.class == "PCIDeviceView") {
        add_device(&mut cards, view);
    }
    draft.parts.extend(cards.into_values().map(Card::finish));
    leave_others(views, notes);
    (draft.is_machine || !draft.parts.is_empty()).then_some(draft)
}

fn read_system(view: &View) -> Draft {
    let mut draft = Draft::machine(view.place.clone());
    let asset = &mut draft.asset;
    // The views exist in Dell's machines only; the older ones do not say so.
    asset.id.manufacturer = view.word("Manufacturer").or_else(|| Some("Dell Inc.".to_string()));
    asset.id.model = view.word("Model");
    asset.asset_tag = view.word("AssetTag");
    asset.hostname = view.word("HostName");
    draft.set_serial(view.word("ServiceTag"));
    let board = view.word("BoardSerialNumber");
    draft.add_serial(board.as_deref());
    draft.asset.id.serial = board;
    let chassis = view.word("ChassisServiceTag").filter(|tag| Some(tag) != draft.asset.service_tag.as_ref());
    draft.extra("Chassis service tag", chassis);
    draft.extra("BIOS version", view.word("BIOSVersionString"));
    draft
}

/// A part with the words all views share.
fn named(kind: ComponentKind, view: &View) -> RawComponent {
    let mut part = part(kind, &view.place);
    part.id.manufacturer = view.word("Manufacturer").or_else(|| view.word("VendorName"));
    part.id.model = view.word("Model").or_else(|| view.word("ProductName"));
    part.id.part_number = view.word("PartNumber").or_else(|| view.word("PPID"));
    part.id.serial = view.word("SerialNumber");
    part.slot = Some(view.fqdd.clone()).filter(|fqdd| !fqdd.is_empty());
    part
}

fn read_processor(view: &View) -> Option<RawComponent> {
    let mut cpu = named(ComponentKind::Cpu, view);
    cpu.facts.cores = view.whole("NumberOfProcessorCores").and_then(|cores| u32::try_from(cores).ok());
    is_named(&cpu).then_some(cpu)
}

fn read_module(view: &View, notes: &mut Notes) -> Option<RawComponent> {
    let mut module = named(ComponentKind::Dimm, view);
    let size = view.size("Size", 1 << 20);
    if size.is_none() {
        notes.leave(module.place, UnreadKind::Section, view.fqdd.clone(), "a memory slot without a size");
        return None;
    }
    // `DDR4 DIMM` says what it is, not which.
    module.text = module.id.model.take();
    module.facts.capacity = size;
    module.facts.memory_type = view.word("MemoryType").or_else(|| module.text.clone());
    module.facts.speed_mts = view.whole("Speed").and_then(|speed| u32::try_from(speed).ok());
    Some(module)
}

fn read_drive(view: &View, notes: &mut Notes) -> Option<RawComponent> {
    let mut drive = named(ComponentKind::Drive, view);
    drive.facts.capacity = view.size("SizeInBytes", 1).or_else(|| view.size("Size", 1));
    drive.facts.media = view.shown("MediaType").map(|media| code(&media, MEDIA));
    drive.facts.protocol = view.shown("BusProtocol").map(|bus| code(&bus, PROTOCOLS));
    drive.facts.form_factor = view.shown("DriveFormFactor").map(|form| code(&form, FORMS));
    // 255 stands for unknown (DCIM Physical Disk profile).
    let left = view.whole("RemainingRatedWriteEndurance").and_then(|left| u8::try_from(left).ok());
    drive.facts.life_left_percent = left.filter(|left| *left <= 100 && drive.facts.media.as_deref() != Some("HDD"));
    if drive.facts.capacity.is_none() && !is_named(&drive) {
        notes.leave(drive.place, UnreadKind::Section, view.fqdd.clone(), "a drive without a model or a size");
        return None;
    }
    Some(drive)
}

/// Values of the DCIM Physical Disk profile where a service shows no words for them.
const MEDIA: &[(&str, &str)] =
    &[("0", "HDD"), ("1", "SSD"), ("Hard Disk Drive", "HDD"), ("Solid State Drive", "SSD"), ("Magnetic Drive", "HDD")];
const PROTOCOLS: &[(&str, &str)] = &[
    ("1", "SCSI"),
    ("2", "PATA"),
    ("3", "FC"),
    ("4", "USB"),
    ("5", "SATA"),
    ("6", "SAS"),
    ("7", "PCIe"),
    ("8", "NVMe"),
];
const FORMS: &[(&str, &str)] = &[("1", "1.8 inch"), ("2", "2.5 inch"), ("3", "3.5 inch")];

fn code(word: &str, codes: &[(&str, &str)]) -> String {
    codes.iter().find(|(code, _)| *code == word).map_or(word, |(_, name)| name).to_string()
}

fn read_supply(view: &View, notes: &mut Notes) -> Option<RawComponent> {
    let mut supply = named(ComponentKind::Psu, view);
    let watts = view.whole("TotalOutputPower").filter(|watts| *watts > 0);
    supply.facts.watts = watts.and_then(|watts| u32::try_from(watts).ok()).map(Watts);
    let is_absent = view.shown("PrimaryStatus").is_some_and(|status| status == "Absent");
    if is_absent || (supply.facts.watts.is_none() && !is_named(&supply)) {
        notes.leave(supply.place, UnreadKind::Section, view.fqdd.clone(), "a power supply bay with nothing in it");
        return None;
    }
    Some(supply)
}

/// Backplanes; an enclosure outside of the machine is told, its drives are counted with it.
fn read_enclosure(view: &View, notes: &mut Notes) -> Option<RawComponent> {
    let backplane = named(ComponentKind::Backplane, view);
    if view.fqdd.contains(".External.") {
        let words = backplane.id.model.unwrap_or_else(|| view.fqdd.clone());
        notes.leave(backplane.place, UnreadKind::Section, words, "an enclosure of its own beside the machine");
        return None;
    }
    is_named(&backplane).then_some(backplane)
}

/// A card, from the views of its ports and functions.
struct Card {
    part: RawComponent,
    ports: u32,
    n_views: u32,
}

impl Card {
    fn finish(mut self) -> RawComponent {
        if self.part.kind == ComponentKind::Nic {
            self.part.facts.ports = Some(self.ports).filter(|ports| *ports > 0);
            if self.n_views > 1 {
                self.part.quirks.push(quirks::VIEW_PER_PORT);
            }
        }
        self.part
    }
}

fn add_card(cards: &mut BTreeMap<String, Card>, kind: ComponentKind, view: &View, notes: &mut Notes) {
    let mut part = named(kind, view);
    if let Some(name) = part.id.model.as_deref().and_then(without_mac) {
        part.id.model = Some(name.to_string());
        part.quirks.push(quirks::MAC_IN_NAME);
    }
    if kind == ComponentKind::Gpu {
        part.id.model = view.word("MarketingName").or(part.id.model);
        part.id.part_number =
            view.word("GPUPartNumber").or_else(|| view.word("BoardPartNumber")).or(part.id.part_number);
        part.text = view.word("Description");
    }
    part.facts.pci = pci(view);
    if view.is_embedded() {
        let words = part.id.model.or(part.text).unwrap_or_else(|| view.fqdd.clone());
        notes.leave(part.place, UnreadKind::Section, words, "it is soldered to the system board");
        return;
    }
    part.slot = Some(view.device().to_string()).filter(|device| !device.is_empty());
    let is_first_function = !view.fqdd.ends_with("-2") && !view.fqdd.ends_with("-3") && !view.fqdd.ends_with("-4");
    let key = if view.device().is_empty() { view.place.to_string() } else { view.device().to_string() };
    let card = cards.entry(key).or_insert(Card { part: part.clone(), ports: 0, n_views: 0 });
    // Partitions of one port are `…-1-2`, `…-1-3`; a port counts once.
    card.ports += u32::from(is_first_function || view.fqdd.matches('-').count() < 2);
    card.n_views += 1;
    fill(&mut card.part, part);
}

fn fill(card: &mut RawComponent, other: RawComponent) {
    let id = &mut card.id;
    id.manufacturer = id.manufacturer.take().or(other.id.manufacturer);
    id.model = id.model.take().or(other.id.model);
    id.part_number = id.part_number.take().or(other.id.part_number);
    id.serial = id.serial.take().or(other.id.serial);
    card.text = card.text.take().or(other.text);
    card.facts.pci = card.facts.pci.or(other.facts.pci);
}

/// A PCI device adds words to the card it is a function of; one in a slot that no other view
/// knows is a card of an unknown kind.
fn add_device(cards: &mut BTreeMap<String, Card>, view: &View) {
    let mut part = part(ComponentKind::Unknown, &view.place);
    part.id.manufacturer = view.word("Manufacturer");
    part.text = view.word("Description");
    part.facts.pci = pci(view);
    part.slot = Some(view.device().to_string());
    if let Some(card) = cards.get_mut(view.device()) {
        fill(&mut card.part, part);
        return;
    }
    let is_drive = ["Disk.", "PCIeSSD.", "P2PBridge."].iter().any(|drive| view.fqdd.starts_with(drive));
    if view.fqdd.contains(".Slot.") && !is_drive && is_named(&part) {
        cards.insert(view.device().to_string(), Card { part, ports: 0, n_views: 1 });
    }
}

fn pci(view: &View) -> Option<PciId> {
    let number = |name: &str| u16::from_str_radix(&view.word(name)?, 16).ok();
    Some(PciId { vendor: number("PCIVendorID")?, device: number("PCIDeviceID")? })
}

/// `Intel(R) Ethernet 10G 2P X520-k bNDC - 24:6E:96:00:00:01` without the address.
fn without_mac(name: &str) -> Option<&str> {
    let (kept, address) = name.rsplit_once(" - ")?;
    let is_address = address.len() == 17 && address.split(':').count() == 6;
    is_address.then_some(kept)
}

/// Classes that are not read, together; the system's own and its PCI functions are understood.
fn leave_others(views: &[View], notes: &mut Notes) {
    const READ: &[&str] = &[
        "SystemView",
        "CPUView",
        "MemoryView",
        "PhysicalDiskView",
        "PCIeSSDView",
        "PowerSupplyView",
        "EnclosureView",
        "NICView",
        "InfiniBandView",
        "FCView",
        "ControllerView",
        "VideoView",
        "PCIDeviceView",
    ];
    let mut others: BTreeMap<&str, u32> = BTreeMap::new();
    let unread = views.iter().filter(|view| !READ.contains(&view.class.as_str()));
    let mut first = None;
    for view in unread {
        first = first.or(Some(&view.place));
        *others.entry(&view.class).or_default() += 1;
    }
    let Some(place) = first else { return };
    let titles: Vec<String> = others.iter().map(|(class, count)| format!("{count} × DCIM_{class}")).collect();
    notes.leave(place.clone(), UnreadKind::Section, titles.join(", "), "views that tell of no part that is sold");
}
