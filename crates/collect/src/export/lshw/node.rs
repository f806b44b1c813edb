//! The tree of nodes lshw prints, from each of its formats.

use std::collections::BTreeMap;

use serde_json::Value;

use rackworth_model::hardware::Place;

use crate::export::draft::said;
use crate::export::json;
use crate::export::note::Notes;
use crate::export::xml::{self, Element};

/// Nodes deeper than this are not read.
const DEEPEST: usize = 48;

/// One node with its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) id: String,
    pub(super) class: String,
    words: BTreeMap<String, String>,
    pub(super) children: Vec<Node>,
    pub(super) place: Place,
}

impl Node {
    fn new(place: Place) -> Node {
        Node { id: String::new(), class: String::new(), words: BTreeMap::new(), children: Vec::new(), place }
    }

    pub(super) fn word(&self, name: &str) -> Option<String> {
        said(self.words.get(name).map(String::as_str))
    }

    /// The text of a property as it stands; empty where there is none.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.words.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Capabilities tell the speed of a disk: `7200rpm`.
    fn add_rotation<'a>(&mut self, capabilities: impl Iterator<Item = &'a str>) {
        let rotation = capabilities.filter_map(|capability| capability.strip_suffix("rpm")).next();
        self.words.extend(rotation.map(|rpm| ("rpm".to_string(), rpm.to_string())));
    }

    /// The node and all below it, in order.
    pub(super) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        for child in &self.children {
            child.walk(visit);
        }
    }
}

pub(super) fn of_json(text: &str, notes: &mut Notes) -> Vec<Node> {
    let documents = json::read(text, notes);
    let many = documents.len() > 1;
    let roots = documents.iter().enumerate().flat_map(|(number, document)| {
        let pointer = if many { format!("/{number}") } else { String::new() };
        match document {
            Value::Array(items) => items.iter().enumerate().map(|(i, item)| (format!("{pointer}/{i}"), item)).collect(),
            item => vec![(pointer, item)],
        }
    });
    roots.map(|(pointer, root)| of_value(root, &pointer, notes, 0)).collect()
}

pub(in crate::export) fn of_value(value: &Value, pointer: &str, notes: &Notes, depth: usize) -> Node {
    let mut node = Node::new(notes.pointer(pointer));
    let object = value.as_object();
    for (name, word) in object.into_iter().flatten() {
        match word {
            Value::String(word) => node.words.insert(name.clone(), word.clone()),
            Value::Number(number) => node.words.insert(name.clone(), number.to_string()),
            Value::Object(settings) if name == "capabilities" => {
                node.add_rotation(settings.keys().map(String::as_str));
                None
            }
            Value::Object(settings) if name == "configuration" => {
                let words = settings.iter().filter_map(|(key, word)| Some((key.clone(), word.as_str()?.to_string())));
                node.words.extend(words);
                None
            }
            _ => None,
        };
    }
    node.id = node.raw("id").to_string();
    node.class = node.raw("class").to_string();
    if depth < DEEPEST {
        let children = json::items(value, "children").iter().enumerate();
        let below = children.map(|(i, child)| of_value(child, &format!("{pointer}/children/{i}"), notes, depth + 1));
        node.children = below.collect();
    }
    node
}

pub(super) fn of_xml(text: &str, notes: &mut Notes) -> Vec<Node> {
    let root = xml::read(text, notes);
    let list = root.child("list").unwrap_or(&root);
    list.children_named("node").map(|element| of_element(element, notes)).collect()
}

fn of_element(element: &Element, notes: &Notes) -> Node {
    let mut node = Node::new(notes.line(element.line));
    node.id = element.attribute("id").unwrap_or_default().to_string();
    node.class = element.attribute("class").unwrap_or_default().to_string();
    node.words.insert("handle".to_string(), element.attribute("handle").unwrap_or_default().to_string());
    for child in &element.children {
        match child.name.as_str() {
            "node" => node.children.push(of_element(child, notes)),
            "configuration" => {
                let settings = child.children_named("setting");
                let words = settings.filter_map(|setting| {
                    Some((setting.attribute("id")?.to_string(), setting.attribute("value")?.to_string()))
                });
                node.words.extend(words);
            }
            "capabilities" => {
                node.add_rotation(child.children_named("capability").filter_map(|one| one.attribute("id")));
            }
            name => {
                node.words.insert(name.to_string(), child.text.trim().to_string());
            }
        }
    }
    node
}

/// `lshw` without options: `*-id` lines, their fields indented below them.
pub(super) fn of_text(text: &str, notes: &Notes) -> Vec<Node> {
    let mut open: Vec<(usize, Node)> = Vec::new();
    let mut roots = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let trimmed = line.trim();
        let depth = line.len() - line.trim_start().len();
        if let Some(id) = trimmed.strip_prefix("*-") {
            close(&mut open, &mut roots, depth + 1);
            let mut node = Node::new(notes.line(number + 1));
            let id = id.split_whitespace().next().unwrap_or_default();
            node.id = id.to_string();
            if open.len() < DEEPEST {
                open.push((depth + 1, node));
            }
        } else if depth == 0 && !trimmed.is_empty() {
            close(&mut open, &mut roots, 0);
            let mut node = Node::new(notes.line(number + 1));
            (node.id, node.class) = (trimmed.to_string(), "system".to_string());
            open.push((0, node));
        } else if let (Some((_, node)), Some((key, value))) = (open.last_mut(), trimmed.split_once(':')) {
            add_field(node, key, value.trim());
        }
    }
    close(&mut open, &mut roots, 0);
    roots.iter_mut().for_each(classify);
    roots
}

fn close(open: &mut Vec<(usize, Node)>, roots: &mut Vec<Node>, depth: usize) {
    while open.last().is_some_and(|(own, _)| *own >= depth) {
        let Some((_, node)) = open.pop() else { return };
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(node),
            None => roots.push(node),
        }
    }
}

fn add_field(node: &mut Node, key: &str, value: &str) {
    if key == "capabilities" {
        node.add_rotation(value.split_whitespace());
    } else if key == "configuration" {
        let settings = value.split_whitespace().filter_map(|setting| setting.split_once('='));
        node.words.extend(settings.map(|(key, value)| (key.to_string(), value.to_string())));
    } else {
        node.words.insert(key.replace(' ', ""), value.to_string());
    }
}

/// The text format does not print classes; the ids follow from them.
fn classify(node: &mut Node) {
    if node.class.is_empty() {
        let id = node.id.split(':').next().unwrap_or_default();
        let class = match id {
            "cpu" => "processor",
            "memory" | "bank" | "cache" | "firmware" => "memory",
            "disk" | "namespace" => "disk",
            "network" => "network",
            "display" => "display",
            "power" => "power",
            "nvme" | "raid" | "sas" | "sata" | "scsi" | "storage" | "ide" => "storage",
            other => other,
        };
        node.class = class.to_string();
    }
    node.children.iter_mut().for_each(classify);
}
