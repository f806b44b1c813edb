//! Dated market facts. An observation is never edited, only superseded.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::class::{Class, Segment};
use crate::ids::{Fingerprint, ObservationId, PartId};
use crate::provenance::Provenance;
use crate::unit_price::{Quantity, UnitPrice};
use crate::words;

words! {
    /// What kind of statement a price is. Kinds are never averaged as if equal.
    ObservationKind {
        /// A sale took place at this price.
        Sold "sold",
        /// What a buyer paid after his deductions, to us.
        Settled "settled",
        /// An offer made to us, not yet taken.
        Quoted "quoted",
        /// What a buyer says he would pay.
        Bid "bid",
        /// What a seller would like to have.
        Asked "asked",
        /// A level published by an index or trade report.
        Indexed "indexed",
        /// A maker's or retailer's price for a new thing; never fits depreciation.
        ListNew "list_new",
    }
}

words! {
    /// Graded state.
    Condition {
        New "new",
        Refurbished "refurbished",
        UsedTested "used_tested",
        UsedUntested "used_untested",
        ForParts "for_parts",
        /// Not said.
        Unknown "unknown",
    }
}

words! {
    /// As what a machine is offered: each is another product, with a base of its own.
    Offer {
        /// As it stands, with its content.
        Complete "complete",
        /// Without CPUs and memory.
        Barebone "barebone",
        /// Built to the buyer's choice of content.
        Configured "configured",
    }
}

impl Offer {
    /// From whether it lacks CPUs and memory, and whether its content is the buyer's choice; a
    /// barebone is one either way.
    pub fn told(barebone: bool, configured: bool) -> Offer {
        match (barebone, configured) {
            (true, _) => Offer::Barebone,
            (false, true) => Offer::Configured,
            (false, false) => Offer::Complete,
        }
    }
}

words! {
    /// Where it was sold, offered or reported.
    Channel {
        /// Listings by many sellers: eBay and its like.
        Marketplace "marketplace",
        /// A shop that refurbishes and gives a warranty.
        RefurbShop "refurb_shop",
        /// A shop that sells new goods.
        Retail "retail",
        /// A dealer in used equipment who sells to the trade.
        Broker "broker",
        /// From one owner to another, without a dealer.
        Private "private",
        /// A trade index or market report.
        Index "index",
        /// The maker himself.
        Maker "maker",
    }
}

words! {
    /// What a price summarizes.
    Statistic {
        /// One listing, sale or quote.
        Single "single",
        /// The median of several.
        Median "median",
        /// The mean of several.
        Mean "mean",
        /// The geometric middle of a published range.
        Middle "middle",
    }
}

words! {
    /// How exactly the day is known; the date held is the middle of the period.
    DatePrecision {
        Day "day",
        Month "month",
        Year "year",
    }
}

/// What a price is of.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// One part of the catalog.
    Part(PartId),
    /// A published series about a class: its level means nothing to us, its moves do.
    Series(Series),
    /// A machine with its content.
    Machine(Machine),
}

/// A published series of prices of something that is not itself in the catalog, such as
/// a memory chip or the cheapest consumer module of the day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    pub class: Class,
    pub name: String,
    /// The family whose level it witnesses, such as `ddr4`; `None` for the whole class.
    pub family: Option<String>,
}

/// A machine as a seller describes it: enough to tell what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Machine {
    /// The seller's words.
    pub title: String,
    /// The machine's own catalog entry, where it has one.
    pub platform: Option<PartId>,
    pub segment: Segment,
    pub shape: MachineShape,
    /// What it holds.
    pub content: Vec<MachineContent>,
}

/// One line of a machine's content: every way to understand it, weights summing to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct MachineContent {
    pub class: Class,
    pub options: Vec<(f64, Vec<(PartId, u32)>)>,
}

/// What of a machine's price does not come from its content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MachineShape {
    /// Year its platform came out.
    pub launch_year: i16,
    /// Separate servers that share the chassis.
    pub nodes: u32,
    pub rack_units: u32,
    /// CPU sockets, all nodes together.
    pub sockets: u32,
    pub offer: Offer,
}

/// Who says so, and how far he is to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// A citation somebody can follow: an address, or a document's name.
    pub citation: String,
    /// Distinguishes independent sources: rows of one publisher share it.
    pub publisher: String,
}

impl Source {
    /// The publisher of what the user sold: prices are told as this seller would meet them.
    pub const OWN: &str = "own sales";
}

/// A dated market fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    pub id: ObservationId,
    pub subject: Subject,
    pub kind: ObservationKind,
    /// Per unit; a lot's price has been divided by its units.
    pub price: UnitPrice,
    /// Units that changed hands or were offered together.
    pub lot: Quantity,
    pub statistic: Statistic,
    /// Listings or sales behind a statistic; 1 for a single one.
    pub n_behind: u32,
    pub condition: Condition,
    pub channel: Channel,
    /// When it held in the market.
    pub observed_on: Date,
    pub date_precision: DatePrecision,
    /// When we learnt it.
    pub recorded_at: Timestamp,
    pub source: Source,
    pub provenance: Provenance,
}

impl Observation {
    /// The id of a claim: its source, where it stands in the source, what it says.
    pub fn id_of(citation: &str, key: &str, claim: &str) -> ObservationId {
        ObservationId::from_fingerprint(Fingerprint::of("observation").field(citation).field(key).field(claim))
    }
}
