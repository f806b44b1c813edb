//! Typed reading of one JSON body: values that vary in type, links, locations.

use rackworth_model::hardware::{HardwareId, Place};
use serde_json::{Map, Value};

use super::quirks::{self, Quirks};
use super::tree::{Resource, Tree};
use super::uri;

/// One JSON object that describes one thing: a resource, or an object inside one.
#[derive(Debug, Clone)]
pub(super) struct Body<'a> {
    pub(super) tree: &'a Tree,
    /// The key of the resource it is in.
    pub(super) key: &'a str,
    uri: &'a str,
    pointer: String,
    json: &'a Map<String, Value>,
}

impl<'a> Body<'a> {
    pub(super) fn of(tree: &'a Tree, key: &'a str, resource: &'a Resource) -> Body<'a> {
        Body { tree, key, uri: &resource.uri, pointer: resource.pointer.clone(), json: &resource.json }
    }

    pub(super) fn place(&self) -> Place {
        self.tree.place(self.uri, &self.pointer)
    }

    pub(super) fn place_at(&self, pointer: &str) -> Place {
        self.tree.place(self.uri, &format!("{}{pointer}", self.pointer))
    }

    /// The URI it was found under, as spelled.
    pub(super) fn uri(&self) -> &'a str {
        self.uri
    }

    /// The plain URI of the resource: the key without its sorting half.
    pub(super) fn path(&self) -> &'a str {
        uri::path(self.key)
    }

    /// The last segment of its URI, in lower case.
    pub(super) fn id(&self) -> &'a str {
        uri::last(self.path())
    }

    pub(super) fn has(&self, property: &str) -> bool {
        self.json.get(property).is_some_and(|value| !value.is_null())
    }

    /// A value below nested objects; null counts as missing.
    pub(super) fn value(&self, path: &[&str]) -> Option<&'a Value> {
        let (last, above) = path.split_last()?;
        let mut object = self.json;
        for name in above {
            object = object.get(*name)?.as_object()?;
        }
        object.get(*last).filter(|value| !value.is_null())
    }

    /// Text as reported, padding and all; numbers are spelled out. Blank text counts as missing.
    pub(super) fn text(&self, path: &[&str]) -> Option<String> {
        match self.value(path)? {
            Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
            Value::Number(number) => Some(number.to_string()),
            other => self.mistyped(path, other, "text"),
        }
    }

    /// Text that says something: placeholders count as missing, and the quirk is kept.
    pub(super) fn word(&self, path: &[&str], quirks: &mut Quirks) -> Option<String> {
        let text = self.text(path)?;
        if quirks::is_placeholder(&text) {
            quirks.add(quirks::PLACEHOLDER);
            return None;
        }
        Some(text)
    }

    /// A number, also when it is given as text (`"5500"`).
    pub(super) fn number(&self, path: &[&str]) -> Option<f64> {
        match self.value(path)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) if quirks::is_placeholder(text) => None,
            Value::String(text) => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => Some(number),
                _ => self.mistyped(path, &Value::String(text.clone()), "a number"),
            },
            other => self.mistyped(path, other, "a number"),
        }
    }

    /// A number that is no fraction and not negative, rounded; exact up to 2⁵³.
    pub(super) fn whole(&self, path: &[&str]) -> Option<u64> {
        let number = self.number(path)?.round();
        (0.0..9_007_199_254_740_992.0).contains(&number).then_some(number as u64)
    }

    fn mistyped<T>(&self, path: &[&str], found: &Value, expected: &str) -> Option<T> {
        let pointer: String = path.iter().map(|name| format!("/{}", escaped(name))).collect();
        self.tree.problem(self.place_at(&pointer), describe(found), expected, None);
        None
    }

    /// What it says about its state: `Status` is an object, or a bare word in some services.
    pub(super) fn state(&self) -> Option<&'a str> {
        match self.json.get("Status")? {
            Value::Object(status) => status.get("State")?.as_str(),
            Value::String(state) => Some(state),
            _ => None,
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self.state(), Some("Absent" | "absent"))
    }

    /// The URIs a property links to: one object, a list of them, or bare text.
    pub(super) fn links(&self, path: &[&str]) -> Vec<&'a str> {
        let one = |value: &'a Value| match value {
            Value::Object(object) => object.get("@odata.id").and_then(Value::as_str),
            Value::String(text) => Some(text.as_str()),
            _ => None,
        };
        match self.value(path) {
            Some(Value::Array(values)) => values.iter().filter_map(one).collect(),
            Some(value) => one(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The objects in a list inside this body.
    pub(super) fn items(&self, property: &str) -> Vec<Body<'a>> {
        let values = self.json.get(property).and_then(Value::as_array);
        let objects = values.into_iter().flatten().enumerate();
        let objects = objects.filter_map(|(index, value)| Some((index, value.as_object()?)));
        objects.map(|(index, json)| self.inner(&format!("/{}/{index}", escaped(property)), json)).collect()
    }

    fn inner(&self, pointer: &str, json: &'a Map<String, Value>) -> Body<'a> {
        Body { tree: self.tree, key: self.key, uri: self.uri, pointer: format!("{}{pointer}", self.pointer), json }
    }

    /// Maker, model, part number and serial as reported, without placeholders.
    pub(super) fn hardware_id(&self, quirks: &mut Quirks) -> HardwareId {
        let mut word = |name| self.word(&[name], quirks);
        HardwareId {
            manufacturer: word("Manufacturer"),
            model: word("Model"),
            part_number: word("PartNumber"),
            serial: word("SerialNumber"),
        }
    }

    /// Every key this thing is known by: where it was found, and what it says of itself.
    pub(super) fn keys(&self) -> Vec<String> {
        let own = self.json.get("@odata.id").and_then(Value::as_str).filter(|own| !own.contains('#'));
        let mut keys: Vec<String> = own.map(uri::key).into_iter().collect();
        if self.pointer.is_empty() && !keys.iter().any(|key| key == self.key) {
            keys.push(self.key.to_string());
        }
        keys
    }

    /// Where it is plugged in, in the words of the machine: a service label, a locator, a slot.
    pub(super) fn told_slot(&self) -> Option<String> {
        let places = ["PhysicalLocation", "Location", "Slot"];
        let told = places.iter().find_map(|name| self.json.get(*name).and_then(location));
        told.or_else(|| self.own_word("DeviceLocator")).or_else(|| self.own_word("Socket"))
    }

    /// Where it is plugged in; its own id where it does not tell.
    pub(super) fn slot(&self) -> Option<String> {
        self.told_slot().or_else(|| self.own_word("Id")).or_else(|| self.own_word("MemberId"))
    }

    fn own_word(&self, property: &str) -> Option<String> {
        let word = self.json.get(property)?.as_str()?.trim();
        (!word.is_empty()).then(|| word.to_string())
    }
}

/// A location in any of the shapes seen: text, number, `{PartLocation: {ServiceLabel}}`,
/// `{Info}`, a list of those, or one of those inside `{Location: …}`.
fn location(value: &Value) -> Option<String> {
    location_within(value, 4)
}

fn location_within(value: &Value, depth: u32) -> Option<String> {
    let inner = |value: Option<&Value>| value.and_then(|value| location_within(value, depth.checked_sub(1)?));
    match value {
        Value::String(text) => (!text.trim().is_empty()).then(|| text.trim().to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => inner(values.first()),
        Value::Object(object) => ["Location", "PartLocation", "ServiceLabel", "Info"]
            .iter()
            .find_map(|name| inner(object.get(*name)))
            .or_else(|| inner(object.get("LocationOrdinalValue"))),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A JSON value in a few words, for a message.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_string(),
        Value::Bool(bool) => format!("the truth value {bool}"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", shortened(text)),
        Value::Array(values) => format!("a list of {}", values.len()),
        Value::Object(object) => format!("an object with {} properties", object.len()),
    }
}

/// At most 60 characters of a text.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_string();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}

/// A reference token of a JSON pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
