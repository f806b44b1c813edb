//! The vocabulary of rackworth: money and estimates, dates and quarters, hardware
//! as reported, market observations, and the explanation of a figure.
//!
//! **Invariant:** nothing here reads a file, a clock, the environment or a random
//! number, and nothing here serializes. Two number systems live side by side and
//! meet only in [`bridge`]: [`Money`] is exact, [`Amount`] is estimated.

pub mod amount;
pub mod bridge;
pub mod class;
pub mod coverage;
pub mod draws;
pub mod estimate;
pub mod evidence;
pub mod explain;

pub mod hardware;
pub mod ids;
pub mod inventory;
pub mod measure;
pub mod money;
pub mod observation;
pub mod priced;
pub mod provenance;
pub mod quantiles;
pub mod quarter;
pub mod ratio;
pub mod reconcile;
pub mod run;
pub mod snapshot;
pub mod unit_price;

pub use amount::Amount;
pub use class::{Class, Segment};
pub use coverage::{Coverage, Gap, GapKind, Partial};
pub use draws::Draws;
pub use estimate::{Basis, Estimate, Measure};
pub use explain::{Explanation, Figure, Step, StepKind};
pub use ids::{AssetId, EvidenceId, ObservationId, PartId, RuleId, RunId, SnapshotId};
pub use money::{Currency, Money};
pub use observation::{Channel, Condition, Observation, ObservationKind, Subject};
pub use provenance::{Locator, Provenance};
pub use quantiles::Quantiles;
pub use quarter::Quarter;
pub use ratio::{Ratio, Rounding};
pub use run::Run;
pub use snapshot::{AsOf, FxRate, FxRates, KnownBy, Snapshot};
pub use unit_price::{PricedPer, Quantity, UnitPrice};
