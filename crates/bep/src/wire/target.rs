//! Targets, actions and files.

use super::{FailureDetail, NamedSetOfFilesId, Timestamp};

/// `build_event_stream.TargetConfigured`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TargetConfigured {
    /// Such as `genrule rule`.
    #[prost(string, tag = "1")]
    pub target_kind: String,
    /// 0 for what is no test.
    #[prost(int32, tag = "2")]
    pub test_size: i32,
}

/// `build_event_stream.TargetComplete`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TargetComplete {
    /// Whether its outputs are there.
    #[prost(bool, tag = "1")]
    pub success: bool,
    /// Such as `genrule rule`; newer streams have it in `TargetConfigured` alone.
    #[prost(string, tag = "5")]
    pub target_kind: String,
    /// Its outputs by group.
    #[prost(message, repeated, tag = "2")]
    pub output_group: Vec<OutputGroup>,
    /// Why it failed.
    #[prost(message, optional, tag = "9")]
    pub failure_detail: Option<FailureDetail>,
}

/// `build_event_stream.OutputGroup`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct OutputGroup {
    /// `default` ...
    #[prost(string, tag = "1")]
    pub name: String,
    /// The files.
    #[prost(message, repeated, tag = "3")]
    pub file_sets: Vec<NamedSetOfFilesId>,
}

/// `build_event_stream.NamedSetOfFiles`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct NamedSetOfFiles {
    /// Its own files.
    #[prost(message, repeated, tag = "1")]
    pub files: Vec<File>,
    /// Sets that are part of it.
    #[prost(message, repeated, tag = "2")]
    pub file_sets: Vec<NamedSetOfFilesId>,
}

/// `build_event_stream.File`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct File {
    /// Path below `path_prefix`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// `bazel-out`, `k8-fastbuild`, `bin`: the rest of its path below the execution root.
    #[prost(string, repeated, tag = "4")]
    pub path_prefix: Vec<String>,
    /// Where it is, or what it holds.
    #[prost(oneof = "FileContent", tags = "2, 3")]
    pub file: Option<FileContent>,
}

/// Where a file is, or what it holds.
#[derive(Clone, PartialEq, Eq, prost::Oneof)]
pub enum FileContent {
    /// `file://` or `bytestream://`.
    #[prost(string, tag = "2")]
    Uri(String),
    /// The bytes themselves.
    #[prost(bytes, tag = "3")]
    Contents(Vec<u8>),
}

/// `build_event_stream.ActionExecuted`. The command line is left out: it can hold secrets.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ActionExecuted {
    /// Whether it succeeded.
    #[prost(bool, tag = "1")]
    pub success: bool,
    /// The mnemonic.
    #[prost(string, tag = "8")]
    pub r#type: String,
    /// Bazel's idea of an exit code: 1 for every failure.
    #[prost(int32, tag = "2")]
    pub exit_code: i32,
    /// What it printed to stdout.
    #[prost(message, optional, tag = "3")]
    pub stdout: Option<File>,
    /// What it printed to stderr.
    #[prost(message, optional, tag = "4")]
    pub stderr: Option<File>,
    /// Why it failed.
    #[prost(message, optional, tag = "11")]
    pub failure_detail: Option<FailureDetail>,
    /// When it began.
    #[prost(message, optional, tag = "12")]
    pub start_time: Option<Timestamp>,
    /// When it ended.
    #[prost(message, optional, tag = "13")]
    pub end_time: Option<Timestamp>,
}
