//! Reads what machines and lists say about a fleet: bytes in, raw inventory out.
//!
//! Facts are copied as they were reported and located in what was read; what they mean is the catalog's business.

pub mod export;
pub mod live;
pub mod prices;
pub mod read;
pub mod redfish;
pub mod sheet;
