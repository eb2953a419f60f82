//! The exit codes of `tk`.

/// How `tk` ends. Bazel's own exit codes (0 to 48) pass through; codes of `tk` itself start at 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// 0: everything asked for is done.
    Success,
    /// 1: `tk verify` found an artifact that is not as it must be.
    VerificationFailed,
    /// Any other: what Bazel ended with.
    Bazel(u8),
    /// 64: the command line is wrong: a flag, a step's name.
    Usage,
    /// 65: the workspace or a file that `tk` reads is not as expected.
    BadWorkspace,
    /// 66: a file that must be there is not.
    NotFound,
    /// 69: a program that `tk` needs is missing or cannot be started: Bazel.
    Unavailable,
    /// 70: a fault of `tk` itself.
    Internal,
    /// 73: an output cannot be written.
    CannotWrite,
    /// 75: a committed generated file is not what its generator makes (`tk gen --check`).
    Drift,
    /// 77: refused, to keep something safe.
    Refused,
}

impl ExitCode {
    /// Bazel's exit code 4: `bazel test` found no test.
    pub const NO_TESTS: u8 = 4;
    /// Bazel's exit code 3: the build succeeded, a test did not.
    pub const TESTS_FAILED: u8 = 3;
    /// Bazel's exit code 8: somebody stopped it.
    pub const INTERRUPTED: u8 = 8;

    /// The code of a Bazel that has ended.
    pub fn of_bazel(code: u8) -> Self {
        if code == 0 {
            Self::Success
        } else {
            Self::Bazel(code)
        }
    }

    /// The number that the operating system is told.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::VerificationFailed => 1,
            Self::Bazel(code) => code,
            Self::Usage => 64,
            Self::BadWorkspace => 65,
            Self::NotFound => 66,
            Self::Unavailable => 69,
            Self::Internal => 70,
            Self::CannotWrite => 73,
            Self::Drift => 75,
            Self::Refused => 77,
        }
    }

    /// Whether everything asked for is done.
    pub fn is_success(self) -> bool {
        self == Self::Success
    }
}
