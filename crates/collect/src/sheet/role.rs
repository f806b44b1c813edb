//! What the rows of a table are: machines, components of machines, or parts in no machine.

use std::collections::BTreeSet;

use rackworth_model::hardware::ComponentKind;

use super::aliases::{Attribute, Field, Noun, aliases};
use super::heading::Meaning;
use super::table::{Header, Table};
use super::words::{is_placeholder, words};

/// What the rows of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// One row per machine, or per group of machines alike.
    Machines,
    /// One row per component.
    Components {
        /// The columns that name the machine a component is in.
        keys: Vec<u32>,
        /// Only the first of a machine's rows names it.
        fill_down: bool,
        /// What all rows are, where the table says it once.
        kind: Option<ComponentKind>,
    },
    /// One row per sort of part, in no machine.
    LooseParts { kind: Option<ComponentKind> },
    /// Not hardware, or not told: why.
    Unread(String),
}

/// How a column must share its values among rows to be one that names the machine around.
#[derive(Debug, Clone, Copy)]
struct Sharing {
    /// Of ten named rows, at most so many may have different names.
    tenths: usize,
    /// A value may also stand for blank cells under it.
    blanks: bool,
}

/// Enough where something else says that rows are components.
const SOME_REPEATED: Sharing = Sharing { tenths: 8, blanks: true };

/// Needed where nothing else does.
const MOSTLY_REPEATED: Sharing = Sharing { tenths: 6, blanks: false };

/// Decides by the headers first and by what stands under them second.
pub(super) fn decide_role(table: &Table<'_>) -> Role {
    let columns = Columns { table };
    if columns.has(Field::Vm) {
        return Role::Unread("it lists virtual machines, not hardware".to_string());
    }
    if columns.is_typed() {
        return components_or_parts(&columns, columns.told_kind());
    }
    let (told, kinds) = (columns.told_kind(), columns.part_kinds());
    if let Some(kind) = told.filter(|kind| kinds.iter().all(|other| other == kind))
        && (columns.lists_parts() || columns.keys(MOSTLY_REPEATED).is_some())
        && !columns.names_machines_once()
    {
        return components_or_parts(&columns, Some(kind));
    }
    if kinds.len() == 1
        && let Some(keys) = columns.keys(Sharing { blanks: columns.only_parts_beside_names(), ..MOSTLY_REPEATED })
    {
        return components(&columns, keys, kinds.first().copied());
    }
    role_without_kinds(&columns, kinds.is_empty())
}

/// Rows that say what kind of component they are: of machines, where machines are named.
fn components_or_parts(columns: &Columns<'_>, kind: Option<ComponentKind>) -> Role {
    match columns.keys(SOME_REPEATED) {
        Some(keys) => components(columns, keys, kind),
        None => Role::LooseParts { kind },
    }
}

fn components(columns: &Columns<'_>, keys: Vec<u32>, kind: Option<ComponentKind>) -> Role {
    let fill_down = keys.iter().all(|key| columns.fills_down(*key));
    Role::Components { keys, fill_down, kind }
}

fn role_without_kinds(columns: &Columns<'_>, no_components: bool) -> Role {
    if !no_components {
        return Role::Machines;
    }
    let described = columns.has(Field::PartNumber) || columns.has(Field::Description);
    let identified = Columns::IDENTITY.iter().any(|field| columns.has(*field));
    if let Some(keys) = columns.host_keys(MOSTLY_REPEATED) {
        let own = described || columns.own_columns().iter().any(|own| !keys.contains(&own.column));
        if own && !columns.has(Field::Model) || described {
            return components(columns, keys, None);
        }
    }
    if identified && !described && !columns.has(Field::Model) && columns.repeats_names() {
        return Role::Unread("its rows repeat the names of machines without saying what each row is".to_string());
    }
    let listed = columns.has(Field::PartNumber) || described && !columns.has(Field::Model);
    if listed && !identified && !columns.has(Field::Configuration) {
        Role::LooseParts { kind: None }
    } else {
        Role::Machines
    }
}

/// Whether a word may mean a storage array as well as drives.
pub(super) fn is_storage(noun: Noun) -> bool {
    noun.total && noun.kind == ComponentKind::Drive
}

struct Columns<'a> {
    table: &'a Table<'a>,
}

impl Columns<'_> {
    const IDENTITY: &'static [Field] =
        &[Field::Serial, Field::ServiceTag, Field::AssetTag, Field::HostName, Field::Host, Field::HostSerial];

    fn has(&self, field: Field) -> bool {
        self.table.headers.iter().any(|header| header.heading.field() == Some(field))
    }

    fn values(&self, column: u32) -> impl Iterator<Item = &str> {
        self.table.rows.iter().filter_map(move |row| row.text(column)).filter(|text| !is_placeholder(text))
    }

    /// Whether a column says of most rows that they are components.
    fn is_typed(&self) -> bool {
        self.table.headers.iter().filter(|header| header.heading.field() == Some(Field::Type)).any(|header| {
            let (mut n_components, mut n_all) = (0, 0);
            for value in self.values(header.column).take(2000) {
                let noun = aliases().component(&words(value));
                // `Storage` is a drive in a list of components and an array in a list of devices.
                if !noun.is_some_and(is_storage) {
                    n_all += 1;
                    n_components += usize::from(noun.is_some());
                }
            }
            n_components > 0 && n_components * 2 >= n_all
        })
    }

    /// The kind of component that the sheet's name or the title says all rows are.
    fn told_kind(&self) -> Option<ComponentKind> {
        self.table.titles.iter().rev().find_map(|title| aliases().component(&words(title))).map(|noun| noun.kind)
    }

    /// The kinds of component that headers name.
    fn part_kinds(&self) -> Vec<ComponentKind> {
        let mut kinds = BTreeSet::new();
        for header in &self.table.headers {
            if let Some(Meaning::Part(part)) = &header.heading.meaning
                && part.attribute != Attribute::Extra
            {
                kinds.insert(part.kind);
            }
        }
        kinds.into_iter().collect()
    }

    fn lists_parts(&self) -> bool {
        self.has(Field::PartNumber) || self.has(Field::Description) || self.has(Field::Quantity)
    }

    /// One row per machine: a name for each, and none twice.
    fn names_machines_once(&self) -> bool {
        let names = [Field::HostName, Field::ServiceTag, Field::AssetTag, Field::Host];
        let named = self.table.headers.iter().filter(|h| h.heading.field().is_some_and(|field| names.contains(&field)));
        named.map(|header| header.column).any(|column| !self.repeats(column, 8) && !self.fills_down(column))
    }

    /// The columns that name the machine of a component row.
    fn keys(&self, sharing: Sharing) -> Option<Vec<u32>> {
        self.host_keys(sharing).or_else(|| {
            let own = self.own_columns().into_iter().map(|header| header.column);
            let keys: Vec<u32> = own.filter(|column| self.is_shared(*column, sharing)).collect();
            (!keys.is_empty()).then_some(keys)
        })
    }

    fn is_shared(&self, column: u32, sharing: Sharing) -> bool {
        self.repeats(column, sharing.tenths) || sharing.blanks && self.fills_down(column)
    }

    /// Whether the table has names and components only, nothing that describes a machine.
    fn only_parts_beside_names(&self) -> bool {
        self.table.headers.iter().all(|header| match &header.heading.meaning {
            Some(Meaning::Field { field, .. }) => {
                Columns::IDENTITY.contains(field)
                    || matches!(field, Field::Extra | Field::Line | Field::Quantity | Field::PartNumber)
            }
            _ => true,
        })
    }

    /// Columns that say they name the machine around. Where rows say what they are, naming it once is enough.
    fn host_keys(&self, sharing: Sharing) -> Option<Vec<u32>> {
        let of_host = |header: &&Header| matches!(header.heading.meaning, Some(Meaning::Field { of_host: true, .. }));
        let named: Vec<u32> = self.table.headers.iter().filter(of_host).map(|header| header.column).collect();
        let typed = self.is_typed();
        let sound = |column: &u32| self.is_shared(*column, sharing);
        let usable = named.iter().any(|column| typed && self.values(*column).next().is_some() || sound(column));
        if !usable {
            return None;
        }
        // The machine's other names beside it, where they repeat with it.
        let beside = self
            .own_columns()
            .into_iter()
            .map(|header| header.column)
            .filter(|column| self.repeats(*column, sharing.tenths));
        Some(named.iter().copied().chain(beside).collect())
    }

    fn own_columns(&self) -> Vec<&Header> {
        let own = |header: &&Header| match header.heading.meaning {
            Some(Meaning::Field { field, of_host: false }) => Columns::IDENTITY.contains(&field),
            _ => false,
        };
        self.table.headers.iter().filter(own).collect()
    }

    fn repeats(&self, column: u32, tenths: usize) -> bool {
        let mut distinct = BTreeSet::new();
        let mut n_values = 0;
        for value in self.values(column) {
            n_values += 1;
            distinct.insert(value);
        }
        n_values >= 2 && distinct.len() * 10 <= n_values * tenths
    }

    /// Whether a value stands for the blank cells under it, as merged cells look.
    fn fills_down(&self, column: u32) -> bool {
        let first = self.table.rows.first().is_some_and(|row| row.text(column).is_some());
        let values: Vec<&str> = self.values(column).collect();
        let distinct: BTreeSet<&&str> = values.iter().collect();
        first && values.len() * 10 < self.table.rows.len() * 7 && distinct.len() == values.len()
    }

    /// Whether every column that could tell machines apart repeats its values.
    fn repeats_names(&self) -> bool {
        let named = |header: &&Header| header.heading.field().is_some_and(|field| Columns::IDENTITY.contains(&field));
        let columns: Vec<u32> = self.table.headers.iter().filter(named).map(|header| header.column).collect();
        self.table.rows.len() > 2
            && columns.iter().any(|column| self.repeats(*column, 6))
            && columns.iter().all(|column| self.values(*column).next().is_none() || self.repeats(*column, 6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::grid::Grid;
    use crate::sheet::table::split_tables;

    fn role_in(sheet: &str, text: &str) -> Role {
        let mut grid = Grid { name: Some(sheet.to_string()), rows: Vec::new() };
        for (number, line) in (1..).zip(text.lines()) {
            grid.push(number, (0..).zip(line.split('|').map(str::to_string)));
        }
        let split = split_tables(&grid);
        assert_eq!(split.tables.len(), 1, "{text}");
        decide_role(&split.tables[0])
    }

    fn role(text: &str) -> Role {
        role_in("Sheet1", text)
    }

    #[test]
    fn lists_of_machines() {
        assert_eq!(role("Serial|Model|CPU|RAM\nA|R640|6248R|768\nB|R640|6248R|768"), Role::Machines);
        assert_eq!(role("Host|Model|CPU Model\nh1|R640|6248R\nh2|R640|6248R"), Role::Machines);
        assert_eq!(role("Name|Type|Serial\na|Server|1\nb|Laptop|2"), Role::Machines);
        assert_eq!(role("Manufacturer|Model|Qty\nDell|R640|12"), Role::Machines);
        assert_eq!(role("Server|CPU\nh1|6248R\nh2|6248R"), Role::Machines);
        assert_eq!(role("Item|Qty|Configuration\nR640|4|2x 6138\nR740|2|2x 6148"), Role::Machines);
        let sparse = "Name|Asset Tag|Model|RAM\na|T1|R640|64\nb||R640|64\nc||R640|64";
        assert_eq!(role(sparse), Role::Machines);
        let blades = "name|parent_device|device_type|serial\nb1|c1|M630|1\nb2||M630|2\nb3||R640|3";
        assert_eq!(role(blades), Role::Machines);
        assert_eq!(role_in("Memory", "Server|Serial|RAM (GB)\nh1|1|768\nh2|2|768"), Role::Machines);
    }

    #[test]
    fn lists_of_components() {
        let keyed = |keys: &[u32], kind| Role::Components { keys: keys.to_vec(), fill_down: false, kind };
        assert_eq!(
            role("Service Tag|Type|Description|Serial\nT1|CPU|6248R|\nT1|Memory|32GB|m1\nT1|SSD|960GB|d1"),
            keyed(&[0], None)
        );
        assert_eq!(role("Server Serial|Component|Model\nT1|CPU|6248R\nT2|CPU|6248R"), keyed(&[0], None));
        let disks = "Host|Model|Size|Serial\nh1|MZ7|960|a\nh1|MZ7|960|b\nh2|MZ7|960|c\nh2|MZ7|960|d";
        assert_eq!(role_in("Disks", disks), keyed(&[0], Some(ComponentKind::Drive)));
        let dimms = "Hostname|DIMM Slot|DIMM Size\nh1|A1|32\nh1|A2|32\nh1|A3|32";
        assert_eq!(role(dimms), keyed(&[0], Some(ComponentKind::Dimm)));
        let blank = "Server|DIMM Slot|DIMM Size\nh1|A1|32\n|A2|32\n|A3|32";
        let filled = Role::Components { keys: vec![0], fill_down: true, kind: Some(ComponentKind::Dimm) };
        assert_eq!(role(blank), filled);
        let merged = "Server|Component|Description\nh1|CPU|6248R\n|Memory|32GB\n|SSD|960GB\nh2|CPU|6248R\n|Memory|32GB";
        assert_eq!(role(merged), Role::Components { keys: vec![0], fill_down: true, kind: None });
    }

    #[test]
    fn lists_of_parts() {
        let loose = |kind| Role::LooseParts { kind };
        assert_eq!(role("Qty|MFG|Part Number|Description|Condition|Price\n4|Samsung|P1|32GB|Used|9"), loose(None));
        assert_eq!(role("Type|Description|Qty\nCPU|6248R|2\nMemory|32GB|4"), loose(None));
        assert_eq!(role("Type|Model|Serial\nCPU|6248R|s1\nSSD|PM883|s2"), loose(None));
        assert_eq!(role_in("Memory", "Part Number|Size|Qty\nP1|32|4"), loose(Some(ComponentKind::Dimm)));
    }

    #[test]
    fn what_is_not_hardware_is_left() {
        assert!(matches!(role("VM|Host|CPUs|Memory\nv1|h1|2|8"), Role::Unread(_)));
        let switches = "Host|Cluster|Site\nh1|c|s\nh1|c|s\nh1|c|s\nh2|c|s\nh2|c|s";
        assert!(matches!(role(switches), Role::Unread(_)));
    }
}
