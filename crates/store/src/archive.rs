//! A store as one portable file: what goes out of either database comes into either, row for
//! row, checked by hash.
//!
//! The file is zstd over lines of JSON: what it is, then every row as `["table", column, …]` with
//! bytes as `{"hex": …}`, then the SHA-256 of all lines before. Rows are sorted, so that equal
//! stores give equal files.

use std::io::{BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::codec::{hex, read_hex_bytes};
use crate::db::{Db, Insert, Row, Value};
use crate::error::{ErrorKind, StoreError};
use crate::store::Store;

/// What an archive of this version begins with.
const KIND: &str = "rackworth store";
const VERSION: i64 = 1;

#[derive(Serialize, Deserialize, PartialEq)]
struct Head {
    archive: String,
    version: i64,
    schema: i64,
}

#[derive(Serialize, Deserialize)]
struct Foot {
    rows: u64,
    sha256: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Text,
    MaybeText,
    Bytes,
    MaybeBytes,
}

struct Table {
    name: &'static str,
    columns: &'static str,
    /// One letter a column: `i`nteger, `t`ext, `b`ytes; upper case where it may be missing.
    kinds: &'static str,
}

/// Every table of the schema but the list of steps.
const TABLES: &[Table] = &[
    Table { name: "batch", columns: "seq, recorded_at, what", kinds: "itt" },
    Table { name: "evidence", columns: "id, n_bytes, packed", kinds: "bib" },
    Table { name: "evidence_origin", columns: "evidence, origin", kinds: "bt" },
    Table {
        name: "observation",
        columns: "id, batch, observed_on, date_precision, subject_kind, subject, kind, price_micros, currency, price_per, \
                  lot_count, lot_per, statistic, n_behind, condition, channel, citation, publisher, provenance",
        kinds: "bitttttittittittttt",
    },
    Table { name: "superseded", columns: "observation, by_id, batch, why", kinds: "bBit" },
    Table {
        name: "exchange_rate",
        columns: "from_currency, to_currency, held_on, source, nanos, batch",
        kinds: "ttttii",
    },
    Table { name: "policy", columns: "fingerprint, name, body", kinds: "ttt" },
    Table {
        name: "collection",
        columns: "seq, id, batch, fleet, read_on, inventory, n_assets, n_components, n_unread, n_problems, head",
        kinds: "itittbiiiib",
    },
    Table { name: "content", columns: "seq, hash, body", kinds: "ibb" },
    Table { name: "asset", columns: "collection, position, identity, content", kinds: "iiTi" },
    Table {
        name: "component",
        columns: "content, position, kind, slot, part_number, serial, identity",
        kinds: "iitTTTt",
    },
    Table {
        name: "run",
        columns: "seq, id, batch, collection, as_of, known_by, seen_batch, line_by, snapshot, fleet, policy, catalog, \
                  engine, seed, n_draws, currency, total, result",
        kinds: "itiittitttttttittb",
    },
    Table { name: "run_book", columns: "run, position, name, evidence", kinds: "titb" },
];

impl Table {
    fn kinds(&self) -> Vec<Kind> {
        let kind = |letter| match letter {
            'i' => Kind::Int,
            'T' => Kind::MaybeText,
            'b' => Kind::Bytes,
            'B' => Kind::MaybeBytes,
            _ => Kind::Text,
        };
        self.kinds.chars().map(kind).collect()
    }
}

/// What went through an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    pub rows: u64,
    /// SHA-256 over its lines, hexadecimal.
    pub sha256: String,
}

impl Store {
    /// Writes everything the store holds at this moment.
    pub fn export(&mut self, to: &mut dyn Write) -> Result<Archived, StoreError> {
        const DOING: &str = "write the archive";
        let told = |error: std::io::Error| StoreError::caused(io_kind(&error), DOING, error);
        let mut out = zstd::stream::Encoder::new(to, 3).map_err(told)?;
        let mut sum = Sum::default();
        let schema = crate::migrate::VERSION;
        let head = Head { archive: KIND.to_string(), version: VERSION, schema };
        let done = self.db.read(DOING, |db| {
            sum.line(&mut out, &crate::codec::to_json("the archive", &head)?).map_err(told)?;
            for table in TABLES {
                for line in lines(db, table)? {
                    sum.line(&mut out, &line).map_err(told)?;
                }
            }
            Ok(())
        });
        done?;
        let archived = sum.finish();
        let foot = Foot { rows: archived.rows, sha256: archived.sha256.clone() };
        let foot = crate::codec::to_json("the archive", &foot)?;
        out.write_all(foot.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(told)?;
        out.finish().map_err(told)?.flush().map_err(told)?;
        Ok(archived)
    }

    /// Takes in an archive, all or nothing.
    ///
    /// # Errors
    /// `Refused` when the store already holds something; `Corrupt` when the archive is cut off or
    /// its hash differs; `Newer` when a newer rackworth wrote it.
    pub fn import(&mut self, from: &mut dyn Read) -> Result<Archived, StoreError> {
        const DOING: &str = "read the archive";
        self.db.write(DOING, |db| {
            if db.first(DOING, "SELECT COUNT(*) FROM batch", vec![], |row| row.int(0))? != Some(0)
                || db.first(DOING, "SELECT COUNT(*) FROM evidence", vec![], |row| row.int(0))? != Some(0)
            {
                let why = "the store already holds something, expected an empty one";
                return Err(StoreError::new(ErrorKind::Refused, DOING, why));
            }
            take_in(db, from)
        })
    }
}

/// Reads an archive through and checks its hash, without a store.
pub fn check(from: &mut dyn Read) -> Result<Archived, StoreError> {
    each_line(from, &mut |_| Ok(()))
}

fn take_in(db: &mut Db, from: &mut dyn Read) -> Result<Archived, StoreError> {
    const AT_A_TIME: usize = 5_000;
    let mut pending: Vec<Vec<Value>> = Vec::new();
    let mut of: Option<&Table> = None;
    let archived = each_line(from, &mut |line| {
        let (table, values) = values(line)?;
        if of.is_some_and(|before| before.name != table.name) || pending.len() >= AT_A_TIME {
            put(db, of, &mut pending)?;
        }
        of = Some(table);
        pending.push(values);
        Ok(())
    })?;
    put(db, of, &mut pending)?;
    Ok(archived)
}

fn put(db: &mut Db, table: Option<&Table>, pending: &mut Vec<Vec<Value>>) -> Result<(), StoreError> {
    let Some(table) = table else { return Ok(()) };
    let into = Insert { table: table.name, columns: table.columns, known_is_fine: false };
    db.insert("read the archive", &into, std::mem::take(pending)).map(drop)
}

/// Hands every row's line to `each`; what came through, once the hash is found to be right.
fn each_line(
    from: &mut dyn Read,
    each: &mut dyn FnMut(&str) -> Result<(), StoreError>,
) -> Result<Archived, StoreError> {
    const DOING: &str = "read the archive";
    let cut = |error: std::io::Error| StoreError::caused(ErrorKind::Corrupt, DOING, error);
    let mut lines = BufReader::new(zstd::stream::Decoder::new(from).map_err(cut)?).lines();
    let mut sum = Sum::default();
    let first = lines.next().transpose().map_err(cut)?.unwrap_or_default();
    let head: Head = crate::codec::from_json("the archive", &first)?;
    if head.archive != KIND || head.version > VERSION || head.schema > crate::migrate::VERSION {
        let why = format!("it is `{}` of version {}.{}", head.archive, head.version, head.schema);
        return Err(StoreError::new(ErrorKind::Newer, DOING, why));
    }
    sum.add(&first);
    for line in lines {
        let line = line.map_err(cut)?;
        if line.starts_with('{') {
            let foot: Foot = crate::codec::from_json("the archive", &line)?;
            let archived = sum.finish();
            if foot.sha256 != archived.sha256 || foot.rows != archived.rows {
                return Err(StoreError::new(ErrorKind::Corrupt, DOING, "its hash does not fit its content"));
            }
            return Ok(archived);
        }
        each(&line)?;
        sum.add(&line);
    }
    Err(StoreError::new(ErrorKind::Corrupt, DOING, "it is cut off"))
}

/// Hash and count of the lines that went by.
#[derive(Default)]
struct Sum {
    hash: Sha256,
    lines: u64,
}

impl Sum {
    fn add(&mut self, line: &str) {
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        self.lines += 1;
    }

    fn line(&mut self, out: &mut dyn Write, line: &str) -> std::io::Result<()> {
        self.add(line);
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")
    }

    /// The first line says what the archive is and is no row.
    fn finish(self) -> Archived {
        Archived { rows: self.lines.saturating_sub(1), sha256: hex(&self.hash.finalize()) }
    }
}

fn lines(db: &mut Db, table: &Table) -> Result<Vec<String>, StoreError> {
    let kinds = table.kinds();
    let sql = format!("SELECT {} FROM {}", table.columns, table.name);
    let mut lines = db.rows("write the archive", &sql, vec![], |row| line(row, table.name, &kinds))?;
    lines.sort_unstable();
    Ok(lines)
}

fn line(row: &Row, table: &str, kinds: &[Kind]) -> Result<String, StoreError> {
    let bytes = |bytes: Vec<u8>| serde_json::json!({ "hex": hex(&bytes) });
    let mut cells = vec![Json::from(table)];
    for (i, kind) in kinds.iter().enumerate() {
        cells.push(match kind {
            Kind::Int => row.int(i)?.into(),
            Kind::Text => row.text(i)?.into(),
            Kind::MaybeText => row.maybe_text(i)?.map_or(Json::Null, Json::from),
            Kind::Bytes => bytes(row.bytes(i)?),
            Kind::MaybeBytes => row.maybe_bytes(i)?.map_or(Json::Null, bytes),
        });
    }
    crate::codec::to_json("a row", &cells)
}

fn values(line: &str) -> Result<(&'static Table, Vec<Value>), StoreError> {
    let bad = || StoreError::damaged("the archive", line.chars().take(80).collect::<String>());
    let cells: Vec<Json> = crate::codec::from_json("the archive", line)?;
    let mut cells = cells.into_iter();
    let name = cells.next().ok_or_else(bad)?;
    let table = TABLES.iter().find(|table| Some(table.name) == name.as_str()).ok_or_else(bad)?;
    let mut values = Vec::new();
    for kind in table.kinds() {
        let cell = cells.next().ok_or_else(bad)?;
        let bytes = |cell: &Json| cell.get("hex").and_then(Json::as_str).and_then(read_hex_bytes);
        values.push(match (kind, cell) {
            (Kind::Int, cell) => Value::Int(cell.as_i64().ok_or_else(bad)?),
            (Kind::Text | Kind::MaybeText, Json::String(text)) => Value::Text(text),
            (Kind::MaybeText, Json::Null) => Value::NoText,
            (Kind::MaybeBytes, Json::Null) => Value::NoBytes,
            (Kind::Bytes | Kind::MaybeBytes, cell) => Value::Bytes(bytes(&cell).ok_or_else(bad)?),
            (Kind::Text | Kind::MaybeText, _) => return Err(bad()),
        });
    }
    Ok((table, values))
}

fn io_kind(error: &std::io::Error) -> ErrorKind {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge => ErrorKind::Full,
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
        _ => ErrorKind::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_kind() {
        for table in TABLES {
            assert_eq!(table.columns.split(", ").count(), table.kinds.len(), "{}", table.name);
        }
    }
}
