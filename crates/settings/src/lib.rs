//! The settings of `tk`: `TK_*` variables, before the repository's `tk.toml`, before the user's.
//!
//! A setting is the default of a flag, so whoever reads a command line puts [`Config`] into the places of the
//! flags that are not given. What can be set is [`keys::KEYS`]; nothing but that list has to be touched for
//! another one.

mod environment;
mod error;
mod file;
pub mod keys;
mod layers;
pub mod schema;
mod section;
mod value;

pub use error::{Error, Result};
pub use file::FILE_NAME;
pub use layers::{Config, Setting, Sources};
pub use value::Value;
