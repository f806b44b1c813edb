//! A series instead of a model: `E5-2600 v4`, `E5-26xx v4`, `Gold 62xx`, `EPYC 7002`.

use std::sync::Arc;

use rackworth_model::ids::RuleId;

use crate::part::{Identification, Part};
use crate::spec::Spec;
use crate::words::Word;

/// Every catalogued model of the series the words name, equally likely.
pub(super) fn read(parts: &[Arc<Part>], words: &[Word], rule: RuleId) -> Option<Identification> {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let prefix = texts.iter().find_map(|text| series_digits(text));
    let wanted = |part: &&Arc<Part>| match &part.spec {
        Spec::Cpu(spec) => names_generation(&spec.generation, &texts) || fits(part, &texts, prefix),
        _ => false,
    };
    let fitting: Vec<Arc<Part>> = parts.iter().filter(wanted).cloned().collect();
    let weight = 1.0 / fitting.len() as f64;
    let candidates: Vec<(Arc<Part>, f64)> = fitting.into_iter().map(|part| (part, weight)).collect();
    let why = "a series is named, not a model; its models are taken as equally likely".to_string();
    (!candidates.is_empty()).then_some(Identification::Ambiguous { candidates, rule, why })
}

/// `26XX` and `2600` name the models that start with 26.
fn series_digits(text: &str) -> Option<&str> {
    let head = text.strip_suffix("XX").or_else(|| text.strip_suffix("00"))?;
    (head.len() == 2 && head.bytes().all(|b| b.is_ascii_digit())).then_some(head)
}

/// `EPYC 7002` is the name of a generation.
fn names_generation(generation: &str, texts: &[&str]) -> bool {
    let Some(number) = generation.strip_prefix("EPYC ") else { return false };
    texts.contains(&"EPYC") && texts.contains(&number)
}

fn fits(part: &Part, texts: &[&str], prefix: Option<&str>) -> bool {
    let Some(prefix) = prefix else { return false };
    let name = part.name.to_uppercase();
    let version = texts.iter().copied().find(|t| t.len() == 2 && t.starts_with('V'));
    let versioned = match version {
        Some(version) => name.ends_with(version),
        None => !name.contains(" V"),
    };
    let metals = ["PLATINUM", "GOLD", "SILVER", "BRONZE"];
    let metal = texts.iter().any(|text| metals.contains(text) && name.contains(&format!("{text} {prefix}")));
    let lines = ["E5", "E7", "E3"];
    let line = texts.iter().any(|text| lines.contains(text) && name.contains(&format!("{text}-{prefix}")));
    versioned && (metal || line)
}
