//! What Bazel's options ask to be shown of tools and tests.

use bazel::flags;

/// How much of a tool's words Bazel shows by default.
const MOST_BYTES: u64 = 1 << 20;

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Of tests: `--test_output`.
    pub tests: TestOutput,
    /// Whether only some tools are to be shown: `--output_filter`, `--auto_output_filter`.
    pub filtered: bool,
    /// How many bytes of each tool and test: `--experimental_ui_max_stdouterr_bytes`.
    pub most_bytes: u64,
}

/// What is to be shown of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestOutput {
    /// How they ended, and why the last run of one failed.
    #[default]
    Summary,
    /// What the runs printed that failed.
    Errors,
    /// What all runs printed.
    All,
    /// What they print, as it comes.
    Streamed,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            tests: TestOutput::default(),
            filtered: false,
            most_bytes: MOST_BYTES,
        }
    }
}

impl Asked {
    /// From all options in force, those of rc files first.
    pub fn of(options: &[String]) -> Self {
        let value = |name: &str| flags::value(options, name);
        let regular_expression = value("output_filter").is_some_and(|filter| !filter.is_empty());
        let automatic = value("auto_output_filter").is_some_and(|filter| filter != "none");
        let most_bytes = value("experimental_ui_max_stdouterr_bytes");
        let most_bytes: Option<i64> = most_bytes.and_then(|bytes| bytes.parse().ok());
        Self {
            tests: match value("test_output") {
                Some("errors") => TestOutput::Errors,
                Some("all") => TestOutput::All,
                Some("streamed") => TestOutput::Streamed,
                _ => TestOutput::Summary,
            },
            filtered: regular_expression || automatic,
            // A negative number takes the limit away.
            most_bytes: most_bytes
                .map_or(MOST_BYTES, |bytes| u64::try_from(bytes).unwrap_or(u64::MAX)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_option_counts() {
        let of = |options: &[&str]| {
            let options: Vec<String> = options.iter().map(|it| (*it).to_owned()).collect();
            Asked::of(&options)
        };
        assert_eq!(of(&[]), Asked::default());
        let asked = of(&[
            "--test_output=all",
            "--test_output=streamed",
            "--output_filter=^//x",
        ]);
        assert_eq!((asked.tests, asked.filtered), (TestOutput::Streamed, true));
        assert!(!of(&["--output_filter=", "--auto_output_filter=none"]).filtered);
        assert!(of(&["--auto_output_filter=packages"]).filtered);
        assert_eq!(
            of(&["--experimental_ui_max_stdouterr_bytes=-1"]).most_bytes,
            u64::MAX
        );
        assert_eq!(
            of(&["--experimental_ui_max_stdouterr_bytes=10"]).most_bytes,
            10
        );
    }
}
