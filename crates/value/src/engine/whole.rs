//! Sold as it stands: premium × (base + Σ share × content), less the cost of selling.

use rackworth_catalog::part::Part;
use rackworth_catalog::spec::{GpuForm, Spec};
use rackworth_model::class::{Class, Segment};
use rackworth_model::coverage::GapKind;
use rackworth_model::explain::Figure;
use rackworth_model::explain::{DrawnQuantity, FactRef, Step, StepKind, Transform, UnitNoise};
use rackworth_model::ids::PartId;
use rackworth_model::observation::{MachineShape, Offer};

use super::content::{ContentLine, HeldMachine, Holding};
use super::fold::{BOOK_CURRENCY, Folder, Valued};
use super::market::{Market, policy};
use crate::machine::MachinePrice;
use crate::policy::{Key, Treatment};
use crate::price::{Comparable, PartPrice};

/// How many comparables an explanation lists; the rest is summed up in one line.
const LISTED: usize = 8;

/// Every way to understand a line, by weight, with the prices of its parts.
type PricedOptions = Vec<(f64, Vec<(PartPrice, u32)>)>;

/// A line of content with its price, for one asset.
#[derive(Debug, Clone)]
pub(crate) struct PricedLine {
    pub(crate) class: Class,
    pub(crate) units: u32,
    /// Soldered to what it sits on: worth something in the box, nothing out of it.
    pub(crate) soldered: bool,
    pub(crate) label: String,
    pub(crate) options: PricedOptions,
    pub(crate) reading: String,
    pub(crate) facts: Vec<FactRef>,
}

impl PricedLine {
    /// The market its parts are traded in.
    pub(crate) fn segment(&self) -> Option<Segment> {
        self.options.iter().flat_map(|(_, parts)| parts).map(|(price, _)| price.part.segment).next()
    }
}

/// What a line of content is to an engine.
#[derive(Debug, Clone)]
pub(crate) enum LineState {
    Priced(PricedLine),
    /// Part of what a machine's base is: power supplies, boards, risers, fans.
    InBase,
    /// Not sold: destroyed, or too worn.
    NotSold,
    Gap(GapKind),
}

impl Market {
    /// The price of every option of a line; a gap when one of them has none.
    pub(crate) fn line_state(&self, line: &ContentLine, holding: &Holding) -> LineState {
        if matches!(line.class, Class::Psu | Class::Chassis | Class::Other) && holding.machine.is_some() {
            return LineState::InBase;
        }
        if is_drive(line.class) && self.policy.treatment() == Treatment::Shred {
            return LineState::NotSold;
        }
        if line.life_left_percent.is_some_and(|left| f64::from(left) < self.policy.number(Key::MinLifeLeft)) {
            return LineState::NotSold;
        }
        match self.priced_options(line, holding) {
            Ok(options) => LineState::Priced(PricedLine {
                class: line.class,
                units: line.units,
                soldered: options.iter().flat_map(|(_, parts)| parts).any(|(price, _)| is_soldered(&price.part)),
                label: line.label.clone(),
                options,
                reading: line.reading.clone(),
                facts: line.facts.clone(),
            }),
            Err(gap) => LineState::Gap(gap),
        }
    }

    fn priced_options(&self, line: &ContentLine, holding: &Holding) -> Result<PricedOptions, GapKind> {
        let mut options = Vec::new();
        for (weight, parts) in line.parts.as_ref().map_err(Clone::clone)? {
            let mut priced = Vec::new();
            for (part, count) in parts {
                priced.push((self.prices.price(part, holding.condition)?, *count));
            }
            options.push((*weight, priced));
        }
        Ok(options)
    }

    /// What a line's parts fetch loose, before any cost. With `sales`, every asset's sale
    /// has its own noise.
    pub(crate) fn loose(&self, folder: &Folder, line: &PricedLine, sales: Option<&Holding>) -> Valued {
        let option = |parts: &[(PartPrice, u32)]| {
            let each = parts.iter().map(|(price, count)| {
                let mut drawn = price.drawn();
                drawn.each = sales.map(|holding| sale_noise(price.sale_sd, holding, price.part.id.as_str()));
                let one = folder.drawn(format!("one {}", price.part.name), drawn);
                let one = one.because(FactRef::Part(price.part.id.clone()));
                folder.count(
                    format!("{count} × {}", price.part.name),
                    *count,
                    self.with_comparables(folder, one, price),
                )
            });
            let mut each: Vec<Valued> = each.collect();
            if each.len() == 1 { each.remove(0) } else { folder.sum("together", each) }
        };
        let mut options: Vec<(f64, Valued)> = line.options.iter().map(|(w, parts)| (*w, option(parts))).collect();
        let mut all = if options.len() == 1 {
            options.remove(0).1
        } else {
            folder.mix(format!("{}: one of {} readings", line.label, options.len()), line.reading.clone(), options)
        };
        all.step.label.clone_from(&line.label);
        all.step.facts.extend(line.facts.iter().cloned());
        all
    }

    fn with_comparables(&self, folder: &Folder, one: Valued, price: &PartPrice) -> Valued {
        if !folder.wants_evidence() {
            return one;
        }
        let (comparables, prior) = self.prices.comparables(price);
        one.with_evidence(evidence(&comparables, prior))
    }

    /// Premium × (base + Σ share × content) of one asset with these lines left in it.
    pub(crate) fn gross(
        &self,
        folder: &Folder,
        holding: &Holding,
        machine: &HeldMachine,
        price: &MachinePrice,
        lines: &[&PricedLine],
        offer: Offer,
    ) -> Valued {
        let mut parts = vec![self.base(folder, price, machine, offer)];
        for line in lines {
            if let Some(share) = self.paid_share(folder, line.class) {
                parts.push(folder.product(line.label.clone(), self.loose(folder, line, None), share));
            }
        }
        let premium = self.premium(folder, price, machine, holding);
        folder.product(holding.label.clone(), folder.sum("base and content", parts), premium)
    }

    fn base(&self, folder: &Folder, price: &MachinePrice, machine: &HeldMachine, offer: Offer) -> Valued {
        let label = if offer == Offer::Barebone {
            "base without CPUs and memory"
        } else {
            "base: chassis, board, power supplies, rails"
        };
        let drawn = folder.drawn(label, price.base(offer).clone());
        match (&machine.shape, self.machines(machine.segment)) {
            (Ok(shape), Ok(fit)) if folder.wants_evidence() => {
                let (comparables, prior) = fit.base_comparables(&MachineShape { offer, ..*shape });
                drawn.with_evidence(evidence(&comparables, prior))
            }
            _ => drawn,
        }
    }

    /// What a buyer of a box pays on the dollar for a class; `None` when nothing tells.
    pub(crate) fn paid_share(&self, folder: &Folder, class: Class) -> Option<Valued> {
        let fit = self.share_fit(class)?;
        let drawn = folder.drawn(format!("paid on the dollar for {} in a box", class.plural()), fit.share(class)?);
        if !folder.wants_evidence() {
            return Some(drawn);
        }
        let (comparables, prior) = fit.share_comparables(class);
        Some(drawn.with_evidence(evidence(&comparables, prior)))
    }

    fn premium(&self, folder: &Folder, price: &MachinePrice, machine: &HeldMachine, holding: &Holding) -> Valued {
        let mut premium = price.premium.clone();
        premium.each = Some(sale_noise(price.sale_sd, holding, "whole"));
        let drawn = folder.drawn("premium of this machine over its like, and the luck of one sale", premium);
        match self.machines(machine.segment) {
            Ok(fit) if folder.wants_evidence() => {
                let platform = machine.platform.as_ref().map(PartId::as_str);
                let (comparables, prior) = fit.premium_comparables(platform, holding.condition);
                drawn.with_evidence(evidence(&comparables, prior))
            }
            _ => drawn,
        }
    }

    /// Net of one asset sold as it stands.
    pub(crate) fn net_whole(&self, folder: &Folder, gross: Valued, rack_units: u32, n_drives: f64) -> Valued {
        let sold = self.after_sale(folder, gross, Key::FeeShareWhole, Key::UnsoldShareWhole);
        let freight = match rack_units {
            0 | 1 => Key::FreightWhole1u,
            2 | 3 => Key::FreightWhole2u,
            _ => Key::FreightWhole4u,
        };
        let mut lines = vec![
            sold,
            self.cost(folder, "freight", freight, 1.0),
            self.cost(folder, "fee of the order", Key::FeePerOrder, 1.0),
            self.labor(folder, "labor: clean, test, photograph", Key::MinutesWhole, 1.0),
        ];
        lines.extend(self.drive_cost(folder, n_drives));
        folder.sum("net, sold whole", lines)
    }

    /// Erasing or destroying the drives of one asset: owed whatever becomes of it.
    pub(crate) fn drive_cost(&self, folder: &Folder, n_drives: f64) -> Option<Valued> {
        if n_drives == 0.0 {
            return None;
        }
        let (label, key) = match self.policy.treatment() {
            Treatment::Wipe => ("erasing its drives", Key::UsdPerWipe),
            Treatment::Shred => ("destroying its drives", Key::UsdPerShred),
        };
        Some(self.cost(folder, label, key, n_drives).because(policy(Key::Treatment)))
    }
}

fn is_soldered(part: &Part) -> bool {
    matches!(&part.spec, Spec::Gpu(gpu) if gpu.form == Some(GpuForm::Superchip))
}

pub(crate) fn is_drive(class: Class) -> bool {
    matches!(class, Class::Ssd | Class::Hdd)
}

/// Each asset's sale of a thing has noise of its own.
pub(crate) fn sale_noise(sd: f64, holding: &Holding, of: &str) -> UnitNoise {
    UnitNoise { sd, factors: holding.assets.iter().map(|asset| format!("sale/{asset}/{of}")).collect() }
}

/// The heaviest comparables, the others in one line, and the prior's part: together
/// Σ weight·log + prior is the location of the quantity they stand below.
fn evidence(comparables: &[Comparable], prior: f64) -> Vec<Step> {
    let step = |what: StepKind, label: String, facts: Vec<FactRef>| {
        let value = match &what {
            StepKind::Comparable { log_price, .. } => libm::exp(*log_price),
            _ => 0.0,
        };
        Step { what, label, figure: Figure::Fixed { currency: BOOK_CURRENCY, value }, facts, from: Vec::new() }
    };
    let mut steps: Vec<Step> = comparables
        .iter()
        .take(LISTED)
        .map(|c| {
            let label = if c.same { "of the same" } else { "of its like" };
            let (observation, log_price, weight, says) = (c.observation, c.log_usd, c.weight, c.says_usd);
            let what = StepKind::Comparable { observation, log_price, weight, says };
            step(what, label.to_string(), vec![FactRef::Observation(observation)])
        })
        .collect();
    let rest = &comparables[comparables.len().min(LISTED)..];
    let contribution = prior + rest.iter().map(|c| c.weight * c.log_usd).sum::<f64>();
    let label = match rest.len() {
        0 => "what is believed before any price".to_string(),
        n => format!("{n} more with less weight, and what is believed before any price"),
    };
    steps.push(step(StepKind::Prior { contribution }, label, Vec::new()));
    steps
}

/// A share that is 1 with certainty would be no share: yields come from Beta posteriors,
/// drawn through the moments of their logit.
pub(crate) fn beta_share(factor: String, passed: f64, failed: f64) -> DrawnQuantity {
    let (location, variance) = crate::special::beta_logit_moments(passed, failed);
    let loadings = vec![rackworth_model::explain::Loading { factor, sd: libm::sqrt(variance) }];
    DrawnQuantity { transform: Transform::Logistic, location, loadings, each: None }
}
