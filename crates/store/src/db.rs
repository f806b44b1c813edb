//! One connection to either database, blocking, with one form of arguments and rows.

use futures_util::TryStreamExt;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Connection as _, Executor, Row as _};

use crate::error::StoreError;

/// What a statement is given for `$1`, `$2`, …
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    NoText,
    NoBytes,
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_string())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value)
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Value {
        value.map_or(Value::NoText, Value::Text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Value {
        Value::Bytes(value)
    }
}

impl From<[u8; 32]> for Value {
    fn from(value: [u8; 32]) -> Value {
        Value::Bytes(value.to_vec())
    }
}

/// A row of either database; columns are counted from 0.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! column {
    ($name:ident, $type:ty) => {
        pub(crate) fn $name(&self, column: usize) -> Result<$type, StoreError> {
            let found = match self {
                Row::Sqlite(row) => row.try_get_unchecked(column),
                Row::Postgres(row) => row.try_get(column),
            };
            found.map_err(|error| StoreError::because("read a stored row", error))
        }
    };
}

impl Row {
    column!(int, i64);
    column!(text, String);
    column!(maybe_text, Option<String>);
    column!(bytes, Vec<u8>);
    column!(maybe_bytes, Option<Vec<u8>>);

    pub(crate) fn hash(&self, column: usize) -> Result<[u8; 32], StoreError> {
        let bytes = self.bytes(column)?;
        let n = bytes.len();
        bytes.try_into().map_err(|_| StoreError::damaged("an id", format!("{n} bytes where 32 are expected")))
    }
}

/// Which database answers.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A connection and the private runtime that drives it.
pub(crate) struct Db {
    runtime: tokio::runtime::Runtime,
    connection: Option<Connection>,
}

impl Db {
    pub(crate) fn new(runtime: tokio::runtime::Runtime, connection: Connection) -> Db {
        Db { runtime, connection: Some(connection) }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.connection, Some(Connection::Postgres(_)))
    }

    /// Runs statements that take no arguments, one after the other.
    pub(crate) fn script(&mut self, doing: &str, sql: &str) -> Result<(), StoreError> {
        let text = AssertSqlSafe(sql);
        let done = match &mut self.connection {
            Some(Connection::Sqlite(c)) => self.runtime.block_on(sqlx::raw_sql(text).execute(c)).map(drop),
            Some(Connection::Postgres(c)) => self.runtime.block_on(sqlx::raw_sql(text).execute(c)).map(drop),
            None => Err(sqlx::Error::WorkerCrashed),
        };
        done.map_err(|error| StoreError::because(doing, error))
    }

    /// Runs one statement; how many rows it touched.
    pub(crate) fn execute(&mut self, doing: &str, sql: &str, values: Vec<Value>) -> Result<u64, StoreError> {
        let text = AssertSqlSafe(sql);
        let done = match &mut self.connection {
            Some(Connection::Sqlite(c)) => sqlite_arguments(values)
                .and_then(|given| self.runtime.block_on(c.execute(sqlx::query_with(text, given))))
                .map(|done| done.rows_affected()),
            Some(Connection::Postgres(c)) => postgres_arguments(values)
                .and_then(|given| self.runtime.block_on(c.execute(sqlx::query_with(text, given))))
                .map(|done| done.rows_affected()),
            None => Err(sqlx::Error::WorkerCrashed),
        };
        done.map_err(|error| StoreError::because(doing, error))
    }

    /// Hands every row of the answer to `each`, as it comes.
    pub(crate) fn each_row(
        &mut self,
        doing: &str,
        sql: &str,
        values: Vec<Value>,
        each: &mut dyn FnMut(&Row) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let text = AssertSqlSafe(sql);
        let because = |error| StoreError::because(doing, error);
        match &mut self.connection {
            Some(Connection::Sqlite(c)) => {
                let given = sqlite_arguments(values).map_err(because)?;
                self.runtime.block_on(async {
                    let mut rows = c.fetch(sqlx::query_with(text, given));
                    while let Some(row) = rows.try_next().await.map_err(because)? {
                        each(&Row::Sqlite(row))?;
                    }
                    Ok(())
                })
            }
            Some(Connection::Postgres(c)) => {
                let given = postgres_arguments(values).map_err(because)?;
                self.runtime.block_on(async {
                    let mut rows = c.fetch(sqlx::query_with(text, given));
                    while let Some(row) = rows.try_next().await.map_err(because)? {
                        each(&Row::Postgres(row))?;
                    }
                    Ok(())
                })
            }
            None => Err(because(sqlx::Error::WorkerCrashed)),
        }
    }

    /// Every row of the answer, read by `read`.
    pub(crate) fn rows<T>(
        &mut self,
        doing: &str,
        sql: &str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each_row(doing, sql, values, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of the answer, read by `read`.
    pub(crate) fn first<T>(
        &mut self,
        doing: &str,
        sql: &str,
        values: Vec<Value>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.rows(doing, sql, values, read)?.into_iter().next())
    }

    /// Does all of `work` or, when it fails, nothing. Writers wait for one another, so
    /// that what one of them numbers is seen by the next.
    pub(crate) fn write<T>(
        &mut self,
        doing: &str,
        work: impl FnOnce(&mut Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let begin = if self.is_postgres() { "BEGIN; LOCK TABLE batch IN EXCLUSIVE MODE" } else { "BEGIN IMMEDIATE" };
        self.script(doing, begin).inspect_err(|_| self.roll_back())?;
        let done = work(self).and_then(|done| self.script(doing, "COMMIT").map(|()| done));
        done.inspect_err(|_| self.roll_back())
    }

    /// Reads all of `work` from one state of the store, whatever others write meanwhile.
    pub(crate) fn read<T>(
        &mut self,
        doing: &str,
        work: impl FnOnce(&mut Db) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let begin =
            if self.is_postgres() { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN DEFERRED" };
        self.script(doing, begin)?;
        let done = work(self);
        self.roll_back();
        done
    }

    /// Forgets an open transaction. That there may be none is no failure.
    fn roll_back(&mut self) {
        drop(self.script("roll back", "ROLLBACK"));
    }

    /// Writes many rows of `columns` into a table; how many were new. Only within a write.
    pub(crate) fn insert(&mut self, doing: &str, into: &Insert<'_>, rows: Vec<Vec<Value>>) -> Result<u64, StoreError> {
        match (rows.is_empty(), self.is_postgres()) {
            (true, _) => Ok(0),
            (false, true) => self.copy(doing, into, &rows),
            (false, false) => self.insert_in_chunks(doing, into, rows),
        }
    }

    /// SQLite: some hundred rows a statement, which is prepared once.
    fn insert_in_chunks(&mut self, doing: &str, into: &Insert<'_>, rows: Vec<Vec<Value>>) -> Result<u64, StoreError> {
        const PARAMETERS: usize = 2_000;
        let width = into.columns.split(',').count();
        let most = (PARAMETERS / width).max(1);
        let full = into.sql(width, most);
        let mut touched = 0;
        let mut rows = rows.into_iter();
        loop {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(most).collect();
            let n = chunk.len();
            if n == 0 {
                return Ok(touched);
            }
            let values = chunk.into_iter().flatten().collect();
            touched += if n == most {
                self.execute(doing, &full, values)?
            } else {
                self.execute(doing, &into.sql(width, n), values)?
            };
        }
    }

    /// PostgreSQL: one stream of rows. It cannot pass over a row that is there, so those go by a
    /// table of their own.
    fn copy(&mut self, doing: &str, into: &Insert<'_>, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        const INCOMING: &str = "incoming";
        let Insert { table, columns, known_is_fine } = into;
        if !known_is_fine {
            return self.copy_into(doing, table, columns, rows);
        }
        self.script(doing, &format!("CREATE TEMPORARY TABLE {INCOMING} (LIKE {table}) ON COMMIT DROP"))?;
        self.copy_into(doing, INCOMING, columns, rows)?;
        let sql = format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {INCOMING} ON CONFLICT DO NOTHING");
        let new = self.execute(doing, &sql, vec![])?;
        self.script(doing, &format!("DROP TABLE {INCOMING}"))?;
        Ok(new)
    }

    fn copy_into(&mut self, doing: &str, table: &str, columns: &str, rows: &[Vec<Value>]) -> Result<u64, StoreError> {
        /// Bytes sent at a time.
        const AT_A_TIME: usize = 1 << 20;
        let Some(Connection::Postgres(c)) = &mut self.connection else {
            return Err(StoreError::because(doing, sqlx::Error::WorkerCrashed));
        };
        let sql = format!("COPY {table} ({columns}) FROM STDIN (FORMAT binary)");
        let sent = self.runtime.block_on(async {
            let mut stream = c.copy_in_raw(&sql).await?;
            let mut bytes = copied::HEADER.to_vec();
            for row in rows {
                copied::row(row, &mut bytes)?;
                if bytes.len() > AT_A_TIME {
                    stream.send(std::mem::take(&mut bytes)).await?;
                }
            }
            bytes.extend(copied::TRAILER);
            stream.send(bytes).await?;
            stream.finish().await
        });
        sent.map_err(|error| StoreError::because(doing, error))
    }
}

/// Where rows go and what happens when one is already there.
pub(crate) struct Insert<'a> {
    pub(crate) table: &'a str,
    pub(crate) columns: &'a str,
    /// Rows whose key is known are passed over.
    pub(crate) known_is_fine: bool,
}

impl Insert<'_> {
    /// Parameters without numbers: the driver looks a number up among all others, each time.
    fn sql(&self, width: usize, rows: usize) -> String {
        let row = format!("({})", vec!["?"; width].join(", "));
        let rows = vec![row.as_str(); rows].join(", ");
        let known = if self.known_is_fine { " ON CONFLICT DO NOTHING" } else { "" };
        format!("INSERT INTO {} ({}) VALUES {rows}{known}", self.table, self.columns)
    }
}

/// Rows in the binary form of PostgreSQL's COPY
/// (<https://www.postgresql.org/docs/current/sql-copy.html>, "Binary Format").
mod copied {
    use super::Value;

    /// Signature, no flags, no extension.
    pub(super) const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
    /// A count of fields no row has.
    pub(super) const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
    const NULL: [u8; 4] = (-1_i32).to_be_bytes();

    pub(super) fn row(row: &[Value], to: &mut Vec<u8>) -> Result<(), sqlx::Error> {
        to.extend(i16::try_from(row.len()).map_err(too_long)?.to_be_bytes());
        for value in row {
            match value {
                Value::Int(value) => field(&value.to_be_bytes(), to)?,
                Value::Text(value) => field(value.as_bytes(), to)?,
                Value::Bytes(value) => field(value, to)?,
                Value::NoText | Value::NoBytes => to.extend(NULL),
            }
        }
        Ok(())
    }

    fn field(bytes: &[u8], to: &mut Vec<u8>) -> Result<(), sqlx::Error> {
        to.extend(i32::try_from(bytes.len()).map_err(too_long)?.to_be_bytes());
        to.extend(bytes);
        Ok(())
    }

    fn too_long(error: std::num::TryFromIntError) -> sqlx::Error {
        sqlx::Error::Encode(Box::new(error))
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        // What was acknowledged is already on disk; a failure to part politely loses nothing.
        match self.connection.take() {
            Some(Connection::Sqlite(c)) => drop(self.runtime.block_on(c.close())),
            Some(Connection::Postgres(c)) => drop(self.runtime.block_on(c.close())),
            None => {}
        }
    }
}

fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut given = SqliteArguments::default();
    for value in values {
        let added = match value {
            Value::Int(value) => given.add(value),
            Value::Text(value) => given.add(value),
            Value::Bytes(value) => given.add(value),
            Value::NoText => given.add(None::<String>),
            Value::NoBytes => given.add(None::<Vec<u8>>),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(given)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut given = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Int(value) => given.add(value),
            Value::Text(value) => given.add(value),
            Value::Bytes(value) => given.add(value),
            Value::NoText => given.add(None::<String>),
            Value::NoBytes => given.add(None::<Vec<u8>>),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(given)
}
