//! Order statistics.

/// The p-quantile (0–1) of values, by linear interpolation between order statistics at
/// 1 + (n−1)p (Hyndman & Fan 1996, definition 7); `None` of nothing.
pub fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = p.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    let (low, share) = (at.floor(), at - at.floor());
    let below = sorted[low as usize];
    let above = sorted[at.ceil() as usize];
    Some(below + share * (above - below))
}

/// The middle value, or the mean of the two middle ones.
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() { None } else { Some(values.iter().sum::<f64>() / values.len() as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_few() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(median(&values), Some(2.5));
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 1.0), Some(4.0));
        assert_eq!(quantile(&values, 0.9), Some(3.7));
        assert_eq!((median(&[]), mean(&[])), (None, None));
    }
}
