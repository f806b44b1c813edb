//! What the grammars of all makers share.

use rackworth_model::measure::Bytes;

/// Capacity of a module that is `depth` × 2²⁰ addresses deep, 64 data bits wide.
pub(super) fn capacity_of_depth(depth: u32) -> Option<Bytes> {
    Bytes::from_mib(u64::from(depth) * 8)
}

/// Ranks of a module of single dies: each rank is 64 data bits of dies of this many
/// gigabits and this width. `None` when that gives no whole number, or more than eight.
pub(super) fn ranks(capacity: Bytes, die_gigabits: u32, width: u8) -> Option<u8> {
    let rank_bytes = u64::from(die_gigabits) * (1 << 30) / 8 * (64 / u64::from(width.max(1)));
    let ranks = capacity.0.checked_div(rank_bytes)?;
    let whole = capacity.0 == ranks * rank_bytes && (1..=8).contains(&ranks);
    whole.then(|| u8::try_from(ranks).ok()).flatten()
}

/// The JEDEC speed a code of two digits stands for, as in `KSM26` and `PC4-2666`.
pub(super) fn speed_of_two_digits(code: u32) -> Option<u32> {
    const SPEEDS: [u32; 20] = [
        400, 533, 667, 800, 1066, 1333, 1600, 1866, 2133, 2400, 2666, 2933, 3200, 4800, 5200, 5600, 6000, 6400, 7200,
        8800,
    ];
    SPEEDS.into_iter().find(|speed| speed / 100 == code)
}
