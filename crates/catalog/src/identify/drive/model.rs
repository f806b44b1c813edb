//! What a grammar reads from the number of a drive.

use rackworth_model::measure::Bytes;

use crate::spec::{DriveForm, DriveSpec, Endurance, Interface, Media};

/// A drive as its number tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Model {
    /// As in part ids: `samsung`.
    pub maker: &'static str,
    pub rule: &'static str,
    /// Bytes of the token that determine product and capacity; what follows is the
    /// customer's.
    pub stem: usize,
    pub media: Media,
    /// Marketing capacity, where the number tells it.
    pub gb: Option<u32>,
    pub interface: Option<Interface>,
    pub form: Option<DriveForm>,
    pub endurance: Option<Endurance>,
    pub rpm: Option<u32>,
}

impl Model {
    pub(super) fn ssd(maker: &'static str, rule: &'static str, gb: u32) -> Model {
        let (media, gb) = (Media::Ssd, Some(gb));
        Model { maker, rule, stem: 0, media, gb, interface: None, form: None, endurance: None, rpm: None }
    }

    pub(super) fn hdd(maker: &'static str, rule: &'static str, gb: u32) -> Model {
        Model { media: Media::Hdd, ..Model::ssd(maker, rule, gb) }
    }

    /// The same, with the stem being what was read of a token and what is still to come.
    pub(super) fn stem(self, token: &[u8], rest: &[u8]) -> Model {
        Model { stem: token.len().saturating_sub(rest.len()), ..self }
    }

    pub(super) fn spec(&self) -> DriveSpec {
        DriveSpec {
            media: self.media,
            capacity: self.gb.and_then(|gb| Bytes::from_gb(u64::from(gb))),
            interface: self.interface,
            form: self.form,
            endurance: self.endurance,
            rpm: self.rpm,
            self_encrypting: None,
        }
    }
}

/// Endurance of an enterprise drive whose capacity tells it: makers sell one flash as
/// 1.92 TB for reading and as 1.6 TB, with more in reserve, for mixed use.
pub(super) fn endurance_of_size(gb: u32) -> Option<Endurance> {
    match gb {
        400 | 800 | 1600 | 3200 | 6400 | 12_800 | 25_600 => Some(Endurance::MixedUse),
        480 | 960 | 1920 | 3840 | 7680 | 15_360 | 30_720 | 61_440 | 122_880 => Some(Endurance::ReadIntensive),
        _ => None,
    }
}
