//! Answers as screens.

mod book;
mod collect;
mod explain;
mod fetch;
mod identify;
mod import;
mod policy;
mod store;
mod trend;
mod unknown;
mod value;

pub use book::render_book;
pub use collect::render_collect;
pub use explain::{DEFAULT_DEPTH, render_explain};
pub use fetch::render_fetch;
pub use identify::render_identify;
pub use import::render_import;
pub use policy::render_policy;
pub use store::{
    render_diff, render_fleets, render_gaps, render_placements, render_rates, render_recorded, render_runs,
    render_store,
};
pub use trend::{render_doctor, render_trend};
pub use unknown::render_unknown;
pub use value::render_value;
