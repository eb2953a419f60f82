//! The exit codes of `tachikoma-serve`, from sysexits.h where it has one.

use std::process::ExitCode;

/// How the program exits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It ended as it was asked to, or did what it was asked for.
    Success = 0,
    /// `serve --check` found something that has to be repaired.
    Unfit = 1,
    /// The command line is invalid.
    Usage = 64,
    /// The database does not answer, or is not for this version.
    Database = 69,
    /// The service has a fault.
    Fault = 70,
    /// The address cannot be listened on.
    Address = 71,
    /// A folder or file cannot be read or written.
    Io = 74,
    /// A setting is wrong, or would open the machine to everybody.
    Settings = 78,
    /// A second signal ended it at once: what ran is attempted again.
    Killed = 130,
}

impl Exit {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Success,
        Self::Unfit,
        Self::Usage,
        Self::Database,
        Self::Fault,
        Self::Address,
        Self::Io,
        Self::Settings,
        Self::Killed,
    ];

    /// What it means, for the help.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Success => "it ended as it was asked to",
            Self::Unfit => "serve --check found something that has to be repaired",
            Self::Usage => "the command line is invalid",
            Self::Database => "the database does not answer, or is not for this version",
            Self::Fault => "the service has a fault",
            Self::Address => "the address cannot be listened on",
            Self::Io => "a folder or file cannot be read or written",
            Self::Settings => "a setting is wrong, or would open the machine to everybody",
            Self::Killed => "a second signal ended it at once",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
