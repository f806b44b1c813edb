//! The eBay connector against a service on loopback that speaks the documented shapes: paging, tokens, limits, faults.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on has failed")]

mod server;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rackworth_collect::live::{Limits, Secret};
use rackworth_collect::prices::ebay::{self, Error, Fetched, Lack, Request};
use rackworth_model::priced::{PriceField, PriceFormat};
use serde_json::{Value, json};

use server::{Asked, KEY, Reply, SECRET, Server, item, page};

fn now() -> Timestamp {
    "2026-11-27T20:00:00Z".parse().unwrap()
}

fn request(server: &Server) -> Request {
    Request {
        endpoint: format!("http://{}", server.address),
        key: Secret::new(KEY),
        secret: Secret::new(SECRET),
        marketplace: "EBAY_US".to_string(),
        searches: vec!["Xeon Gold 6248R".to_string()],
        categories: Vec::new(),
        conditions: Vec::new(),
        most_items: ebay::MOST_ITEMS,
        page_size: 2,
        limits: Limits {
            patience: Duration::from_secs(5),
            attempts: 3,
            back_off: Duration::from_millis(1),
            ..Limits::default()
        },
        pause: Duration::ZERO,
        authorities: None,
        now,
    }
}

/// Asks, and makes sure that nothing secret came out of it.
fn fetch(request: &Request) -> Result<Fetched, Error> {
    let fetched = ebay::fetch(request, &mut |_| {});
    let shown = match &fetched {
        Ok(fetched) => {
            let pages = fetched.pages.iter().map(|page| String::from_utf8_lossy(&page.bytes).into_owned());
            format!("{fetched:?}{}{request:?}", pages.collect::<String>())
        }
        Err(error) => format!("{error}{error:?}{request:?}"),
    };
    let basic = STANDARD.encode(format!("{KEY}:{SECRET}"));
    for secret in [KEY, SECRET, basic.as_str(), "v^1.1#token"] {
        assert!(!shown.contains(secret), "`{secret}` shows in {shown}");
    }
    fetched
}

fn listings(n: u64) -> Vec<Value> {
    (1..=n).map(|number| item(number, &format!("{}.00", 200 + number), &json!({}))).collect()
}

/// A service with these listings; `fault` may answer instead.
fn serve(all: Vec<Value>, fault: impl Fn(&Asked, usize) -> Option<Reply> + Send + Sync + 'static) -> Server {
    Server::start(None, move |asked, before| {
        fault(asked, before).unwrap_or_else(|| match asked.is_login() {
            true => Reply::token(7200, before),
            false => page(asked, &all, all.len()),
        })
    })
}

fn sound(all: Vec<Value>) -> Server {
    serve(all, |_, _| None)
}

fn told(fetched: &Fetched) -> Vec<String> {
    fetched.searches.iter().flat_map(|search| &search.gaps).map(ToString::to_string).collect()
}

#[test]
fn pages_are_asked_for_one_after_the_other_and_read_as_saved_answers() {
    let server = sound(listings(5));
    let fetched = fetch(&request(&server)).unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].body, "grant_type=client_credentials&scope=https%3A%2F%2Fapi.ebay.com%2Foauth%2Fapi_scope");
    assert_eq!(asked[0].authorization, format!("Basic {}", STANDARD.encode(format!("{KEY}:{SECRET}"))));
    let queries: Vec<&str> = asked[1..].iter().map(|asked| asked.query.as_str()).collect();
    let filter = "filter=buyingOptions%3A%7BFIXED_PRICE%7D";
    let expected = [0, 2, 4].map(|offset| format!("q=Xeon%20Gold%206248R&limit=2&offset={offset}&{filter}"));
    assert_eq!(queries, expected);
    assert!(asked[1..].iter().all(|asked| asked.authorization == "Bearer v^1.1#token-0"));
    assert!(asked[1..].iter().all(|asked| asked.marketplace == "EBAY_US"));
    let search = &fetched.searches[0];
    assert_eq!((search.total, search.n_items, search.n_repeated, search.n_pages), (Some(5), 5, 0, 3));
    assert_eq!((fetched.n_asked, fetched.n_again, told(&fetched)), (4, 0, Vec::new()));
    let files = ebay::files(&fetched.pages);
    assert_eq!(files.iter().map(|file| file.lines.len()).collect::<Vec<_>>(), [2, 2, 1]);
    let line = &files[2].lines[0];
    assert_eq!(files[2].format, Some(PriceFormat::EbayBrowse));
    let texts = [PriceField::UnitPrice, PriceField::Kind, PriceField::Condition, PriceField::ObservedOn];
    assert_eq!(
        texts.map(|field| line.text(field).unwrap()),
        ["205.00", "asked", "used_tested", "2026-11-27T20:00:00Z"]
    );
    assert_eq!(files[2].name, "01-xeon-gold-6248r-00004.json");
}

#[test]
fn the_answer_is_kept_byte_for_byte() {
    let odd = br#"{ "total":1,  "itemSummaries":[ {"itemId":"v1|1|0","title":"Xeon Gold 6248R \u00e9 "} ] }"#;
    let server = serve(Vec::new(), |asked, _| {
        (!asked.is_login()).then(|| Reply { status: 200, retry_after: None, body: odd.to_vec(), is_cut: false })
    });
    let fetched = fetch(&request(&server)).unwrap();
    assert!(fetched.pages[0].bytes.windows(odd.len()).any(|window| window == odd));
    let json: Value = serde_json::from_slice(&fetched.pages[0].bytes).unwrap();
    assert_eq!((&json["recorded_at"], &json["marketplace"]), (&json!("2026-11-27T20:00:00Z"), &json!("EBAY_US")));
}

#[test]
fn filters_and_several_searches() {
    let server = sound(listings(1));
    let request = Request {
        searches: vec!["a&b=c".to_string(), "32GB 2Rx4".to_string()],
        categories: vec!["164".to_string(), "170083".to_string()],
        conditions: vec!["2500".to_string(), "3000".to_string()],
        page_size: 999,
        ..request(&server)
    };
    let fetched = fetch(&request).unwrap();
    let first = &server.asked()[1].query;
    assert!(first.starts_with("q=a%26b%3Dc&limit=200&offset=0&"), "{first}");
    assert!(first.contains("conditionIds%3A%7B2500%7C3000%7D") && first.ends_with("category_ids=164%2C170083"));
    // The same listing under two searches is one line.
    assert_eq!(fetched.searches.iter().map(|search| search.n_items).collect::<Vec<_>>(), [1, 1]);
    let files = ebay::files(&fetched.pages);
    assert_eq!((files[0].lines.len(), files[1].lines.len()), (1, 0));
    assert!(files[1].unread[0].why.contains("an earlier page"));
}

#[test]
fn an_item_on_two_pages_counts_once_and_what_is_missing_is_told() {
    let mut all = listings(4);
    all[2] = all[1].clone();
    let server = sound(all);
    let fetched = fetch(&request(&server)).unwrap();
    let search = &fetched.searches[0];
    assert_eq!((search.n_items, search.n_repeated), (3, 1));
    assert_eq!(search.gaps[0].lack, Lack::Short { total: 4, listed: 3 });
    let lines: usize = ebay::files(&fetched.pages).iter().map(|file| file.lines.len()).sum();
    assert_eq!(lines, 3);
}

#[test]
fn a_token_that_ends_in_the_middle_is_replaced_once() {
    // The second token is the one that counts from the third question on.
    let server = serve(listings(6), |asked, before| {
        let is_old = asked.authorization.ends_with("token-0") && before >= 3;
        is_old.then(|| Reply::error(401, 1001, "Invalid access token"))
    });
    let fetched = fetch(&request(&server)).unwrap();
    assert_eq!((server.n_logins(), fetched.searches[0].n_items, told(&fetched)), (2, 6, Vec::new()));
    // One that is about to end is not even tried.
    let server = serve(listings(3), |asked, before| asked.is_login().then(|| Reply::token(30, before)));
    assert_eq!(fetch(&request(&server)).unwrap().searches[0].n_items, 3);
    assert_eq!(server.n_logins(), 3);
    // No token is good enough: once more, and no further.
    let server =
        serve(Vec::new(), |asked, _| (!asked.is_login()).then(|| Reply::error(401, 1001, "Invalid access token")));
    let fetched = fetch(&request(&server)).unwrap();
    assert_eq!(
        (server.n_logins(), told(&fetched)),
        (2, vec!["everything: it answers 401 (1001: Invalid access token)".into()])
    );
}

#[test]
fn a_busy_service_is_asked_again_when_it_says() {
    let server = serve(listings(3), |asked, before| {
        let busy = Reply { retry_after: Some(1), ..Reply::error(429, 2001, "The request limit has been reached") };
        (!asked.is_login() && before == 2).then_some(busy)
    });
    let begun = std::time::Instant::now();
    let fetched = fetch(&request(&server)).unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!((fetched.searches[0].n_items, fetched.n_again, told(&fetched)), (3, 1, Vec::new()));
}

#[test]
fn a_limit_of_the_day_ends_everything_at_once() {
    let server = serve(listings(6), |asked, _| {
        let spent = Reply { retry_after: Some(7200), ..Reply::error(429, 2001, "The request limit has been reached") };
        (asked.number("offset") == 2).then_some(spent)
    });
    let request = Request { searches: vec!["a".to_string(), "b".to_string()], ..request(&server) };
    let fetched = fetch(&request).unwrap();
    assert_eq!((fetched.searches[0].n_items, fetched.n_asked), (2, 3));
    let why = "it answers 429 (2001: The request limit has been reached); it asks to come back in 7200 s";
    assert_eq!(told(&fetched), [format!("items from 3 on: {why}"), format!("everything: {why}")]);
}

#[test]
fn a_page_that_does_not_come_is_a_gap_and_the_next_one_is_asked_for() {
    let server =
        serve(listings(6), |asked, _| (asked.number("offset") == 2).then(|| Reply::error(500, 12000, "sorry")));
    let fetched = fetch(&request(&server)).unwrap();
    assert_eq!(told(&fetched), ["items 3 to 4: it answers 500 (12000: sorry)"]);
    assert_eq!((fetched.searches[0].n_items, fetched.n_asked), (4, 1 + 1 + 3 + 1));
    // Two in a row, and the rest of the search is left.
    let server =
        serve(listings(9), |asked, _| (asked.number("offset") >= 2).then(|| Reply::error(502, 12000, "sorry")));
    let fetched = fetch(&request(&server)).unwrap();
    assert_eq!(told(&fetched).len(), 2);
    assert!(told(&fetched)[1].starts_with("items from 5 on: it answers 502"), "{:?}", told(&fetched));
}

#[test]
fn a_fault_that_passes_leaves_no_trace() {
    for fault in ["cut", "half", "page", "500"] {
        let server = serve(listings(4), move |asked, before| {
            let whole = page(asked, &listings(4), 4);
            let half = whole.body[..whole.body.len() / 2].to_vec();
            (!asked.is_login() && before == 2).then(|| match fault {
                "cut" => Reply { is_cut: true, ..whole },
                "half" => Reply { body: half, ..whole },
                "page" => Reply { body: b"<html>Sorry</html>".to_vec(), ..whole },
                _ => Reply::error(500, 12000, "sorry"),
            })
        });
        let fetched = fetch(&request(&server)).unwrap();
        let search = &fetched.searches[0];
        assert_eq!((search.n_items, fetched.n_again, told(&fetched)), (4, 1, Vec::new()), "{fault}");
    }
}

#[test]
fn json_that_stays_damaged_is_a_gap() {
    let server = serve(listings(6), |asked, _| {
        let damaged = Reply { body: b"{\"total\": 6, \"itemSummaries\": [{".to_vec(), ..Reply::of(200, &json!({})) };
        (asked.number("offset") == 4).then_some(damaged)
    });
    let fetched = fetch(&request(&server)).unwrap();
    assert!(told(&fetched)[0].starts_with("items 5 to 6: 32 bytes that are no whole JSON"), "{:?}", told(&fetched));
    assert_eq!((fetched.searches[0].n_items, fetched.pages.len()), (4, 2));
}

#[test]
fn a_total_that_changes_is_held_against_what_came() {
    // It grows, though the pages end: the last word counts, and the difference is told.
    let all = listings(4);
    let server = Server::start(None, move |asked, before| match asked.is_login() {
        true => Reply::token(7200, before),
        false => page(asked, &all, if asked.number("offset") == 0 { 4 } else { 7 }),
    });
    let fetched = fetch(&request(&server)).unwrap();
    assert_eq!(fetched.searches[0].total, Some(7));
    assert!(told(&fetched)[0].starts_with("3 of 7 items: its pages list fewer"), "{:?}", told(&fetched));
    // It shrinks below what came: nothing is missing.
    let all = listings(4);
    let server = Server::start(None, move |asked, before| match asked.is_login() {
        true => Reply::token(7200, before),
        false => page(asked, &all, if asked.number("offset") == 0 { 4 } else { 3 }),
    });
    assert_eq!(told(&fetch(&request(&server)).unwrap()), Vec::<String>::new());
}

#[test]
fn no_more_than_was_asked_for() {
    let server = sound(listings(9));
    let fetched = fetch(&Request { most_items: 4, ..request(&server) }).unwrap();
    assert_eq!((fetched.searches[0].n_items, fetched.n_asked), (4, 3));
    assert_eq!(told(&fetched), ["5 of 9 items: no more than 4 were asked for"]);
}

#[test]
fn a_service_that_never_ends_is_left_at_the_most_it_gives() {
    let server = Server::start(None, |asked, before| match asked.is_login() {
        true => Reply::token(7200, before),
        // The same page, with a link back to itself.
        false => Reply::of(
            200,
            &json!({ "total": 99_999, "next": "https://api.ebay.com/x?offset=0",
            "itemSummaries": [item(1, "1.00", &json!({}))] }),
        ),
    });
    let fetched = fetch(&Request { page_size: 200, ..request(&server) }).unwrap();
    assert_eq!((fetched.searches[0].n_pages, fetched.searches[0].n_items), (50, 1));
}

#[test]
fn what_a_search_is_refused_for_is_told_and_others_go_on() {
    let server = serve(listings(1), |asked, _| {
        asked.query.starts_with("q=bad&").then(|| Reply::error(400, 12001, "The call must have a valid q"))
    });
    let request = Request { searches: vec!["bad".to_string(), "good".to_string()], ..request(&server) };
    let fetched = fetch(&request).unwrap();
    assert_eq!(told(&fetched), ["everything: it answers 400 (12001: The call must have a valid q)"]);
    assert_eq!((fetched.searches[1].n_items, fetched.n_again), (1, 0));
    let server = serve(Vec::new(), |asked, _| (!asked.is_login()).then(|| Reply::error(403, 1100, "Access denied")));
    assert_eq!(
        told(&fetch(&Request { searches: vec!["a".into(), "b".into()], ..self::request(&server) }).unwrap()).len(),
        2
    );
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn warnings_of_the_service_are_passed_on() {
    let server = serve(Vec::new(), |asked, _| {
        let warning = json!([{ "errorId": 12515, "message": "The filter is not used" }]);
        (!asked.is_login()).then(|| Reply::of(200, &json!({ "total": 0, "warnings": warning })))
    });
    assert_eq!(fetch(&request(&server)).unwrap().searches[0].warnings, ["The filter is not used"]);
}

#[test]
fn kinds_conditions_and_currencies_are_those_of_the_listing() {
    let converted = json!({ "price": { "value": "210.00", "currency": "USD", "convertedFromValue": "199.00",
        "convertedFromCurrency": "EUR" } });
    let all = vec![
        item(1, "229.99", &json!({})),
        item(2, "99.00", &json!({ "buyingOptions": ["AUCTION"] })),
        item(3, "240.00", &json!({ "buyingOptions": ["AUCTION", "FIXED_PRICE"], "conditionId": "1000" })),
        item(4, "", &converted),
        item(5, "1.00", &json!({ "price": { "value": "90000", "currency": "XAU" }, "conditionId": "7000" })),
        item(6, "1.00", &json!({ "itemGroupType": "SELLER_DEFINED_VARIATIONS" })),
    ];
    let server = sound(all);
    let fetched = fetch(&Request { page_size: 200, ..request(&server) }).unwrap();
    let file = &ebay::files(&fetched.pages)[0];
    let fields = [PriceField::Kind, PriceField::UnitPrice, PriceField::Currency, PriceField::Condition];
    let lines: Vec<String> =
        file.lines.iter().map(|line| fields.map(|field| line.text(field).unwrap_or("-")).join(" ")).collect();
    assert_eq!(
        lines,
        [
            "asked 229.99 USD used_tested",
            "asked 240.00 USD new",
            "asked 199.00 EUR used_tested",
            // That it is no currency we know is for the import to refuse, with its cell.
            "asked 90000 XAU for_parts",
        ]
    );
    let left: Vec<&str> = file.unread.iter().map(|unread| unread.why.as_str()).collect();
    assert!(left.len() == 2 && left[0].contains("auction") && left[1].contains("choice"), "{left:?}");
}

#[test]
fn an_account_that_is_not_taken_is_not_tried_again() {
    let server = serve(Vec::new(), |asked, _| {
        let words = format!("client authentication failed for {KEY} with {SECRET}");
        asked.is_login().then(|| Reply::of(401, &json!({ "error": "invalid_client", "error_description": words })))
    });
    let error = fetch(&request(&server)).unwrap_err();
    assert!(
        matches!(&error, Error::Denied { why, .. }
        if why == "it answers 401 (client authentication failed for … with …)"),
        "{error:?}"
    );
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn an_answer_that_repeats_a_secret_is_not_kept() {
    let server = serve(Vec::new(), |asked, _| {
        let item = item(1, "1.00", &json!({ "title": format!("Xeon {}", asked.authorization) }));
        (!asked.is_login()).then(|| Reply::of(200, &json!({ "total": 1, "itemSummaries": [item] })))
    });
    let fetched = fetch(&request(&server)).unwrap();
    assert!(fetched.pages.is_empty() && told(&fetched)[0].contains("keeps secret"), "{:?}", told(&fetched));
}

#[test]
fn only_this_machine_is_asked_without_tls() {
    let server = sound(Vec::new());
    let with = |endpoint: &str| fetch(&Request { endpoint: endpoint.to_string(), ..request(&server) }).unwrap_err();
    assert!(matches!(with("http://api.ebay.com"), Error::Plain(_)));
    for wrong in ["api.ebay.com", "ftp://api.ebay.com", "https://", "https://10.0.0.1-9", "https://a@b"] {
        assert!(matches!(with(wrong), Error::Endpoint(_)), "{wrong}");
    }
    assert!(matches!(with("http://127.0.0.1:9"), Error::Silent { .. }));
    assert!(server.asked().is_empty());
}

#[test]
fn a_certificate_is_always_checked() {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_string()]).unwrap();
    let key = tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let all = listings(1);
    let server = Server::start(Some(Arc::new(config).into()), move |asked, before| match asked.is_login() {
        true => Reply::token(7200, before),
        false => page(asked, &all, 1),
    });
    let unknown = Request { endpoint: format!("https://{}", server.address), ..request(&server) };
    let error = fetch(&unknown).unwrap_err();
    assert!(matches!(&error, Error::Silent { why, .. } if why.contains("certificate")), "{error:?}");
    assert!(server.asked().is_empty(), "the secret was sent before the certificate was checked");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::fs::write(&path, made.cert.pem()).unwrap();
    let fetched = fetch(&Request { authorities: Some(path), ..unknown }).unwrap();
    assert_eq!(fetched.searches[0].n_items, 1);
}
