//! The catalog entry of a drive: a model where it is known, else its properties.

use rackworth_model::class::Segment;
use rackworth_model::ids::PartId;

use crate::identify::maker;
use crate::part::Part;
use crate::spec::{DriveForm, DriveSpec, Interface, Media, Spec};

/// The part of a drive that is known by its properties: id `ssd/any/nvme/1920g/ri` or
/// `hdd/any/sas/600g/10000`, with `any` for what is not known; name `1.92 TB NVMe SSD`.
/// `None` without a capacity.
pub fn generic_part(spec: &DriveSpec) -> Option<Part> {
    generic(spec, "its properties")
}

/// The generic part with a source of its own.
pub(super) fn generic(spec: &DriveSpec, source: &str) -> Option<Part> {
    let capacity = spec.capacity.filter(|capacity| capacity.0 >= 500_000_000)?;
    let gigabytes = format!("{}g", capacity.gb().round());
    let interface = spec.interface.map_or("any", |interface| interface.word());
    let interface = if spec.form == Some(DriveForm::Sd) { DriveForm::Sd.word() } else { interface };
    let last = match spec.media {
        Media::Ssd => spec.endurance.map_or("any".to_string(), |endurance| endurance.word().to_string()),
        Media::Hdd => spec.rpm.map_or("any".to_string(), |rpm| rpm.to_string()),
    };
    let id = PartId::from_words([spec.media.word(), "any", interface, &gigabytes, &last])?;
    let (name, source) = (format!("{capacity} {}", kind(spec)), source.to_string());
    Some(Part { id, name, segment: Segment::General, spec: Spec::Drive(spec.clone()), source })
}

/// The part of a model: id `ssd/samsung/mz7lh1t9hmlt`, name `Samsung MZ7LH1T9HMLT
/// 1.92 TB SATA SSD`.
pub(super) fn named(spec: &DriveSpec, maker: &str, stem: &str, source: &str) -> Option<Part> {
    let id = PartId::from_words([spec.media.word(), maker, stem])?;
    let written = stem.contains(' ');
    let capacity = spec.capacity.filter(|_| !written).map(|capacity| format!(" {capacity}")).unwrap_or_default();
    let name = format!("{} {stem}{capacity} {}", maker::shown(maker), kind(spec));
    Some(Part { id, name, segment: Segment::General, spec: Spec::Drive(spec.clone()), source: source.to_string() })
}

/// `SATA SSD`, `SAS HDD 10K`, `SD card`.
fn kind(spec: &DriveSpec) -> String {
    if spec.form == Some(DriveForm::Sd) {
        return "SD card".to_string();
    }
    let interface = spec.interface.map(|interface| format!("{} ", interface_shown(interface))).unwrap_or_default();
    let media = spec.media.word().to_uppercase();
    let speed = spec.rpm.map(|rpm| format!(" {}K", f64::from(rpm) / 1000.0)).unwrap_or_default();
    format!("{interface}{media}{speed}")
}

pub(super) fn interface_shown(interface: Interface) -> &'static str {
    match interface {
        Interface::Sata => "SATA",
        Interface::Sas => "SAS",
        Interface::Nvme => "NVMe",
    }
}
