//! Exact rationals and the named ways to round.

use std::num::NonZeroI64;

/// How a division that does not come out even is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// To the nearest; a tie goes to the even neighbor (IEEE 754 default, "banker's").
    HalfEven,
    /// To the nearest; a tie goes away from zero (the usual commercial rule).
    HalfAwayFromZero,
    /// Toward zero.
    TowardZero,
    /// Toward negative infinity.
    Floor,
}

impl Rounding {
    /// `numerator / denominator`, rounded to an integer by this rule.
    pub fn divide(self, numerator: i128, denominator: NonZeroI64) -> i128 {
        let denominator = i128::from(denominator.get());
        let (n, d) = if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
        let floor = n.div_euclid(d);
        let rest = n.rem_euclid(d);
        let up = match self {
            Rounding::Floor => false,
            Rounding::TowardZero => n < 0 && rest != 0,
            Rounding::HalfEven => rest * 2 > d || (rest * 2 == d && floor % 2 != 0),
            Rounding::HalfAwayFromZero => rest * 2 > d || (rest * 2 == d && n >= 0),
        };
        floor + i128::from(up)
    }
}

/// An exact fraction. Not reduced: two ratios are equal when they are written alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    pub numerator: i64,
    pub denominator: NonZeroI64,
}

impl Ratio {
    /// `numerator / denominator`, or `None` for a zero denominator.
    pub fn new(numerator: i64, denominator: i64) -> Option<Ratio> {
        Some(Ratio { numerator, denominator: NonZeroI64::new(denominator)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_settles_a_tie_its_own_way() {
        let two = NonZeroI64::new(2).unwrap();
        let at = |n, rule: Rounding| rule.divide(n, two);
        assert_eq!([at(5, Rounding::HalfEven), at(7, Rounding::HalfEven), at(-5, Rounding::HalfEven)], [2, 4, -2]);
        assert_eq!([at(5, Rounding::HalfAwayFromZero), at(-5, Rounding::HalfAwayFromZero)], [3, -3]);
        assert_eq!([at(5, Rounding::TowardZero), at(-5, Rounding::TowardZero)], [2, -2]);
        assert_eq!([at(5, Rounding::Floor), at(-5, Rounding::Floor)], [2, -3]);
    }

    #[test]
    fn a_negative_denominator_changes_the_sign_only() {
        let minus_two = NonZeroI64::new(-2).unwrap();
        assert_eq!(Rounding::HalfEven.divide(10, minus_two), -5);
        assert_eq!(Rounding::HalfAwayFromZero.divide(5, minus_two), -3);
    }
}
