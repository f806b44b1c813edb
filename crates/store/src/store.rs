//! Opening a store: a file made when it is not there, or a database by its address.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::codec;
use crate::db::{Connection, Db};
use crate::error::{ErrorKind, StoreError};
use crate::migrate;

/// How long a writer waits for another one before it says that the store is in use.
const WAIT: Duration = Duration::from_secs(10);

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One file.
    File(PathBuf),
    /// A PostgreSQL database, by its URL.
    Server(String),
}

impl Place {
    /// `postgres://…` and `postgresql://…` are servers, all else is a path.
    pub fn read(text: &str) -> Place {
        let is_server = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_server {
            return Place::Server(text.to_string());
        }
        Place::File(PathBuf::from(text.strip_prefix("sqlite://").unwrap_or(text)))
    }

    /// Whether a store may be there: a server is asked, a file is looked for.
    pub fn is_there(&self) -> bool {
        match self {
            Place::File(path) => path.exists(),
            Place::Server(_) => true,
        }
    }
}

/// Never tells a password: of a server, only host and database are named.
impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Server(url) => match PgConnectOptions::from_str(url) {
                Ok(at) => {
                    write!(f, "postgres://{}:{}/{}", at.get_host(), at.get_port(), at.get_database().unwrap_or("?"))
                }
                Err(_) => f.write_str("a postgres:// address that cannot be read"),
            },
        }
    }
}

/// Facts kept for ever. Every method blocks until it is done; a write that has returned is on
/// disk, and one that failed or was killed has left nothing.
pub struct Store {
    pub(crate) db: Db,
    place: Place,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.place)
    }
}

impl Store {
    /// Opens the store at a path or a `postgres://` URL; makes it where nothing is, and brings
    /// it to the form this version knows.
    ///
    /// # Errors
    /// Whatever [`ErrorKind`] names: not a store, newer, damaged, in use, not writable, not there.
    pub fn open(url_or_path: &str) -> Result<Store, StoreError> {
        Store::at(&Place::read(url_or_path))
    }

    pub fn at(place: &Place) -> Result<Store, StoreError> {
        Store::patient(place, WAIT)
    }

    /// As [`Store::at`], waiting for other writers no longer than `wait`.
    pub fn patient(place: &Place, wait: Duration) -> Result<Store, StoreError> {
        let doing = format!("open the store `{place}`");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| StoreError::caused(ErrorKind::Database, doing.clone(), error))?;
        let because = |error| StoreError::because(doing.clone(), error);
        let connection = match place {
            Place::File(path) => {
                make_folder(path, &doing)?;
                Connection::Sqlite(runtime.block_on(file_options(path, wait).connect()).map_err(because)?)
            }
            Place::Server(url) => {
                let options = PgConnectOptions::from_str(url).map_err(because)?;
                let options = options.application_name("rackworth").disable_statement_logging();
                Connection::Postgres(runtime.block_on(options.connect()).map_err(because)?)
            }
        };
        let mut store = Store { db: Db::new(runtime, connection), place: place.clone() };
        if store.db.is_postgres() {
            let sql = format!("SET lock_timeout = {}; SET client_min_messages = warning", wait.as_millis());
            store.db.script(&doing, &sql)?;
        }
        migrate::migrate(&mut store.db)?;
        Ok(store)
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Numbers a write: what it writes is known from `recorded_at` on.
    pub(crate) fn begin_batch(db: &mut Db, what: &str, recorded_at: Timestamp) -> Result<i64, StoreError> {
        let seq = next(db, "batch")?;
        let sql = "INSERT INTO batch (seq, recorded_at, what) VALUES ($1, $2, $3)";
        db.execute("number a write", sql, vec![seq.into(), codec::moment(recorded_at).into(), what.into()])?;
        Ok(seq)
    }
}

/// The next free number of a table; only within a write, where nobody else numbers.
pub(crate) fn next(db: &mut Db, table: &str) -> Result<i64, StoreError> {
    let sql = format!("SELECT COALESCE(MAX(seq), 0) + 1 FROM {table}");
    Ok(db.first("number a row", &sql, vec![], |row| row.int(0))?.unwrap_or(1))
}

fn make_folder(path: &Path, doing: &str) -> Result<(), StoreError> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| {
        let kind = match error.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
            std::io::ErrorKind::StorageFull => ErrorKind::Full,
            _ => ErrorKind::Unreachable,
        };
        StoreError::caused(kind, doing, error)
    })
}

/// Write-ahead log: readers do not wait for a writer. `FULL`: what was acknowledged outlasts a
/// power cut, too.
fn file_options(path: &Path, wait: Duration) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(wait)
        // KiB when negative, and taken only as needed: room for the index of two million components.
        .pragma("cache_size", "-262144")
        .disable_statement_logging()
}
