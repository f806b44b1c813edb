//! Days as people write them. `03/04/2026` is April or March: the column says which, or nobody does.

use jiff::civil::Date;
use rackworth_model::observation::DatePrecision;

/// Whether the day stands before the month in `03/04/2026`, as far as the file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    Unsaid,
}

/// A day, or why a text is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Day {
    Read(Date, DatePrecision),
    /// Two days are possible.
    Either,
    None,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// How a file writes its days: one of them must have a number above 12.
pub(super) fn order_of<'a>(texts: impl Iterator<Item = &'a str>) -> Order {
    let mut order = Order::Unsaid;
    for (a, b, _) in texts.filter_map(slashed) {
        let told = match (a > 12, b > 12) {
            (true, false) => Order::DayFirst,
            (false, true) => Order::MonthFirst,
            _ => continue,
        };
        if order != Order::Unsaid && order != told {
            return Order::Unsaid;
        }
        order = told;
    }
    order
}

/// `3/4/2026`, `03/04/26`: the first two numbers and the year.
fn slashed(text: &str) -> Option<(i8, i8, i16)> {
    let mut parts = text.split([' ', 'T']).next()?.split('/');
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    Some((a.trim().parse().ok()?, b.trim().parse().ok()?, year_of(year.trim())?)).filter(|_| parts.next().is_none())
}

fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// Reads a day.
pub(super) fn read(text: &str, order: Order) -> Day {
    let text = text.trim();
    if let Some(day) = iso(text).or_else(|| dotted(text)).or_else(|| worded(text)) {
        return day;
    }
    let Some((a, b, year)) = slashed(text) else { return Day::None };
    let of = |month, day| Date::new(year, month, day).map_or(Day::None, |date| Day::Read(date, DatePrecision::Day));
    match (order, a > 12, b > 12) {
        (_, true, _) | (Order::DayFirst, _, false) => of(b, a),
        (_, _, true) | (Order::MonthFirst, ..) => of(a, b),
        (Order::Unsaid, ..) if a == b => of(a, b),
        (Order::Unsaid, ..) => Day::Either,
    }
}

/// `2026-03-04`, with or without a time; `2026-03`, which stands for its middle.
fn iso(text: &str) -> Option<Day> {
    let head = text.get(..10).unwrap_or(text);
    if let Ok(date) = head.parse::<Date>() {
        let after = text.get(10..).unwrap_or_default();
        return (after.is_empty() || after.starts_with(['T', ' '])).then_some(Day::Read(date, DatePrecision::Day));
    }
    let (year, month) = text.split_once('-')?;
    let date = Date::new(year.parse().ok().filter(|_| year.len() == 4)?, month.parse().ok()?, 15).ok()?;
    Some(Day::Read(date, DatePrecision::Month))
}

/// `4.3.2026`: the day first, wherever points are used.
fn dotted(text: &str) -> Option<Day> {
    let mut parts = text.split([' ', 'T']).next()?.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = Date::new(year_of(year)?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(Day::Read(date, DatePrecision::Day))
}

/// `Mar-03-26`, `3 March 2026`, `March 3, 2026`.
fn worded(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).take(4).collect();
    let [a, b, year, ..] = parts.as_slice() else { return None };
    let month = |word: &str| {
        let head = word.get(..3)?.to_lowercase();
        let at = MONTHS.iter().position(|month| *month == head)?;
        i8::try_from(at + 1).ok().filter(|_| word.chars().all(char::is_alphabetic))
    };
    let (month, day) = match (month(a), month(b)) {
        (Some(month), None) => (month, b),
        (None, Some(month)) => (month, a),
        _ => return None,
    };
    let day = day.trim_end_matches(char::is_alphabetic);
    let date = Date::new(year_of(year)?, month, day.parse().ok()?).ok()?;
    Some(Day::Read(date, DatePrecision::Day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn days_as_people_write_them() {
        let day = |text| read(text, Order::Unsaid);
        let of = |y, m, d| Day::Read(date(y, m, d), DatePrecision::Day);
        for text in [
            "2026-03-04",
            "2026-03-04T10:00:00Z",
            "4.3.2026",
            "04.03.26",
            "Mar-04-26",
            "Mar 4, 2026",
            "4 March 2026",
            "4th Mar 2026",
        ] {
            assert_eq!(day(text), of(2026, 3, 4), "{text}");
        }
        assert_eq!(day("13/04/2026"), of(2026, 4, 13));
        assert_eq!(day("04/13/26"), of(2026, 4, 13));
        assert_eq!(day("04/03/2026"), Day::Either);
        assert_eq!(day("2026-03"), Day::Read(date(2026, 3, 15), DatePrecision::Month));
        for text in ["", "soon", "2026", "32.1.2026", "2026-13-01", "Foo-03-26", "46000"] {
            assert_eq!(day(text), Day::None, "{text}");
        }
    }

    #[test]
    fn one_day_of_a_column_tells_the_order_of_all() {
        assert_eq!(order_of(["03/04/2026", "04/13/2026"].into_iter()), Order::MonthFirst);
        assert_eq!(order_of(["03/04/2026", "13/04/2026"].into_iter()), Order::DayFirst);
        assert_eq!(order_of(["13/04/2026", "04/13/2026"].into_iter()), Order::Unsaid);
        assert_eq!(read("03/04/2026", Order::DayFirst), Day::Read(date(2026, 4, 3), DatePrecision::Day));
        assert_eq!(read("03/04/2026", Order::MonthFirst), Day::Read(date(2026, 3, 4), DatePrecision::Day));
    }

    proptest! {
        #[test]
        fn any_text_is_a_day_or_none(text in "\\PC{0,24}") {
            let _ = read(&text, Order::Unsaid);
        }

        #[test]
        fn every_spelling_of_a_day_is_that_day(year in 2000_i16..2090, month in 1_i8..=12, day in 1_i8..=28) {
            let expected = Day::Read(date(year, month, day), DatePrecision::Day);
            let word = MONTHS[usize::try_from(month - 1).unwrap()];
            prop_assert_eq!(read(&format!("{word}-{day:02}-{:02}", year % 100), Order::Unsaid), expected.clone());
            prop_assert_eq!(read(&format!("{day}.{month}.{year}"), Order::Unsaid), expected.clone());
            prop_assert_eq!(read(&format!("{day}/{month}/{year}"), Order::DayFirst), expected.clone());
            prop_assert_eq!(read(&format!("{month}/{day}/{year}"), Order::MonthFirst), expected);
        }
    }
}
