//! The build service without its outside: what a build is, which states it takes, and how a worker does it.
//!
//! A *build* is one prompt that a code agent works on in a project's repository. Its row in the [`ports::Store`] is
//! queue and audit in one: a service writes it as `pending`, a [`worker::Worker`] claims it, and nothing deletes it.
//!
//! This crate does no input or output. What it needs of the outside are [`ports`]: the store, the agent, git, checks,
//! templates, callbacks, artifacts and the time. Other crates implement them.

pub mod build;
pub mod create;
pub mod event;
pub mod id;
pub mod limits;
pub mod notice;
pub mod ports;
pub mod problem;
pub mod project;
pub mod repository;
pub mod result;
pub mod retry;
pub mod spec;
pub mod start;
pub mod status;
pub mod timestamp;
pub mod token;
pub mod worker;

pub use build::Build;
pub use event::{Event, EventKind};
pub use id::{ProjectId, TaskId, TokenId};
pub use problem::{FieldError, Problem, ProblemKind};
pub use project::Project;
pub use result::BuildResult;
pub use spec::BuildSpec;
pub use status::Status;
pub use timestamp::Timestamp;
