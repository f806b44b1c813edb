//! From a person's word for the state of a thing to a graded condition.

use rackworth_model::observation::Condition;

/// Words and what they mean; the longest that occurs wins. Grades A to D are used as
/// resellers use them: A and B are tested working, C has not been tested or has defects,
/// D is for parts.
const WORDS: &[(&str, Condition)] = &[
    ("new", Condition::New),
    ("new in box", Condition::New),
    ("nib", Condition::New),
    ("sealed", Condition::New),
    ("open box", Condition::Refurbished),
    ("refurbished", Condition::Refurbished),
    ("refurb", Condition::Refurbished),
    ("renewed", Condition::Refurbished),
    ("recertified", Condition::Refurbished),
    ("used", Condition::UsedTested),
    ("good", Condition::UsedTested),
    ("excellent", Condition::UsedTested),
    ("fair", Condition::UsedTested),
    ("working", Condition::UsedTested),
    ("fully functional", Condition::UsedTested),
    ("functional", Condition::UsedTested),
    ("tested", Condition::UsedTested),
    ("used tested", Condition::UsedTested),
    ("used working", Condition::UsedTested),
    ("pulled", Condition::UsedTested),
    ("in use", Condition::UsedTested),
    ("in production", Condition::UsedTested),
    ("grade a", Condition::UsedTested),
    ("grade b", Condition::UsedTested),
    ("a", Condition::UsedTested),
    ("b", Condition::UsedTested),
    ("c", Condition::UsedUntested),
    ("d", Condition::ForParts),
    ("grade c", Condition::UsedUntested),
    ("untested", Condition::UsedUntested),
    ("not tested", Condition::UsedUntested),
    ("as is", Condition::UsedUntested),
    ("unknown", Condition::UsedUntested),
    ("grade d", Condition::ForParts),
    ("for parts", Condition::ForParts),
    ("for parts or not working", Condition::ForParts),
    ("parts only", Condition::ForParts),
    ("not working", Condition::ForParts),
    ("non functional", Condition::ForParts),
    ("defective", Condition::ForParts),
    ("defect", Condition::ForParts),
    ("broken", Condition::ForParts),
    ("failed", Condition::ForParts),
    ("faulty", Condition::ForParts),
    ("dead", Condition::ForParts),
    ("neu", Condition::New),
    ("gebraucht", Condition::UsedTested),
    ("defekt", Condition::ForParts),
    ("neuf", Condition::New),
    ("occasion", Condition::UsedTested),
    ("reconditionné", Condition::Refurbished),
];

/// The condition a text names, or `None` when no word of it is known. A broken thing is
/// broken whatever else is said of it, and an untested one is not tested.
pub fn read_condition(text: &str) -> Option<Condition> {
    let words = plain(text);
    let found = |phrase: &str| format!(" {words} ").contains(&format!(" {phrase} "));
    let worst = |condition: Condition| match condition {
        Condition::ForParts => 4,
        Condition::UsedUntested => 3,
        Condition::UsedTested => 2,
        Condition::Refurbished => 1,
        Condition::New | Condition::Unknown => 0,
    };
    // A single letter is a grade only when it is all there is: "a" is also an article.
    let known = WORDS.iter().filter(|(phrase, _)| if phrase.len() == 1 { words == *phrase } else { found(phrase) });
    let longest = |condition: Condition| {
        WORDS.iter().filter(|(p, c)| *c == condition && found(p)).map(|(p, _)| p.len()).max().unwrap_or(0)
    };
    known.map(|(_, condition)| *condition).max_by_key(|condition| (worst(*condition), longest(*condition)))
}

fn plain(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().map(str::to_lowercase).collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words() {
        let expected = [
            ("Used - tested", Condition::UsedTested),
            ("USED", Condition::UsedTested),
            ("Refurbished (Grade A)", Condition::UsedTested),
            ("refurb", Condition::Refurbished),
            ("NEW", Condition::New),
            ("B", Condition::UsedTested),
            ("used, untested", Condition::UsedUntested),
            ("AS-IS", Condition::UsedUntested),
            ("For parts or not working", Condition::ForParts),
            ("gebraucht", Condition::UsedTested),
            ("tested, failed memory", Condition::ForParts),
        ];
        for (text, condition) in expected {
            assert_eq!(read_condition(text), Some(condition), "{text}");
        }
        for text in ["", "42", "a few scratches", "newsletter"] {
            assert_eq!(read_condition(text), None, "{text}");
        }
    }
}
