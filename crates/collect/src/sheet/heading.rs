//! What one header means, from its words alone: a field, or a component's attribute, with a number and a unit.
//!
//! `RamModule 3 Size (MB)` is the noun `ram module`, the number 3, the attribute `size` and the unit MB.

use rackworth_model::hardware::ComponentKind;

use super::aliases::{Attribute, Field, Noun, Unit, aliases};
use super::words::words;

/// What a header means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Field {
        field: Field,
        /// It is said to be the machine's: `Server Serial`.
        of_host: bool,
    },
    Part(PartHeading),
    /// An attribute without a noun; its neighbors tell of what.
    Bare(Attribute),
}

/// A header about a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartHeading {
    pub(super) kind: ComponentKind,
    pub(super) attribute: Attribute,
    /// Which of several: `1` in `Drive 1 Size`.
    pub(super) group: Option<String>,
    pub(super) says: Option<&'static str>,
}

/// A header as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// `None` where the words are not in the table.
    pub(super) meaning: Option<Meaning>,
    pub(super) unit: Option<Unit>,
    /// How much the spelling is preferred among those of its field; 0 is most.
    pub(super) rank: u16,
}

impl Heading {
    fn new(meaning: Meaning, unit: Option<Unit>) -> Heading {
        Heading { meaning: Some(meaning), unit, rank: 0 }
    }

    pub(super) fn is_known(&self) -> bool {
        self.meaning.is_some()
    }

    /// The field, where it is one.
    pub(super) fn field(&self) -> Option<Field> {
        match self.meaning {
            Some(Meaning::Field { field, .. }) => Some(field),
            _ => None,
        }
    }
}

/// Headers longer than this are prose.
const MAX_HEADER: usize = 80;

/// Understands a header: whole, without its parentheses, or by what stands in them.
pub(super) fn identify(text: &str) -> Heading {
    let unknown = Heading { meaning: None, unit: None, rank: 0 };
    if text.len() > MAX_HEADER {
        return unknown;
    }
    let (outside, inside) = split_parentheses(text);
    let whole = words(text);
    // In parentheses stand units and remarks; only a whole header there says what the column is.
    let found = attempt(&whole, 0).or_else(|| attempt(&outside, 0)).or_else(|| exact(&inside));
    found.unwrap_or(unknown)
}

/// The words before and within the first parentheses or brackets.
fn split_parentheses(text: &str) -> (String, String) {
    let text = text.replace("(s)", "s");
    let Some(open) = text.find(['(', '[']) else { return (String::new(), String::new()) };
    let inside = text[open + 1..].split([')', ']']).next().unwrap_or_default();
    (words(&text[..open]), words(inside))
}

fn attempt(text: &str, depth: u8) -> Option<Heading> {
    if text.is_empty() || depth > 2 {
        return None;
    }
    let tokens: Vec<&str> = text.split(' ').collect();
    exact(text)
        .or_else(|| with_unit(&tokens, depth))
        .or_else(|| compose(&tokens, None))
        .or_else(|| numbered(&tokens))
        .or_else(|| prefixed(&tokens))
        .or_else(|| aliases().attributes.get(text).map(|attribute| Heading::new(Meaning::Bare(*attribute), None)))
}

fn exact(text: &str) -> Option<Heading> {
    let table = aliases();
    if let Some(ranked) = table.fields.get(text) {
        let of_host = matches!(ranked.field, Field::Host | Field::HostSerial);
        let meaning = Meaning::Field { field: ranked.field, of_host };
        return Some(Heading { meaning: Some(meaning), unit: None, rank: ranked.rank });
    }
    let part = table.parts.get(text)?;
    let heading = PartHeading { kind: part.kind, attribute: part.attribute, group: None, says: None };
    Some(Heading::new(Meaning::Part(heading), part.unit))
}

/// A unit at the end: the rest is the header, and the unit may say what is meant (`PSU watts`).
fn with_unit(tokens: &[&str], depth: u8) -> Option<Heading> {
    let (rest, unit) = strip_unit(tokens)?;
    let heading = attempt(&rest.join(" "), depth + 1)?;
    let Some(unit) = unit else { return Some(heading) };
    let meaning = match heading.meaning? {
        Meaning::Part(part) => {
            Meaning::Part(PartHeading { attribute: measured(part.kind, part.attribute, unit), ..part })
        }
        other => other,
    };
    Some(Heading { meaning: Some(meaning), unit: Some(unit), rank: heading.rank })
}

/// What a number with this unit is, under a header that names the component only.
fn measured(kind: ComponentKind, attribute: Attribute, unit: Unit) -> Attribute {
    match (attribute, unit) {
        (Attribute::Text, Unit::Watts) => Attribute::Watts,
        (Attribute::Text, Unit::Megahertz | Unit::Gigahertz | Unit::Transfers | Unit::Rpm | Unit::Gigabits) => {
            Attribute::Speed
        }
        (Attribute::Count, unit) if unit.is_capacity() && kind == ComponentKind::Drive => Attribute::Total,
        (Attribute::Text, unit) if unit.is_capacity() => Attribute::Size,
        (other, _) => other,
    }
}

/// The tokens before a unit or a currency at the end.
fn strip_unit<'a>(tokens: &'a [&'a str]) -> Option<(&'a [&'a str], Option<Unit>)> {
    let (last, rest) = tokens.split_last()?;
    let unit = match *last {
        "s" if rest.last() == Some(&"mt") => return Some((&rest[..rest.len() - 1], Some(Unit::Transfers))),
        "s" if matches!(rest.last(), Some(&"gb" | &"gbit")) => {
            return Some((&rest[..rest.len() - 1], Some(Unit::Gigabits)));
        }
        "b" | "bytes" | "byte" => Some(Unit::Bytes),
        "kb" | "kib" => Some(Unit::Kilobytes),
        "mb" | "mib" | "mo" | "megabytes" => Some(Unit::Megabytes),
        "gb" | "gib" | "go" | "gigabytes" | "gbytes" => Some(Unit::Gigabytes),
        "tb" | "tib" | "to" | "terabytes" => Some(Unit::Terabytes),
        "w" | "watt" | "watts" => Some(Unit::Watts),
        "mhz" => Some(Unit::Megahertz),
        "ghz" => Some(Unit::Gigahertz),
        "mts" => Some(Unit::Transfers),
        "rpm" => Some(Unit::Rpm),
        "gbps" | "gbit" | "gbe" => Some(Unit::Gigabits),
        "usd" | "eur" | "gbp" | "chf" | "cad" | "aud" | "in" => None,
        _ => return None,
    };
    let rest = rest.strip_suffix(&["in"]).unwrap_or(rest);
    (!rest.is_empty()).then_some((rest, unit))
}

/// A noun with an attribute after or before it.
fn compose(tokens: &[&str], group: Option<String>) -> Option<Heading> {
    let table = aliases();
    for cut in (1..=tokens.len()).rev() {
        if let Some(noun) = table.nouns.get(tokens[..cut].join(" ").as_str())
            && let Some(attribute) = attribute_of(&tokens[cut..])
        {
            return Some(of_part(*noun, attribute, group));
        }
    }
    for cut in 1..tokens.len() {
        if let Some(noun) = table.nouns.get(tokens[cut..].join(" ").as_str())
            && let Some(attribute) = attribute_of(&tokens[..cut])
        {
            // `Total CPUs` counts them; only capacities add up.
            let adds_up = noun.total || !tokens[tokens.len() - 1].ends_with('s') && noun.kind == ComponentKind::Drive;
            let attribute = if attribute == Attribute::Total && !adds_up { Attribute::Count } else { attribute };
            return Some(of_part(*noun, attribute, group));
        }
    }
    None
}

/// The attribute the tokens name; free text for none at all.
fn attribute_of(tokens: &[&str]) -> Option<Attribute> {
    if tokens.is_empty() {
        return Some(Attribute::Text);
    }
    let found = |tokens: &[&str]| aliases().attributes.get(tokens.join(" ").as_str()).copied();
    let filler = ["of", "the", "per", "de", "der", "des", "du"];
    let start = usize::from(tokens.first().is_some_and(|word| filler.contains(word)));
    found(tokens).or_else(|| found(&tokens[start..]))
}

fn of_part(noun: Noun, attribute: Attribute, group: Option<String>) -> Heading {
    let all = noun.total && group.is_none();
    let attribute = match attribute {
        Attribute::Text if all => Attribute::Total,
        Attribute::Size if all => Attribute::AnySize,
        Attribute::Size | Attribute::Total | Attribute::AnySize if noun.kind == ComponentKind::Psu => Attribute::Watts,
        other => other,
    };
    Heading::new(Meaning::Part(PartHeading { kind: noun.kind, attribute, group, says: noun.says }), None)
}

/// A header with one number that tells several of a kind apart: `CPU 1`, `Disk2 size`, `DIMM A1`.
fn numbered(tokens: &[&str]) -> Option<Heading> {
    let table = aliases();
    for at in 0..tokens.len() {
        let Some((kept, number)) = split_number(tokens[at]) else { continue };
        let mut rest: Vec<&str> = tokens.to_vec();
        if kept.is_empty() {
            rest.remove(at);
            if at > 0 && rest.get(at - 1) == Some(&"#") {
                rest.remove(at - 1);
            }
        } else {
            rest[at] = kept;
        }
        if let Some(heading) = compose(&rest, Some(number.to_string())) {
            let slot_label = kept.is_empty() && number.starts_with(|c: char| c.is_ascii_alphabetic());
            let of_dimm = matches!(&heading.meaning, Some(Meaning::Part(part)) if part.kind == ComponentKind::Dimm);
            return (!slot_label || of_dimm).then_some(heading);
        }
        if table.fields.get(rest.join(" ").as_str()).is_some_and(|ranked| ranked.field == Field::Extra) {
            return exact(&rest.join(" "));
        }
    }
    None
}

/// A token that is a number (`1`), ends with one (`cpu1`), or labels a memory slot (`a1`): what stays, and the number.
fn split_number(token: &str) -> Option<(&str, &str)> {
    let digits_at = token.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = token.split_at(digits_at);
    let sound = digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit());
    match (sound, letters.len()) {
        (true, 0) => Some(("", digits)),
        (true, 1) if letters.is_ascii() => Some(("", token)),
        (true, _) => Some((letters, digits)),
        (false, _) => None,
    }
}

/// A field behind a word for the thing it belongs to: `Server Serial`, `Device Model`.
fn prefixed(tokens: &[&str]) -> Option<Heading> {
    const OF_HOST: &[&str] = &["server", "system", "host", "parent", "machine", "node", "computer", "chassis"];
    const PLAIN: &[&str] = &[
        "device",
        "asset",
        "product",
        "hardware",
        "equipment",
        "item",
        "unit",
        "ci",
        "component",
        "part",
        "physical",
        "your",
    ];
    let (first, rest) = tokens.split_first()?;
    let ranked = aliases().fields.get(rest.join(" ").as_str())?;
    let host = OF_HOST.contains(first);
    if !host && !PLAIN.contains(first) {
        return None;
    }
    let key = matches!(ranked.field, Field::Serial | Field::ServiceTag | Field::AssetTag | Field::HostName);
    let meaning = Meaning::Field { field: ranked.field, of_host: host && key };
    Some(Heading { meaning: Some(meaning), unit: None, rank: ranked.rank.saturating_add(100) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The meaning in short: `serial`, `host serial`, `drive 1 size GB`, `bare size`.
    fn shown(text: &str) -> String {
        let heading = identify(text);
        let meaning = match heading.meaning {
            None => "?".to_string(),
            Some(Meaning::Field { field, of_host }) => format!("{}{field}", if of_host { "of host: " } else { "" }),
            Some(Meaning::Bare(attribute)) => format!("bare {attribute}"),
            Some(Meaning::Part(part)) => {
                let group = part.group.map(|group| format!(" {group}")).unwrap_or_default();
                let says = part.says.map(|says| format!(" ({says})")).unwrap_or_default();
                format!("{}{group} {}{says}", part.kind, part.attribute)
            }
        };
        heading.unit.map_or(meaning.clone(), |unit| format!("{meaning} {unit}"))
    }

    #[test]
    fn headers_as_people_write_them() {
        for (text, expected) in [
            ("Serial", "serial"),
            ("Serial Number", "serial"),
            ("S/N", "serial"),
            ("Serial Number (S/N)", "serial"),
            ("Seriennummer", "serial"),
            ("N° de série", "serial"),
            ("Device Serial Number", "serial"),
            ("Server Serial", "of host: serial"),
            ("Host Serial Number", "of host: serial"),
            ("Service tag", "service_tag"),
            ("Asset Tag", "asset_tag"),
            ("Server", "of host: host"),
            ("Modell", "model"),
            ("device_type", "type"),
            ("MFG", "maker"),
            ("P/N", "part_number"),
            ("Anzahl", "quantity"),
            ("Zustand", "condition"),
            ("Standort", "site"),
            ("Purchase Cost (USD)", "extra"),
            ("#", "line"),
            ("VM", "vm"),
            ("CPU", "cpu text"),
            ("CPU Model", "cpu text"),
            ("# CPU", "cpu count"),
            ("CPU Qty", "cpu count"),
            ("Number of CPUs", "cpu count"),
            ("Total CPUs", "cpu count"),
            ("cpu_count", "cpu count"),
            ("cpu_type", "cpu text"),
            ("Cores per CPU", "cpu cores"),
            ("# Cores", "cpu all_cores"),
            ("Processor 1 Number of cores", "cpu 1 cores"),
            ("Processor 1 Speed (GHz)", "cpu 1 speed GHz"),
            ("CPU1", "cpu 1 text"),
            ("CPU #2 Model", "cpu 2 model"),
            ("RAM (GB)", "dimm total GB"),
            ("RAM (MB)", "dimm total MB"),
            ("Memory GiB", "dimm total GB"),
            ("TotalRAM_GB", "dimm total GB"),
            ("Total Memory", "dimm total"),
            ("Arbeitsspeicher", "dimm total"),
            ("# Memory", "dimm total MB"),
            ("Memory Type", "dimm type"),
            ("Memory Speed (MT/s)", "dimm speed MT/s"),
            ("DIMMs", "dimm text"),
            ("DIMM Size", "dimm size"),
            ("DIMM Count", "dimm count"),
            ("DIMM A1", "dimm a1 text"),
            ("RamModule 3 Model", "dimm 3 model"),
            ("RamModule 1 Size (MB)", "dimm 1 size MB"),
            ("Storage TB", "drive total TB"),
            ("Storage", "drive total"),
            ("disk_space", "drive total"),
            ("Data Storage Size (MB)", "drive any_size MB"),
            ("RAM Size", "dimm any_size"),
            ("DataStorage 1 Serial Number", "drive 1 serial"),
            ("DataStorage 1 Size (MB)", "drive 1 size MB"),
            ("Drive Size", "drive size"),
            ("SSD Size (GB)", "drive size (SSD) GB"),
            ("HDD GB", "drive size (HDD) GB"),
            ("Festplatte", "drive text"),
            ("M.2 SSD", "drive text (M.2 SSD)"),
            ("GPU", "gpu text"),
            ("GraphicCard 1 Memory (MB)", "gpu 1 size MB"),
            ("NetworkAdapter 2 Model", "nic 2 model"),
            ("# NICs", "nic count"),
            ("# HBAs", "raid count (HBA)"),
            ("RAID Controller", "raid text"),
            ("PSU Watts", "psu watts W"),
            ("PSU (W)", "psu watts W"),
            ("Qty PSU", "psu count"),
            ("Size", "bare size"),
            ("Size (GB)", "bare size GB"),
            ("Speed", "bare speed"),
            ("Erasure DataStorage 1 Serial Number", "?"),
            ("Benchmark Processor 1 (points)", "?"),
            ("Tag 1 ID", "?"),
            ("Favourite color", "?"),
            ("No. (Serial)", "line"),
            ("Our tag (Service Tag)", "service_tag"),
            ("Erasure Elapsed (hours)", "?"),
            ("32 GB", "?"),
            ("R640", "?"),
            ("Gold 6248R", "?"),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read(text in "\\PC{0,90}") {
            identify(&text);
        }

        #[test]
        fn any_order_of_known_words_is_read(tokens in prop::collection::vec(prop::sample::select(vec![
            "cpu", "#", "1", "a1", "mb", "(", ")", "size", "of", "server", "serial", "s", "mt", "in", "total", "m2",
        ]), 0..7)) {
            identify(&tokens.join(" "));
        }
    }
}
