//! The flags of every command that runs a build.

use std::path::PathBuf;

use bazel::{Invocation, Verb};
use checkout::{Mode, platform};
use clap::Args;

use crate::error::{Error, Result};
use crate::ui::printer::Printer;

/// Flags of every command that runs a build.
#[derive(Args, Clone, Debug, Default)]
pub struct RunArgs {
    /// Show all that Bazel prints
    #[arg(short, long)]
    pub verbose: bool,

    /// Run one action at a time
    #[arg(long)]
    pub no_parallel: bool,

    /// Build and test all that can be, not only up to the first failure
    #[arg(short, long)]
    pub keep_going: bool,

    /// Repeat a build this often that its surroundings broke [default: 2]
    ///
    /// That is one which Bazel ends with 32, 34, 36, 37, 38 or 39 (a remote system, this machine's
    /// files, a server that crashed or was killed, build events not sent, lost cache entries) or in
    /// which the remote executor failed tests; and with 9 (lock held, --noblock_for_lock) where this
    /// flag is given. What fails by itself, and a full disk, is never repeated. Flaky tests are
    /// Bazel's own: -- --flaky_test_attempts=N
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub retries: Option<u32>,

    /// Build for this platform (a target of //platforms, like darwin-arm64) instead of this machine
    #[arg(long, value_name = "PLATFORM", value_parser = platform::parse)]
    pub platform: Option<String>,

    /// Leave this build out of the history: `tk why` and `tk profile` will not know of it
    #[arg(long)]
    pub no_history: bool,

    /// Compile every Rust crate from scratch, in a sandbox
    ///
    /// By default, outside of production and CI, rustc compiles the crates of the workspace incrementally,
    /// and tk checks that each of them reads declared inputs only.
    #[arg(long)]
    pub no_incremental: bool,

    /// Run at most this many actions at a time
    #[arg(
        short,
        long,
        value_name = "N",
        conflicts_with = "no_parallel",
        value_parser = clap::value_parser!(u32).range(1..=5000)
    )]
    pub jobs: Option<u32>,

    /// Add a Bazel config to the mode's, as --config=NAME does; can be repeated
    #[arg(long = "bazel-config", value_name = "NAME")]
    pub added_configs: Vec<String>,

    /// Add a flag for Bazel, as one behind `--`; can be repeated
    #[arg(long = "bazel-flag", value_name = "FLAG", allow_hyphen_values = true)]
    pub added_flags: Vec<String>,

    /// Print the Bazel command line, which a shell runs as it is, and do nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Write what happens to standard output, as one JSON object a line (docs/machine-output.md)
    #[arg(long)]
    pub json: bool,

    /// Write steps, failures and tests to this file, in the form of JUnit
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Annotate a GitHub workflow: by itself where GITHUB_ACTIONS is true
    #[arg(long)]
    pub github: bool,
}

impl RunArgs {
    /// To be called before anything is said: from now on standard output may be for programs.
    pub fn begin(&self, printer: &mut Printer) {
        if self.json && !self.dry_run {
            printer.begin_json();
        }
    }

    /// Refuses what writes for programs, for a command whose standard output is not its own.
    ///
    /// # Errors
    /// When some of it is asked for.
    pub fn refuse_machine_output(&self, command: &str) -> Result<()> {
        let asked = [
            (self.json, "--json"),
            (self.junit.is_some(), "--junit"),
            (self.github, "--github"),
        ];
        match asked.iter().find(|(is_asked, _)| *is_asked) {
            Some((_, flag)) => Err(Error::Usage(format!(
                "{flag} says how one build ended, which is not what `tk {command}` is for: use it with `tk build`"
            ))),
            None => Ok(()),
        }
    }

    /// An invocation of Bazel with what these arguments choose, but for flags and targets.
    pub fn invocation(&self, verb: Verb, mode: Mode, live: bool) -> Invocation {
        Invocation {
            platform: self.platform.clone(),
            parallel: !self.no_parallel,
            keep_going: self.keep_going,
            verbose: self.verbose,
            live,
            recorded: !self.no_history,
            incremental: !self.no_incremental,
            ..Invocation::new(verb, mode)
        }
    }

    /// The flags for Bazel that these arguments name, then those that stand behind `--`, which so
    /// are the stronger ones.
    pub fn flags_for_bazel(&self, behind: Vec<String>) -> Vec<String> {
        let configs = self.added_configs.iter();
        let configs = configs.map(|name| format!("--config={name}"));
        let jobs = self.jobs.map(|jobs| format!("--jobs={jobs}"));
        configs
            .chain(jobs)
            .chain(self.added_flags.iter().cloned())
            .chain(behind)
            .collect()
    }
}

/// Splits what stands behind `--` into flags for Bazel and targets to leave out (`-//pkg/...`),
/// which before it would be taken for flags of `tk`.
pub fn split_exclusions(words: &[String]) -> (Vec<String>, Vec<String>) {
    words
        .iter()
        .cloned()
        .partition(|word| !word.starts_with("-//") && !word.starts_with("-@"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_for_bazel_are_in_the_order_of_their_strength() {
        let run = RunArgs {
            jobs: Some(4),
            added_configs: vec!["remote".to_owned()],
            added_flags: vec!["--a".to_owned()],
            ..RunArgs::default()
        };
        assert_eq!(
            run.flags_for_bazel(vec!["--b".to_owned()]),
            ["--config=remote", "--jobs=4", "--a", "--b"]
        );
    }
}
