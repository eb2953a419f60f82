//! Why the program ends, and how it says so.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use service::ports::StoreError;
use service_http::{OpenToAll, SiteError};
use service_store::{BackupError, OpenError};

use crate::exit::Exit;
use crate::settings;

/// Why the program ends. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] settings::Error),
    /// The settings would open the machine to everybody.
    #[error("{0}.\nMake one with `tachikoma-serve admin-token`, or set TACHIKOMA_ADMIN_TOKEN")]
    OpenToAll(OpenToAll),
    /// The folder that is set has no page.
    #[error("page.folder: {0}")]
    Page(#[from] SiteError),
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database cannot be copied.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: set `listen`, TACHIKOMA_LISTEN or --listen to another address"
    )]
    Address {
        /// The address.
        address: SocketAddr,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// A folder or file cannot be used.
    #[error("cannot {what} {}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// Something of the service is broken.
    #[error("{what}")]
    Fault {
        /// What is broken.
        what: &'static str,
        /// The reason.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// `--check` found something. It was printed.
    #[error("something has to be repaired")]
    Unfit,
}

impl Failure {
    /// A setting that is wrong with the others, or with this machine.
    pub fn setting(message: impl Into<String>) -> Self {
        Self::Settings(settings::Error::Wrong(message.into()))
    }

    /// Something of the service is broken.
    pub fn fault(what: &'static str, source: impl Error + Send + Sync + 'static) -> Self {
        Self::Fault {
            what,
            source: Box::new(source),
        }
    }

    /// A file that cannot be read.
    pub fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io {
            what: "read",
            path: path.to_owned(),
            source,
        }
    }

    /// How the program exits.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Settings(_) | Self::OpenToAll(_) | Self::Page(_) => Exit::Settings,
            Self::Open(_) | Self::Store(_) | Self::Backup(BackupError::Copy { .. }) => {
                Exit::Database
            }
            Self::Address { .. } => Exit::Address,
            Self::Io { .. } | Self::Backup(BackupError::Write { .. }) => Exit::Io,
            Self::Fault { .. } => Exit::Fault,
            Self::Unfit => Exit::Unfit,
        }
    }

    /// The message, and what caused it.
    pub fn text(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            let said = error.to_string();
            if !text.contains(&said) {
                text.push_str(&format!(": {said}"));
            }
            cause = error.source();
        }
        text
    }
}
