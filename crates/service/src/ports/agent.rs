//! The code agent.

use async_trait::async_trait;

use super::git::Workspace;
use super::job::{Job, Reporter};
use super::step_error::StepError;
use super::stop::Stop;

/// How an agent ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentEnd {
    /// Whether it says that it succeeded: a program's exit code is 0.
    pub success: bool,
    /// How it ended, if not well: `exit code 3`, `killed by signal 9`.
    pub message: Option<String>,
}

/// A program that edits a workspace as a prompt says. It runs in a sandbox, with an environment built from nothing.
#[async_trait]
pub trait CodeAgent: Send + Sync {
    /// Runs it once. `prompt` is the build's, or what a check found.
    ///
    /// Returns only when no process of it is left: also when `stop` asks for it, after [`StopReason::grace`] at the
    /// latest.
    ///
    /// [`StopReason::grace`]: super::StopReason::grace
    ///
    /// # Errors
    ///
    /// It could not be started, or was stopped. An agent that fails is no error but an [`AgentEnd`].
    async fn run(
        &self,
        job: &Job,
        workspace: &Workspace,
        prompt: &str,
        reporter: &Reporter,
        stop: Stop,
    ) -> Result<AgentEnd, StepError>;
}
