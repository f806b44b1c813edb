//! Crawls over trees in memory: what is asked for, and that it is enough.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use rackworth_model::hardware::Reading;
use rackworth_model::inventory::Inventory;

use super::*;
use crate::redfish::{folder, read_resources};

/// A service that answers from memory, by path without query, or with it where there is a page.
struct Service {
    resources: BTreeMap<String, Vec<u8>>,
}

impl Service {
    fn of(resources: &BTreeMap<String, Vec<u8>>) -> Service {
        Service { resources: resources.iter().map(|(path, bytes)| (uri::key(path), bytes.clone())).collect() }
    }

    fn answer(&self, path: &str) -> Option<(Vec<u8>, Map<String, Value>)> {
        let bytes = self.resources.get(&uri::key(path))?.clone();
        let json = serde_json::from_slice::<Value>(&bytes).ok()?.as_object()?.clone();
        Some((bytes, json))
    }
}

/// Crawls it all: what was read, what is missing, how many questions it took.
fn crawl(service: &Service) -> (BTreeMap<String, Vec<u8>>, Vec<Gap>, usize) {
    let mut crawl = Crawl::new();
    let mut kept = BTreeMap::new();
    let mut n_asked = 0;
    while let Some(want) = crawl.next() {
        n_asked += 1;
        assert!(n_asked < 3 * MOST_RESOURCES, "the crawl does not end");
        // A service that knows no queries ignores them.
        match service.answer(&want.uri) {
            Some((bytes, json)) => {
                kept.insert(want.uri.clone(), bytes);
                crawl.accept(&want, &json);
            }
            None => crawl.refuse(&want, Why::Refused { status: 404, message: None }),
        }
    }
    (kept, crawl.into_gaps(), n_asked)
}

fn service(resources: &[(&str, &str)]) -> Service {
    Service::of(&resources.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect())
}

const ROOT: (&str, &str) = (
    "/redfish/v1",
    r##"{"@odata.type":"#ServiceRoot.v1_5_0.ServiceRoot","Systems":{"@odata.id":"/redfish/v1/Systems"}}"##,
);

#[test]
fn pages_are_followed_and_counted() {
    let found = crawl(&service(&[
        ROOT,
        (
            "/redfish/v1/Systems",
            r#"{"Members":[{"@odata.id":"/redfish/v1/Systems/1"}],"Members@odata.count":3,
                "Members@odata.nextLink":"/redfish/v1/Systems?$skip=1"}"#,
        ),
        (
            "/redfish/v1/Systems?$skip=1",
            r#"{"Members":[{"@odata.id":"/redfish/v1/Systems/2"}],"Members@odata.count":3}"#,
        ),
        ("/redfish/v1/Systems/1", "{}"),
        ("/redfish/v1/Systems/2", "{}"),
    ]));
    assert_eq!(found.0.len(), 5);
    let expected = Gap { uri: "/redfish/v1/Systems".to_string(), why: Why::Short { told: 3, listed: 2 } };
    assert_eq!(found.1, [expected]);
}

#[test]
fn a_next_page_that_repeats_the_first_ends_the_list() {
    let page = |next: &str| {
        format!(
            r#"{{"Members":[{{"@odata.id":"/redfish/v1/Systems/1"}}],"Members@odata.count":1,"Members@odata.nextLink":"/redfish/v1/Systems?$skip={next}"}}"#
        )
    };
    let pages: Vec<(String, String)> =
        (0..50).map(|n| (format!("/redfish/v1/Systems?$skip={n}"), page(&format!("{}", n + 1)))).collect();
    let mut resources = vec![ROOT, ("/redfish/v1/Systems/1", "{}")];
    let first = page("0");
    resources.push(("/redfish/v1/Systems", &first));
    resources.extend(pages.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let (_, gaps, n_asked) = crawl(&service(&resources));
    assert_eq!((gaps, n_asked), (Vec::new(), 4));
}

#[test]
fn a_dead_next_page_of_a_whole_list_is_no_gap() {
    let list = r#"{"Members":[{"@odata.id":"/redfish/v1/Systems/1"}],"Members@odata.count":1,
        "Members@odata.nextLink":"/redfish/v1/Systems?$skip=50"}"#;
    let found = crawl(&service(&[ROOT, ("/redfish/v1/Systems", list), ("/redfish/v1/Systems/1", "{}")]));
    assert_eq!(found.1, []);
}

#[test]
fn members_that_came_with_their_list_are_not_asked_for() {
    let root = r##"{"@odata.type":"#ServiceRoot.v1_5_0.ServiceRoot","Systems":{"@odata.id":"/redfish/v1/Systems"},
        "ProtocolFeaturesSupported":{"ExpandQuery":{"NoLinks":true,"Levels":true}}}"##;
    let list = r##"{"Members":[{"@odata.id":"/redfish/v1/Systems/1","@odata.type":"#ComputerSystem.v1.ComputerSystem",
        "Id":"1","Memory":{"@odata.id":"/redfish/v1/Systems/1/Memory"}}],"Members@odata.count":1}"##;
    let (kept, gaps, _) = crawl(&service(&[
        ("/redfish/v1", root),
        ("/redfish/v1/Systems", list),
        ("/redfish/v1/Systems/1/Memory", r#"{"Members":[]}"#),
    ]));
    assert_eq!(gaps, []);
    assert!(kept.contains_key("/redfish/v1/Systems/1/Memory"));
}

#[test]
fn a_query_that_is_refused_is_asked_plainly() {
    let mut crawl = Crawl::new();
    let root = crawl.next().unwrap();
    let json = r##"{"@odata.type":"#ServiceRoot.v1.ServiceRoot","Systems":{"@odata.id":"/redfish/v1/Systems"},
        "ProtocolFeaturesSupported":{"ExpandQuery":{"NoLinks":true}}}"##;
    crawl.accept(&root, serde_json::from_str::<Value>(json).unwrap().as_object().unwrap());
    let asked = crawl.next().unwrap();
    assert_eq!(asked.query.as_deref(), Some("$expand=."));
    crawl.refuse(&asked, Why::Refused { status: 501, message: None });
    let again = crawl.next().unwrap();
    assert_eq!((again.uri.as_str(), again.query.as_deref()), ("/redfish/v1/Systems", None));
    crawl.refuse(&again, Why::Refused { status: 500, message: None });
    assert_eq!(crawl.into_gaps().len(), 1);
}

/// Everything but where it was read.
fn content(inventory: &Inventory) -> String {
    let mut text = String::new();
    for asset in &inventory.assets {
        text += &format!("{:?} {:?} {:?} {:?}\n", asset.kind, asset.id, asset.service_tag, asset.extras);
        for component in asset.readings.iter().flat_map(Reading::options).flat_map(|option| &option.components) {
            let (id, facts) = (&component.id, &component.facts);
            text += &format!("  {:?} {id:?} {facts:?} {} {:?}\n", component.kind, component.count, component.slot);
        }
    }
    text
}

/// Every capture that has a root: the crawl reads the same parts as all the files do.
#[test]
fn a_crawl_of_a_capture_reads_what_the_whole_capture_says() {
    let trees = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/redfish"));
    let Ok(search) = folder::search(trees) else {
        eprintln!("skipped: no captures at {}", trees.display());
        return;
    };
    let mut n_crawled = 0;
    for tree in search.trees {
        let (resources, _) = folder::load_tree(&tree);
        let service = Service::of(&resources);
        // Fragments are loose answers whose links lead to nothing.
        if tree.name.ends_with("-fragments") || service.answer(uri::ROOT).is_none() {
            continue;
        }
        let (kept, gaps, n_asked) = crawl(&service);
        eprintln!("{}: {n_asked} of {} asked, {} missing", tree.name, resources.len(), gaps.len());
        let whole = content(&read_resources(&tree.name, &resources));
        let crawled = content(&read_resources(&tree.name, &kept));
        assert_eq!(crawled, whole, "{}", tree.name);
        n_crawled += 1;
    }
    assert!(n_crawled > 15, "{n_crawled} captures have a root");
}

proptest! {
    /// However a list is cut into pages, each member is asked for once and the count is right.
    #[test]
    fn any_paging_gives_every_member_once(n in 0usize..60, page in 1usize..20, lost in 0usize..4) {
        let link = |member: usize| format!(r#"{{"@odata.id":"/redfish/v1/Systems/{member}"}}"#);
        let mut resources = BTreeMap::from([(ROOT.0.to_string(), ROOT.1.as_bytes().to_vec())]);
        let mut at = 0;
        loop {
            let here: Vec<String> = (at..n.min(at + page)).map(link).collect();
            let next = match at + page < n {
                true => format!(r#","Members@odata.nextLink":"/redfish/v1/Systems?$skip={}""#, at + page),
                false => String::new(),
            };
            let text = format!(r#"{{"Members":[{}],"Members@odata.count":{}{next}}}"#, here.join(","), n + lost);
            let query = if at == 0 { String::new() } else { format!("?$skip={at}") };
            resources.insert(format!("/redfish/v1/Systems{query}"), text.into_bytes());
            at += page;
            if at >= n {
                break;
            }
        }
        resources.extend((0..n).map(|member| (format!("/redfish/v1/Systems/{member}"), b"{}".to_vec())));
        let n_resources = resources.len();
        let (kept, gaps, n_asked) = crawl(&Service::of(&resources));
        prop_assert_eq!(kept.len(), n_resources);
        prop_assert_eq!(n_asked, n_resources);
        prop_assert_eq!(gaps.len(), usize::from(lost > 0));
    }

    /// Any JSON is taken without a panic and without an endless crawl.
    #[test]
    fn any_answer_is_taken(text in r#"\{("(Members|Systems|@odata.id|Members@odata.nextLink)":("/redfish/v1/[a-c]?"|\[\{"@odata.id":"/[a-c]"\}\]|\{"@odata.id":"/[a-c]"\}|[0-9]|null),?){0,5}\}"#) {
        let text = text.replace(",}", "}");
        if let Ok(Value::Object(json)) = serde_json::from_str::<Value>(&text) {
            let mut crawl = Crawl::new();
            let mut n_asked = 0;
            while let Some(want) = crawl.next() {
                n_asked += 1;
                prop_assert!(n_asked < 100);
                crawl.accept(&want, &json);
            }
        }
    }
}
