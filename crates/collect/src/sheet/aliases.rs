//! The table of what headers mean (`aliases.txt`), as it is looked up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rackworth_model::hardware::ComponentKind;
use rackworth_model::inventory::TextUnit;
use rackworth_model::words;

use super::words::words as normalized;

words! {
    /// What a column says about the thing a row is about.
    Field {
        Serial "serial",
        ServiceTag "service_tag",
        AssetTag "asset_tag",
        HostName "host_name",
        /// The machine a row is, or belongs to, by name or serial.
        Host "host",
        /// The serial or tag of the machine a row belongs to.
        HostSerial "host_serial",
        Maker "maker",
        Model "model",
        PartNumber "part_number",
        Type "type",
        Description "description",
        /// What a machine holds, in free words.
        Configuration "configuration",
        Quantity "quantity",
        Condition "condition",
        Site "site",
        /// Yes, where the row is a virtual machine.
        Virtual "virtual",
        /// The name of a virtual machine.
        Vm "vm",
        /// A running number, without meaning.
        Line "line",
        /// Understood, and used by no figure.
        Extra "extra",
    }
}

impl Field {
    /// Whether it says which thing a row is, or which model.
    pub(super) fn identifies(self) -> bool {
        matches!(
            self,
            Field::Serial | Field::ServiceTag | Field::AssetTag | Field::HostName | Field::Model | Field::PartNumber
        )
    }
}

words! {
    /// What a column says about a component.
    Attribute {
        Maker "maker",
        Model "model",
        /// Free words.
        Text "text",
        /// The size of one unit.
        Size "size",
        /// The size of all units together.
        Total "total",
        /// The size of one unit or of all: `RAM size` may be either, beside a count.
        AnySize "any_size",
        Type "type",
        Interface "interface",
        Form "form",
        Ports "ports",
        Speed "speed",
        /// The cores of one unit.
        Cores "cores",
        /// The cores of all units together, or of one: the header does not tell.
        AllCores "all_cores",
        Watts "watts",
        PartNumber "part_number",
        Serial "serial",
        Count "count",
        Slot "slot",
        /// Understood, and used by no figure.
        Extra "extra",
    }
}

words! {
    /// Units a header may give to the numbers under it.
    Unit {
        Bytes "bytes",
        Kilobytes "KB",
        Megabytes "MB",
        Gigabytes "GB",
        Terabytes "TB",
        Watts "W",
        Megahertz "MHz",
        Gigahertz "GHz",
        Transfers "MT/s",
        Rpm "rpm",
        Gigabits "Gbit/s",
    }
}

impl Unit {
    /// The unit in the words of the inventory, where it has them.
    pub(super) fn told(self) -> Option<TextUnit> {
        match self {
            Unit::Megabytes => Some(TextUnit::Megabytes),
            Unit::Gigabytes => Some(TextUnit::Gigabytes),
            Unit::Terabytes => Some(TextUnit::Terabytes),
            Unit::Watts => Some(TextUnit::Watts),
            _ => None,
        }
    }

    pub(super) fn is_capacity(self) -> bool {
        matches!(self, Unit::Bytes | Unit::Kilobytes | Unit::Megabytes | Unit::Gigabytes | Unit::Terabytes)
    }

    /// Bytes of a unit of capacity, to compare two columns with each other.
    pub(super) fn bytes(self) -> Option<u64> {
        match self {
            Unit::Bytes => Some(1),
            Unit::Kilobytes => Some(1 << 10),
            Unit::Megabytes => Some(1 << 20),
            Unit::Gigabytes => Some(1 << 30),
            Unit::Terabytes => Some(1 << 40),
            _ => None,
        }
    }
}

words! {
    /// What a cell's words say about its row.
    RowWord {
        Total "total",
        Server "server",
        Card "card",
        PowerShelf "power_shelf",
        Virtual "virtual",
    }
}

/// A word for a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) kind: ComponentKind,
    /// It means all units together: `RAM`, `storage`.
    pub(super) total: bool,
    /// What the word says beside the kind: `SSD`.
    pub(super) says: Option<&'static str>,
}

/// A field, and how much its spelling is preferred: 0 is most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RankedField {
    pub(super) field: Field,
    pub(super) rank: u16,
}

/// A whole header about a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: ComponentKind,
    pub(super) attribute: Attribute,
    pub(super) unit: Option<Unit>,
}

/// The table, by normalized words.
#[derive(Default)]
pub(super) struct Aliases {
    pub(super) fields: BTreeMap<&'static str, RankedField>,
    pub(super) parts: BTreeMap<&'static str, Part>,
    pub(super) nouns: BTreeMap<&'static str, Noun>,
    pub(super) attributes: BTreeMap<&'static str, Attribute>,
    rows: BTreeMap<&'static str, RowWord>,
    ranks: BTreeMap<Field, u16>,
    /// Lines that could not be read; a test holds that there are none.
    faults: Vec<String>,
}

/// The embedded table.
pub(super) fn aliases() -> &'static Aliases {
    static TABLE: LazyLock<Aliases> = LazyLock::new(|| Aliases::read(include_str!("aliases.txt")));
    &TABLE
}

impl Aliases {
    fn read(text: &'static str) -> Aliases {
        let mut table = Aliases::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if table.read_line(line).is_none() {
                table.faults.push(line.to_string());
            }
        }
        table
    }

    fn read_line(&mut self, line: &'static str) -> Option<()> {
        let (head, spellings) = line.split_once(": ")?;
        let (role, meaning) = head.split_once(' ')?;
        for spelling in spellings.split(", ") {
            let fresh = match role {
                "field" => self.add_field(spelling, meaning.parse().ok()?),
                "part" => self.parts.insert(spelling, read_part(meaning)?).is_none(),
                "noun" => self.nouns.insert(spelling, read_noun(meaning)?).is_none(),
                "attribute" => self.attributes.insert(spelling, meaning.parse().ok()?).is_none(),
                "row" => self.rows.insert(spelling, meaning.parse().ok()?).is_none(),
                _ => return None,
            };
            if !fresh || normalized(spelling) != spelling {
                self.faults.push(format!("{role} `{spelling}` is given twice or not normalized"));
            }
        }
        Some(())
    }

    fn add_field(&mut self, spelling: &'static str, field: Field) -> bool {
        let next = self.ranks.entry(field).or_default();
        let ranked = RankedField { field, rank: *next };
        *next = next.saturating_add(1);
        self.fields.insert(spelling, ranked).is_none()
    }

    /// What the words of a cell that names a kind of thing say about its row: the exact words, else any of them.
    pub(super) fn row_word(&self, words: &str) -> Option<RowWord> {
        if let Some(word) = self.rows.get(words) {
            return Some(*word);
        }
        let any = |sought: RowWord| words.split(' ').any(|word| self.rows.get(word) == Some(&sought));
        if any(RowWord::Virtual) {
            return Some(RowWord::Virtual);
        }
        if words == "power shelf" || words.ends_with(" power shelf") {
            return Some(RowWord::PowerShelf);
        }
        [RowWord::Card, RowWord::Server].into_iter().find(|word| any(*word))
    }

    /// Whether the words open a row of totals.
    pub(super) fn is_total(&self, words: &str) -> bool {
        let without_numbers: Vec<&str> =
            words.split(' ').filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect();
        self.rows.get(without_numbers.join(" ").as_str()) == Some(&RowWord::Total)
    }

    /// The component that the words of a cell name: exactly, or with their last words (`Server Memory`).
    pub(super) fn component(&self, words: &str) -> Option<Noun> {
        let mut rest = words;
        let mut whole = true;
        loop {
            if let Some(noun) = self.nouns.get(rest) {
                return Some(*noun);
            }
            // `GPU server` is a server, not a GPU.
            if whole && self.rows.contains_key(words.rsplit(' ').next().unwrap_or_default()) {
                return None;
            }
            whole = false;
            rest = rest.split_once(' ')?.1;
        }
    }
}

fn read_part(meaning: &str) -> Option<Part> {
    let mut words = meaning.split(' ');
    let kind = words.next()?.parse().ok()?;
    let attribute = words.next()?.parse().ok()?;
    let unit = match words.next() {
        Some(unit) => Some(unit.parse().ok()?),
        None => None,
    };
    Some(Part { kind, attribute, unit })
}

fn read_noun(meaning: &'static str) -> Option<Noun> {
    let (kind, rest) = meaning.split_once(' ').unwrap_or((meaning, ""));
    let says = rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let total = rest == "total";
    (rest.is_empty() || total || says.is_some()).then_some(())?;
    Some(Noun { kind: kind.parse().ok()?, total, says })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_has_two_meanings() {
        let table = aliases();
        assert_eq!(table.faults, Vec::<String>::new());
        for spelling in table.fields.keys() {
            assert!(!table.parts.contains_key(spelling) && !table.nouns.contains_key(spelling), "{spelling}");
        }
        for spelling in table.parts.keys() {
            assert!(!table.nouns.contains_key(spelling), "{spelling}");
        }
        assert!(table.fields.len() > 500 && table.nouns.len() > 200);
    }

    #[test]
    fn every_meaning_has_a_spelling() {
        let table = aliases();
        for field in Field::ALL {
            assert!(table.fields.values().any(|ranked| ranked.field == *field), "{field}");
        }
        for kind in ComponentKind::ALL {
            assert!(table.nouns.values().any(|noun| noun.kind == *kind), "{kind}");
        }
    }

    #[test]
    fn a_faulty_table_is_told() {
        let table = Aliases::read("field serial: a, a\nfield nothing: b\nnoun cpu sometimes: c\nattribute size: Big\n");
        assert_eq!(table.faults.len(), 4);
    }

    #[test]
    fn cells_name_components_and_rows() {
        let table = aliases();
        let kind = |words| table.component(words).map(|noun| noun.kind);
        assert_eq!(kind("server memory"), Some(ComponentKind::Dimm));
        assert_eq!(kind("processor"), Some(ComponentKind::Cpu));
        assert_eq!(kind("gpu server"), None);
        assert_eq!(kind("rack server"), None);
        assert_eq!(table.row_word("gpu server"), Some(RowWord::Server));
        assert_eq!(table.row_word("virtual server"), Some(RowWord::Virtual));
        assert_eq!(table.row_word("laptop"), None);
        assert!(table.is_total("total") && table.is_total("total 42") && table.is_total("grand total"));
        assert!(!table.is_total("total recall") && !table.is_total("42"));
    }
}
