//! JSON as exports really hold it: several documents, prose between them, numbers with masked
//! digits, no outer brace, the end cut off.

use serde_json::{Deserializer, Value};

use rackworth_model::inventory::UnreadKind;

use super::note::Notes;
use super::quirks;

/// All documents of a text, in order. What had to be repaired is told with its line.
pub(super) fn read(text: &str, notes: &mut Notes) -> Vec<Value> {
    let strict: Result<Vec<Value>, _> = Deserializer::from_str(text).into_iter::<Value>().collect();
    match strict {
        Ok(values) => values,
        Err(_) => read_blocks(text, notes),
    }
}

/// The documents of a text that is not plain JSON.
fn read_blocks(text: &str, notes: &mut Notes) -> Vec<Value> {
    let braced;
    let mut text = text;
    if text.trim_start().starts_with('"') {
        notes.problem(notes.line(1), quirks::told("no brace around the document", quirks::NO_OUTER_BRACE), JSON, AGAIN);
        braced = format!("{{{}}}", text.trim().trim_end_matches(','));
        text = &braced;
    }
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['{', '[']).map(|found| at + found) {
        leave_prose(text, at, start, notes);
        let block = Block::repair(&text[start..]);
        values.extend(block.value(line_of(text, start), notes));
        at = start + block.end;
    }
    leave_prose(text, at, text.len(), notes);
    values
}

const JSON: &str = "a JSON document";
const AGAIN: &str = "export it again; what could be read is counted";

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// Words around the documents: told once, by their first line.
fn leave_prose(text: &str, from: usize, to: usize, notes: &mut Notes) {
    let prose = text.get(from..to).unwrap_or_default().trim_matches([' ', ',', '\n', '\r', '\t', '}', ']']);
    if let Some(first) = prose.lines().next() {
        let skipped = text[from..to].find(first).unwrap_or_default();
        let place = notes.line(line_of(text, from + skipped));
        notes.leave(place, UnreadKind::Fragment, first, "it stands outside of the JSON documents");
    }
}

/// Closes a brace that stood where a key should: it is left out, and so is its end.
const DROPPED: char = ' ';

/// One document, rewritten so that it parses.
#[derive(Debug, Default)]
struct Block {
    out: String,
    /// Bytes of the text it was made of.
    end: usize,
    open: Vec<char>,
    /// Length of `out` and what was open when a value was last complete.
    safe: (usize, Vec<char>),
    masked: Vec<usize>,
    is_cut: bool,
}

impl Block {
    fn repair(text: &str) -> Block {
        let mut block = Block::default();
        let mut rest = text;
        let mut line = 0;
        while let Some(c) = rest.chars().next() {
            let taken = match c {
                '{' | '[' => block.enter(c),
                '}' | ']' => block.leave(c),
                ',' => block.separate(),
                '"' => block.string(rest),
                ':' => block.copy(c),
                c if c.is_whitespace() => block.copy(c),
                _ => block.bare(rest, line),
            };
            let Some(taken) = taken else { break };
            line += rest[..taken].matches('\n').count();
            block.end += taken;
            rest = &rest[taken..];
            if block.open.is_empty() {
                return block;
            }
        }
        block.cut();
        block
    }

    fn copy(&mut self, c: char) -> Option<usize> {
        self.out.push(c);
        Some(c.len_utf8())
    }

    fn enter(&mut self, c: char) -> Option<usize> {
        let wants_key = self.open.last() == Some(&'}') && self.out.trim_end().ends_with(['{', ',']);
        if c == '{' && wants_key {
            self.open.push(DROPPED);
            return Some(1);
        }
        self.open.push(if c == '{' { '}' } else { ']' });
        self.out.push(c);
        self.mark();
        Some(1)
    }

    /// A bracket that closes what is not open ends the document.
    fn leave(&mut self, c: char) -> Option<usize> {
        if c == '}' && self.open.last() == Some(&DROPPED) {
            self.open.pop();
            return Some(1);
        }
        if self.open.last() != Some(&c) {
            self.end += 1;
            return None;
        }
        let kept = self.out.trim_end().trim_end_matches(',').len();
        self.out.truncate(kept);
        self.open.pop();
        self.out.push(c);
        self.mark();
        Some(1)
    }

    fn separate(&mut self) -> Option<usize> {
        self.mark();
        self.copy(',')
    }

    fn mark(&mut self) {
        self.safe = (self.out.len(), self.open.clone());
    }

    /// `None` when the string is never closed.
    fn string(&mut self, rest: &str) -> Option<usize> {
        let mut escaped = false;
        for (at, c) in rest.char_indices().skip(1) {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    let told: String = rest[..=at].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                    self.out.push_str(&told);
                    return Some(at + 1);
                }
                _ => {}
            }
        }
        self.end += rest.len();
        None
    }

    /// A bare word: a literal, or a number whose digits somebody masked.
    fn bare(&mut self, rest: &str, line: usize) -> Option<usize> {
        let is_end = |c: char| c.is_whitespace() || "{}[],:\"".contains(c);
        let word = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        if serde_json::from_str::<Value>(word).is_ok() {
            self.out.push_str(word);
        } else {
            self.masked.push(line);
            self.out.push_str(&Value::from(word).to_string());
        }
        Some(word.len())
    }

    /// Closes what is open after the last complete value.
    fn cut(&mut self) {
        self.is_cut = true;
        let (length, open) = std::mem::take(&mut self.safe);
        self.out.truncate(length);
        self.out.extend(open.iter().rev().filter(|closer| **closer != DROPPED));
    }

    fn value(&self, line: usize, notes: &mut Notes) -> Option<Value> {
        if let Some(first) = self.masked.first() {
            let found = format!("{} bare words that are no numbers, the first of them here", self.masked.len());
            let found = quirks::told(&found, quirks::MASKED_NUMBER);
            notes.problem(
                notes.line(line + first),
                found,
                "JSON numbers",
                "put quotes around them: they are read as words",
            );
        }
        if self.is_cut {
            let found = quirks::told("the end of a document that is still open", quirks::CUT_OFF);
            notes.problem(notes.line(line), found, JSON, AGAIN);
        }
        match serde_json::from_str(&self.out) {
            Ok(value) => Some(value),
            Err(error) => {
                notes.problem(notes.line(line), format!("text that is no JSON: {error}"), JSON, AGAIN);
                None
            }
        }
    }
}

/// The text of a property, whatever its JSON type; `None` for null, objects and lists.
pub(super) fn text(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => super::draft::said(Some(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A whole number, also one in quotes.
pub(super) fn whole(object: &Value, key: &str) -> Option<u64> {
    match object.get(key)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The members of a list, or the one object that stands for a list of one.
pub(super) fn items<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    match object.get(key) {
        Some(Value::Array(items)) => items,
        Some(item @ Value::Object(_)) => std::slice::from_ref(item),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_plain(text: &str) -> (Vec<Value>, Notes) {
        let mut notes = Notes::new("test");
        (read(text, &mut notes), notes)
    }

    #[test]
    fn a_cut_document_keeps_its_complete_values() {
        let (values, notes) = read_plain(r#"{"a": [1, {"b": "x", "c": "unfin"#);
        assert_eq!(values, [serde_json::json!({"a": [1, {"b": "x"}]})]);
        assert_eq!(notes.problems.len(), 1);
    }

    #[test]
    fn masked_numbers_become_words() {
        let (values, notes) = read_plain("{\"id\": 10XX9,\n \"n\": 3,}\nprose\n[1]");
        assert_eq!(values, [serde_json::json!({"id": "10XX9", "n": 3}), serde_json::json!([1])]);
        assert_eq!((notes.problems.len(), notes.unread.len()), (1, 1));
    }

    #[test]
    fn a_document_without_its_braces() {
        let (values, notes) = read_plain("\"System\": {\"Model\": \"R740\"},\n\"CPU\": []\n");
        assert_eq!(values, [serde_json::json!({"System": {"Model": "R740"}, "CPU": []})]);
        assert_eq!(notes.problems.len(), 1);
    }

    #[test]
    fn a_brace_in_a_brace_is_one() {
        let (values, _) = read_plain("\"device_info\": { {\"a\": [1]} }");
        assert_eq!(values, [serde_json::json!({"device_info": {"a": [1]}})]);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in r#"[\[\]{}:,"\\a-c0-9 \n]{0,60}"#) {
            let _ = read_plain(&text);
        }
    }
}
