//! The checkout in which `tk` works: its root and its Bazel, the build modes and platforms, the environment
//! variables, the time, and the files that `tk` keeps in it.

pub mod clock;
pub mod env_vars;
mod error;
pub mod files;
pub mod git;
mod mode;
pub mod platform;
mod workspace;

pub use error::{Error, Result};
pub use mode::Mode;
pub use workspace::{BUILD_FILES, Workspace, build_file, find_root};
