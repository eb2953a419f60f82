//! One record of the stream.

use super::{
    Aborted, ActionExecuted, BuildEventId, BuildFinished, BuildMetrics, BuildStarted,
    BuildToolLogs, NamedSetOfFiles, OptionsParsed, Progress, TargetComplete, TargetConfigured,
    TestResult, TestSummary, UnstructuredCommandLine, WorkspaceConfig,
};

/// `build_event_stream.BuildEvent`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildEvent {
    /// What the event is about.
    #[prost(message, optional, tag = "1")]
    pub id: Option<BuildEventId>,
    /// The events that it announces.
    #[prost(message, repeated, tag = "2")]
    pub children: Vec<BuildEventId>,
    /// Whether the stream ends here.
    #[prost(bool, tag = "20")]
    pub last_message: bool,
    /// What it says.
    #[prost(
        oneof = "Payload",
        tags = "3, 4, 5, 7, 8, 9, 10, 12, 13, 14, 15, 18, 23, 24, 25"
    )]
    pub payload: Option<Payload>,
}

/// What an event says.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Payload {
    /// What Bazel printed.
    #[prost(message, tag = "3")]
    Progress(Progress),
    /// The announced event will not come.
    #[prost(message, tag = "4")]
    Aborted(Aborted),
    /// The invocation began.
    #[prost(message, tag = "5")]
    Started(BuildStarted),
    /// A target was analyzed.
    #[prost(message, tag = "18")]
    Configured(TargetConfigured),
    /// An action ran.
    #[prost(message, tag = "7")]
    Action(Box<ActionExecuted>),
    /// A target was built, or was not.
    #[prost(message, tag = "8")]
    Completed(Box<TargetComplete>),
    /// All runs of a test.
    #[prost(message, tag = "9")]
    TestSummary(TestSummary),
    /// One run of a test.
    #[prost(message, tag = "10")]
    TestResult(TestResult),
    /// The command line as it was, with the client's environment in it.
    #[prost(message, tag = "12")]
    CommandLine(UnstructuredCommandLine),
    /// The options in effect.
    #[prost(message, tag = "13")]
    OptionsParsed(OptionsParsed),
    /// The verdict.
    #[prost(message, tag = "14")]
    Finished(BuildFinished),
    /// Files, and other sets of files.
    #[prost(message, tag = "15")]
    NamedSet(NamedSetOfFiles),
    /// Files about the invocation.
    #[prost(message, tag = "23")]
    ToolLogs(BuildToolLogs),
    /// Counts and times of the whole.
    #[prost(message, tag = "24")]
    Metrics(Box<BuildMetrics>),
    /// Where the workspace is.
    #[prost(message, tag = "25")]
    WorkspaceInfo(WorkspaceConfig),
}
