//! dmidecode text: what the firmware's SMBIOS tables say of a machine (DMTF DSP0134).

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::inventory::{AssetKind, UnreadKind};
use rackworth_model::measure::Watts;

use super::draft::{Draft, is_named, part, said};
use super::note::Notes;
use super::quirks;
use super::sections::{Section, sections};
use super::units;

/// SMBIOS structure types (DSP0134, 7.1) and the titles dmidecode gives them.
const SYSTEM: (u32, &str) = (1, "System Information");
const BOARD: (u32, &str) = (2, "Base Board Information");
const CHASSIS: (u32, &str) = (3, "Chassis Information");
const PROCESSOR: (u32, &str) = (4, "Processor Information");
const MEMORY: (u32, &str) = (17, "Memory Device");
const SUPPLY: (u32, &str) = (39, "System Power Supply");
const BIOS: (u32, &str) = (0, "BIOS Information");

pub(super) fn is_it(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim_end);
    lines.any(|line| line.starts_with("# dmidecode ") || (line.starts_with("Handle 0x") && line.contains("DMI type")))
        || head.lines().any(|line| line.starts_with("SMBIOS ") && line.trim_end().ends_with(" present."))
}

pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let sections = sections(text);
    let of = |(number, title): (u32, &str)| {
        let is = move |section: &&Section| section.number.map_or(section.title == title, |own| own == number);
        sections.iter().filter(is).collect::<Vec<_>>()
    };
    let systems = of(SYSTEM);
    let place = notes.line(systems.first().or(sections.first().as_ref()).map_or(1, |section| section.line));
    let mut draft = if systems.is_empty() { Draft::pieces(place) } else { Draft::machine(place) };
    if let Some(system) = systems.first() {
        read_system(system, &mut draft);
    }
    for board in of(BOARD).into_iter().take(1) {
        read_board(board, &mut draft, notes);
    }
    for chassis in of(CHASSIS).into_iter().take(1) {
        read_chassis(chassis, &mut draft);
    }
    draft.extra("BIOS version", of(BIOS).first().and_then(|bios| said(bios.field("Version"))));
    draft.parts.extend(of(PROCESSOR).into_iter().filter_map(|section| read_processor(section, notes)));
    draft.parts.extend(of(MEMORY).into_iter().filter_map(|section| read_module(section, notes)));
    draft.parts.extend(of(SUPPLY).into_iter().filter_map(|section| read_supply(section, notes)));
    leave_others(&sections, notes);
    if draft.is_machine || !draft.parts.is_empty() { vec![draft] } else { Vec::new() }
}

fn read_system(section: &Section, draft: &mut Draft) {
    let id = &mut draft.asset.id;
    id.manufacturer = said(section.field("Manufacturer"));
    // Boards sold alone leave it to whoever builds the machine to name it.
    id.model = said(section.field("Product Name")).filter(|name| name != "Super Server");
    // Dell's and VMware's SKU fields hold assignments (`SKU=0715;ModelName=…`), others the product number.
    id.part_number = said(section.field("SKU Number")).filter(|sku| !sku.contains('='));
    draft.set_serial(said(section.field("Serial Number")));
}

/// The board names a machine whose system fields were left empty; its serial ties exports together.
fn read_board(section: &Section, draft: &mut Draft, notes: &Notes) {
    let mut board = part(ComponentKind::Board, &notes.line(section.line));
    board.id.manufacturer = said(section.field("Manufacturer"));
    board.id.model = said(section.field("Product Name"));
    board.id.serial = said(section.field("Serial Number"));
    draft.add_serial(board.id.serial.as_deref());
    let id = &mut draft.asset.id;
    if id.model.is_none() {
        (id.manufacturer, id.model) =
            (id.manufacturer.take().or(board.id.manufacturer.clone()), board.id.model.clone());
    }
    // Makers of whole machines repeat the name of the machine.
    if is_named(&board) && board.id.model != draft.asset.id.model {
        draft.parts.push(board);
    }
}

/// Machines people carry or keep on a desk are no servers (DSP0134, 7.4.1).
fn read_chassis(section: &Section, draft: &mut Draft) {
    const NO_SERVERS: &[&str] = &[
        "Desktop",
        "Low Profile Desktop",
        "Pizza Box",
        "Mini Tower",
        "Portable",
        "Laptop",
        "Notebook",
        "Hand Held",
        "All In One",
        "Sub Notebook",
        "Space-saving",
        "Lunch Box",
        "Tablet",
        "Convertible",
        "Detachable",
        "Mini PC",
        "Stick PC",
    ];
    draft.asset.asset_tag = said(section.field("Asset Tag"));
    let kind = section.field("Type").unwrap_or_default();
    if draft.is_machine && NO_SERVERS.contains(&kind) {
        draft.asset.kind = AssetKind::Unknown;
        draft.extra("Chassis type", Some(kind.to_string()));
    }
}

fn read_processor(section: &Section, notes: &mut Notes) -> Option<RawComponent> {
    let status = section.field("Status").unwrap_or_default();
    let kind = section.field("Type").unwrap_or_default();
    if status.starts_with("Unpopulated") || !(kind.is_empty() || kind.starts_with("Central") || kind.starts_with('<')) {
        return None;
    }
    let mut cpu = part(ComponentKind::Cpu, &notes.line(section.line));
    cpu.id.manufacturer = said(section.field("Manufacturer"));
    cpu.id.model = said(section.field("Version"));
    cpu.id.part_number = said(section.field("Part Number"));
    cpu.id.serial = said(section.field("Serial Number"));
    cpu.slot = said(section.field("Socket Designation"));
    cpu.facts.cores = section.field("Core Count").and_then(|cores| cores.parse().ok());
    if cpu.id.model.is_none() {
        cpu.text = said(section.field("Family"));
        if cpu.text.is_none() && !status.starts_with("Populated") {
            notes.leave(cpu.place, UnreadKind::Section, section.title.clone(), "it names no processor");
            return None;
        }
    }
    Some(cpu)
}

fn read_module(section: &Section, notes: &mut Notes) -> Option<RawComponent> {
    let size = section.field("Size").unwrap_or_default();
    let place = notes.line(section.line);
    let Some(capacity) = units::binary_size(size).filter(|size| size.0 > 0) else {
        let is_empty = ["No Module", "Not Installed", "0 "].iter().any(|word| size.starts_with(word));
        if !is_empty {
            notes.leave(place, UnreadKind::Section, format!("Memory Device, size {size}"), "it has no size");
        }
        return None;
    };
    let kind = said(section.field("Type"));
    if kind.as_deref() == Some("Flash") {
        let why = format!("the firmware's own flash chip is no module ({})", quirks::FIRMWARE_FLASH);
        notes.leave(place, UnreadKind::Section, format!("Memory Device, {size}"), why);
        return None;
    }
    let mut module = part(ComponentKind::Dimm, &place);
    let mut filled = false;
    let mut word = |name: &str| {
        let told = section.field(name);
        filled |= told.is_some_and(quirks::is_firmware_filler);
        said(told)
    };
    module.id.manufacturer = word("Manufacturer");
    module.id.part_number = word("Part Number");
    module.id.serial = word("Serial Number");
    module.slot = said(section.field("Locator"));
    module.quirks.extend(filled.then_some(quirks::FILLED_FIELD));
    module.facts.capacity = Some(capacity);
    let detail = section.field("Type Detail").unwrap_or_default();
    module.facts.memory_type = match kind {
        Some(kind) if detail.contains("Non-Volatile") && kind.starts_with("DDR") => {
            Some(format!("{kind} persistent memory"))
        }
        kind => kind,
    };
    module.facts.module_type = said(Some(detail)).filter(|detail| !matches!(detail.as_str(), "None" | "Synchronous"));
    module.facts.speed_mts = units::first_number(section.field("Speed").unwrap_or_default());
    Some(module)
}

fn read_supply(section: &Section, notes: &mut Notes) -> Option<RawComponent> {
    let status = section.field("Status").unwrap_or_default();
    if status.starts_with("Not Present") {
        return None;
    }
    let mut supply = part(ComponentKind::Psu, &notes.line(section.line));
    supply.id.manufacturer = said(section.field("Manufacturer"));
    supply.id.part_number = said(section.field("Model Part Number"));
    supply.id.serial = said(section.field("Serial Number"));
    supply.id.model = said(section.field("Name")).filter(|name| !is_position(name));
    supply.slot = said(section.field("Location"));
    supply.facts.watts = units::first_number(section.field("Max Power Capacity").unwrap_or_default())
        .filter(|watts| *watts > 0)
        .map(Watts);
    let is_told = is_named(&supply) || supply.facts.watts.is_some() || supply.id.serial.is_some();
    if is_told {
        return Some(supply);
    }
    notes.leave(supply.place, UnreadKind::Section, section.title.clone(), "every field of it is a filler");
    None
}

/// `Power Supply 1`, `PSU1`, `PWS2`: where it is, not what it is.
fn is_position(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
    bare.len() < name.len() && matches!(bare.as_str(), "power supply" | "psu" | "pws" | "ps" | "pwr supply")
}

/// Sections that are not read are told together, with the line of the first of them.
fn leave_others(sections: &[Section], notes: &mut Notes) {
    const READ: [(u32, &str); 7] = [BIOS, SYSTEM, BOARD, CHASSIS, PROCESSOR, MEMORY, SUPPLY];
    /// Ends the table (type 127), or says that there is nothing.
    const SILENT: &[&str] = &["End Of Table", "Inactive"];
    let is_read = |section: &Section| {
        READ.iter().any(|(number, title)| section.number.map_or(section.title == *title, |own| own == *number))
            || SILENT.contains(&section.title.as_str())
            || section.is_preamble()
    };
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    for section in sections.iter().filter(|section| !is_read(section)) {
        *others.entry(&section.title).or_default() += 1;
        lines.push(section.line);
    }
    let Some(first) = lines.first() else { return };
    let titles: Vec<String> = others.iter().map(|(title, count)| format!("{count} × {title}")).collect();
    let why = "sections that tell of no part that is sold";
    notes.leave(notes.line(*first), UnreadKind::Section, titles.join(", "), why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackworth_model::measure::Bytes;

    #[test]
    fn a_position_is_no_model() {
        assert!(is_position("Power Supply 1") && is_position("PSU1"));
        assert!(!is_position("PWS-1K23A-1R") && !is_position("PWR SPLY,750W,RDNT,DELTA"));
    }

    #[test]
    fn sizes_count_binary() {
        assert_eq!(units::binary_size("8192 MB"), Bytes::from_gib(8));
        assert_eq!(units::binary_size("No Module Installed"), None);
    }
}
