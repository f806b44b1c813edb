//! PCIe devices: what each is, and which part of another list it is.

use std::collections::{BTreeMap, BTreeSet};

use rackworth_model::hardware::{ComponentKind, PciId};

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::processors::device_key;
use super::quirks::{self, Quirks};
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};
use super::uri;

/// What a PCIe device is for the count of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Network,
    Gpu,
    /// An NVMe drive.
    Drive,
    Controller,
    Riser,
    /// A bridge, a management video chip: part of a board.
    Board,
    Unknown,
}

/// The PCIe devices of a machine, each once, by what they are.
pub(super) struct Devices(BTreeMap<Sort, Vec<Sighting>>);

impl Devices {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, sort: Sort, mut device: Sighting) {
        device.component.kind = kind_of(sort);
        self.0.entry(sort).or_default().push(device);
    }

    pub(super) fn take(&mut self, sort: Sort) -> Vec<Sighting> {
        self.0.remove(&sort).unwrap_or_default()
    }
}

/// What the functions of one device tell.
#[derive(Debug, Default, Clone)]
struct Functions {
    classes: BTreeSet<(u8, Option<u8>)>,
    pci: Option<PciId>,
    quirks: Quirks,
    keys: BTreeSet<String>,
    aliases: BTreeSet<String>,
}

/// Reads the devices; a device listed under a system and under a chassis is one.
pub(super) fn read_devices(scope: &Scope<'_>) -> Devices {
    let functions = read_functions(scope);
    let mut parts = Parts::default();
    let bodies = scope.bodies(Kind::PcieDevice);
    let unread: BTreeSet<&str> =
        bodies.iter().filter(|body| lacks_function(scope, body)).map(|body| body.key).collect();
    let (of_systems, of_chassis): (Vec<_>, Vec<_>) = bodies.iter().partition(|b| b.path().contains("/systems/"));
    for list in [of_systems, of_chassis] {
        let list = list.into_iter().filter(|body| !body.is_absent()).map(|body| read_device(body, &functions));
        parts.join_or_add(list.collect(), &[Tie::Key, Tie::Alias]);
    }
    let mut sorted = Devices(BTreeMap::new());
    for mut device in parts.remove_unless(|_| false) {
        let sort = sort_of(&device, &functions);
        // Its functions would have told which part of another list it is.
        if sort == Sort::Unknown && device.keys.iter().any(|key| unread.contains(key.as_str())) {
            let words = device.phrases.into_iter().next().or(device.component.slot).unwrap_or_default();
            scope.leave(device.component.place, words, "a PCIe device whose functions could not be read");
            continue;
        }
        if sort == Sort::Riser {
            device.quirks.add(quirks::SWITCH_AS_CONTROLLER);
        }
        sorted.add(sort, device);
    }
    for board in sorted.take(Sort::Board) {
        let words = board.phrases.into_iter().next().or(board.component.slot).unwrap_or_default();
        scope.leave(board.component.place, words, "a PCIe device that is part of a board");
    }
    sorted
}

/// Whether a service answered with an error where a function of a device, or their list, should be.
fn lacks_function(scope: &Scope<'_>, device: &Body<'_>) -> bool {
    let is_error = |link: &str| scope.tree.is_error(link);
    let mut links = device.links(&["Links", "PCIeFunctions"]);
    for list in device.links(&["PCIeFunctions"]) {
        links.push(list);
        links.extend(scope.tree.body(list).iter().flat_map(|list| list.links(&["Members"])));
    }
    links.into_iter().any(is_error)
}

fn kind_of(sort: Sort) -> ComponentKind {
    match sort {
        Sort::Network => ComponentKind::Nic,
        Sort::Gpu => ComponentKind::Gpu,
        Sort::Drive => ComponentKind::Drive,
        Sort::Controller => ComponentKind::Raid,
        Sort::Riser => ComponentKind::Riser,
        Sort::Board | Sort::Unknown => ComponentKind::Unknown,
    }
}

fn read_device(body: &Body<'_>, functions: &BTreeMap<String, Functions>) -> Sighting {
    let mut sighting = Sighting::of(ComponentKind::Unknown, body);
    let linked = body.links(&["Links", "PCIeFunctions"]).into_iter().map(uri::key);
    let own: Vec<String> = sighting.keys.iter().cloned().chain(linked).collect();
    for told in own.iter().filter_map(|key| functions.get(key)) {
        sighting.component.facts.pci = sighting.component.facts.pci.or(told.pci);
        sighting.quirks.extend(&told.quirks);
        sighting.aliases.extend(told.aliases.iter().cloned());
        sighting.keys.extend(told.keys.iter().cloned());
    }
    sighting.keys.extend(own);
    let id = &sighting.component.id;
    let name = body.text(&["Name"]).unwrap_or_default();
    let serial = id.serial.as_deref().unwrap_or_default();
    sighting.aliases.insert(format!("pcie:{}:{}:{}", body.id(), comparable(&name), comparable(serial)));
    sighting
}

/// Functions by the key of their device, and by their own.
fn read_functions(scope: &Scope<'_>) -> BTreeMap<String, Functions> {
    let mut all: BTreeMap<String, Functions> = BTreeMap::new();
    for body in scope.bodies(Kind::PcieFunction) {
        let device = device_key(body.path());
        for key in BTreeSet::from([device, body.key.to_string()]) {
            add_function(all.entry(key).or_default(), &body);
        }
    }
    all
}

fn add_function(told: &mut Functions, body: &Body<'_>) {
    told.classes.extend(class_of(body));
    if told.pci.is_none() {
        told.pci = pci_id(body, "VendorId", "DeviceId");
        let is_decimal = body.text(&["VendorId"]).is_some_and(|id| !id.trim().to_lowercase().starts_with("0x"));
        if is_decimal && told.pci.is_some() {
            told.quirks.add(quirks::DECIMAL_PCI);
        }
    }
    let links = |name: &str| body.links(&["Links", name]);
    told.keys.extend(links("StorageControllers").into_iter().map(uri::key));
    let adapter = |link: &str| uri::plain(link).split("/networkdevicefunctions").next().map(uri::key);
    told.keys.extend(links("NetworkDeviceFunctions").into_iter().filter_map(adapter));
    if let ([only], []) = (links("Drives").as_slice(), links("StorageControllers").as_slice()) {
        told.keys.insert(uri::key(only));
    }
    let fqdd = body.text(&["Oem", "Dell", "DellPCIeFunction", "Id"]);
    let port = links("EthernetInterfaces").first().map(|link| uri::last(link).to_string());
    for name in fqdd.into_iter().chain(port) {
        told.aliases.extend(fqdd_and_above(&name));
    }
}

/// A Dell FQDD and what it is a port of: `NIC.Slot.5-1-1`, `NIC.Slot.5-1`, `NIC.Slot.5`. Anything
/// that is no FQDD gives nothing.
pub(super) fn fqdd_and_above(name: &str) -> Vec<String> {
    let mut name = name.trim().to_lowercase();
    if name.split('.').count() < 3 {
        return Vec::new();
    }
    let mut names = vec![name.clone()];
    while let Some((above, number)) = name.rsplit_once('-') {
        if name.contains(':') || number.is_empty() || !number.chars().all(|c| c.is_ascii_digit()) {
            break;
        }
        names.push(above.to_string());
        name = above.to_string();
    }
    names
}

/// PCI base class and subclass: from `ClassCode` in any of its lengths, else from `DeviceClass`.
fn class_of(body: &Body<'_>) -> Option<(u8, Option<u8>)> {
    let named = body
        .text(&["DeviceClass"])
        .and_then(|name| CLASSES.iter().find(|(known, _)| *known == name).map(|(_, class)| (*class, None)));
    let coded = hexadecimal(body, "ClassCode").and_then(|code| match code {
        0..=0xFF => Some((u8::try_from(code).ok()?, None)),
        _ => Some((u8::try_from(code >> 16).ok()?, u8::try_from((code >> 8) & 0xFF).ok())),
    });
    match (named, coded) {
        (Some((class, _)), Some((code, sub))) if class == code => Some((code, sub)),
        (Some(class), _) => Some(class),
        (None, coded) => coded,
    }
}

/// Values of `DeviceClass` (DSP8010) and base classes of the PCI Code and ID Assignment Specification.
const CLASSES: &[(&str, u8)] = &[
    ("MassStorageController", 0x01),
    ("NetworkController", 0x02),
    ("DisplayController", 0x03),
    ("MultimediaController", 0x04),
    ("MemoryController", 0x05),
    ("Bridge", 0x06),
    ("CommunicationController", 0x07),
    ("GenericSystemPeripheral", 0x08),
    ("InputDeviceController", 0x09),
    ("SerialBusController", 0x0C),
    ("ProcessingAccelerators", 0x12),
];

/// Vendor and device number under two properties; zero stands for unknown.
pub(super) fn pci_id(body: &Body<'_>, vendor: &str, device: &str) -> Option<PciId> {
    let number = |name: &str| hexadecimal(body, name).and_then(|number| u16::try_from(number).ok());
    let (vendor, device) = (number(vendor)?, number(device)?);
    (vendor != 0 && vendor != 0xFFFF).then_some(PciId { vendor, device })
}

/// A number given as `0x15b3`, as a number, or as its digits in text: DSP8010 asks for `0x`, so
/// digits without it are decimal (quirk `decimal-pci-ids`).
fn hexadecimal(body: &Body<'_>, property: &str) -> Option<u32> {
    match body.value(&[property])? {
        serde_json::Value::String(text) => {
            let text = text.trim().to_lowercase();
            match text.strip_prefix("0x") {
                Some(digits) => u32::from_str_radix(digits, 16).ok(),
                None => text.parse().ok().or_else(|| u32::from_str_radix(&text, 16).ok()),
            }
        }
        value => value.as_u64().and_then(|number| u32::try_from(number).ok()),
    }
}

/// PCI vendors of the video chips of management controllers: Matrox, ASPEED, Silicon Motion.
const MANAGEMENT_VIDEO: [u16; 3] = [0x102b, 0x1a03, 0x126f];

/// The management side of Broadcom's PEX PCIe switches (pci-ids.ucw.cz, 1000:00b2).
const PEX_SWITCH: PciId = PciId { vendor: 0x1000, device: 0x00b2 };

fn sort_of(device: &Sighting, functions: &BTreeMap<String, Functions>) -> Sort {
    let classes: BTreeSet<(u8, Option<u8>)> =
        device.keys.iter().filter_map(|key| functions.get(key)).flat_map(|told| told.classes.iter().copied()).collect();
    let pci = device.component.facts.pci;
    if pci == Some(PEX_SWITCH) {
        return Sort::Riser;
    }
    let words = words_of(device);
    let by_class = classes.iter().map(|class| sort_of_class(*class, pci, device, &words)).min();
    by_class.filter(|sort| *sort != Sort::Unknown).unwrap_or_else(|| sort_of_words(&words))
}

fn sort_of_class(class: (u8, Option<u8>), pci: Option<PciId>, device: &Sighting, words: &str) -> Sort {
    match class {
        (0x02, _) | (0x0C, Some(0x04 | 0x06)) => Sort::Network,
        (0x03, Some(0x02)) | (0x12, _) => Sort::Gpu,
        (0x03, _) if pci.is_some_and(|pci| MANAGEMENT_VIDEO.contains(&pci.vendor)) => Sort::Board,
        (0x03, _) if is_management_video(words) => Sort::Board,
        (0x03, _) => Sort::Gpu,
        (0x01, sub) => sort_of_storage(sub, device, words),
        (0x01..=0x11, _) => Sort::Board,
        _ => Sort::Unknown,
    }
}

/// A drive names its bay (Dell), or is an NVMe function that is no RAID kit.
fn sort_of_storage(subclass: Option<u8>, device: &Sighting, words: &str) -> Sort {
    let in_bay = device.aliases.iter().any(|alias| alias.starts_with("disk."));
    let is_kit = ["RAID", "BOSS", "CONTROLLER", "ADAPTER", "HBA", " KIT"].iter().any(|word| words.contains(word));
    let is_nvme = subclass == Some(0x08) || words.contains("NVME") || words.contains("SSD");
    if in_bay || (is_nvme && !is_kit) { Sort::Drive } else { Sort::Controller }
}

/// All words of a sighting in one line, for looking up words in it.
pub(super) fn words_of(device: &Sighting) -> String {
    let id = &device.component.id;
    let words =
        [&id.manufacturer, &id.model].into_iter().flatten().chain(&device.phrases).chain(&device.component.slot);
    words.map(|word| comparable(word)).collect::<Vec<_>>().join(" ")
}

pub(super) fn is_management_video(words: &str) -> bool {
    ["MATROX", "ASPEED", "G200", "VIDEO CONTROLLER", "ONBOARD VGA", "EMBEDDED VIDEO"].iter().any(|w| words.contains(w))
}

/// What a device without functions is, by the words for sorts of cards.
pub(super) fn sort_of_words(words: &str) -> Sort {
    const WORDS: &[(Sort, &[&str])] = &[
        (
            Sort::Board,
            &["MATROX", "ASPEED", "VIDEO CONTROLLER", "ROOT PORT", "CHIPSET", "NVSWITCH", "NV SWITCH", "BRIDGE"],
        ),
        (Sort::Controller, &["RAID", "SMART ARRAY", "PERC", "HBA", "SAS", "SATA", "BOSS-", "MEGARAID"]),
        (
            Sort::Network,
            &[
                "ETHERNET",
                "CONNECTX",
                "BLUEFIELD",
                "INFINIBAND",
                "FIBRE CHANNEL",
                "NETWORK",
                " NIC",
                "VIC ",
                "LOM",
                "MLOM",
            ],
        ),
        (Sort::Gpu, &["GPU", "NVIDIA", "TESLA", "INSTINCT", "ACCELERATOR"]),
        (Sort::Drive, &["NVME", "SSD"]),
    ];
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    WORDS.iter().find(|(_, list)| has(list)).map_or(Sort::Unknown, |(sort, _)| *sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_s_name_holds_its_card_s() {
        assert_eq!(
            fqdd_and_above("NIC.Integrated.1-2-1"),
            ["nic.integrated.1-2-1", "nic.integrated.1-2", "nic.integrated.1"]
        );
        assert_eq!(fqdd_and_above("Disk.Bay.2:Enclosure.Internal.0-1"), ["disk.bay.2:enclosure.internal.0-1"]);
        assert!(fqdd_and_above("L.1").is_empty());
    }

    #[test]
    fn words_tell_what_a_device_without_functions_is() {
        assert_eq!(sort_of_words("LENOVO SAS3408 THINKSYSTEM RAID 530-8I PCIE 12GB ADAPTER"), Sort::Controller);
        assert_eq!(sort_of_words("NVIDIA H100 PCIE"), Sort::Gpu);
        assert_eq!(sort_of_words("UCS VIC 1227 10GBPS 2 PORT CNA SFP+"), Sort::Network);
        assert_eq!(sort_of_words("SOMETHING"), Sort::Unknown);
    }
}
