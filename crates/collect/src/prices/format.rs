//! What a table of prices is, by its headers.

use rackworth_model::priced::PriceFormat;

/// A format and the headers it is known by: all of `all`, and one of each list of `any`.
struct Signature {
    format: PriceFormat,
    all: &'static [&'static str],
    any: &'static [&'static [&'static str]],
}

const NUMBER: &[&str] = &["part number", "part", "part #", "part no", "mpn", "pn", "p n", "manufacturer part number"];
const MAKER: &[&str] = &["manufacturer", "mfg", "mfr", "mfgr", "brand"];
const CONDITION: &[&str] = &["cond", "condition"];
const PRICE: &[&str] = &["price", "price each", "unit price", "price usd", "price eur"];

/// In the order they are tried: the most telling headers first.
const SIGNATURES: &[Signature] = &[
    Signature { format: PriceFormat::EbayOrders, all: &["sales record number"], any: &[&["sold for", "sale price"]] },
    Signature { format: PriceFormat::PartBridge, all: &["min acceptable bid"], any: &[] },
    Signature {
        format: PriceFormat::BStock,
        all: &[],
        any: &[&["unit retail", "retail per unit", "unit msrp"], &["item description", "item title", "description"]],
    },
    Signature {
        format: PriceFormat::ItScope,
        all: &[],
        any: &[&["hersteller sku", "manufacturer sku", "puid"], &["hek", "hek preis", "preis", "price"]],
    },
    Signature {
        format: PriceFormat::Settlement,
        all: &[],
        any: &[&[
            "settled price",
            "settled amount",
            "settlement amount",
            "settlement date",
            "settled on",
            "settled total",
            "settled unit price",
            "settlement number",
            "final price",
            "final unit price",
        ]],
    },
    Signature {
        format: PriceFormat::Quote,
        all: &[],
        any: &[&[
            "quoted price",
            "quote price",
            "quote date",
            "quoted on",
            "unit quote",
            "quote",
            "offer price",
            "offer date",
        ]],
    },
    Signature { format: PriceFormat::BidList, all: &[], any: &[&["bid price", "unit bid", "bid", "bid date"]] },
    Signature {
        format: PriceFormat::Sales,
        all: &[],
        any: &[&[
            "sold for",
            "sale price",
            "sold price",
            "price sold",
            "unit sale price",
            "sale date",
            "sold on",
            "sold date",
            "date sold",
            "qty sold",
            "quantity sold",
            "verkaufsdatum",
        ]],
    },
    Signature { format: PriceFormat::BrokerList, all: &[], any: &[NUMBER, MAKER, CONDITION, PRICE] },
];

/// The format of a table with these (normalized) headers, and the headers that told.
pub(super) fn recognize(headers: &[String], own: &[String]) -> (PriceFormat, String) {
    let has_own = |names: &[&str]| names.iter().all(|name| own.iter().any(|header| header == name));
    if has_own(&["observed_on", "title", "price", "launch_year"]) {
        return (PriceFormat::BookMachines, "`observed_on`, `title`, `price`, `launch_year`".to_string());
    }
    if has_own(&["observed_on", "part", "price"]) {
        return (PriceFormat::BookParts, "`observed_on`, `part`, `price`".to_string());
    }
    let found = SIGNATURES.iter().find_map(|signature| Some((signature.format, signature.told_by(headers)?)));
    found.unwrap_or_else(|| (PriceFormat::PriceList, "a part and a price".to_string()))
}

impl Signature {
    fn told_by(&self, headers: &[String]) -> Option<String> {
        let find = |name: &&str| headers.iter().find(|header| header == name);
        let mut told: Vec<&String> = Vec::new();
        for name in self.all {
            told.push(find(name)?);
        }
        for names in self.any {
            told.push(names.iter().find_map(find)?);
        }
        let quoted: Vec<String> = told.iter().map(|header| format!("`{header}`")).collect();
        Some(quoted.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::words;

    fn of(headers: &str) -> PriceFormat {
        let raw: Vec<String> = headers.split(',').map(|header| header.trim().to_string()).collect();
        let normalized: Vec<String> = raw.iter().map(|header| words(header)).collect();
        recognize(&normalized, &raw).0
    }

    #[test]
    fn formats_are_known_by_their_headers() {
        for (headers, format) in [
            ("Sales Record Number,Order Number,Item Title,Quantity,Sold For,Sale Date", PriceFormat::EbayOrders),
            ("Part Number,Mfg,Cond,Price,Qty,Description", PriceFormat::BrokerList),
            ("company,country,part,mfg,cond,description,price,qty,age_in_days", PriceFormat::BrokerList),
            ("Artikelnummer;Hersteller-SKU".replace(';', ",").as_str(), PriceFormat::PriceList),
            ("Artikelnummer,Hersteller-SKU,Hersteller,Produktname,HEK,Lagerbestand", PriceFormat::ItScope),
            ("email_address,department,date_available,min_acceptable_bid,quantity", PriceFormat::PartBridge),
            ("Item #,Item Description,Qty,Unit Retail,Ext. Retail,Condition", PriceFormat::BStock),
            ("Date,Part,Qty,Sale Price,Buyer", PriceFormat::Sales),
            ("Settlement Date,Part,Qty,Price", PriceFormat::Settlement),
            ("Part,Quoted Price,Vendor", PriceFormat::Quote),
            ("Part,Price", PriceFormat::PriceList),
            ("observed_on,kind,class,part,price", PriceFormat::BookParts),
            ("observed_on,kind,model,title,price,launch_year", PriceFormat::BookMachines),
        ] {
            assert_eq!(of(headers), format, "{headers}");
        }
    }
}
