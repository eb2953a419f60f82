//! The command line.

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand};

use crate::commands;
use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::platform;
use crate::printer::Printer;

const EXAMPLES: &str = "\
Examples:
  tk build                      build what development needs
  tk build --production         build everything for production, into dist/
  tk build rust-build -v        build one step and show all that Bazel prints
  tk test //crates/...          run the tests below crates/
  tk build -- --keep_going      pass a flag on to Bazel

Exit codes are Bazel's; those of tk itself are 1 (verify: an artifact is not as it must be),
64 usage, 65 bad workspace, 66 file not found, 69 no Bazel, 70 internal, 73 cannot write,
75 a generated file is stale, 77 refused.";

/// Builds, tests and checks this workspace with Bazel, and says what happened
#[derive(Debug, Parser)]
#[command(name = "tk", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
enum Command {
    Build(commands::build::BuildArgs),
    Test(commands::test::TestArgs),
    Check(commands::check::CheckArgs),
    Gen(commands::generate::GenArgs),
    Verify(commands::verify::VerifyArgs),
    Clean(commands::clean::CleanArgs),
    Artifacts(commands::artifacts::ArtifactsArgs),
    Version(commands::version::VersionArgs),
    Bazel(commands::launcher::BazelArgs),
    Doctor(commands::launcher::LauncherArgs),
    Env(commands::launcher::LauncherArgs),
}

/// Flags of every command that runs a build.
#[derive(Args, Clone, Debug, Default)]
pub struct RunArgs {
    /// Show all that Bazel prints
    #[arg(short, long)]
    pub verbose: bool,

    /// Run one action at a time
    #[arg(long)]
    pub no_parallel: bool,

    /// Build for this platform (a target of //platforms, like darwin-arm64) instead of this machine
    #[arg(long, value_name = "PLATFORM", value_parser = platform::parse)]
    pub platform: Option<String>,

    /// Print the Bazel command line and do nothing
    ///
    /// The path of the event file differs from run to run.
    #[arg(long)]
    pub dry_run: bool,
}

/// Splits what stands behind `--` into flags for Bazel and targets to leave out (`-//pkg/...`),
/// which before it would be taken for flags of `tk`.
pub fn split_exclusions(words: &[String]) -> (Vec<String>, Vec<String>) {
    words
        .iter()
        .cloned()
        .partition(|word| !word.starts_with("-//") && !word.starts_with("-@"))
}

/// Reads the command line.
///
/// # Errors
/// When it is wrong, or asks for help.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> std::result::Result<Cli, clap::Error> {
    Cli::try_parse_from(words)
}

/// Prints help to standard output, what is wrong to standard error.
pub fn explain(error: &clap::Error, printer: &mut Printer) -> ExitCode {
    let text = error.render().to_string();
    if error.use_stderr() {
        printer.line(text.trim_end());
        ExitCode::Usage
    } else {
        printer.data(text.trim_end());
        ExitCode::Success
    }
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// When `tk` itself cannot; a build that fails is an exit code.
    pub fn run(&self, printer: &mut Printer) -> Result<ExitCode> {
        match &self.command {
            Command::Build(args) => commands::build::run(args, printer),
            Command::Test(args) => commands::test::run(args, printer),
            Command::Check(args) => commands::check::run(args, printer),
            Command::Gen(args) => commands::generate::run(args, printer),
            Command::Verify(args) => commands::verify::run(args, printer),
            Command::Clean(args) => commands::clean::run(args, printer),
            Command::Artifacts(args) => commands::artifacts::run(args, printer),
            Command::Version(args) => commands::version::run(args, printer),
            Command::Bazel(args) => commands::launcher::run_bazel(args),
            Command::Doctor(args) => commands::launcher::run("doctor", args),
            Command::Env(args) => commands::launcher::run("env", args),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn modes_exclude_each_other() {
        for words in [["-p", "-d"], ["-p", "--mode=test"], ["-d", "--mode=test"]] {
            let error =
                parse(["tk", "build"].into_iter().chain(words).map(OsString::from)).unwrap_err();
            assert_eq!(error.kind(), clap::error::ErrorKind::ArgumentConflict);
        }
        let error = parse(["tk", "build", "--mode=prod"].map(OsString::from)).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("[possible values: development, production, test]")
        );
    }
}
