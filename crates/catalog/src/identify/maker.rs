//! Names of makers: as shown, and as JEDEC codes where sources report those.

/// How a maker's word in a part id is written for people.
pub(crate) fn shown(word: &str) -> &str {
    const NAMES: [(&str, &str); 35] = [
        ("adata", "ADATA"),
        ("amd", "AMD"),
        ("apacer", "Apacer"),
        ("apple", "Apple"),
        ("cisco", "Cisco"),
        ("corsair", "Corsair"),
        ("crucial", "Crucial"),
        ("dell", "Dell"),
        ("fujitsu", "Fujitsu"),
        ("gigabyte", "Gigabyte"),
        ("goodram", "Goodram"),
        ("hgst", "HGST"),
        ("hikvision", "Hikvision"),
        ("hp", "HP"),
        ("hpe", "HPE"),
        ("huawei", "Huawei"),
        ("intel", "Intel"),
        ("kingston", "Kingston"),
        ("kioxia", "Kioxia"),
        ("lite-on", "Lite-On"),
        ("maxtor", "Maxtor"),
        ("micron", "Micron"),
        ("mushkin", "Mushkin"),
        ("ocz", "OCZ"),
        ("patriot", "Patriot"),
        ("pny", "PNY"),
        ("samsung", "Samsung"),
        ("sandisk", "SanDisk"),
        ("seagate", "Seagate"),
        ("sk-hynix", "SK hynix"),
        ("solidigm", "Solidigm"),
        ("synology", "Synology"),
        ("team", "Team Group"),
        ("toshiba", "Toshiba"),
        ("wd", "WD"),
    ];
    NAMES.iter().find(|(listed, _)| *listed == word).map_or(word, |(_, name)| *name)
}

/// Makers of memory by JEDEC JEP106 bank (counted from 0) and code with its parity bit.
const JEDEC: [(u8, u8, &str); 22] = [
    (0, 0x2C, "Micron"),
    (0, 0x89, "Intel"),
    (0, 0xAD, "SK hynix"),
    (0, 0xC1, "Infineon"),
    (0, 0xCE, "Samsung"),
    (1, 0x4F, "Transcend"),
    (1, 0x7A, "Apacer"),
    (1, 0x94, "SMART Modular"),
    (1, 0x98, "Kingston"),
    (2, 0x9E, "Corsair"),
    (2, 0xFE, "Elpida"),
    (3, 0x0B, "Nanya"),
    (3, 0x25, "Kingmax"),
    (4, 0x43, "Ramaxel"),
    (4, 0xB0, "OCZ"),
    (4, 0xCB, "ADATA"),
    (4, 0xCD, "G.Skill"),
    (4, 0xEF, "Team Group"),
    (5, 0x02, "Patriot"),
    (5, 0x51, "Qimonda"),
    (5, 0x9B, "Crucial"),
    (6, 0xF1, "Innodisk"),
];

/// The maker of a memory module as a source reports it, by name or JEDEC code: `0xCE00`
/// (Cisco), `00CE00B300CE` (Dell; module, register and chip makers), `7F7FFE0000000000`.
/// `None` for a name or code that is not listed.
pub fn memory_maker(reported: &str) -> Option<&'static str> {
    let text = reported.trim();
    named(text).or_else(|| {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let (bank, code) = jedec_code(digits)?;
        JEDEC.iter().find(|(b, c, _)| (*b, *c) == (bank, code)).map(|(_, _, name)| *name)
    })
}

fn named(text: &str) -> Option<&'static str> {
    let older = [("hynix", "SK hynix"), ("hyundai", "SK hynix"), ("crucial", "Crucial"), ("micron", "Micron")];
    let starts = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    let known = JEDEC.iter().map(|(_, _, name)| (*name, *name));
    known.chain(older).find(|(name, _)| starts(name)).map(|(_, name)| name)
}

/// Bank and code: after `7F` for each bank to skip, or a byte with the bank (and a parity
/// bit) before the code, or the code alone before `00`.
fn jedec_code(digits: &str) -> Option<(u8, u8)> {
    let hex = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
    if !hex {
        return None;
    }
    let skipped = (0..digits.len() / 2).take_while(|at| byte(*at) == Some(0x7F)).count();
    if skipped > 0 {
        return Some((u8::try_from(skipped).ok()?, byte(skipped)?));
    }
    match (byte(0)?, byte(1)?) {
        (code, 0) => Some((0, code)),
        (bank, code) => Some((bank & 0x7F, code)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn makers_are_known_by_name_and_by_code() {
        let pairs = [
            ("0xCE00", "Samsung"),
            ("00CE00B300CE", "Samsung"),
            ("80AD808980AD", "SK hynix"),
            ("802C869D802C", "Micron"),
            ("CE00B304CE00", "Samsung"),
            ("7F7FFE0000000000", "Elpida"),
            ("019804B300AD", "Kingston"),
            ("830B04B3830B", "Nanya"),
            ("Hynix Semiconductor", "SK hynix"),
            ("Micron Technology", "Micron"),
            ("SK Hynix ", "SK hynix"),
        ];
        for (reported, maker) in pairs {
            assert_eq!(memory_maker(reported), Some(maker), "{reported}");
        }
        for reported in ["", "Unknown", "0x0000", "FFFF"] {
            assert_eq!(memory_maker(reported), None, "{reported}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,24}|(0x)?[0-9A-F]{0,20}") {
            memory_maker(&text);
        }
    }
}
