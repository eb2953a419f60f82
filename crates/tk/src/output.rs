//! Machine output: `--json` lines, JUnit files, GitHub annotations.

mod affected;
mod event;
pub(crate) mod github;
mod json;
pub(crate) mod junit;
mod schema;

pub use affected::AffectedTargets;
pub use event::{
    ActionEnded, Artifacts, Drift, Event, Finding, Finished, Generated, Output, ProgressNow, Retry,
    RunningNow, Started, StepChange, StepState, TestEnded, WaitingStep,
};
pub use json::JsonLines;
pub use schema::{affected_schema, json_schema};
