//! Facts kept for ever: evidence, observations, readings of fleets, runs; in one SQLite file,
//! or in PostgreSQL for teams, with one SQL text for both.
//!
//! **Invariant:** never interprets. It knows no catalog and no price model, opens no network
//! connection but to the database it was told, and reads no clock: moments are arguments.

mod archive;
mod codec;
mod collections;
mod db;
mod error;
mod evidence;
mod history;
mod identity;
mod inventory;
mod kinds;
mod migrate;
mod observations;
mod rates;
mod runs;
mod store;
mod subject;
mod unpacking;
mod verify;

pub use archive::{Archived, check};
pub use collections::Collection;
pub use error::{ErrorKind, StoreError};
pub use evidence::Packed;
pub use history::Placement;
pub use migrate::VERSION;
pub use observations::Seen;
pub use runs::{NewRun, RecordedRun};
pub use store::{Place, Store};
pub use verify::Verified;
