//! Events about tests.

use super::{Duration, File, Timestamp};

/// Numbers of `build_event_stream.TestStatus`.
pub mod test_status {
    /// The status is unknown.
    pub const NO_STATUS: i32 = 0;
    /// Every run passed.
    pub const PASSED: i32 = 1;
    /// A run failed, then passed.
    pub const FLAKY: i32 = 2;
    /// A run timed out.
    pub const TIMEOUT: i32 = 3;
    /// A run failed.
    pub const FAILED: i32 = 4;
    /// Some results are missing.
    pub const INCOMPLETE: i32 = 5;
    /// The remote executor failed.
    pub const REMOTE_FAILURE: i32 = 6;
    /// It could not be built.
    pub const FAILED_TO_BUILD: i32 = 7;
    /// Bazel stopped before it ran.
    pub const TOOL_HALTED_BEFORE_TESTING: i32 = 8;
}

/// `build_event_stream.TestResult`: one run.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TestResult {
    /// One of [`test_status`].
    #[prost(int32, tag = "5")]
    pub status: i32,
    /// The status in Bazel's words.
    #[prost(string, tag = "9")]
    pub status_details: String,
    /// Whether the result was there already.
    #[prost(bool, tag = "4")]
    pub cached_locally: bool,
    /// When it began.
    #[prost(message, optional, tag = "10")]
    pub test_attempt_start: Option<Timestamp>,
    /// How long it took, in older streams.
    #[prost(int64, tag = "3")]
    pub test_attempt_duration_millis: i64,
    /// How long it took.
    #[prost(message, optional, tag = "11")]
    pub test_attempt_duration: Option<Duration>,
    /// `test.log`, `test.xml` ...
    #[prost(message, repeated, tag = "2")]
    pub test_action_output: Vec<File>,
    /// How it was run.
    #[prost(message, optional, tag = "8")]
    pub execution_info: Option<ExecutionInfo>,
}

/// `TestResult.ExecutionInfo`. The host's name is left out.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct ExecutionInfo {
    /// The runner, such as `linux-sandbox`.
    #[prost(string, tag = "2")]
    pub strategy: String,
    /// Whether the result came from a remote or disk cache.
    #[prost(bool, tag = "6")]
    pub cached_remotely: bool,
    /// The test's own exit code.
    #[prost(int32, tag = "7")]
    pub exit_code: i32,
}

/// `build_event_stream.TestSummary`: all runs.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TestSummary {
    /// One of [`test_status`].
    #[prost(int32, tag = "5")]
    pub overall_status: i32,
    /// Runs, shards and attempts.
    #[prost(int32, tag = "15")]
    pub attempt_count: i32,
    /// Results that were there already.
    #[prost(int32, tag = "6")]
    pub total_num_cached: i32,
    /// All results.
    #[prost(int32, tag = "1")]
    pub total_run_count: i32,
    /// The time of all runs, in older streams.
    #[prost(int64, tag = "9")]
    pub total_run_duration_millis: i64,
    /// The time of all runs.
    #[prost(message, optional, tag = "12")]
    pub total_run_duration: Option<Duration>,
}
