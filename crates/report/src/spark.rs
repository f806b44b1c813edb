//! A trend in one line of text: a bar a quarter, a gap where nothing is known.

use rackworth_value::price::TrendPoint;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Bars by the logarithm of the level, so that a doubling is the same step everywhere; `·` in a quarter of which
/// nothing is known. The last `most` quarters.
pub(crate) fn spark(points: &[TrendPoint], most: usize) -> String {
    let shown = &points[points.len().saturating_sub(most)..];
    let logs: Vec<Option<f64>> = shown.iter().map(|point| point.index.map(|index| log2(index[1]))).collect();
    let known = || logs.iter().flatten().copied();
    let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let bar = |log: &Option<f64>| match log {
        None => '·',
        // All alike: the middle.
        Some(_) if high - low < 1e-9 => BARS[3],
        Some(log) => BARS[(((log - low) / (high - low) * 7.0).round() as usize).min(7)],
    };
    logs.iter().map(bar).collect()
}

/// The logarithm to base 2 by halving, to about a hundredth: a picture needs no exact one, and the exact one differs
/// between machines.
pub(crate) fn log2(value: f64) -> f64 {
    if !(value.is_finite() && value > 0.0) {
        return 0.0;
    }
    let (mut value, mut log) = (value, 0.0);
    while value >= 2.0 {
        value /= 2.0;
        log += 1.0;
    }
    while value < 1.0 {
        value *= 2.0;
        log -= 1.0;
    }
    // log2(1+t) ≈ t(1.3465 − 0.3465 t) on 0..1, off by 0.008 at most.
    let t = value - 1.0;
    log + t * (1.3465 - 0.3465 * t)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackworth_model::quarter::Quarter;

    fn points(levels: &[Option<f64>]) -> Vec<TrendPoint> {
        let first = "2024Q1".parse::<Quarter>().unwrap();
        let point = |(i, level): (usize, &Option<f64>)| TrendPoint {
            quarter: first + i32::try_from(i).unwrap(),
            day: None,
            n: 1,
            n_sources: 1,
            index: level.map(|l| [l * 0.9, l, l * 1.1]),
        };
        levels.iter().enumerate().map(point).collect()
    }

    #[test]
    fn doublings_are_equal_steps_and_gaps_are_seen() {
        assert_eq!(spark(&points(&[Some(12.5), Some(25.0), None, Some(50.0), Some(100.0)]), 20), "▁▃·▆█");
        assert_eq!(spark(&points(&[Some(50.0), Some(50.0)]), 20), "▄▄");
        assert_eq!(spark(&points(&[None, Some(1.0), Some(2.0)]), 2), "▁█");
        assert_eq!(spark(&[], 5), "");
    }
}
