//! A pooled linear model: coefficients with priors, a tree of effects, Student-t noise.
//!
//! Row *j* at node *c* says  y_j = x_jᵀθ + v_c + v_parent(c) + … + ε_j  with
//! ε_j ~ t_ν(0, σ²_s c_j), v ~ N(0, τ²_g) for every node of the tree (items, and whatever an
//! item's rows are alike in besides), and each penalty k on θ says
//! a_kᵀθ ~ N(m_k, τ²_g(k) s_k): a prior for one coefficient, or the step of a random walk.
//! Variances of groups and noises are estimated around a prior guess (scaled inverse χ²
//! with the given degrees of freedom), so none can collapse to zero; the guess of one
//! source's noise is that of all sources together.

use super::rows::Rows;
use super::sparse::Sparse;

/// How heavy the tails of the noise are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tails {
    Normal,
    /// Student t with so many degrees of freedom.
    Student(f64),
}

/// The tails of prices: t with 4 degrees of freedom (docs/spec/valuation.md §2).
pub const PRICE_TAILS: Tails = Tails::Student(4.0);

impl Tails {
    /// The weight of a row whose squared miss is `ratio` times its noise variance.
    pub(super) fn weight(self, ratio: f64) -> f64 {
        match self {
            Tails::Normal => 1.0,
            Tails::Student(nu) => (nu + 1.0) / (nu + ratio),
        }
    }
}

/// A variance shared by several effects: its prior guess, the weight of the guess in
/// degrees of freedom, or `fixed` when data do not move it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    pub guess: f64,
    pub freedom: f64,
    pub fixed: bool,
    /// How heavy the tails of its effects in the tree are.
    pub tails: Tails,
}

impl Group {
    /// A variance known beforehand.
    pub fn fixed(sd: f64) -> Group {
        Group { guess: sd * sd, freedom: 1.0, fixed: true, tails: Tails::Normal }
    }

    /// A variance to be estimated, starting at `sd`², which weighs like `freedom` effects.
    pub fn learned(sd: f64, freedom: f64) -> Group {
        Group { guess: sd * sd, freedom, fixed: false, tails: Tails::Normal }
    }

    /// The same with effects of which some lie far out: one item in ten is like no other.
    pub fn heavy(self, tails: Tails) -> Group {
        Group { tails, ..self }
    }

    /// The variance given a sum of `count` squares.
    pub(super) fn updated(&self, sum: f64, count: f64) -> f64 {
        if self.fixed { self.guess } else { (sum + self.freedom * self.guess) / (count + self.freedom) }
    }
}

/// aᵀθ ~ N(mean, variance of the group × scale).
#[derive(Debug, Clone, PartialEq)]
pub struct Penalty {
    pub a: Sparse,
    pub mean: f64,
    pub group: usize,
    pub scale: f64,
}

/// An effect: the variance group it is of, and the effect it comes on top of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    pub group: usize,
    pub parent: Option<usize>,
}

/// What is to be fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub n_coefficients: usize,
    /// The tree of effects, parents before their children.
    pub nodes: Vec<Node>,
    pub groups: Vec<Group>,
    pub penalties: Vec<Penalty>,
    /// Noise of all rows together.
    pub noise: Group,
    /// How many sources have a noise of their own, and what the common one weighs in it.
    pub n_noises: usize,
    pub noise_freedom: f64,
    pub tails: Tails,
    pub rows: Rows,
}

/// Variances at one moment of a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Variances {
    pub groups: Vec<f64>,
    /// Of a plain row of any source.
    pub noise: f64,
    /// Of a plain row of each source.
    pub noises: Vec<f64>,
    /// Student-t weight of each node's effect: its variance is the group's over this.
    pub nodes: Vec<f64>,
}

impl Variances {
    pub(super) fn guessed(problem: &Problem) -> Variances {
        Variances {
            groups: problem.groups.iter().map(|g| g.guess).collect(),
            noise: problem.noise.guess,
            noises: vec![problem.noise.guess; problem.n_noises],
            nodes: vec![1.0; problem.nodes.len()],
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = f64> {
        self.groups.iter().chain([&self.noise]).chain(&self.noises).copied()
    }
}

/// Why a model could not be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    #[error("fit a regression without rows")]
    NoRows,
    #[error("fit a regression whose equations have no unique solution")]
    Singular,
}
