//! Answers as screens.

mod book;
mod explain;
mod identify;
mod policy;
mod unknown;
mod value;

pub use book::render_book;
pub use explain::{DEFAULT_DEPTH, render_explain};
pub use identify::render_identify;
pub use policy::render_policy;
pub use unknown::render_unknown;
pub use value::render_value;
