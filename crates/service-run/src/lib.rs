#![doc = include_str!("../README.md")]

pub mod agent;
pub mod artifacts;
pub mod check;
mod files;
pub mod git;
pub mod output;
pub mod places;
pub mod provision;
mod remove;
pub mod sandbox;
pub mod scripted;
pub mod template;

pub use agent::{AgentSettings, KubectlAgent, KubectlSettings, SandboxedAgent};
pub use artifacts::ArtifactFolder;
pub use check::{CheckProgram, CheckSettings, SandboxedCheck};
pub use git::{GitSettings, HardenedGit, RepositoryStep};
pub use output::Output;
pub use places::Places;
pub use provision::ProgramStep;
pub use sandbox::{End, Program, Sandbox, SandboxSettings};
pub use template::{TemplateError, TemplateFolder};
