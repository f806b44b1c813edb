//! A row that is a machine.

use std::sync::Arc;

use rackworth_model::hardware::{ComponentKind, HardwareId};
use rackworth_model::inventory::{Amounts, AssetKind, RawAsset};

use super::aliases::{Attribute, Field, RowWord, aliases};
use super::draft::{Context, Draft, take_identity};
use super::findings::{Findings, quoted};
use super::grid::Row;
use super::layout::{FieldColumn, PartGroup};
use super::number::read_count;
use super::parts::{Piece, Subject, Told, compose};
use super::words::{is_placeholder, words};

/// Reads a row as a machine, or tells why it is none.
pub(super) fn read_machine(context: &Context<'_>, row: &Row, findings: &mut Findings) -> Result<Draft, String> {
    let kind = kind_of(context, row)?;
    let mut draft = Draft {
        asset: RawAsset::new(kind, findings.row(context.sheet, row.number)),
        texts: Vec::with_capacity(context.layout.groups.len()),
        first_seen: (context.table, row.number),
        line: context.line(row),
    };
    for (column, text) in context.fields(row) {
        take_field(context, row, column, text, &mut draft, findings)?;
    }
    take_host_names(context, row, &mut draft);
    read_parts(context, row, &mut draft, findings);
    // In a list of components, what only has a meaning for a component.
    let bare = context
        .layout
        .bare
        .iter()
        .filter_map(|column| Some((column.header.to_string(), row.text(column.column)?.to_string())));
    draft.asset.extras.extend(bare);
    if names_nothing(&draft) { Err("it names no machine and no part".to_string()) } else { Ok(draft) }
}

fn names_nothing(draft: &Draft) -> bool {
    let RawAsset { id, service_tag, asset_tag, hostname, .. } = &draft.asset;
    let named = [service_tag, asset_tag, hostname].into_iter().any(Option::is_some);
    !named && *id == HardwareId::default() && draft.texts.is_empty()
}

fn kind_of(context: &Context<'_>, row: &Row) -> Result<AssetKind, String> {
    if context.field(row, Field::Virtual).is_some_and(|text| says_yes(&words(text))) {
        return Err("it is a virtual machine".to_string());
    }
    let Some(told) = context.field(row, Field::Type) else {
        return Ok(if context.of_servers { AssetKind::Server } else { AssetKind::Unknown });
    };
    match aliases().row_word(&words(told)) {
        Some(RowWord::Virtual) => Err("it is a virtual machine".to_string()),
        Some(RowWord::Server) => Ok(AssetKind::Server),
        Some(RowWord::Card) => Ok(AssetKind::Card),
        Some(RowWord::PowerShelf) => Ok(AssetKind::PowerShelf),
        Some(RowWord::Total) | None => Ok(AssetKind::Unknown),
    }
}

fn says_yes(words: &str) -> bool {
    ["yes", "y", "true", "1", "virtual", "ja", "oui", "si", "x"].contains(&words)
}

fn take_field(
    context: &Context<'_>,
    row: &Row,
    column: &FieldColumn,
    text: &str,
    draft: &mut Draft,
    findings: &mut Findings,
) -> Result<(), String> {
    let asset = &mut draft.asset;
    let slot = match column.field {
        Field::Serial => &mut asset.id.serial,
        Field::ServiceTag => &mut asset.service_tag,
        Field::AssetTag => &mut asset.asset_tag,
        Field::HostName => &mut asset.hostname,
        Field::Maker => &mut asset.id.manufacturer,
        Field::Model => &mut asset.id.model,
        Field::PartNumber => &mut asset.id.part_number,
        Field::Condition => &mut asset.condition,
        Field::Site => &mut asset.site,
        // Read when the machine's own names are known.
        Field::Host | Field::HostSerial => return Ok(()),
        Field::Quantity => return take_quantity(context, row, column, text, draft, findings),
        // `Item` beside `Configuration` names the machine.
        Field::Description if names_machine(context) => &mut asset.id.model,
        Field::Description | Field::Configuration if !is_placeholder(text) => {
            take_description(context, row, column, text, draft, findings);
            return Ok(());
        }
        Field::Type
        | Field::Description
        | Field::Configuration
        | Field::Virtual
        | Field::Vm
        | Field::Line
        | Field::Extra => {
            asset.extras.push((column.header.to_string(), text.to_string()));
            return Ok(());
        }
    };
    if let Err(lost) = take_identity(slot, &mut asset.extras, &column.header, text) {
        lost.report(findings, context.sheet, row.number, column.column, text);
    }
    Ok(())
}

fn names_machine(context: &Context<'_>) -> bool {
    context.layout.column_of(Field::Configuration).is_some() && context.layout.column_of(Field::Model).is_none()
}

fn take_quantity(
    context: &Context<'_>,
    row: &Row,
    column: &FieldColumn,
    text: &str,
    draft: &mut Draft,
    findings: &mut Findings,
) -> Result<(), String> {
    if is_placeholder(text) {
        draft.asset.extras.push((column.header.to_string(), text.to_string()));
        return Ok(());
    }
    draft.asset.count = read_quantity(context, row, column, text, findings)?;
    Ok(())
}

/// A number of things of at least 1; else a problem, and why the row is left.
pub(super) fn read_quantity(
    context: &Context<'_>,
    row: &Row,
    column: &FieldColumn,
    text: &str,
    findings: &mut Findings,
) -> Result<u32, String> {
    if let Some(count) = read_count(text).filter(|count| *count > 0) {
        return Ok(count);
    }
    let place = findings.cell(context.sheet, row.number, column.column);
    let expected = format!("a whole number of at least 1 under {}", quoted(&column.header));
    findings.problem(place, quoted(text), expected, Some("correct the number, or delete the row"));
    Err(format!("its quantity {} is not a whole number of at least 1", quoted(text)))
}

fn take_description(
    context: &Context<'_>,
    row: &Row,
    column: &FieldColumn,
    text: &str,
    draft: &mut Draft,
    findings: &Findings,
) {
    let told = Told {
        column: column.column,
        header: Arc::clone(&column.header),
        text: text.to_string(),
        count: None,
        amounts: Amounts::Unsaid,
        unit: None,
        id: HardwareId::default(),
    };
    draft.texts.push(context.draft_text(findings, row.number, ComponentKind::Unknown, told, false));
}

/// `Host` and `Parent serial` name the machine itself where nothing else does.
fn take_host_names(context: &Context<'_>, row: &Row, draft: &mut Draft) {
    let asset = &mut draft.asset;
    for (column, text) in context.fields(row) {
        let slot = match column.field {
            Field::Host => &mut asset.hostname,
            Field::HostSerial => &mut asset.id.serial,
            _ => continue,
        };
        if slot.is_some() || is_placeholder(text) {
            asset.extras.push((column.header.to_string(), text.to_string()));
        } else {
            *slot = Some(text.to_string());
        }
    }
}

/// The components a machine's own row tells of. Where numbered columns list them one by one, a column for all
/// together only repeats them.
fn read_parts(context: &Context<'_>, row: &Row, draft: &mut Draft, findings: &mut Findings) {
    let groups = &context.layout.groups;
    for group in groups {
        let pieces = pieces_of(group, row);
        if pieces.is_empty() {
            continue;
        }
        if is_summary(group, groups, row) {
            let extras = pieces.iter().map(|piece| (piece.header.to_string(), piece.text.to_string()));
            draft.asset.extras.extend(extras);
            continue;
        }
        let subject = Subject { kind: group.kind, says: group.says, single: group.number.is_some() };
        let composed = compose(subject, &pieces);
        draft.asset.extras.extend(composed.extras);
        for told in composed.told {
            draft.texts.push(context.draft_text(findings, row.number, group.kind, told, false));
        }
        for (column, text) in composed.bad_counts {
            let place = findings.cell(context.sheet, row.number, column);
            findings.problem(place, quoted(&text), "a whole number of components", Some("correct the number"));
        }
    }
}

fn pieces_of<'a>(group: &'a PartGroup, row: &'a Row) -> Vec<Piece<'a>> {
    let piece = |column: &'a super::layout::PartColumn| {
        let text = row.text(column.column)?;
        let (attribute, unit) = (column.attribute, column.unit);
        Some(Piece { column: column.column, header: &column.header, attribute, unit, text })
    };
    group.columns.iter().filter_map(piece).collect()
}

/// Whether a group of columns only sums up what others of its kind list in this row.
fn is_summary(group: &PartGroup, groups: &[PartGroup], row: &Row) -> bool {
    if group.number.is_some() {
        return false;
    }
    let tells = |other: &PartGroup| {
        other.columns.iter().any(|column| row.text(column.column).is_some_and(|text| !is_placeholder(text)))
    };
    let same_kind = || groups.iter().filter(|other| other.kind == group.kind && !std::ptr::eq(*other, group));
    // `CPU` and `CPU 2` are two, not a sum and one.
    let first_of_several = !same_kind().any(|other| matches!(other.number.as_deref(), Some("0" | "1")));
    let numbered = same_kind().any(|other| other.number.is_some() && tells(other));
    if numbered && !first_of_several {
        return true;
    }
    let only_total = |other: &PartGroup| {
        let told = other.columns.iter().filter(|column| row.text(column.column).is_some());
        told.clone().all(|column| matches!(column.attribute, Attribute::Total | Attribute::AnySize | Attribute::Count))
            && told
                .clone()
                .filter_map(|column| row.text(column.column))
                .all(|text| text.starts_with(|c: char| c.is_ascii_digit()))
    };
    only_total(group) && same_kind().any(|other| (numbered || !only_total(other)) && tells(other))
}
