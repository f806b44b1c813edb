//! Facts kept for ever: evidence, observations, readings of fleets, runs; in one SQLite file,
//! or in PostgreSQL for teams, with one SQL text for both.
//!
//! **Invariant:** never interprets. It knows no catalog and no price model, opens no network
//! connection but to the database it was told, and reads no clock: moments are arguments.

mod codec;
mod db;
mod error;
mod evidence;
mod migrate;
mod observations;
mod store;
mod subject;

pub use error::{ErrorKind, StoreError};
pub use migrate::VERSION;
pub use observations::Seen;
pub use store::{Place, Store};
