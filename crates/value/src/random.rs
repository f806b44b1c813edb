//! Draws from a counter-based generator.
//!
//! Every factor has a stream of its own: ChaCha8 (Bernstein 2008) keyed with SHA-256 of
//! seed and factor name, word *d* of which belongs to draw *d*. So draw *d* of a factor
//! depends on nothing but seed, name and *d*: not on which other factors exist, in what
//! order they are asked for, or on how many threads.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use rackworth_model::ids::EvidenceId;

use crate::normal::quantile;

/// A source of draws: a seed and how many draws there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generator {
    pub seed: u64,
    pub n_draws: usize,
}

impl Generator {
    /// Standard normal draws of a factor.
    pub fn normals(&self, factor: &str) -> Vec<f64> {
        let mut stream = self.stream(factor);
        (0..self.n_draws).map(|_| quantile(open_unit(stream.next_u64()))).collect()
    }

    /// Draws of a factor that are uniform on the open interval (0, 1).
    pub fn uniforms(&self, factor: &str) -> Vec<f64> {
        let mut stream = self.stream(factor);
        (0..self.n_draws).map(|_| open_unit(stream.next_u64())).collect()
    }

    fn stream(&self, factor: &str) -> ChaCha8Rng {
        ChaCha8Rng::from_seed(key(self.seed, factor))
    }
}

fn key(seed: u64, factor: &str) -> [u8; 32] {
    let mut bytes = seed.to_le_bytes().to_vec();
    bytes.extend_from_slice(factor.as_bytes());
    EvidenceId::of(&bytes).bytes()
}

/// 52 random bits as the middle of one of 2⁵² equal cells of (0, 1): never 0, never 1.
fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// The seed of a run that was given none: a fixed number, so that the same question
/// gets the same answer. Chosen once, for no reason.
pub const DEFAULT_SEED: u64 = 20_260_930;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_factor_and_its_number_only() {
        let few = Generator { seed: 7, n_draws: 10 };
        let many = Generator { seed: 7, n_draws: 1000 };
        assert_eq!(few.normals("class/dimm"), many.normals("class/dimm")[..10]);
        assert_ne!(few.normals("class/dimm"), few.normals("class/cpu"));
        assert_ne!(few.normals("class/dimm"), Generator { seed: 8, n_draws: 10 }.normals("class/dimm"));
    }

    #[test]
    fn the_first_draws_of_a_known_factor_never_change() {
        let drawn = Generator { seed: 1, n_draws: 3 }.normals("class/dimm");
        let shown: Vec<String> = drawn.iter().map(|z| format!("{z:.12}")).collect();
        assert_eq!(shown, ["-0.791638907625", "0.165177880330", "1.760882487961"]);
    }

    #[test]
    fn normals_have_the_moments_of_the_normal() {
        let z = Generator { seed: 3, n_draws: 100_000 }.normals("x");
        let mean = z.iter().sum::<f64>() / z.len() as f64;
        let variance = z.iter().map(|v| v * v).sum::<f64>() / z.len() as f64;
        // Three standard errors: 3/√n and 3·√(2/n).
        assert!(mean.abs() < 0.0095, "{mean}");
        assert!((variance - 1.0).abs() < 0.0134, "{variance}");
    }
}
