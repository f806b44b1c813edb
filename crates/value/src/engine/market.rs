//! The market one run sees: prices of parts and of machines, and the policy in force.

use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::explain::FactRef;
use rackworth_model::observation::{Condition, MachineShape};
use rackworth_model::snapshot::Snapshot;

use super::fold::{Folder, Valued};
use crate::machine::{MachineFit, MachinePrice};
use crate::policy::{Key, Policy};
use crate::price::{Parts, Prices};

/// Prices of parts and machines on one day, and the policy.
#[derive(Debug, Clone)]
pub struct Market {
    pub prices: Prices,
    pub policy: Policy,
    machines: [Result<MachineFit, GapKind>; 2],
}

impl Market {
    /// Fits parts first, then machines on top of them.
    pub fn fit(snapshot: &Snapshot, parts: &Parts, policy: Policy, n_threads: usize) -> Market {
        let prices = Prices::fit(snapshot, parts, &policy, n_threads);
        let machines = [Segment::General, Segment::Accelerated]
            .map(|segment| MachineFit::new(segment, snapshot, parts, &prices, &policy));
        Market { prices, policy, machines }
    }

    /// The machine regression of a segment, or why there is none.
    pub fn machines(&self, segment: Segment) -> Result<&MachineFit, &GapKind> {
        match segment {
            Segment::General => self.machines[0].as_ref(),
            Segment::Accelerated => self.machines[1].as_ref(),
        }
    }

    pub(crate) fn machine_price(
        &self,
        segment: Segment,
        shape: &MachineShape,
        platform: Option<&str>,
        condition: Condition,
    ) -> Result<MachinePrice, GapKind> {
        Ok(self.machines(segment).map_err(Clone::clone)?.price(shape, platform, condition))
    }

    /// The regression that says what a buyer of a box pays on the dollar for a class. Content
    /// is of the market its own class is traded in, whatever box it is in: GPUs of the
    /// accelerated one, everything else of the general one.
    pub(crate) fn share_fit(&self, class: Class) -> Option<&MachineFit> {
        self.machines(if class == Class::Gpu { Segment::Accelerated } else { Segment::General }).ok()
    }

    /// A sum after what a sale takes from it: the premise's price, the fee, what finds no
    /// buyer, and the time until the money is there. Whole machines and parts alike.
    pub(crate) fn after_sale(&self, folder: &Folder, gross: Valued, fee: Key, unsold: Key) -> Valued {
        let (factor, days) = self.policy.premise_keys();
        let number = |key: Key| self.policy.number(key);
        // Days as quarters of 365.25/4 days, compounded.
        let quarters = number(days) / (365.25 / 4.0);
        let discount = libm::pow(1.0 + number(Key::DiscountPerQuarter), -quarters);
        let by = number(factor) * (1.0 - number(fee)) * (1.0 - number(unsold)) * discount;
        let label = format!(
            "after a sale: premise {} × {}, fee −{} %, no buyer −{} %, {} days × {discount:.4}",
            self.policy.premise(),
            number(factor),
            percent(number(fee)),
            percent(number(unsold)),
            number(days),
        );
        let keys = [factor, fee, unsold, days, Key::DiscountPerQuarter];
        keys.into_iter().fold(folder.scale(label, by, gross), |sum, key| sum.because(policy(key)))
    }

    /// A cost from the policy, as a negative line.
    pub(crate) fn cost(&self, folder: &Folder, label: impl Into<String>, key: Key, times: f64) -> Valued {
        folder.fixed(label, -self.policy.number(key) * times).because(policy(key))
    }

    /// The cost of minutes of work.
    pub(crate) fn labor(&self, folder: &Folder, label: impl Into<String>, minutes: Key, times: f64) -> Valued {
        let hours = self.policy.number(minutes) * times / 60.0;
        let cost = folder.fixed(label, -hours * self.policy.number(Key::LaborUsdPerHour));
        cost.because(policy(minutes)).because(policy(Key::LaborUsdPerHour))
    }
}

/// A share as percent, without the noise of binary fractions.
fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}

pub(crate) fn policy(key: Key) -> FactRef {
    FactRef::Policy(key.word().to_string())
}
