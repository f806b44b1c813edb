//! Why the store could not do what it was asked.

use std::error::Error;
use std::fmt;

use sqlx::error::DatabaseError;

/// What stood in the way, as far as a caller can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another process holds the store.
    Busy,
    /// No room is left where the store is.
    Full,
    /// The store or its folder may not be written.
    ReadOnly,
    /// What is there is damaged.
    Corrupt,
    /// What is there is not a store.
    NotAStore,
    /// The store was written by a newer rackworth.
    Newer,
    /// Nothing is there, or no server answers.
    Unreachable,
    /// The request contradicts what the store holds.
    Refused,
    /// Anything else the database says.
    Database,
}

/// What was attempted, what stood in the way, and the database's own word as its source.
#[derive(Debug, thiserror::Error)]
pub struct StoreError {
    kind: ErrorKind,
    doing: String,
    why: Option<String>,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)?;
        match (&self.why, self.kind) {
            (Some(why), _) => write!(f, ": {why}"),
            (None, ErrorKind::Database) => Ok(()),
            (None, kind) => write!(f, ": {}", kind.words()),
        }
    }
}

impl ErrorKind {
    fn words(self) -> &'static str {
        match self {
            ErrorKind::Busy => "the store is in use by another process",
            ErrorKind::Full => "there is no room left where the store is",
            ErrorKind::ReadOnly => "the store may not be written",
            ErrorKind::Corrupt => "the store is damaged",
            ErrorKind::NotAStore => "what is there is not a store",
            ErrorKind::Newer => "the store was written by a newer rackworth",
            ErrorKind::Unreachable => "nothing is there",
            ErrorKind::Refused => "the store holds something else",
            ErrorKind::Database => "the database refused",
        }
    }
}

impl StoreError {
    /// `doing` follows "failed to"; `why` says what was found and expected.
    pub(crate) fn new(kind: ErrorKind, doing: impl Into<String>, why: impl Into<String>) -> StoreError {
        StoreError { kind, doing: doing.into(), why: Some(why.into()), source: None }
    }

    pub(crate) fn because(doing: impl Into<String>, source: sqlx::Error) -> StoreError {
        StoreError { kind: kind_of(&source), doing: doing.into(), why: None, source: Some(Box::new(source)) }
    }

    pub(crate) fn caused(
        kind: ErrorKind,
        doing: impl Into<String>,
        source: impl Error + Send + Sync + 'static,
    ) -> Self {
        StoreError { kind, doing: doing.into(), why: None, source: Some(Box::new(source)) }
    }

    /// A stored field that cannot be understood.
    pub(crate) fn damaged(what: &str, found: impl fmt::Display) -> StoreError {
        StoreError::new(ErrorKind::Corrupt, format!("read {what}"), format!("the store holds `{found}`"))
    }

    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

fn kind_of(error: &sqlx::Error) -> ErrorKind {
    match error {
        sqlx::Error::Database(told) => kind_of_code(told.as_ref()),
        sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => ErrorKind::Full,
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => ErrorKind::Unreachable,
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ErrorKind::Corrupt,
        _ => ErrorKind::Database,
    }
}

/// SQLite's result codes (<https://sqlite.org/rescode.html>; the low byte is the primary code)
/// and PostgreSQL's SQLSTATEs (appendix A of its manual).
fn kind_of_code(error: &dyn DatabaseError) -> ErrorKind {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return match code.parse::<u32>().unwrap_or_default() & 0xFF {
            5 | 6 => ErrorKind::Busy,
            8 => ErrorKind::ReadOnly,
            // An I/O error on writing is how a full disk or a size limit shows, too.
            10 if matches!(code.as_ref(), "778" | "1034" | "1546" | "4874") => ErrorKind::Full,
            13 => ErrorKind::Full,
            11 => ErrorKind::Corrupt,
            14 => ErrorKind::Unreachable,
            26 => ErrorKind::NotAStore,
            _ => ErrorKind::Database,
        };
    }
    match code.as_ref() {
        "53100" => ErrorKind::Full,
        "25006" | "42501" => ErrorKind::ReadOnly,
        "40001" | "40P01" | "55P03" => ErrorKind::Busy,
        "XX001" | "XX002" => ErrorKind::Corrupt,
        "3D000" | "57P03" | "53300" | "28000" | "28P01" => ErrorKind::Unreachable,
        _ => ErrorKind::Database,
    }
}
