//! What a workspace starts with.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::git::Workspace;
use super::step_error::StepError;
use crate::problem::FieldError;
use crate::spec::Variable;

/// Templates by their names: embedded ones, and those of a folder.
#[async_trait]
pub trait Templates: Send + Sync {
    /// What is wrong with a name and its variables. A build is refused with it before it is queued.
    fn check(&self, name: &str, variables: &BTreeMap<String, Variable>) -> Vec<FieldError>;

    /// Writes a template's files into the workspace. Files that are there stay as they are.
    ///
    /// # Errors
    ///
    /// The template is gone, does not take the variables any more, or cannot be written.
    async fn apply(
        &self,
        name: &str,
        variables: &BTreeMap<String, Variable>,
        workspace: &Workspace,
    ) -> Result<(), StepError>;
}
