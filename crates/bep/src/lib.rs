//! Reads Bazel's Build Event Protocol into a model of the build.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let reading = bep::read_file(std::path::Path::new("build.bep"))?;
//! let report = reading.model.report(&bep::ReportOptions::default());
//! println!("{:?}", report.invocation.outcome);
//! # Ok(())
//! # }
//! ```
//!
//! A live build: [`Follower::poll`] the file that Bazel writes, [`Model::apply`] each event,
//! ask for [`Model::report`] or [`Model::steps`] at any time.

mod beside;
mod error;
mod frame;
mod location;
mod model;
mod profile;
mod read;
pub mod redact;
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
pub use typescript::typescript;
