#![doc = include_str!("../README.md")]

mod buffer;
mod error;
mod file;
mod form;
mod frame;
mod json;
mod location;
mod model;
mod other_format;
pub mod own_lines;
mod printed_files;
mod profile;
pub mod protobuf;
mod read;
mod records;
mod referenced_files;
mod report;
mod step;
mod stream;
pub mod telling;
#[cfg(test)]
mod testdata;
mod text;
mod typescript;
mod uri;
pub mod wire;

pub use error::{Error, MAX_EVENT_BYTES, Result, STEP_VERSION};
pub use file::{FileFollower, Polled};
pub use model::{Model, OutputFile, ReportOptions};
pub use other_format::OtherFormat;
pub use printed_files::Printed;
pub use profile::{ActionSpan, CriticalSpan, Profile, Way};
pub use read::{EventReader, Follower};
pub use referenced_files::ReferencedFiles;
pub use report::{
    Action, Actions, Cache, CriticalPath, Failure, Invocation, Location, Outcome, Problem,
    REPORT_VERSION, Report, Runner, Severity, Step, StepStatus, Target, TargetStatus, Test,
    TestCounts, TestRun, TestStatus,
};
pub use step::{StepArtifact, StepDefinition, StepFile};
pub use stream::{
    Reading, Skipped, StreamEnd, each_event, read_file, read_stream, read_stream_into,
};
pub use text::readable_label;
pub use typescript::typescript;
