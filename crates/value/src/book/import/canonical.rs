//! A line of anybody's file in the columns of our own layout.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rackworth_catalog::Catalog;
use rackworth_model::inventory::Problem;
use rackworth_model::observation::{Condition, DatePrecision, ObservationKind, Source};
use rackworth_model::priced::{PriceField as F, PriceFile, PriceFormat, PricedLine};

use super::day::{self, Day, Order};
use super::{Assumed, ImportRules, title, words};

/// What is the same for all lines of a file.
pub(super) struct Context<'a> {
    pub(super) file: &'a PriceFile,
    pub(super) format: PriceFormat,
    pub(super) catalog: &'a Catalog,
    pub(super) rules: &'a ImportRules,
    order: Order,
    /// The file's name without folders and ending.
    stem: String,
}

/// A line in our own columns.
pub(super) struct Canonical {
    pub(super) cells: BTreeMap<F, String>,
    pub(super) assumed: Vec<Assumed>,
    /// The source has a key of its own for the line.
    pub(super) has_key: bool,
}

impl Canonical {
    /// What tells the line from others of its file.
    pub(super) fn identity(&self) -> String {
        let fields = [
            F::Source,
            F::ObservedOn,
            F::Price,
            F::Quantity,
            F::Statistic,
            F::Part,
            F::PartNumber,
            F::Title,
            F::Series,
            F::Kind,
            F::Condition,
            F::Channel,
            F::Publisher,
        ];
        let cell = |field: &F| self.cells.get(field).map_or("", String::as_str);
        fields.iter().map(cell).collect::<Vec<&str>>().join("\u{0}")
    }

    /// The n-th of several lines that say the same.
    pub(super) fn number(&mut self, n: usize) {
        if let Some(source) = self.cells.get_mut(&F::Source) {
            source.push_str(&format!(", alike no. {n}"));
        }
    }
}

/// Where cells, assumptions and problems of one line gather.
pub(super) struct Draft<'a> {
    pub(super) line: &'a PricedLine,
    pub(super) cells: BTreeMap<F, String>,
    assumed: Vec<Assumed>,
    problems: Vec<Problem>,
}

impl Draft<'_> {
    pub(super) fn problem(&mut self, field: F, found: impl Into<String>, expected: &str, hint: Option<&str>) {
        let place = self.line.place_of(field).clone();
        let (found, expected, hint) = (found.into(), expected.to_string(), hint.map(str::to_string));
        self.problems.push(Problem { place, found, expected, hint });
    }

    pub(super) fn assume(&mut self, field: F, value: impl Into<String>, because: impl Into<String>) -> String {
        let value = value.into();
        self.assumed.push(Assumed { field, value: value.clone(), because: because.into() });
        value
    }
}

/// Columns that go over as they are.
const AS_THEY_ARE: [F; 41] = [
    F::Precision,
    F::Class,
    F::Part,
    F::PartNumber,
    F::CapacityGb,
    F::Generation,
    F::Module,
    F::Speed,
    F::Interface,
    F::Endurance,
    F::Form,
    F::Rpm,
    F::Per,
    F::Statistic,
    F::N,
    F::Low,
    F::High,
    F::Series,
    F::Note,
    F::Maker,
    F::Model,
    F::Title,
    F::Nodes,
    F::RackUnits,
    F::Sockets,
    F::LaunchYear,
    F::Barebone,
    F::Configured,
    F::Cpu,
    F::CoresTotal,
    F::MemoryGb,
    F::MemoryGeneration,
    F::MemoryModules,
    F::Drives,
    F::Gpus,
    F::Raid,
    F::Nic,
    F::Psu,
    F::UnitsSold,
    F::Shipping,
    F::Segment,
];

impl<'a> Context<'a> {
    pub(super) fn new(
        file: &'a PriceFile,
        format: PriceFormat,
        rules: &'a ImportRules,
        catalog: &'a Catalog,
    ) -> Context<'a> {
        let days = file.lines.iter().filter_map(|line| line.text(F::ObservedOn));
        // PartBridge documents its days as month, day, year.
        let order = if format == PriceFormat::PartBridge { Order::MonthFirst } else { day::order_of(days) };
        let base = file.name.rsplit(['/', '\\']).next().unwrap_or(&file.name);
        let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_string();
        Context { file, format, catalog, rules, order, stem }
    }

    /// A file none of whose lines can have a kind is refused once, not line by line.
    pub(super) fn lacks_kind(&self) -> Option<Problem> {
        let said = self.rules.kind.is_some() || words::kind_of(self.format, None).is_some();
        if said || self.file.lines.iter().any(|line| line.cells.contains_key(&F::Kind)) {
            return None;
        }
        let line = self.file.lines.first()?;
        Some(Problem {
            place: rackworth_model::hardware::Place {
                file: line.place.file.clone(),
                locator: rackworth_model::Locator::File,
            },
            found: format!(
                "a {} that does not say whether its prices were asked, bid, quoted, sold or settled",
                self.format
            ),
            expected: "a column `kind`, or `--kind`".to_string(),
            hint: Some(
                "say `--kind asked` for a list of what sellers want, `--kind sold` for what was paid".to_string(),
            ),
        })
    }

    pub(super) fn is_own(&self) -> bool {
        matches!(self.format, PriceFormat::BookParts | PriceFormat::BookMachines)
    }

    /// The line in our columns, or everything that is wrong with it.
    pub(super) fn canonical(&self, line: &PricedLine) -> Result<Canonical, Vec<Problem>> {
        let mut draft = Draft { line, cells: BTreeMap::new(), assumed: Vec::new(), problems: Vec::new() };
        for field in AS_THEY_ARE {
            if let Some(text) = line.text(field) {
                draft.cells.insert(field, text.to_string());
            }
        }
        self.thing(&mut draft);
        self.day(&mut draft);
        let condition = self.condition(&mut draft);
        self.kind(&mut draft, condition);
        self.channel(&mut draft);
        self.price(&mut draft);
        self.source(&mut draft);
        let has_key = line.cells.keys().any(|field| matches!(field, F::Listing | F::Address | F::Source));
        match draft.problems.is_empty() {
            true => Ok(Canonical { cells: draft.cells, assumed: draft.assumed, has_key }),
            false => Err(draft.problems),
        }
    }

    /// What is priced: a number alone is its own words; a title must sell one kind of part.
    fn thing(&self, draft: &mut Draft<'_>) {
        if self.is_own() {
            return;
        }
        let number = draft.line.text(F::PartNumber).map(str::to_string);
        let described = draft.line.cells.contains_key(&F::Part);
        let Some(text) = draft.line.text(F::Part).map(str::to_string).or_else(|| number.clone()) else {
            draft.problem(F::Part, "no part and no part number", "what the price is of", None);
            return;
        };
        if text.contains(' ')
            && let Some(why) = title::something_else(self.catalog, &text, draft.line.place_of(F::Part))
        {
            let hint = "machines and their content belong in a file of the machines layout (docs/guide/price-book.md)";
            draft.problem(F::Part, format!("`{text}`: {why}"), "one kind of part", Some(hint));
        }
        draft.cells.insert(F::Part, text);
        // Words under `Part` are no number.
        if number.is_some_and(|number| number.contains(' ') && !described) {
            draft.cells.remove(&F::PartNumber);
        }
    }

    fn day(&self, draft: &mut Draft<'_>) {
        let recorded = draft.line.text(F::RecordedOn).filter(|_| self.is_own()).map(str::to_string);
        draft.cells.insert(F::RecordedOn, recorded.unwrap_or_else(|| self.rules.recorded_on.to_string()));
        let Some(text) = draft.line.text(F::ObservedOn).map(str::to_string) else {
            match self.rules.observed_on {
                Some(day) => {
                    let day = draft.assume(F::ObservedOn, day.to_string(), "--observed-on");
                    draft.cells.insert(F::ObservedOn, day);
                }
                None => {
                    draft.problem(F::ObservedOn, "no day", "the day the price held", Some("give `--observed-on DATE`"));
                }
            }
            return;
        };
        match day::read(&text, self.order) {
            Day::Read(day, _) if day > self.rules.recorded_on => {
                draft.problem(F::ObservedOn, format!("`{text}`, which is yet to come"), "a day that has been", None);
            }
            Day::Read(day, precision) => self.put_day(draft, day, precision),
            Day::Either => {
                let hint = "write days as 2026-03-04, or add a line whose day is above 12";
                let found = format!("`{text}`, which is one day or another");
                draft.problem(F::ObservedOn, found, "a day that can be read one way", Some(hint));
            }
            Day::None => draft.problem(F::ObservedOn, format!("`{text}`"), "a day such as 2026-03-04", None),
        }
    }

    fn put_day(&self, draft: &mut Draft<'_>, day: Date, precision: DatePrecision) {
        draft.cells.insert(F::ObservedOn, day.to_string());
        if precision != DatePrecision::Day {
            draft.cells.insert(F::Precision, precision.word().to_string());
        }
    }

    fn condition(&self, draft: &mut Draft<'_>) -> Option<Condition> {
        let found = match draft.line.text(F::Condition).map(str::to_string) {
            Some(text) => {
                let found = words::condition(&text);
                if found.is_none() {
                    let known: Vec<&str> = Condition::ALL.iter().map(|condition| condition.word()).collect();
                    let hint = format!("known are {}, usual words and brokers' codes", known.join(", "));
                    draft.problem(F::Condition, format!("`{text}`"), "a condition", Some(&hint));
                }
                found
            }
            // A manifest states what a new one costs.
            None if self.format == PriceFormat::BStock => {
                draft.assume(F::Condition, Condition::New.word(), "the retail price is that of a new one");
                Some(Condition::New)
            }
            None => match self.rules.condition {
                Some(condition) => {
                    draft.assume(F::Condition, condition.word(), "--condition");
                    Some(condition)
                }
                None => {
                    let hint = "give `--condition`, `unknown` where nobody can say";
                    draft.problem(F::Condition, "no condition", "the state of the thing", Some(hint));
                    None
                }
            },
        };
        if let Some(condition) = found {
            draft.cells.insert(F::Condition, condition.word().to_string());
        }
        found
    }

    fn kind(&self, draft: &mut Draft<'_>, condition: Option<Condition>) {
        if let Some(text) = draft.line.text(F::Kind).map(str::to_string) {
            match words::kind(&text) {
                Some(kind) => drop(draft.cells.insert(F::Kind, kind.word().to_string())),
                None => {
                    let known: Vec<&str> = ObservationKind::ALL.iter().map(|kind| kind.word()).collect();
                    draft.problem(F::Kind, format!("`{text}`"), &format!("one of {}", known.join(", ")), None);
                }
            }
            return;
        }
        let by_format =
            words::kind_of(self.format, condition).map(|kind| (kind, format!("by format: {}", self.format)));
        match self.rules.kind.map(|kind| (kind, "--kind".to_string())).or(by_format) {
            Some((kind, because)) => {
                let word = draft.assume(F::Kind, kind.word(), because);
                draft.cells.insert(F::Kind, word);
            }
            None => draft.problem(
                F::Kind,
                "no kind",
                "whether it was asked, bid, quoted, sold or settled",
                Some("give `--kind`"),
            ),
        }
    }

    fn channel(&self, draft: &mut Draft<'_>) {
        if let Some(text) = draft.line.text(F::Channel).map(str::to_string) {
            match words::channel(&text) {
                Some(channel) => drop(draft.cells.insert(F::Channel, channel.word().to_string())),
                None => {
                    let known: Vec<&str> = rackworth_model::Channel::ALL.iter().map(|channel| channel.word()).collect();
                    draft.problem(F::Channel, format!("`{text}`"), &format!("one of {}", known.join(", ")), None);
                }
            }
            return;
        }
        let by_format = words::channel_of(self.format).map(|channel| (channel, format!("by format: {}", self.format)));
        match self.rules.channel.map(|channel| (channel, "--channel".to_string())).or(by_format) {
            Some((channel, because)) => {
                let word = draft.assume(F::Channel, channel.word(), because);
                draft.cells.insert(F::Channel, word);
            }
            None => {
                let hint = "give `--channel`, such as `broker` for a dealer or `marketplace` for eBay";
                draft.problem(F::Channel, "no channel", "where it was sold or offered", Some(hint));
            }
        }
    }

    fn publisher(&self, draft: &mut Draft<'_>) -> String {
        let of_own_sales = matches!(self.format, PriceFormat::EbayOrders | PriceFormat::Sales);
        if let Some(stated) = draft.line.text(F::Publisher) {
            let own = ["own", "ours", "us", Source::OWN].iter().any(|word| stated.eq_ignore_ascii_case(word));
            return if own { Source::OWN.to_string() } else { stated.to_string() };
        }
        // A settlement, quote or bid is its buyer's word; a list of sales is its seller's.
        if let (false, Some(buyer)) = (of_own_sales, draft.line.text(F::Buyer)) {
            return buyer.to_string();
        }
        if let Some(publisher) = &self.rules.publisher {
            return draft.assume(F::Publisher, publisher.clone(), "--publisher");
        }
        if of_own_sales {
            return draft.assume(F::Publisher, Source::OWN, "sales are one's own");
        }
        match draft.line.text(F::Source).map(str::to_string) {
            Some(source) if self.is_own() => draft.assume(F::Publisher, source, "the source"),
            _ => draft.assume(F::Publisher, self.stem.clone(), "the file's name"),
        }
    }

    fn source(&self, draft: &mut Draft<'_>) {
        let publisher = self.publisher(draft);
        let key = draft.line.text(F::Listing);
        let written = draft.line.text(F::Source).or(draft.line.text(F::Address)).map(str::to_string);
        let source = written.unwrap_or_else(|| match (self.format, key) {
            (PriceFormat::EbayOrders, Some(order)) => format!("eBay order {order}"),
            (format, Some(key)) if publisher == Source::OWN => format!("{format}, {key}"),
            (format, None) if publisher == Source::OWN => format!("{format}"),
            (format, Some(key)) => format!("{format} of {publisher}, {key}"),
            (format, None) => format!("{format} of {publisher}"),
        });
        draft.cells.insert(F::Publisher, publisher);
        draft.cells.insert(F::Source, source);
    }
}
