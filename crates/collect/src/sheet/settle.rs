//! Headers whose meaning takes a look at what stands under and beside them.

use rackworth_model::hardware::ComponentKind;

use super::aliases::{Attribute, Field, Unit, aliases};
use super::heading::{Meaning, PartHeading};
use super::layout::{Clash, attribute_for};
use super::number::{is_bare_number, read_count};
use super::role::{Role, decide_role};
use super::table::{Header, Table};
use super::words::{is_placeholder, words};

/// The headers of a table with their settled meanings, what its rows are, and columns that contradict each other.
pub(super) fn settle(table: &Table<'_>) -> (Vec<Header>, Role, Vec<Clash>) {
    let mut headers = table.headers.clone();
    settle_counts(table, &mut headers);
    settle_number(table, &mut headers);
    settle_model(table, &mut headers);
    settle_type(table, &mut headers);
    settle_units(&mut headers);
    let settled = Table { sheet: None, header_row: 0, headers, rows: table.rows.clone(), titles: table.titles.clone() };
    let role = decide_role(&settled);
    let mut headers = settled.headers;
    if role == Role::Machines {
        // Twice: a quantity may stand behind an attribute, and an attribute behind a quantity.
        attach_attributes(&mut headers);
        attach_quantities(table, &mut headers);
        attach_attributes(&mut headers);
    }
    let clashes = settle_doubles(table, &mut headers, &role);
    (headers, role, clashes)
}

/// Whether all that stands under a header passes a test; not where nothing does.
fn all_under(table: &Table<'_>, column: u32, test: impl Fn(&str) -> bool) -> bool {
    let mut any = false;
    let all = table.rows.iter().filter_map(|row| row.text(column)).filter(|text| !is_placeholder(text)).all(|text| {
        any = true;
        test(text)
    });
    any && all
}

/// `NICs` over small numbers counts them; `CPU #` over names does not.
fn settle_counts(table: &Table<'_>, headers: &mut [Header]) {
    for header in headers {
        let Some(Meaning::Part(part)) = &mut header.heading.meaning else { continue };
        let most = if part.kind == ComponentKind::Cpu { 16 } else { 64 };
        let small = |text: &str| is_bare_number(text) && read_count(text).is_some_and(|count| count <= most);
        match part.attribute {
            Attribute::Text
                if header.heading.unit.is_none() && part.group.is_none() && all_under(table, header.column, small) =>
            {
                part.attribute = Attribute::Count;
            }
            Attribute::Count if !mostly_counts(table, header.column) => part.attribute = Attribute::Text,
            _ => {}
        }
    }
}

fn mostly_counts(table: &Table<'_>, column: u32) -> bool {
    let texts = table.rows.iter().filter_map(|row| row.text(column)).filter(|text| !is_placeholder(text));
    let (mut n_counts, mut n_all) = (0, 0);
    for text in texts {
        n_all += 1;
        n_counts += usize::from(read_count(text).is_some());
    }
    n_counts * 2 >= n_all
}

/// Where a table has no column for the model, another one may hold it: `device type` (NetBox calls it so), a type
/// that tells names with digits (`Typ`), or `Server` over names with spaces, which no host has.
fn settle_model(table: &Table<'_>, headers: &mut [Header]) {
    if headers.iter().any(|header| header.heading.field() == Some(Field::Model)) {
        return;
    }
    let is_kind = |text: &str| {
        let words = words(text);
        aliases().component(&words).is_some() || aliases().row_word(&words).is_some()
    };
    let numbered = |text: &str| text.contains(|c: char| c.is_ascii_digit()) && !is_bare_number(text);
    let holds_models = |header: &&mut Header| match header.heading.field() {
        Some(Field::Type) if words(&header.text) == "device type" => {
            all_under(table, header.column, |text| !is_kind(text))
        }
        Some(Field::Type) => all_under(table, header.column, |text| numbered(text) && !is_kind(text)),
        Some(Field::Host) => all_under(table, header.column, |text| numbered(text) && text.contains(' ')),
        _ => false,
    };
    if let Some(header) = headers.iter_mut().find(holds_models) {
        header.heading.meaning = Some(Meaning::Field { field: Field::Model, of_host: false });
    }
}

/// `Nombre` is a name in Spanish and a number in French.
fn settle_number(table: &Table<'_>, headers: &mut [Header]) {
    for header in headers.iter_mut().filter(|header| words(&header.text) == "nombre") {
        if all_under(table, header.column, |text| read_count(text).is_some()) {
            header.heading.meaning = Some(Meaning::Field { field: Field::Quantity, of_host: false });
        }
    }
}

/// `Part` or `Name` over `CPU`, `Memory`, `SSD` says what each row is.
fn settle_type(table: &Table<'_>, headers: &mut [Header]) {
    if headers.iter().any(|header| header.heading.field() == Some(Field::Type)) {
        return;
    }
    let is_kind = |text: &str| aliases().nouns.contains_key(words(text).as_str());
    let spoken = [Field::Description, Field::HostName];
    let told = headers.iter_mut().find(|header| {
        header.heading.field().is_some_and(|field| spoken.contains(&field)) && all_under(table, header.column, is_kind)
    });
    if let Some(header) = told {
        header.heading.meaning = Some(Meaning::Field { field: Field::Type, of_host: false });
    }
}

/// ServiceNow's fields have units that their names do not tell: `ram` is in MB, `disk_space` in GB
/// (<https://schemas.apis.io/schemas/servicenow/servicenow-configuration-item/>).
fn settle_units(headers: &mut [Header]) {
    let has = |name: &str| headers.iter().any(|header| header.text == name);
    if !(has("ram") && (has("sys_class_name") || has("cpu_type") && has("disk_space"))) {
        return;
    }
    for header in headers {
        header.heading.unit = match header.text.as_str() {
            "ram" => Some(Unit::Megabytes),
            "disk_space" => Some(Unit::Gigabytes),
            "cpu_speed" => Some(Unit::Megahertz),
            _ => header.heading.unit,
        };
    }
}

fn part_at(headers: &[Header], at: usize) -> Option<&PartHeading> {
    match &headers.get(at)?.heading.meaning {
        Some(Meaning::Part(part)) if part.attribute != Attribute::Extra => Some(part),
        _ => None,
    }
}

/// `CPU | Qty | RAM | Qty` counts the components, not the machines; so does `Qty | CPU | Qty | RAM`.
fn attach_quantities(table: &Table<'_>, headers: &mut [Header]) {
    let is_quantity = |at: &usize| headers[*at].heading.field() == Some(Field::Quantity);
    let quantities: Vec<usize> = (0..headers.len()).filter(is_quantity).collect();
    let before = |at: usize| at.checked_sub(1).and_then(|before| part_at(headers, before));
    let after = |at: usize| {
        part_at(headers, at + 1).filter(|part| matches!(part.attribute, Attribute::Text | Attribute::Total))
    };
    let (Some(first), Some(last)) = (quantities.first(), quantities.last()) else { return };
    let follows = before(*first).is_some() || after(*last).is_none();
    // A row with a serial is one machine: a number above one counts something else.
    let identity = [Field::Serial, Field::ServiceTag, Field::AssetTag];
    let identified = headers.iter().any(|header| header.heading.field().is_some_and(|field| identity.contains(&field)));
    let several =
        |column: u32| table.rows.iter().filter_map(|row| read_count(row.text(column)?)).any(|count| count > 1);
    let counted = |at: &usize| {
        let part = match quantities.len() {
            1 if identified && several(headers[*at].column) && !tells_counts(table, headers, *at) => before(*at),
            1 => None,
            _ if follows => before(*at),
            _ => after(*at),
        };
        let part = part.filter(|part| part.attribute != Attribute::Count)?;
        Some((*at, Meaning::Part(PartHeading { attribute: Attribute::Count, ..part.clone() })))
    };
    let counted: Vec<(usize, Meaning)> = quantities.iter().filter_map(counted).collect();
    for (at, meaning) in counted {
        headers[at].heading.meaning = Some(meaning);
    }
}

/// Whether cells before a quantity are lists or count for themselves: `H740P, 2x750W` is not four of anything.
fn tells_counts(table: &Table<'_>, headers: &[Header], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let told = |text: &str| text.contains([',', ';', '+']) || text.split_whitespace().any(is_times);
    table.rows.iter().filter_map(|row| row.text(headers[before].column)).any(told)
}

/// `2x`, `8×480GB`; not `R740xd`.
fn is_times(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let after = rest.strip_prefix(['x', 'X', '×', '*']);
    rest.len() < word.len() && after.is_some_and(|after| !after.starts_with(char::is_alphabetic))
}

/// `CPU | Model | RAM | Speed`: a plain attribute, or a field told a second time, belongs to the component before it.
fn attach_attributes(headers: &mut [Header]) {
    for at in 1..headers.len() {
        let Some(part) = part_at(headers, at - 1).cloned() else { continue };
        let attribute = match headers[at].heading.meaning {
            Some(Meaning::Bare(attribute)) => Some(attribute),
            Some(Meaning::Field { field, .. }) => {
                let again = headers[..at].iter().any(|header| header.heading.field() == Some(field));
                // `Product name` is never a component's; a second plain `Model` behind one is.
                let plain = aliases().attributes.get(words(&headers[at].text).as_str()).copied();
                attribute_for(field).filter(|attribute| again && plain == Some(*attribute) && field != Field::Quantity)
            }
            _ => None,
        };
        if let Some(attribute) = attribute {
            headers[at].heading.meaning = Some(Meaning::Part(PartHeading { attribute, ..part }));
        }
    }
}

/// A field told by two columns: the preferred spelling is used where it is filled, the other is kept beside.
/// Columns that say which machine it is, or how many, clash where they differ in some row; others may well differ
/// (a model's name and its number, a host's short and full name).
fn settle_doubles(table: &Table<'_>, headers: &mut [Header], role: &Role) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let keys: &[u32] = match role {
        Role::Components { keys, .. } => keys,
        _ => &[],
    };
    for field in [Field::Serial, Field::ServiceTag, Field::Quantity] {
        let mut columns: Vec<usize> = (0..headers.len())
            .filter(|at| headers[*at].heading.field() == Some(field) && !keys.contains(&headers[*at].column))
            .collect();
        columns.sort_by_key(|at| (headers[*at].heading.rank, *at));
        let Some((used, others)) = columns.split_first() else { continue };
        for other in others {
            let [used, told] = [&headers[*used], &headers[*other]].map(|header| (header.column, header.text.clone()));
            if differ(table, used.0, told.0) {
                clashes.push(Clash { field, used, other: told });
            }
            if field == Field::Quantity {
                headers[*other].heading.meaning = Some(Meaning::Field { field: Field::Extra, of_host: false });
            }
        }
    }
    clashes
}

fn differ(table: &Table<'_>, one: u32, other: u32) -> bool {
    let told = |text: Option<&str>| text.filter(|text| !is_placeholder(text)).map(str::to_lowercase);
    table.rows.iter().any(|row| match (told(row.text(one)), told(row.text(other))) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    })
}
