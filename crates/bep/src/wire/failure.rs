//! Why something failed.

/// `failure_details.FailureDetail`, of whose 60 categories one is read.
#[derive(Clone, PartialEq, prost::Message)]
pub struct FailureDetail {
    /// The failure in Bazel's words.
    #[prost(string, tag = "1")]
    pub message: String,
    /// The process that an action started.
    #[prost(message, optional, tag = "123")]
    pub spawn: Option<Spawn>,
}

/// `failure_details.Spawn`.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Spawn {
    /// The tool's own exit code; 128 + signal where one ended it.
    #[prost(int32, tag = "3")]
    pub spawn_exit_code: i32,
}
