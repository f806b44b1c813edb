//! Where the spread of a total comes from.
//!
//! Factors are independent standard normals, so the squared correlation of a total with
//! a factor is the share of its variance that goes along with that factor alone
//! (first-order effect; Saltelli et al. 2008). What is left are sales of single assets,
//! the choice between readings, and effects of factors together.

use std::collections::{BTreeMap, BTreeSet};

use rackworth_model::class::Class;
use rackworth_model::explain::{Step, StepKind};

use crate::random::Generator;

/// What a group of factors stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpreadSource {
    /// How asked prices relate to sales.
    AskToSale,
    /// Today's price level of a class.
    Level(Class),
    /// A family or a single part against its class.
    Part(Class),
    /// What boxes fetch: base, and shares on the dollar.
    Machine,
    /// Premiums of platforms and buyers.
    Premium,
    /// How many units pass the test.
    Yield,
    /// Single sales, readings, and everything together.
    Rest,
}

/// A source of spread with its share of the variance.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadShare {
    pub source: SpreadSource,
    pub share: f64,
}

/// Shares of the variance of `total` by source, largest first; they sum to 1. `steps` are
/// the trees behind it; their factors are correlated with it one by one.
pub fn spread_shares(total: &[f64], steps: &[&Step], generator: Generator) -> Vec<SpreadShare> {
    let mut factors = BTreeSet::new();
    for step in steps {
        collect(step, &mut factors);
    }
    // A correlation of n pairs of nothing is off zero by about 1/√n; its square is taken off.
    let noise = 1.0 / total.len() as f64;
    let mut shares: BTreeMap<SpreadSource, f64> = BTreeMap::new();
    for factor in factors {
        let r = correlation(total, &generator.normals(factor));
        *shares.entry(source_of(factor)).or_insert(0.0) += (r * r - noise).max(0.0);
    }
    let explained: f64 = shares.values().sum();
    if explained > 1.0 {
        shares.values_mut().for_each(|share| *share /= explained);
    }
    shares.insert(SpreadSource::Rest, (1.0 - explained).max(0.0));
    let mut found: Vec<SpreadShare> = shares.into_iter().map(|(source, share)| SpreadShare { source, share }).collect();
    found.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.source.cmp(&b.source)));
    found
}

fn collect<'a>(step: &'a Step, factors: &mut BTreeSet<&'a str>) {
    if let StepKind::Drawn(drawn) = &step.what {
        factors.extend(drawn.loadings.iter().map(|loading| loading.factor.as_str()));
    }
    step.from.iter().for_each(|below| collect(below, factors));
}

/// Factors are named `what/segment/class/…`, an item's `item/class/…`.
fn source_of(factor: &str) -> SpreadSource {
    let words: Vec<&str> = factor.split('/').collect();
    let class = |at: usize| words.get(at).and_then(|word| word.parse::<Class>().ok());
    let of_class = |at, source: fn(Class) -> SpreadSource| class(at).map_or(SpreadSource::Rest, source);
    match words[0] {
        "kind" => SpreadSource::AskToSale,
        "class" => of_class(2, SpreadSource::Level),
        "family" => of_class(2, SpreadSource::Part),
        "item" => of_class(1, SpreadSource::Part),
        "machine" => SpreadSource::Machine,
        "platform" | "buyer" => SpreadSource::Premium,
        "yield" => SpreadSource::Yield,
        _ => SpreadSource::Rest,
    }
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (a - mean_x, b - mean_y);
        xy += a * b;
        xx += a * a;
        yy += b * b;
    }
    if xx * yy > 0.0 { xy / libm::sqrt(xx * yy) } else { 0.0 }
}
