//! The invocation as a whole, and its counts and times.

use super::enums::{ABORT_REASON, MISS_REASON};
use super::targets::{FAILURE_DETAIL, FILE};
use crate::json::schema::{Message, bool, message, number, repeated, text, timestamp, value};

pub(super) static STARTED: Message = Message {
    name: "build_event_stream.BuildStarted",
    fields: &[
        text(1, "uuid"),
        number(2, "start_time_millis"),
        text(3, "build_tool_version"),
        text(5, "command"),
        text(7, "workspace_directory"),
        timestamp(9, "start_time"),
    ],
};

pub(super) static PROGRESS: Message = Message {
    name: "build_event_stream.Progress",
    fields: &[text(1, "stdout"), text(2, "stderr")],
};

pub(super) static ABORTED: Message = Message {
    name: "build_event_stream.Aborted",
    fields: &[value(1, "reason", &ABORT_REASON), text(2, "description")],
};

pub(super) static COMMAND_LINE: Message = Message {
    name: "build_event_stream.UnstructuredCommandLine",
    fields: &[repeated(text(1, "args"))],
};

pub(super) static OPTIONS_PARSED: Message = Message {
    name: "build_event_stream.OptionsParsed",
    fields: &[
        repeated(text(3, "cmd_line")),
        repeated(text(4, "explicit_cmd_line")),
    ],
};

pub(super) static WORKSPACE_CONFIG: Message = Message {
    name: "build_event_stream.WorkspaceConfig",
    fields: &[text(1, "local_exec_root")],
};

pub(super) static FINISHED: Message = Message {
    name: "build_event_stream.BuildFinished",
    fields: &[
        bool(1, "overall_success"),
        number(2, "finish_time_millis"),
        message(3, "exit_code", &EXIT_CODE),
        timestamp(5, "finish_time"),
        message(6, "failure_detail", &FAILURE_DETAIL),
    ],
};

pub(super) static EXIT_CODE: Message = Message {
    name: "build_event_stream.BuildFinished.ExitCode",
    fields: &[text(1, "name"), number(2, "code")],
};

pub(super) static TOOL_LOGS: Message = Message {
    name: "build_event_stream.BuildToolLogs",
    fields: &[repeated(message(1, "log", &FILE))],
};

pub(super) static METRICS: Message = Message {
    name: "build_event_stream.BuildMetrics",
    fields: &[
        message(1, "action_summary", &ACTION_SUMMARY),
        message(5, "timing_metrics", &TIMING_METRICS),
    ],
};

pub(super) static ACTION_SUMMARY: Message = Message {
    name: "build_event_stream.BuildMetrics.ActionSummary",
    fields: &[
        number(2, "actions_executed"),
        repeated(message(6, "runner_count", &RUNNER_COUNT)),
        message(7, "action_cache_statistics", &ACTION_CACHE),
    ],
};

pub(super) static RUNNER_COUNT: Message = Message {
    name: "build_event_stream.BuildMetrics.ActionSummary.RunnerCount",
    fields: &[text(1, "name"), number(2, "count")],
};

pub(super) static ACTION_CACHE: Message = Message {
    name: "blaze.ActionCacheStatistics",
    fields: &[
        number(3, "hits"),
        number(4, "misses"),
        repeated(message(5, "miss_details", &MISS_DETAIL)),
    ],
};

pub(super) static MISS_DETAIL: Message = Message {
    name: "blaze.ActionCacheStatistics.MissDetail",
    fields: &[value(1, "reason", &MISS_REASON), number(2, "count")],
};

pub(super) static TIMING_METRICS: Message = Message {
    name: "build_event_stream.BuildMetrics.TimingMetrics",
    fields: &[number(2, "wall_time_in_ms")],
};
