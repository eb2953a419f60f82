//! Machine output: `--json` lines, JUnit files, GitHub annotations.

mod affected_json;
mod event;
pub(crate) mod github;
mod json;
pub(crate) mod junit;
mod schema;

pub use affected_json::AffectedTargets;
pub use event::{
    ActionEnded, Artifacts, Drift, Event, Finding, Finished, Generated, Output, ProgressNow, Retry,
    RunningNow, Started, StepChange, StepState, TestEnded, WaitingStep,
};
pub use json::JsonLines;
pub use schema::{affected_schema, json_schema};
