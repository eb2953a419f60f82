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
    /// Show all of Bazel's output
    #[arg(short, long)]
    pub verbose: bool,

    /// Run one action at a time
    #[arg(long)]
    pub no_parallel: bool,

    /// Build and test as much as possible after a failure
    #[arg(short, long)]
    pub keep_going: bool,

    /// Retry infrastructure failures up to N times [default: 2]
    ///
    /// These are Bazel's exit codes 32, 34, 36, 37, 38 and 39 (a remote system, this machine's files,
    /// a server that crashed or was killed, build events not sent, lost cache entries) and tests that
    /// failed in the remote executor; if this flag is given, also 9 (lock held, --noblock_for_lock).
    /// Failed actions, failed tests and a full disk are never retried. To rerun flaky tests, use
    /// Bazel's own flag: -- --flaky_test_attempts=N
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub retries: Option<u32>,

    /// Build for this platform, a target of //platforms such as darwin-arm64, instead of this machine
    #[arg(long, value_name = "PLATFORM", value_parser = platform::parse)]
    pub platform: Option<String>,

    /// Do not record this build: `tk history`, `tk why` and `tk profile` will not know it
    #[arg(long)]
    pub no_history: bool,

    /// Compile every Rust crate from scratch, in a sandbox
    ///
    /// By default, except in production and CI, rustc compiles the workspace's crates incrementally, and
    /// tk checks that each crate reads only declared inputs.
    #[arg(long)]
    pub no_incremental: bool,

    /// Run at most N actions at a time
    #[arg(
        short,
        long,
        value_name = "N",
        conflicts_with = "no_parallel",
        value_parser = clap::value_parser!(u32).range(1..=5000)
    )]
    pub jobs: Option<u32>,

    /// Also use this Bazel config, as --config=NAME does; can be repeated
    #[arg(long = "bazel-config", value_name = "NAME")]
    pub added_configs: Vec<String>,

    /// Pass this flag to Bazel, like those after `--`; can be repeated
    #[arg(long = "bazel-flag", value_name = "FLAG", allow_hyphen_values = true)]
    pub added_flags: Vec<String>,

    /// Print the Bazel command line, ready for a shell, and run nothing
    #[arg(long)]
    pub dry_run: bool,

    /// Write events to standard output as JSON, one object per line (docs/machine-output.md)
    #[arg(long)]
    pub json: bool,

    /// Write steps, failures and tests to this file as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,

    /// Write GitHub workflow annotations; the default if GITHUB_ACTIONS is true
    #[arg(long)]
    pub github: bool,
}

impl RunArgs {
    /// Call this before any output: with `--json`, standard output is for programs.
    pub fn begin(&self, printer: &mut Printer) {
        if self.json && !self.dry_run {
            printer.begin_json();
        }
    }

    /// Rejects the flags for machine output, for commands that do not support them.
    ///
    /// # Errors
    /// When one of them is given.
    pub fn refuse_machine_output(&self, command: &str) -> Result<()> {
        let asked = [
            (self.json, "--json"),
            (self.junit.is_some(), "--junit"),
            (self.github, "--github"),
        ];
        match asked.iter().find(|(is_asked, _)| *is_asked) {
            Some((_, flag)) => Err(Error::Usage(format!(
                "`tk {command}` does not support {flag}: use it with `tk build`"
            ))),
            None => Ok(()),
        }
    }

    /// An invocation of Bazel with these choices, without flags and targets.
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

    /// The flags for Bazel from these arguments, then those after `--`, which override them.
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
