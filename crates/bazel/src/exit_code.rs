//! Bazel's exit codes, as the class `ExitCode` of Bazel 7.7.1's server defines them.

/// An action failed, or a target could not be built.
pub const BUILD_FAILED: u8 = 1;

/// The build succeeded, a test failed.
pub const TESTS_FAILED: u8 = 3;

/// `bazel test` found no tests.
pub const NO_TESTS: u8 = 4;

/// Bazel was asked to stop.
pub const INTERRUPTED: u8 = 8;

/// Every code, with what it means for the commands that `tk` runs.
pub const ALL: &[(u8, &str)] = &[
    (0, "success"),
    (1, "the build failed"),
    (2, "Bazel's command line is invalid"),
    (3, "the build succeeded, but a test failed"),
    (4, "the build succeeded, but there were no tests to run"),
    (6, "the program of `bazel run` failed"),
    (7, "a query or the analysis failed"),
    (8, "interrupted"),
    (
        9,
        "another command holds the lock, and --noblock_for_lock was given",
    ),
    (32, "the build failed because of the remote environment"),
    (33, "Bazel ran out of memory"),
    (34, "remote execution or the remote cache failed"),
    (36, "the build failed because of this machine's environment"),
    (37, "an internal error in Bazel"),
    (38, "a temporary error while sending build events"),
    (39, "the remote cache lost files that the build needs"),
    (45, "the build event service rejected the events"),
    (48, "a module or external repository could not be fetched"),
];
