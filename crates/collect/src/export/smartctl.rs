//! smartctl: what a drive says of itself, as text (`smartctl -a`) or JSON (`smartctl -j`).

use rackworth_model::hardware::{ComponentKind, Place, RawComponent};
use rackworth_model::inventory::UnreadKind;
use rackworth_model::measure::Bytes;
use serde_json::Value;

use super::draft::{Draft, part, said};
use super::note::Notes;
use super::{json, quirks, units};

pub(super) fn is_text(head: &str) -> bool {
    head.lines().take(20).any(|line| line.starts_with("smartctl ") && line.contains('['))
}

pub(super) fn is_json(head: &str) -> bool {
    let has = |words: &[&str]| words.iter().all(|word| head.contains(&format!("\"{word}\"")));
    has(&["smartctl", "json_format_version"]) || has(&["device", "user_capacity", "logical_block_size"])
}

/// One or more outputs of `smartctl`, one after another.
pub(super) fn read_text(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let mut draft = Draft::pieces(notes.line(1));
    let mut told: Vec<(usize, Vec<&str>)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with("smartctl ") || told.is_empty() {
            told.push((number + 1, Vec::new()));
        }
        if let Some((_, lines)) = told.last_mut() {
            lines.push(line);
        }
    }
    for (line, lines) in told {
        let drive = TextDrive { lines };
        if drive.lines.iter().any(|line| line.starts_with("smartctl ")) {
            draft.parts.extend(keep(drive.read(&notes.line(line)), drive.complaint(), notes));
        }
    }
    pieces(draft)
}

pub(super) fn read_json(text: &str, notes: &mut Notes) -> Vec<Draft> {
    let documents = json::read(text, notes);
    read_values(&documents, "", notes)
}

/// Outputs that stand in a list at a pointer; one alone is the document itself.
pub(super) fn read_values(documents: &[Value], pointer: &str, notes: &mut Notes) -> Vec<Draft> {
    let mut draft = Draft::pieces(notes.pointer(pointer));
    let is_alone = documents.len() == 1 && pointer.is_empty();
    for (number, document) in documents.iter().enumerate() {
        let place = notes.pointer(&if is_alone { String::new() } else { format!("{pointer}/{number}") });
        if document.get("devices").is_some() {
            let why = "it lists devices by their names alone; collect `smartctl -a -j` of each";
            notes.leave(place, UnreadKind::Section, "smartctl --scan", why);
            continue;
        }
        let drive = JsonDrive(document);
        draft.parts.extend(keep(drive.read(&place), drive.complaint(), notes));
    }
    pieces(draft)
}

fn pieces(draft: Draft) -> Vec<Draft> {
    if draft.parts.is_empty() { Vec::new() } else { vec![draft] }
}

/// Drops what is no drive, with a note; a drive without a word about it is a problem.
fn keep(drive: RawComponent, complaint: Option<String>, notes: &mut Notes) -> Option<RawComponent> {
    let words = [&drive.id.manufacturer, &drive.id.model].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
    if units::is_virtual_drive(&words) {
        let why = format!("a volume of a RAID controller is no drive ({})", quirks::VIRTUAL_DISK);
        notes.leave(drive.place, UnreadKind::Section, words, why);
        return None;
    }
    let is_told = drive.id.model.is_some() || drive.text.is_some() || drive.id.serial.is_some();
    if !is_told && drive.facts.capacity.is_none() {
        let found = complaint.unwrap_or_else(|| "no model, serial or capacity".to_string());
        let hint = "run smartctl as root, with `-d` for a drive behind a RAID controller";
        notes.problem(drive.place, found, "what the drive says of itself", hint);
        return None;
    }
    Some(drive)
}

/// What the words of a drive's model field mean for its media and protocol.
fn set_kind(drive: &mut RawComponent, protocol: Option<String>, rpm: Option<u64>, is_solid: bool) {
    drive.facts.media = match rpm {
        Some(rpm) if rpm > 0 => Some("HDD".to_string()),
        _ if is_solid => Some("SSD".to_string()),
        _ => None,
    };
    drive.facts.rpm = rpm.filter(|rpm| *rpm > 0).and_then(|rpm| u32::try_from(rpm).ok());
    drive.facts.protocol = protocol;
}

/// Attributes whose normalized value is the life that is left, percent: 177 and 202 of Samsung and
/// Micron, 231 and 233 of SandForce, Phison and Intel (smartmontools, `drivedb.h`).
const LIFE_LEFT: &[&str] =
    &["Media_Wearout_Indicator", "Percent_Lifetime_Remain", "SSD_Life_Left", "Wear_Leveling_Count"];

fn left_of_used(used: u64) -> Option<u8> {
    u8::try_from(100_u64.saturating_sub(used)).ok()
}

struct TextDrive<'a> {
    lines: Vec<&'a str>,
}

impl TextDrive<'_> {
    fn field(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.lines.iter().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim()).filter(|value| !value.is_empty())
            })
        })
    }

    fn read(&self, place: &Place) -> RawComponent {
        let mut drive = part(ComponentKind::Drive, place);
        drive.id.manufacturer = said(self.field(&["Vendor"]));
        drive.id.model = said(self.field(&["Device Model", "Model Number", "Product", "Device"]));
        drive.id.serial = said(self.field(&["Serial Number"]));
        drive.text = said(self.field(&["Model Family"]));
        let size = self.field(&["User Capacity", "Total NVM Capacity", "Namespace 1 Size/Capacity"]);
        drive.facts.capacity = size.and_then(units::grouped_number).filter(|bytes| *bytes > 0).map(Bytes);
        drive.facts.form_factor = said(self.field(&["Form Factor"]));
        let rotation = self.field(&["Rotation Rate"]).unwrap_or_default();
        let is_nvme = self.field(&["NVMe Version", "Namespace 1 Size/Capacity", "Total NVM Capacity"]).is_some();
        let protocol = self.protocol(is_nvme);
        let rpm = units::first_number(rotation).map(u64::from);
        set_kind(&mut drive, protocol, rpm, is_nvme || rotation.starts_with("Solid State"));
        drive.facts.life_left_percent = self.life_left();
        drive
    }

    fn protocol(&self, is_nvme: bool) -> Option<String> {
        if is_nvme {
            return Some("NVMe".to_string());
        }
        let sata = self.field(&["SATA Version is"]).map(|_| "SATA".to_string());
        sata.or_else(|| self.field(&["Transport protocol"])?.split_whitespace().next().map(str::to_string))
    }

    fn life_left(&self) -> Option<u8> {
        let used = self.field(&["Percentage Used", "Percentage used endurance indicator"]);
        if let Some(used) = used.and_then(units::first_number) {
            return left_of_used(u64::from(used));
        }
        let statistic = self.lines.iter().find(|line| line.ends_with("Percentage Used Endurance Indicator"));
        if let Some(used) = statistic.and_then(|line| line.split_whitespace().nth(3)?.parse().ok()) {
            return left_of_used(used);
        }
        self.lines.iter().find_map(|line| {
            let mut words = line.split_whitespace();
            let name = words.nth(1)?;
            let value = LIFE_LEFT.contains(&name).then(|| words.nth(1)?.parse().ok()).flatten()?;
            (value <= 100).then_some(value)
        })
    }

    fn complaint(&self) -> Option<String> {
        const WORDS: &[&str] = &["failed", "Permission denied", "Unknown USB", "Please specify", "Unable to detect"];
        let line = self.lines.iter().find(|line| WORDS.iter().any(|word| line.contains(word)))?;
        Some(line.trim().to_string())
    }
}

struct JsonDrive<'a>(&'a Value);

impl JsonDrive<'_> {
    fn at(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    fn word(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| json::text(self.0, key))
    }

    fn whole(&self, pointers: &[&str]) -> Option<u64> {
        pointers.iter().find_map(|pointer| self.at(pointer)?.as_u64())
    }

    fn read(&self, place: &Place) -> RawComponent {
        let mut drive = part(ComponentKind::Drive, place);
        drive.id.manufacturer = self.word(&["vendor", "scsi_vendor"]);
        drive.id.model = self.word(&["model_name", "product", "scsi_product", "scsi_model_name"]);
        drive.id.serial = self.word(&["serial_number"]);
        drive.text = self.word(&["model_family"]);
        let capacity = ["/user_capacity/bytes", "/nvme_total_capacity", "/nvme_namespaces/0/size/bytes"];
        drive.facts.capacity = self.whole(&capacity).filter(|bytes| *bytes > 0).map(Bytes);
        drive.facts.form_factor = self.at("/form_factor/name").and_then(Value::as_str).map(str::to_string);
        let protocol = self.at("/device/protocol").and_then(Value::as_str);
        let rpm = self.whole(&["/rotation_rate"]);
        let is_solid = protocol == Some("NVMe") || rpm == Some(0);
        set_kind(&mut drive, self.protocol(protocol), rpm, is_solid);
        drive.facts.life_left_percent = self.life_left();
        drive
    }

    fn protocol(&self, device: Option<&str>) -> Option<String> {
        let transport = self.at("/scsi_transport_protocol/name").and_then(Value::as_str);
        let transport = transport.and_then(|name| name.split_whitespace().next());
        let sata = self.at("/sata_version").map(|_| "SATA");
        sata.or(transport).or(device.filter(|device| matches!(*device, "NVMe" | "SCSI"))).map(str::to_string)
    }

    fn life_left(&self) -> Option<u8> {
        let used = self.whole(&[
            "/nvme_smart_health_information_log/percentage_used",
            "/endurance_used/current_percent",
            "/scsi_percentage_used_endurance_indicator",
        ]);
        used.and_then(left_of_used).or_else(|| self.left_of_statistics()).or_else(|| self.left_of_attributes())
    }

    fn left_of_statistics(&self) -> Option<u8> {
        let pages = self.at("/ata_device_statistics/pages")?.as_array()?;
        let mut entries = pages.iter().flat_map(|page| json::items(page, "table"));
        let is_used = |entry: &&Value| entry["name"] == "Percentage Used Endurance Indicator";
        entries.find(is_used).and_then(|entry| entry["value"].as_u64()).and_then(left_of_used)
    }

    fn left_of_attributes(&self) -> Option<u8> {
        let mut table = self.at("/ata_smart_attributes/table")?.as_array()?.iter();
        let is_left = |entry: &&Value| entry["name"].as_str().is_some_and(|name| LIFE_LEFT.contains(&name));
        let value = table.find(is_left)?["value"].as_u64()?;
        u8::try_from(value).ok().filter(|value| *value <= 100)
    }

    fn complaint(&self) -> Option<String> {
        let messages = self.at("/smartctl/messages")?.as_array()?;
        messages.iter().find_map(|message| message["string"].as_str()).map(str::to_string)
    }
}
