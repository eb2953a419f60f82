//! The exit codes of `tachikoma`, from sysexits.h where it has one.

use std::process::ExitCode;

/// How `tachikoma` exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Success: the output was printed, even if the reported build failed.
    Success = 0,
    /// The command line is invalid.
    Usage = 64,
    /// The file is not build events (or not a step definition, or not a profile).
    BadData = 65,
    /// The file does not exist.
    NotFound = 66,
    /// Reading or writing failed.
    Io = 74,
    /// The file may not be read.
    NoPermission = 77,
    /// The program of the build service cannot be run, as shells have it.
    CannotRun = 126,
    /// The program of the build service is not installed, as shells have it.
    NotInstalled = 127,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<std::io::ErrorKind> for Exit {
    fn from(kind: std::io::ErrorKind) -> Self {
        match kind {
            std::io::ErrorKind::NotFound => Self::NotFound,
            std::io::ErrorKind::PermissionDenied => Self::NoPermission,
            _ => Self::Io,
        }
    }
}
