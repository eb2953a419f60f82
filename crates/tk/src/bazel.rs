//! Bazel as a program: its command line, its process, its queries, its lock.

pub mod command_line;
pub mod execution_log;
mod lines;
pub mod lock;
pub mod observer;
pub mod process;
mod processes;
pub mod query;
pub mod rc;
pub mod run_script;
mod server;
pub mod signals;
pub mod verb;
pub mod watchdog;
