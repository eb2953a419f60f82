//! Bazel as a program: what its rc files say, the command line that runs it, its processes and their signals, its
//! lock and its server, what it answers to queries, and the logs that it writes.
//!
//! Nothing here prints: callers pass an [`Observer`].

pub mod display;
mod error;
pub mod execution_log;
pub mod exit_code;
pub mod flags;
pub mod incremental;
pub mod invocation;
pub mod label;
mod lines;
pub mod lock;
mod observer;
pub mod output_bases;
pub mod prepare;
pub mod process;
pub mod processes;
pub mod profile;
pub mod query;
pub mod rc;
pub mod registry;
pub mod run_script;
mod server;
pub mod shell;
pub mod signals;
mod verb;
pub mod watchdog;

pub use error::{Error, Result};
pub use invocation::{Invocation, Recordings};
pub use observer::{Observer, Unobserved};
pub use verb::Verb;
