//! Bazel's exit codes: those of the class `ExitCode` in Bazel 7.7.1's server, which is where Bazel itself has them
//! from.

/// An action failed, or a target could not be built.
pub const BUILD_FAILED: u8 = 1;

/// The build succeeded, a test failed.
pub const TESTS_FAILED: u8 = 3;

/// `bazel test` found no test.
pub const NO_TESTS: u8 = 4;

/// Bazel was asked to stop.
pub const INTERRUPTED: u8 = 8;

/// Every code, with what it means for the commands that `tk` runs.
pub const ALL: &[(u8, &str)] = &[
    (0, "everything asked for is done"),
    (1, "the build failed"),
    (2, "Bazel's command line is wrong"),
    (3, "the build succeeded, a test did not"),
    (4, "the build succeeded, there was no test to run"),
    (6, "the program of `bazel run` failed"),
    (7, "a query or the analysis failed"),
    (8, "somebody stopped it"),
    (
        9,
        "another command holds the lock, and --noblock_for_lock was given",
    ),
    (
        32,
        "the environment of the build failed, but not on this machine",
    ),
    (33, "Bazel ran out of memory"),
    (34, "remote execution or the remote cache failed"),
    (36, "the environment of the build failed on this machine"),
    (37, "a fault of Bazel itself"),
    (38, "the build event service could not be reached for now"),
    (39, "the remote cache lost what the build needs"),
    (45, "the build event service refused the events"),
    (48, "a module or external repository could not be had"),
];
