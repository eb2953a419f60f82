//! Commands that the launcher runs without starting this program.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::Command;

use clap::Args;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;
use checkout::Workspace;

/// Run plain Bazel with these arguments
#[derive(Args, Debug)]
#[command(
    disable_help_flag = true,
    after_help = "Examples:\n  tk bazel query //...      the Bazel that tk uses, with nothing added\n  tk bazel help build       Bazel's own help; so does `tk bazel --help`"
)]
pub struct BazelArgs {
    /// Bazel's arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// The arguments of a command that the launcher runs.
#[derive(Args, Debug)]
pub struct LauncherArgs {
    /// The command's arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

/// Becomes Bazel.
///
/// # Errors
/// When there is no Bazel, or it does not start.
pub fn run_bazel(args: &BazelArgs) -> Result<ExitCode> {
    let bazel = Workspace::from_environment()?.bazel;
    let source = Command::new(&bazel).args(&args.arguments).exec();
    Err(bazel::Error::Start { bazel, source }.into())
}

/// Refers to the launcher, which knows how the machine is set up.
///
/// # Errors
/// Always.
pub fn run(command: &str, _args: &LauncherArgs) -> Result<ExitCode> {
    Err(Error::Usage(format!(
        "`{command}` is a command of the launcher: run ./tk {command}"
    )))
}
