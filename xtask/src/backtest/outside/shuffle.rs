//! The order `numpy.random.default_rng(1).permutation(n)` puts rows in.

use rand_pcg::{Pcg64, rand_core::Rng};

/// What numpy's `SeedSequence(1)` gives a PCG64 to start from.
const SEED: (u128, u128) = (0x672d_8ee5_6d67_91ff_8ae1_9ca1_4eb1_072c, 0x4915_796d_1322_fc4a_d0cc_2bdc_aba0_49bd);

/// 32 bits at a time, the lower half of each 64 first, as numpy takes them.
struct Halves {
    generator: Pcg64,
    kept: Option<u32>,
}

impl Halves {
    fn next(&mut self) -> u32 {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        let both = self.generator.next_u64();
        self.kept = Some((both >> 32) as u32);
        both as u32
    }

    /// Uniform from 0 to `last`, by taking as many bits as it has until they are no more than it.
    fn up_to(&mut self, last: u32) -> u32 {
        let mask = u32::MAX >> last.leading_zeros();
        loop {
            let drawn = self.next() & mask;
            if drawn <= last {
                return drawn;
            }
        }
    }
}

/// Which row stands at each place (Fisher and Yates, from the end).
fn permutation(n: u32) -> Vec<u32> {
    let mut halves = Halves { generator: Pcg64::new(SEED.0, SEED.1), kept: None };
    let mut rows: Vec<u32> = (0..n).collect();
    for last in (1..n).rev() {
        let other = halves.up_to(last);
        rows.swap(last as usize, other as usize);
    }
    rows
}

/// The items in that order.
pub(super) fn shuffled<T>(items: Vec<T>) -> Vec<T> {
    let n = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let mut taken: Vec<Option<T>> = items.into_iter().map(Some).collect();
    permutation(n).into_iter().filter_map(|row| taken.get_mut(row as usize)?.take()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_the_order_numpy_puts_them() {
        // numpy 2.4.6: default_rng(1).permutation(99174)
        let order = permutation(99_174);
        assert_eq!(order[..8], [65519, 91667, 76640, 7068, 39453, 68126, 8470, 7366]);
        assert_eq!(order[99_171..], [43110, 48627, 58623]);
    }
}
