//! The exit codes of `tk`, and those of Bazel that it passes on. The reference and the help of
//! commands are made of what stands here.

/// Declares `tk`'s own codes: a line each, the only place where they are written down.
macro_rules! exit_codes {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        /// How `tk` ends. Bazel's own exit codes pass through; those of `tk` itself are in [`OWN_RANGE`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ExitCode {
            /// 0: everything asked for is done.
            Success,
            /// Any other: what Bazel ended with.
            Bazel(u8),
            $(#[doc = concat!(stringify!($code), ": ", $meaning, ".")] $name,)+
        }

        impl ExitCode {
            /// The codes of `tk` itself.
            pub const OWN: &[Self] = &[$(Self::$name),+];

            /// The number that the operating system is told.
            pub fn code(self) -> u8 {
                match self {
                    Self::Success => 0,
                    Self::Bazel(code) => code,
                    $(Self::$name => $code,)+
                }
            }

            /// What it says; empty for a code of Bazel's.
            pub fn meaning(self) -> &'static str {
                match self {
                    Self::Success => "everything asked for is done",
                    Self::Bazel(_) => "",
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

exit_codes! {
    Usage = 64, "the command line or a TK_ variable is wrong";
    BadWorkspace = 65, "the workspace, tk.toml or another file that tk reads is not as expected";
    NotFound = 66, "a file or record that must be there is not";
    Unavailable = 69, "a program that tk needs is missing or cannot be started: Bazel";
    Internal = 70, "a fault of tk itself";
    CannotWrite = 73, "an output cannot be written";
    Drift = 75, "a committed generated file is not what its generator makes (`tk gen --check`)";
    VerificationFailed = 76, "an artifact is not as it must be (`tk verify`)";
    Refused = 77, "refused, to keep something safe";
}

/// Where the codes of `tk` itself are: above all of Bazel's, below those of signals (from 128).
pub const OWN_RANGE: std::ops::RangeInclusive<u8> = 64..=79;

/// The exit codes of Bazel: those of the class `ExitCode` in Bazel 7.7.1's server, which is where
/// Bazel itself has them from. What they say here holds for the commands that `tk` runs.
pub const OF_BAZEL: &[(u8, &str)] = &[
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

impl ExitCode {
    /// Bazel's exit code 4: `bazel test` found no test.
    pub const NO_TESTS: u8 = 4;
    /// Bazel's exit code 3: the build succeeded, a test did not.
    pub const TESTS_FAILED: u8 = 3;
    /// Bazel's exit code 8: somebody stopped it.
    pub const INTERRUPTED: u8 = 8;

    /// Bazel's code of a build that failed.
    pub const BUILD_FAILED: u8 = 1;

    /// The code of a Bazel that has ended.
    pub fn of_bazel(code: u8) -> Self {
        if code == 0 {
            Self::Success
        } else {
            Self::Bazel(code)
        }
    }

    /// Whether everything asked for is done.
    pub fn is_success(self) -> bool {
        self == Self::Success
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_code_says_two_things() {
        let own: BTreeSet<u8> = ExitCode::OWN.iter().map(|code| code.code()).collect();
        assert_eq!(own.len(), ExitCode::OWN.len());
        assert!(own.iter().all(|code| OWN_RANGE.contains(code)));
        for (code, meaning) in OF_BAZEL {
            assert!(!OWN_RANGE.contains(code), "{code}: {meaning}");
        }
        // A shell says 126 and 127 itself, and 128 + N of a program that signal N ended.
        assert!(*OWN_RANGE.end() < 126);
    }

    #[test]
    fn codes_of_bazel_that_mean_something_here_are_bazels() {
        for code in [
            ExitCode::NO_TESTS,
            ExitCode::TESTS_FAILED,
            ExitCode::INTERRUPTED,
        ] {
            assert!(OF_BAZEL.iter().any(|(known, _)| *known == code));
        }
    }
}
