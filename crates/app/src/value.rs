//! What is it worth? Whole beside parted out, by groups and in total.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_catalog::fleet::Fleet;
use rackworth_model::class::Class;
use rackworth_model::coverage::{Coverage, Gap};
use rackworth_model::ids::AssetId;
use rackworth_model::inventory::{Problem, Unread};
use rackworth_model::money::Currency;
use rackworth_model::quantiles::Quantiles;
use rackworth_model::run::Run;
use rackworth_model::snapshot::FxRate;
use rackworth_model::words;
use rackworth_value::engine::{HoldingValue, Way, WayValue};
use rackworth_value::policy::Premise;
use rackworth_value::spread::{SpreadShare, spread_shares};

use crate::holdings::{Apart, Held, hold};
use crate::world::{AskError, World};

words! {
    /// What a line of the answer stands for.
    By {
        /// Machines with the same content and condition.
        Likeness "like",
        Model "model",
        Site "site",
        Asset "asset",
    }
}

/// An estimated sum in the currency of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    pub mean: f64,
    pub quantiles: Quantiles,
}

/// One line of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Short and unique within the answer: what `explain` takes.
    pub id: String,
    pub label: String,
    pub assets: Vec<AssetId>,
    /// Assets that can be sold whole: machines, not loose parts.
    pub n_machines: usize,
    /// Assets with a figure for at least one way.
    pub n_priced: usize,
    /// Net per asset, the mean over those with a figure.
    pub whole: Option<Range>,
    pub parted: Option<Range>,
    /// Share of joint draws in which parting out brings more.
    pub parted_wins: Option<f64>,
    /// The best way of each kind of asset in the group, with how many assets it is for.
    pub best: Vec<(Way, usize)>,
    /// What the best parting-out plan pulls.
    pub pulled: Vec<Class>,
    /// All assets of the group, each in its best way.
    pub best_total: Option<Range>,
    pub coverage: Coverage,
    pub gaps: Vec<Gap>,
}

/// What the total consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassShare {
    pub class: Class,
    /// Mean before the cost of selling, in the currency of the report.
    pub mean: f64,
}

/// The whole fleet in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    pub range: Range,
    /// Assets it covers.
    pub n_assets: usize,
    /// Assets it could cover: loose parts are not sold whole.
    pub n_possible: usize,
    /// Something in it has no price: it is at least this much.
    pub at_least: bool,
}

/// The answer to "what is it worth?".
#[derive(Debug, Clone, PartialEq)]
pub struct ValueAnswer {
    pub run: Run,
    pub as_of: Date,
    pub currency: Currency,
    /// The rates from USD to the currency of the report.
    pub rates: Vec<FxRate>,
    pub premise: Premise,
    pub by: By,
    pub n_assets: usize,
    pub groups: Vec<Group>,
    pub whole: Option<Total>,
    pub parted: Option<Total>,
    pub best: Option<Total>,
    pub coverage: Coverage,
    /// Alike gaps together, most units first.
    pub gaps: Vec<Gap>,
    pub consists_of: Vec<ClassShare>,
    /// Where the spread of the best total comes from, largest first.
    pub spread_from: Vec<SpreadShare>,
    pub assumed: Assumed,
    /// How many assets hold something that does not fit them.
    pub n_misfits: usize,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
}

/// How many assets rest on an assumption about what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumed {
    /// Condition not stated: taken as used and tested.
    pub condition: usize,
    /// Model not known: size and age told from the CPUs.
    pub shape: usize,
}

/// Values a fleet.
pub fn value(world: &World, fleet: &Fleet, by: By) -> Result<ValueAnswer, AskError> {
    if fleet.n_assets() == 0 {
        return Err(AskError::EmptyFleet { problems: fleet.problems.clone() });
    }
    let apart = match by {
        By::Likeness | By::Model => Apart::ByLikeness,
        By::Site => Apart::BySite,
        By::Asset => Apart::ByAsset,
    };
    let held = hold(fleet, apart);
    let holdings: Vec<_> = held.iter().map(|h| h.holding.clone()).collect();
    let values = world.market.value_all(&holdings, world.generator, world.n_threads);
    let ranged = Ranged { world };
    let groups = grouped(&ranged, &held, &values, by);
    let total = |way: Option<Way>| ranged.total(&held, &values, way);
    let mut coverage = Coverage::default();
    values.iter().for_each(|value| coverage.add(value.coverage));
    Ok(ValueAnswer {
        run: world.run(&fingerprint(fleet), by),
        as_of: world.as_of(),
        currency: world.currency,
        rates: world.conversion.rates.clone(),
        premise: world.policy.premise(),
        by,
        n_assets: fleet.n_assets(),
        groups,
        whole: total(Some(Way::Whole)),
        parted: total(Some(Way::PartedOut)),
        best: total(None),
        coverage,
        gaps: merged(values.iter().flat_map(|v| v.gaps.iter())),
        consists_of: consists_of(&ranged, &held, &values),
        spread_from: spread_from(world, &held, &values),
        assumed: assumed(&held),
        n_misfits: fleet.assets.iter().filter(|asset| !asset.findings.is_empty()).map(|asset| asset.ids.len()).sum(),
        unread: fleet.unread.clone(),
        problems: fleet.problems.clone(),
    })
}

/// Hash over everything that was read of a fleet: equal evidence, equal fleet.
pub fn fingerprint(fleet: &Fleet) -> String {
    let mut ids: Vec<String> = fleet.evidence.iter().map(|e| e.id.to_string()).collect();
    ids.sort();
    rackworth_model::EvidenceId::of(ids.join("\n").as_bytes()).to_string()
}

fn assumed(held: &[Held]) -> Assumed {
    let shape = held.iter().filter(|h| h.shape_from_cpus).map(|h| h.holding.assets.len()).sum();
    Assumed { condition: held.iter().map(|h| h.n_condition_assumed).sum(), shape }
}

/// Alike gaps together, most units first.
pub fn merged<'a>(gaps: impl Iterator<Item = &'a Gap>) -> Vec<Gap> {
    let mut units: BTreeMap<(&str, &rackworth_model::GapKind), u64> = BTreeMap::new();
    for gap in gaps {
        *units.entry((gap.of.as_str(), &gap.kind)).or_insert(0) += gap.units;
    }
    let mut gaps: Vec<Gap> =
        units.into_iter().map(|((of, kind), units)| Gap { of: of.to_string(), units, kind: kind.clone() }).collect();
    gaps.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.cmp(b)));
    gaps
}

fn consists_of(ranged: &Ranged<'_>, held: &[Held], values: &[HoldingValue]) -> Vec<ClassShare> {
    let mut sums: BTreeMap<Class, f64> = BTreeMap::new();
    for (held, value) in held.iter().zip(values) {
        for (class, usd) in &value.by_class {
            *sums.entry(*class).or_insert(0.0) += usd * held.holding.assets.len() as f64;
        }
    }
    let factor = ranged.world.conversion.factor;
    let mut shares: Vec<ClassShare> =
        sums.into_iter().map(|(class, usd)| ClassShare { class, mean: usd * factor }).collect();
    shares.sort_by(|a, b| b.mean.total_cmp(&a.mean).then(a.class.cmp(&b.class)));
    shares
}

fn spread_from(world: &World, held: &[Held], values: &[HoldingValue]) -> Vec<SpreadShare> {
    let Some((total, _)) = summed(held, values, None) else { return Vec::new() };
    let steps: Vec<_> = values.iter().filter_map(|v| v.ways.best_value()).map(WayValue::step).collect();
    spread_shares(&total, &steps, world.generator)
}

/// The sum over assets of one way (or of each one's best), USD, and how many it covers.
fn summed(held: &[Held], values: &[HoldingValue], way: Option<Way>) -> Option<(Vec<f64>, usize)> {
    let mut sum: Option<Vec<f64>> = None;
    let mut n_assets = 0;
    for (held, value) in held.iter().zip(values) {
        let of = match way {
            Some(way) => value.ways.of(way),
            None => value.ways.best_value(),
        };
        let Some(of) = of else { continue };
        let n = held.holding.assets.len();
        n_assets += n;
        let sum = sum.get_or_insert_with(|| vec![0.0; of.draws.len()]);
        for (total, draw) in sum.iter_mut().zip(&of.draws) {
            *total += n as f64 * draw;
        }
    }
    sum.map(|sum| (sum, n_assets))
}

/// Turns draws in USD into ranges in the currency of the report.
struct Ranged<'a> {
    world: &'a World,
}

impl Ranged<'_> {
    fn range(&self, usd: &[f64]) -> Option<Range> {
        self.world.range(usd)
    }

    fn total(&self, held: &[Held], values: &[HoldingValue], way: Option<Way>) -> Option<Total> {
        let (sum, n_assets) = summed(held, values, way)?;
        let all = held.iter().map(|h| h.holding.assets.len()).sum();
        let n_possible = if way == Some(Way::Whole) { machines(held) } else { all };
        let at_least = n_assets < n_possible || values.iter().any(|v| !v.coverage.is_complete());
        Some(Total { range: self.range(&sum)?, n_assets, n_possible, at_least })
    }

    /// The mean per asset over those with a figure.
    fn each(&self, held: &[Held], values: &[HoldingValue], way: Way) -> Option<(Range, Vec<f64>)> {
        let (sum, n) = summed(held, values, Some(way))?;
        let each: Vec<f64> = sum.iter().map(|draw| draw / n as f64).collect();
        Some((self.range(&each)?, each))
    }
}

fn grouped(ranged: &Ranged<'_>, held: &[Held], values: &[HoldingValue], by: By) -> Vec<Group> {
    let mut names: Vec<String> = Vec::new();
    let mut members: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, held) in held.iter().enumerate() {
        let name = match by {
            By::Likeness => format!("{i}"),
            By::Model => held.model.clone(),
            By::Site => held.site.clone().unwrap_or_else(|| "site not stated".to_string()),
            By::Asset => held.holding.assets[0].to_string(),
        };
        if !members.contains_key(&name) {
            names.push(name.clone());
        }
        members.entry(name).or_default().push(i);
    }
    let mut ids = Ids::default();
    let mut groups: Vec<Group> = names
        .iter()
        .map(|name| {
            let of: Vec<usize> = members[name].clone();
            let held_of: Vec<Held> = of.iter().map(|&i| held[i].clone()).collect();
            let values_of: Vec<HoldingValue> = of.iter().map(|&i| values[i].clone()).collect();
            let label = match by {
                By::Likeness | By::Asset => held_of[0].holding.label.clone(),
                By::Model | By::Site => name.clone(),
            };
            let id_from = match by {
                By::Likeness | By::Model => &held_of[0].model,
                By::Site | By::Asset => name,
            };
            group(ranged, ids.id(id_from, by), label, &held_of, &values_of)
        })
        .collect();
    let worth = |group: &Group| group.best_total.as_ref().map_or(f64::NEG_INFINITY, |r| r.quantiles.p50());
    groups.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    groups
}

fn group(ranged: &Ranged<'_>, id: String, label: String, held: &[Held], values: &[HoldingValue]) -> Group {
    let whole = ranged.each(held, values, Way::Whole);
    let parted = ranged.each(held, values, Way::PartedOut);
    let wins = whole.as_ref().zip(parted.as_ref()).map(|((_, whole), (_, parted))| {
        let wins = parted.iter().zip(whole).filter(|(p, w)| p > w).count();
        wins as f64 / whole.len() as f64
    });
    let mut best: BTreeMap<Way, usize> = BTreeMap::new();
    let mut pulled: Vec<Class> = Vec::new();
    let mut coverage = Coverage::default();
    for (held, value) in held.iter().zip(values) {
        if let Some(way) = value.ways.best {
            *best.entry(way).or_insert(0) += held.holding.assets.len();
        }
        pulled.extend(value.ways.pulled.iter().copied());
        coverage.add(value.coverage);
    }
    pulled.sort();
    pulled.dedup();
    Group {
        id,
        label,
        assets: held.iter().flat_map(|h| h.holding.assets.iter().cloned()).collect(),
        n_machines: machines(held),
        n_priced: best.values().sum(),
        whole: whole.map(|(range, _)| range),
        parted: parted.map(|(range, _)| range),
        parted_wins: wins,
        best: best.into_iter().collect(),
        pulled,
        best_total: summed(held, values, None).and_then(|(sum, _)| ranged.range(&sum)),
        coverage,
        gaps: merged(values.iter().flat_map(|v| v.gaps.iter())),
    }
}

fn machines(held: &[Held]) -> usize {
    held.iter().filter(|h| h.holding.machine.is_some()).map(|h| h.holding.assets.len()).sum()
}

/// Short ids from names: `r740`, `r740-2`; an asset's or a site's id is its own name.
#[derive(Default)]
pub(crate) struct Ids {
    taken: BTreeMap<String, u32>,
}

impl Ids {
    pub(crate) fn id(&mut self, name: &str, by: By) -> String {
        let stem = if by == By::Asset { name.to_string() } else { slug(name) };
        let n = self.taken.entry(stem.clone()).or_insert(0);
        *n += 1;
        if *n == 1 { stem } else { format!("{stem}-{n}") }
    }
}

/// `PowerEdge R740` is `r740`; other names are spelled with dashes.
fn slug(name: &str) -> String {
    let short = name.trim_start_matches("PowerEdge ").to_lowercase();
    let dashed: String = short.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let words: Vec<&str> = dashed.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "group".to_string() } else { words.join("-") }
}
