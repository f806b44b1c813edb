//! Words for the things answers count and name.

use rackworth_model::class::Class;
use rackworth_value::spread::SpreadSource;

use crate::figure::count;

/// `1 asset`, `2 assets`.
pub fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n as u64), if n == 1 { one } else { many })
}

/// A class as part of a whole: the base of a machine, or its content.
pub fn class_word(class: Class) -> &'static str {
    match class {
        Class::Chassis => "base",
        other => other.plural(),
    }
}

/// Where spread comes from, in words.
pub fn source_word(source: &SpreadSource) -> String {
    match source {
        SpreadSource::AskToSale => "asks against sales".to_string(),
        SpreadSource::Level(class) => format!("level of {class} prices"),
        SpreadSource::Part(class) => format!("single {class} parts"),
        SpreadSource::Machine => "what boxes fetch".to_string(),
        SpreadSource::Premium => "platform and buyer".to_string(),
        SpreadSource::Yield => "yields".to_string(),
        SpreadSource::Rest => "single sales and the rest".to_string(),
    }
}
