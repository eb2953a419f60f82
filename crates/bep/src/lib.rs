#![doc = include_str!("../README.md")]

mod beside;
mod error;
mod file;
mod frame;
mod location;
mod model;
mod profile;
pub mod protobuf;
mod read;
mod report;
mod step;
mod stream;
#[cfg(test)]
mod testdata;
mod text;
mod typescript;
mod uri;
pub mod wire;

pub use beside::{SideError, SideFiles};
pub use error::{MAX_EVENT_BYTES, ReadError};
pub use file::{FileFollower, Polled};
pub use model::{Model, OutputFile, ReportOptions};
pub use profile::{ActionSpan, CriticalSpan, Profile, ProfileError, Way};
pub use read::{EventReader, Follower};
pub use report::{
    Action, Actions, Cache, CriticalPath, Failure, Invocation, Location, Outcome, Problem,
    REPORT_VERSION, Report, Runner, Severity, Step, StepStatus, Target, TargetStatus, Test,
    TestRun, TestStatus,
};
pub use step::{STEP_VERSION, StepArtifact, StepDefinition, StepError, StepFile};
pub use stream::{Reading, StreamEnd, StreamError, read_file, read_stream, read_stream_into};
pub use text::readable_label;
pub use typescript::typescript;
