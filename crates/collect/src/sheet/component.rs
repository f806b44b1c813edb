//! A row that is a component: of a machine it names, or of none.

use rackworth_model::hardware::ComponentKind;

use super::aliases::{Attribute, Field, Noun, aliases};
use super::draft::{Context, DraftText, take_identity};
use super::findings::{Findings, quoted};
use super::grid::Row;
use super::layout::attribute_for;
use super::machine::read_quantity;
use super::parts::{Piece, Subject, compose};
use super::words::{is_placeholder, words};

/// How a row names the machine it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) field: Field,
    pub(super) text: String,
}

/// A row read as a component.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) keys: Vec<Key>,
    pub(super) texts: Vec<DraftText>,
    pub(super) extras: Vec<(String, String)>,
    pub(super) site: Option<String>,
    pub(super) condition: Option<String>,
}

/// The component a row's type cell names. `Storage` counts only where the table lists components.
pub(super) fn component_named(context: &Context<'_>, row: &Row) -> Option<Noun> {
    aliases().component(&words(context.field(row, Field::Type)?))
}

/// The names of the machine in the key columns of a row.
pub(super) fn read_keys(context: &Context<'_>, row: &Row, keys: &[u32]) -> Vec<Key> {
    let named = context.fields(row).filter(|(column, text)| keys.contains(&column.column) && !is_placeholder(text));
    named.map(|(column, text)| Key { field: column.field, text: text.to_string() }).collect()
}

/// Reads a row as a component, or tells why it is none.
pub(super) fn read_component(
    context: &Context<'_>,
    row: &Row,
    keys: &[u32],
    kind: Option<ComponentKind>,
    findings: &mut Findings,
) -> Result<Component, String> {
    let mut out =
        Component { keys: read_keys(context, row, keys), texts: vec![], extras: vec![], site: None, condition: None };
    let mut pieces = Vec::new();
    for (column, text) in context.fields(row).filter(|(column, _)| !keys.contains(&column.column)) {
        let (header, unit, column_at) = (&column.header, column.unit, column.column);
        let attribute = match column.field {
            Field::Quantity if !is_placeholder(text) => {
                read_quantity(context, row, column, text, findings)?;
                Some(Attribute::Count)
            }
            field => attribute_for(field),
        };
        match (attribute, column.field) {
            (Some(attribute), _) => pieces.push(Piece { column: column_at, header, attribute, unit, text }),
            (None, Field::Site) => keep(&mut out.site, &mut out.extras, header, text),
            (None, Field::Condition) => keep(&mut out.condition, &mut out.extras, header, text),
            (None, Field::HostName) => {
                pieces.push(Piece { column: column_at, header, attribute: Attribute::Slot, unit, text });
            }
            (None, _) => out.extras.push((header.to_string(), text.to_string())),
        }
    }
    out.extras.extend(placeholder_keys(context, row, keys));
    add_attributes(context, row, &mut pieces);
    name_by_slot(&mut pieces);
    compose_row(context, row, &pieces, kind, &mut out, findings);
    if out.texts.is_empty() { Err("it names no component".to_string()) } else { Ok(out) }
}

fn keep(slot: &mut Option<String>, extras: &mut Vec<(String, String)>, header: &str, text: &str) {
    // No digits can be lost in a place or a condition.
    let _ = take_identity(slot, extras, header, text);
}

fn placeholder_keys(context: &Context<'_>, row: &Row, keys: &[u32]) -> Vec<(String, String)> {
    let blank = context.fields(row).filter(|(column, text)| keys.contains(&column.column) && is_placeholder(text));
    blank.map(|(column, text)| (column.header.to_string(), text.to_string())).collect()
}

/// The columns about components: with a noun (`Drive Size`) or without (`Size`).
fn add_attributes<'a>(context: &'a Context<'_>, row: &'a Row, pieces: &mut Vec<Piece<'a>>) {
    let columns = context.layout.groups.iter().flat_map(|group| &group.columns).chain(&context.layout.bare);
    for column in columns {
        let Some(text) = row.text(column.column) else { continue };
        // In a row for one component, its memory is not a sum.
        let is_size = matches!(column.attribute, Attribute::Total | Attribute::AnySize);
        let attribute = if is_size { Attribute::Size } else { column.attribute };
        let counted = attribute == Attribute::Count && pieces.iter().any(|piece| piece.attribute == Attribute::Count);
        let attribute = if counted { Attribute::Extra } else { attribute };
        pieces.push(Piece { column: column.column, header: &column.header, attribute, unit: column.unit, text });
    }
}

/// A component's own name tells what it is only where nothing else does.
fn name_by_slot(pieces: &mut [Piece<'_>]) {
    let tells = |piece: &Piece<'_>| {
        matches!(piece.attribute, Attribute::Model | Attribute::Text | Attribute::PartNumber | Attribute::Size)
            && !is_placeholder(piece.text)
    };
    if !pieces.iter().any(tells)
        && let Some(name) = pieces.iter_mut().find(|piece| piece.attribute == Attribute::Slot)
    {
        name.attribute = Attribute::Text;
    }
}

fn compose_row(
    context: &Context<'_>,
    row: &Row,
    pieces: &[Piece<'_>],
    kind: Option<ComponentKind>,
    out: &mut Component,
    findings: &mut Findings,
) {
    let noun = component_named(context, row);
    let grouped = context.layout.groups.iter().find(|group| group.columns.iter().any(|c| row.text(c.column).is_some()));
    let kind =
        noun.map(|noun| noun.kind).or(kind).or(grouped.map(|group| group.kind)).unwrap_or(ComponentKind::Unknown);
    let says = grouped.filter(|group| group.kind == kind).and_then(|group| group.says);
    let sized: Vec<Piece<'_>> = pieces.iter().map(|piece| in_watts(kind, *piece)).collect();
    let composed = compose(Subject { kind, says, single: true }, &sized);
    out.extras.extend(composed.extras);
    for told in composed.told {
        out.texts.push(context.draft_text(findings, row.number, kind, told, true));
    }
    for (column, text) in composed.bad_counts {
        let place = findings.cell(context.sheet, row.number, column);
        findings.problem(place, quoted(&text), "a whole number of components", Some("correct the number"));
    }
}

/// The size of a power supply is its power, whatever unit a header has for the other components.
fn in_watts<'a>(kind: ComponentKind, piece: Piece<'a>) -> Piece<'a> {
    if kind != ComponentKind::Psu || piece.attribute != Attribute::Size {
        return piece;
    }
    Piece { attribute: Attribute::Watts, unit: None, ..piece }
}
