//! What a build runs on a machine: the agent and the check in a sandbox, git, templates and artifacts.
//!
//! These are the ports of [`service`] that start programs or write files. Whatever an agent leaves is hostile: programs of
//! the workspace run in the [`sandbox`] alone, and git reads the workspace as data.

mod files;
pub mod git;
pub mod output;
pub mod places;
mod remove;
pub mod sandbox;

pub use git::{GitSettings, HardenedGit};
pub use output::Output;
pub use places::Places;
pub use sandbox::{End, Program, Sandbox, SandboxSettings};
