//! Targets, their files, actions and tests.

use super::enums::{TEST_SIZE, TEST_STATUS};
use super::ids::NAMED_SET_ID;
use crate::json::schema::{
    Message, bool, bytes, duration, message, number, repeated, text, timestamp, value,
};

pub(super) static CONFIGURED: Message = Message {
    name: "build_event_stream.TargetConfigured",
    fields: &[text(1, "target_kind"), value(2, "test_size", &TEST_SIZE)],
};

pub(super) static COMPLETED: Message = Message {
    name: "build_event_stream.TargetComplete",
    fields: &[
        bool(1, "success"),
        repeated(message(2, "output_group", &OUTPUT_GROUP)),
        text(5, "target_kind"),
        message(9, "failure_detail", &FAILURE_DETAIL),
    ],
};

pub(super) static OUTPUT_GROUP: Message = Message {
    name: "build_event_stream.OutputGroup",
    fields: &[
        text(1, "name"),
        repeated(message(3, "file_sets", &NAMED_SET_ID)),
    ],
};

pub(super) static NAMED_SET: Message = Message {
    name: "build_event_stream.NamedSetOfFiles",
    fields: &[
        repeated(message(1, "files", &FILE)),
        repeated(message(2, "file_sets", &NAMED_SET_ID)),
    ],
};

pub(super) static FILE: Message = Message {
    name: "build_event_stream.File",
    fields: &[
        text(1, "name"),
        text(2, "uri"),
        bytes(3, "contents"),
        repeated(text(4, "path_prefix")),
    ],
};

pub(super) static ACTION: Message = Message {
    name: "build_event_stream.ActionExecuted",
    fields: &[
        bool(1, "success"),
        number(2, "exit_code"),
        message(3, "stdout", &FILE),
        message(4, "stderr", &FILE),
        text(8, "type"),
        message(11, "failure_detail", &FAILURE_DETAIL),
        timestamp(12, "start_time"),
        timestamp(13, "end_time"),
    ],
};

pub(super) static FAILURE_DETAIL: Message = Message {
    name: "failure_details.FailureDetail",
    fields: &[text(1, "message"), message(123, "spawn", &SPAWN)],
};

pub(super) static SPAWN: Message = Message {
    name: "failure_details.Spawn",
    fields: &[number(3, "spawn_exit_code")],
};

pub(super) static TEST_RESULT: Message = Message {
    name: "build_event_stream.TestResult",
    fields: &[
        repeated(message(2, "test_action_output", &FILE)),
        number(3, "test_attempt_duration_millis"),
        bool(4, "cached_locally"),
        value(5, "status", &TEST_STATUS),
        message(8, "execution_info", &EXECUTION_INFO),
        text(9, "status_details"),
        timestamp(10, "test_attempt_start"),
        duration(11, "test_attempt_duration"),
    ],
};

pub(super) static EXECUTION_INFO: Message = Message {
    name: "build_event_stream.TestResult.ExecutionInfo",
    fields: &[
        text(2, "strategy"),
        bool(6, "cached_remotely"),
        number(7, "exit_code"),
    ],
};

pub(super) static TEST_SUMMARY: Message = Message {
    name: "build_event_stream.TestSummary",
    fields: &[
        number(1, "total_run_count"),
        value(5, "overall_status", &TEST_STATUS),
        number(6, "total_num_cached"),
        number(9, "total_run_duration_millis"),
        duration(12, "total_run_duration"),
        number(15, "attempt_count"),
    ],
};
