//! Words of a header or a short cell, brought to one spelling.

/// Lower-case words without accents and punctuation, one space between: `Serial_No.` becomes `serial no`,
/// `RamModule 1 Size (MB)` becomes `ram module 1 size mb`, `№` and `#` become `#`, `Drive(s)` becomes `drives`.
pub(crate) fn words(text: &str) -> String {
    if text.contains("(s)") {
        return words(&text.replace("(s)", "s"));
    }
    let mut out = String::with_capacity(text.len());
    let (mut before, mut before_that) = (' ', ' ');
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter.is_uppercase() && starts_word([before_that, before, letter], letters.clone()) {
            push_space(&mut out);
        }
        push_folded(letter, &mut out);
        (before_that, before) = (before, letter);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a capital begins a word of its own: `serialNumber`, `RAMSize`, but not `CPUs`. The last of the letters is
/// the capital, the others stand before it.
fn starts_word([before_that, before, capital]: [char; 3], mut after: std::str::Chars<'_>) -> bool {
    // `GiB` is one word.
    if before == 'i' && capital == 'B' && matches!(before_that, 'K' | 'M' | 'G' | 'T') {
        return false;
    }
    let mut small_follows = || after.next().is_some_and(char::is_lowercase);
    let after_small = before.is_lowercase() || before.is_ascii_digit();
    after_small || before.is_uppercase() && small_follows() && small_follows()
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn push_folded(letter: char, out: &mut String) {
    match letter {
        '#' | '№' => {
            push_space(out);
            out.push_str("# ");
        }
        // Zero-width characters and byte order marks separate nothing.
        '\u{feff}' | '\u{200b}'..='\u{200d}' => {}
        '°' | 'º' => out.push('o'),
        'ª' => out.push('a'),
        _ if letter.is_alphanumeric() => letter.to_lowercase().for_each(|small| push_plain(small, out)),
        _ => push_space(out),
    }
}

/// The letter without its accent, for the languages headers are usually written in.
fn push_plain(small: char, out: &mut String) {
    let plain = match small {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ß' => return out.push_str("ss"),
        'œ' => return out.push_str("oe"),
        'æ' => return out.push_str("ae"),
        // Combining marks, as decomposed text has them.
        '\u{300}'..='\u{36f}' => return,
        other => other,
    };
    out.push(plain);
}

/// Whether a cell says that there is nothing to say: `N/A`, `-`, `unknown`, `00000000`.
/// Most were seen as values of real exports and management controllers.
pub(crate) fn is_placeholder(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "#",
        "0x0000000000000000",
        "default string",
        "empty",
        "keine",
        "n a",
        "na",
        "nil",
        "no asset tag",
        "none",
        "not applicable",
        "not available",
        "not specified",
        "notavailable",
        "null",
        "tba",
        "tbd",
        "to be determined",
        "to be filled by o e m",
        "undefined",
        "unknown",
        "xx",
        "xxx",
    ];
    // Nearly every cell is asked, so most are told apart by their length and first letter.
    let Some(first) = text.chars().find(|c| c.is_alphanumeric()) else {
        return WORDS.contains(&words(text).as_str());
    };
    match first.to_ascii_lowercase() {
        '0' if text.bytes().all(|byte| byte == b'0') => text.len() > 1,
        '0' | 'd' | 'e' | 'k' | 'n' | 't' | 'u' | 'x' => text.len() <= 40 && WORDS.contains(&words(text).as_str()),
        _ => false,
    }
}

/// Whether a cell holds a spreadsheet's error instead of a value.
pub(crate) fn is_error(text: &str) -> bool {
    const ERRORS: &[&str] = &[
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#GETTING_DATA",
        "#DATA!",
        "#SPILL!",
        "#CALC!",
    ];
    text.starts_with('#') && ERRORS.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_header_become_one() {
        for text in [
            "Serial Number",
            "serial_number",
            " SERIAL\u{a0}NUMBER: ",
            "serialNumber",
            "Serial-Number",
            "\u{feff}Serial\nNumber",
        ] {
            assert_eq!(words(text), "serial number", "{text:?}");
        }
        for (text, expected) in [
            ("# CPU", "# cpu"),
            ("CPUs", "cpus"),
            ("Hard Drive(s)", "hard drives"),
            ("CPU#", "cpu #"),
            ("RamModule 1 Size (MB)", "ram module 1 size mb"),
            ("RAMSize", "ram size"),
            ("TotalRAM_GB", "total ram gb"),
            ("N° de série", "no de serie"),
            ("Numéro de Série", "numero de serie"),
            ("Stückzahl", "stuckzahl"),
            ("S/N", "s n"),
            ("Speed (MT/s)", "speed mt s"),
            ("M.2 SSD", "m 2 ssd"),
            ("Größe", "grosse"),
            ("Memory GiB", "memory gib"),
            ("Speed (MHz)", "speed mhz"),
        ] {
            assert_eq!(words(text), expected, "{text:?}");
        }
    }

    #[test]
    fn placeholders_begin_with_the_letters_that_are_looked_at() {
        for text in ["default string", "empty", "keine", "n a", "tbd", "undefined", "xx", "0x0000000000000000"] {
            assert!(is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn words_for_nothing_are_placeholders() {
        for text in ["N/A", "-", "--", "?", "None", "unknown", "00000000", "To be filled by O.E.M.", "...."] {
            assert!(is_placeholder(text), "{text:?}");
        }
        for text in ["0", "ABC1234", "NA-1234", "no", "Dell"] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }
}
