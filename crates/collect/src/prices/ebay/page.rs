//! What a page of a search says of itself.

use serde_json::Value;

/// The counts and links of one page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Read {
    pub(super) total: Option<u64>,
    /// Keys of the items, in order.
    pub(super) items: Vec<String>,
    /// Where the next page begins; `None` on the last.
    pub(super) next: Option<u64>,
    pub(super) warnings: Vec<String>,
}

/// Reads a page; `offset` and `limit` are what was asked for. Fails with what was found instead.
pub(super) fn read(bytes: &[u8], offset: u64, limit: u64) -> Result<Read, String> {
    let json: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("{} bytes that are no whole JSON ({error})", bytes.len()))?;
    if let Some(error) = first_error(&json) {
        return Err(format!("an error in a good answer ({error})"));
    }
    let total = json.get("total").and_then(Value::as_u64);
    let items = match json.get("itemSummaries") {
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.get("itemId")?.as_str()).collect(),
        None if total.is_some() => Vec::new(),
        _ => return Err("JSON without `total` and `itemSummaries`".to_string()),
    };
    let items: Vec<String> = items.into_iter().map(str::to_string).collect();
    let next = json.get("next").and_then(Value::as_str).map(|link| match offset_in(link) {
        // A link that leads back would be followed for ever.
        Some(next) if next > offset => next,
        _ => offset + limit,
    });
    let warnings = json.get("warnings").and_then(Value::as_array).into_iter().flatten();
    let warnings = warnings.filter_map(|warning| warning.get("message")?.as_str()).map(str::to_string).collect();
    Ok(Read { total, items, next, warnings })
}

/// The first of eBay's errors in words
/// (<https://developer.ebay.com/api-docs/static/handling-error-messages.html>).
pub(super) fn first_error(json: &Value) -> Option<String> {
    let error = json.get("errors")?.get(0)?;
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let words = text("longMessage").or_else(|| text("message")).unwrap_or("without a message");
    let id = error.get("errorId").and_then(Value::as_u64);
    Some(id.map_or_else(|| words.to_string(), |id| format!("{id}: {words}")))
}

fn offset_in(link: &str) -> Option<u64> {
    let (_, query) = link.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("offset=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_tells_its_items_and_where_the_next_begins() {
        let page = br#"{"total":5,"next":"https://api.ebay.com/x?q=a&limit=2&offset=4",
            "itemSummaries":[{"itemId":"v1|1|0"},{"itemId":"v1|2|0"}],"warnings":[{"message":"a filter"}]}"#;
        let read = read(page, 2, 2).unwrap();
        assert_eq!((read.total, read.next), (Some(5), Some(4)));
        assert_eq!((read.items, read.warnings), (vec!["v1|1|0".into(), "v1|2|0".into()], vec!["a filter".into()]));
    }

    #[test]
    fn a_link_that_leads_back_or_nowhere_goes_on_by_one_page() {
        let next = |link: &str| read(format!(r#"{{"total":9,"next":"{link}"}}"#).as_bytes(), 4, 2).unwrap().next;
        assert_eq!(next("https://api.ebay.com/x?offset=4"), Some(6));
        assert_eq!(next("https://api.ebay.com/x?offset=0"), Some(6));
        assert_eq!(next("nowhere"), Some(6));
        assert_eq!(read(br#"{"total":9,"itemSummaries":[]}"#, 4, 2).unwrap().next, None);
    }

    #[test]
    fn what_is_no_page_says_what_it_is() {
        let why = |text: &str| read(text.as_bytes(), 0, 200).unwrap_err();
        assert!(why(r#"{"total":3,"itemSummaries":["#).contains("no whole JSON"));
        assert!(why("{}").contains("without `total`"));
        assert!(why(r#"{"itemSummaries":7}"#).contains("without `total`"));
        assert!(why(r#"{"errors":[{"errorId":12023,"longMessage":"too many"}]}"#).contains("12023: too many"));
    }

    proptest! {
        #[test]
        fn any_page_leads_forward(total in 0u64..99, link in "\\PC{0,40}", offset in 0u64..1000, limit in 1u64..=200) {
            let page = serde_json::json!({ "total": total, "next": link }).to_string();
            prop_assert!(read(page.as_bytes(), offset, limit).unwrap().next.unwrap() > offset);
        }
    }
}
