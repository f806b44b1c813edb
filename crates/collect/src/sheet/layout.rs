//! What each column of a table is for, once its neighbors and what stands under it are taken into account.

use std::sync::Arc;

use rackworth_model::hardware::ComponentKind;

use super::aliases::{Attribute, Field, Unit};
use super::heading::{Meaning, PartHeading};
use super::role::Role;
use super::settle::settle;
use super::table::{Header, Table};

/// One cell's part in a component: which column, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartColumn {
    pub(super) column: u32,
    pub(super) header: Arc<str>,
    pub(super) attribute: Attribute,
    pub(super) unit: Option<Unit>,
}

/// Columns that tell of one component (or several alike) of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartGroup {
    pub(super) kind: ComponentKind,
    /// Which of several, where a number says so.
    pub(super) number: Option<String>,
    pub(super) says: Option<&'static str>,
    pub(super) columns: Vec<PartColumn>,
}

/// A column that holds a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldColumn {
    pub(super) column: u32,
    pub(super) header: Arc<str>,
    pub(super) field: Field,
    pub(super) unit: Option<Unit>,
    /// How much it is preferred to other columns of its field; 0 is most.
    pub(super) rank: u16,
}

/// Two columns for one field, and the row where they first differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clash {
    pub(super) field: Field,
    pub(super) used: (u32, String),
    pub(super) other: (u32, String),
}

/// What the columns of a table are for. Every header's column is in exactly one of the lists.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) role: Role,
    pub(super) fields: Vec<FieldColumn>,
    pub(super) groups: Vec<PartGroup>,
    /// Attributes without a noun: of the row's component, in a list of components.
    pub(super) bare: Vec<PartColumn>,
    /// Columns without a known meaning.
    pub(super) unknown: Vec<Header>,
    pub(super) clashes: Vec<Clash>,
}

/// Decides what each column of a table is for.
pub(super) fn lay_out(table: &Table<'_>) -> Layout {
    let (headers, role, clashes) = settle(table);
    let machines = role == Role::Machines;
    let mut layout = Layout { role, fields: vec![], groups: vec![], bare: vec![], unknown: vec![], clashes };
    for header in headers {
        layout.take(header, machines);
    }
    layout.merge_plain_groups();
    layout.put_preferred_first();
    layout
}

/// What a field says of a component.
pub(super) fn attribute_for(field: Field) -> Option<Attribute> {
    match field {
        Field::Maker => Some(Attribute::Maker),
        Field::Model => Some(Attribute::Model),
        Field::PartNumber => Some(Attribute::PartNumber),
        Field::Serial => Some(Attribute::Serial),
        Field::Type => Some(Attribute::Type),
        Field::Description | Field::Configuration => Some(Attribute::Text),
        Field::Quantity => Some(Attribute::Count),
        _ => None,
    }
}

impl Layout {
    fn take(&mut self, header: Header, machines: bool) {
        let Header { column, text, heading } = header;
        let (header, unit, rank) = (Arc::from(text.as_str()), heading.unit, heading.rank);
        match heading.meaning.clone() {
            Some(Meaning::Field { field, .. }) => self.fields.push(FieldColumn { column, header, field, unit, rank }),
            Some(Meaning::Part(part)) => {
                self.take_part(&part, PartColumn { column, header, attribute: part.attribute, unit });
            }
            Some(Meaning::Bare(Attribute::Extra)) => {
                self.fields.push(FieldColumn { column, header, field: Field::Extra, unit, rank });
            }
            Some(Meaning::Bare(attribute)) if !machines => {
                self.bare.push(PartColumn { column, header, attribute, unit });
            }
            Some(Meaning::Bare(_)) | None => self.unknown.push(Header { column, text, heading }),
        }
    }

    /// Adds a column to the group it belongs to. A second column for words of the same component is another one.
    fn take_part(&mut self, part: &PartHeading, column: PartColumn) {
        let same = |group: &&mut PartGroup| {
            let is_same = group.kind == part.kind && group.number == part.group && group.says == part.says;
            is_same && !group.columns.iter().any(|other| other.attribute == column.attribute)
        };
        if let Some(group) = self.groups.iter_mut().rev().find(same) {
            group.columns.push(column);
            return;
        }
        self.groups.push(PartGroup {
            kind: part.kind,
            number: part.group.clone(),
            says: part.says,
            columns: vec![column],
        });
    }

    /// `HDD Size` and `Drive Count` tell of the same drives, where nothing else is told.
    fn merge_plain_groups(&mut self) {
        for kind in ComponentKind::ALL {
            let of_kind = |group: &PartGroup| group.kind == *kind && group.number.is_none();
            let plain = self.groups.iter().position(|group| of_kind(group) && group.says.is_none());
            let speaking: Vec<usize> = (0..self.groups.len())
                .filter(|at| of_kind(&self.groups[*at]) && self.groups[*at].says.is_some())
                .collect();
            let (Some(plain), [speaking]) = (plain, speaking.as_slice()) else { continue };
            let describes = |column: &PartColumn| {
                !matches!(column.attribute, Attribute::Text | Attribute::Model | Attribute::Total | Attribute::AnySize)
                    && !self.groups[*speaking].columns.iter().any(|other| other.attribute == column.attribute)
            };
            if self.groups[plain].columns.iter().all(describes) {
                let columns = std::mem::take(&mut self.groups[plain].columns);
                self.groups[*speaking].columns.extend(columns);
            }
        }
        self.groups.retain(|group| !group.columns.is_empty());
    }

    /// The machine's own names are read before a component's, and a preferred column before others of its field.
    fn put_preferred_first(&mut self) {
        let keys: &[u32] = match &self.role {
            Role::Components { keys, .. } => keys,
            _ => &[],
        };
        self.fields.sort_by_key(|column| {
            let beside = matches!(column.field, Field::Extra | Field::Line);
            (!keys.contains(&column.column), if beside { u16::MAX } else { column.rank })
        });
    }

    pub(super) fn column_of(&self, field: Field) -> Option<&FieldColumn> {
        self.fields.iter().find(|column| column.field == field)
    }
}
