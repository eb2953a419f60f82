//! Projects in the database.

use async_trait::async_trait;

use super::StoreError;
use crate::id::ProjectId;
use crate::project::Project;

/// Whether a row was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was.
    Yes,
    /// Its name is taken.
    NameTaken,
}

/// Projects, and the repositories they stand for.
#[async_trait]
pub trait Projects: Send + Sync {
    /// Adds a project, unless its name is taken.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn add_project(&self, project: &Project) -> Result<Added, StoreError>;

    /// A project by its id.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn project(&self, id: ProjectId) -> Result<Option<Project>, StoreError>;

    /// A project by its name.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn project_named(&self, name: &str) -> Result<Option<Project>, StoreError>;

    /// Projects behind `after`, the oldest first.
    ///
    /// # Errors
    ///
    /// The database fails.
    async fn projects(
        &self,
        after: Option<ProjectId>,
        limit: u32,
    ) -> Result<Vec<Project>, StoreError>;

    /// Removes a project that has no builds: what create-and-build made and undoes. Says whether it was there.
    ///
    /// # Errors
    ///
    /// The database fails, or refuses because of a build.
    async fn remove_project(&self, id: ProjectId) -> Result<bool, StoreError>;
}
