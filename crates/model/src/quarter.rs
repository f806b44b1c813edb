//! Calendar quarters.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use jiff::civil::{Date, date};

/// A calendar quarter, held as an ordinal: 4 × year + (quarter − 1). Prints `2026Q3`.
///
/// Years run from −9999 to 9999, as in [`jiff::civil::Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(i32);

/// Text that is not `YYYYQn`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{0}` as a quarter: expected a year and quarter such as `2026Q3`")]
pub struct ParseQuarter(String);

impl Quarter {
    /// Quarter `number` (1–4) of `year`; `None` outside these.
    pub fn new(year: i16, number: u8) -> Option<Quarter> {
        let in_range = (-9999..=9999).contains(&year) && (1..=4).contains(&number);
        in_range.then(|| Quarter(i32::from(year) * 4 + i32::from(number) - 1))
    }

    /// The quarter a day falls in.
    pub fn containing(day: Date) -> Quarter {
        let number = (i32::from(day.month()) - 1) / 3;
        Quarter(i32::from(day.year()) * 4 + number)
    }

    pub fn year(self) -> i16 {
        // The constructor keeps the year within i16.
        self.0.div_euclid(4) as i16
    }

    /// 1 to 4.
    pub fn number(self) -> u8 {
        self.0.rem_euclid(4) as u8 + 1
    }

    pub fn first_day(self) -> Date {
        date(self.year(), self.number().cast_signed() * 3 - 2, 1)
    }

    pub fn last_day(self) -> Date {
        let last_month = self.number().cast_signed() * 3;
        date(self.year(), last_month, 1).last_of_month()
    }
}

/// Quarters later (or earlier, when negative), kept within the years a date can hold.
impl Add<i32> for Quarter {
    type Output = Quarter;

    fn add(self, quarters: i32) -> Quarter {
        Quarter(self.0.saturating_add(quarters).clamp(-9999 * 4, 9999 * 4 + 3))
    }
}

/// How many quarters lie between.
impl Sub for Quarter {
    type Output = i32;

    fn sub(self, earlier: Quarter) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year(), self.number())
    }
}

impl FromStr for Quarter {
    type Err = ParseQuarter;

    fn from_str(text: &str) -> Result<Quarter, ParseQuarter> {
        let bad = || ParseQuarter(text.to_string());
        let (year, number) = text.split_once('Q').ok_or_else(bad)?;
        let number: u8 = number.parse().map_err(|_| bad())?;
        Quarter::new(year.parse().map_err(|_| bad())?, number).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_that_is_no_quarter_is_refused() {
        for text in ["", "2026", "2026Q0", "2026Q5", "Q3", "2026q3", "12026Q1"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_quarter(year in 1_i16..=9998, month in 1_i8..=12, day in 1_i8..=28) {
            let day = date(year, month, day);
            let quarter = Quarter::containing(day);
            prop_assert!(quarter.first_day() <= day && day <= quarter.last_day());
            prop_assert!((quarter + 1).first_day() > day && (quarter + -1).last_day() < day);
        }

        #[test]
        fn printing_reading_and_counting_agree(year in 0_i16..=9990, number in 1_u8..=4, later in 0_i32..30) {
            let quarter = Quarter::new(year, number).unwrap();
            prop_assert_eq!(quarter.to_string().parse::<Quarter>(), Ok(quarter));
            prop_assert_eq!((quarter + later) - quarter, later);
        }
    }
}
