//! How figures are written: estimates rounded to the precision their range has, exact
//! sums exactly.

use rackworth_model::quantiles::Quantiles;

/// `1,900 (1,600–2,300)`: p50 and p10–p90, all rounded to two significant figures of the
/// range's width, never finer than one unit: an estimate has no cents.
pub fn range(quantiles: &Quantiles) -> String {
    let step = step(quantiles);
    let [low, middle, high] = [quantiles.p10(), quantiles.p50(), quantiles.p90()].map(|v| rounded(v, step));
    format!("{middle} ({low}–{high})")
}

/// p50 alone, rounded as [`range`] does.
pub fn middle(quantiles: &Quantiles) -> String {
    rounded(quantiles.p50(), step(quantiles))
}

/// p10–p90 alone, rounded as [`range`] does.
pub fn span(quantiles: &Quantiles) -> String {
    let step = step(quantiles);
    format!("{}–{}", rounded(quantiles.p10(), step), rounded(quantiles.p90(), step))
}

/// Both ends of another range of the same estimate, rounded in the same way.
pub fn ends([low, high]: [f64; 2]) -> String {
    let step = step_of_width(high - low);
    format!("{} and {}", rounded(low, step), rounded(high, step))
}

fn rounded(value: f64, step: f64) -> String {
    let value = (value / step).round_ties_even() * step;
    grouped(value)
}

/// The unit estimates of this spread are rounded to: a power of ten, at least 1.
fn step(quantiles: &Quantiles) -> f64 {
    step_of_width(quantiles.p90() - quantiles.p10())
}

/// Two significant figures of a width.
fn step_of_width(width: f64) -> f64 {
    let mut step = 1.0;
    while step * 100.0 <= width.abs() {
        step *= 10.0;
    }
    step
}

/// A whole number with grouped thousands: `12,345`, `−40`.
pub fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    // A rounded −0.3 is 0, not −0.
    if value < 0.0 && digits != "0" { format!("−{out}") } else { out }
}

/// A count with grouped thousands.
pub fn count(n: u64) -> String {
    // Counts of units stay far below 2^53.
    grouped(n as f64)
}

/// `71 %`, with `<1 %` and `>99 %` where rounding would say 0 or 100 of what is not.
pub fn percent(share: f64) -> String {
    let percent = (share * 100.0).round_ties_even();
    if share > 0.0 && percent == 0.0 {
        "<1 %".to_string()
    } else if share < 1.0 && percent == 100.0 {
        ">99 %".to_string()
    } else {
        format!("{percent:.0} %")
    }
}

/// A price or factor with so many significant digits as it takes to tell it apart: cents
/// below 100, units above.
pub fn plain(value: f64) -> String {
    if value.abs() >= 100.0 { grouped(value) } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantiles(low: f64, middle: f64, high: f64) -> Quantiles {
        Quantiles::new([low, low, low, middle, high, high, high]).unwrap()
    }

    #[test]
    fn estimates_are_rounded_to_what_their_range_knows() {
        assert_eq!(range(&quantiles(1_612.0, 1_897.0, 2_304.0)), "1,900 (1,610–2,300)");
        assert_eq!(range(&quantiles(1_612_345.0, 1_897_777.0, 2_304_111.0)), "1,900,000 (1,610,000–2,300,000)");
        assert_eq!(range(&quantiles(20.2, 25.4, 31.9)), "25 (20–32)");
        assert_eq!(range(&quantiles(-12.0, -3.4, 5.0)), "−3 (−12–5)");
        assert_eq!(range(&quantiles(-0.4, 0.0, 0.4)), "0 (0–0)");
    }

    #[test]
    fn shares_do_not_round_to_certainty() {
        assert_eq!([0.0, 0.001, 0.5, 0.999, 1.0].map(percent), ["0 %", "<1 %", "50 %", ">99 %", "100 %"]);
    }
}
