//! Statistics with a source for every formula: regressions that bear bad rows, pooling
//! of few groups, scores of forecasts, and what assessors measure their work by.

pub mod accuracy;
pub mod drift;
pub mod order;
pub mod pooling;
pub mod regression;
pub mod roll;
pub mod scores;
