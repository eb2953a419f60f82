//! The exit codes of `tachikoma`, all of them. They are those of sysexits.h where it has one.

use std::process::ExitCode;

/// How `tachikoma` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// What was asked for was printed. `report` ends so whatever became of the reported build.
    Success = 0,
    /// The command line is wrong.
    Usage = 64,
    /// The file holds no build events (or no step definition, or no profile).
    BadData = 65,
    /// The file is not there.
    NotFound = 66,
    /// Reading or writing failed.
    Io = 74,
    /// The file may not be read.
    NoPermission = 77,
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
