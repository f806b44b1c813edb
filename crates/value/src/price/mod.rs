//! The price of a part: one pooled regression per class and segment.

mod class_fit;
mod design;
mod features;
mod lines;
mod quote;
mod trend;

pub use class_fit::{ClassFit, Dropped, DroppedWhy, Parts};
pub(crate) use class_fit::{Score, log_usd, select};
pub(crate) use design::{Usable, channel_prior, condition_prior, kind_prior};
pub use features::family_of;
pub use lines::{Line, LineOf};
pub use quote::{Comparable, PartPrice, Prices};
pub(crate) use quote::{PRICED, stretch};
pub(crate) use trend::misses;
pub use trend::{Miss, TrendPoint};
