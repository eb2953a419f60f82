//! What programs get: `--json` lines, JUnit files, annotations for GitHub.

mod ended;
mod event;
mod github;
mod json;
mod junit;
mod schema;

pub use ended::{artifacts, ended};
pub use event::{
    ActionEnded, Artifacts, Event, Finding, Finished, Generated, Output, ProgressNow, Retry,
    RunningNow, Started, StepChange, StepState, TestEnded, WaitingStep,
};
pub use json::JsonLines;
pub use schema::json_schema;
