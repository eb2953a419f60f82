//! Bazel as a program: its command line, its process, its queries.

pub mod command_line;
mod lines;
pub mod process;
pub mod query;
