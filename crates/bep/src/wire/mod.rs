//! The subset of Bazel's Build Event Protocol that the model reads.
//!
//! Field numbers are the protocol's (`build_event_stream.proto`, `failure_details.proto`,
//! `action_cache.proto` of Bazel 7.7); `wire/tests.rs` proves them against the
//! descriptors in Bazel's own server. Everything else is skipped while decoding, above all the
//! events that carry the client's environment.

mod build;
mod event;
mod failure;
mod id;
pub(crate) mod light;
mod metrics;
mod target;
mod test;
#[cfg(test)]
mod tests;

pub use build::{
    Aborted, BuildFinished, BuildStarted, BuildToolLogs, ExitCode, OptionsParsed, Progress,
    UnstructuredCommandLine, WorkspaceConfig, abort_reason,
};
pub use event::{BuildEvent, Payload};
pub use failure::{FailureDetail, Spawn};
pub use id::{
    ActionCompletedId, BuildEventId, ConfigurationId, EmptyId, Id, LabelId, NamedSetOfFilesId,
    PatternExpandedId, ProgressId, TargetCompletedId, TargetConfiguredId, TestResultId,
    TestSummaryId,
};
pub use metrics::{
    ActionCacheStatistics, ActionSummary, BuildMetrics, MissDetail, RunnerCount, TimingMetrics,
    miss_reason,
};
pub use target::{
    ActionExecuted, File, FileContent, NamedSetOfFiles, OutputGroup, TargetComplete,
    TargetConfigured,
};
pub use test::{ExecutionInfo, TestResult, TestSummary, test_status};

/// `google.protobuf.Timestamp`: seconds since 1970-01-01 UTC.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Timestamp {
    /// Whole seconds.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// The rest, in nanoseconds.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

impl Timestamp {
    /// Milliseconds since 1970-01-01 UTC.
    pub fn as_millis(&self) -> f64 {
        millis(self.seconds, self.nanos)
    }
}

/// `google.protobuf.Duration`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Duration {
    /// Whole seconds.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// The rest, in nanoseconds.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

impl Duration {
    /// The duration in milliseconds.
    pub fn as_millis(&self) -> f64 {
        millis(self.seconds, self.nanos)
    }
}

/// Whole microseconds, so that equal times stay equal as binary fractions.
fn millis(seconds: i64, nanos: i32) -> f64 {
    let micros = i128::from(seconds) * 1_000_000 + i128::from(nanos) / 1_000;
    micros as f64 / 1_000.0
}
