//! What an event is about.

use crate::json::schema::{Message, message, number, repeated, text};

/// What an event is about.
pub(in crate::json) static BUILD_EVENT_ID: Message = Message {
    name: "build_event_stream.BuildEventId",
    fields: &[
        message(2, "progress", &PROGRESS_ID),
        message(3, "started", &EMPTY_ID),
        message(4, "pattern", &PATTERN_ID),
        message(5, "target_completed", &TARGET_COMPLETED_ID),
        message(6, "action_completed", &ACTION_COMPLETED_ID),
        message(7, "test_summary", &TEST_SUMMARY_ID),
        message(8, "test_result", &TEST_RESULT_ID),
        message(9, "build_finished", &EMPTY_ID),
        message(10, "pattern_skipped", &PATTERN_ID),
        message(11, "unstructured_command_line", &EMPTY_ID),
        message(12, "options_parsed", &EMPTY_ID),
        message(13, "named_set", &NAMED_SET_ID),
        message(16, "target_configured", &TARGET_CONFIGURED_ID),
        message(19, "unconfigured_label", &LABEL_ID),
        message(20, "build_tool_logs", &EMPTY_ID),
        message(21, "configured_label", &LABEL_ID),
        message(22, "build_metrics", &EMPTY_ID),
        message(23, "workspace", &EMPTY_ID),
    ],
};

pub(super) static EMPTY_ID: Message = Message {
    name: "",
    fields: &[],
};

pub(super) static PROGRESS_ID: Message = Message {
    name: "build_event_stream.BuildEventId.ProgressId",
    fields: &[number(1, "opaque_count")],
};

pub(super) static CONFIGURATION_ID: Message = Message {
    name: "build_event_stream.BuildEventId.ConfigurationId",
    fields: &[text(1, "id")],
};

pub(super) static PATTERN_ID: Message = Message {
    name: "build_event_stream.BuildEventId.PatternExpandedId",
    fields: &[repeated(text(1, "pattern"))],
};

pub(super) static TARGET_CONFIGURED_ID: Message = Message {
    name: "build_event_stream.BuildEventId.TargetConfiguredId",
    fields: &[text(1, "label"), text(2, "aspect")],
};

pub(super) static TARGET_COMPLETED_ID: Message = Message {
    name: "build_event_stream.BuildEventId.TargetCompletedId",
    fields: &[
        text(1, "label"),
        text(2, "aspect"),
        message(3, "configuration", &CONFIGURATION_ID),
    ],
};

pub(super) static ACTION_COMPLETED_ID: Message = Message {
    name: "build_event_stream.BuildEventId.ActionCompletedId",
    fields: &[
        text(1, "primary_output"),
        text(2, "label"),
        message(3, "configuration", &CONFIGURATION_ID),
    ],
};

pub(super) static TEST_RESULT_ID: Message = Message {
    name: "build_event_stream.BuildEventId.TestResultId",
    fields: &[
        text(1, "label"),
        number(2, "run"),
        number(3, "shard"),
        number(4, "attempt"),
        message(5, "configuration", &CONFIGURATION_ID),
    ],
};

pub(super) static TEST_SUMMARY_ID: Message = Message {
    name: "build_event_stream.BuildEventId.TestSummaryId",
    fields: &[
        text(1, "label"),
        message(2, "configuration", &CONFIGURATION_ID),
    ],
};

pub(super) static NAMED_SET_ID: Message = Message {
    name: "build_event_stream.BuildEventId.NamedSetOfFilesId",
    fields: &[text(1, "id")],
};

/// `ConfiguredLabelId` as well: what it has more is not read.
pub(super) static LABEL_ID: Message = Message {
    name: "build_event_stream.BuildEventId.UnconfiguredLabelId",
    fields: &[text(1, "label")],
};
