//! Several witnesses of one component: each property is its best witness's, and what
//! another tells differently is kept.

use std::fmt;

use crate::hardware::{Facts, Place};
use crate::measure::Bytes;

/// Two witnesses tell one property differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// `capacity`, `cores`.
    pub property: &'static str,
    /// What the better witness says, which is used.
    pub kept: String,
    /// What the other says.
    pub other: String,
    /// Where the other says it.
    pub place: Place,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, but {} in {}", self.property, self.kept, self.other, self.place)
    }
}

impl Facts {
    /// Takes over what another witness knows and this one does not, and tells where the two
    /// differ. Speeds are not compared: one may be rated and the other in use.
    pub fn fill_from(&mut self, other: Facts, place: &Place) -> Vec<Contradiction> {
        let found = self.contradictions(&other, place);
        let taken = std::mem::take(self);
        *self = Facts {
            capacity: taken.capacity.or(other.capacity),
            memory_type: taken.memory_type.or(other.memory_type),
            module_type: taken.module_type.or(other.module_type),
            speed_mts: taken.speed_mts.or(other.speed_mts),
            media: taken.media.or(other.media),
            protocol: taken.protocol.or(other.protocol),
            form_factor: taken.form_factor.or(other.form_factor),
            rpm: taken.rpm.or(other.rpm),
            cores: taken.cores.or(other.cores),
            watts: taken.watts.or(other.watts),
            ports: taken.ports.or(other.ports),
            link_gbps: taken.link_gbps.or(other.link_gbps),
            pci: taken.pci.or(other.pci),
            life_left_percent: taken.life_left_percent.or(other.life_left_percent),
        };
        found
    }

    fn contradictions(&self, other: &Facts, place: &Place) -> Vec<Contradiction> {
        let told = [
            ("capacity", differing(self.capacity, other.capacity, sizes_differ)),
            ("memory type", differing(self.memory_type.as_ref(), other.memory_type.as_ref(), words_differ)),
            ("medium", differing(self.media.as_ref(), other.media.as_ref(), words_differ)),
            ("turns a minute", differing(self.rpm, other.rpm, |a, b| a != b)),
            ("cores", differing(self.cores, other.cores, |a, b| a != b)),
            ("watts", differing(self.watts.map(|w| w.0), other.watts.map(|w| w.0), |a, b| a != b)),
            ("ports", differing(self.ports, other.ports, |a, b| a != b)),
            ("PCI number", differing(self.pci, other.pci, |a, b| a != b)),
        ];
        let contradiction = |(property, told): (&'static str, Option<(String, String)>)| {
            let (kept, other) = told?;
            Some(Contradiction { property, kept, other, place: place.clone() })
        };
        told.into_iter().filter_map(contradiction).collect()
    }
}

fn differing<T: fmt::Display>(
    mine: Option<T>,
    theirs: Option<T>,
    differ: impl Fn(&T, &T) -> bool,
) -> Option<(String, String)> {
    let (mine, theirs) = (mine?, theirs?);
    differ(&mine, &theirs).then(|| (mine.to_string(), theirs.to_string()))
}

/// By more than 5 %: one may count what is sold, the other what is usable, and a gigabyte
/// may be decimal or binary.
fn sizes_differ(a: &Bytes, b: &Bytes) -> bool {
    a.0.abs_diff(b.0) > a.0.max(b.0) / 20
}

/// Neither word holds the other: `DDR4` and `DDR4 SDRAM` agree.
fn words_differ(a: &&String, b: &&String) -> bool {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let (a, b) = (plain(a), plain(b));
    !a.contains(&b) && !b.contains(&a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::Locator;
    use proptest::prelude::*;

    fn place() -> Place {
        Place { file: "other".into(), locator: Locator::File }
    }

    #[test]
    fn the_better_witness_is_kept_and_the_other_told() {
        let mut facts = Facts { capacity: Bytes::from_gb(1600), cores: Some(16), ..Facts::default() };
        let other = Facts {
            capacity: Bytes::from_gb(800),
            cores: Some(16),
            memory_type: Some("DDR4".to_string()),
            ..Facts::default()
        };
        let told = facts.fill_from(other, &place());
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["capacity: 1.6 TB, but 800 GB in other"]);
        assert_eq!((facts.capacity, facts.memory_type.as_deref()), (Bytes::from_gb(1600), Some("DDR4")));
    }

    #[test]
    fn what_means_the_same_is_no_contradiction() {
        let witness = |bytes, kind: &str| Facts {
            capacity: Some(Bytes(bytes)),
            memory_type: Some(kind.to_string()),
            ..Facts::default()
        };
        let mut facts = witness(480_103_981_056, "DDR4_SDRAM");
        assert_eq!(facts.fill_from(witness(479_559_942_144, "ddr4"), &place()), []);
    }

    proptest! {
        #[test]
        fn nothing_known_is_lost(a in proptest::option::of(0_u32..9), b in proptest::option::of(0_u32..9)) {
            let mut facts = Facts { ports: a, ..Facts::default() };
            let told = facts.fill_from(Facts { ports: b, ..Facts::default() }, &place());
            prop_assert_eq!(facts.ports, a.or(b));
            prop_assert_eq!(told.len(), usize::from(a.is_some() && b.is_some() && a != b));
        }
    }
}
