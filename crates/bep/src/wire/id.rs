//! What an event is about.

/// `build_event_stream.BuildEventId`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildEventId {
    /// The id itself; `None` for kinds of events that the model does not read.
    #[prost(
        oneof = "Id",
        tags = "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 19, 20, 21, 22, 23"
    )]
    pub id: Option<Id>,
}

/// The kinds of ids that the model reads.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Id {
    /// A piece of output.
    #[prost(message, tag = "2")]
    Progress(ProgressId),
    /// The start.
    #[prost(message, tag = "3")]
    Started(EmptyId),
    /// Patterns and what they stand for.
    #[prost(message, tag = "4")]
    Pattern(PatternExpandedId),
    /// A target's end.
    #[prost(message, tag = "5")]
    TargetCompleted(TargetCompletedId),
    /// An action's end.
    #[prost(message, tag = "6")]
    ActionCompleted(ActionCompletedId),
    /// A test's end.
    #[prost(message, tag = "7")]
    TestSummary(TestSummaryId),
    /// The end of one run of a test.
    #[prost(message, tag = "8")]
    TestResult(TestResultId),
    /// The verdict.
    #[prost(message, tag = "9")]
    BuildFinished(EmptyId),
    /// Patterns that were left out.
    #[prost(message, tag = "10")]
    PatternSkipped(PatternExpandedId),
    /// The command line.
    #[prost(message, tag = "11")]
    UnstructuredCommandLine(EmptyId),
    /// The options.
    #[prost(message, tag = "12")]
    OptionsParsed(EmptyId),
    /// A set of files.
    #[prost(message, tag = "13")]
    NamedSet(NamedSetOfFilesId),
    /// A target's analysis.
    #[prost(message, tag = "16")]
    TargetConfigured(TargetConfiguredId),
    /// A label without configuration (only aborted ones).
    #[prost(message, tag = "19")]
    UnconfiguredLabel(LabelId),
    /// Files about the invocation.
    #[prost(message, tag = "20")]
    BuildToolLogs(EmptyId),
    /// A label with a configuration (only aborted ones).
    #[prost(message, tag = "21")]
    ConfiguredLabel(LabelId),
    /// Counts and times.
    #[prost(message, tag = "22")]
    BuildMetrics(EmptyId),
    /// The workspace.
    #[prost(message, tag = "23")]
    Workspace(EmptyId),
}

/// An id that its kind says already.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct EmptyId {}

/// `BuildEventId.ProgressId`.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct ProgressId {
    /// Pieces are counted from 0 in the order of printing.
    #[prost(int32, tag = "1")]
    pub opaque_count: i32,
}

/// `BuildEventId.ConfigurationId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct ConfigurationId {
    /// A hash, or `none`.
    #[prost(string, tag = "1")]
    pub id: String,
}

/// `BuildEventId.PatternExpandedId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct PatternExpandedId {
    /// The patterns as the person wrote them.
    #[prost(string, repeated, tag = "1")]
    pub pattern: Vec<String>,
}

/// `BuildEventId.TargetConfiguredId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TargetConfiguredId {
    /// The target.
    #[prost(string, tag = "1")]
    pub label: String,
    /// The aspect on it; empty for the target itself.
    #[prost(string, tag = "2")]
    pub aspect: String,
}

/// `BuildEventId.TargetCompletedId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TargetCompletedId {
    /// The target.
    #[prost(string, tag = "1")]
    pub label: String,
    /// The configuration.
    #[prost(message, optional, tag = "3")]
    pub configuration: Option<ConfigurationId>,
    /// The aspect on it; empty for the target itself.
    #[prost(string, tag = "2")]
    pub aspect: String,
}

/// `BuildEventId.ActionCompletedId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct ActionCompletedId {
    /// Path of the first output below the execution root.
    #[prost(string, tag = "1")]
    pub primary_output: String,
    /// The target that the action belongs to.
    #[prost(string, tag = "2")]
    pub label: String,
    /// The configuration.
    #[prost(message, optional, tag = "3")]
    pub configuration: Option<ConfigurationId>,
}

/// `BuildEventId.TestResultId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TestResultId {
    /// The test.
    #[prost(string, tag = "1")]
    pub label: String,
    /// The configuration.
    #[prost(message, optional, tag = "5")]
    pub configuration: Option<ConfigurationId>,
    /// From 1, with `--runs_per_test`.
    #[prost(int32, tag = "2")]
    pub run: i32,
    /// From 1, for tests in shards.
    #[prost(int32, tag = "3")]
    pub shard: i32,
    /// From 1.
    #[prost(int32, tag = "4")]
    pub attempt: i32,
}

/// `BuildEventId.TestSummaryId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TestSummaryId {
    /// The test.
    #[prost(string, tag = "1")]
    pub label: String,
    /// The configuration.
    #[prost(message, optional, tag = "2")]
    pub configuration: Option<ConfigurationId>,
}

/// `BuildEventId.NamedSetOfFilesId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct NamedSetOfFilesId {
    /// The set's name in this stream.
    #[prost(string, tag = "1")]
    pub id: String,
}

/// `BuildEventId.UnconfiguredLabelId` and `BuildEventId.ConfiguredLabelId`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct LabelId {
    /// The label.
    #[prost(string, tag = "1")]
    pub label: String,
}
