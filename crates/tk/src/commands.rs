//! The commands, a file each.

pub mod affected;
pub mod artifacts;
pub mod build;
pub mod check;
pub mod clean;
pub mod completions;
pub mod config;
pub mod describe;
pub mod dev;
pub mod flaky;
pub mod generate;
pub mod help;
pub mod history;
pub mod launcher;
pub mod log;
pub mod man;
pub mod nondeterminism;
pub mod profile;
pub mod run;
pub mod supervise;
pub mod test;
pub mod verify;
pub mod version;
pub mod why;
