//! Words that are known and mean no component with a price of its own.

use crate::words::Word;

/// Words, and why what they speak of has no price.
const GROUPS: [(&[&str], &str); 8] = [
    (
        &[
            "RAIL",
            "RAILS",
            "BEZEL",
            "CADDY",
            "CADDIES",
            "TRAY",
            "TRAYS",
            "CABLE",
            "CABLES",
            "CORD",
            "CORDS",
            "KIT",
            "CMA",
            "EARS",
            "HEATSINK",
            "HEATSINKS",
            "BLANK",
            "BLANKS",
            "SLED",
            "SLEDS",
            "FAN",
            "FANS",
            "RISER",
            "RISERS",
        ],
        "it belongs to the machine and is not priced",
    ),
    (
        &[
            "IDRAC",
            "IDRAC8",
            "IDRAC9",
            "ILO",
            "ILO4",
            "ILO5",
            "ILO6",
            "XCC",
            "IPMI",
            "BMC",
            "LICENSE",
            "LICENCE",
            "LIC",
            "TPM",
            "OPENMANAGE",
        ],
        "management and its licenses are not priced",
    ),
    (
        &["WINDOWS", "LINUX", "VMWARE", "ESXI", "OS", "SERVER2019", "UBUNTU", "RHEL", "PROXMOX", "TRUENAS"],
        "software is not priced",
    ),
    (&["DVD", "DVDRW", "ODD", "CDROM", "OPTICAL", "FLOPPY"], "optical drives are not priced"),
    (
        &["BAY", "BAYS", "SLOT", "SLOTS", "SFF", "LFF", "BACKPLANE", "CAGE", "CHASSIS"],
        "bays and slots are part of the machine",
    ),
    (
        &["WARRANTY", "TESTED", "USED", "REFURBISHED", "REFURB", "WORKING", "GRADE", "NEW", "UNTESTED", "SPARES"],
        "it speaks of condition, not of a component",
    ),
    (&["1U", "2U", "3U", "4U", "5U", "RACK", "TOWER", "SERVER", "NODE", "NODES", "BLADE"], "it speaks of the machine"),
    (
        &["RAID0", "RAID1", "RAID5", "RAID6", "RAID10", "CACHE", "BATTERY", "BBU"],
        "it speaks of a setting, not of a component",
    ),
];

/// Why such words are left unread; `None` for words that are not known.
pub(super) fn why(words: &[&Word]) -> Option<&'static str> {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
    GROUPS.iter().find(|(list, _)| has(list)).map(|(_, why)| *why)
}

fn is_count(word: &str) -> bool {
    word == "X" || super::lists::count_of(word).is_some() || word != "0" && super::lists::is_small(word)
}

/// `up to 8 hard drives` says what could be there.
pub(super) fn is_limit(words: &[&Word]) -> bool {
    let limit = |pair: &[&Word]| matches!(pair, [a, b] if a.text == "UP" && b.text == "TO");
    words.windows(2).any(limit) || words.first().is_some_and(|word| word.text == "MAX")
}

/// Words that say that there is nothing.
pub(super) fn says_nothing(words: &[&Word]) -> bool {
    const NOTHING: [&str; 14] = [
        "NONE",
        "NA",
        "NIL",
        "NO",
        "NOTHING",
        "EMPTY",
        "DISKLESS",
        "KEINE",
        "NULL",
        "ABSENT",
        "BARE",
        "BAREBONE",
        "BAREBONES",
        "AUCUN",
    ];
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    // `HDD: none` has a label.
    let texts: Vec<&str> = texts.into_iter().filter(|text| !is_count(text)).collect();
    let told = texts.iter().position(|text| super::lists::hint(text).is_none()).unwrap_or(0);
    match texts.get(told..).unwrap_or_default() {
        [word] => NOTHING.contains(word) || *word == "0",
        ["N", "A"] | ["NOT", "INSTALLED" | "INCLUDED" | "APPLICABLE" | "PRESENT"] => true,
        _ => false,
    }
}
