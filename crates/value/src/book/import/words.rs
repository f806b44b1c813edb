//! Words of kinds and conditions as files have them.

use rackworth_catalog::condition::read_condition;
use rackworth_model::observation::{Channel, Condition, ObservationKind};
use rackworth_model::priced::PriceFormat;

/// The kind a cell names, in our word or a usual one.
pub(super) fn kind(text: &str) -> Option<ObservationKind> {
    let word = text.trim().to_lowercase();
    word.parse().ok().or(match word.as_str() {
        "ask" | "asking" | "asking price" | "for sale" | "wts" | "listing" => Some(ObservationKind::Asked),
        "sale" | "paid" | "sold price" => Some(ObservationKind::Sold),
        "quote" | "offer" | "offered" => Some(ObservationKind::Quoted),
        "bid price" | "wtb" | "buy" => Some(ObservationKind::Bid),
        "settlement" | "settled price" => Some(ObservationKind::Settled),
        "list" | "list price" | "msrp" | "rrp" | "retail" => Some(ObservationKind::ListNew),
        _ => None,
    })
}

/// The kind every price of a format is of; `None` where the format does not say.
pub(super) fn kind_of(format: PriceFormat, condition: Option<Condition>) -> Option<ObservationKind> {
    match format {
        PriceFormat::EbayOrders | PriceFormat::Sales => Some(ObservationKind::Sold),
        PriceFormat::Settlement => Some(ObservationKind::Settled),
        PriceFormat::Quote => Some(ObservationKind::Quoted),
        PriceFormat::BidList => Some(ObservationKind::Bid),
        PriceFormat::BStock => Some(ObservationKind::ListNew),
        // Distributors list new goods at their price; what is not new is what they ask for it.
        PriceFormat::ItScope if condition == Some(Condition::New) => Some(ObservationKind::ListNew),
        PriceFormat::BrokerList | PriceFormat::PartBridge | PriceFormat::EbayBrowse | PriceFormat::ItScope => {
            Some(ObservationKind::Asked)
        }
        PriceFormat::BookParts | PriceFormat::BookMachines | PriceFormat::PriceList => None,
    }
}

/// Where every price of a format is asked or paid; `None` where the format does not say.
pub(super) fn channel_of(format: PriceFormat) -> Option<Channel> {
    match format {
        PriceFormat::EbayOrders | PriceFormat::EbayBrowse => Some(Channel::Marketplace),
        // Who quotes for, bids on and settles used equipment is a dealer.
        PriceFormat::BrokerList | PriceFormat::Settlement | PriceFormat::Quote | PriceFormat::BidList => {
            Some(Channel::Broker)
        }
        PriceFormat::ItScope | PriceFormat::BStock => Some(Channel::Retail),
        // From one owner to another.
        PriceFormat::PartBridge => Some(Channel::Private),
        _ => None,
    }
}

/// Words for a channel beside ours.
pub(super) fn channel(text: &str) -> Option<Channel> {
    let word = text.trim().to_lowercase();
    word.parse().ok().or(match word.as_str() {
        "ebay" | "amazon" | "online marketplace" => Some(Channel::Marketplace),
        "itad" | "dealer" | "trade" | "wholesale" => Some(Channel::Broker),
        "shop" | "store" | "retailer" | "distributor" => Some(Channel::Retail),
        "direct" | "peer" | "private sale" => Some(Channel::Private),
        _ => None,
    })
}

/// The condition a cell names: our word, a broker's code, or a usual word.
pub(super) fn condition(text: &str) -> Option<Condition> {
    let word = text.trim().to_lowercase();
    word.parse().ok().or_else(|| broker_code(&word)).or_else(|| read_condition(text))
}

/// Codes brokers use: factory sealed, new in or open box, refurbished, excellent, as is. "New other" and open boxes are
/// neither new nor used, which is not said.
fn broker_code(word: &str) -> Option<Condition> {
    Some(match word {
        "f/s" | "fs" | "nib" | "nisb" | "nfs" | "n" | "brand new" => Condition::New,
        "nob" | "op" | "open" | "open box" | "new open box" | "new - open box" | "like new" | "new other" => {
            Condition::Unknown
        }
        "ref" | "rfb" | "rf" | "refurb" | "r" | "recert" => Condition::Refurbished,
        "u" | "usd" | "exc" | "pull" | "pulls" | "pulled" | "sys pull" | "system pull" | "tested" => {
            Condition::UsedTested
        }
        "as-is" | "asis" | "as is" => Condition::UsedUntested,
        "salvage" | "rep" | "repair" | "bad" => Condition::ForParts,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_of_conditions() {
        for (text, expected) in [
            ("NEW", Some(Condition::New)),
            ("F/S", Some(Condition::New)),
            ("NOB", Some(Condition::Unknown)),
            ("REF", Some(Condition::Refurbished)),
            ("USED", Some(Condition::UsedTested)),
            ("AS-IS", Some(Condition::UsedUntested)),
            ("used_untested", Some(Condition::UsedUntested)),
            ("For parts or not working", Some(Condition::ForParts)),
            ("blue", None),
        ] {
            assert_eq!(condition(text), expected, "{text}");
        }
    }
}
