//! CPUs that are refused: samples, architectures, soldered superchips, bare brand names.

use crate::part::Identification;
use crate::words::words;

/// The refusal for words that can be no catalogued CPU; `None` when they may be one.
pub(super) fn refuse(text: &str) -> Option<Identification> {
    let all = words(text);
    let has = |word: &str| all.iter().any(|w| w.text == word);
    let unidentified =
        |reason: &str| Some(Identification::Unidentified { reason: format!("{reason}: `{}`", text.trim()) });
    if (has("ENG") && has("SAMPLE")) || has("QS") || has("ES") || has("ES2") {
        return unidentified("an engineering or qualification sample, which is not the product");
    }
    if has("GENUINE") && !has("XEON") {
        return unidentified("a sample without a model name");
    }
    if has("GRACE") && !has("HOPPER") {
        return soldered("a Grace CPU is soldered to its superchip board");
    }
    if all.iter().any(|w| w.text.starts_with("CORTEX")) {
        return soldered("an Arm core of the card or board it was found on");
    }
    if all.iter().any(|w| w.text.starts_with("ARMV")) {
        return unidentified("the name of an architecture, not of a model");
    }
    None
}

fn soldered(why: &str) -> Option<Identification> {
    Some(Identification::not_a_part(why, "cpu/soldered"))
}

/// Why words that were no refusal gave no CPU either.
pub(super) fn reason(said: &[&str]) -> String {
    match said.first() {
        None => "the source names no CPU model".to_string(),
        Some(text) if text.chars().any(|c| c.is_ascii_digit()) => {
            format!("no catalogued CPU is written `{}`", text.trim())
        }
        Some(text) => format!("`{}` names no model", text.trim()),
    }
}
