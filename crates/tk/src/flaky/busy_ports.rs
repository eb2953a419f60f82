//! A hidden command in which tests run while the ports that people write into tests are in use.

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

use bazel::shell::shell_word;

use crate::error::{Error, Result};
use crate::exit_code::ExitCode;

/// The command's name.
pub const COMMAND: &str = "__busy-ports";

/// The ports of development servers and databases. One that is in use already is in use.
const PORTS: [u16; 22] = [
    1234, 3000, 3001, 3306, 4000, 4173, 4200, 5000, 5001, 5173, 5432, 6379, 7000, 8000, 8008, 8080,
    8081, 8443, 8888, 9000, 9090, 12345,
];

/// Where a sandbox of Bazel's has a folder of its own.
const HIDDEN_BY_SANDBOXES: &str = "/tmp";

/// The flags that have Bazel start each test in it.
pub fn flags(tk: &Path) -> Vec<String> {
    let word = shell_word(&tk.to_string_lossy());
    let mut flags = vec![format!("--run_under={word} {COMMAND} --")];
    if let Some(folder) = tk.parent().filter(|_| tk.starts_with(HIDDEN_BY_SANDBOXES)) {
        flags.push(format!("--sandbox_add_mount_pair={}", folder.display()));
    }
    flags
}

/// Occupies the ports, and runs a program to its end.
///
/// # Errors
/// When it cannot be started.
pub fn run(words: &[OsString]) -> Result<ExitCode> {
    let held: Vec<TcpListener> = PORTS
        .into_iter()
        .filter_map(|port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).ok())
        .collect();
    let Some((program, arguments)) = words.split_first() else {
        return Err(Error::Usage(format!("{COMMAND} needs a program")));
    };
    let status = Command::new(program).args(arguments).status();
    drop(held);
    let status = status.map_err(|source| Error::System {
        operation: "cannot start the test",
        source,
    })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    // One that a signal ended has no code.
    Ok(match code {
        Some(0) => ExitCode::Success,
        Some(code) => ExitCode::Bazel(code),
        None => ExitCode::Internal,
    })
}
