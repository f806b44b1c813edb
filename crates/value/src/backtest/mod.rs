//! How far the estimator is off on prices it has not been shown.
//!
//! A held-out price is estimated as of its own day from what had been observed by that
//! day and recorded by the moment it was recorded itself: nothing from later reaches its
//! estimate. The class is fitted anew without it (and, leaving sources out, without
//! anything its publisher said), and so is what its ranges are stretched by.

mod held;
mod leave;

pub use held::{Baseline, Held, Leave};
pub use leave::leave_out;
