//! What is not known of a fleet, most valuable first, and what would settle it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rackworth_catalog::fleet::{Asset, Fleet, Line};
use rackworth_catalog::part::{Identification, Part};
use rackworth_model::class::Class;
use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::ids::AssetId;
use rackworth_model::inventory::AssetKind;
use rackworth_model::money::Currency;
use rackworth_model::observation::{Condition, Subject};

use crate::holdings::{class_of, model_of, words_of};
use crate::world::World;

/// Belief below which an identified part is still asked about.
const DOUBTFUL: f64 = 0.9;

/// How much is known of something that is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Nothing is known of it.
    Unknown,
    /// It is one of several.
    OneOfSeveral,
    /// It is read as one part with little belief.
    Doubtful,
}

/// Like things that are not settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub doubt: Doubt,
    /// `gpu`, `dimm`; `chassis` for a machine.
    pub class: Class,
    /// As its source calls it.
    pub text: String,
    pub units: u64,
    /// Where it was found, in the order of the source.
    pub assets: Vec<AssetId>,
    pub place: String,
    /// What is not known, in words.
    pub why: String,
    /// Ids of what it may be, with weights.
    pub may_be: Vec<(String, f64)>,
    /// What would tell.
    pub settled_by: &'static str,
    /// What all units may be worth, in the currency of the report: the mean over what it
    /// may be, each used and tested at the middle of its range; for an unknown one, what is in the middle of the
    /// prices of its class. `None` where nothing is priced.
    pub worth: Option<f64>,
    /// Between the cheapest and the dearest it may be, all units.
    pub between: Option<(f64, f64)>,
}

/// The answer to "what is not known?".
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownAnswer {
    pub as_of: Date,
    pub currency: Currency,
    pub n_assets: usize,
    /// Components that were asked about: all but what a buyer does not count.
    pub n_components: u64,
    /// Most valuable first; what has no price comes last.
    pub open: Vec<Open>,
}

/// Lists what is not settled.
pub fn unknown(world: &World, fleet: &Fleet) -> UnknownAnswer {
    let mut prices = Prices { world, typical: BTreeMap::new() };
    let mut open: Vec<Open> = Vec::new();
    let mut n_components = 0;
    for asset in &fleet.assets {
        for found in open_in(asset, &mut prices, &mut n_components) {
            add(&mut open, found);
        }
    }
    // Ties keep the order of the source.
    open.sort_by(|a, b| b.worth.unwrap_or(-1.0).total_cmp(&a.worth.unwrap_or(-1.0)));
    let (as_of, currency) = (world.as_of(), world.currency);
    UnknownAnswer { as_of, currency, n_assets: fleet.n_assets(), n_components, open }
}

/// Like things are told once, with their units and worth added up.
fn add(open: &mut Vec<Open>, new: Open) {
    let like = |old: &&mut Open| (old.class, &old.text, &old.why) == (new.class, &new.text, &new.why);
    let Some(old) = open.iter_mut().find(like) else {
        open.push(new);
        return;
    };
    old.units += new.units;
    old.worth = old.worth.zip(new.worth).map(|(a, b)| a + b);
    old.between = old.between.zip(new.between).map(|((a, b), (c, d))| (a + c, b + d));
    let more = new.assets.into_iter().filter(|id| !old.assets.contains(id));
    old.assets.extend(more.collect::<Vec<_>>());
}

fn open_in(asset: &Asset, prices: &mut Prices<'_>, n_components: &mut u64) -> Vec<Open> {
    let alike = asset.ids.len() as u64;
    let mut found: Vec<Open> = machine(asset).into_iter().collect();
    for line in &asset.lines {
        if let [_, _, ..] = line.options.as_slice() {
            found.extend(several_ways(asset, line, prices, n_components));
            continue;
        }
        let Some(option) = line.options.first() else { continue };
        for (component, identification) in &option.components {
            if matches!(identification, Identification::NotAPart { .. }) {
                continue;
            }
            let units = alike * u64::from(component.count);
            *n_components += units;
            let thing = Thing { asset, component, text: words_of(component, &line.text), units };
            found.extend(thing.open(identification, prices));
        }
    }
    found
}

/// A line that can be read in several ways: each is a way to fill the machine.
fn several_ways(asset: &Asset, line: &Line, prices: &mut Prices<'_>, n_components: &mut u64) -> Option<Open> {
    let alike = asset.ids.len() as f64;
    let (first, _) = line.options.first()?.components.first()?;
    let mut worths = Vec::new();
    let mut may_be = Vec::new();
    for option in &line.options {
        let mut worth = Some(0.0);
        let mut words = Vec::new();
        for (component, identification) in &option.components {
            let candidates = identification.candidates();
            let class = candidates.first().map_or_else(|| class_of(component), |(part, _)| part.class());
            let each = prices.of(class, &candidates).0;
            worth = worth.zip(each).map(|(sum, each)| sum + each * f64::from(component.count) * alike);
            let id = candidates.first().map_or_else(|| component.kind.to_string(), |(part, _)| part.id.to_string());
            words.push(format!("{} × {id}", component.count));
        }
        worths.push((worth, option.weight));
        may_be.push((words.join(" + "), option.weight));
    }
    let units: u64 = line.options.first()?.components.iter().map(|(component, _)| u64::from(component.count)).sum();
    *n_components += units * asset.ids.len() as u64;
    let each = |(worth, weight): &(Option<f64>, f64)| worth.map(|worth| worth * weight);
    let known: Vec<f64> = worths.iter().filter_map(|(worth, _)| *worth).collect();
    let ends = (known.iter().copied().fold(f64::INFINITY, f64::min), known.iter().copied().fold(0.0, f64::max));
    Some(Open {
        doubt: Doubt::OneOfSeveral,
        class: class_of(first),
        text: line.text.clone(),
        units: units * asset.ids.len() as u64,
        assets: asset.ids.clone(),
        place: line.place.to_string(),
        why: format!("it can be read in {} ways", line.options.len()),
        may_be,
        settled_by: settled_by(first.kind),
        worth: worths.iter().map(each).sum(),
        between: (known.len() == worths.len()).then_some(ends),
    })
}

/// A machine whose model is not settled. Its worth is not told: its base follows from its
/// size and age.
fn machine(asset: &Asset) -> Option<Open> {
    if matches!(asset.raw.kind, AssetKind::LooseParts | AssetKind::Card) {
        return None;
    }
    let (doubt, why) = match &asset.platform {
        Identification::Unidentified { reason } => (Doubt::Unknown, reason.clone()),
        Identification::Ambiguous { why, .. } => (Doubt::OneOfSeveral, why.clone()),
        Identification::Identified { confidence, rule, .. } if confidence.get() < DOUBTFUL => {
            (Doubt::Doubtful, format!("read by {rule}, {:.0} % sure", 100.0 * confidence.get()))
        }
        _ => return None,
    };
    Some(Open {
        doubt,
        class: Class::Chassis,
        text: model_of(asset),
        units: asset.ids.len() as u64,
        assets: asset.ids.clone(),
        place: asset.raw.place.to_string(),
        why,
        may_be: weighed(&asset.platform),
        settled_by: "the model and service tag on its pull-out label",
        worth: None,
        between: None,
    })
}

/// A component, and where it stands.
struct Thing<'f> {
    asset: &'f Asset,
    component: &'f RawComponent,
    text: String,
    units: u64,
}

impl Thing<'_> {
    fn open(self, identification: &Identification, prices: &mut Prices<'_>) -> Option<Open> {
        let (doubt, why) = match identification {
            Identification::Unidentified { reason } => (Doubt::Unknown, reason.clone()),
            Identification::Ambiguous { why, .. } => (Doubt::OneOfSeveral, why.clone()),
            Identification::Identified { part, confidence, rule } if confidence.get() < DOUBTFUL => {
                (Doubt::Doubtful, format!("read as {} by {rule}, {:.0} % sure", part.name, 100.0 * confidence.get()))
            }
            _ => return None,
        };
        let candidates = identification.candidates();
        let class = candidates.first().map_or_else(|| class_of(self.component), |(part, _)| part.class());
        let (each, between) = prices.of(class, &candidates);
        let units = self.units as f64;
        Some(Open {
            doubt,
            class,
            text: self.text,
            units: self.units,
            assets: self.asset.ids.clone(),
            place: self.component.place.to_string(),
            why,
            may_be: weighed(identification),
            settled_by: settled_by(self.component.kind),
            worth: each.map(|each| each * units),
            between: between.map(|(low, high)| (low * units, high * units)),
        })
    }
}

fn weighed(identification: &Identification) -> Vec<(String, f64)> {
    identification.candidates().into_iter().map(|(part, weight)| (part.id.to_string(), weight)).collect()
}

/// What tells a component of this kind for certain.
fn settled_by(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Cpu => "the model in `lscpu` or `dmidecode -t processor`, or the marking on its lid",
        ComponentKind::Dimm => "the part number in `dmidecode -t memory` or on its label",
        ComponentKind::Drive => "the model in `smartctl -i`, or the number on its label",
        ComponentKind::Gpu => "its PCI numbers in `lspci -nn`, or the part number in `nvidia-smi -q`",
        ComponentKind::Nic | ComponentKind::Raid => "its PCI numbers in `lspci -nn`, or the part number on its board",
        ComponentKind::Psu => "the watts on its label",
        ComponentKind::Board | ComponentKind::Backplane | ComponentKind::Riser | ComponentKind::Fan => {
            "the part number on it"
        }
        ComponentKind::Unknown => "what sort of part it is, and the number on its label",
    }
}

/// Middles of prices in the currency of the report.
struct Prices<'w> {
    world: &'w World,
    /// By class, the middle over the parts the book has prices of.
    typical: BTreeMap<Class, Option<f64>>,
}

impl Prices<'_> {
    /// The mean over what it may be, and the ends; a typical one of the class when nothing
    /// is known.
    fn of(&mut self, class: Class, candidates: &[(Arc<Part>, f64)]) -> (Option<f64>, Option<(f64, f64)>) {
        if candidates.is_empty() {
            return (self.typical(class), None);
        }
        let priced: Vec<(f64, f64)> =
            candidates.iter().filter_map(|(part, weight)| Some((self.middle(part)?, *weight))).collect();
        let weights: f64 = priced.iter().map(|(_, weight)| weight).sum();
        let mean = priced.iter().map(|(price, weight)| price * weight).sum::<f64>() / weights;
        let low = priced.iter().map(|(price, _)| *price).fold(f64::INFINITY, f64::min);
        let high = priced.iter().map(|(price, _)| *price).fold(0.0, f64::max);
        if weights > 0.0 { (Some(mean), Some((low, high))) } else { (None, None) }
    }

    fn middle(&self, part: &Arc<Part>) -> Option<f64> {
        let price = self.world.market.prices.price(part, Condition::UsedTested).ok()?;
        Some(price.middle_usd() * self.world.conversion.factor)
    }

    fn typical(&mut self, class: Class) -> Option<f64> {
        if let Some(known) = self.typical.get(&class) {
            return *known;
        }
        let parts = self.world.snapshot.observations.iter().filter_map(|observation| match &observation.subject {
            Subject::Part(id) => self.world.catalog.part(id),
            _ => None,
        });
        let parts: BTreeMap<_, _> =
            parts.filter(|part| part.class() == class).map(|part| (part.id.clone(), part)).collect();
        let mut prices: Vec<f64> = parts.values().filter_map(|part| self.middle(part)).collect();
        prices.sort_by(f64::total_cmp);
        let typical = prices.get(prices.len() / 2).copied();
        self.typical.insert(class, typical);
        typical
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WorldRequest;
    use jiff::Timestamp;
    use rackworth_model::hardware::{Place, Reading};
    use rackworth_model::inventory::{Inventory, RawAsset};
    use rackworth_model::measure::Bytes;
    use rackworth_model::provenance::Locator;

    fn component(kind: ComponentKind, model: &str, gb: u64, count: u32) -> RawComponent {
        let place = Place { file: "test".into(), locator: Locator::File };
        let mut component = RawComponent::new(kind, place);
        (component.id.model, component.count) = (Some(model.to_string()), count);
        component.facts.capacity = Bytes::from_gb(gb).filter(|bytes| bytes.0 > 0);
        component
    }

    fn asked(components: Vec<RawComponent>) -> UnknownAnswer {
        let as_of = jiff::civil::date(2026, 9, 30);
        let known_by = Timestamp::MAX;
        let (currency, n_threads) = (Currency::Usd, 1);
        let request = WorldRequest {
            as_of,
            known_by,
            currency,
            seed: None,
            n_draws: None,
            n_threads,
            policy: None,
            recorded: Vec::new(),
            rates: Vec::new(),
            books: Vec::new(),
        };
        let world = World::new(&request).unwrap();
        let place = Place { file: "test".into(), locator: Locator::File };
        let mut raw = RawAsset::new(AssetKind::LooseParts, place);
        raw.readings = components.into_iter().map(|c| Reading::certain(c.id.model.clone().unwrap(), vec![c])).collect();
        let fleet = world.catalog.identify_fleet(Inventory { assets: vec![raw], ..Inventory::default() });
        unknown(&world, &fleet)
    }

    #[test]
    fn what_is_not_settled_is_weighed_and_put_in_order() {
        let answer = asked(vec![
            component(ComponentKind::Cpu, "Intel Xeon processor", 0, 1),
            component(ComponentKind::Drive, "unheard of", 1600, 4),
            component(ComponentKind::Drive, "unheard of", 1600, 2),
            component(ComponentKind::Gpu, "Contoso GPU", 0, 8),
            component(ComponentKind::Dimm, "M393A4K40CB2-CVF", 0, 2),
        ]);
        let told: Vec<(&str, u64)> = answer.open.iter().map(|open| (open.text.as_str(), open.units)).collect();
        assert_eq!(told, [("Contoso GPU", 8), ("unheard of", 6), ("Intel Xeon processor", 1)]);
        let drive = &answer.open[1];
        assert_eq!(drive.doubt, Doubt::OneOfSeveral, "an unknown drive of 1.6 TB is still a drive of 1.6 TB");
        let (low, high) = drive.between.unwrap();
        assert!(drive.worth.is_some_and(|worth| low <= worth && worth <= high), "{drive:?}");
        assert_eq!(answer.n_components, 17);
    }
}
