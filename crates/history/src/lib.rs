//! Earlier builds of a checkout, in `.tk/history.sqlite`: what they did, how two of them differ, step times over
//! builds, and why actions ran. The profiles of the last builds are kept next to it.
//!
//! Nothing here prints or reads the environment: [`record`] takes a plain [`EndedBuild`], and [`History`] returns
//! plain records.

mod builds;
mod compression;
mod database;
mod diff;
mod error;
mod history;
pub mod profiles;
mod pruning;
mod recording;
mod stored_report;
mod trends;
pub mod why;

pub use builds::Build;
pub use diff::{CacheDiff, Diff, StepDiff};
pub use error::{Error, Result};
pub use history::History;
pub use recording::{EndedBuild, Recorded, record};
pub use stored_report::{
    StoredAction, StoredCache, StoredCriticalPath, StoredFailure, StoredLocation, StoredReport,
    StoredStep, StoredTarget, StoredTest,
};
pub use trends::{StepRun, Trend};
