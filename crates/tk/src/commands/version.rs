//! `tk version`: versions for bug reports.

use std::process::Command;

use clap::Args;

use crate::error::Result;
use crate::exit_code::ExitCode;
use crate::ui::printer::Printer;
use checkout::Workspace;
use checkout::env_vars;
use checkout::platform;

/// Print the versions of tk and of its Bazel
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  tk version      for bug reports")]
pub struct VersionArgs {}

/// Runs `tk version`.
///
/// # Errors
/// When there is no workspace or no Bazel.
pub fn run(_args: &VersionArgs, printer: &mut Printer) -> Result<ExitCode> {
    printer.data(&format!(
        "tk {} {}",
        env!("CARGO_PKG_VERSION"),
        platform::host()
    ));
    let workspace = Workspace::from_environment()?;
    printer.data(&format!(
        "{} ({})",
        bazel_version(&workspace)?,
        workspace.bazel.display()
    ));
    if let Some(modules) = env_vars::value(env_vars::TK_MODULES_MODE) {
        printer.data(&format!("modules {}", modules.to_string_lossy()));
    }
    Ok(ExitCode::Success)
}

/// `bazel --version` answers without a server.
fn bazel_version(workspace: &Workspace) -> Result<String> {
    let bazel = &workspace.bazel;
    let output = Command::new(bazel)
        .arg("--version")
        .current_dir(&workspace.root)
        .output()
        .map_err(|source| bazel::Error::Start {
            bazel: bazel.clone(),
            source,
        })?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
