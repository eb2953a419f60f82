//! The fields of the wire types by name. `wire/tests.rs` proves that they are those of the wire types, and
//! those of the descriptors in Bazel's own server.

mod enums;
mod ids;
mod invocation;
mod targets;

pub(super) use ids::BUILD_EVENT_ID;
use invocation::{
    ABORTED, COMMAND_LINE, FINISHED, METRICS, OPTIONS_PARSED, PROGRESS, STARTED, TOOL_LOGS,
    WORKSPACE_CONFIG,
};
use targets::{ACTION, COMPLETED, CONFIGURED, NAMED_SET, TEST_RESULT, TEST_SUMMARY};

#[cfg(test)]
use super::schema::Enum;
use super::schema::{Message, bool, is_key_of, message, repeated};

/// One record of the stream.
pub(super) static BUILD_EVENT: Message = Message {
    name: "build_event_stream.BuildEvent",
    fields: &[
        message(1, "id", &BUILD_EVENT_ID),
        repeated(message(2, "children", &BUILD_EVENT_ID)),
        bool(20, "last_message"),
        message(3, "progress", &PROGRESS),
        message(4, "aborted", &ABORTED),
        message(5, "started", &STARTED),
        message(7, "action", &ACTION),
        message(8, "completed", &COMPLETED),
        message(9, "test_summary", &TEST_SUMMARY),
        message(10, "test_result", &TEST_RESULT),
        message(12, "unstructured_command_line", &COMMAND_LINE),
        message(13, "options_parsed", &OPTIONS_PARSED),
        message(14, "finished", &FINISHED),
        message(15, "named_set_of_files", &NAMED_SET),
        message(18, "configured", &CONFIGURED),
        message(23, "build_tool_logs", &TOOL_LOGS),
        message(24, "build_metrics", &METRICS),
        message(25, "workspace_info", &WORKSPACE_CONFIG),
    ],
};

/// Fields of `BuildEvent` that are not read. A stream whose keys somebody sorted can begin with one.
const UNREAD: &[&str] = &[
    "build_metadata",
    "configuration",
    "convenience_symlinks_identified",
    "exec_request",
    "expanded",
    "fetch",
    "structured_command_line",
    "target_summary",
    "test_progress",
    "workspace_status",
];

/// Whether an event has a field with this key in JSON.
pub(crate) fn is_event_field(key: &str) -> bool {
    BUILD_EVENT.field(key).is_some() || UNREAD.iter().any(|name| is_key_of(name, key.as_bytes()))
}

/// All messages, for tests.
#[cfg(test)]
pub(crate) static MESSAGES: &[&Message] = &[
    &BUILD_EVENT,
    &ids::BUILD_EVENT_ID,
    &ids::PROGRESS_ID,
    &ids::CONFIGURATION_ID,
    &ids::PATTERN_ID,
    &ids::TARGET_CONFIGURED_ID,
    &ids::TARGET_COMPLETED_ID,
    &ids::ACTION_COMPLETED_ID,
    &ids::TEST_RESULT_ID,
    &ids::TEST_SUMMARY_ID,
    &ids::NAMED_SET_ID,
    &ids::LABEL_ID,
    &invocation::STARTED,
    &invocation::PROGRESS,
    &invocation::ABORTED,
    &invocation::COMMAND_LINE,
    &invocation::OPTIONS_PARSED,
    &invocation::WORKSPACE_CONFIG,
    &invocation::FINISHED,
    &invocation::EXIT_CODE,
    &invocation::TOOL_LOGS,
    &invocation::METRICS,
    &invocation::ACTION_SUMMARY,
    &invocation::RUNNER_COUNT,
    &invocation::ACTION_CACHE,
    &invocation::MISS_DETAIL,
    &invocation::TIMING_METRICS,
    &targets::CONFIGURED,
    &targets::COMPLETED,
    &targets::OUTPUT_GROUP,
    &targets::NAMED_SET,
    &targets::FILE,
    &targets::ACTION,
    &targets::FAILURE_DETAIL,
    &targets::SPAWN,
    &targets::TEST_RESULT,
    &targets::EXECUTION_INFO,
    &targets::TEST_SUMMARY,
];

/// All enums, for tests.
#[cfg(test)]
pub(crate) static ENUMS: &[&Enum] = &[
    &enums::ABORT_REASON,
    &enums::MISS_REASON,
    &enums::TEST_SIZE,
    &enums::TEST_STATUS,
];
