//! What a listing's title sells: one part, several alike, or something a price of a part cannot be told from.

use rackworth_catalog::Catalog;
use rackworth_catalog::part::Identification;
use rackworth_model::hardware::{ComponentKind, HardwareId, Place, RawComponent};
use rackworth_model::inventory::{Amounts, RawText};

/// Words that make a title something else than the part it names.
const OTHER_THINGS: [&str; 30] = [
    "heatsink",
    "heat sink",
    "bracket",
    "caddy",
    "caddies",
    "tray only",
    "cable",
    "riser",
    "backplane",
    "motherboard",
    "mainboard",
    "system board",
    "fan",
    "waterblock",
    "water block",
    "cooler",
    "adapter for",
    "battery",
    "empty box",
    "box only",
    "license",
    "faceplate",
    "rail kit",
    "rails",
    "workstation",
    "laptop",
    "notebook",
    "barebone",
    "shroud",
    "dummy",
];

/// How many units a title says it sells together; `None` where it does not say, an error where it says two numbers.
pub(super) fn lot(title: &str) -> Result<Option<u64>, String> {
    let words: Vec<String> = title
        .to_lowercase()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '[' | ']' | ';' | '|' | '*'))
        .filter(|word| !word.is_empty())
        .map(str::to_string)
        .collect();
    let mut told: Vec<u64> = Vec::new();
    let number = |word: Option<&String>| word.and_then(|word| word.parse::<u64>().ok());
    for (i, word) in words.iter().enumerate() {
        let (next, after) = (words.get(i + 1), words.get(i + 2));
        let counted = match word.as_str() {
            "lot" | "pack" | "set" | "qty" | "quantity" | "bundle" if next.is_some_and(|w| w == "of") => number(after),
            "lot" | "qty" | "qty:" | "quantity" | "quantity:" => number(next),
            "pair" => Some(2),
            "x" if i > 0 && next.is_some_and(|w| w.parse::<f64>().is_err()) => number(words.get(i - 1)),
            _ => factor(word, next),
        };
        told.extend(counted.filter(|n| (1..=10_000).contains(n)));
    }
    told.sort_unstable();
    told.dedup();
    match told.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(format!(
            "a title with several counts ({})",
            told.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// `8x`, `x8`, `8pcs`, `4x32gb`; not ranks (`2rx4`), not lanes (`pcie x16`, `x8`), not dimensions.
fn factor(word: &str, next: Option<&String>) -> Option<u64> {
    if let Some(digits) = word.strip_suffix("pcs").or_else(|| word.strip_suffix("pc")) {
        return digits.parse().ok();
    }
    if matches!(next.map(String::as_str), Some("pcs" | "pieces" | "pc")) {
        return word.parse().ok();
    }
    let (count, rest) = word.split_once('x')?;
    let count: u64 = count.parse().ok()?;
    let sized = rest.ends_with("gb") || rest.ends_with("tb") || rest.ends_with('g');
    let follows = next.is_some_and(|next| next.ends_with("gb") || next.ends_with("tb") || next.parse::<u32>().is_err());
    (rest.is_empty() && follows || sized && rest.starts_with(|c: char| c.is_ascii_digit())).then_some(count)
}

/// Why a title sells something else than one kind of part; `None` where it does not.
pub(super) fn something_else(catalog: &Catalog, title: &str, place: &Place) -> Option<String> {
    let lower = format!(" {} ", title.to_lowercase());
    let spaced = lower.replace(|c: char| !c.is_alphanumeric(), " ");
    let other = OTHER_THINGS.iter().find(|word| spaced.contains(&format!(" {word} ")));
    // `with heatsink` is a CPU with an extra; `heatsink for` is none.
    if let Some(word) = other.filter(|word| !spaced.contains(&format!(" with {word} "))) {
        return Some(format!("it speaks of `{word}`"));
    }
    if let Some(machine) = machine_in(catalog, &spaced) {
        return Some(format!("it names a machine ({machine})"));
    }
    let kinds = kinds(catalog, title, place);
    // A GPU's memory reads like a module.
    let several = kinds.len() > 1 && kinds != [ComponentKind::Dimm, ComponentKind::Gpu];
    several.then(|| {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        format!("it names several kinds of things ({})", names.join(", "))
    })
}

/// The kinds of things a text names.
fn kinds(catalog: &Catalog, text: &str, place: &Place) -> Vec<ComponentKind> {
    let mut kinds: Vec<ComponentKind> =
        components(catalog, text, place).iter().map(|component| component.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The components a text names, each in the likeliest way to understand it.
fn components(catalog: &Catalog, text: &str, place: &Place) -> Vec<RawComponent> {
    let text = RawText {
        kind: ComponentKind::Unknown,
        text: text.to_string(),
        count: None,
        amounts: Amounts::Unsaid,
        unit: None,
        id: HardwareId::default(),
        place: place.clone(),
    };
    let read = catalog.read_text(&text, None);
    let first = read.readings.iter().flat_map(|reading| reading.options().first());
    let named = first.flat_map(|option| option.components.iter());
    named.filter(|component| component.kind != ComponentKind::Unknown).cloned().collect()
}

/// The one component a text names, with what it says of it; `None` where it names none or several kinds.
pub(super) fn component_of(catalog: &Catalog, text: &str, place: &Place) -> Option<RawComponent> {
    let mut named = components(catalog, text, place);
    // A GPU's memory reads like a module.
    if named.iter().any(|component| component.kind == ComponentKind::Gpu) {
        named.retain(|component| component.kind == ComponentKind::Gpu);
    }
    let fullest = |component: &RawComponent| (component.facts.capacity.is_some(), component.id.part_number.is_some());
    let at = (0..named.len()).rev().max_by_key(|&i| fullest(&named[i]))?;
    let mut component = named.remove(at);
    if named.iter().any(|other| other.kind != component.kind) {
        return None;
    }
    // The maker's number beside the words is a piece of its own.
    component.id.part_number = component.id.part_number.or_else(|| named.into_iter().find_map(|o| o.id.part_number));
    component.text = Some(text.to_string());
    Some(component)
}

/// A catalogued machine a title begins with or speaks of as itself; `for PowerEdge R740` speaks of where a part goes.
fn machine_in(catalog: &Catalog, spaced: &str) -> Option<String> {
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if words.iter().any(|word| matches!(*word, "for" | "compatible" | "fits" | "from" | "memory" | "ram")) {
        return None;
    }
    (0..words.len()).find_map(|at| {
        let brand =
            matches!(words[at], "poweredge" | "proliant" | "thinksystem" | "primergy" | "supermicro" | "superserver");
        let name = words.get(at..(at + 3).min(words.len())).filter(|_| brand)?.join(" ");
        let tries = [name.clone(), words.get(at..(at + 2).min(words.len()))?.join(" ")];
        let known = tries.iter().find_map(|name| {
            let id = HardwareId { model: Some(name.clone()), ..HardwareId::default() };
            match catalog.identify_server(&id) {
                Identification::Identified { part, .. } => Some(part.name.clone()),
                _ => None,
            }
        });
        known.or_else(|| words.contains(&"server").then_some(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_counted_and_lanes_are_not() {
        for (title, expected) in [
            ("Lot of 8 Samsung 32GB DDR4-2400", Some(8)),
            ("8x 32GB RDIMM", Some(8)),
            ("256GB (8x32GB) DDR4 RDIMM", Some(8)),
            ("10 pcs PM883 960GB", Some(10)),
            ("Samsung 32GB 2Rx4 PC4-2400T", None),
            ("NVIDIA Tesla T4 PCIe x16", None),
            ("Intel X710-DA2 PCIe 3.0 x8", None),
            ("Xeon Gold 6248R 24 cores", None),
            ("2 x Xeon Gold 6248R", Some(2)),
            ("Pair of Xeon Gold 6248R", Some(2)),
        ] {
            assert_eq!(lot(title), Ok(expected), "{title}");
        }
        assert!(lot("Lot of 4, 8x 32GB").is_err());
    }

    #[test]
    fn a_listing_of_memory_is_that_memory() {
        let catalog = Catalog::embedded().unwrap();
        let place = Place { file: "test".into(), locator: rackworth_model::Locator::File };
        for (title, id) in [
            ("32 GB DDR4-2933 RDIMM", "dimm/ddr4/rdimm/32g/2933"),
            ("Samsung 32GB 2Rx4 PC4-2933Y DDR4 RDIMM M393A4K40CB2-CVF", "dimm/ddr4/rdimm/32g/2933"),
            ("Lot of 4 Samsung 32GB DDR4-2933 RDIMM M393A4K40CB2-CVF", "dimm/ddr4/rdimm/32g/2933"),
        ] {
            println!("{title}: {:#?}", components(&catalog, title, &place));
            let component = component_of(&catalog, title, &place).unwrap();
            match catalog.identify(&component) {
                Identification::Identified { part, .. } => assert_eq!(part.id.as_str(), id, "{title}"),
                other => panic!("{title}: {other:?}"),
            }
        }
    }

    #[test]
    fn titles_of_other_things_are_told() {
        let catalog = Catalog::embedded().unwrap();
        let place = Place { file: "test".into(), locator: rackworth_model::Locator::File };
        for title in [
            "Heatsink for Xeon Gold 6248R",
            "Dell PowerEdge R740 2x Xeon Gold 6148 256GB RAM",
            "Dell PowerEdge R640 server Xeon Silver 4110",
            "Xeon Gold 6148 CPU and 32GB DDR4-2666 RDIMM",
        ] {
            assert!(something_else(&catalog, title, &place).is_some(), "{title}");
        }
        for title in [
            "Intel Xeon Gold 6248R 3.0GHz 24-Core SRGZG",
            "Samsung 32GB 2Rx4 PC4-2400T DDR4 RDIMM M393A4K40BB1-CRC Server Memory",
            "32GB DDR4-2666 RDIMM for Dell PowerEdge R740",
            "NVIDIA Tesla V100 16GB HBM2 PCIe Graphics Card",
            "Dell 960GB SATA SSD 2.5in",
        ] {
            assert_eq!(something_else(&catalog, title, &place), None, "{title}");
        }
    }
}
