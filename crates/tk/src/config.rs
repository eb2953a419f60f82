//! Settings: flags before `TK_*` variables before the repository's `tk.toml` before the user's.
//!
//! A setting is a default of a flag: commands know flags only, and [`defaults`] puts what is set
//! elsewhere in their places. What can be set is [`keys::KEYS`], and nothing but that list has to
//! be touched for another one.

mod defaults;
mod environment;
mod file;
pub mod keys;
mod layers;
pub mod schema;
mod section;
mod value;

pub use defaults::{complete, is_settable, mode, with_opposites, with_opposites_of};
pub use layers::Sources;
pub use value::Value;

/// The file's name in the repository and in the user's folder.
pub const FILE_NAME: &str = "tk.toml";
