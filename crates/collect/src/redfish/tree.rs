//! One tree of resources in memory, and what was wrong with it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Problem, Unread, UnreadKind};
use rackworth_model::provenance::Locator;
use serde_json::{Map, Value};

use super::body::{self, Body};
use super::kind::{Kind, kind_of};
use super::uri;

/// One resource as it was read.
#[derive(Debug)]
pub(super) struct Resource {
    /// The URI it was found under, as spelled.
    pub(super) uri: String,
    /// Where in the body at that URI it stands: empty unless a collection carries its members whole.
    pub(super) pointer: String,
    pub(super) kind: Kind,
    pub(super) json: Map<String, Value>,
}

/// What a reading has to say beside its findings.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) unread: BTreeSet<Unread>,
    pub(super) problems: BTreeSet<Problem>,
}

/// All resources of one service, by [`uri::key`].
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) name: Arc<str>,
    resources: BTreeMap<String, Resource>,
    /// Keys that a body gives for itself and that no resource was found under.
    aliases: BTreeMap<String, String>,
    notes: RefCell<Notes>,
}

impl Tree {
    /// Parses every resource; whatever is not a JSON object becomes a problem with its URI.
    pub(super) fn read(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Tree {
        let mut tree = Tree {
            name: Arc::from(name),
            resources: BTreeMap::new(),
            aliases: BTreeMap::new(),
            notes: RefCell::new(Notes::default()),
        };
        for (uri, bytes) in files {
            if let Some(json) = tree.parse(uri, bytes) {
                tree.insert(uri, String::new(), json);
            }
        }
        tree.insert_members();
        tree.insert_aliases();
        tree
    }

    fn parse(&self, uri: &str, bytes: &[u8]) -> Option<Map<String, Value>> {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let found = match serde_json::from_slice(text) {
            Ok(Value::Object(json)) => return Some(json),
            Ok(other) => body::describe(&other),
            Err(error) => format!("{} bytes that are not JSON ({error})", bytes.len()),
        };
        let hint = Some("collect this resource again".to_string());
        self.problem(self.place(uri, ""), found, "a JSON object", hint);
        None
    }

    fn insert(&mut self, uri: &str, pointer: String, json: Map<String, Value>) {
        let kind = kind_of(uri, &json);
        let resource = Resource { uri: uri.to_string(), pointer, kind, json };
        self.resources.entry(uri::key(uri)).or_insert(resource);
    }

    /// Members that a collection carries whole (an `$expand` answer) become resources of their own.
    fn insert_members(&mut self) {
        let mut found = Vec::new();
        for resource in self.resources.values().filter(|resource| resource.kind == Kind::Collection) {
            let members = resource.json.get("Members").and_then(Value::as_array);
            for (index, member) in members.into_iter().flatten().enumerate() {
                let Some(member) = member.as_object().filter(|member| member.len() > 1) else { continue };
                if let Some(own) = member.get("@odata.id").and_then(Value::as_str) {
                    let pointer = format!("{}/Members/{index}", resource.pointer);
                    found.push((uri::key(own), resource.uri.clone(), pointer, kind_of(own, member), member.clone()));
                }
            }
        }
        for (key, uri, pointer, kind, json) in found {
            self.resources.entry(key).or_insert(Resource { uri, pointer, kind, json });
        }
    }

    fn insert_aliases(&mut self) {
        let own = |resource: &Resource| resource.json.get("@odata.id").and_then(Value::as_str).map(uri::key);
        let given = self.resources.iter().filter_map(|(key, resource)| Some((own(resource)?, key.clone())));
        let given: Vec<(String, String)> = given.filter(|(own, _)| !self.resources.contains_key(own)).collect();
        for (own, key) in given {
            self.aliases.entry(own).or_insert(key);
        }
    }

    /// The resource a link points to, if it is there and is no error.
    pub(super) fn body(&self, link: &str) -> Option<Body<'_>> {
        let key = uri::key(link);
        let key = self.aliases.get(&key).unwrap_or(&key);
        let (key, resource) = self.resources.get_key_value(key)?;
        (resource.kind != Kind::Error).then(|| Body::of(self, key, resource))
    }

    /// Answers that are errors.
    pub(super) fn errors(&self) -> impl Iterator<Item = Body<'_>> {
        self.bodies(Kind::Error)
    }

    pub(super) fn is_error(&self, link: &str) -> bool {
        self.resources.get(&uri::key(link)).is_some_and(|resource| resource.kind == Kind::Error)
    }

    pub(super) fn has(&self, link: &str) -> bool {
        self.body(link).is_some()
    }

    /// All resources of a kind, in the order of their URIs, numbers counted as numbers.
    pub(super) fn bodies(&self, kind: Kind) -> impl Iterator<Item = Body<'_>> {
        let found = self.resources.iter().filter(move |(_, resource)| resource.kind == kind);
        found.map(|(key, resource)| Body::of(self, key, resource))
    }

    pub(super) fn place(&self, uri: &str, pointer: &str) -> Place {
        let locator = Locator::Resource { uri: uri.to_string(), pointer: pointer.to_string() };
        Place { file: Arc::clone(&self.name), locator }
    }

    /// Tells of something that was seen and not used, or should be there and is not.
    pub(super) fn unread(&self, place: Place, text: impl Into<String>, why: impl Into<String>) {
        let unread = Unread { place, kind: UnreadKind::Resource, text: text.into(), why: why.into() };
        self.notes.borrow_mut().unread.insert(unread);
    }

    /// Tells of something wrong in the tree.
    pub(super) fn problem(&self, place: Place, found: impl Into<String>, expected: &str, hint: Option<String>) {
        let problem = Problem { place, found: found.into(), expected: expected.to_string(), hint };
        self.notes.borrow_mut().problems.insert(problem);
    }

    /// Everything told so far.
    pub(super) fn take_notes(&self) -> Notes {
        self.notes.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(uri, text)| (uri.to_string(), text.as_bytes().to_vec())).collect();
        Tree::read("test", &files)
    }

    #[test]
    fn what_is_no_object_is_a_problem_with_its_uri() {
        let read = tree(&[("/redfish/v1/a", "[1]"), ("/redfish/v1/b", "{\"x\":"), ("/redfish/v1/c", "")]);
        let problems = read.take_notes().problems;
        assert_eq!(problems.len(), 3);
        assert!(problems.iter().any(|p| p.to_string().contains("/redfish/v1/b")));
    }

    #[test]
    fn links_meet_their_resource_however_spelled() {
        let read = tree(&[
            ("/redfish/v1/Systems/1", r##"{"@odata.type":"#ComputerSystem.v1_7_0.ComputerSystem"}"##),
            ("/redfish/v1/Gone", r#"{"error":{"message":"no"}}"#),
            ("/files/b.json", r##"{"@odata.id":"/redfish/v1/Chassis/1/","@odata.type":"#Chassis.v1_5_0.Chassis"}"##),
        ]);
        assert!(read.has("/redfish/v1/systems/1/"));
        assert!(read.has("/redfish/v1/Chassis/1"));
        assert!(!read.has("/redfish/v1/Gone"));
    }

    #[test]
    fn members_carried_whole_are_resources() {
        let read = tree(&[(
            "/redfish/v1/Chassis/S/PowerSubsystem/PowerSupplies",
            r##"{"@odata.type":"#PowerSupplyCollection.PowerSupplyCollection","Members":[
                {"@odata.id":"/redfish/v1/Chassis/S/PowerSubsystem/PowerSupplies/1",
                 "@odata.type":"#PowerSupply.v1_6_0.PowerSupply","Model":"ABC"}]}"##,
        )]);
        let supplies: Vec<_> = read.bodies(Kind::PowerSupply).collect();
        assert_eq!(supplies.len(), 1);
        assert_eq!(
            supplies[0].place().to_string(),
            "test, /redfish/v1/Chassis/S/PowerSubsystem/PowerSupplies /Members/0"
        );
    }
}
