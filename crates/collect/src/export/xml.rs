//! XML into a tree that knows its lines; a document that is cut off keeps what was read.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::note::Notes;
use super::quirks;

/// Elements deeper than this are not read.
const DEEPEST: usize = 64;

/// An element with its content.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    /// The name without its prefix.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
    /// Counted from 1.
    pub(super) line: usize,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(super) fn children_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// The element and all below it, in order.
    pub(super) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Element)) {
        visit(self);
        for child in &self.children {
            child.walk(visit);
        }
    }
}

/// Reads a document; gives a nameless element that holds its root, or several.
pub(super) fn read(text: &str, notes: &mut Notes) -> Element {
    let mut reader = Reader::from_str(text);
    // A wrong end tag closes what it names, if that is open; the rest of the document is still read.
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().check_end_names = false;
    let mut tree = Tree { open: vec![Element { line: 1, ..Element::default() }], skipped: 0, line: 1, at: 0 };
    loop {
        let event = reader.read_event();
        let line = tree.line;
        tree.advance(text, usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
        match event {
            Ok(Event::Eof) => break,
            Ok(event) => tree.take(event, line),
            Err(error) => {
                let found = format!("text that is no XML: {error}");
                notes.problem(notes.line(line), quirks::told(&found, quirks::CUT_OFF), "XML", AGAIN);
                return tree.close_all();
            }
        }
    }
    if tree.open.len() > 1 {
        let found = quirks::told("the end of a document that is still open", quirks::CUT_OFF);
        notes.problem(notes.line(tree.line), found, "a whole XML document", AGAIN);
    }
    tree.close_all()
}

const AGAIN: &str = "export it again; what could be read is counted";

struct Tree {
    open: Vec<Element>,
    /// Elements open below the deepest that are kept.
    skipped: usize,
    line: usize,
    at: usize,
}

impl Tree {
    fn advance(&mut self, text: &str, to: usize) {
        let passed = text.as_bytes().get(self.at..to.min(text.len())).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = to;
    }

    fn take(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(start) if self.open.len() > DEEPEST => {
                drop(start);
                self.skipped += 1;
            }
            Event::Start(start) => self.open.push(element(&start, line)),
            Event::Empty(start) => self.add(element(&start, line)),
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::End(end) => self.close_named(end.local_name().as_ref()),
            Event::Text(text) => self.say(&text.xml10_content()),
            Event::CData(text) => self.say(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let raw = format!("&{};", reference.xml10_content());
                self.say(&quick_xml::escape::unescape(&raw).unwrap_or_default());
            }
            // Server Configuration Profiles put what cannot be set into comments.
            Event::Comment(comment) if comment.trim_start().starts_with("<Attribute ") => {
                let mut reader = Reader::from_str(comment.trim());
                if let (Ok(Event::Start(start)), Ok(Event::Text(text))) = (reader.read_event(), reader.read_event()) {
                    let text = text.xml10_content().into_owned();
                    self.add(Element { text, ..element(&start, line) });
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, text: &str) {
        if let Some(last) = self.open.last_mut() {
            last.text.push_str(text);
        }
    }

    fn add(&mut self, element: Element) {
        if let Some(last) = self.open.last_mut() {
            last.children.push(element);
        }
    }

    fn close_named(&mut self, name: &str) {
        if let Some(depth) = self.open.iter().rposition(|element| element.name == name) {
            while self.open.len() > depth.max(1) {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(element) = self.open.pop()
        {
            self.add(element);
        }
    }

    fn close_all(mut self) -> Element {
        while self.open.len() > 1 {
            self.close();
        }
        self.open.pop().unwrap_or_default()
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Element {
    let attributes = start.attributes().flatten().map(|attribute| {
        let name = attribute.key.local_name().as_ref().to_string();
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), |v| v.to_string());
        (name, value)
    });
    let name = start.local_name().as_ref().to_string();
    Element { name, attributes: attributes.collect(), line, ..Element::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tree_knows_its_lines() {
        let mut notes = Notes::new("test");
        let tree = read("<?xml version=\"1.0\"?>\n<a>\n <n:b k=\"1 &amp; 2\">x &lt; y</n:b>\n <c/>\n</a>", &mut notes);
        let root = &tree.children[0];
        assert_eq!((root.name.as_str(), root.line), ("a", 2));
        assert_eq!((root.child_text("b"), root.children[0].attribute("k")), (Some("x < y"), Some("1 & 2")));
        assert_eq!(root.children[1].line, 4);
        assert!(notes.problems.is_empty());
    }

    #[test]
    fn a_cut_document_keeps_what_was_read() {
        let mut notes = Notes::new("test");
        let tree = read("<a><b>1</b><c><d>2</d>", &mut notes);
        assert_eq!(tree.children[0].child_text("b"), Some("1"));
        assert_eq!(tree.children[0].child("c").and_then(|c| c.child_text("d")), Some("2"));
        assert_eq!(notes.problems.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[<>/a-c&;\"= \n!?-]{0,60}") {
            let _ = read(&text, &mut Notes::new("test"));
        }
    }
}
