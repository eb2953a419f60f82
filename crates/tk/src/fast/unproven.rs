//! Why Bazel has to be asked.

use std::path::PathBuf;

/// What could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum Unproven {
    /// Somebody wants Bazel asked.
    #[error("--no-fast")]
    Off,

    /// No such command is remembered.
    #[error("no build like this one, with these variables, is remembered")]
    NotRemembered,

    /// What is remembered cannot be read.
    #[error("what is remembered of the last build cannot be read")]
    Damaged,

    /// Something is not as it was.
    #[error("{} {how}", path.display())]
    Changed {
        /// It.
        path: PathBuf,
        /// In what way.
        how: &'static str,
    },

    /// A variable is not as it was.
    #[error("the environment changed")]
    Environment,

    /// Another commit is checked out, which the manifest names.
    #[error("another commit is checked out")]
    Head,

    /// Outputs that are only in a cache may be forgotten by now.
    #[error("Bazel looks again at outputs that are only in a cache")]
    Expired,

    /// A flag of Bazel's, of the command line or of an rc file.
    #[error("the flag {flag} {reason}")]
    Flag {
        /// It.
        flag: String,
        /// What of it.
        reason: &'static str,
    },

    /// Bazel had something to do: whether outputs are still what it made is seen with the next.
    #[error("Bazel had something to do")]
    Acted,

    /// The build did not succeed or not get far enough.
    #[error("the build did not succeed")]
    Failed,

    /// Something changed while Bazel looked, or just before.
    #[error("{} changed just now", .0.display())]
    Fresh(PathBuf),

    /// A file of a repository, at which Bazel was told not to look.
    #[error("{} changed since Bazel fetched it", .0.display())]
    Touched(PathBuf),

    /// The clock was set.
    #[error("the clock was set while Bazel ran")]
    Clock,

    /// There are more files than are worth looking at.
    #[error("there are more than {0} files to look at")]
    TooMany(usize),

    /// A file system whose times are no proof.
    #[error("{} is on a file system whose times prove nothing", .0.display())]
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "elsewhere nobody asks for the file system's kind")
    )]
    FileSystem(PathBuf),

    /// Something that cannot be looked at.
    #[error("{} cannot be looked at", path.display())]
    Unreadable {
        /// It.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },

    /// Which Bazel runs is decided anew each time.
    #[error(".bazelversion names no exact version")]
    BazelVersion,

    /// A glob that may see what is not looked at.
    #[error("a glob in {} may reach .git and .tk", .0.display())]
    WideGlob(PathBuf),
}

impl Unproven {
    /// Adds the path to a failed look.
    pub fn unreadable<E: Into<std::io::Error>>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> Self {
        let path = path.into();
        move |source| Self::Unreadable {
            path,
            source: source.into(),
        }
    }

    /// Something that is not as it was.
    pub fn changed(path: impl Into<PathBuf>, how: &'static str) -> Self {
        Self::Changed {
            path: path.into(),
            how,
        }
    }
}
