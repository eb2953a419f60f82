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

impl ExitCode {
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
        for (code, meaning) in bazel::exit_code::ALL {
            assert!(!OWN_RANGE.contains(code), "{code}: {meaning}");
        }
        // A shell says 126 and 127 itself, and 128 + N of a program that signal N ended.
        assert!(*OWN_RANGE.end() < 126);
    }

    #[test]
    fn codes_of_bazel_that_mean_something_here_are_bazels() {
        for code in [
            bazel::exit_code::NO_TESTS,
            bazel::exit_code::TESTS_FAILED,
            bazel::exit_code::INTERRUPTED,
        ] {
            assert!(
                bazel::exit_code::ALL
                    .iter()
                    .any(|(known, _)| *known == code)
            );
        }
    }
}
