//! What can go wrong with settings.

/// A failure. Its message names the place of the setting and what it must be.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A `tk.toml` cannot be read.
    #[error(transparent)]
    Checkout(#[from] checkout::Error),

    /// A `tk.toml` that is not TOML, or in which a key has an invalid value.
    #[error("{file}:{line}: {message}")]
    ConfigFile {
        /// The file, as messages call it.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The problem with that line.
        message: String,
    },

    /// A variable with a value that is invalid for its key.
    #[error("{name} must be {wanted}, not {found}")]
    Variable {
        /// The variable's name.
        name: String,
        /// The values that its key can have.
        wanted: String,
        /// The variable's value.
        found: String,
    },
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
