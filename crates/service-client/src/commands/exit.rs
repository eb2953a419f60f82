//! The exit codes of the commands, from sysexits.h where it has one.

use std::process::ExitCode;

use service::Status;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what it was asked for; a build that was waited for is completed.
    Success = 0,
    /// The build that was waited for has failed.
    BuildFailed = 1,
    /// The build that was waited for was cancelled.
    BuildCancelled = 2,
    /// The command line is wrong, or a setting.
    Usage = 64,
    /// The service refuses what it is asked for: fields are wrong, a name is taken, a build has ended or not ended.
    Refused = 65,
    /// There is no such build, project, token or file, or the token may not see it.
    NotFound = 66,
    /// The service cannot be reached, or is none.
    Unreachable = 69,
    /// The service has a fault, or says what this version cannot read.
    Fault = 70,
    /// A file, or standard output, cannot be read or written.
    Io = 74,
    /// The service cannot do it now: it stops, its queue is full, or it is asked too often.
    TryAgain = 75,
    /// The service wants a token, or another one.
    NoPermission = 77,
    /// Ctrl-C ended the waiting. The build goes on.
    Interrupted = 130,
    /// Standard output was closed before the build had ended. The build goes on.
    Closed = 141,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Success,
        Self::BuildFailed,
        Self::BuildCancelled,
        Self::Usage,
        Self::Refused,
        Self::NotFound,
        Self::Unreachable,
        Self::Fault,
        Self::Io,
        Self::TryAgain,
        Self::NoPermission,
        Self::Interrupted,
        Self::Closed,
    ];

    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, for help and reference.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Success => "done; a build that was waited for is completed",
            Self::BuildFailed => "the build that was waited for has failed",
            Self::BuildCancelled => "the build that was waited for was cancelled",
            Self::Usage => "the command line or a setting is wrong",
            Self::Refused => {
                "the service refuses it: wrong fields, a taken name, a build that has or has not ended"
            }
            Self::NotFound => {
                "there is no such build, project, token or file, or the token may not see it"
            }
            Self::Unreachable => "the service cannot be reached, or is none",
            Self::Fault => "the service has a fault, or says what this version cannot read",
            Self::Io => "a file, or standard output, cannot be read or written",
            Self::TryAgain => "the service cannot do it now: try again",
            Self::NoPermission => "the service wants a token, or another one",
            Self::Interrupted => "Ctrl-C ended the waiting; the build goes on",
            Self::Closed => {
                "standard output was closed before the build had ended; the build goes on"
            }
        }
    }

    /// How waiting for a build ends.
    pub(super) fn of_build(status: Status) -> Self {
        match status {
            Status::Failed => Self::BuildFailed,
            Status::Cancelled => Self::BuildCancelled,
            Status::Pending | Status::Running | Status::Completed => Self::Success,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
