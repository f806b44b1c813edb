//! lshw: the tree of a machine as its operating system sees it (JSON, XML or text).

mod node;

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, PciId, RawComponent};
use rackworth_model::inventory::{AssetKind, UnreadKind};
use rackworth_model::measure::Bytes;
use serde_json::Value;

use super::draft::{Draft, is_named, part, said};
use super::note::Notes;
use super::{quirks, units};
use node::Node;

pub(super) fn is_json(head: &str) -> bool {
    ["\"id\"", "\"class\"", "\"claimed\"", "\"children\""].iter().all(|word| head.contains(word))
        && !head.contains("\"schema_api\"")
}

pub(super) fn is_xml(head: &str) -> bool {
    head.contains("<node id=") && head.contains("class=")
}

pub(super) fn is_text(head: &str) -> bool {
    head.contains("\n  *-core") && head.contains("description:")
}

pub(super) fn read_json(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let roots = node::of_json(text, notes);
    roots.iter().filter_map(|root| read_root(root, notes)).collect()
}

pub(super) fn read_xml(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let roots = node::of_xml(text, notes);
    roots.iter().filter_map(|root| read_root(root, notes)).collect()
}

pub(super) fn read_text(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let roots = node::of_text(text, notes);
    roots.iter().filter_map(|root| read_root(root, notes)).collect()
}

/// A tree inside another export.
pub(super) fn read_value(value: &Value, pointer: &str, notes: &mut Notes) -> Option<Draft> {
    read_root(&node::of_value(value, pointer, notes, 0), notes)
}

fn read_root(root: &Node, notes: &mut Notes) -> Option<Draft> {
    let mut draft = if root.class == "system" { read_system(root) } else { Draft::pieces(root.place.clone()) };
    let mut reading = Reading { draft: &mut draft, notes, cards: BTreeMap::new(), others: BTreeMap::new() };
    root.walk(&mut |node| reading.take(node));
    reading.finish(root);
    (draft.is_machine || !draft.parts.is_empty()).then_some(draft)
}

fn read_system(root: &Node) -> Draft {
    const NO_SERVERS: &[&str] = &["desktop", "notebook", "laptop", "portable", "tablet", "all-in-one"];
    let mut draft = Draft::machine(root.place.clone());
    let id = &mut draft.asset.id;
    id.manufacturer = root.word("vendor");
    // `PowerEdge R6515 (SKU=NotProvided;ModelName=PowerEdge R6515)`.
    id.model =
        root.word("product").and_then(|name| said(name.split(" (").next())).filter(|name| name != "Super Server");
    draft.set_serial(root.word("serial"));
    draft.asset.hostname = said(Some(&root.id)).filter(|name| !matches!(name.as_str(), "computer" | "localhost"));
    let chassis = root.raw("chassis");
    if NO_SERVERS.contains(&chassis) {
        draft.asset.kind = AssetKind::Unknown;
        draft.extra("Chassis type", Some(chassis.to_string()));
    }
    if let Some(core) = root.children.iter().find(|child| child.id == "core") {
        draft.add_serial(core.word("serial").as_deref());
        let id = &mut draft.asset.id;
        if id.model.is_none() {
            (id.manufacturer, id.model) = (core.word("vendor"), core.word("product"));
        }
    }
    draft
}

struct Reading<'a> {
    draft: &'a mut Draft,
    notes: &'a mut Notes,
    /// Cards by kind and PCI device: `0000:3b:00` of `pci@0000:3b:00.1`.
    cards: BTreeMap<(ComponentKind, String), RawComponent>,
    /// Classes that are not read.
    others: BTreeMap<String, u32>,
}

impl Reading<'_> {
    fn take(&mut self, node: &Node) {
        let id = node.id.split(':').next().unwrap_or_default();
        match (node.class.as_str(), id) {
            ("processor", _) if !node.raw("businfo").starts_with("scsi@") => self.processor(node),
            ("memory", "bank") => self.module(node),
            ("storage", "nvme") => {
                self.drive(node, node.children.iter().find(|child| child.id.starts_with("namespace")));
            }
            ("storage", _) if node.raw("description").contains("NVMe") => self.drive(node, node.children.first()),
            ("storage", _) => self.controller(node),
            ("disk", "disk") => self.drive(node, None),
            ("network", _) => self.card(ComponentKind::Nic, node),
            ("display", _) => self.display(node),
            ("power", _) => self.supply(node),
            // Parts of what is read already, or where it is.
            ("volume" | "bridge" | "bus" | "system", _)
            | ("memory", "memory" | "cache" | "firmware")
            | ("disk", "namespace" | "medium") => {}
            (class, _) => *self.others.entry(class.to_string()).or_default() += 1,
        }
    }

    /// A component with the words every node has.
    fn named(kind: ComponentKind, node: &Node) -> RawComponent {
        let mut part = part(kind, &node.place);
        part.id.manufacturer = node.word("vendor").map(|vendor| without_numbers(&vendor).0);
        let product = node.word("product");
        let (model, numbers) = product.as_deref().map(without_numbers).unwrap_or_default();
        part.id.model = said(Some(&model));
        part.facts.pci = numbers;
        part.id.serial = node.word("serial");
        part.slot = node.word("slot").or_else(|| node.word("businfo"));
        part
    }

    fn processor(&mut self, node: &Node) {
        let mut cpu = Self::named(ComponentKind::Cpu, node);
        cpu.facts.cores = node.raw("cores").parse().ok();
        if is_named(&cpu) && !node.raw("description").contains("[empty]") {
            self.draft.parts.push(cpu);
        }
    }

    fn module(&mut self, node: &Node) {
        let size = size_of(node, units::binary_size);
        let Some(size) = size.filter(|size| size.0 > 0) else { return };
        let mut module = Self::named(ComponentKind::Dimm, node);
        module.id.part_number = module.id.model.take();
        module.facts.capacity = Some(size);
        let description = node.raw("description");
        let mut words = description.split_whitespace();
        let is_type = |word: &&str| word.starts_with("DDR") || word.starts_with("LPDDR") || *word == "Flash";
        module.facts.memory_type = words.find(is_type).map(str::to_string);
        let rest: Vec<&str> = words.collect();
        let speed = rest.iter().position(|word| word.parse::<u32>().is_ok());
        module.facts.speed_mts = speed.and_then(|at| rest[at].parse().ok());
        let detail = rest[..speed.unwrap_or(rest.len())].join(" ");
        module.facts.module_type = said(Some(&detail)).filter(|detail| detail != "Synchronous");
        if module.facts.memory_type.as_deref() == Some("Flash") {
            self.leave(node, quirks::told("the firmware's own flash chip is no module", quirks::FIRMWARE_FLASH));
            return;
        }
        self.draft.parts.push(module);
    }

    /// A drive; an NVMe controller has no size, its namespace has.
    fn drive(&mut self, node: &Node, namespace: Option<&Node>) {
        let mut drive = Self::named(ComponentKind::Drive, node);
        let words = format!("{} {} {}", node.raw("vendor"), node.raw("product"), node.raw("description"));
        if units::is_virtual_drive(&words) {
            self.leave(node, quirks::told("a volume of a RAID controller is no drive", quirks::VIRTUAL_DISK));
            return;
        }
        if words.contains("CD") && words.contains("ROM") || words.contains("DVD") {
            self.leave(node, "an optical drive".to_string());
            return;
        }
        let own = size_of(node, units::binary_size);
        let below = namespace.and_then(|namespace| size_of(namespace, units::binary_size));
        drive.facts.capacity = own.or(below).filter(|size| size.0 > 0);
        drive.facts.rpm = node.raw("rpm").parse().ok();
        drive.facts.media = drive.facts.rpm.map(|_| "HDD".to_string());
        if node.class == "storage" || node.raw("description").contains("NVMe") {
            drive.facts.protocol = Some("NVMe".to_string());
            drive.facts.media = Some("SSD".to_string());
        } else if node.raw("description").starts_with("ATA") {
            drive.facts.protocol = Some("SATA".to_string());
        }
        // A controller without a drive in it has a product and no size.
        if is_named(&drive) && drive.facts.capacity.is_some() || drive.id.serial.is_some() {
            self.draft.parts.push(drive);
        } else {
            self.leave(node, "a drive without a size or a serial".to_string());
        }
    }

    fn controller(&mut self, node: &Node) {
        const CARDS: &[&str] = &["RAID", "Serial Attached SCSI", "SAS"];
        let words = format!("{} {}", node.raw("description"), node.raw("product"));
        let is_chipset = ["Intel", "Advanced Micro Devices"].iter().any(|maker| node.raw("vendor").contains(maker));
        if CARDS.iter().any(|word| words.contains(word)) && !words.contains("[RAID mode]") {
            self.card(ComponentKind::Raid, node);
        } else if is_chipset || node.raw("vendor").is_empty() {
            *self.others.entry("chipset storage".to_string()).or_default() += 1;
        } else {
            self.card(ComponentKind::Raid, node);
        }
    }

    fn display(&mut self, node: &Node) {
        // Chips that draw the console of a management controller.
        let is_management = ["Matrox", "ASPEED"].iter().any(|maker| node.raw("vendor").contains(maker));
        if is_management {
            self.leave(node, "the video chip of the management controller".to_string());
        } else {
            self.card(ComponentKind::Gpu, node);
        }
    }

    /// Functions of one PCI device are ports of one card.
    fn card(&mut self, kind: ComponentKind, node: &Node) {
        let Some(device) = node.raw("businfo").strip_prefix("pci@").and_then(|bus| bus.rsplit_once('.')) else {
            *self.others.entry(format!("{} without a PCI device", node.class)).or_default() += 1;
            return;
        };
        let mut card = Self::named(kind, node);
        // The serial of a network interface is its address.
        card.id.serial = card.id.serial.filter(|serial| kind != ComponentKind::Nic && !serial.contains(':'));
        card.slot = Some(device.0.to_string());
        let known = self.cards.entry((kind, device.0.to_string())).or_insert(card);
        if kind == ComponentKind::Nic {
            known.facts.ports = Some(known.facts.ports.unwrap_or(0) + 1);
        }
    }

    fn supply(&mut self, node: &Node) {
        let mut supply = Self::named(ComponentKind::Psu, node);
        supply.id.part_number = supply.id.model.take();
        supply.id.model = node.word("description").filter(|name| !name.starts_with("Power Supply"));
        if is_named(&supply) {
            self.draft.parts.push(supply);
        } else {
            self.leave(node, "a power supply whose every field is a filler".to_string());
        }
    }

    fn leave(&mut self, node: &Node, why: String) {
        let words = [node.word("product"), node.word("description")].into_iter().flatten().next();
        self.notes.leave(node.place.clone(), UnreadKind::Section, words.unwrap_or_else(|| node.id.clone()), why);
    }

    fn finish(self, root: &Node) {
        self.draft.parts.extend(self.cards.into_values());
        if self.others.is_empty() {
            return;
        }
        let titles: Vec<String> = self.others.iter().map(|(class, count)| format!("{count} × {class}")).collect();
        let why = "nodes that tell of no part that is sold";
        self.notes.leave(root.place.clone(), UnreadKind::Section, titles.join(", "), why);
    }
}

/// `Ethernet Controller X710 [8086:1572]` → the name, and the numbers in it.
fn without_numbers(text: &str) -> (String, Option<PciId>) {
    let Some((name, numbers)) = text.trim_end().strip_suffix(']').and_then(|text| text.rsplit_once(" [")) else {
        return (text.trim().to_string(), None);
    };
    let hexadecimal = |word: &str| u16::from_str_radix(word, 16).ok().filter(|_| word.len() == 4);
    let pci = numbers
        .split_once(':')
        .and_then(|(vendor, device)| Some(PciId { vendor: hexadecimal(vendor)?, device: hexadecimal(device)? }));
    // `dead:beef` stands for numbers somebody took out.
    let is_masked = numbers == "dead:beef" || numbers.ends_with(":beef");
    if pci.is_some() || hexadecimal(numbers).is_some() {
        return (name.to_string(), pci.filter(|_| !is_masked));
    }
    (text.trim().to_string(), None)
}

/// The size of a node: bytes in JSON and XML, `32GiB` or `447GiB (480GB)` in text.
fn size_of(node: &Node, read: fn(&str) -> Option<Bytes>) -> Option<Bytes> {
    let text = node.raw("size");
    let exact = text.parse().ok().map(Bytes);
    let decimal = text.split_once('(').and_then(|(_, rest)| units::decimal_size(rest.trim_end_matches(')')));
    exact.or(decimal).or_else(|| read(text))
}
