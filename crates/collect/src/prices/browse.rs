//! Stored answers of eBay's Browse API: a search (`itemSummaries`), one item (`getItem`), a list of either, or what
//! `book fetch ebay --record` wrote (an answer with the moment it was given).
//!
//! Field names: <https://developer.ebay.com/api-docs/buy/browse/types/gct:ItemSummary>; conditions:
//! <https://developer.ebay.com/devzone/finding/callref/Enums/conditionIdList.html>.

use std::collections::BTreeMap;

use rackworth_model::Locator;
use rackworth_model::hardware::Place;
use rackworth_model::inventory::{Unread, UnreadKind};
use rackworth_model::observation::{Channel, Condition, ObservationKind};
use rackworth_model::priced::{PriceCell, PriceColumn, PriceField, PriceFile, PriceFormat, PricedLine};
use serde_json::Value;

/// Whether bytes begin as JSON does.
pub(super) fn looks_like_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    matches!(text.iter().find(|byte| !byte.is_ascii_whitespace()), Some(b'{' | b'['))
}

/// Reads a stored answer into the file.
pub(super) fn read(bytes: &[u8], file: &mut PriceFile) {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json: Value = match serde_json::from_slice(text) {
        Ok(json) => json,
        Err(error) => {
            let found = format!("JSON that breaks off or is damaged ({error})");
            return super::problem(file, &found, "a whole JSON document", "save the answer again");
        }
    };
    if json
        .pointer("/rackworth/schema")
        .and_then(Value::as_str)
        .is_some_and(|schema| schema.starts_with("book-export/"))
    {
        return read_export(&json, file);
    }
    let recorded = json.get("recorded_at").and_then(Value::as_str).map(str::to_string);
    let (answer, root) = match json.get("answer") {
        Some(answer) if recorded.is_some() => (answer, "/answer"),
        _ => (&json, ""),
    };
    let items = items_of(answer, root);
    if items.is_empty() {
        return nothing(answer, file);
    }
    file.format = Some(PriceFormat::EbayBrowse);
    file.recognized_by = "`itemId`, `title`, `price`".to_string();
    file.columns = COLUMNS.iter().map(|(name, field)| column(file, name, *field)).collect();
    for (pointer, item) in items {
        let reader = Item { item, pointer, file: file.name.as_str().into() };
        match reader.line(recorded.as_deref()) {
            Ok(line) => file.lines.push(line),
            Err(why) => {
                let text = reader.text("title").unwrap_or_default().to_string();
                let place = reader.place("");
                file.unread.push(Unread { place, kind: UnreadKind::Row, text, why: why.to_string() });
            }
        }
    }
}

/// Reads what `book export --json` wrote: each observation under the columns of our own layouts.
fn read_export(json: &Value, file: &mut PriceFile) {
    file.format = Some(PriceFormat::BookParts);
    file.recognized_by = "schema `book-export/1`".to_string();
    let name: std::sync::Arc<str> = file.name.as_str().into();
    let list = |name: &'static str| {
        let rows = json.pointer(&format!("/answer/{name}")).and_then(Value::as_array);
        rows.into_iter().flatten().enumerate().map(move |(i, row)| (format!("/answer/{name}/{i}"), row))
    };
    for (pointer, row) in list("observations").chain(list("machines")) {
        let place = |below: &str| {
            let locator = Locator::Resource { uri: "observation".to_string(), pointer: format!("{pointer}{below}") };
            Place { file: std::sync::Arc::clone(&name), locator }
        };
        let cell = |(column, text): (&String, &Value)| {
            let (field, text) = (column.parse::<PriceField>().ok()?, text.as_str()?.to_string());
            Some((field, PriceCell { text, place: place(&format!("/{column}")) }))
        };
        let cells = row.as_object().into_iter().flatten().filter_map(cell).collect();
        file.lines.push(PricedLine { place: place(""), cells });
    }
}

const COLUMNS: [(&str, Option<PriceField>); 9] = [
    ("title", Some(PriceField::Part)),
    ("mpn", Some(PriceField::PartNumber)),
    ("price.value", Some(PriceField::UnitPrice)),
    ("price.currency", Some(PriceField::Currency)),
    ("conditionId", Some(PriceField::Condition)),
    ("itemWebUrl", Some(PriceField::Address)),
    ("itemId", Some(PriceField::Listing)),
    ("shippingOptions", Some(PriceField::Note)),
    ("seller", None),
];

fn column(file: &PriceFile, name: &str, field: Option<PriceField>) -> PriceColumn {
    let place = Place { file: file.name.as_str().into(), locator: Locator::File };
    let note = field.is_none().then(|| "people are not kept".to_string());
    PriceColumn { place, header: name.to_string(), field, sample: None, note }
}

/// The entries that are items, with their JSON pointers.
fn items_of<'a>(answer: &'a Value, root: &str) -> Vec<(String, &'a Value)> {
    let list = |items: &'a Vec<Value>, at: String| {
        let entry = move |(i, item): (usize, &'a Value)| (format!("{at}/{i}"), item);
        items.iter().enumerate().map(entry).filter(|(_, item)| is_item(item)).collect::<Vec<_>>()
    };
    match answer {
        Value::Array(items) => list(items, root.to_string()),
        Value::Object(map) => match map.get("itemSummaries").or_else(|| map.get("items")) {
            Some(Value::Array(items)) if map.contains_key("itemSummaries") => {
                list(items, format!("{root}/itemSummaries"))
            }
            Some(Value::Array(items)) => list(items, format!("{root}/items")),
            _ if is_item(answer) => vec![(root.to_string(), answer)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn is_item(value: &Value) -> bool {
    value.get("itemId").is_some_and(Value::is_string) && value.get("title").is_some_and(Value::is_string)
}

fn nothing(answer: &Value, file: &mut PriceFile) {
    let errors = answer.get("errors").and_then(|errors| errors.get(0)).and_then(|error| error.get("message"));
    let found = match (errors.and_then(Value::as_str), answer.get("total").and_then(Value::as_u64)) {
        (Some(message), _) => format!("an answer that is an error (`{message}`)"),
        (None, Some(0)) => "a search that found nothing".to_string(),
        _ => "JSON without items".to_string(),
    };
    let expected = "an answer of eBay's Browse API with `itemSummaries`, or one item";
    super::problem(file, &found, expected, "save the answer of item_summary/search or getItem");
}

struct Item<'a> {
    item: &'a Value,
    pointer: String,
    file: std::sync::Arc<str>,
}

impl Item<'_> {
    fn place(&self, below: &str) -> Place {
        let pointer = format!("{}{below}", self.pointer);
        Place {
            file: std::sync::Arc::clone(&self.file),
            locator: Locator::Resource { uri: "item".to_string(), pointer },
        }
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        let pointer = format!("/{pointer}");
        self.item.pointer(&pointer).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    fn line(&self, recorded: Option<&str>) -> Result<PricedLine, &'static str> {
        let options: Vec<&str> = self
            .item
            .get("buyingOptions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if !options.is_empty() && !options.contains(&"FIXED_PRICE") {
            return Err("an auction: its bid is not what the seller asks");
        }
        if self.text("itemGroupType") == Some("SELLER_DEFINED_VARIATIONS") {
            return Err("a choice of several things: its price is of one of them, its title of all");
        }
        // Where eBay converts for the reader, the seller's own words stand beside it (type ConvertedAmount).
        let is_converted =
            self.text("price/convertedFromValue").is_some() && self.text("price/convertedFromCurrency").is_some();
        let (value, currency) = match is_converted {
            true => ("price/convertedFromValue", "price/convertedFromCurrency"),
            false => ("price/value", "price/currency"),
        };
        let mut cells = BTreeMap::new();
        let mut put = |field: PriceField, below: &str, text: Option<String>| {
            if let Some(text) = text {
                cells.insert(field, PriceCell { text, place: self.place(below) });
            }
        };
        let owned = |pointer: &str| self.text(pointer).map(str::to_string);
        let real = |text: &String| !text.eq_ignore_ascii_case("does not apply") && !text.eq_ignore_ascii_case("n/a");
        put(PriceField::Part, "/title", owned("title"));
        put(PriceField::PartNumber, "/mpn", owned("mpn").filter(real));
        put(PriceField::Maker, "/brand", owned("brand").filter(real));
        put(PriceField::UnitPrice, &format!("/{value}"), owned(value));
        put(PriceField::Currency, &format!("/{currency}"), owned(currency));
        put(PriceField::Condition, "/conditionId", self.condition());
        put(PriceField::Listing, "/itemId", owned("itemId"));
        put(PriceField::Address, "/itemWebUrl", self.address());
        put(PriceField::Publisher, "/itemWebUrl", self.marketplace());
        put(PriceField::Kind, "/buyingOptions", Some(ObservationKind::Asked.word().to_string()));
        put(PriceField::Channel, "", Some(Channel::Marketplace.word().to_string()));
        put(PriceField::ObservedOn, "", recorded.map(str::to_string));
        put(PriceField::Note, "/shippingOptions", self.note());
        Ok(PricedLine { place: self.place(""), cells })
    }

    /// The address without what follows `?`, which differs from answer to answer.
    fn address(&self) -> Option<String> {
        self.text("itemWebUrl").map(|url| url.split('?').next().unwrap_or(url).to_string())
    }

    fn marketplace(&self) -> Option<String> {
        let host = self.text("itemWebUrl")?.split("://").nth(1)?.split('/').next()?;
        Some(host.strip_prefix("www.").unwrap_or(host).to_string())
    }

    fn note(&self) -> Option<String> {
        let cost = self.text("shippingOptions/0/shippingCost/value").map(|value| {
            format!("shipping {value} {}", self.text("shippingOptions/0/shippingCost/currency").unwrap_or_default())
        });
        let listed = self.text("itemCreationDate").and_then(|date| date.get(..10)).map(|day| format!("listed {day}"));
        let parts: Vec<String> = [cost, listed].into_iter().flatten().map(|part| part.trim_end().to_string()).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// Our word for eBay's condition; eBay's own word where its number is not listed.
    fn condition(&self) -> Option<String> {
        let known = self.text("conditionId").and_then(condition_of);
        known.map(|condition| condition.word().to_string()).or_else(|| self.text("condition").map(str::to_string))
    }
}

/// eBay's conditions by number. "New other" (opened, parts missing) is neither new nor used: not said.
fn condition_of(id: &str) -> Option<Condition> {
    Some(match id {
        "1000" => Condition::New,
        "1500" | "1750" => Condition::Unknown,
        "2000" | "2010" | "2020" | "2030" | "2500" => Condition::Refurbished,
        "2750" | "2990" | "3000" | "3010" | "4000" | "5000" | "6000" => Condition::UsedTested,
        "7000" => Condition::ForParts,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEM: &str = r#"{"itemId":"v1|12|0","title":"32GB DDR4-2400 RDIMM","price":{"value":"40.00","currency":"USD"},
        "conditionId":"3000","buyingOptions":["FIXED_PRICE"],"itemWebUrl":"https://www.ebay.com/itm/12?hash=a"}"#;

    fn read_text(text: &str) -> PriceFile {
        super::super::read_bytes("answer.json", text.as_bytes())
    }

    #[test]
    fn every_shape_of_an_answer_gives_the_same_line() {
        let recorded =
            format!(r#"{{"recorded_at":"2026-11-02T10:00:00Z","answer":{{"total":1,"itemSummaries":[{ITEM}]}}}}"#);
        let shapes =
            [format!(r#"{{"total":1,"itemSummaries":[{ITEM}]}}"#), format!("[{ITEM}]"), ITEM.to_string(), recorded];
        for shape in &shapes {
            let file = read_text(shape);
            assert_eq!((file.format, file.lines.len()), (Some(PriceFormat::EbayBrowse), 1), "{shape}");
            let line = &file.lines[0];
            assert_eq!(line.text(PriceField::UnitPrice), Some("40.00"));
            assert_eq!(line.text(PriceField::Condition), Some("used_tested"));
            assert_eq!(line.text(PriceField::Address), Some("https://www.ebay.com/itm/12"));
            assert_eq!(line.text(PriceField::Publisher), Some("ebay.com"));
        }
        assert_eq!(read_text(&shapes[3]).lines[0].text(PriceField::ObservedOn), Some("2026-11-02T10:00:00Z"));
    }

    #[test]
    fn a_converted_price_is_that_of_the_seller_and_a_choice_has_none() {
        let price = r#"{"value":"43.10","currency":"USD","convertedFromValue":"40.00","convertedFromCurrency":"EUR"}"#;
        let file = read_text(&ITEM.replace(r#"{"value":"40.00","currency":"USD"}"#, price));
        let line = &file.lines[0];
        assert_eq!((line.text(PriceField::UnitPrice), line.text(PriceField::Currency)), (Some("40.00"), Some("EUR")));
        assert!(line.place_of(PriceField::UnitPrice).to_string().contains("convertedFromValue"));
        let choice = ITEM.replace("{\"itemId\"", "{\"itemGroupType\":\"SELLER_DEFINED_VARIATIONS\",\"itemId\"");
        assert!(read_text(&choice).unread[0].why.contains("choice"));
    }

    #[test]
    fn auctions_errors_and_damage_are_told() {
        let auction = ITEM.replace("FIXED_PRICE", "AUCTION");
        assert!(read_text(&format!("[{auction}]")).unread[0].why.contains("auction"));
        for (text, told) in [
            (r#"{"errors":[{"errorId":12001,"message":"The call must have a valid q"}]}"#, "valid q"),
            (r#"{"total":0}"#, "found nothing"),
            (r#"{"itemSummaries":["#, "breaks off"),
            ("[1,2]", "without items"),
        ] {
            let file = read_text(text);
            assert!(file.problems[0].found.contains(told), "{:?}", file.problems);
        }
    }
}
