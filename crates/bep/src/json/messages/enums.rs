//! Names of values, which the wire types have as numbers.

use crate::json::schema::Enum;

pub(super) static ABORT_REASON: Enum = Enum {
    name: "build_event_stream.Aborted.AbortReason",
    values: &[
        ("UNKNOWN", 0),
        ("USER_INTERRUPTED", 1),
        ("NO_ANALYZE", 8),
        ("NO_BUILD", 9),
        ("TIME_OUT", 2),
        ("REMOTE_ENVIRONMENT_FAILURE", 3),
        ("INTERNAL", 4),
        ("LOADING_FAILURE", 5),
        ("ANALYSIS_FAILURE", 6),
        ("SKIPPED", 7),
        ("INCOMPLETE", 10),
        ("OUT_OF_MEMORY", 11),
    ],
};

pub(super) static MISS_REASON: Enum = Enum {
    name: "blaze.ActionCacheStatistics.MissReason",
    values: &[
        ("DIFFERENT_ACTION_KEY", 0),
        ("DIFFERENT_DEPS", 1),
        ("DIFFERENT_ENVIRONMENT", 2),
        ("DIFFERENT_FILES", 3),
        ("CORRUPTED_CACHE_ENTRY", 4),
        ("NOT_CACHED", 5),
        ("UNCONDITIONAL_EXECUTION", 6),
    ],
};

pub(super) static TEST_SIZE: Enum = Enum {
    name: "build_event_stream.TestSize",
    values: &[
        ("UNKNOWN", 0),
        ("SMALL", 1),
        ("MEDIUM", 2),
        ("LARGE", 3),
        ("ENORMOUS", 4),
    ],
};

pub(super) static TEST_STATUS: Enum = Enum {
    name: "build_event_stream.TestStatus",
    values: &[
        ("NO_STATUS", 0),
        ("PASSED", 1),
        ("FLAKY", 2),
        ("TIMEOUT", 3),
        ("FAILED", 4),
        ("INCOMPLETE", 5),
        ("REMOTE_FAILURE", 6),
        ("FAILED_TO_BUILD", 7),
        ("TOOL_HALTED_BEFORE_TESTING", 8),
    ],
};
