//! Counts and times of the whole invocation.

/// `build_event_stream.BuildMetrics`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct BuildMetrics {
    /// Actions and who ran them.
    #[prost(message, optional, tag = "1")]
    pub action_summary: Option<ActionSummary>,
    /// Times of the invocation.
    #[prost(message, optional, tag = "5")]
    pub timing_metrics: Option<TimingMetrics>,
}

/// `BuildMetrics.ActionSummary`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ActionSummary {
    /// Actions that were run or taken from a disk or remote cache.
    #[prost(int64, tag = "2")]
    pub actions_executed: i64,
    /// Who ran them; the entry `total` is the sum.
    #[prost(message, repeated, tag = "6")]
    pub runner_count: Vec<RunnerCount>,
    /// Bazel's own action cache.
    #[prost(message, optional, tag = "7")]
    pub action_cache_statistics: Option<ActionCacheStatistics>,
}

/// `BuildMetrics.ActionSummary.RunnerCount`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct RunnerCount {
    /// `linux-sandbox`, `disk cache hit`, `internal`, `total` ...
    #[prost(string, tag = "1")]
    pub name: String,
    /// How many.
    #[prost(int32, tag = "2")]
    pub count: i32,
}

/// `blaze.ActionCacheStatistics`.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct ActionCacheStatistics {
    /// Actions that were up to date.
    #[prost(int32, tag = "3")]
    pub hits: i32,
    /// Actions that were not.
    #[prost(int32, tag = "4")]
    pub misses: i32,
    /// Why they were not.
    #[prost(message, repeated, tag = "5")]
    pub miss_details: Vec<MissDetail>,
}

/// `blaze.ActionCacheStatistics.MissDetail`.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct MissDetail {
    /// One of [`miss_reason`].
    #[prost(int32, tag = "1")]
    pub reason: i32,
    /// How many actions.
    #[prost(int32, tag = "2")]
    pub count: i32,
}

/// Numbers of `ActionCacheStatistics.MissReason`.
pub mod miss_reason {
    /// The action is run each time.
    pub const UNCONDITIONAL_EXECUTION: i32 = 6;
}

/// `BuildMetrics.TimingMetrics`.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct TimingMetrics {
    /// The invocation's wall time.
    #[prost(int64, tag = "2")]
    pub wall_time_in_ms: i64,
}
