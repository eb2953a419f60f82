//! Events of the invocation as a whole.

use super::{FailureDetail, File, Timestamp};

/// `build_event_stream.BuildStarted`. The options' description is left out: it can hold secrets.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildStarted {
    /// The invocation's id.
    #[prost(string, tag = "1")]
    pub uuid: String,
    /// When it began, in milliseconds since 1970-01-01 UTC, in older streams.
    #[prost(int64, tag = "2")]
    pub start_time_millis: i64,
    /// When it began.
    #[prost(message, optional, tag = "9")]
    pub start_time: Option<Timestamp>,
    /// Bazel's version.
    #[prost(string, tag = "3")]
    pub build_tool_version: String,
    /// `build`, `test` ...
    #[prost(string, tag = "5")]
    pub command: String,
    /// The workspace's absolute path.
    #[prost(string, tag = "7")]
    pub workspace_directory: String,
}

/// `build_event_stream.Progress`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Progress {
    /// What went to stdout.
    #[prost(string, tag = "1")]
    pub stdout: String,
    /// What went to stderr.
    #[prost(string, tag = "2")]
    pub stderr: String,
}

/// `build_event_stream.Aborted`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Aborted {
    /// One of [`abort_reason`].
    #[prost(int32, tag = "1")]
    pub reason: i32,
    /// The reason in Bazel's words.
    #[prost(string, tag = "2")]
    pub description: String,
}

/// Numbers of `Aborted.AbortReason`.
pub mod abort_reason {
    /// Not said.
    pub const UNKNOWN: i32 = 0;
    /// The build was interrupted.
    pub const USER_INTERRUPTED: i32 = 1;
    /// It took too long.
    pub const TIME_OUT: i32 = 2;
    /// The remote executor or cache failed.
    pub const REMOTE_ENVIRONMENT_FAILURE: i32 = 3;
    /// Bazel itself failed.
    pub const INTERNAL: i32 = 4;
    /// Bazel had no memory left.
    pub const OUT_OF_MEMORY: i32 = 11;
    /// The target could not be loaded.
    pub const LOADING_FAILURE: i32 = 5;
    /// The target could not be analyzed.
    pub const ANALYSIS_FAILURE: i32 = 6;
    /// The target was left out: it is incompatible with the platform.
    pub const SKIPPED: i32 = 7;
    /// `--noanalyze`.
    pub const NO_ANALYZE: i32 = 8;
    /// `--nobuild`.
    pub const NO_BUILD: i32 = 9;
    /// The build ended before.
    pub const INCOMPLETE: i32 = 10;
}

/// `build_event_stream.UnstructuredCommandLine`. It holds secrets: kept only to recognize them.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct UnstructuredCommandLine {
    /// Arguments, with those that Bazel's client adds.
    #[prost(string, repeated, tag = "1")]
    pub args: Vec<String>,
}

/// `build_event_stream.OptionsParsed`. Values can be secrets: kept only to recognize them.
#[derive(Clone, PartialEq, prost::Message)]
pub struct OptionsParsed {
    /// Options from the command line itself.
    #[prost(string, repeated, tag = "4")]
    pub explicit_cmd_line: Vec<String>,
    /// All options, those of rc files included.
    #[prost(string, repeated, tag = "3")]
    pub cmd_line: Vec<String>,
}

/// `build_event_stream.WorkspaceConfig`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct WorkspaceConfig {
    /// Absolute path of the execution root.
    #[prost(string, tag = "1")]
    pub local_exec_root: String,
}

/// `build_event_stream.BuildFinished`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildFinished {
    /// Whether all of it succeeded, in older streams.
    #[prost(bool, tag = "1")]
    pub overall_success: bool,
    /// The verdict.
    #[prost(message, optional, tag = "3")]
    pub exit_code: Option<ExitCode>,
    /// When it ended, in milliseconds since 1970-01-01 UTC, in older streams.
    #[prost(int64, tag = "2")]
    pub finish_time_millis: i64,
    /// When it ended.
    #[prost(message, optional, tag = "5")]
    pub finish_time: Option<Timestamp>,
    /// Why it failed.
    #[prost(message, optional, tag = "6")]
    pub failure_detail: Option<FailureDetail>,
}

/// `BuildFinished.ExitCode`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct ExitCode {
    /// Its name, such as `SUCCESS`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// The exit code's number.
    #[prost(int32, tag = "2")]
    pub code: i32,
}

/// `build_event_stream.BuildToolLogs`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildToolLogs {
    /// Bazel's profile is among them.
    #[prost(message, repeated, tag = "1")]
    pub log: Vec<File>,
}
