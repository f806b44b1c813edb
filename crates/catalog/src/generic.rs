//! Parts whose id says all there is to know: a kind of memory module, a kind of drive.
//!
//! The ids are written by `generic_part` of the modules of their classes; here they are
//! read back. An id that would not be written the same way again is not accepted,
//! so a generic part has one id only.

use rackworth_model::ids::PartId;
use rackworth_model::measure::{Bytes, Watts};

use crate::identify::{dimm, drive, psu};
use crate::part::Part;
use crate::spec::{DimmSpec, DriveForm, DriveSpec, Endurance, Interface, Media, MemoryGeneration, ModuleType};

/// The generic part an id stands for; `None` when it is not a generic id.
pub fn part_of_id(id: &PartId) -> Option<Part> {
    let segments: Vec<&str> = id.as_str().split('/').collect();
    let part = match id.class_word() {
        "dimm" => dimm::generic_part(&dimm_spec(segments.get(1..)?)?)?,
        "ssd" | "hdd" => drive_part(&segments)?,
        "psu" => psu_part(segments.get(1..)?)?,
        _ => return None,
    };
    (part.id == *id).then_some(part)
}

/// Reads `ddr4`, `rdimm`, `32g`, `3200` in any order; capacity must be there.
fn dimm_spec(segments: &[&str]) -> Option<DimmSpec> {
    let mut spec =
        DimmSpec { generation: None, module: None, capacity: Bytes(0), speed_mts: None, ranks: None, chip_width: None };
    for segment in segments {
        if let Ok(generation) = segment.parse::<MemoryGeneration>() {
            spec.generation = Some(generation);
        } else if let Ok(module) = segment.parse::<ModuleType>() {
            spec.module = Some(module);
        } else if let Some(gib) = segment.strip_suffix('g').and_then(|n| n.parse().ok()) {
            spec.capacity = Bytes::from_gib(gib)?;
        } else if let Some(mib) = segment.strip_suffix('m').and_then(|n| n.parse().ok()) {
            spec.capacity = Bytes::from_mib(mib)?;
        } else if let Ok(speed) = segment.parse() {
            spec.speed_mts = Some(speed);
        } else if *segment != "any" {
            return None;
        }
    }
    (spec.capacity.0 > 0).then_some(spec)
}

/// A drive known by its properties, or one whose model says them: `ssd/samsung/mz7lh1t9hmlt`.
fn drive_part(segments: &[&str]) -> Option<Part> {
    let generic = || drive::generic_part(&drive_spec(segments)?);
    match segments {
        [_, "any", ..] => generic(),
        [_, _, stem] => drive::decode(&stem.to_uppercase())?.part(),
        _ => None,
    }
}

/// Reads `dell`, `750w`.
fn psu_part(segments: &[&str]) -> Option<Part> {
    let [maker, power] = segments else { return None };
    psu::generic_part(maker, Watts(power.strip_suffix('w')?.parse().ok()?))
}

/// Reads `ssd`, `nvme`, `1920g`, `ri` and their like in any order.
fn drive_spec(segments: &[&str]) -> Option<DriveSpec> {
    let media = segments.first()?.parse::<Media>().ok()?;
    let mut spec = DriveSpec {
        media,
        capacity: None,
        interface: None,
        form: None,
        endurance: None,
        rpm: None,
        self_encrypting: None,
    };
    for segment in segments.iter().skip(1) {
        read_drive_segment(segment, &mut spec)?;
    }
    Some(spec)
}

fn read_drive_segment(segment: &str, spec: &mut DriveSpec) -> Option<()> {
    if let Ok(interface) = segment.parse::<Interface>() {
        spec.interface = Some(interface);
    } else if let Ok(form) = segment.parse::<DriveForm>() {
        spec.form = Some(form);
    } else if let Ok(endurance) = segment.parse::<Endurance>() {
        spec.endurance = Some(endurance);
    } else if let Some(gb) = segment.strip_suffix('g').and_then(|n| n.parse().ok()) {
        spec.capacity = Some(Bytes::from_gb(gb)?);
    } else if let Some(rpm) = segment.strip_suffix("rpm").or(Some(segment)).and_then(|n| n.parse().ok()) {
        spec.rpm = Some(rpm);
    } else if segment == "sed" {
        spec.self_encrypting = Some(true);
    } else if segment != "any" {
        return None;
    }
    Some(())
}
