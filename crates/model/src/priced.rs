//! What a file of prices states, line by line, untouched: cells under the columns of our
//! own layout, each with its place. What the words mean is for the price book to say.

use std::collections::BTreeMap;

use crate::hardware::Place;
use crate::ids::EvidenceId;
use crate::inventory::{Problem, Unread};
use crate::words;

words! {
    /// What a column of a price file says. The words are the columns of our own layout
    /// (pricebook/README.md); the last few have no place in it and are brought there.
    PriceField {
        ObservedOn "observed_on",
        Precision "precision",
        Kind "kind",
        Class "class",
        /// The thing in words.
        Part "part",
        PartNumber "part_number",
        CapacityGb "capacity_gb",
        Generation "generation",
        Module "module",
        Speed "speed",
        Interface "interface",
        Endurance "endurance",
        Form "form",
        Rpm "rpm",
        Condition "condition",
        Channel "channel",
        /// For `quantity` units together.
        Price "price",
        Currency "currency",
        Quantity "quantity",
        Per "per",
        Statistic "statistic",
        N "n",
        Low "low",
        High "high",
        Series "series",
        Publisher "publisher",
        RecordedOn "recorded_on",
        Note "note",
        Source "source",
        Maker "maker",
        Model "model",
        Title "title",
        Nodes "nodes",
        RackUnits "rack_units",
        Sockets "sockets",
        LaunchYear "launch_year",
        Barebone "barebone",
        /// Whether a machine is built to the buyer's choice.
        Configured "configured",
        Cpu "cpu",
        CoresTotal "cores_total",
        MemoryGb "memory_gb",
        MemoryGeneration "memory_generation",
        MemoryModules "memory_modules",
        Drives "drives",
        Gpus "gpus",
        Raid "raid",
        Nic "nic",
        Psu "psu",
        UnitsSold "units_sold",
        Shipping "shipping",
        Segment "segment",
        /// The price of one unit, whatever `quantity` says.
        UnitPrice "unit_price",
        /// What is paid for everything of a line, with shipping and tax.
        OrderTotal "order_total",
        Tax "tax",
        /// Who bought: whose word a settlement, quote or bid is.
        Buyer "buyer",
        /// Units at hand, which are no lot.
        Stock "stock",
        /// The source's own key: an order, a listing, an invoice line.
        Listing "listing",
        /// An address of the listing.
        Address "address",
    }
}

words! {
    /// What a price file was recognized as.
    PriceFormat {
        /// Our own layout, `parts.csv`.
        BookParts "pricebook parts",
        /// Our own layout, `machines.csv`.
        BookMachines "pricebook machines",
        /// A broker's list of what he has: BrokerBin and its like.
        BrokerList "broker list",
        /// A distributor's list as ITscope takes and gives it.
        ItScope "ITscope list",
        /// Excess as PartBridge takes it.
        PartBridge "PartBridge excess list",
        /// A manifest of a lot on B-Stock: retail prices of new goods.
        BStock "B-Stock manifest",
        /// A seller's orders as eBay reports them.
        EbayOrders "eBay order report",
        /// Stored answers of eBay's Browse API.
        EbayBrowse "eBay Browse answer",
        /// One's own sales.
        Sales "list of sales",
        /// What a buyer paid after his deductions.
        Settlement "settlement",
        /// Offers made to us.
        Quote "quote",
        /// What a buyer says he would pay.
        BidList "bid list",
        /// A list of prices that does not say of what kind they are.
        PriceList "price list",
    }
}

/// What one cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceCell {
    pub text: String,
    pub place: Place,
}

/// One row or entry that states a price, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    pub place: Place,
    pub cells: BTreeMap<PriceField, PriceCell>,
}

impl PricedLine {
    /// The text under a column; `None` where the line does not say.
    pub fn text(&self, field: PriceField) -> Option<&str> {
        self.cells.get(&field).map(|cell| cell.text.as_str())
    }

    /// Where a column of this line stands; the line itself where it has none.
    pub fn place_of(&self, field: PriceField) -> &Place {
        self.cells.get(&field).map_or(&self.place, |cell| &cell.place)
    }
}

/// What a column of the file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceColumn {
    pub place: Place,
    pub header: String,
    /// `None` for a column that is not used.
    pub field: Option<PriceField>,
    /// What stands under it first, to check by.
    pub sample: Option<String>,
    /// Why it is not used, where there is more to say than that its header is not known.
    pub note: Option<String>,
}

/// A file of prices as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFile {
    /// As the user gave it.
    pub name: String,
    pub evidence: EvidenceId,
    /// `None` when it was not recognized; a problem says what was found.
    pub format: Option<PriceFormat>,
    /// By what it was recognized.
    pub recognized_by: String,
    pub columns: Vec<PriceColumn>,
    pub lines: Vec<PricedLine>,
    pub unread: Vec<Unread>,
    pub problems: Vec<Problem>,
}

impl PriceFile {
    /// A file of which nothing has been read yet.
    pub fn new(name: &str, bytes: &[u8]) -> PriceFile {
        PriceFile {
            name: name.to_string(),
            evidence: EvidenceId::of(bytes),
            format: None,
            recognized_by: String::new(),
            columns: Vec::new(),
            lines: Vec::new(),
            unread: Vec::new(),
            problems: Vec::new(),
        }
    }
}
