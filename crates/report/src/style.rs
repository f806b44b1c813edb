//! What words on a screen are, and the one table that says how that looks.
//!
//! Nothing is said by color alone: whatever is colored says it in words or signs too.

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Plain,
    Heading,
    Figure,
    Range,
    Gap,
    Id,
    Better,
    Worse,
    Note,
    Error,
    Hint,
}

impl Label {
    /// SGR parameters (ECMA-48 8.3.117): the theme, in one place.
    fn sgr(self) -> &'static str {
        match self {
            Label::Plain => "",
            Label::Heading | Label::Figure => "1",
            Label::Range | Label::Note => "2",
            Label::Gap => "33",
            Label::Id => "36",
            Label::Better => "32",
            Label::Worse | Label::Error => "31",
            Label::Hint => "35",
        }
    }
}

/// Whether text is colored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    Colored,
    Plain,
}

impl Paint {
    /// The text with its look.
    pub fn put(self, label: Label, text: &str) -> String {
        let sgr = label.sgr();
        match self {
            Paint::Colored if !sgr.is_empty() && !text.is_empty() => format!("\u{1b}[{sgr}m{text}\u{1b}[0m"),
            Paint::Colored | Paint::Plain => text.to_string(),
        }
    }
}

/// How a screen is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Screen {
    /// Columns; `None` for output that is no terminal: full width.
    pub width: Option<usize>,
    pub paint: Paint,
}

impl Screen {
    /// The width prose is wrapped at: the screen's, at most 100.
    pub fn prose(&self) -> usize {
        self.width.map_or(100, |width| width.min(100))
    }
}

/// Wraps words at a width, with an indent for lines after the first. A unit stays with its number.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    // A character that no text holds glues them.
    let glued = text.replace(" %", "\u{1}%");
    for word in glued.split_whitespace() {
        let needed = line.chars().count() + usize::from(!line.trim().is_empty()) + word.chars().count();
        if needed > width && !line.trim().is_empty() {
            lines.push(std::mem::replace(&mut line, indent.to_string()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n").replace('\u{1}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_never_cut() {
        assert_eq!(wrapped("one two three four", 9, "  "), "one two\n  three\n  four");
        assert_eq!(wrapped("unbreakable", 4, ""), "unbreakable");
        assert_eq!(wrapped("share 12 %", 8, ""), "share\n12 %");
    }

    #[test]
    fn plain_paint_leaves_no_escape() {
        assert_eq!(Paint::Plain.put(Label::Error, "x"), "x");
        assert_eq!(Paint::Colored.put(Label::Plain, "x"), "x");
        assert!(Paint::Colored.put(Label::Error, "x").starts_with('\u{1b}'));
    }
}
