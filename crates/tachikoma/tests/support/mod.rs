//! `tachikoma`, run on recordings of builds.

#![allow(dead_code, reason = "each file of tests takes what it needs of this")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Below the workspace for cargo, in the runfiles for Bazel.
fn in_workspace(path: &str) -> PathBuf {
    let runfiles = std::env::var_os("TEST_SRCDIR").map(PathBuf::from);
    let workspace = std::env::var_os("TEST_WORKSPACE").map(PathBuf::from);
    match runfiles.zip(workspace) {
        Some((runfiles, workspace)) => runfiles.join(workspace).join(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(path),
    }
}

/// The binary: cargo's, or the one in the runfiles that Bazel names in `TACHIKOMA_BIN`.
pub fn binary() -> PathBuf {
    match (
        std::env::var("TACHIKOMA_BIN"),
        option_env!("CARGO_BIN_EXE_tachikoma"),
    ) {
        (Ok(path), _) => in_workspace(&path),
        (_, Some(path)) => PathBuf::from(path),
        _ => panic!("set TACHIKOMA_BIN to the binary's path in the runfiles"),
    }
}

pub fn recording(name: &str) -> PathBuf {
    in_workspace("crates/bep/testdata").join(name)
}

pub fn tachikoma() -> Command {
    let mut command = Command::new(binary());
    command
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::null());
    command
}

/// `report` of a recording with its profile and steps.
pub fn report(name: &str) -> Command {
    let mut command = tachikoma();
    command.arg("report").arg(recording(&format!("{name}.bep")));
    command.arg("--steps").arg(recording("steps"));
    command
}

/// Exit code, stdout and stderr, with paths of this machine left out.
pub fn seen(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let stdout = String::from_utf8(stdout).unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    let folder = recording("").to_string_lossy().into_owned();
    let text = format!(
        "exit {}\n---\n{stdout}---\n{stderr}",
        status.code().unwrap()
    );
    text.replace(&folder, "<recordings>/")
}
