//! Folding: from the leaves of an explanation to its figures.
//!
//! Engines build steps with the functions below, which compute as they build; [`Folder::fold`]
//! computes the same from the finished tree. Both go through [`combine`], so a figure
//! and its explanation cannot part.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rackworth_model::explain::{DrawnQuantity, Explanation, FactRef, Figure, Step, StepKind, Transform};
use rackworth_model::money::Currency;
use rackworth_model::quantiles::Quantiles;

use crate::random::Generator;

/// A figure in the making: its draws, and the step that gives them.
#[derive(Debug, Clone)]
pub(crate) struct Valued {
    pub(crate) draws: Vec<f64>,
    pub(crate) step: Step,
}

/// Folds steps with the draws of one generator. Factors shared by many figures are
/// drawn once.
#[derive(Debug)]
pub(crate) struct Folder {
    generator: Generator,
    /// Whether drawn prices are to be given their comparables: only an explanation needs
    /// them, and they cost more than the draws.
    evidence: bool,
    shared: RefCell<BTreeMap<String, Rc<Vec<f64>>>>,
}

/// USD: what prices are estimated in. A report in another currency converts at the end.
pub(crate) const BOOK_CURRENCY: Currency = Currency::Usd;

impl Folder {
    pub(crate) fn new(generator: Generator) -> Folder {
        Folder { generator, evidence: false, shared: RefCell::new(BTreeMap::new()) }
    }

    /// A folder whose drawn prices come with their comparables.
    pub(crate) fn explaining(generator: Generator) -> Folder {
        Folder { evidence: true, ..Folder::new(generator) }
    }

    pub(crate) fn wants_evidence(&self) -> bool {
        self.evidence
    }

    pub(crate) fn n_draws(&self) -> usize {
        self.generator.n_draws
    }

    pub(crate) fn sum(&self, label: impl Into<String>, from: Vec<Valued>) -> Valued {
        self.inner(StepKind::Sum, label, from)
    }

    pub(crate) fn count(&self, label: impl Into<String>, n: u32, of: Valued) -> Valued {
        self.inner(StepKind::Count { n }, label, vec![of])
    }

    pub(crate) fn scale(&self, label: impl Into<String>, by: f64, of: Valued) -> Valued {
        self.inner(StepKind::Scale { by }, label, vec![of])
    }

    pub(crate) fn product(&self, label: impl Into<String>, a: Valued, b: Valued) -> Valued {
        self.inner(StepKind::Product, label, vec![a, b])
    }

    pub(crate) fn choose(&self, label: impl Into<String>, chosen: usize, from: Vec<Valued>) -> Valued {
        self.inner(StepKind::Choose { chosen }, label, from)
    }

    pub(crate) fn mix(&self, label: impl Into<String>, factor: String, from: Vec<(f64, Valued)>) -> Valued {
        let (weights, from) = from.into_iter().unzip();
        self.inner(StepKind::Mix { factor, weights }, label, from)
    }

    pub(crate) fn drawn(&self, label: impl Into<String>, quantity: DrawnQuantity) -> Valued {
        self.inner(StepKind::Drawn(quantity), label, Vec::new())
    }

    pub(crate) fn fixed(&self, label: impl Into<String>, value: f64) -> Valued {
        self.inner(StepKind::Fixed { value }, label, Vec::new())
    }

    fn inner(&self, what: StepKind, label: impl Into<String>, from: Vec<Valued>) -> Valued {
        let below: Vec<&[f64]> = from.iter().map(|v| v.draws.as_slice()).collect();
        let draws = self.combine(&what, &below);
        let from = from.into_iter().map(|v| v.step).collect();
        // The figure is filled in when somebody asks for the explanation.
        let figure = Figure::Fixed { currency: BOOK_CURRENCY, value: 0.0 };
        Valued { draws, step: Step { what, label: label.into(), figure, facts: Vec::new(), from } }
    }

    /// The draws of a step, from its leaves.
    pub(crate) fn fold(&self, step: &Step) -> Vec<f64> {
        let below: Vec<Vec<f64>> = step.from.iter().filter(|s| !is_evidence(s)).map(|s| self.fold(s)).collect();
        let below: Vec<&[f64]> = below.iter().map(Vec::as_slice).collect();
        self.combine(&step.what, &below)
    }

    /// The explanation of a figure: its step with every figure below filled in.
    pub(crate) fn explain(&self, mut step: Step) -> Explanation {
        self.fill(&mut step);
        Explanation { root: step }
    }

    fn fill(&self, step: &mut Step) -> Vec<f64> {
        let mut below = Vec::new();
        for child in &mut step.from {
            if !is_evidence(child) {
                below.push(self.fill(child));
            }
        }
        let below: Vec<&[f64]> = below.iter().map(Vec::as_slice).collect();
        let draws = self.combine(&step.what, &below);
        step.figure = figure(&step.what, &draws);
        draws
    }

    /// One step's draws from those of the steps below it.
    fn combine(&self, what: &StepKind, below: &[&[f64]]) -> Vec<f64> {
        let n = self.n_draws();
        let each = |f: &dyn Fn(usize) -> f64| (0..n).map(f).collect::<Vec<f64>>();
        match what {
            StepKind::Sum => each(&|d| below.iter().map(|v| v[d]).sum()),
            StepKind::Count { n } => each(&|d| f64::from(*n) * below[0][d]),
            StepKind::Scale { by } => each(&|d| by * below[0][d]),
            StepKind::Product => each(&|d| below[0][d] * below[1][d]),
            StepKind::Choose { chosen } => below[*chosen].to_vec(),
            StepKind::Mix { factor, weights } => {
                let uniform = self.generator.uniforms(factor);
                each(&|d| below[pick(weights, uniform[d])][d])
            }
            StepKind::Drawn(quantity) => self.quantity(quantity),
            StepKind::Fixed { value } => vec![*value; n],
            // Evidence is not folded: it stands below a drawn quantity, whose location it made.
            StepKind::Comparable { .. } | StepKind::Prior { .. } => vec![0.0; n],
        }
    }

    fn quantity(&self, quantity: &DrawnQuantity) -> Vec<f64> {
        let mut logs = vec![quantity.location; self.n_draws()];
        for loading in &quantity.loadings {
            let z = self.shared_normals(&loading.factor);
            for (log, z) in logs.iter_mut().zip(z.iter()) {
                *log += loading.sd * z;
            }
        }
        let mut draws: Vec<f64> = match quantity.transform {
            Transform::Exp => logs.into_iter().map(libm::exp).collect(),
            Transform::Logistic => logs.into_iter().map(|x| 1.0 / (1.0 + libm::exp(-x))).collect(),
        };
        if let Some(noise) = &quantity.each {
            let mean = self.mean_noise(noise.sd, &noise.factors);
            for (draw, noise) in draws.iter_mut().zip(mean) {
                *draw *= noise;
            }
        }
        draws
    }

    /// The mean over units of e^(sd·Z): what independent sales average to.
    fn mean_noise(&self, sd: f64, factors: &[String]) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_draws()];
        for factor in factors {
            for (sum, z) in sums.iter_mut().zip(self.generator.normals(factor)) {
                *sum += libm::exp(sd * z);
            }
        }
        sums.into_iter().map(|sum| sum / factors.len() as f64).collect()
    }

    fn shared_normals(&self, factor: &str) -> Rc<Vec<f64>> {
        if let Some(known) = self.shared.borrow().get(factor) {
            return Rc::clone(known);
        }
        let drawn = Rc::new(self.generator.normals(factor));
        self.shared.borrow_mut().insert(factor.to_string(), Rc::clone(&drawn));
        drawn
    }
}

impl Valued {
    pub(crate) fn mean(&self) -> f64 {
        mean(&self.draws)
    }

    /// Names what the step rests on.
    pub(crate) fn because(mut self, fact: FactRef) -> Valued {
        self.step.facts.push(fact);
        self
    }

    /// Puts evidence below a drawn quantity.
    pub(crate) fn with_evidence(mut self, evidence: Vec<Step>) -> Valued {
        self.step.from.extend(evidence);
        self
    }
}

pub(crate) fn mean(draws: &[f64]) -> f64 {
    draws.iter().sum::<f64>() / draws.len() as f64
}

fn is_evidence(step: &Step) -> bool {
    matches!(step.what, StepKind::Comparable { .. } | StepKind::Prior { .. })
}

/// The option a uniform number falls on.
fn pick(weights: &[f64], uniform: f64) -> usize {
    let mut sum = 0.0;
    let found = weights.iter().position(|weight| {
        sum += weight;
        uniform < sum
    });
    found.unwrap_or(weights.len() - 1)
}

fn figure(what: &StepKind, draws: &[f64]) -> Figure {
    let flat = Quantiles::new([mean(draws); 7]);
    let quantiles = Quantiles::of_sample(draws).or(flat);
    match (what, quantiles) {
        (StepKind::Fixed { value }, _) => Figure::Fixed { currency: BOOK_CURRENCY, value: *value },
        (StepKind::Drawn(DrawnQuantity { transform: Transform::Logistic, .. }), Ok(quantiles)) => {
            Figure::Share { mean: mean(draws), quantiles }
        }
        (_, Ok(quantiles)) => Figure::Drawn { currency: BOOK_CURRENCY, mean: mean(draws), quantiles },
        (_, Err(_)) => Figure::Fixed { currency: BOOK_CURRENCY, value: f64::NAN },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackworth_model::explain::{Loading, UnitNoise};

    fn folder() -> Folder {
        Folder::new(Generator { seed: 5, n_draws: 500 })
    }

    fn price(location: f64, item: &str) -> DrawnQuantity {
        let loadings =
            vec![Loading { factor: "class/dimm".into(), sd: 0.2 }, Loading { factor: format!("item/{item}"), sd: 0.1 }];
        DrawnQuantity { transform: Transform::Exp, location, loadings, each: None }
    }

    fn tree(folder: &Folder) -> Valued {
        let noisy = DrawnQuantity {
            each: Some(UnitNoise { sd: 0.25, factors: vec!["sale/a".into(), "sale/b".into()] }),
            ..price(4.0, "x")
        };
        let share = DrawnQuantity { transform: Transform::Logistic, ..price(0.5, "share") };
        let part = folder.product("share", folder.drawn("noisy", noisy), folder.drawn("φ", share));
        let mixed = folder.mix("one of", "mix/1".into(), vec![(0.3, part), (0.7, folder.drawn("y", price(3.0, "y")))]);
        folder.sum("sum", vec![folder.count("16 of", 16, mixed), folder.scale("less", -1.0, folder.fixed("fee", 7.5))])
    }

    #[test]
    fn a_tree_folds_to_what_building_it_gave() {
        let folder = folder();
        let built = tree(&folder);
        assert_eq!(folder.fold(&built.step), built.draws);
        // A fresh folder, with nothing drawn before, gives the same.
        assert_eq!(super::Folder::new(Generator { seed: 5, n_draws: 500 }).fold(&built.step), built.draws);
    }

    #[test]
    fn means_of_the_lines_of_a_sum_add_up_to_its_mean() {
        let folder = folder();
        let explained = folder.explain(tree(&folder).step);
        let mean_of = |step: &Step| match &step.figure {
            Figure::Drawn { mean, .. } | Figure::Share { mean, .. } => *mean,
            Figure::Fixed { value, .. } => *value,
        };
        let lines: f64 = explained.root.from.iter().map(mean_of).sum();
        assert!((lines - mean_of(&explained.root)).abs() < 1e-9);
    }

    #[test]
    fn independent_units_average_out_and_shared_factors_do_not() {
        let folder = Folder::new(Generator { seed: 1, n_draws: 4000 });
        let spread = |valued: &Valued| {
            let q = Quantiles::of_sample(&valued.draws).unwrap();
            q.p90() / q.p10()
        };
        let units = |n: usize| UnitNoise { sd: 0.3, factors: (0..n).map(|i| format!("u/{i}")).collect() };
        let noisy =
            |n| DrawnQuantity { transform: Transform::Exp, location: 0.0, loadings: vec![], each: Some(units(n)) };
        assert!(spread(&folder.drawn("1", noisy(1))) > 2.0);
        assert!(spread(&folder.drawn("100", noisy(100))) < 1.1);
    }

    #[test]
    fn weights_pick_their_share() {
        assert_eq!([0.0, 0.29, 0.31, 0.99, 1.0].map(|u| pick(&[0.3, 0.7], u)), [0, 0, 1, 1, 1]);
    }
}
