//! What a source reports beside the number of a drive, and what its words say.

use rackworth_model::hardware::RawComponent;
use rackworth_model::measure::Bytes;

use crate::identify::scan::{Upper, has_word, said};
use crate::spec::{DriveForm, Endurance, Interface, Media};

use super::words::{self, Units};

/// Reported properties, in our words. Facts stand before words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Witness {
    pub media: Option<Media>,
    pub interface: Option<Interface>,
    pub form: Option<DriveForm>,
    pub endurance: Option<Endurance>,
    pub rpm: Option<u32>,
    /// As reported.
    pub bytes: Option<Bytes>,
    /// Gigabytes written in the model or the description.
    pub written: Option<u32>,
    pub self_encrypting: Option<bool>,
}

impl Witness {
    pub(super) fn of(component: &RawComponent) -> Witness {
        let facts = of_facts(component);
        let model =
            said(component.id.model.as_deref()).map_or_else(Witness::default, |text| of_words(text, Units::All));
        let text = said(component.text.as_deref()).map_or_else(Witness::default, |text| of_words(text, Units::Full));
        facts.or(model).or(text)
    }

    /// The same, with what it does not say taken from another.
    fn or(self, other: Witness) -> Witness {
        Witness {
            media: self.media.or(other.media),
            interface: self.interface.or(other.interface),
            form: self.form.or(other.form),
            endurance: self.endurance.or(other.endurance),
            rpm: self.rpm.or(other.rpm),
            bytes: self.bytes.or(other.bytes),
            written: self.written.or(other.written),
            self_encrypting: self.self_encrypting.or(other.self_encrypting),
        }
    }
}

/// The last disks for Ultra320 SCSI had 300 GB: Seagate Cheetah 15K.5 data sheet,
/// <https://www.seagate.com/support/>.
const LARGEST_PARALLEL_SCSI: u64 = 310_000_000_000;

/// What the facts of a source say; nothing that words say.
pub(super) fn of_facts(component: &RawComponent) -> Witness {
    let facts = &component.facts;
    let upper = |text: &Option<String>| said(text.as_deref()).map(Upper::of);
    let (media, protocol) = (upper(&facts.media), upper(&facts.protocol));
    let interface_of = |text: &Option<Upper>| text.as_ref().and_then(|text| words::interface(text.bytes()));
    // The SCSI name of a SATA drive behind a SAS controller starts with the maker `ATA`.
    let ata = said(component.id.manufacturer.as_deref()).is_some_and(|maker| maker.eq_ignore_ascii_case("ata"));
    // SCSI commands: over SAS, where the drive is larger than any on the parallel bus was.
    let scsi = protocol.as_ref().is_some_and(|protocol| has_word(protocol.bytes(), "SCSI"));
    let sas = scsi && facts.capacity.is_some_and(|capacity| capacity > Bytes(LARGEST_PARALLEL_SCSI));
    let interface = interface_of(&protocol).or_else(|| interface_of(&media)).or(ata.then_some(Interface::Sata));
    let interface = interface.or(sas.then_some(Interface::Sas));
    let rpm = facts.rpm.and_then(standard_rpm);
    let told = media.as_ref().and_then(|media| words::media(media.bytes()));
    let spun = rpm.map(|_| Media::Hdd);
    let nvme = (interface == Some(Interface::Nvme)).then_some(Media::Ssd);
    Witness {
        media: told.or(spun).or(nvme),
        interface,
        form: upper(&facts.form_factor).and_then(|form| form_of(form.bytes())),
        endurance: None,
        rpm,
        bytes: facts.capacity.filter(|capacity| capacity.0 > 0),
        written: None,
        self_encrypting: None,
    }
}

fn form_of(word: &[u8]) -> Option<DriveForm> {
    let card = [&b"SD"[..], b"MICROSD", b"SDCARD", b"SD CARD"].contains(&word);
    if card { Some(DriveForm::Sd) } else { words::form(word) }
}

fn of_words(text: &str, units: Units) -> Witness {
    let upper = Upper::of(text);
    let bytes = upper.bytes();
    let interface = words::interface(bytes);
    let media = words::media(bytes).or((interface == Some(Interface::Nvme)).then_some(Media::Ssd));
    Witness {
        media,
        interface,
        form: words::form(bytes),
        endurance: words::endurance(bytes),
        rpm: None,
        bytes: None,
        written: words::written_capacity(bytes, units).map(|(gb, _)| gb),
        self_encrypting: has_word(bytes, "SED").then_some(true),
    }
}

/// The class of speed a reported speed belongs to: drives of the 5400 class turn at up to
/// 5,980, those of the 10,000 class at up to 10,520. `None` for what no disk turns at.
pub(super) fn standard_rpm(reported: u32) -> Option<u32> {
    match reported {
        4100..=4300 => Some(4200),
        5100..=6000 => Some(5400),
        7100..=7300 => Some(7200),
        9900..=10_600 => Some(10_000),
        14_900..=15_100 => Some(15_000),
        _ => None,
    }
}
