//! Asking management controllers over Redfish: what they answer is kept as evidence, and the
//! readers of [`crate::redfish`] read that.
//!
//! One blocking call, [`collect`], hides a runtime of its own. It only reads: besides `GET` it
//! sends the `POST` that opens a session and the `DELETE` that closes it. **Invariant:** a session
//! that was opened is closed, whatever happens, or its host is reported with it; a password is in
//! no message, no evidence and no file.
//!
//! `wire`, `trust`, `limits` and `secret` also serve [`crate::prices::ebay`].

mod crawl;
pub mod credentials;
pub mod evidence;
mod follow;
pub mod gap;
mod host;
pub mod limits;
mod lost;
mod path;
pub mod pin;
pub(crate) mod record;
pub mod report;
mod run;
mod scrub;
pub mod secret;
mod session;
mod shared;
pub mod stop;
pub mod survive;
pub mod target;
pub mod trust;
pub(crate) mod verdict;
pub(crate) mod wire;

pub use credentials::Credentials;
pub use limits::Limits;
pub use report::{Failed, HostReport, Outcome, SessionEnd};
pub use run::{Error, Event, Record, Request, collect};
pub use secret::Secret;
pub use stop::Stop;
pub use target::Target;
