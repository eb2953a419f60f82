//! The steps of create-and-build.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::step_error::StepError;
use crate::id::{TaskId, TokenId};
use crate::project::Project;
use crate::spec::BuildSpec;

/// What the steps make. It is written before the first one, so that they can be undone by another process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The project.
    pub project: Project,
    /// The build's id.
    pub task_id: TaskId,
    /// The build.
    pub spec: BuildSpec,
    /// Who asks for it.
    pub requested_by: Option<TokenId>,
}

/// A step before the project is written: it makes the repository, or a deploy key, or a webhook.
#[async_trait]
pub trait ProvisionStep: Send + Sync {
    /// Its name in answers: `repository`.
    fn name(&self) -> &'static str;

    /// Does it. What an earlier try left of the same plan is no error.
    ///
    /// # Errors
    ///
    /// It cannot be done: then everything is undone.
    async fn apply(&self, plan: &Plan) -> Result<(), StepError>;

    /// Undoes it, if it was done: it may be called for a step that failed, or died, at any point.
    ///
    /// # Errors
    ///
    /// It cannot be undone now: it is tried again later.
    async fn undo(&self, plan: &Plan) -> Result<(), StepError>;
}
