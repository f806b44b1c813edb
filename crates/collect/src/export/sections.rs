//! Text in indented sections of `Key: Value` lines, as dmidecode prints it.

/// One section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Section {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// The SMBIOS structure type, where its handle tells.
    pub(super) number: Option<u32>,
    pub(super) title: String,
    lines: Vec<(usize, String)>,
}

impl Section {
    /// The text of a field of the section itself, not of the lists in it.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let depth = self.lines.iter().map(|(depth, _)| *depth).min()?;
        self.lines.iter().filter(|(own, _)| *own == depth).find_map(|(_, line)| {
            let (key, value) = line.split_once(':')?;
            key.trim_end().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// The sections of a text: each begins with a handle, or with a line that is not indented after an
/// empty one (`dmidecode -q`).
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut after_blank = true;
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            after_blank = true;
            continue;
        }
        let depth = line.len() - line.trim_start().len();
        let (number, starts) = (number + 1, after_blank && depth == 0);
        after_blank = false;
        if depth == 0 && trimmed.starts_with("Handle 0x") {
            sections.push(Section { line: number, number: type_of(trimmed), ..Section::default() });
        } else if starts && sections.last().is_none_or(|section| !section.title.is_empty()) {
            sections.push(Section { line: number, title: trimmed.to_string(), ..Section::default() });
        } else if let Some(section) = sections.last_mut() {
            section.add(depth, trimmed);
        }
    }
    sections
}

impl Section {
    /// What a tool prints before the first section: who it is, what it found.
    pub(super) fn is_preamble(&self) -> bool {
        self.number.is_none() && self.lines.iter().all(|(depth, _)| *depth == 0)
    }

    fn add(&mut self, depth: usize, line: &str) {
        if self.number.is_none() && self.title.is_empty() && line.starts_with("DMI type ") {
            self.number = type_of(line);
        } else if self.title.is_empty() {
            self.title = line.to_string();
        } else {
            self.lines.push((depth, line.to_string()));
        }
    }
}

/// `Handle 0x0400, DMI type 4, 48 bytes` → 4.
fn type_of(line: &str) -> Option<u32> {
    let rest = line.split("DMI type ").nth(1)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
