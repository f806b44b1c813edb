//! Choices a person makes, each with its source: fees, labor, freight, yields, how drives
//! are treated, how much time there is to sell.

mod keys;
mod read;

pub use keys::{Key, Kind};
pub use read::{PolicyProblem, read};

use std::collections::BTreeMap;

use rackworth_model::class::Class;
use rackworth_model::ids::EvidenceId;
use rackworth_model::words;

words! {
    /// How much time there is to sell, and so how much a price gives way.
    Premise {
        /// Within about 180 days.
        Orderly "orderly",
        /// To a dealer within about 90 days.
        Broker "broker",
        /// At an auction within about 30 days.
        Auction "auction",
        /// Within days.
        Forced "forced",
    }
}

words! {
    /// What happens to drives before anything leaves.
    Treatment {
        /// Erased and sold.
        Wipe "wipe",
        /// Destroyed: worth minus the cost of destroying.
        Shred "shred",
    }
}

/// The value of one entry.
#[derive(Debug, Clone, PartialEq)]
pub enum Setting {
    Number(f64),
    Premise(Premise),
    Treatment(Treatment),
}

/// One entry in force: value, source, and the file and line that set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub setting: Setting,
    pub source: String,
    /// `None` for the built-in policy, else the user's file and line.
    pub set_by: Option<(String, usize)>,
}

/// Every key with its entry. Made by [`Policy::built_in`] and changed by [`Policy::with`].
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    entries: BTreeMap<Key, Entry>,
}

const BUILT_IN: &str = include_str!("default.toml");

impl Policy {
    /// The policy that holds where the user's says nothing.
    pub fn built_in() -> Result<Policy, Vec<PolicyProblem>> {
        let entries = read(BUILT_IN, None)?;
        let missing: Vec<PolicyProblem> =
            Key::ALL.iter().filter(|k| !entries.contains_key(k)).map(|k| PolicyProblem::missing(*k)).collect();
        if missing.is_empty() { Ok(Policy { entries }) } else { Err(missing) }
    }

    /// This policy with the user's entries in place of its own.
    pub fn with(mut self, entries: BTreeMap<Key, Entry>) -> Policy {
        self.entries.extend(entries);
        self
    }

    pub fn entries(&self) -> impl Iterator<Item = (Key, &Entry)> {
        self.entries.iter().map(|(key, entry)| (*key, entry))
    }

    /// The number of a numeric key.
    pub fn number(&self, key: Key) -> f64 {
        match self.entries.get(&key).map(|e| &e.setting) {
            Some(Setting::Number(number)) => *number,
            // `built_in` refuses a policy with a key missing and `read` one with a wrong type.
            _ => f64::NAN,
        }
    }

    pub fn premise(&self) -> Premise {
        match self.entries.get(&Key::Premise).map(|e| &e.setting) {
            Some(Setting::Premise(premise)) => *premise,
            _ => Premise::Orderly,
        }
    }

    pub fn treatment(&self) -> Treatment {
        match self.entries.get(&Key::Treatment).map(|e| &e.setting) {
            Some(Setting::Treatment(treatment)) => *treatment,
            _ => Treatment::Wipe,
        }
    }

    /// The keys of the factor and days of the premise in force.
    pub fn premise_keys(&self) -> (Key, Key) {
        match self.premise() {
            Premise::Orderly => (Key::FactorOrderly, Key::DaysOrderly),
            Premise::Broker => (Key::FactorBroker, Key::DaysBroker),
            Premise::Auction => (Key::FactorAuction, Key::DaysAuction),
            Premise::Forced => (Key::FactorForced, Key::DaysForced),
        }
    }

    /// The keys of how many pulled units of a class pass and fail the test; `None` for
    /// classes that are not sold as parts.
    pub fn yield_keys(class: Class) -> Option<(Key, Key)> {
        match class {
            Class::Cpu => Some((Key::CpuPassed, Key::CpuFailed)),
            Class::Dimm => Some((Key::DimmPassed, Key::DimmFailed)),
            Class::Ssd => Some((Key::SsdPassed, Key::SsdFailed)),
            Class::Hdd => Some((Key::HddPassed, Key::HddFailed)),
            Class::Gpu => Some((Key::GpuPassed, Key::GpuFailed)),
            Class::Nic => Some((Key::NicPassed, Key::NicFailed)),
            Class::Raid => Some((Key::RaidPassed, Key::RaidFailed)),
            Class::Psu => Some((Key::PsuPassed, Key::PsuFailed)),
            Class::Chassis | Class::Other => None,
        }
    }

    /// Hash over keys and values (not sources): equal policies give equal figures.
    pub fn fingerprint(&self) -> String {
        let text: Vec<String> = self.entries.iter().map(|(k, e)| format!("{k}={:?}", e.setting)).collect();
        EvidenceId::of(text.join("\n").as_bytes()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_is_complete_and_every_entry_has_a_source() {
        let policy = Policy::built_in().unwrap();
        for (key, entry) in policy.entries() {
            assert!(entry.source.len() > 20, "{key} has no source to speak of");
            assert_eq!(entry.set_by, None);
        }
        assert_eq!(policy.entries().count(), Key::ALL.len());
        assert_eq!(policy.number(Key::FeeShareParts), 0.1325);
    }

    #[test]
    fn a_users_entry_takes_the_place_of_ours() {
        let mine = "[sale]\npremise = \"forced\"\n[labor]\nusd_per_hour = 55\n";
        let policy = Policy::built_in().unwrap().with(read(mine, Some("mine.toml")).unwrap());
        assert_eq!(policy.premise(), Premise::Forced);
        assert_eq!(policy.number(Key::LaborUsdPerHour), 55.0);
        assert_eq!(policy.number(Key::MinutesToOpen), 24.0);
        assert_ne!(policy.fingerprint(), Policy::built_in().unwrap().fingerprint());
        let (_, entry) = policy.entries().find(|(k, _)| *k == Key::LaborUsdPerHour).unwrap();
        assert_eq!(entry.set_by, Some(("mine.toml".to_string(), 4)));
        assert_eq!(entry.source, "mine.toml");
    }

    #[test]
    fn all_problems_of_a_file_are_told_at_once_with_their_lines() {
        let mine = "[sale]\nfee_share_parts = 1.5\npremise = \"soon\"\nfe_share = 0.1\n[labour]\nx = 1\n[drives]\nusd_per_wipe = \"cheap\"\n";
        let problems = read(mine, Some("mine.toml")).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2: `sale.fee_share_parts` is 1.5: expected a share from 0 to 1",
                "line 3: `sale.premise` is \"soon\": expected one of orderly, broker, auction, forced",
                "line 4: there is no `sale.fe_share`: expected a key that `rackworth policy show` lists",
                "line 5: there is no `labour`: expected a key that `rackworth policy show` lists",
                "line 8: `drives.usd_per_wipe` is \"cheap\": expected a number of USD, 0 or more",
            ]
        );
    }

    #[test]
    fn text_that_is_not_toml_is_told() {
        let problems = read("sale = [", Some("mine.toml")).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].to_string().starts_with("line 1: "), "{}", problems[0]);
    }
}
