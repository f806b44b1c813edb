//! Which physical thing a component is: part number and serial, in a form in which spellings
//! that people and controllers confuse are one. The raw words are kept beside it.

use rackworth_model::hardware::HardwareId;

/// What is filled in where nothing is known.
const FILLERS: &[&str] = &[
    "NA",
    "NONE",
    "NULL",
    "NIL",
    "UNKNOWN",
    "UNDEFINED",
    "NOTAVAILABLE",
    "NOTSPECIFIED",
    "DEFAULTSTRING",
    "TOBEFILLEDBYOEM",
    "SERIALNUMBER",
    "PARTNUMBER",
    "SYSTEMSERIALNUMBER",
    "0123456789",
    "123456789",
    "XX",
];

/// Upper case, letters and digits only, `O` read as `0` and `I` as `1`; `None` for fillers, for
/// one character repeated, and for less than four characters, which many things share.
pub(crate) fn canonical(raw: &str) -> Option<String> {
    let plain: String = raw.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    let first = plain.chars().next()?;
    let says_nothing =
        plain.chars().count() < 4 || plain.chars().all(|c| c == first) || FILLERS.contains(&plain.as_str());
    (!says_nothing).then(|| plain.chars().map(confusable).collect())
}

fn confusable(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        c => c,
    }
}

/// A component's identity: canonical part number and serial. `None` without a serial: parts of
/// one number cannot be told apart.
///
/// A Dell piece-part identification (country 2, part number 6, maker 5, date 3, sequence 4, then
/// a revision) names one piece, whether it stands in the serial or in the part number, whole or
/// split between the two, dashed or not, with its revision or without.
pub(crate) fn identity(id: &HardwareId) -> Option<String> {
    let part_number = id.part_number.as_deref().and_then(canonical);
    let serial = id.serial.as_deref().and_then(canonical);
    let ppid = [&serial, &part_number].into_iter().flatten().find_map(|text| whole_ppid(text));
    if let Some(ppid) = ppid.or_else(|| split_ppid(part_number.as_deref()?, serial.as_deref()?)) {
        return Some(format!("PPID {ppid}"));
    }
    Some(format!("{} {}", part_number.unwrap_or_default(), serial?).trim_start().to_string())
}

/// Country and the `0` every Dell part number begins with; 20 characters, 23 with a revision.
fn whole_ppid(text: &str) -> Option<String> {
    let sound = matches!(text.len(), 20 | 23)
        && text.is_ascii()
        && text[..2].bytes().all(|b| b.is_ascii_uppercase() || b == b'1' || b == b'0')
        && !text[..2].bytes().all(|b| b.is_ascii_digit())
        && text.as_bytes()[2] == b'0'
        && text[20..].bytes().skip(1).all(|b| b.is_ascii_digit());
    sound.then(|| text[..20].to_string())
}

/// The part number in a field of its own, country, maker, date and sequence in the serial.
fn split_ppid(part_number: &str, serial: &str) -> Option<String> {
    let sound = part_number.is_ascii()
        && serial.is_ascii()
        && matches!(part_number.len(), 6 | 9)
        && part_number.starts_with('0')
        && serial.len() == 14
        && serial[..2].bytes().all(|b| b.is_ascii_uppercase());
    sound.then(|| format!("{}{}{}", &serial[..2], &part_number[..6], &serial[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(part_number: Option<&str>, serial: Option<&str>) -> Option<String> {
        let owned = |text: Option<&str>| text.map(str::to_string);
        identity(&HardwareId { part_number: owned(part_number), serial: owned(serial), ..HardwareId::default() })
    }

    #[test]
    fn confused_spellings_are_one() {
        let one = of(Some("M393A4K40CB2-CVF"), Some("S-O1I23abc"));
        assert_eq!(one, of(Some(" m393a4k40cb2 cvf"), Some("S0112 3ABC")));
        assert_ne!(one, of(Some("M393A4K40CB2-CVF"), Some("S-O1I23abd")));
        assert_ne!(one, of(Some("M393A4K40CB2-CTD"), Some("S-O1I23abc")));
    }

    #[test]
    fn fillers_are_nobody() {
        for serial in ["", "N/A", "Unknown", "0000000000", "....", "To be filled by O.E.M.", "123", "undefined"] {
            assert_eq!(of(Some("M393A4K40CB2-CVF"), Some(serial)), None, "{serial}");
        }
        assert_eq!(of(Some("M393A4K40CB2-CVF"), None), None);
    }

    #[test]
    fn a_piece_is_one_in_all_forms_of_its_identification() {
        let dashed = of(Some("PH-0N0VK0-TBPKK-16O-02F3-A01"), None);
        assert!(dashed.is_some());
        assert_eq!(dashed, of(Some("PH0N0VK0TBPKK16O02F3A01"), None));
        assert_eq!(dashed, of(None, Some("PH-0N0VK0-TBPKK-16O-02F3")));
        assert_eq!(dashed, of(Some("0N0VK0"), Some("PHTBPKK16O02F3")));
        assert_eq!(dashed, of(Some("0N0VK0A01"), Some("PHTBPKK16O02F3")));
    }
}
