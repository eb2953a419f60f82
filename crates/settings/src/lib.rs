//! The settings of `tk`: `TK_*` variables override the repository's `tk.toml`, which overrides the user's.
//!
//! A setting is the default of a flag: the command line's parser takes the flags that are not given from
//! [`Config`]. [`keys::KEYS`] lists all settings; to add one, only that list has to change.

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
