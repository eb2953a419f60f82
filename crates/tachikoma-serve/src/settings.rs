//! The settings: a file, which environment variables override, which flags override.
//!
//! `crates/settings` is another thing: its keys are defaults of the flags of `tk`, and unknown ones are warned of. Here a
//! setting opens a network or names a secret, so what is not understood is refused.

mod database;
mod error;
mod file;
mod given;
mod keys;
mod kinds;
mod program;
mod secret;
mod sources;
mod time;
mod variables;

pub use database::Database;
pub use error::Error;
pub use keys::{Config, KEYS, Key};
pub use kinds::{CheckKind, LogFormat, Variable};
pub use sources::{Flag, Sources};
pub use variables::FILE as FILE_VARIABLE;
