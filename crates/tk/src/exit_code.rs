//! The exit codes of `tk`, and those of Bazel that it passes on. The reference and the commands' help
//! are generated from this file.

/// Declares `tk`'s own codes, one line each.
macro_rules! exit_codes {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        /// How `tk` exits. Bazel's exit codes are passed on; those of `tk` itself are in [`OWN_RANGE`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ExitCode {
            /// 0: success.
            Success,
            /// Any other code: Bazel's.
            Bazel(u8),
            $(#[doc = concat!(stringify!($code), ": ", $meaning, ".")] $name,)+
        }

        impl ExitCode {
            /// The codes of `tk` itself.
            pub const OWN: &[Self] = &[$(Self::$name),+];

            /// The numeric exit code.
            pub fn code(self) -> u8 {
                match self {
                    Self::Success => 0,
                    Self::Bazel(code) => code,
                    $(Self::$name => $code,)+
                }
            }

            /// What it means; empty for one of Bazel's codes.
            pub fn meaning(self) -> &'static str {
                match self {
                    Self::Success => "success",
                    Self::Bazel(_) => "",
                    $(Self::$name => $meaning,)+
                }
            }
        }
    };
}

exit_codes! {
    Usage = 64, "the command line or a TK_ variable is invalid";
    BadWorkspace = 65, "the workspace, tk.toml or another file that tk reads is invalid";
    NotFound = 66, "a required file or record is missing";
    Unavailable = 69, "Bazel is missing or cannot be started";
    Internal = 70, "an internal error in tk";
    CannotWrite = 73, "cannot write an output";
    Drift = 75, "a committed generated file is stale (`tk gen --check`)";
    VerificationFailed = 76, "an artifact failed verification (`tk verify`)";
    Refused = 77, "refused, to protect your files";
    Nondeterministic = 78, "two builds of the same sources differ (`tk nondeterminism`)";
    Flaky = 79, "a test does not always end alike (`tk flaky`)";
}

/// The range of `tk`'s own codes: above Bazel's, below those of signals (from 128).
pub const OWN_RANGE: std::ops::RangeInclusive<u8> = 64..=79;

impl ExitCode {
    /// The code for an exit code of Bazel.
    pub fn of_bazel(code: u8) -> Self {
        if code == 0 {
            Self::Success
        } else {
            Self::Bazel(code)
        }
    }

    /// Whether it means success.
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
        // Shells use 126 and 127 themselves, and 128 + N for a program that signal N ended.
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
