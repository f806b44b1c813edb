//! Reading a policy file: TOML tables of `key = value` or `key = { value, source }`.

use std::collections::BTreeMap;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Key, Kind, Setting};

/// One thing wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyProblem {
    /// Counted from 1; 0 when it is about the file as a whole.
    pub line: usize,
    pub what: String,
}

impl PolicyProblem {
    pub(super) fn missing(key: Key) -> PolicyProblem {
        PolicyProblem { line: 0, what: format!("`{key}` is missing") }
    }
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 { f.write_str(&self.what) } else { write!(f, "line {}: {}", self.line, self.what) }
    }
}

struct Reader<'a> {
    text: &'a str,
    file: Option<&'a str>,
    entries: BTreeMap<Key, Entry>,
    problems: Vec<PolicyProblem>,
}

/// The entries of a policy file, or everything that is wrong with it. `file` names the
/// user's file; without it the text is the built-in policy.
pub fn read(text: &str, file: Option<&str>) -> Result<BTreeMap<Key, Entry>, Vec<PolicyProblem>> {
    let parsed = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(0, |span| line_of(text, span.start));
        vec![PolicyProblem { line, what: error.message().to_string() }]
    })?;
    let mut reader = Reader { text, file, entries: BTreeMap::new(), problems: Vec::new() };
    for (name, value) in parsed.get_ref() {
        match value.get_ref() {
            DeValue::Table(table) if Key::ALL.iter().any(|k| in_table(*k, name.get_ref())) => {
                for (key, value) in table {
                    reader.read_entry(name.get_ref(), key, value);
                }
            }
            _ => reader.unknown(name.span().start, name.get_ref()),
        }
    }
    reader.problems.sort_by_key(|problem| problem.line);
    if reader.problems.is_empty() { Ok(reader.entries) } else { Err(reader.problems) }
}

fn in_table(key: Key, table: &str) -> bool {
    key.word().split_once('.').is_some_and(|(of, _)| of == table)
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

impl Reader<'_> {
    fn read_entry(&mut self, table: &str, name: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        let line = line_of(self.text, name.span().start);
        let spelled = format!("{table}.{}", name.get_ref());
        let Ok(key) = spelled.parse::<Key>() else {
            return self.unknown(name.span().start, &spelled);
        };
        let (value, source) = match value.get_ref() {
            DeValue::Table(inner) => {
                let source = inner.get("source").and_then(|s| s.get_ref().as_str()).map(str::to_string);
                (inner.get("value").map(Spanned::get_ref), source)
            }
            plain => (Some(plain), None),
        };
        let setting = value.and_then(|v| setting(key.kind(), v));
        let Some(setting) = setting else {
            let found = value.map_or_else(|| "without a value".to_string(), shown);
            let what = format!("`{key}` is {found}: expected {}", key.kind().expected());
            return self.problems.push(PolicyProblem { line, what });
        };
        let file = self.file.map(str::to_string);
        let Some(source) = source.or_else(|| file.clone()) else {
            let what = format!("`{key}` has no source");
            return self.problems.push(PolicyProblem { line, what });
        };
        self.entries.insert(key, Entry { setting, source, set_by: file.map(|f| (f, line)) });
    }

    fn unknown(&mut self, offset: usize, name: &str) {
        let what = format!("there is no `{name}`: expected a key that `rackworth policy show` lists");
        self.problems.push(PolicyProblem { line: line_of(self.text, offset), what });
    }
}

fn setting(kind: Kind, value: &DeValue<'_>) -> Option<Setting> {
    match (kind, value) {
        (Kind::Premise, DeValue::String(word)) => word.parse().ok().map(Setting::Premise),
        (Kind::Treatment, DeValue::String(word)) => word.parse().ok().map(Setting::Treatment),
        _ => number(value).filter(|n| kind.admits(*n)).map(Setting::Number),
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
        DeValue::Float(float) => float.as_str().parse().ok(),
        _ => None,
    }
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(integer) => integer.as_str().to_string(),
        DeValue::Float(float) => float.as_str().to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        other => format!("a {}", other.type_str()),
    }
}
