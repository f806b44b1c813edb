//! Brings a store to the form this version knows, step by step.

use crate::db::{Db, Row};
use crate::error::{ErrorKind, StoreError};

/// One step: what it makes of a store of the version before it.
struct Migration {
    version: i64,
    name: &'static str,
    sql: &'static str,
}

/// In order, counted from 1 without gaps; a released step is never edited.
const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "facts", sql: include_str!("../migrations/0001-facts.sql") },
    Migration { version: 2, name: "run books", sql: include_str!("../migrations/0002-run-books.sql") },
];

/// The form of store this version writes.
pub const VERSION: i64 = MIGRATIONS[MIGRATIONS.len() - 1].version;

/// Where the steps that were taken are listed.
const STEPS: &str = "CREATE TABLE IF NOT EXISTS schema_step (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL)";

/// The version of what is there: 0 for an empty database.
///
/// # Errors
/// `NotAStore` when there are tables, but none of ours; `Newer` when it is beyond us.
pub(crate) fn version(db: &mut Db) -> Result<i64, StoreError> {
    const DOING: &str = "open the store";
    match tables(db)? {
        (0, 0) => return Ok(0),
        (0, n) => {
            let why = format!("it is a database with {n} tables of something else, expected a store or nothing");
            return Err(StoreError::new(ErrorKind::NotAStore, DOING, why));
        }
        _ => {}
    }
    let found =
        db.first(DOING, "SELECT MAX(version) FROM schema_step HAVING COUNT(*) > 0", vec![], |row| row.int(0))?;
    let found = found.unwrap_or(0);
    if found > VERSION {
        let why = format!("it has version {found} and this rackworth knows versions up to {VERSION}");
        return Err(StoreError::new(ErrorKind::Newer, DOING, why));
    }
    Ok(found)
}

/// How many tables are the list of steps, and how many there are; in one statement, as somebody
/// else may be making the store.
fn tables(db: &mut Db) -> Result<(i64, i64), StoreError> {
    let sql = if db.is_postgres() {
        "SELECT COUNT(CASE WHEN tablename = 'schema_step' THEN 1 END), COUNT(*) FROM pg_tables \
         WHERE schemaname = current_schema()"
    } else {
        "SELECT COUNT(CASE WHEN name = 'schema_step' THEN 1 END), COUNT(*) FROM sqlite_master \
         WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let counts = db.first("open the store", sql, vec![], |row: &Row| Ok((row.int(0)?, row.int(1)?)))?;
    Ok(counts.unwrap_or((0, 0)))
}

/// Takes the steps that are missing, all or none.
pub(crate) fn migrate(db: &mut Db) -> Result<(), StoreError> {
    const DOING: &str = "bring the store up to date";
    if version(db)? == VERSION {
        return Ok(());
    }
    // Two processes may find the same old store: the second waits here and finds it done.
    // The number only has to be the same for everybody who migrates in one database.
    let begin = if db.is_postgres() { "BEGIN; SELECT pg_advisory_xact_lock(7225901)" } else { "BEGIN IMMEDIATE" };
    db.script(DOING, begin)?;
    let done = take_steps(db).and_then(|()| db.script(DOING, "COMMIT"));
    if done.is_err() {
        drop(db.script(DOING, "ROLLBACK"));
    }
    done
}

fn take_steps(db: &mut Db) -> Result<(), StoreError> {
    let found = version(db)?;
    db.script("bring the store up to date", STEPS)?;
    for step in MIGRATIONS.iter().filter(|step| step.version > found) {
        let doing = format!("bring the store to version {} ({})", step.version, step.name);
        db.script(&doing, step.sql)?;
        let sql = "INSERT INTO schema_step (version, name) VALUES ($1, $2)";
        db.execute(&doing, sql, vec![step.version.into(), step.name.into()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_without_gaps() {
        for (i, step) in MIGRATIONS.iter().enumerate() {
            assert_eq!(step.version, i64::try_from(i).unwrap() + 1, "{}", step.name);
        }
    }
}
