//! Taken apart: every class of part pulled or left, and the carcass sold or scrapped.
//!
//! A class is pulled when its net proceeds exceed what it adds to the carcass
//! (valuation.md §4); CPUs and memory also decide whether the carcass is still a complete
//! machine. The choice is made on expected values, before any draw is known; the chosen
//! plan is then drawn like everything else.

use rackworth_model::class::Class;
use rackworth_model::observation::Offer;
use std::collections::BTreeSet;

use super::content::{HeldMachine, Holding};
use super::fold::{Folder, Valued};
use super::market::{Market, policy};
use super::whole::{PricedLine, beta_share};
use crate::machine::MachinePrice;
use crate::policy::{Key, Policy};

/// A machine with a price for its base.
pub(crate) struct Boxed<'a> {
    pub(crate) machine: &'a HeldMachine,
    pub(crate) price: &'a MachinePrice,
    pub(crate) rack_units: u32,
    /// Content that cannot be pulled and stays in the carcass.
    pub(crate) stuck: Vec<&'a PricedLine>,
}

/// What one class of parts brings, pulled from one asset.
struct Order<'a> {
    class: Class,
    lines: Vec<&'a PricedLine>,
    net: Valued,
    /// What it would add to the proceeds of the carcass if left in, in expectation.
    left_in: f64,
}

/// A way to take an asset apart.
pub(crate) struct Plan {
    pub(crate) pulled: BTreeSet<Class>,
    pub(crate) net: Valued,
}

impl Market {
    /// The best way to take the assets apart, or `None` when there is nothing to pull.
    pub(crate) fn net_parted(
        &self,
        folder: &Folder,
        holding: &Holding,
        lines: &[&PricedLine],
        boxed: Option<&Boxed<'_>>,
        n_drives: f64,
    ) -> Option<Plan> {
        let (stuck, loose): (Vec<&PricedLine>, Vec<&PricedLine>) = lines.iter().partition(|line| line.soldered);
        let orders = self.orders(folder, holding, &loose, boxed);
        if orders.is_empty() || (boxed.is_none() && !stuck.is_empty()) {
            return None;
        }
        let all: BTreeSet<Class> = orders.iter().map(|o| o.class).collect();
        let boxed = boxed.map(|boxed| Boxed { stuck, ..*boxed });
        let boxed = boxed.as_ref();
        let strip = self.plan(folder, holding, &orders, all, boxed, n_drives);
        let best = self.harvest_set(folder, holding, &orders, boxed);
        let Some(best) = best.filter(|set| *set != strip.pulled) else { return Some(strip) };
        let harvest = self.plan(folder, holding, &orders, best, boxed, n_drives);
        Some(if harvest.net.mean() > strip.net.mean() { harvest } else { strip })
    }

    fn orders<'a>(
        &self,
        folder: &Folder,
        holding: &Holding,
        lines: &[&'a PricedLine],
        boxed: Option<&Boxed<'_>>,
    ) -> Vec<Order<'a>> {
        let classes: BTreeSet<Class> = lines.iter().map(|line| line.class).collect();
        let order = |class: Class| {
            let lines: Vec<&PricedLine> = lines.iter().copied().filter(|line| line.class == class).collect();
            let net = self.net_order(folder, holding, class, &lines);
            let left_in = boxed.map_or(0.0, |boxed| self.left_in(folder, boxed, class, &lines));
            Order { class, lines, net, left_in }
        };
        classes.into_iter().map(order).collect()
    }

    /// Net of one class of parts pulled from one asset and sold in one order.
    fn net_order(&self, folder: &Folder, holding: &Holding, class: Class, lines: &[&PricedLine]) -> Valued {
        let mut loose: Vec<Valued> = lines.iter().map(|line| self.loose(folder, line, Some(holding))).collect();
        let gross = if loose.len() == 1 {
            loose.remove(0)
        } else {
            folder.sum(format!("{} sold loose", class.plural()), loose)
        };
        // One order is one lot, and a lot fetches less by the unit.
        let units: u32 = lines.iter().map(|line| line.units).sum();
        let lot =
            lines.first().and_then(|line| line.segment()).map_or(1.0, |s| self.prices.lot_factor(s, class, units));
        let gross = if units > 1 { folder.scale(format!("{units} as one lot × {lot:.3}"), lot, gross) } else { gross };
        let passed = match Policy::yield_keys(class) {
            Some((passed, failed)) => {
                let (a, b) = (self.policy.number(passed), self.policy.number(failed));
                let share = folder.drawn("share that passes the test", beta_share(format!("yield/{class}"), a, b));
                folder.product("what passes the test", gross, share.because(policy(passed)).because(policy(failed)))
            }
            None => gross,
        };
        let sold = self.after_sale(folder, passed, Key::FeeShareParts, Key::UnsoldShareParts);
        let net = vec![
            sold,
            self.cost(folder, "shipping", Key::FreightPartOrder, 1.0),
            self.cost(folder, "fee of the order", Key::FeePerOrder, 1.0),
            self.labor(folder, "labor: pull, test, pack", Key::MinutesPerUnit, f64::from(units)),
        ];
        folder.sum(format!("{}, net", class.plural()), net)
    }

    fn left_in(&self, folder: &Folder, boxed: &Boxed<'_>, class: Class, lines: &[&PricedLine]) -> f64 {
        let Some(share) = self.paid_share(folder, class) else { return 0.0 };
        let loose = lines.iter().map(|line| self.loose(folder, line, None)).collect();
        let inside = folder.product("", folder.sum("", loose), share);
        let premium = folder.drawn("", boxed.price.premium.clone()).mean();
        let kept = self.after_sale(folder, inside, Key::FeeShareWhole, Key::UnsoldShareWhole);
        kept.mean() * premium
    }

    /// The set of classes whose pulling is expected to bring most, at least one of them.
    fn harvest_set(
        &self,
        folder: &Folder,
        holding: &Holding,
        orders: &[Order<'_>],
        boxed: Option<&Boxed<'_>>,
    ) -> Option<BTreeSet<Class>> {
        let boxed = boxed?;
        let core = [Class::Cpu, Class::Dimm];
        let held: Vec<Class> = core.into_iter().filter(|c| orders.iter().any(|o| o.class == *c)).collect();
        let mut best: Option<(f64, BTreeSet<Class>)> = None;
        for mask in 0..(1_u32 << held.len()) {
            let pulled_core: Vec<Class> =
                held.iter().enumerate().filter(|(i, _)| mask & (1 << i) != 0).map(|(_, c)| *c).collect();
            let pulls = |order: &&Order<'_>| {
                if core.contains(&order.class) {
                    pulled_core.contains(&order.class)
                } else {
                    order.net.mean() > order.left_in
                }
            };
            let pulled: BTreeSet<Class> = orders.iter().filter(pulls).map(|o| o.class).collect();
            if pulled.is_empty() {
                continue;
            }
            let from_parts: f64 = orders.iter().filter(|o| pulled.contains(&o.class)).map(|o| o.net.mean()).sum();
            let total = from_parts + self.carcass(folder, holding, orders, &pulled, boxed).mean();
            if best.as_ref().is_none_or(|(most, _)| total > *most) {
                best = Some((total, pulled));
            }
        }
        best.map(|(_, set)| set)
    }

    fn plan(
        &self,
        folder: &Folder,
        holding: &Holding,
        orders: &[Order<'_>],
        pulled: BTreeSet<Class>,
        boxed: Option<&Boxed<'_>>,
        n_drives: f64,
    ) -> Plan {
        let mut lines: Vec<Valued> =
            orders.iter().filter(|o| pulled.contains(&o.class)).map(|o| o.net.clone()).collect();
        if let Some(boxed) = boxed {
            lines.push(self.carcass(folder, holding, orders, &pulled, boxed));
            lines.push(self.labor(folder, "labor: open, sort, book", Key::MinutesToOpen, 1.0));
        }
        lines.extend(self.drive_cost(folder, n_drives));
        Plan { pulled, net: folder.sum("net, parted out", lines) }
    }

    /// What is left when these classes are pulled: sold as a machine or barebone, or
    /// scrapped, whichever is expected to bring more.
    fn carcass(
        &self,
        folder: &Folder,
        holding: &Holding,
        orders: &[Order<'_>],
        pulled: &BTreeSet<Class>,
        boxed: &Boxed<'_>,
    ) -> Valued {
        let bare = pulled.contains(&Class::Cpu) || pulled.contains(&Class::Dimm);
        let offer = if bare { Offer::Barebone } else { Offer::Complete };
        let kept = orders.iter().filter(|o| !pulled.contains(&o.class)).flat_map(|o| o.lines.iter().copied());
        let left: Vec<&PricedLine> = kept.chain(boxed.stuck.iter().copied()).collect();
        let gross = self.gross(folder, holding, boxed.machine, boxed.price, &left, offer);
        let sold = self.net_whole(folder, gross, boxed.rack_units, 0.0);
        let scrap = folder.fixed("scrapped", self.policy.number(Key::ScrapUsd)).because(policy(Key::ScrapUsd));
        let chosen = usize::from(scrap.mean() > sold.mean());
        let label = if chosen == 1 { "carcass, scrapped" } else { "carcass, sold" };
        folder.choose(label, chosen, vec![sold, scrap])
    }
}
